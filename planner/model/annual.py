"""Annual: the sixty months, added up into years of the plan."""

from __future__ import annotations

from planner.model.arrays import rows, total_of_rows
from planner.model.lines import line
from planner.units import (
    MONTHS_PER_YEAR,
    ONE_MONTH,
    ONE_YEAR,
    BillionTokens,
    BillionTokensPerMonth,
    Month,
    Num,
    Person,
    Replica,
    Reported,
    Year,
)


@line(axis="year")
def annual_revenue_reported(revenue_reported: Reported, plan_year: Year, year: Year) -> Reported:
    """Revenue. Months -> years."""
    return _by_year(revenue_reported, plan_year, year)


@line(axis="year")
def annual_training_rent_reported(training_rent_reported: Reported, plan_year: Year, year: Year) -> Reported:
    """Rent of the training clusters. Months -> years."""
    return _by_year(training_rent_reported, plan_year, year)


@line(axis="year")
def annual_research_rent_reported(research_rent_reported: Reported, plan_year: Year, year: Year) -> Reported:
    """Rent of the research cluster. Months -> years."""
    return _by_year(research_rent_reported, plan_year, year)


@line(axis="year")
def annual_storage_network_reported(
    storage_network_reported: Reported, plan_year: Year, year: Year
) -> Reported:
    """Storage and network. Months -> years."""
    return _by_year(storage_network_reported, plan_year, year)


@line(axis="year")
def annual_data_reported(data_reported: Reported, plan_year: Year, year: Year) -> Reported:
    """Data. Months -> years."""
    return _by_year(data_reported, plan_year, year)


@line(axis="year")
def annual_people_reported(people_reported: Reported, plan_year: Year, year: Year) -> Reported:
    """People. Months -> years."""
    return _by_year(people_reported, plan_year, year)


@line(axis="year")
def annual_serving_cost_reported(serving_cost_reported: Reported, plan_year: Year, year: Year) -> Reported:
    """Serving. Months -> years."""
    return _by_year(serving_cost_reported, plan_year, year)


@line(axis="year")
def annual_overhead_reported(overhead_reported: Reported, plan_year: Year, year: Year) -> Reported:
    """Overhead. Months -> years."""
    return _by_year(overhead_reported, plan_year, year)


@line(axis="year")
def annual_costs_reported(
    annual_training_rent_reported: Reported,
    annual_research_rent_reported: Reported,
    annual_storage_network_reported: Reported,
    annual_data_reported: Reported,
    annual_people_reported: Reported,
    annual_serving_cost_reported: Reported,
    annual_overhead_reported: Reported,
) -> Reported:
    """All kinds of cost of a year. Years."""
    hardware = annual_serving_cost_reported + annual_research_rent_reported + annual_training_rent_reported
    others = annual_people_reported + annual_data_reported + annual_storage_network_reported
    return annual_overhead_reported + others + hardware


@line(axis="year")
def annual_operating_cash_reported(
    annual_revenue_reported: Reported, annual_costs_reported: Reported
) -> Reported:
    """Revenue less all costs of a year. Years."""
    return annual_revenue_reported - annual_costs_reported


@line(axis="year")
def annual_funding_reported(funding_reported: Reported, plan_year: Year, year: Year) -> Reported:
    """Money from rounds. Months -> years."""
    return _by_year(funding_reported, plan_year, year)


@line(axis="year")
def annual_closing_cash_reported(closing_cash_reported: Reported, month: Month, year: Year) -> Reported:
    """In the bank when the year ends. Months -> years."""
    return _at_end(closing_cash_reported, month, year)


@line(axis="year")
def annual_discounted_cash_reported(
    discounted_cash_reported: Reported, plan_year: Year, year: Year
) -> Reported:
    """Operating cash, discounted month by month. Months -> years."""
    return _by_year(discounted_cash_reported, plan_year, year)


@line(axis="year")
def annual_headcount(headcount: Person, plan_year: Year, year: Year) -> Person:
    """Average payroll. Months -> years."""
    months = MONTHS_PER_YEAR * ONE_YEAR / ONE_MONTH
    return _by_year(headcount, plan_year, year) / months


@line(axis="year")
def annual_tokens_b(
    demand_tokens_month_b: BillionTokensPerMonth, plan_year: Year, year: Year
) -> BillionTokens:
    """Tokens asked for. Months -> years."""
    return _by_year(demand_tokens_month_b, plan_year, year) * ONE_MONTH


@line(axis="year")
def annual_replicas(replicas: Replica, month: Month, year: Year) -> Replica:
    """Replicas rented in the last month. Months -> years."""
    return _at_end(replicas, month, year)


def _by_year(monthly: Num, plan_year: Num, year: Num) -> Num:
    """The sum of the months of each year."""
    return total_of_rows(rows(monthly) * (rows(plan_year) == year))


def _at_end(monthly: Num, month: Num, year: Num) -> Num:
    """The last month of each year."""
    return total_of_rows(rows(monthly) * (rows(month) == year * MONTHS_PER_YEAR))
