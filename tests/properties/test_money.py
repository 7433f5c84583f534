"""Money under random inputs: identities hold, runway is what waiting shows, draws are plans."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import LINES
from planner.template.load import load_preset, load_template, presets
from planner.template.preset import Preset
from tests.inputs import engine_inputs
from tests.money_plans import random_plan
from tests.random_values import number, one_of, stream

TEMPLATE, STARTUP = load_template(), load_preset("startup")

IDENTITIES = (
    "annual_costs_check",
    "annual_cash_check",
    "cash_rolls_check",
    "ownership_check",
    "roles_table_check",
    "data_table_usd_check",
    "data_table_cny_check",
    "rounds_table_usd_check",
    "rounds_table_cny_check",
)


def evaluated(preset: Preset, **changed: Any) -> dict[str, Any]:
    with np.errstate(all="ignore"):
        return LINES.evaluate(engine_inputs(TEMPLATE, preset, "base") | changed)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1_000_000))
def test_identities_hold_for_every_plan(seed: int) -> None:
    """Of tables of any length, for each preset."""
    preset = load_preset(one_of(presets(), seed))
    values = evaluated(random_plan(TEMPLATE, preset, seed))
    assert {key: float(values[key]) for key in IDENTITIES} == dict.fromkeys(IDENTITIES, 1.0)


DRAWS = 200
KEPT = {"identity_tolerance", "money_tolerance"}


@pytest.mark.parametrize("seed", range(10))
def test_identities_hold_for_two_thousand_plans_drawn_at_once(seed: int) -> None:
    """All numbers of the plan drawn anew, 200 times, over the tables of ten plans."""
    plan = random_plan(TEMPLATE, load_preset(one_of(presets(), seed)), seed)
    draws = {}
    for row in TEMPLATE.inputs:
        if not (row.is_text or row.is_date or row.key in KEPT):
            rng = stream(seed, f"draws of {row.key}")
            draws[row.key] = np.array([number(rng, row) for _ in range(DRAWS)])
    values = evaluated(plan, **draws)
    for key in IDENTITIES:
        assert np.all(np.asarray(values[key]) == 1), key
    assert np.shape(values["closing_cash_reported"]) == (DRAWS, 60)
    assert len(set(values["plan_costs_reported"])) > DRAWS / 2


@settings(max_examples=50, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1_000_000))
def test_runway_is_what_waiting_without_a_round_would_show(seed: int) -> None:
    """Month by month: go on from the closing cash without funding and count until the account is short."""
    plan = random_plan(TEMPLATE, STARTUP, seed)
    values = evaluated(plan)
    tolerance = float(plan.inputs["money_tolerance"]["base"])
    operating, closing = values["operating_cash_reported"], values["closing_cash_reported"]
    ever_short = np.maximum.accumulate(-values["operating_to_date_reported"]) > (
        values["money_to_date_reported"] + tolerance
    )
    for month in range(60):
        if ever_short[month]:
            continue
        balance, lasts = closing[month], 0
        for coming in operating[month + 1 :]:
            balance += coming
            if balance < -tolerance:
                break
            lasts += 1
        assert values["runway_in_plan_months"][month] == lasts


@settings(max_examples=50, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1_000_000), extra=st.floats(1e3, 1e9))
def test_a_bigger_first_round_lifts_every_later_month_by_its_amount(seed: int, extra: float) -> None:
    plan = random_plan(TEMPLATE, STARTUP, seed)
    inputs = {**plan.inputs, "reporting_currency": {"base": "USD"}}
    first = {"name": "x", "number": 1, "month": 1, "amount": 1.0, "currency": "USD"}
    first |= {"pre_money": 0, "pool_increase": 0}
    small = evaluated(plan._replace(inputs=inputs, tables={**plan.tables, "rounds": (first,)}))
    bigger = {**first, "amount": 1.0 + extra}
    large = evaluated(plan._replace(inputs=inputs, tables={**plan.tables, "rounds": (bigger,)}))
    gained = large["closing_cash_reported"] - small["closing_cash_reported"]
    assert gained == pytest.approx(np.full(60, extra), rel=1e-6, abs=1e-3)


def test_draws_lead_and_give_what_single_plans_give() -> None:
    """An input as an array of draws: every line comes out with the draws in front of its months."""
    inputs = engine_inputs(TEMPLATE, STARTUP, "base")
    usd_cny = np.array([6.5, 7.0, 7.5])
    keys = ("operating_cash_reported", "runway_months", "lowest_cash_reported", "annual_costs_reported")
    draws = LINES.evaluate(inputs | {"overhead": np.array([0.0, 0.1, 0.4]), "usd_cny": usd_cny})
    for place, (overhead, rate) in enumerate(zip((0.0, 0.1, 0.4), usd_cny, strict=True)):
        single = LINES.evaluate(inputs | {"overhead": overhead, "usd_cny": float(rate)})
        for key in keys:
            assert draws[key][place] == pytest.approx(single[key], rel=1e-12)
