"""Variances and the reforecast against a case that is worked out by hand, and identities that always hold.

The case: three months, month 1 and 2 have passed. Opening cash 1,000; a seed round of 500 in month 2.

| plan                     | month 1 | month 2 | month 3 |
| ------------------------ | ------- | ------- | ------- |
| revenue of the API       |       0 |     100 |     200 |
| its volume               |       0 |      50 |     100 |
| rent of training         |     300 |     300 |      30 |
| GPU-hours                |     100 |     100 |      10 |
| people                   |     100 |     100 |     100 |
| operating cash flow      |    -400 |    -300 |      70 |
| closing cash             |     600 |     800 |     870 |
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.actuals.cash import Values
from planner.actuals.lines import CashLine, lines_of, told_apart
from planner.actuals.reforecast import SOLD, Reforecast, quantity_key, reforecast
from planner.actuals.told import Actuals, Told
from planner.template.load import load_template

LINES = lines_of(load_template(), ["API"])
NOTHING = (0.0, 0.0, 0.0)


def _values() -> Values:
    given: dict[str, tuple[float, ...]] = dict.fromkeys(LINES, NOTHING)
    given |= {
        "revenue": (0, 100, 200),
        SOLD: (0, 100, 200),
        "product_revenue_1": (0, 100, 200),
        "training_rent": (300, 300, 30),
        "people": (100, 100, 100),
        "people_r_and_d": (100, 100, 100),
        "funding_received": (0, 500, 0),
        "operating_cash_flow": (-400, -300, 70),
        "closing_cash": (600, 800, 870),
        "runway_months": (1.5, 800 / 350, 870 / 210),
        "net_burn": (400, 350, 210),
        "opening_cash": (1000,),
        quantity_key(LINES["product_revenue_1"]): (0, 50, 100),
        quantity_key(LINES["training_rent"]): (100, 100, 10),
        quantity_key(LINES["serving_cost"]): NOTHING,
        "minimum_cash": (600,),
        "minimum_cash_month": (1,),
        "cash_out_month": (0,),
        "closing_cash_end": (870,),
        "shortest_runway_months": (1.5,),
        "shortest_runway_month": (1,),
        "breakeven_month": (3,),
    }
    return given


def _told(month: int, key: str, amount: float, quantity: float | None = None) -> Told:
    return Told(month, key, amount, quantity, 1, "bank.csv", "0" * 64)


ACTUALS = Actuals(
    (
        _told(1, "training_rent", 330, 110),  # 3.00 an hour as planned, 10 hours more
        _told(2, "training_rent", 360, 90),  # 4.00 an hour, 10 hours fewer
        _told(2, "product_revenue_1", 90, 60),  # 1.50 each, planned 2.00; 10 more
        _told(1, "people", 120),
        _told(2, "people", 80),
        _told(2, "funding_received", 400),
    ),
    (),
    2,
)


@pytest.fixture
def found() -> Reforecast:
    return reforecast(ACTUALS, LINES, _values())


def test_each_variance_by_hand(found: Reforecast) -> None:
    by = {(one.month, one.key): one for one in found.variances}
    rent1, rent2 = by[1, "training_rent"], by[2, "training_rent"]
    assert (rent1.variance, rent1.price, rent1.volume, rent1.effect) == (30, 0, 30, -30)
    assert (rent2.variance, rent2.price, rent2.volume, rent2.effect) == (60, 90, -30, -60)
    sold = by[2, "product_revenue_1"]
    assert (sold.variance, sold.price, sold.volume, sold.effect) == (-10, -30, 20, -10)
    assert (by[1, "people"].variance, by[1, "people"].price, by[1, "people"].volume) == (20, 0, 0)
    assert by[2, "funding_received"].effect == -100


def test_lines_to_date_by_hand(found: Reforecast) -> None:
    lines = {one.key: one for one in found.lines}
    rent = lines["training_rent"]
    assert (rent.plan, rent.actual, rent.variance) == (600, 690, 90)
    assert (rent.price, rent.volume, rent.unsplit, rent.effect, rent.months) == (90, 0, 0, -90, 2)
    sold = lines["product_revenue_1"]
    assert (sold.plan, sold.actual, sold.months) == (100, 90, 1)  # month 1 stands as planned
    assert lines["people"].unsplit == lines["people"].variance == 0
    assert "people_r_and_d" not in lines and "revenue" not in lines  # no money twice


def test_cash_by_hand(found: Reforecast) -> None:
    flows = [(one.flow, one.funding, one.opening, one.closing) for one in found.months]
    assert flows == [(-450, 0, 1000, 550), (-350, 400, 550, 600), (70, 0, 600, 670)]
    assert [one.burn for one in found.months] == [450, 400, pytest.approx(730 / 3)]
    assert [one.runway for one in found.months] == [550 / 450, 1.5, pytest.approx(670 / (730 / 3))]


def test_answers_by_hand(found: Reforecast) -> None:
    now = {key: answer[1] for key, answer in found.answers.items()}
    assert now == {
        "closing_cash": 600,
        "runway_months": 1.5,
        "closing_cash_end": 670,
        "minimum_cash": 550,
        "minimum_cash_month": 1,
        "cash_out_month": 0,
        "shortest_runway_months": 550 / 450,
        "shortest_runway_month": 1,
        "breakeven_month": 3,
    }
    assert found.answers["closing_cash"][0] == 800 and found.answers["minimum_cash"][0] == 600


def test_cash_that_runs_out_and_a_plan_that_never_breaks_even() -> None:
    told = [_told(1, "people", 1_700), _told(2, "people", 100)]
    values = _values() | {
        SOLD: NOTHING,
        "product_revenue_1": NOTHING,
        "operating_cash_flow": (-400, -400, -130),
    }
    found = reforecast(Actuals(told, (), 2), LINES, values)
    assert [one.closing for one in found.months] == [-1000, -900, -1030]
    now = {key: answer[1] for key, answer in found.answers.items()}
    assert (now["cash_out_month"], now["breakeven_month"], now["minimum_cash_month"]) == (1, 0, 3)
    assert now["runway_months"] == 0


def test_price_and_volume_add_up_to_the_variance(found: Reforecast) -> None:
    split = [one for one in found.variances if one.plan_quantity > 0 and one.quantity > 0]
    assert len(split) == 3
    assert all(one.price + one.volume == pytest.approx(one.variance, rel=1e-12) for one in split)
    for one in found.lines:
        assert one.price + one.volume + one.unsplit == pytest.approx(one.variance, rel=1e-12)


def test_each_month_opens_with_what_the_one_before_closed_with(found: Reforecast) -> None:
    closed = [one.closing for one in found.months]
    assert [one.opening for one in found.months] == [1000, *closed[:-1]]
    assert all(one.opening + one.net == one.closing for one in found.months)


def test_the_effects_on_cash_lead_from_the_plan_to_the_reforecast(found: Reforecast) -> None:
    effect = sum(one.effect for one in found.lines)
    assert effect == -50 - 50 - 100
    assert all(one.closing - one.plan_closing == effect for one in found.months[1:])


@pytest.mark.parametrize("through", [0, 1, 2, 3])
def test_where_actual_is_as_planned_the_reforecast_is_the_plan(through: int) -> None:
    values = _values()
    keys = "training_rent", "people", "product_revenue_1", "funding_received"
    told = [_told(month, key, values[key][month - 1]) for key in keys for month in (1, 2, 3)]
    found = reforecast(Actuals(told, (), through), LINES, values)
    assert [one.closing for one in found.months] == [600, 800, 870]
    assert [one.flow for one in found.months] == [-400, -300, 70]
    months = {key: pair for key, pair in found.answers.items() if through or key not in {"closing_cash"}}
    assert all(plan == pytest.approx(now, rel=1e-12) for plan, now in months.values())


def test_months_after_the_last_that_counts_stand_as_planned() -> None:
    found = reforecast(replace(ACTUALS, through=1), LINES, _values())
    assert [one.flow for one in found.months] == [-450, -300, 70]
    assert [one.effect for one in found.variances if one.month == 2] == [0, 0, 0, 0]


def test_a_credit_beside_a_quantity_lowers_the_price() -> None:
    told = [_told(1, "training_rent", 330, 110), _told(1, "training_rent", -33)]
    (one,) = reforecast(Actuals(told, (), 1), LINES, _values()).variances
    assert (one.actual, one.quantity, one.volume) == (297, 110, 30)
    assert one.price == pytest.approx(-33)


@pytest.mark.parametrize("read", [[], ["revenue"], ["people"], ["people_r_and_d"]])
def test_the_lines_apart_are_the_whole_of_the_cash_flow(read: list[str]) -> None:
    """By the plan's own sums: revenue of its products, people of their functions."""
    apart: list[CashLine] = told_apart(read, LINES)
    keys = [line.key for line in apart]
    assert ("revenue" in keys) == ("revenue" in read) != ("product_revenue_1" in keys)
    assert ("people" in keys) == ("people" in read) != ("people_r_and_d" in keys)
    values = _values()
    flow = [sum(line.sign * values[line.key][at] for line in apart if line.operating) for at in range(3)]
    assert flow == [-400, -300, 70]
