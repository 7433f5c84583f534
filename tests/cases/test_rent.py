"""Rent by cluster, and customers, worked by hand."""

import numpy as np
import pytest
from pytest import approx

from planner.model import customers, rent

MONTH = np.arange(1.0, 61.0)


@pytest.mark.parametrize(
    ("start", "end", "commitment", "months"),
    [
        (1, 60, 1, 60),
        (1, 60, 36, 72),
        (5, 7, 1, 3),
        (5, 7, 12, 12),
        (4, 27, 12, 24),
        (1, 0, 12, 0),
        (9, 3, 1, 0),
    ],
)
def test_rent_is_paid_for_whole_contracts(start: int, end: int, commitment: int, months: int) -> None:
    assert rent.training_rent_months(float(start), float(end), float(commitment)) == months


def test_a_cluster_is_rented_from_its_first_month_on() -> None:
    phase = rent.training_phase(MONTH, 5.0, 12.0)
    assert phase.sum() == 12
    assert (phase[3], phase[4], phase[15], phase[16]) == (0, 1, 1, 0)


def test_a_contract_is_signed_anew_when_the_last_has_run_out() -> None:
    signed = rent.training_contract_month(MONTH, 5.0, 12.0)
    assert [signed[i] for i in (0, 4, 15, 16, 27, 28)] == [5, 5, 5, 17, 17, 29]
    monthly = rent.training_contract_month(MONTH, 5.0, 1.0)
    assert list(monthly[4:]) == list(MONTH[4:])


def test_a_contract_holds_the_price_of_its_first_month() -> None:
    # 20 % less a year: in month 13, a year after month 1, 0.8; in month 25, 0.64.
    factor = rent.training_price_factor(np.array([1.0, 13.0, 25.0]), 0.2)
    assert factor == approx([1, 0.8, 0.64], rel=1e-12)


def test_further_clusters_are_all_but_the_first() -> None:
    one = np.ones(2)
    assert rent.training_rent_usd(one, 1_000.0, one) == approx([1_000, 1_000])
    assert rent.parallel_rent_usd(one, 3.0, 1_000.0, one) == approx([2_000, 2_000])
    assert rent.research_rent_usd(one, 0.25, 1_000.0, one) == approx([250, 250])


def test_the_rest_of_a_contract_is_owed() -> None:
    # A contract of 12 months from month 5 at 100 a month: 11 are owed after month 5, none after month 16.
    month = np.array([5.0, 6.0, 16.0])
    owed = rent.training_owed_usd(month, np.array([5.0, 5.0, 5.0]), 12.0, np.array([100.0] * 3))
    assert owed == approx([1_100, 1_000, 0])


def test_a_run_must_end_before_its_cluster_goes() -> None:
    assert rent.training_fits_check(60.0, 2.0, 30.0) == 1
    assert rent.training_fits_check(60.1, 2.0, 30.0) == 0


def test_demand_grows_from_its_first_month_to_its_ceiling() -> None:
    phase = customers.serving_phase(MONTH, 10.0, 2.0)
    demand = customers.demand_tokens_month_b(MONTH, phase, 10.0, 2.0, 0.5, 8.0)
    assert [demand[i] for i in (8, 9, 10, 11, 12, 13, 59)] == approx([0, 2, 3, 4.5, 6.75, 8, 8])


def test_a_plan_without_customers_has_no_serving_phase() -> None:
    assert customers.serving_phase(MONTH, 10.0, 0.0).sum() == 0


def test_replicas_are_whole_and_have_whole_spares() -> None:
    # 4.5 x 0.8 x 1.25 = 4.5 served; x 2 at the busiest hour = 9; at 2 each 4.5, so 5; a tenth spare, so 1.
    served = customers.served_tokens_month_b(np.array([4.5, 0.0]), 0.2, 0.25)
    assert served == approx([4.5, 0])
    working = customers.working_replicas(served, 2.0, 2.0)
    assert list(working) == [5, 0]
    assert list(customers.replicas(working, 0.1)) == [6, 0]


def test_customers_pay_for_what_they_ask_for() -> None:
    # 3 billion tokens at 0.002 USD a thousand are 6,000 USD; a year later, 30 % less, 4,200.
    revenue = customers.revenue_usd(np.array([3.0, 3.0]), 0.002, 0.3, np.array([1.0, 13.0]))
    assert revenue == approx([6_000, 4_200], rel=1e-12)


def test_replicas_pay_the_price_of_their_month() -> None:
    factor = customers.serving_price_factor(np.array([1.0, 13.0]), 0.2)
    assert customers.serving_cost_usd(np.array([6.0, 6.0]), 10_000.0, factor) == approx([60_000, 48_000])
