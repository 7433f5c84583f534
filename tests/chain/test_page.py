"""docs/model.md names every line of the chain, and no line that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from planner.model import LINES
from planner.template.load import load_template

PAGE = Path(__file__).parents[2] / "docs" / "model.md"
KEY = re.compile(r"`([a-z][a-z0-9_]+)`")

TECHNICAL = {"Chips", "Export rules", "Funding", "GPU prices", "Serving inputs", "Tokens"}
"""Sheets with inputs of template 1, of which the page says which are gone."""


def lines_of_tables() -> set[str]:
    """The keys in the first cell of each row of a table under a heading key, what, equation."""
    found, inside = set(), False
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("| key |"):
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside:
            found |= set(KEY.findall(line.split("|")[1]))
    return found


def test_every_line_of_the_engine_stands_on_the_page() -> None:
    """Those of the technical half that it does not name are what they were in template 1."""
    of_chain = {
        key for key, line in LINES.items() if line.function.__module__.startswith("planner.model.chain.")
    }
    assert len(of_chain) > 150
    assert of_chain - lines_of_tables() == set()


def test_every_line_on_the_page_is_a_row_of_the_workbook() -> None:
    """The engine has no need of the rows that only spell out what a formula needs twice."""
    rows = {re.sub(r"_\d+$", "", row.key) for row in load_template().formulas}
    assert lines_of_tables() - rows == set()


def test_every_input_stands_on_the_page() -> None:
    named = set(KEY.findall(PAGE.read_text("utf-8")))
    template = load_template()
    chain = [sheet for sheet in template.sheets if sheet.name not in TECHNICAL]
    keys = {row.key for sheet in chain for row in sheet.rows if row.is_input}
    keys |= {sheet.table.key for sheet in chain if sheet.table}
    assert len(keys) > 25
    assert keys - named == set()
