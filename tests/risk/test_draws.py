"""What is drawn of a plan by default, how groups lean on a factor, and what the engine makes of draws."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planner.check.whatif import Model, evaluated
from planner.risk.choosing import chosen
from planner.risk.default_rows import default_rows, three
from planner.risk.drawing import draw_of, draws_of, factor_of, shares_of
from planner.risk.engine import Engine
from planner.risk.running import run
from planner.risk.sampling import Counting
from planner.risk.uncertain import DISCRETE, EVENT, FACTOR, METALOG, TRIANGULAR, Uncertain
from planner.risk.work import KEPT, Work
from planner.template.load import load_template
from planner.template.review import risk_texts
from planner.usecases.asked import model_of

TRIALS = np.arange(1, 100_001)
TEXTS = risk_texts("en")
MFU = load_template().row("mfu")


def plan(preset: str) -> tuple[Model, tuple[Uncertain, ...]]:
    model = model_of(preset, None)
    return model, default_rows(model.template, model.inputs, TEXTS)


def uncertain(kind: str = METALOG, number: int = 1, **more: object) -> Uncertain:
    return Uncertain(f"row {number}", kind, 0.2, 0.24, 0.28, MFU, variable=number, **more)  # type: ignore[arg-type]


def test_every_input_whose_level_differs_is_a_row_within_what_it_may_be() -> None:
    model, rows = plan("startup")
    levels = model.inputs.scalars
    differ = {key for key in levels["base"] if len({levels[name][key] for name in levels}) > 1}
    assert {row.name for row in rows if row.where is None} == differ
    for row in rows:
        drawn = draws_of(rows, shares_of(rows, TRIALS[:2000], 1))[row.name]
        if row.kind == METALOG:
            assert row.of.min is not None and row.of.max is not None
            assert row.of.min < drawn.min() < drawn.max() < row.of.max
            share = [(drawn < value).mean() for value in row.numbers]
            assert share == pytest.approx([0.1, 0.5, 0.9], abs=4 * 0.5 / math.sqrt(2000))


def test_three_values_without_a_metalog_become_a_triangle_that_says_so() -> None:
    """A delay of 0, 0 or 6 months: base lies at the low end."""
    _, rows = plan("startup")
    delay = next(row for row in rows if row.name == "launch_delay_months")
    assert (delay.kind, delay.numbers, delay.note) == (TRIANGULAR, (0, 0, 6), TEXTS["note_triangular"])
    drawn = draws_of([delay], shares_of([delay], TRIALS, 1))[delay.name]
    assert {*drawn.tolist()} == {0, 1, 2, 3, 4, 5, 6}  # a whole number of months
    assert drawn.mean() == pytest.approx(2, abs=0.02)  # of the triangle 2, and rounding is even on both sides


def test_low_and_high_are_taken_by_size_whichever_is_kinder() -> None:
    row = three("mfu", (0.28, 0.24, 0.2), MFU, TEXTS, variable=1)
    assert (row.kind, row.numbers) == (METALOG, (0.2, 0.24, 0.28))


def test_base_outside_low_and_high_is_within_the_ends_of_the_triangle() -> None:
    row = three("mfu", (0.3, 0.24, 0.28), MFU, TEXTS, variable=1)
    assert (row.kind, row.numbers) == (TRIANGULAR, (0.24, 0.24, 0.3))


def test_words_stand_for_10_50_and_90_percent() -> None:
    """Swanson: 30, 40 and 30 %. Rents of one plan move together, as its levels have it."""
    model, rows = plan("essay")
    rents = [row for row in rows if row.where and row.where[1] in {"quote", "serving_quote"}]
    assert {row.kind for row in rents} == {DISCRETE} and len({row.group for row in rents}) == 1
    drawn = draws_of(rows, shares_of(rows, TRIALS, 1))
    first = drawn[rents[0].name]
    assert all(np.array_equal(drawn[row.name], first) for row in rents)
    assert (np.bincount(first) / len(first)).tolist() == pytest.approx([0.3, 0.4, 0.3], abs=0.007)
    assert draw_of(rows, drawn, 0)[rents[0].name] in rents[0].words
    assert {row.name.partition("[")[0] for row in rents} <= {table.key for table in model.template.tables}


@pytest.mark.parametrize(("one", "other"), [(1.0, 1.0), (0.8, 0.5), (-0.6, 0.9), (0.0, 0.9)])
def test_members_of_a_group_correlate_as_their_leanings_multiplied(one: float, other: float) -> None:
    """Of normals the correlation r is that of ranks by (6 / pi) asin(r / 2) (Pearson 1907)."""
    rows = [
        uncertain(number=1, group="people", correlation=one),
        uncertain(number=2, group="People", correlation=other),
    ]
    drawn = draws_of(rows, shares_of(rows, TRIALS, 1))
    ranks = [np.argsort(np.argsort(drawn[row.name])) for row in rows]
    wanted = 6 / math.pi * math.asin(one * other / 2)
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(wanted, abs=4 / math.sqrt(len(TRIALS)))


def test_the_factor_of_a_group_has_counters_of_its_own() -> None:
    rows = [uncertain(number=4), uncertain(number=7, group="a"), uncertain(number=9, group="A", entity=3)]
    assert factor_of(rows[2], rows) == (FACTOR + 7, 1) == factor_of(rows[1], rows)
    assert (4, 1) in shares_of(rows, TRIALS[:1], 1)


def test_an_event_happens_as_often_as_it_is_probable() -> None:
    row = uncertain(EVENT, probability=0.05)
    drawn = draws_of([row], shares_of([row], TRIALS, 1))[row.name]
    assert {*drawn.tolist()} == {0.24, 0.28}
    assert (drawn == 0.28).mean() == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / len(TRIALS)))


@pytest.mark.parametrize("preset", ["startup", "essay", "china"])
def test_draws_in_arrays_come_to_what_each_draw_comes_to_alone(preset: str) -> None:
    model, rows = plan(preset)
    keys = ["minimum_cash", "peak_funding_need", "gpu_hour_usd"]
    checks = ["cash_check"]
    found = run(Work(Engine(model, rows, keys, checks), Counting(rows, 3)), 40)
    for at in (0, 13, 39):
        draw = draw_of(rows, found.inputs, at)
        alone = evaluated(typed_into(model, rows, draw), "base", {})
        for key in keys:
            assert found.results[key][at] == pytest.approx(alone[key], rel=1e-12)
        assert found.cash[at].tolist() == pytest.approx(alone["closing_cash"], rel=1e-12)


def typed_into(model: Model, rows: tuple[Uncertain, ...], draw: dict[str, float | str]) -> Model:
    """The plan with these inputs at base."""
    from copy import deepcopy

    inputs = deepcopy(model.inputs)
    for row in rows:
        if row.where is None:
            inputs.scalars["base"][row.name] = draw[row.name]
        else:
            table, column, at = row.where
            cells = list(inputs.tables[table][column])
            cells[at] = draw[row.name]
            inputs.tables[table][column] = tuple(cells)
    return Model(model.name, model.template, inputs)


def work(preset: str = "essay", seed: int = 1) -> Work:
    model, rows = plan(preset)
    return Work(Engine(model, rows, ["minimum_cash"], ["cash_check"]), Counting(rows, seed))


def test_a_run_is_the_same_whole_or_in_parts() -> None:
    """Draws of 1 to 1,500, and those of 1,001 on alone: the same to the last bit."""
    whole = run(work(), 1_500)
    part = work().piece(1_000, 500)
    assert np.array_equal(whole.results["minimum_cash"][1_000:], part.results["minimum_cash"])
    assert whole.done == 1_500 < KEPT


def test_a_long_run_keeps_results_alone_of_its_later_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million draws take no more memory than these: inputs, checks and cash are of the first alone."""
    whole = run(work(), 2_500)
    for module in ("running", "work"):
        monkeypatch.setattr(f"planner.risk.{module}.KEPT", 1_000)
    found = run(work(), 2_500)
    assert work().piece(1_000, 10).kept is None
    assert {len(values) for values in (found.cash, *found.inputs.values(), *found.checks.values())} == {1_000}
    assert np.array_equal(found.results["minimum_cash"], whole.results["minimum_cash"])
    assert np.array_equal(found.cash, whole.cash[:1_000])
    assert np.array_equal(found.short, whole.short) and len(found.results["minimum_cash"]) == 2_500


