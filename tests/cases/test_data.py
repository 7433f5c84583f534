"""Data and exchange, worked by hand."""

import numpy as np
from pytest import approx

from planner.model import data, exchange

MONTH = np.arange(1.0, 61.0)
# A licence for a year, labels for three months, storage to the end, and a text bought once, in CNY.
FIRST, LAST = np.array([1.0, 6.0, 2.0, 5.0]), np.array([12.0, 8.0, 60.0, 5.0])
KIND = ("licence", "labelling", "storage", "collection")
CURRENCY = ("USD", "USD", "USD", "CNY")
ITEMS, PRICE = np.array([1.0, 1000.0, 200.0, 1.0]), np.array([50_000.0, 6.0, 20.0, 900_000.0])
TABLE = (FIRST, LAST, KIND, CURRENCY, ITEMS, PRICE)


def test_items_x_price_is_paid_in_every_month_of_a_row() -> None:
    usd = data.data_usd(*TABLE, MONTH)
    assert [usd[i] for i in (0, 5, 7, 8, 11, 12)] == [50_000, 56_000, 56_000, 50_000, 50_000, 0]


def test_something_paid_once_has_the_same_month_twice() -> None:
    cny = data.data_cny(*TABLE, MONTH)
    assert cny[4] == 900_000
    assert cny.sum() == 900_000


def test_storage_is_counted_apart() -> None:
    usd = data.storage_usd(*TABLE, MONTH)
    assert (usd[0], usd[1], usd[59]) == (0, 4_000, 4_000)
    assert data.storage_cny(*TABLE, MONTH).sum() == 0


def test_the_table_adds_up_to_what_the_months_pay() -> None:
    # 12 x 50,000 + 3 x 6,000 + 59 x 4,000 = 600,000 + 18,000 + 236,000.
    assert data.data_table_usd(FIRST, LAST, CURRENCY, ITEMS, PRICE) == 854_000
    assert data.data_table_cny(FIRST, LAST, CURRENCY, ITEMS, PRICE) == 900_000


def test_network_is_a_fraction_of_rent() -> None:
    assert data.network_usd(0.05, np.array([100.0, 300.0])) == approx([5, 15])


def test_an_empty_table_costs_nothing() -> None:
    none = np.array([])
    assert data.data_usd(none, none, (), (), none, none, MONTH).sum() == 0
    assert data.data_table_usd(none, none, (), none, none) == 0


def test_a_month_belongs_to_its_year() -> None:
    year = exchange.plan_year(MONTH)
    assert [year[i] for i in (0, 11, 12, 23, 24, 59)] == [1, 1, 2, 2, 3, 5]


def test_a_year_takes_its_own_rate_and_others_the_one_of_the_plan() -> None:
    rate = exchange.usd_cny_month(exchange.plan_year(MONTH), 7.0, np.array([2.0, 5.0]), np.array([7.2, 6.5]))
    assert [rate[i] for i in (0, 12, 23, 24, 48)] == [7.0, 7.2, 7.2, 7.0, 6.5]


def test_a_plan_reports_in_one_currency() -> None:
    rate = np.array([8.0, 5.0])
    assert exchange.usd_rate("CNY", rate) == approx([8, 5])
    assert exchange.cny_rate("CNY", rate) == approx([1, 1])
    assert exchange.usd_rate("USD", rate) == approx([1, 1])
    assert exchange.cny_rate("USD", rate) == approx([0.125, 0.2])
