"""Cash, runway, discounting, funding and the annual view, worked by hand."""

import numpy as np
import pytest
from pytest import approx

from planner.model import annual, cash, funding, identities, money

# Begins with 100, spends 30 a month, and 60 come in month 3: 70, 40, 70, 40, 10, -20.
MONTH = np.arange(1.0, 7.0)
OPERATING = np.full(6, -30.0)
ROUNDS = np.array([0.0, 0.0, 60.0, 0.0, 0.0, 0.0])
PUT_IN = cash.money_to_date_reported(100.0, ROUNDS)
SO_FAR = cash.operating_to_date_reported(OPERATING)
CLOSING = cash.closing_cash_reported(PUT_IN, SO_FAR)


def test_cash_rolls_forward() -> None:
    assert list(CLOSING) == [70, 40, 70, 40, 10, -20]
    assert list(cash.opening_cash_reported(100.0, CLOSING)) == [100, 70, 40, 70, 40, 10]
    assert identities.cash_rolls_check(cash.opening_cash_reported(100.0, CLOSING), CLOSING, 1e-6) == 1
    assert identities.cash_rolls_check(CLOSING, CLOSING, 1e-6) == 0


def test_where_the_money_runs_out() -> None:
    short = cash.cash_short(CLOSING, 1.0)
    assert list(short) == [0, 0, 0, 0, 0, 1]
    assert money.cash_lasts_months(short) == 5
    assert money.cash_check(short) == 0
    assert money.lowest_cash_reported(CLOSING) == -20
    assert money.lowest_cash_month(CLOSING, -20.0, 1.0, MONTH) == 6
    assert money.lowest_cash_month(np.array([5.0, 3.0, 3.0, 4.0]), 3.0, 0.01, MONTH) == 2  # the first of two
    assert money.lowest_cash_month(np.array([5.0, 3.9, 3.0, 4.0]), 3.0, 1.0, MONTH) == 2  # 3.9 is as low as 3


def test_balances_are_measured_by_all_that_moved() -> None:
    moved = cash.moved_to_date_reported(PUT_IN, np.zeros(6), -OPERATING)
    assert list(moved) == [130, 160, 250, 280, 310, 340]  # 100 at first, 30 a month, and 60 in month 3
    assert identities.balance_tolerance_reported(1e12, 1.0, 1e-9) == approx(1000, rel=1e-12)
    assert identities.balance_tolerance_reported(340.0, 1.0, 1e-9) == 1


def test_years_lead_from_the_first_cash_to_the_last() -> None:
    year = np.array([-360.0, -100.0]), np.array([60.0, 400.0]), np.array([-200.0, 100.0])
    assert identities.annual_cash_check(100.0, *year, 0.5) == 1  # 100 - 460 + 460 = 100
    assert identities.annual_cash_check(101.0, *year, 0.5) == 0
    assert identities.annual_cash_check(101.0, *year, 1.0) == 1


def test_an_account_that_recovers_ran_out_all_the_same() -> None:
    assert money.cash_lasts_months(np.array([0.0, 1.0, 0.0, 0.0])) == 1


def test_runway_counts_coming_months_without_another_round() -> None:
    # After month 1, 70 pay for two months of 30; after month 2, 40 pay for one; after month 3, 70 for two.
    need = cash.need_to_date_reported(SO_FAR)
    assert list(need) == [30, 60, 90, 120, 150, 180]
    assert list(cash.runway_in_plan_months(need, PUT_IN, 1.0, MONTH)) == [2, 1, 2, 1, 0, 0]


def test_runway_goes_on_after_the_plan_at_the_spending_of_its_last_month() -> None:
    # 300 and no rounds: 180 are spent in six months, 120 are left, and at 30 a month they last four more.
    put_in = np.full(6, 300.0)
    need = cash.need_to_date_reported(SO_FAR)
    inside = cash.runway_in_plan_months(need, put_in, 1.0, MONTH)
    after = cash.runway_after_plan_months(
        cash.money_left_reported(put_in, SO_FAR, np.abs(put_in) + np.abs(SO_FAR)), OPERATING, 1.0, 120.0
    )
    assert list(cash.runway_months(inside, after, 120.0, MONTH)) == [9, 8, 7, 6, 5, 4]


def test_a_plan_that_earns_never_runs_out() -> None:
    earns = np.full(6, 5.0)
    so_far = cash.operating_to_date_reported(earns)
    inside = cash.runway_in_plan_months(cash.need_to_date_reported(so_far), np.full(6, 10.0), 1.0, MONTH)
    after = cash.runway_after_plan_months(np.full(6, 40.0), earns, 1.0, 24.0)
    assert list(cash.runway_months(inside, after, 24.0, MONTH)) == [24] * 6