def test_ctrl_c_keeps_the_draws_that_are_done() -> None:
    def told(done: int) -> None:
        if done >= 2_000:
            raise KeyboardInterrupt

    found = run(work(), 5_000, told)
    assert (found.done, found.stopped, len(found.cash)) == (2_000, True, 2_000)
    assert np.isfinite(found.results["minimum_cash"]).all()


def test_a_draw_that_cannot_be_computed_counts_in_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of ten has no minimum cash: neither its cash nor its check counts."""
    of = work()
    drawn = of.engine.evaluated(draws_of(of.engine.rows, of.sampler.shares(0, 10)))
    drawn.results["minimum_cash"][3] = np.nan
    drawn.checks["cash_check"][:] = 0
    monkeypatch.setattr(Engine, "evaluated", lambda self, draws: drawn)
    found = run(of, 10)
    assert (found.done, found.left_out, found.fails["cash_check"].tolist()) == (10, 1, [9])
    assert np.isnan(found.cash[3]).all() and np.isfinite(found.cash[4]).all()


def test_extremes_are_replayed_and_the_rest_by_a_fixed_rule() -> None:
    values = np.array([5.0, 1, 9, 3, np.nan, 7, *range(20, 60)])
    first = chosen({"a": values}, 8, 1)
    assert {1, len(values) - 1} <= {*first} and 4 not in first
    assert len(first) == 8 and first == chosen({"a": values}, 8, 1) != chosen({"a": values}, 8, 2)
    assert chosen({"a": values[:3]}, 8, 1) == [0, 1, 2]
