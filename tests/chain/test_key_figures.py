"""Sources and uses of cash and the key figures of each fiscal year, worked by hand.

A plan of 60 months whose fiscal year ends in June, from January on: years of 6, 12, 12, 12, 12 and 6 months.
Subscriptions of 1,000 a month in the first year, 2,000 in the second and so on; APIs sell 500 throughout.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from planner.model.chain import key_figures as kf
from planner.template.load import load_preset, load_template, presets
from planner.template.rows import SCENARIOS
from tests.inputs import engine_inputs

MONTH = np.arange(1.0, 61.0)
FISCAL = np.floor((MONTH + 5) / 12) + 1
MONTHS = np.array([6.0, 12, 12, 12, 12, 6])
NONE = np.zeros(60)
SEATS, APIS = FISCAL * 1_000, NONE + 500.0
REVENUE = np.array([9_000.0, 30_000, 42_000, 54_000, 66_000, 39_000])
"""6 x 1,500; 12 x 2,500; 12 x 3,500; 12 x 4,500; 12 x 5,500; 6 x 6,500."""


def same(*wanted: float) -> Any:
    return pytest.approx(np.array(wanted), rel=1e-12, abs=1e-12)


def grown(revenue: Any) -> Any:
    return kf.year_growth(revenue, kf.year_before_revenue(revenue), kf.year_full(MONTHS))


def test_recurring_revenue_is_twelve_times_the_last_month_without_apis() -> None:
    arr = kf.year_arr(SEATS, NONE + 10, FISCAL)
    assert arr == same(12_120, 24_120, 36_120, 48_120, 60_120, 72_120)
    assert kf.year_net_new_arr(arr, kf.year_before_arr(arr), MONTHS) == same(
        12_120, 12_000, 12_000, 12_000, 12_000, 12_000
    )


def test_a_year_after_the_plan_loses_no_recurring_revenue() -> None:
    """A plan whose fiscal year ends in December has five, and the sixth has no months."""
    arr = kf.year_arr(NONE + 7, NONE, np.floor((MONTH - 1) / 12) + 1)
    assert arr == same(84, 84, 84, 84, 84, 0)
    assert kf.year_net_new_arr(arr, kf.year_before_arr(arr), np.array([12.0] * 5 + [0])) == same(
        84, 0, 0, 0, 0, 0
    )


def test_burn_multiple_is_told_where_cash_burns_and_recurring_revenue_grows() -> None:
    flow = np.array([-24_240.0, -6_000, 5, -1, 0, -9])
    new = np.array([12_120.0, 12_000, 12_000, 0, 12_000, -3])
    arr = np.full(6, 36_000.0)
    assert kf.year_burn_multiple(flow, new, arr, 1e-9) == same(2, 0.5, 0, 0, 0, 0)
    paid = np.full(6, 3_000.0), np.full(6, 6_000.0), np.full(6, 1_000.0), np.full(6, 2_000.0)
    gross = kf.year_gross_burn_multiple(*paid, np.array([12_000.0, 0, -5, 24_000, 3e-5, 4e-5]), arr, 1e-9)
    assert gross == same(1, 0, 0, 0.5, 0, 3e8)


def test_growth_is_between_full_years() -> None:
    """The first year and the last have six months, so growth is first told of the third: 42,000/30,000."""
    growth = grown(REVENUE)
    assert growth == same(0, 0, 0.4, 54 / 42 - 1, 66 / 54 - 1, 0)
    assert grown(np.array([0.0, 0, 5, 5, 4, 0])) == same(0, 0, 0, 0, -0.2, 0)


def test_the_rule_of_40_adds_growth_and_margin() -> None:
    flow = np.array([-900.0, -3_000, -4_200, 5_400, 13_200, 39])
    margin = kf.year_free_cash_flow_margin(flow, REVENUE)
    assert margin == same(-0.1, -0.1, -0.1, 0.1, 0.2, 0.001)
    full, before = kf.year_full(MONTHS), kf.year_before_revenue(REVENUE)
    assert full == same(0, 0, 1, 1, 1, 0)
    rule = kf.year_growth_and_margin(grown(REVENUE), margin, before, full)
    assert rule == same(0, 0, 0.3, 54 / 42 - 1 + 0.1, 66 / 54 - 1 + 0.2, 0)
    # revenue that stays the same grows by 0, which is a growth
    still = np.full(6, 10.0)
    whole = kf.year_full(np.full(6, 12.0))
    flat = kf.year_growth(still, kf.year_before_revenue(still), whole)
    rule = kf.year_growth_and_margin(flat, np.full(6, 0.25), kf.year_before_revenue(still), whole)
    assert rule == same(0, *[0.25] * 5)
    assert kf.year_free_cash_flow_margin(flow, np.zeros(6)) == same(0, 0, 0, 0, 0, 0)


def test_the_magic_number_is_new_revenue_over_the_sales_and_marketing_of_the_year_before() -> None:
    spent = np.array([1_000.0, 6_000, 0, 24_000, 12_000, 5])
    before, full = kf.year_before_revenue(REVENUE), kf.year_full(MONTHS)
    found = kf.year_magic_number(REVENUE, before, kf.year_before_s_and_m(spent), full)
    assert found == same(0, 0, 2, 0, 0.5, 0)


def test_heads_are_those_of_the_last_month() -> None:
    """Three from month 1 to 18, two from month 18 on, four of a role that begins in month 55."""
    heads = kf.year_headcount(
        np.array([3.0, 2, 4]), np.array([1.0, 18, 55]), np.array([18.0, 60, 60]), MONTH, FISCAL
    )
    assert heads == same(3, 5, 2, 2, 2, 6)


def test_figures_a_head_are_of_a_whole_year() -> None:
    heads = np.array([3.0, 5, 0, 2, 2, 6])
    assert kf.year_revenue_per_head(REVENUE, MONTHS, heads) == same(6_000, 6_000, 0, 27_000, 33_000, 13_000)
    compute = kf.year_compute_cost(NONE + 100, NONE + 25, FISCAL)
    assert compute == same(750, 1_500, 1_500, 1_500, 1_500, 750)
    assert kf.year_compute_per_head(compute, MONTHS, heads) == same(500, 300, 0, 750, 750, 250)
    assert kf.year_compute_share(compute, REVENUE) == pytest.approx(compute / REVENUE, rel=1e-12)
    assert kf.year_compute_share(compute, np.zeros(6)) == same(0, 0, 0, 0, 0, 0)


def test_a_year_without_months_has_no_heads_to_divide_by() -> None:
    assert kf.year_revenue_per_head(np.zeros(6), np.zeros(6), np.full(6, 2.0)) == same(0, 0, 0, 0, 0, 0)


def test_sources_and_uses_of_a_year() -> None:
    paid = kf.year_tax_paid(NONE + 3, NONE + 1, FISCAL)
    assert paid == same(24, 48, 48, 48, 48, 24)
    assert kf.year_receipts(NONE + 2, NONE + 3, NONE + 5, FISCAL) == same(60, 120, 120, 120, 120, 60)
    assert kf.year_suppliers_paid(MONTH, FISCAL) == same(21, 150, 294, 438, 582, 345)
    assert kf.year_pay_paid(NONE + 1, FISCAL) == same(*MONTHS)
    six = np.arange(1.0, 7.0)
    assert kf.sources_total(six, six * 10, six * 100, six * 2) == same(113, 226, 339, 452, 565, 678)
    assert kf.year_debt_service(NONE + 4, NONE + 2, NONE + 1, FISCAL) == same(42, 84, 84, 84, 84, 42)
    assert kf.uses_total(six, six * 10, six * 100, six * 4, six * 1_000) == same(
        1_115, 2_230, 3_345, 4_460, 5_575, 6_690
    )


@pytest.mark.parametrize("year", range(6))
def test_the_check_sees_a_year_whose_sources_are_not_its_uses(year: int) -> None:
    sources = np.full(6, 1_000.0)
    uses = sources.copy()
    assert kf.sources_uses_check(sources, uses, 0.01, 1e-9) == 1
    for off, holds in ((0.02, 0), (-0.02, 0), (0.009, 1), (-0.009, 1)):
        uses[year] = 1_000 + off
        assert kf.sources_uses_check(sources, uses, 0.01, 1e-9) == holds
    big = np.full(6, 1e9)
    off_by = big.copy()
    off_by[year] += 0.5
    assert kf.sources_uses_check(big, off_by, 0.01, 1e-9) == 1
    off_by[year] += 1
    assert kf.sources_uses_check(big, off_by, 0.01, 1e-9) == 0


@pytest.mark.parametrize("level", SCENARIOS)
@pytest.mark.parametrize("preset", presets())
def test_cash_of_every_preset_comes_from_somewhere_and_goes_somewhere(preset: str, level: str) -> None:
    """Opening cash and all that came in, less all that went out, is what is left at the end of all years."""
    known = engine_inputs(load_template(), load_preset(preset), level)
    found = LINES.evaluate(known)
    assert found["sources_uses_check"] == 1
    came = known["opening_cash"] + sum(
        found[key].sum()
        for key in (
            *("receipts_api", "receipts_subscriptions", "receipts_contracts"),
            *("funding_received", "debt_drawn"),
        )
    )
    went = sum(
        found[key].sum()
        for key in (
            *("suppliers_paid", "pay_paid", "sales_tax_paid", "income_tax_paid"),
            *("interest_paid", "debt_repaid", "loan_fees_paid"),
        )
    )
    assert came - went == pytest.approx(found["closing_cash"][-1], rel=1e-9, abs=1e-3)
    assert found["annual_opening_cash"][0] == known["opening_cash"]
    assert found["year_arr"][0] == pytest.approx(found["year_net_new_arr"][0])
