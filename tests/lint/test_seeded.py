"""Of errors put into workbooks lint finds nine in ten, and invents one in ten clean ones at most."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.lint.seeded.draft import replaced, write
from tests.lint.seeded.measure import KINDS, WORKBOOKS, Outcome, errors, measured, stored
from tests.sampled import FULL

NUMBERS = range(WORKBOOKS) if FULL else range(0, WORKBOOKS, 2)
LEAST_FOUND, MOST_FALSE = 0.9, 0.1


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    return list(measured(tmp_path_factory.mktemp("seeded"), NUMBERS))


def test_nine_errors_in_ten_are_found(outcomes: list[Outcome]) -> None:
    missed = [(one.number, one.kind, one.model) for one in outcomes if not one.found]
    assert len(missed) <= (1 - LEAST_FOUND) * len(outcomes), missed


def test_at_most_one_clean_workbook_in_ten_has_a_false_error(outcomes: list[Outcome]) -> None:
    false = [(one.number, one.model, one.false) for one in outcomes if one.false]
    assert len(false) <= MOST_FALSE * len(outcomes), false


def test_what_the_page_says_is_what_is_measured(outcomes: list[Outcome]) -> None:
    """`python -m tests.lint.seeded.measure`, then `make docs`, where it is not."""
    known = {one.number: one for one in stored()}
    assert [one for one in outcomes if one != known[one.number]] == []


def test_every_kind_of_error_is_there_five_times() -> None:
    assert Counter(one.kind for one in stored()) == dict.fromkeys(KINDS, WORKBOOKS // len(KINDS))
    assert len(KINDS) == 12


def test_an_error_that_nobody_can_see_is_missed(tmp_path: Path) -> None:
    """The measure does not find everything: a typed 3 in the place of a typed 2 is no error to a reader."""
    from random import Random

    from tests.lint.seeded.draft import Draft
    from tests.lint.seeded.models import loan

    draft = Draft(Random(5))  # noqa: S311
    loan(draft)
    replaced("Loan", {(2, 2): 1.0})(draft.sheets)
    assert errors(write(draft.sheets, tmp_path / "loan.xlsx")) == []
