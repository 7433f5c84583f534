"""What this template is about stands in the template: code that serves any plan names none of its lines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.book.acknowledging import TABLE as ACKNOWLEDGED
from planner.template.charts import MOST_SERIES
from planner.template.load import load_preset, load_template, presets
from planner.template.rows import CHECKS_THAT_WARN
from planner.writer.chart_looks import COLOURS, DASHES

PLANNER = Path(__file__).parents[2] / "planner"
PACKAGES = ("writer", "layout", "book", "check", "lint", "handover", "report", "tried", "usecases")
TEMPLATE = load_template()
LINES = {row.key for _, row in TEMPLATE.rows()}
NAMED = LINES | {table.key for table in TEMPLATE.tables} | set(TEMPLATE.said.currencies)
NEEDED = {
    "book.number_text": {"USD": "what `$` in front of a typed number means", "CNY": "what `¥` means"},
    "book.acknowledging": {"acknowledged": "the table that any template with checks that warn has"},
    "lint.rules.quantities": {"people": "a word of labels, which a line is called too"},
    "handover.manifest": {"acknowledged": "a field of the manifest, which is called like that table"},
    "handover.review": {"acknowledged": "a text of the page, which is called like that table"},
}
"""Module -> what it names all the same, and why."""


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((PLANNER / package).rglob("*.py"))]


def literals(tree: ast.Module) -> Iterator[str]:
    """Every text of a module but its docstrings, and what stands below a name as its explanation."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def names_in(text: str) -> set[str]:
    """What a text names: it is a key, or holds one that is no plain word."""
    return {text} & NAMED | {word for word in re.findall(r"\w+", text) if "_" in word and word in LINES}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PLANNER)))
def test_a_module_names_no_line_no_table_and_no_currency(path: Path) -> None:
    module = ".".join(path.relative_to(PLANNER).with_suffix("").parts)
    texts = literals(ast.parse(path.read_text(encoding="utf-8")))
    found = set().union(*map(names_in, texts))
    assert found == set(NEEDED.get(module, ()))


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ('rows["closing_cash"]', {"closing_cash"}),
        ('f"year_{kind}" in ("overhead", "data")', {"overhead"}),
        ('formula = "SUM({training_days})"', {"training_days"}),
        ('currency == "CNY"', {"CNY"}),
        ('def f():\n    """Such as `training_days`."""', set()),
        ('label = "the overhead of a refresh"', set()),
    ],
)
def test_a_name_in_code_is_found(source: str, named: set[str]) -> None:
    assert set().union(*map(names_in, literals(ast.parse(source)))) == named


def test_the_template_names_what_the_mechanism_needs() -> None:
    """The currency of the plan is one of a table, so any of its rows has words, or those of the last."""
    chosen = TEMPLATE.row(TEMPLATE.said.currency)
    table, _, column = chosen.choices_from.partition(".")
    named = {entry[column] for name in presets() for entry in load_preset(name).tables[table]}
    assert named <= {*TEMPLATE.said.currencies[:-1]}
    assert len(TEMPLATE.said.currencies) > 1


def test_checks_that_warn_have_the_table_in_which_a_package_looks_for_reasons() -> None:
    (table,) = [table for table in TEMPLATE.tables if table.key == ACKNOWLEDGED]
    assert [column.key for column in table.columns] == ["check", "reason", "by"]
    assert table.columns[0].choices_from == CHECKS_THAT_WARN
    assert TEMPLATE.warning


def test_every_series_that_a_template_may_draw_has_a_colour_of_its_own() -> None:
    assert {kind: len(set(colours)) for kind, colours in COLOURS.items()} == MOST_SERIES
    assert len(set(DASHES)) == MOST_SERIES["lines"]
