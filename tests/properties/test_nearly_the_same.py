"""Numbers that are nearly 0, or nearly equal: programs answer each in its own way, and the plan is sound.

The plans are those of which a check once said DIFFERS.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.book.edits import Edits
from planner.book.find import Book, find
from planner.check import judging
from planner.check.checkers.session import Session
from planner.layout.places import answer_name
from planner.template.load import load_preset
from planner.xlsx.package import open_package
from tests.books import Values, cells_of, disagreements, judged, patched, put, read, refreshed, typing

STARTUP = Values.of(load_preset("startup"))


@pytest.mark.parametrize("parameters_b", [6.738149376, 6.73814937600001, 6.7381493])
def test_a_model_of_the_size_that_its_architecture_counts(
    parameters_b: float, startup_book: Book, ironcalc: Session, cellrune: Session, tmp_path: Path
) -> None:
    """The ratio less one is 0, 2E-16 or 1E-16, as the program and the order of operations will have it."""
    plan = typing(startup_book, STARTUP.but(parameters_b=parameters_b))
    reading = read(patched(startup_book, plan, tmp_path / "typed.xlsx"))
    assert abs(reading.engine["architecture_difference", "base"][0]) < 1e-7
    for session in (ironcalc, cellrune):
        assert disagreements(judged(reading, session, tmp_path / "plan.xlsx")) == []


@pytest.mark.parametrize("left", [-26_322.0, -1e-9, 0.0, 26_322.0])
def test_a_sentence_never_says_minus_zero(
    left: float, startup_book: Book, ironcalc: Session, cellrune: Session, tmp_path: Path
) -> None:
    plain = read(patched(startup_book, typing(startup_book, STARTUP), tmp_path / "plain.xlsx"))
    (cash,) = plain.engine["closing_cash_end_reported", "base"]
    opening = float(STARTUP.scalars["opening_cash_usd"]["base"])
    more = (cash - left) / 60  # a month of overhead
    overhead = float(STARTUP.scalars["overhead_month_usd"]["base"]) + more
    values = STARTUP.but(overhead_month_usd=overhead, opening_cash_usd=opening)
    reading = read(patched(startup_book, typing(startup_book, values), tmp_path / "typed.xlsx"))
    place = reading.book.layout[answer_name(2)]
    for session in (ironcalc, cellrune):
        checks = judged(reading, session, tmp_path / "plan.xlsx")
        assert disagreements(checks) == []
        (sentence,) = [check for check in checks if check.cell.place == place]
        assert "and 0 million USD are left" in str(sentence.formula)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [(7.133333333333334, 7.13333333333333), (7.2, 7.2 + 6 * 2**-50), (9.99999999999999, 10.0 - 2**-47)],
)
def test_an_input_typed_again_with_15_digits_is_right_whatever_the_sheet_says(
    stored: float, typed: float, startup_book: Book, ironcalc: Session, cellrune: Session, tmp_path: Path
) -> None:
    """Excel shows 15 digits, and F2 and Enter leave no more of them."""
    assert stored != typed
    first = read(
        patched(startup_book, typing(startup_book, STARTUP.but(usd_cny=stored)), tmp_path / "first.xlsx")
    )
    refreshed(first, tmp_path / "refreshed.xlsx")
    book, edits = find(open_package(tmp_path / "refreshed.xlsx")), Edits()
    put(edits, book.layout.cell(book.template.row("usd_cny"), "base"), typed)
    again = read(patched(book, edits, tmp_path / "again.xlsx"))
    for session in (ironcalc, cellrune):
        values = session.evaluate(tmp_path / "again.xlsx", cells_of(again)).values
        assert disagreements(judging.judge(again, values, judging.stored_in(again.book))) == []
