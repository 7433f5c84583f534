"""What a formula must not hold, as Excel makes something else of it than the checkers do.

Each rule looks at the tokens of one formula and names what it finds. Why, and since when it is known, stands
in the table of docs/dialect.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from planner.lint.calls import Call, calls_of
from planner.xlsx.formula_tokens import Token, tokenize

FUNCTIONS = frozenset(
    [
        "ABS",
        "AND",
        "CHOOSE",
        "COUNTIF",
        "DAY",
        "EDATE",
        "EXP",
        "IF",
        "INDEX",
        "INT",
        "ISFORMULA",
        "LN",
        "LOG",
        "MATCH",
        "MAX",
        "MID",
        "MIN",
        "MONTH",
        "PRODUCT",
        "ROUND",
        "ROUNDDOWN",
        "ROUNDUP",
        "ROWS",
        "SQRT",
        "SUM",
        "SUMIF",
        "SUMIFS",
        "SUMPRODUCT",
        "SUMSQ",
        "YEAR",
    ]
)
"""All that planner's own formulas use; each has a row in docs/dialect.md."""

OPERATORS = frozenset(["+", "-", "*", "/", "^", "&", "=", "<>", "<", "<=", ">", ">="])

INSIDE_SUMPRODUCT = frozenset({"ABS", "INDEX", "INT", "MAX", "MIN", "SUM", "SUMIF", "SUMPRODUCT"})
"""What SUMPRODUCT evaluates as an array in every Excel. IF and IFERROR need Ctrl+Shift+Enter there."""

