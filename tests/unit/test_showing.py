"""Each of planner's cells counts for a line, or judges all of them: none can be wrong beside an OK."""

from __future__ import annotations

import pytest

from planner.book.find import Book
from planner.check.expected import occurring
from planner.check.judging import EVERY_LINE, JUDGING, verdicts
from planner.check.showing import lines_of
from planner.layout.arrange import Check, arrange, checks_of
from planner.layout.owned import OwnedCell, owned_cells
from planner.layout.places import Place
from planner.template.load import load_preset, load_template, presets

TEMPLATE = load_template()
ROWS = {item.key for item in checks_of(TEMPLATE) if isinstance(item, Check)}


@pytest.mark.parametrize("preset", presets())
def test_every_cell_counts_for_rows_of_checks_or_judges_all_of_them(preset: str) -> None:
    values = load_preset(preset)
    for cell in owned_cells(TEMPLATE, values, arrange(TEMPLATE, values).layout):
        lines = set(lines_of(cell, TEMPLATE, values))
        assert lines <= ROWS
        assert bool(lines) is (cell.role not in JUDGING), cell


def cell(role: str, key: str = "", along: int = 0) -> OwnedCell:
    return OwnedCell(Place("Cover", 5, 2), "A1", role, key, "base", along)


BOOK = Book(None, TEMPLATE, load_preset("essay"), None, {})  # type: ignore[arg-type]


def test_a_sentence_counts_for_every_line_that_it_quotes() -> None:
    assert verdicts([(cell("answer", along=1), "differs")], BOOK) == {"breakeven_month": "differs"}
    quoted = ("cash_check", "cash_out_month", "minimum_cash", "minimum_cash_month", "plan_currency")
    assert verdicts([(cell("answer", along=0), "differs")], BOOK) == dict.fromkeys(quoted, "differs")


def test_a_sentence_that_says_its_unit_counts_for_the_currency_too() -> None:
    assert "plan_currency" in verdicts([(cell("answer", along=2), "overwritten")], BOOK)


@pytest.mark.parametrize("role", ["line", "live", "engine", "said", "said engine", "difference", "status"])
@pytest.mark.parametrize("status", ["differs", "edited", "overwritten", "not_run"])
def test_whatever_is_wrong_with_a_cell_of_a_line_counts_for_it(role: str, status: str) -> None:
    assert verdicts([(cell(role, "training_flop"), status)], BOOK) == {"training_flop": status}
    assert verdicts([(cell(role, "training_flop"), "agrees")], BOOK) == {}


@pytest.mark.parametrize("role", sorted(JUDGING))
def test_no_line_is_ok_where_what_judges_them_is_not_right(role: str) -> None:
    for status in ("edited", "overwritten", "differs"):
        assert verdicts([(cell(role), status)], BOOK) == {EVERY_LINE: "not_checked"}
    assert verdicts([(cell(role), "not_run")], BOOK) == {EVERY_LINE: "not_run"}


def test_a_line_that_says_why_is_enough_where_the_judges_follow_it() -> None:
    wrong = [(cell("line", "training_flop"), "not_run"), (cell("master"), "differs")]
    assert verdicts(wrong, BOOK) == {"training_flop": "not_run"}
    wrong = [(cell("line", "training_flop"), "not_run"), (cell("tolerance"), "edited")]
    assert verdicts(wrong, BOOK)[EVERY_LINE] == "not_checked"


def test_a_text_typed_over_occurs_and_is_no_row() -> None:
    worst, rows, occur = occurring(["OK", "STALE"], typed_over=True)
    assert (worst, rows["OVERWRITTEN"], occur) == ("OVERWRITTEN", 0, {"OVERWRITTEN", "STALE", "OK"})
    worst, rows, occur = occurring(["OK", "DIFFERS", "OVERWRITTEN"], typed_over=True)
    assert (worst, rows["OVERWRITTEN"]) == ("DIFFERS", 1)
    assert occurring(["OK"], typed_over=False) == ("OK", {**dict.fromkeys(rows, 0), "OK": 1}, {"OK"})