def test_the_need_is_the_deepest_point_of_operating_cash() -> None:
    so_far = cash.operating_to_date_reported(np.array([-40.0, -20.0, 30.0, -25.0]))
    need = cash.need_to_date_reported(so_far)
    assert list(need) == [40, 60, 60, 60]
    assert money.funding_need_reported(need) == 60
    assert money.funding_margin_reported(100.0, 60.0) == 40


def test_overhead_is_a_fraction_of_hardware_and_people_and_two_sums() -> None:
    # 10 % of 700 + 300, 20 % of 500, 50 USD at 7 and 30 CNY: 100 + 100 + 350 + 30.
    one = np.ones(1)
    found = cash.overhead_reported(0.1, 0.2, one * 700, one * 300, one * 500, 50.0, 30.0, one * 7, one)
    assert found == approx([580])


def test_costs_in_two_currencies_meet_in_one() -> None:
    usd, cny = np.array([7.0]), np.array([1.0])
    assert cash.data_reported(np.array([100.0]), np.array([50.0]), usd, cny) == approx([750])
    assert cash.people_reported(np.array([10.0]), np.array([5.0]), usd, cny) == approx([75])
    assert cash.training_rent_reported(np.array([10.0]), np.array([20.0]), usd) == approx([210])
    storage = cash.storage_network_reported(np.array([1.0]), np.array([2.0]), np.array([3.0]), usd, cny)
    assert storage == approx([24])
    all_kinds = [np.array([float(kind)]) for kind in range(1, 8)]
    assert cash.costs_reported(*all_kinds) == approx([28])


def test_discounting_by_months() -> None:
    # 21 % a year is 10 % a half year: 1 / 1.1 after six months, 1 / 1.21 after twelve.
    factor = cash.discount_factor(0.21, np.array([6.0, 12.0]))
    assert factor == approx([1 / 1.1, 1 / 1.21], rel=1e-12)
    value = cash.discounted_cash_reported(np.array([110.0, 121.0]), factor)
    assert money.discounted_value_reported(value) == approx(200, rel=1e-12)


def test_rounds_come_in_their_month_and_currency() -> None:
    table = (np.array([3.0, 3.0, 5.0]), ("USD", "CNY", "USD"), np.array([10.0, 40.0, 20.0]))
    usd, cny = funding.funding_usd(*table, MONTH), funding.funding_cny(*table, MONTH)
    assert (list(usd), list(cny)) == ([0, 0, 10, 0, 20, 0], [0, 0, 40, 0, 0, 0])
    assert funding.funding_reported(usd, cny, np.full(6, 8.0), np.ones(6)).sum() == 280
    assert funding.rounds_table_usd(*table[1:]) == 30
    assert funding.rounds_table_cny(*table[1:]) == 40


def test_a_plan_begins_with_part_of_what_is_held_ready() -> None:
    # A quarter of 800 CNY at 1/8, and 5 USD.
    assert funding.starting_cash_reported(800.0, 0.25, 5.0, np.array([1.0]), np.array([0.125])) == approx(30)


def test_years_are_sums_of_their_months() -> None:
    month, year = np.arange(1.0, 25.0), np.array([1.0, 2.0])
    plan_year = np.repeat(year, 12)
    assert list(annual.annual_revenue_reported(month, plan_year, year)) == [78, 222]
    assert list(annual.annual_closing_cash_reported(month * 10, month, year)) == [120, 240]
    assert list(annual.annual_headcount(month, plan_year, year)) == [6.5, 18.5]


@pytest.mark.parametrize(("sold", "agrees"), [(100.0, 1), (100.1, 0)])
def test_totals_that_differ_fail_their_check(sold: float, agrees: int) -> None:
    years = np.array([60.0, 40.0])
    assert identities.annual_costs_check(years, sold, 1_000.0, 1e-9) == agrees


def test_what_is_left_of_money_that_was_spent_is_nothing() -> None:
    """Of 1, 1E-16 is noise; a cent of ten thousand is money, one of 1E14 is noise."""
    put_in, spent = np.full(3, 1.0), np.full(3, -0.9999999999999999)
    assert cash.money_left_reported(put_in, spent, np.full(3, 2.0)).tolist() == [0.0] * 3
    cents = np.full(3, 0.01)
    assert cash.money_left_reported(cents, np.zeros(3), np.full(3, 1e4)).tolist() == [0.01] * 3
    assert cash.money_left_reported(cents, np.zeros(3), np.full(3, 1e14)).tolist() == [0.0] * 3
    assert cash.money_left_reported(cents, np.full(3, -5.0), np.full(3, 5.01)).tolist() == [0.0] * 3
