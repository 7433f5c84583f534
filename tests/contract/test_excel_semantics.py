"""No formula of planner's needs what Excel computes in another way than the checkers do.

The checkers cannot see it, so the formulas themselves are looked at: all of every preset, in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from planner.book.values import LONGEST_NAME, letters_of_unsure_case
from planner.layout.arrange import arrange
from planner.layout.owned import owned_cells
from planner.lint.calls import calls_of
from planner.results.statuses import LineStatus
from planner.template.load import load_template, presets
from planner.template.locale import languages, preset_in, template_in
from planner.template.references import references
from planner.template.rows import CHECKS_THAT_WARN
from planner.xlsx.formula_tokens import Token, tokenize
from tests.excel_rules import FUNCTIONS, OPERATORS, RULES, Rule, short_formulas
from tests.sampled import sampled

TEMPLATE = load_template()
HEADING = "What Excel makes of them"
TESTS = Path(__file__).parents[1]
DIALECT = TESTS.parent / "docs" / "dialect.md"

NAMED_ELSEWHERE = {
    "test_two_spellings_of_a_formula_are_the_same",
    "test_a_name_that_is_looked_up_is_short",
    "test_a_name_has_letters_of_which_every_program_knows_the_capitals",
    "test_a_name_must_not_hold_a_wildcard",
    "test_a_line_that_ends_in_a_subtraction_says_what_its_difference_is_measured_by",
    "test_inputs_are_the_same_by_15_digits",
    "test_a_sentence_may_have_decimal_commas",
    "test_every_safe_formula_has_its_value",
    "test_the_normal_distribution_is_good_to_nine_digits",
}
"""Tests of what is read and compared, which the table names."""


MOST_OF_EXCEL = 8192
"""Characters of a formula in Excel since 2007, the equals sign included."""

CELL = re.compile(r"(\$?)[A-Z]{1,3}(\$?)[0-9]+")


def name_of(rule: Rule) -> str:
    return rule.__name__


@cache
def formulas() -> dict[str, str]:
    """Every formula that planner writes -> a cell that holds it.

    Of those that differ in nothing but which cells they read, which no rule looks at, the longest.
    """
    found: dict[str, str] = {}
    for name in sampled(presets(), ["essay", "blank"]):
        for language in languages():
            template, preset = template_in(language), preset_in(language, name)
            for cell in owned_cells(template, preset, arrange(template, preset).layout):
                found.setdefault(cell.formula, f"{cell.place.sheet}!{cell.place.a1} ({cell.key})")
    return {text: found[text] for text in longest_of_each_shape(found)}


def longest_of_each_shape(texts: Iterable[str]) -> list[str]:
    """Formulas of which no two differ in addresses alone."""
    longest: dict[str, str] = {}
    for text in texts:
        shape = CELL.sub(r"\1A\g<2>1", text)
        longest[shape] = max(longest.get(shape, ""), text, key=len)
    return list(longest.values())


def test_formulas_of_one_shape_are_looked_at_once() -> None:
    texts = ["B2*$B$3", "C2*$B$3", "AA200*$B$3", "$B2*$B$3", "SUM(B2:B9)", "SUM(C2:C9)"]
    assert longest_of_each_shape(texts) == ["AA200*$B$3", "$B2*$B$3", "SUM(B2:B9)"]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule is not short_formulas], ids=name_of)
def test_no_formula_holds_what_excel_computes_in_another_way(rule: Rule) -> None:
    assert {place: what for text, place in formulas().items() if (what := [*rule(text)])} == {}


def test_the_lines_with_long_formulas_are_those_of_which_the_template_says_why() -> None:
    """And words of the cover: names of checks, one step a check; what a plan says of itself; sentences."""
    meant = {row.stem or row.key for row in TEMPLATE.formulas if row.long}
    stems = {row.key: row.stem or row.key for row in TEMPLATE.formulas}
    keys = {
        place.rpartition("(")[2].rstrip(")") for text, place in formulas().items() if [*short_formulas(text)]
    }
    found = {stems.get(key, key) for key in keys} - set(TEMPLATE.messages)
    assert found == meant | {LineStatus.FAILS, LineStatus.WARNS, ""}


def test_no_formula_is_longer_than_excel_takes() -> None:
    assert max(map(len, formulas())) < MOST_OF_EXCEL


@pytest.mark.parametrize(("rule", "formula"), [(rule, text) for rule, bad in RULES.items() for text in bad])
def test_each_rule_objects_to_what_it_is_about(rule: Rule, formula: str) -> None:
    assert [*rule(formula)] != []


def test_the_formulas_looked_at_are_all_that_a_workbook_holds() -> None:
    used = {call.name for text in formulas() for call in calls_of(tokenize(text))}
    operators = {token.text for text in formulas() for token in tokenize(text) if token.kind == "operator"}
    assert used == FUNCTIONS, "each has a row in docs/dialect.md, and a look at its special cases"
    assert operators == OPERATORS
    assert len(formulas()) > 1_000


def test_every_function_and_operator_has_a_row_in_the_table_of_special_cases() -> None:
    section = DIALECT.read_text(encoding="utf-8").partition(f"## {HEADING}\n")[2].partition("\n## ")[0]
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row[0])]
    assert sorted(named) == sorted(FUNCTIONS | OPERATORS | OF_SIMULATIONS)
    tested = {name for row in rows for name in re.findall(r"`([a-z_0-9]+)`", row[-1])}
    assert tested == NAMED_ELSEWHERE | (tested & {rule.__name__ for rule in RULES})
    tests = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    assert [name for name in NAMED_ELSEWHERE if f"def {name}(" not in tests] == []


def test_every_rule_stands_in_the_table_of_special_cases() -> None:
    section = DIALECT.read_text(encoding="utf-8").partition(f"## {HEADING}\n")[2].partition("\n## ")[0]
    assert {rule.__name__ for rule in RULES} <= set(re.findall(r"`([a-z_0-9]+)`", section))


OF_SIMULATIONS = {"NORMSDIST", "NORMSINV", "PERCENTILE"}
"""Functions of the sheets of a simulation, which no template writes."""

WHOLE = "whole numbers, of which a difference is exact"
PART = "a small part of what it is taken from, which stays most of it"
NOTHING = "0 less a number, which cancels nothing"
MAY_CANCEL_WITHOUT = {
    "fiscal_column": WHOLE,
    "year_number": WHOLE,
    "expert_layers": WHOLE,
    "cluster_new_gpus": WHOLE,
    "model_new_replicas": WHOLE,
    "cash_out_month": WHOLE,
    "shortest_runway_month": WHOLE,
    "dscr_breach_month": WHOLE,
    "liquidity_breach_month": WHOLE,
    "daly_hours": PART,
    "peak_funding_need": NOTHING,
}
"""Lines that end in a subtraction and need nothing to measure their difference by, and why."""


def ends_in_a_subtraction(tokens: tuple[Token, ...]) -> bool:
    """Whether the last step is one, or that of an argument which MAX, MIN, ROUND or IF hand on."""
    depth = 0
    for number, token in enumerate(tokens):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        binary = number > 0 and tokens[number - 1].kind not in {"open", "comma", "operator"}
        if depth == 0 and token.text == "-" and binary:
            return not any(t.text in {"=", "<", ">", "<=", ">=", "<>"} for t in _outside(tokens))
    outer = [call for call in calls_of(tokens) if not call.inside]
    if len(outer) == 1 and tokens[0].text in {"MAX", "MIN", "ROUND", "IF"} and tokens[-1].kind == "close":
        values = outer[0].arguments[1:] if outer[0].name == "IF" else outer[0].arguments
        return any(map(ends_in_a_subtraction, values))
    return False


def _outside(tokens: tuple[Token, ...]) -> list[Token]:
    depth, found = 0, []
    for token in tokens:
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth == 0:
            found.append(token)
    return found


def test_a_line_that_ends_in_a_subtraction_says_what_its_difference_is_measured_by() -> None:
    """Near 0 the last digits of its operands are all that is left, and Excel makes 0 of them."""
    ending = set()
    for row in TEMPLATE.formulas:
        text = re.sub(r"\{[^}]*\}", "A1", row.formula)
        if ends_in_a_subtraction(tokenize(text)) and not (row.scale or row.size):
            ending.add(row.stem or row.key)
    assert ending == set(MAY_CANCEL_WITHOUT)


@pytest.mark.parametrize(
    ("formula", "ends"),
    [
        ("A1/B1-1", True),
        ("A1-B1", True),
        ("MAX(0,A1-B1)", True),
        ("IF(A1>0,A1*2-1,0)", True),
        ("ROUND(1-A1,12)", True),
        ("A1*(1-B1)", False),
        ("-A1", False),
        ("(A1-B1)/C1", False),
        ("IF(A1-B1>0,1,0)", False),
        ("A1+B1", False),
    ],
)
def test_what_ends_in_a_subtraction(formula: str, ends: bool) -> None:
    assert ends_in_a_subtraction(tokenize(formula)) is ends


def test_every_text_that_a_formula_finds_or_compares_is_one_that_every_program_finds_alike() -> None:
    """Choices are among words that were looked at, or among the names of another table."""
    used = {name.partition("@")[0] for row in TEMPLATE.formulas for name in references(row.formula)}
    texts = {
        f"{table.key}.{column.key}": column
        for table in TEMPLATE.tables
        for column in table.columns
        if column.type == "text"
    }
    assert [name for name in used & texts.keys() if not texts[name].is_looked_up] == []
    sources = {row.choices_from for row in TEMPLATE.inputs} | {
        column.choices_from for table in TEMPLATE.tables for column in table.columns
    }
    assert [name for name in sources - {"", CHECKS_THAT_WARN} if not texts[name].is_looked_up] == []


def test_no_formula_finds_or_compares_the_checks_that_warn() -> None:
    """Their labels are words of the template, and no program but planner looks them up."""
    named = [
        f"{table.key}.{column.key}"
        for table in TEMPLATE.tables
        for column in table.columns
        if column.choices_from == CHECKS_THAT_WARN
    ]
    read = {name.partition("@")[0] for row in TEMPLATE.formulas for name in references(row.formula)}
    assert named
    assert not read & set(named)


def test_every_preset_has_names_that_can_be_looked_up() -> None:
    for name in presets():
        for preset in (preset_in(language, name) for language in languages()):
            for table in TEMPLATE.tables:
                for column in table.columns:
                    words = [str(row.get(column.key, "")) for row in preset.tables[table.key]]
                    long = [word for word in words if column.is_looked_up and len(word) > LONGEST_NAME]
                    odd = [word for word in words if column.is_looked_up and letters_of_unsure_case(word)]
                    assert (long, odd) == ([], []), (name, table.key, column.key)
