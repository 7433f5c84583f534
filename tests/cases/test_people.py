"""People, worked by hand: two roles over five years."""

import numpy as np
from pytest import approx

from planner.model import people

MONTH = np.arange(1.0, 61.0)
YEAR = np.repeat(np.arange(1.0, 6.0), 12)
START, END = np.array([1.0, 4.0]), np.array([60.0, 15.0])
HEADS, PAY = np.array([2.0, 3.0]), np.array([120_000.0, 600_000.0])
CURRENCY = ("USD", "CNY")
LOADING, RAISE = np.array([0.25, 0.5]), np.array([0.1, 0.2])


def test_a_role_counts_from_its_first_month_to_its_last() -> None:
    heads = people.headcount(START, END, HEADS, MONTH)
    assert [heads[i] for i in (0, 2, 3, 14, 15, 59)] == [2, 2, 5, 5, 2, 2]


def test_pay_in_usd_with_loading_and_a_raise_from_the_second_year() -> None:
    # 2 people x 120,000 / 12 = 20,000 a month; with 25 % more 25,000; then 27,500; at last 36,602.5.
    usd = people.people_usd(START, END, HEADS, PAY, CURRENCY, LOADING, RAISE, MONTH, YEAR)
    assert [usd[i] for i in (0, 11, 12, 59)] == approx([25_000, 25_000, 27_500, 36_602.5], rel=1e-9)


def test_pay_in_cny_stands_apart() -> None:
    # 3 x 600,000 / 12 x 1.5 = 225,000 a month from month 4; x 1.2 = 270,000 in months 13 to 15; then nothing.
    cny = people.people_cny(START, END, HEADS, PAY, CURRENCY, LOADING, RAISE, MONTH, YEAR)
    assert [cny[i] for i in (2, 3, 11, 12, 14, 15)] == approx([0, 225_000, 225_000, 270_000, 270_000, 0])


def test_the_whole_team_for_a_year_in_cny() -> None:
    # 2 x 120,000 x 1.25 x 7 = 2,100,000 and 3 x 600,000 x 1.5 = 2,700,000.
    assert people.team_annual_cny(HEADS, PAY, CURRENCY, LOADING, 7.0) == approx(4_800_000, rel=1e-12)


def test_the_team_of_the_source() -> None:
    team = people.team_annual_cny(np.array([10.0]), np.array([1_000_000.0]), ("CNY",), np.array([0.0]), 6.8)
    assert team == 10_000_000


def test_person_months_of_the_table_and_the_peak() -> None:
    assert people.roles_person_months(START, END, HEADS) == 2 * 60 + 3 * 12
    assert people.headcount_peak(people.headcount(START, END, HEADS, MONTH)) == 5


def test_a_role_that_ends_before_it_starts_is_nobody() -> None:
    start, end = np.array([10.0]), np.array([3.0])
    assert people.headcount(start, end, np.array([4.0]), MONTH).sum() == 0
    assert people.roles_person_months(start, end, np.array([4.0])) == 0


def test_a_higher_headcount_scales_pay() -> None:
    once = people.people_usd(START, END, HEADS, PAY, CURRENCY, LOADING, RAISE, MONTH, YEAR)
    twice = people.people_usd(START, END, HEADS * 2, PAY, CURRENCY, LOADING, RAISE, MONTH, YEAR)
    assert twice == approx(2 * once, rel=1e-12)