OVER_RANGES = frozenset(
    {"COUNTIF", "INDEX", "MATCH", "MAX", "MIN", "PRODUCT", "ROWS"}
    | {"SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "SUMSQ"}
)
"""Functions that take a range as a whole; elsewhere Excel takes one cell of it, or spills."""

MOST_DIGITS, LONGEST_TEXT, LONGEST_FORMULA = 15, 255, 255
WHOLE_DECIMALS, SHARE_DECIMALS = "6", "12"

LESS_A_BIT = r"-(1E-9|\$[A-Z]+\$[0-9]+)$"
"""Less what the last bits of a division may come to, or the one cell that says it."""

Rule = Callable[[str], Iterator[str]]


def _calls(formula: str, *names: str) -> Iterator[Call]:
    return (call for call in calls_of(tokenize(formula)) if call.name in names)


def _text(tokens: tuple[Token, ...]) -> str:
    return "".join(token.text for token in tokens)


def product_of_one_argument(formula: str) -> Iterator[str]:
    """Of single cells with commas between them, a blank one is #VALUE! in Excel."""
    yield from (call.name for call in _calls(formula, "SUMPRODUCT") if len(call.arguments) != 1)


def no_condition_in_a_product(formula: str) -> Iterator[str]:
    """IF inside SUMPRODUCT needs Ctrl+Shift+Enter before Excel 365, and the rest was not tried."""
    for call in calls_of(tokenize(formula)):
        if "SUMPRODUCT" in call.inside and call.name not in INSIDE_SUMPRODUCT:
            yield call.name


def known_functions(formula: str) -> Iterator[str]:
    """Only functions and operators whose special cases were looked at."""
    yield from (call.name for call in calls_of(tokenize(formula)) if call.name not in FUNCTIONS)
    yield from (
        token.text for token in tokenize(formula) if token.kind == "operator" and token.text not in OPERATORS
    )


def numbers_of_15_digits(formula: str) -> Iterator[str]:
    """Excel cuts longer ones."""
    for token in tokenize(formula):
        digits = re.sub(r"[eE].*|\.", "", token.text).strip("0")
        if token.kind == "number" and len(digits) > MOST_DIGITS:
            yield token.text


def short_texts(formula: str) -> Iterator[str]:
    """Excel refuses a formula with a longer text in it."""
    yield from (
        token.text for token in tokenize(formula) if token.kind == "string" and len(token.text) > LONGEST_TEXT
    )


def short_formulas(formula: str) -> Iterator[str]:
    """Also when a program writes powers of ten with all their zeros, as Excel and LibreOffice do."""
    written = re.sub(r"(?<![\w.])([0-9])E([0-9]+)", lambda m: m[1] + "0" * int(m[2]), formula)
    if len(written) + 1 > LONGEST_FORMULA:
        yield f"{len(written) + 1} characters"


def bounded_references(formula: str) -> Iterator[str]:
    """No whole rows or columns, no other workbook, no list of constants, no name, no TRUE, no crossing."""
    if " " in re.sub(r"""\"[^"]*"|'[^']*'|\[[^\]]*\]""", "", formula):
        yield "a blank between two references"
    for token in tokenize(formula):
        whole = token.kind == "cells" and not re.search(r"[A-Z]\$?[0-9]", token.text)
        if whole or token.external or token.kind in {"array", "name", "error", "own_table"}:
            yield token.text


def exact_matches(formula: str) -> Iterator[str]:
    """MATCH finds what it is asked for, or nothing; INDEX takes a number, a cell or such a MATCH."""
    for call in _calls(formula, "MATCH"):
        if len(call.arguments) != 3 or _text(call.arguments[2]) != "0":
            yield "MATCH without 0"
    for call in _calls(formula, "INDEX"):
        if len(call.arguments) not in {2, 3} or not all(map(_is_place, call.arguments[1:])):
            yield "INDEX of something else than a row that was found"


def _is_place(argument: tuple[Token, ...]) -> bool:
    """A number from 1, a cell, what MATCH finds, or the larger or smaller of such; 0 is a whole column."""
    if argument[0].text in {"MATCH", "MAX", "MIN"}:
        return _is_one_call(argument)
    kinds = [token.kind for token in argument]
    return kinds == ["cells"] or (kinds == ["number"] and float(argument[0].text) >= 1)


def _is_one_call(argument: tuple[Token, ...]) -> bool:
    """Whether the brackets that follow a name close with the last token, so that nothing is added behind."""
    depth, closed = 0, False
    for token in argument[1:]:
        if closed:
            return False
        depth += (token.kind == "open") - (token.kind == "close")
        closed = token.kind == "close" and depth <= 0
    return closed


def plain_criteria(formula: str) -> Iterator[str]:
    """A criterion is a number, a cell or word of planner's, a name of a table, or a bound: `">"&` months."""
    for call in _calls(formula, "COUNTIF", "SUMIF", "SUMIFS"):
        for criterion in call.arguments[2::2] if call.name == "SUMIFS" else call.arguments[1:2]:
            if not _is_plain(criterion):
                yield _text(criterion)


def _is_plain(criterion: tuple[Token, ...]) -> bool:
    """Names of tables hold no sign of a comparison and no wildcard: the reader refuses them."""
    first, kinds = criterion[0].text, [token.kind for token in criterion]
    if kinds[:2] == ["string", "operator"] and criterion[1].text == "&":
        return first in {'">"', '"<="'} and not {"string", "table"} & set(kinds[2:])
    word = re.fullmatch(r'"[^\W\d_]+"', _text(criterion))
    found = first == "MATCH" and _is_one_call(criterion)
    less = kinds == ["number", "operator", "cells"]
    return kinds in (["number"], ["cells"], ["table"]) or less or bool(word) or found


YES_OR_NO = r'IF\([A-Z0-9]+=0,"[^"]*","[^"]*"\)'
DATE = (
    r'(("[^"]*"|YEAR\(EDATE\([A-Z0-9]+,[A-Z0-9]+-1\)\)'
    r'|CHOOSE\(MONTH\(EDATE\([A-Z0-9]+,[A-Z0-9]+-1\)\)(,"[^"]*"){12}\))&?)+'
)
DATED = rf'IF\([A-Z0-9]+=0,"[^"]*",{DATE}\)'
PEAK = rf'CHOOSE\(1\+\([A-Z0-9]+>0\)\+\([A-Z0-9]+>=[A-Z0-9]+\),"[^"]*",{DATE},"[^"]*"\)'
"""Parts of a sentence that are words already: yes or no; a month by name and year, or why there is none."""


def joined_numbers_are_rounded(formula: str) -> Iterator[str]:
    """A number that becomes part of a text is rounded, and is never minus zero."""
    depth, term = 0, list[Token]()
    terms, joined = [term], False
    for token in tokenize(formula):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth == 0 and token.text == "&":
            term, joined = [], True
            terms.append(term)
        else:
            term.append(token)
    for term in terms if joined else ():
        text = "".join(token.text for token in term)
        coarse = r"15\*\(ABS\((?P=cell)\)>1E12\)"
        number = rf"\(ROUND\((?P<cell>[A-Z0-9]+),[0-9]-{coarse}\)\+0\)"
        rounded = re.fullmatch(f"{number}|{YES_OR_NO}|{DATED}|{PEAK}", text)
        if not rounded and [token.kind for token in term] not in (["string"], ["cells"]):
            yield text


def rounding_of_counts_and_shares_alone(formula: str) -> Iterator[str]:
    """Counts before they are made whole, by six decimals or 1E-9, shares, sentences, sizes: money never."""
    for call in _calls(formula, "ROUND"):
        digits = _text(call.arguments[1])
        whole = digits == WHOLE_DECIMALS and set(call.inside) & {"ROUNDUP", "ROUNDDOWN"}
        share = digits == SHARE_DECIMALS and formula.startswith("ROUND(1-")
        size = digits == "0" and re.search(
            r"CHOOSE\(1(\+\(ROUND\(MAX\([^()]*\),0\)>=10\^[0-9]+\))+,", formula
        )
        if not (whole or share or size or "&" in formula):
            yield f"ROUND(..,{digits})"
    for call in _calls(formula, "ROUNDUP", "ROUNDDOWN"):
        first, up = call.arguments[0], re.search(LESS_A_BIT, _text(call.arguments[0]))
        if not (first[0].text == "ROUND" or up) or _text(call.arguments[1]) != "0":
            yield call.name


def no_power_of_a_sign(formula: str) -> Iterator[str]:
    """-2^2 is 4 in a spreadsheet and -4 on paper; 0^0 is #NUM! in Excel and 1 in LibreOffice."""
    tokens = tokenize(formula)
    for number, token in enumerate(tokens):
        sign = token.text == "-" and (number == 0 or tokens[number - 1].kind in {"open", "comma", "operator"})
        if sign and [t.text for t in tokens[number + 2 : number + 3]] == ["^"]:
            yield f"-{tokens[number + 1].text}^"
    if re.search(r"(?<![\w.])0\^0(?![\w.])", formula):
        yield "0^0"


def no_lone_ranges(formula: str) -> Iterator[str]:
    """A range of several cells stands inside a function that takes it whole, so Excel puts no @ before it."""
    tokens = tokenize(formula)
    covered = {
        id(token)
        for call in calls_of(tokens)
        if call.name in OVER_RANGES
        for argument in call.arguments
        for token in argument
    }
    for token in tokens:
        block = token.kind == "table" or (token.kind == "cells" and ":" in token.text)
        if block and id(token) not in covered:
            yield token.text


RULES: Mapping[Rule, tuple[str, ...]] = {
    product_of_one_argument: ("SUMPRODUCT(Mix[A],Mix[B])", "1+SUMPRODUCT((A1:A9=1)*1,B1:B9)"),
    no_condition_in_a_product: (
        "SUMPRODUCT(IF(A1:A9>0,1,0))",
        "SUMPRODUCT(IFERROR(A1:A9,0))",
        "SUMPRODUCT(ROUND(A1:A9,2))",
    ),
    known_functions: ("XLOOKUP(1,A1:A9,B1:B9)", "NPV(0.1,A1:A9)", "50%", "@A1"),
    numbers_of_15_digits: ("0.1234567890123456*A1", "A1+1234567890123456"),
    short_texts: ('"' + "x" * 256 + '"&A1',),
    short_formulas: ("A1*" + "1E12*" * 20 + "1", "+".join(["A1"] * 90)),
    bounded_references: (
        "SUM(A:A)",
        "SUM(1:3)",
        "[1]Data!A1",
        "SUM({1,2})",
        "in_mfu+1",
        "#REF!+1",
        "TRUE",
        "A1:C3 B2:B9",
    ),
    exact_matches: (
        "MATCH(A1,B1:B9)",
        "MATCH(A1,B1:B9,1)",
        "INDEX(A1:A9,B1+1)",
        "INDEX(A1:C9,B1,B2*2)",
        "INDEX(A1:A9,MAX(1,B1)*(2))",
        "INDEX(A1:A9,0)",
    ),
    plain_criteria: (
        'COUNTIF(A1:A9,"<"&B1)',
        'SUMIFS(A1:A9,B1:B9,"w*b")',
        'SUMIF(A1:A9,"w*b",B1:B9)',
        "COUNTIF(A1:A9,B1&C1)",
    ),
    joined_numbers_are_rounded: (
        '"x"&A1/1E6',
        '"x"&IF(A1=0,"none",A1)',
        '"x"&IF(A1=0,"none",YEAR(A1)/2)',
        '"x"&ROUND(A1,1)&"y"',
        '"x"&(ROUND(A1,1)+1)',
    ),
    rounding_of_counts_and_shares_alone: (
        "ROUND(A1+B1,4)",
        "ROUNDUP(A1/B1,0)",
        "ROUNDUP(A1/B1-C1,0)",
        "ROUNDUP(ROUND(A1,9),0)",
        "ROUND(A1,12)",
    ),
    no_power_of_a_sign: ("-A1^2", "B1*-A1^2", "0^0"),
    no_lone_ranges: ("A1:A9+1", "IF(A1:A9>0,1,0)", "ABS(Mix[A])"),
}
"""Each rule, and formulas that it must object to."""
