"""Many points at once come to what each comes to alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.book.edits import Edits
from planner.book.read import held_inputs
from planner.check.checkers.base import Cells, Evaluation
from planner.template.load import presets
from planner.tried.outcomes import Outcome
from planner.tried.points import Ref, at_points
from planner.tried.variables import by_range, by_share, every_cell
from planner.tried.witness import witnessed
from tests.sampled import sampled, some
from tests.tried.plans import alone, book_of, model

Plans = Callable[[str], Path]

KEYS = ("minimum_cash", "training_elapsed_usd", "npv_with_terminal_value", "closing_cash", "cluster_rent_1")


@pytest.mark.parametrize("preset", sampled(presets(), ["startup", "essay"]))
def test_points_together_are_what_they_are_alone(preset: str, plans: Plans) -> None:
    """Every level, and one in seven of all numbers, in one call: numbers, cells and words together."""
    book = book_of(plans(preset))
    inputs = held_inputs(book)
    varied = [*by_range(book, inputs), *by_share(book, inputs, 0.1)[0][::7]]
    points = [end for one in varied for end in (one.low, one.high)]
    found = at_points(model(preset), "base", points, KEYS)
    for number, point in enumerate(some(points, 40)):
        values = alone(model(preset), point)
        for key in KEYS:
            expected = values[key]
            wanted = list(expected) if isinstance(expected, tuple) else [expected]
            assert found[key][number].tolist() == pytest.approx(wanted, rel=1e-12, abs=1e-6), (point, key)


def test_a_day_and_a_word_take_their_turn() -> None:
    start = Ref("plan_start")
    points = [{start: 46_174.0}, {Ref("opening_cash"): 5e6}, {start: 46_204.0, Ref("opening_cash"): 5e6}]
    found = at_points(model("startup"), "base", points, ["minimum_cash", "month_start_date"])
    assert found["month_start_date"][:, 0].tolist() == [46_174.0, 46_174.0, 46_204.0]  # 2026-06-01, 07-01
    # the money of the first round and what is spent until month 14 stand; the opening cash has a million more
    assert found["minimum_cash"][1, 0] - found["minimum_cash"][0, 0] == pytest.approx(1e6, rel=1e-9)


def test_what_cannot_be_computed_is_no_number() -> None:
    found = at_points(model("startup"), "base", [{Ref("days_per_month"): math.nan}, {}], ["minimum_cash"])
    first, second = found["minimum_cash"][:, 0].tolist()
    assert math.isnan(first)
    assert math.isfinite(second)


def test_every_cell_is_named_as_set_names_it(plans: Plans) -> None:
    from planner.book.targets import Target, target

    book = book_of(plans("startup"))
    cells = some(every_cell(book, held_inputs(book)), 500)
    for name, of, _ in cells:
        found = target(book, name, None)
        assert isinstance(found, Target), name
        assert found.of == of


def test_what_one_point_has_typed_the_next_types_back(plans: Plans) -> None:
    """A workbook that stays open keeps what was typed into it."""
    book, seen = book_of(plans("startup")), list[dict[tuple[int, int], object]]()
    row = book.template.row("minimum_cash")

    def ask(several: object, cells: Cells) -> object:
        for edits in several:  # type: ignore[attr-defined]
            assert isinstance(edits, Edits)
            seen.append({at: edit.value for sheet in edits.by_sheet.values() for at, edit in sheet.items()})
            (sheet, places), *_ = cells.items()
            yield Evaluation("nobody", "", {(sheet, *at): 1.0 for at in places})

    points = [{Ref("opening_cash"): 5e6}, {Ref("mfu"): 0.3}, {}]
    told = witnessed(book, model("startup"), "base", points, [Outcome("minimum_cash", row)], ask)  # type: ignore[arg-type]
    assert [sorted(map(float, one.values())) for one in seen] == [[0.24, 5e6], [0.3, 4e6], [0.24, 4e6]]  # type: ignore[arg-type]
    assert [one.agrees for one in told] == [False, False, False]
