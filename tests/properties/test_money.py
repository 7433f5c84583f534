"""Money under random inputs: identities hold, runway is cash over burn, draws are plans."""

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

IDENTITIES = ("serving_cost_check", "owed_check", "load_check", "ownership_check")
"""Checks that every plan meets, whatever is typed: they guard the formulas."""


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
    assert_adds_up(values)


def assert_adds_up(values: dict[str, Any]) -> None:
    """Months make years, and cash is what was there, earned and put in. To a part in 1E9 of what moved."""
    costs = [values[key] for key in ("cost_of_revenue", "r_and_d", "s_and_m", "g_and_a")]
    moved = np.sum(np.abs(costs), axis=(0, -1)) + np.sum(
        values["revenue"] + values["funding_received"], axis=-1
    )
    paid = [values[key] for key in ("suppliers_paid", "pay_paid", "sales_tax_paid", "income_tax_paid")]
    received = [values[f"receipts_{kind}"] for kind in ("api", "subscriptions", "contracts")]
    lent, back = values["debt_drawn"], values["debt_repaid"] + values["loan_fees_paid"]
    flows = [*paid, *received, lent, back, values["interest_paid"]]
    moved = moved + sum(np.sum(np.abs(flow), axis=-1) for flow in flows)
    put_in = values["funding_received"] + lent - back
    start = values["closing_cash"][..., 0] - values["operating_cash_flow"][..., 0] - put_in[..., 0]
    noise = 1e-9 * (moved + np.abs(start))
    earned = sum(received) - sum(paid) - values["interest_paid"]
    assert np.all(np.abs(np.sum(values["year_operating_cash_flow"], axis=-1) - earned.sum(axis=-1)) <= noise)
    assert np.all(np.abs(values["year_revenue"].sum(axis=-1) - values["revenue"].sum(axis=-1)) <= noise)
    ends = start + earned.sum(axis=-1) + put_in.sum(axis=-1)
    assert np.all(np.abs(values["closing_cash_end"] - ends) <= noise)
    tokens = values["year_price_per_1m"] * values["year_tokens_m"]
    sold = values["year_tokens_m"] > 0
    assert np.all(np.abs((tokens - values["year_revenue"]) * sold).max(axis=-1) <= noise)


DRAWS = 200


@pytest.mark.parametrize("seed", range(5))
def test_identities_hold_for_a_thousand_plans_drawn_at_once(seed: int) -> None:
    """All numbers of the plan drawn anew, 200 times, over the tables of five plans."""
    plan = random_plan(TEMPLATE, load_preset(one_of(presets(), seed)), seed)
    draws = {}
    for row in TEMPLATE.inputs:
        if not (row.is_text or row.is_date):
            rng = stream(seed, f"draws of {row.key}")
            draws[row.key] = np.array([number(rng, row) for _ in range(DRAWS)])
    values = evaluated(plan, **draws)
    for key in IDENTITIES:
        assert np.all(np.asarray(values[key]) == 1), key
    assert_adds_up(values)
    assert np.shape(values["closing_cash"]) == (DRAWS, 60)
    assert len(set(values["closing_cash_end"])) > DRAWS / 2


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1_000_000))
def test_runway_is_how_long_cash_lasts_at_the_burn_of_the_last_three_months(seed: int) -> None:
    """Month by month: the mean of what left in up to three months, and how often the account bears it."""
    values = evaluated(random_plan(TEMPLATE, STARTUP, seed))
    operating, closing = values["operating_cash_flow"], values["closing_cash"]
    for month in range(60):
        recent = operating[max(0, month - 2) : month + 1]
        burn = -float(np.mean(recent))
        size = float(np.abs(recent).max())
        if burn <= 1e-9 * size:
            assert values["cash_positive"][month] == 1 or burn > -1e-9 * size
            continue
        assert values["cash_positive"][month] == 0
        assert values["runway_months"][month] == pytest.approx(max(0.0, closing[month]) / burn, rel=1e-6)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1_000_000), extra=st.floats(1e3, 1e9))
def test_a_bigger_first_round_lifts_every_later_month_by_its_amount(seed: int, extra: float) -> None:
    plan = random_plan(TEMPLATE, STARTUP, seed)
    inputs = {**plan.inputs, "plan_currency": {"base": "USD"}, "financing_delay_months": {"base": 2.0}}
    first = {"name": "x", "number": 1, "month": 1, "amount": 1.0, "currency": "USD"}
    first |= {"pre_money": 0, "pool_increase": 0}
    small = evaluated(plan._replace(inputs=inputs, tables={**plan.tables, "rounds": (first,)}))
    bigger = {**first, "amount": 1.0 + extra}
    large = evaluated(plan._replace(inputs=inputs, tables={**plan.tables, "rounds": (bigger,)}))
    gained = large["closing_cash"] - small["closing_cash"]
    size = np.abs(small["closing_cash"]).max()
    assert gained == pytest.approx([0.0] * 2 + [extra] * 58, rel=1e-6, abs=1e-3 + 1e-12 * size)


def test_draws_lead_and_give_what_single_plans_give() -> None:
    """An input as an array of draws: every line comes out with the draws in front of its months."""
    inputs = engine_inputs(TEMPLATE, STARTUP, "base")
    shares, ends = (0.0, 0.1, 0.4), (3.0, 6.0, 12.0)
    keys = ("operating_cash_flow", "runway_months", "minimum_cash", "year_r_and_d", "npv", "cluster_rent")
    draws = LINES.evaluate(
        inputs | {"overhead_share": np.array(shares), "fiscal_year_end_month": np.array(ends)}
    )
    for place, (share, end) in enumerate(zip(shares, ends, strict=True)):
        single = LINES.evaluate(inputs | {"overhead_share": share, "fiscal_year_end_month": end})
        for key in keys:
            assert draws[key][place] == pytest.approx(single[key], rel=1e-9), key
