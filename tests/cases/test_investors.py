"""Ownership, worked by hand: a seed round and a series A.

Founders hold 80 %, options 20 %. Round 1: options of 10 % are made first, so everyone keeps 90 %; then 2 on a
value of 8 buy 20 %, so everyone keeps 80 % of that: 0.72 in all. Round 2: 5 on 15 buy 25 %; 0.75 are kept.
"""

import numpy as np
from pytest import approx

from planner.model import investors

ROUND = np.arange(1.0, 5.0)
NUMBER, MONTH_OF = np.array([2.0, 1.0]), np.array([15.0, 3.0])  # the order of the rows does not matter
AMOUNT, PRE, POOL = np.array([5.0, 2.0]), np.array([15.0, 8.0]), np.array([0.0, 0.1])

AMOUNTS = investors.round_amount_own(ROUND, NUMBER, AMOUNT)
PRE_MONEY = investors.round_pre_money_own(ROUND, NUMBER, PRE)
SOLD = investors.round_new_share(AMOUNTS, PRE_MONEY)
MADE = investors.round_pool_increase(ROUND, NUMBER, POOL)
KEPT = investors.round_kept(SOLD, MADE)
TO_DATE = investors.round_kept_to_date(KEPT)
OPTIONS = investors.round_pool_issue(MADE, SOLD, TO_DATE)
SHARES = investors.round_investor_issue(SOLD, TO_DATE)


def test_what_each_round_sells() -> None:
    assert list(AMOUNTS) == [2, 5, 0, 0]
    assert approx([0.2, 0.25, 0, 0], rel=1e-12) == SOLD
    assert approx([0.72, 0.54, 0.54, 0.54], rel=1e-12) == TO_DATE


def test_founders_before_and_after() -> None:
    assert investors.founders_before(0.8, TO_DATE, KEPT) == approx([0.8, 0.576, 0.432, 0.432], rel=1e-12)
    assert investors.founders_after(0.8, TO_DATE) == approx([0.576, 0.432, 0.432, 0.432], rel=1e-12)


def test_options_before_and_after() -> None:
    # (20 % x 0.9 + 10 %) x 0.8 = 0.224, then x 0.75 = 0.168.
    assert investors.pool_before(0.2, OPTIONS, TO_DATE, KEPT)[:2] == approx([0.2, 0.224], rel=1e-12)
    assert investors.pool_after(0.2, OPTIONS, TO_DATE)[:2] == approx([0.224, 0.168], rel=1e-12)


def test_investors_before_and_after() -> None:
    earlier = investors.earlier_investors_share(0.8, 0.2)
    assert earlier == approx(0, abs=1e-15)
    assert investors.investors_before(earlier, SHARES, TO_DATE, KEPT)[:2] == approx([0, 0.2], abs=1e-12)
    assert investors.investors_after(earlier, SHARES, TO_DATE)[:2] == approx([0.2, 0.4], rel=1e-12)


def test_everything_belongs_to_somebody() -> None:
    earlier = investors.earlier_investors_share(0.7, 0.2)
    before = investors.ownership_before(
        investors.founders_before(0.7, TO_DATE, KEPT),
        investors.pool_before(0.2, OPTIONS, TO_DATE, KEPT),
        investors.investors_before(earlier, SHARES, TO_DATE, KEPT),
    )
    after = investors.ownership_after(
        investors.founders_after(0.7, TO_DATE),
        investors.pool_after(0.2, OPTIONS, TO_DATE),
        investors.investors_after(earlier, SHARES, TO_DATE),
    )
    assert before == approx(np.ones(4), abs=1e-12)
    assert after == approx(np.ones(4), abs=1e-12)
    assert investors.ownership_check(before, after) == 1
    assert investors.ownership_check(before * 1.001, after) == 0


def test_money_that_buys_no_shares() -> None:
    sold = investors.round_new_share(np.array([5.0]), np.array([0.0]))
    assert list(sold) == [0]
    assert list(investors.round_post_money(sold, np.array([5.0]))) == [0]


def test_the_value_after_money_is_value_before_and_money() -> None:
    # 2 + 8 = 10, at 7 CNY per USD 70; founders hold 57.6 % of it.
    # A round in EUR, at 8 in its month, and none, which has no month.
    rates = np.array([np.ones(60), np.full(60, 7.0), np.where(np.arange(1, 61) == 30, 8.0, 9.0)])
    when = np.array([30.0, 3.0])
    found = investors.round_amount(ROUND, NUMBER, AMOUNT, ("eur", "USD"), when, ("CNY", "USD", "EUR"), rates)
    assert list(found) == [14, 40, 0, 0]
    assert list(investors.round_month(ROUND, NUMBER, MONTH_OF)) == [3, 15, 0, 0]
    value = investors.round_post_money(SOLD, found)
    assert value == approx([70, 160, 0, 0], rel=1e-12)
    worth = investors.founders_value(investors.founders_after(0.8, TO_DATE), value)
    assert worth[0] == approx(40.32, rel=1e-12)


def test_rounds_stand_in_the_order_of_their_months() -> None:
    assert list(investors.round_out_of_order(np.array([3.0, 15.0, 0.0, 0.0]))) == [0, 0, 0, 0]
    wrong = investors.round_out_of_order(np.array([15.0, 3.0, 0.0, 20.0]))
    assert list(wrong) == [0, 1, 0, 0]
    assert investors.rounds_in_order_check(wrong) == 0
