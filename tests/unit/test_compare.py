"""When two values are the same, and what becomes of a cell."""

from __future__ import annotations

import pytest

from planner.check.checkers.base import FormulaError, NotRun, Value
from planner.check.compare import CellCheck, agree, compare, worst
from planner.layout.owned import OwnedCell
from planner.layout.places import Place

DIV, NA = FormulaError("#DIV/0!"), FormulaError("#N/A")


@pytest.mark.parametrize(
    ("formula", "engine", "same"),
    [
        (1.0, 1.0, True),
        (0.0, 0.0, True),
        (0.0, -0.0, True),
        (1e12 + 900, 1e12, True),  # 9e-10
        (1e12 + 1100, 1e12, False),
        (-1e-30, -1.0000000009e-30, True),  # small values are compared as closely as large ones
        (-1e-30, -1.0000000011e-30, False),
        (1e-30, 0.0, False),  # nothing is only nothing
        (1.0, -1.0, False),
        ("OK", "OK", True),
        ("NONE", "none", True),  # as spreadsheets compare texts
        ("none", "nine", False),
        ("1", 1.0, False),
        (None, 0.0, False),
        (None, None, True),
        ("", None, False),
        (True, 1.0, False),
        (False, 0.0, False),
        (True, True, True),
        (DIV, DIV, True),
        (DIV, NA, False),
        (DIV, 1.0, False),
        (1.0, DIV, False),
        (NotRun("hangs"), 1.0, False),
        (NotRun("hangs"), NotRun("hangs"), False),  # two that were not run are no agreement
    ],
)
def test_two_values_agree(formula: Value, engine: Value, same: bool) -> None:
    assert agree(formula, engine) is same


def test_a_scale_makes_small_remainders_of_large_values_agree() -> None:
    assert not agree(2.4e-7, 0.0)
    assert agree(2.4e-7, 0.0, size=1e9)
    assert agree(0.9, 0.0, size=1e9)
    assert not agree(1.1, 0.0, size=1e9)
    assert agree(5e9 + 4, 5e9, size=1.0)  # a small scale takes nothing away


@pytest.mark.parametrize(
    ("formula", "engine", "same"),
    [
        ("0,33 million USD: 0,2 in the low-cost case", "0.33 million USD: 0.2 in the low-cost case", True),
        ("0.33 million", "0,33 million", True),
        ("租金33,2万美元", "租金33.2万美元", True),
        ("0,33 million", "0.34 million", False),
        ("0,33 million", "033 million", False),
        ("low, base", "low. base", False),  # only between two digits
        ("3, 4", "3. 4", False),
    ],
)
def test_a_sentence_may_have_decimal_commas(formula: str, engine: str, same: bool) -> None:
    """As a spreadsheet writes numbers into texts under German, French or Russian settings."""
    assert agree(formula, engine, sentence=True) is same
    assert agree(formula, engine) is False  # a name with a comma in it is another name
    sentence = OwnedCell(Place("Cover", 5, 2), "A1", "answer", along=0)
    check = compare([sentence], {sentence.position: formula}, [engine], {}, lambda _: 0.0)[0]
    assert check.status == ("agrees" if same else "differs")


CELL = OwnedCell(Place("Training", 5, 3), "A1", "line", "training_days", "low")


def check_of(value: Value, engine: Value, *, changed: str = "", size: float = 0.0) -> CellCheck:
    found = {CELL: changed} if changed else {}
    return compare([CELL], {CELL.position: value}, [engine], found, {CELL: size}.__getitem__)[0]


def test_the_status_of_a_cell_says_what_became_of_it() -> None:
    assert check_of(1.0, 1.0).status == "agrees"
    assert check_of(1.0, 2.0).status == "differs"
    assert check_of(DIV, 2.0).status == "differs"
    assert check_of(1e-7, 0.0, size=1e3).status == "agrees"


def test_a_cell_that_was_not_run_is_no_pass_and_says_why() -> None:
    check = check_of(NotRun("timed out"), 1.0)
    assert (check.status, check.reason) == ("not_run", "timed out")


def test_a_cell_that_was_not_run_equals_nothing_not_even_itself() -> None:
    one = NotRun("hangs")
    assert one != one  # noqa: PLR0124
    assert one != NotRun("hangs")
    assert not agree(one, one)
    assert check_of(one, one).status == "not_run"


def test_a_cell_that_shows_one_that_was_not_run_is_none_that_differs() -> None:
    check = check_of(1.0, NotRun("timed out"))
    assert (check.status, check.reason) == ("not_run", "timed out")


@pytest.mark.parametrize("changed", ["edited", "overwritten"])
def test_a_changed_formula_is_reported_whatever_its_value(changed: str) -> None:
    assert check_of(1.0, 1.0, changed=changed).status == changed
    assert check_of(NotRun("hangs"), 1.0, changed=changed).status == changed


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ((), "agrees"),
        (("agrees", "differs", "agrees"), "differs"),
        (("differs", "not_run"), "not_run"),
        (("not_run", "edited"), "edited"),
        (("edited", "overwritten", "differs"), "overwritten"),
    ],
)
def test_a_line_is_as_good_as_its_worst_cell(statuses: tuple[str, ...], status: str) -> None:
    assert worst(statuses) == status
