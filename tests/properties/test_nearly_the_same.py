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
from planner.template.load import load_preset, load_template
from planner.xlsx.package import open_package
from tests.books import (
    PATIENT,
    Values,
    cells_of,
    disagreements,
    judged,
    patched,
    put,
    read,
    refreshed,
    typing,
)
from tests.cases_for_mutants import Case
from tests.mutant_bench import engine_values

STARTUP = Values.of(load_preset("startup"))


ATTENTION = 2 * 46 * 4_096 * (12_288 + 1_024)
EXPERTS = 45 * 3 * 4_096 * 1_408 * (128 + 1)
COUNTED = (ATTENTION + EXPERTS + 3 * 4_096 * 10_944 + 151_552 * 4_096 * 2) / 1e9
"""Parameters of the start-up's shape in 1E9: 46 layers, one of them dense, two matrices of embeddings."""


@pytest.mark.parametrize("parameters_b", [COUNTED, COUNTED * (1 + 2**-52)])
def test_a_model_of_the_size_that_its_architecture_counts(
    parameters_b: float, startup_book: Book, ironcalc: Session, cellrune: Session, tmp_path: Path
) -> None:
    """The ratio less one is 0 or some 1E-16, as the program and the order of operations will have it."""
    plan = typing(startup_book, STARTUP.but(parameters_b=parameters_b))
    reading = read(patched(startup_book, plan, tmp_path / "typed.xlsx"))
    assert abs(reading.engine["architecture_difference", "base"][0]) < 1e-7
    for session in (ironcalc, cellrune):
        assert disagreements(judged(reading, session, tmp_path / "plan.xlsx")) == []


@pytest.mark.parametrize("left", [-26_322.0, 0.0])
def test_a_sentence_never_says_minus_zero(
    left: float, startup_book: Book, ironcalc: Session, cellrune: Session, tmp_path: Path
) -> None:
    """Of the least cash of the plan, brought to nothing by what is in the bank at first."""
    (least,) = engine_values(load_template(), Case(STARTUP))["minimum_cash", "base"]
    opening = float(STARTUP.scalars["opening_cash"]["base"]) - float(least) + left
    plan = typing(startup_book, STARTUP.but(opening_cash=opening))
    reading = read(patched(startup_book, plan, tmp_path / "typed.xlsx"))
    assert reading.engine["minimum_cash", "base"][0] == pytest.approx(left, abs=1e-6)
    place = reading.book.layout[answer_name(0)]
    for session in (ironcalc, cellrune):
        checks = judged(reading, session, tmp_path / "plan.xlsx")
        assert disagreements(checks) == []
        (sentence,) = [check for check in checks if check.cell.place == place]
        assert ", least 0 million USD in " in str(sentence.formula)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [(7.133333333333334, 7.13333333333333), (9.99999999999999, 10.0 - 2**-47)],
)
def test_an_input_typed_again_with_15_digits_is_right_whatever_the_sheet_says(
    stored: float, typed: float, startup_book: Book, ironcalc: Session, cellrune: Session, tmp_path: Path
) -> None:
    """Excel shows 15 digits, and F2 and Enter leave no more of them."""
    assert stored != typed
    first = read(
        patched(
            startup_book, typing(startup_book, STARTUP.but(exit_multiple=stored)), tmp_path / "first.xlsx"
        )
    )
    refreshed(first, tmp_path / "refreshed.xlsx")
    book, edits = find(open_package(tmp_path / "refreshed.xlsx")), Edits()
    put(edits, book.layout.cell(book.template.row("exit_multiple"), "base"), typed)
    again = read(patched(book, edits, tmp_path / "again.xlsx"))
    for session in (ironcalc, cellrune):
        values = session.evaluate(tmp_path / "again.xlsx", cells_of(again), PATIENT).values
        assert disagreements(judging.judge(again, values, judging.stored_in(again.book))) == []
