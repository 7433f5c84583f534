"""Rules about how formulas are written: numbers in them, length, nesting, lookups, masked errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from planner.lint.book import Workbook
from planner.lint.calls import Call
from planner.lint.formulas import Formula
from planner.lint.functions import ERROR_TESTS, MASKS
from planner.lint.registry import Gap, Hit, rule
from planner.results.lint import RISK, STYLE
from planner.xlsx.formula_tokens import Token

UNIT_CONSTANTS = frozenset(
    {
        0.0,
        1.0,
        2.0,
        7.0,
        12.0,
        24.0,
        60.0,
        100.0,
        365.0,
        1000.0,
        1440.0,
        3600.0,
        86_400.0,
        1e4,
        1e6,
        1e8,
        1e9,
        1e12,
    }
)
"""Nought, one, two for halves and doubles, and what turns one unit into another: days, months, hours,
seconds, per cent, powers of ten and of ten thousand."""

STRUCTURAL: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC", "LEFT", "RIGHT", "EDATE", "EOMONTH"), (1,)),
    **dict.fromkeys(("LARGE", "SMALL"), (1,)),
    **dict.fromkeys(("INDEX", "MID"), (1, 2)),
    **dict.fromkeys(("VLOOKUP", "HLOOKUP", "XMATCH"), (2, 3)),
    "MATCH": (2,),
    "CHOOSE": (0,),
    "LOG": (1,),
    "XLOOKUP": (4, 5),
    "SUBTOTAL": (0,),
}
"""Arguments that say which, how many places or in which way, and are no quantities."""

LONGEST = 255
"""Characters; the most that Excel takes in a validation or a conditional format."""
MOST_SHOWN = 3


@rule(
    13,
    "no-literals",
    severity=STYLE,
    title="No typed numbers in formulas",
    source="F3.04-01, P14",
    checks="A formula holds no number but 0, 1, 2 for a half or a double, and what turns one unit into "
    "another, such as 12, 24, 3600 or 1E9; powers, and arguments that choose a place or a number of digits, "
    "do not count. A constant of nature has a line of its own: a formula that is that number alone, with "
    "label, unit and source.",
    remedy="Give the number a cell with label, unit and source, and refer to that.",
)
def no_literals(book: Workbook) -> Iterator[Hit | Gap]:
    """Quantities inside formulas."""
    for formula in book.formulas:
        if formula.tokens and all(token.kind == "number" or token.text in "+-" for token in formula.tokens):
            line = book.read[formula.sheet].line_at(formula.row)
            if line is None or not (line.label and line.unit and line.note):
                yield Hit("is a typed number without label, unit and source", *formula.position)
            continue
        found = dict.fromkeys(token.text for token in _quantities(formula))
        if found:
            shown = ", ".join(list(found)[:MOST_SHOWN])
            yield Hit(f"holds the typed number {shown} in its formula", *formula.position)


def _quantities(formula: Formula) -> Iterator[Token]:
    structural = {
        id(token)
        for call in formula.calls
        for place in STRUCTURAL.get(call.name, ())
        if place < len(call.arguments)
        for token in call.arguments[place]
    }
    before = Token("", "")
    for token in formula.tokens:
        power = before.text == "^"
        if token.kind == "number" and not power and id(token) not in structural:
            if float(token.text) not in UNIT_CONSTANTS:
                yield token
        elif token.kind == "array" and any(letter.isdigit() for letter in token.text):
            yield token
        before = token


@rule(
    14,
    "formula-length",
    severity=STYLE,
    title="Formulas are short",
    source="F3.03-01",
    checks=f"No formula has more than {LONGEST} characters. In a plan a line may, where its template says "
    "why it is no clearer in parts, and so may the sentences of the cover and its names of checks.",
    remedy="Split it: one step a line, each with a label of its own.",
)
def formula_length(book: Workbook) -> Iterator[Hit | Gap]:
    """Formulas that nobody explains in half a minute."""
    for formula in book.formulas:
        if len(formula.text) > LONGEST and formula.position not in book.long_by_plan:
            yield Hit(f"has a formula of {len(formula.text)} characters", *formula.position)


@rule(
    15,
    "single-line-formulas",
    severity=STYLE,
    title="Formulas stand on one line",
    source="F3.03-03",
    checks="No formula holds a line break, which hides what follows it in the formula bar.",
    remedy="Take out the line breaks; split the formula where it is too long for one line.",
)
def single_line_formulas(book: Workbook) -> Iterator[Hit | Gap]:
    """Formulas with a line break."""
    for formula in book.formulas:
        if "\n" in formula.text or "\r" in formula.text:
            yield Hit("has a formula of several lines", *formula.position)


@rule(
    17,
    "no-nested-if",
    severity=STYLE,
    title="No IF inside an IF",
    source="F3.03-07",
    checks="No IF stands inside another, at any depth.",
    remedy="Use flags in lines of their own, INDEX and MATCH, or CHOOSE.",
)
def no_nested_if(book: Workbook) -> Iterator[Hit | Gap]:
    """IF inside IF."""
    for formula in book.formulas:
        if any(call.name in {"IF", "IFS"} and {"IF", "IFS"} & set(call.inside) for call in formula.calls):
            yield Hit("holds an IF inside an IF", *formula.position)


@rule(
    29,
    "exact-lookups",
    severity=RISK,
    title="Lookups are exact",
    source="PX",
    checks="VLOOKUP and HLOOKUP say FALSE, MATCH says 0, XLOOKUP and XMATCH ask for an exact match; "
    "LOOKUP, which never is, does not occur.",
    remedy="Ask for an exact match: MATCH(..., 0), VLOOKUP(..., FALSE).",
)
def exact_lookups(book: Workbook) -> Iterator[Hit | Gap]:
    """Lookups that take the next best row."""
    for formula in book.formulas:
        for call in formula.calls:
            if is_approximate(call):
                yield Hit(f"{call.name} may find the next best entry", *formula.position)


def is_approximate(call: Call) -> bool:
    """Whether a lookup takes the next best entry where there is no exact one."""
    arguments = call.arguments
    match call.name:
        case "LOOKUP":
            return True
        case "VLOOKUP" | "HLOOKUP":
            return len(arguments) < 4 or not _is_zero(arguments[3])
        case "MATCH":
            return len(arguments) < 3 or not _is_zero(arguments[2])
        case "XLOOKUP" | "XMATCH":
            place = 4 if call.name == "XLOOKUP" else 2
            return len(arguments) > place and not _is_zero(arguments[place])
    return False


def _is_zero(argument: Sequence[Token]) -> bool:
    """Whether an argument is FALSE, 0 or left empty between its commas."""
    texts = [token.text.upper() for token in argument]
    return texts in (["FALSE"], ["0"], [], ["FALSE", "(", ")"])


@rule(
    30,
    "no-masked-errors",
    severity=RISK,
    title="Masked errors are listed",
    source="P, PX",
    checks="Every IFERROR, IFNA and IF over an ISERROR is listed: it hides a mistake together with the "
    "error that was meant.",
    remedy="Test for the one case that is meant, such as IF(B4=0,0,A4/B4), and let other errors show.",
)
def no_masked_errors(book: Workbook) -> Iterator[Hit | Gap]:
    """Formulas that turn every error into something else."""
    for formula in book.formulas:
        for call in formula.calls:
            if call.name in MASKS:
                instead = "".join(token.text for token in call.arguments[-1]) or "nothing"
                yield Hit(f"{call.name} shows {instead} in place of any error", *formula.position)
            elif call.name in ERROR_TESTS and "IF" in call.inside:
                yield Hit(f"{call.name} inside IF hides any error", *formula.position)
