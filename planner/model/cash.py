"""Cash: income and costs of each month in one currency, what is in the bank, and how long it lasts."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import above_noise, along, last, to_date, yes
from planner.model.lines import line
from planner.units import (
    MONTHS_PER_YEAR,
    ONE_MONTH,
    ONE_YEAR,
    Cny,
    CnyPerMonth,
    Flag,
    Fraction,
    Month,
    Ratio,
    Reported,
    ReportedPerCny,
    ReportedPerUsd,
    Usd,
    UsdPerMonth,
)


@line(axis="month")
def revenue_reported(revenue_usd: Usd, usd_rate: ReportedPerUsd) -> Reported:
    """Revenue. Months. Paid in the month in which it is earned."""
    return usd_rate * revenue_usd


@line(axis="month")
def training_rent_reported(
    training_rent_usd: Usd, parallel_rent_usd: Usd, usd_rate: ReportedPerUsd
) -> Reported:
    """Rent of all training clusters. Months."""
    return usd_rate * training_rent_usd + usd_rate * parallel_rent_usd


@line(axis="month")
def research_rent_reported(research_rent_usd: Usd, usd_rate: ReportedPerUsd) -> Reported:
    """Rent of the research cluster. Months."""
    return usd_rate * research_rent_usd


@line(axis="month")
def storage_network_reported(
    storage_usd: Usd,
    network_usd: Usd,
    storage_cny: Cny,
    usd_rate: ReportedPerUsd,
    cny_rate: ReportedPerCny,
) -> Reported:
    """Storage, network and traffic. Months."""
    return cny_rate * storage_cny + usd_rate * network_usd + usd_rate * storage_usd


@line(axis="month")
def data_reported(
    data_usd: Usd, data_cny: Cny, usd_rate: ReportedPerUsd, cny_rate: ReportedPerCny
) -> Reported:
    """Collection, licences and labelling. Months."""
    return cny_rate * data_cny + usd_rate * data_usd


@line(axis="month")
def people_reported(
    people_usd: Usd, people_cny: Cny, usd_rate: ReportedPerUsd, cny_rate: ReportedPerCny
) -> Reported:
    """Pay with its loading. Months. Leaves out the overhead on people."""
    return cny_rate * people_cny + usd_rate * people_usd


@line(axis="month")
def serving_cost_reported(serving_cost_usd: Usd, usd_rate: ReportedPerUsd) -> Reported:
    """Replicas. Months."""
    return usd_rate * serving_cost_usd


@line(axis="month")
def overhead_reported(
    overhead: Fraction,
    people_overhead: Fraction,
    training_rent_reported: Reported,
    research_rent_reported: Reported,
    people_reported: Reported,
    overhead_month_usd: UsdPerMonth,
    overhead_month_cny: CnyPerMonth,
    usd_rate: ReportedPerUsd,
    cny_rate: ReportedPerCny,
) -> Reported:
    """Overhead on hardware and on people, and the fixed sums of both currencies. Months."""
    hardware = along(overhead) * research_rent_reported + along(overhead) * training_rent_reported
    fixed_usd = along(overhead_month_usd) * ONE_MONTH * usd_rate
    fixed_cny = along(overhead_month_cny) * ONE_MONTH * cny_rate
    return hardware + along(people_overhead) * people_reported + fixed_usd + fixed_cny


@line(axis="month")
def costs_reported(
    training_rent_reported: Reported,
    research_rent_reported: Reported,
    storage_network_reported: Reported,
    data_reported: Reported,
    people_reported: Reported,
    serving_cost_reported: Reported,
    overhead_reported: Reported,
) -> Reported:
    """All costs. Months. Leaves out taxes, interest and repayment of loans."""
    hardware = training_rent_reported + research_rent_reported + serving_cost_reported
    others = storage_network_reported + data_reported + people_reported
    return hardware + others + overhead_reported


@line(axis="month")
def operating_cash_reported(revenue_reported: Reported, costs_reported: Reported) -> Reported:
    """Revenue less all costs. Months. Negative is money spent."""
    return revenue_reported - costs_reported


@line(axis="month")
def money_to_date_reported(starting_cash_reported: Reported, funding_reported: Reported) -> Reported:
    """Cash at the beginning and every round so far. Months."""
    return along(starting_cash_reported) + to_date(funding_reported)


@line(axis="month")
def operating_to_date_reported(operating_cash_reported: Reported) -> Reported:
    """Operating cash, added up from month 1. Months."""
    return to_date(operating_cash_reported)


@line(axis="month")
def closing_cash_reported(money_to_date_reported: Reported, operating_to_date_reported: Reported) -> Reported:
    """In the bank when the month ends. Months. Negative is what is missing."""
    return money_to_date_reported + operating_to_date_reported


@line(axis="month")
def opening_cash_reported(starting_cash_reported: Reported, closing_cash_reported: Reported) -> Reported:
    """In the bank when the month begins: what the month before left. Months."""
    lead = (*np.shape(closing_cash_reported)[:-1], 1)
    begin = np.broadcast_to(along(starting_cash_reported), lead)
    opening: Reported = np.concatenate([begin, closing_cash_reported[..., :-1]], axis=-1)  # type: ignore[index]
    return opening


@line(axis="month")
def cash_short(closing_cash_reported: Reported, money_tolerance: Reported) -> Flag:
    """1 where the account is overdrawn by more than a rounding. Months."""
    return yes(closing_cash_reported + along(money_tolerance) < 0)


@line(axis="month")
def moved_to_date_reported(
    money_to_date_reported: Reported, revenue_reported: Reported, costs_reported: Reported
) -> Reported:
    """All money that has come and gone so far. Months. Balances come of sums of this size."""
    return money_to_date_reported + to_date(revenue_reported + costs_reported)


@line(axis="month")
def need_to_date_reported(operating_to_date_reported: Reported) -> Reported:
    """The deepest that operating cash has been so far, as money that had to be put in. Months."""
    deepest: Reported = np.maximum.accumulate(-operating_to_date_reported, axis=-1)
    return np.maximum(deepest, 0.0)


@line(axis="month")
def runway_in_plan_months(
    need_to_date_reported: Reported, money_to_date_reported: Reported, money_tolerance: Reported, month: Month
) -> Month:
    """Coming months of the plan that the money put in so far pays for, without another round. Months.

    The need never falls, so the last month that is covered says how far the money reaches.
    """
    need = need_to_date_reported[..., None, :]  # type: ignore[index]
    put_in = (money_to_date_reported + along(money_tolerance))[..., None]  # type: ignore[index]
    reaches: Month = np.maximum.reduce((need <= put_in) * month, axis=-1)
    return np.maximum(reaches - month, 0.0)


@line(axis="month")
def money_left_reported(
    money_to_date_reported: Reported, operating_to_date_reported: Reported, moved_to_date_reported: Reported
) -> Reported:
    """What the money put in so far leaves after the last month of the plan. Months. Never below 0."""
    left = money_to_date_reported + along(last(operating_to_date_reported))
    return above_noise(left, along(last(moved_to_date_reported)))


@line(axis="month")
def runway_after_plan_months(
    money_left_reported: Reported,
    operating_cash_reported: Reported,
    money_tolerance: Reported,
    runway_longest_months: Month,
) -> Month:
    """Months that this pays for at the spending of the last month, up to the longest shown. Months."""
    spent_a_month = np.maximum(-last(operating_cash_reported), money_tolerance) / ONE_MONTH
    return np.minimum(money_left_reported / along(spent_a_month), along(runway_longest_months))


@line(axis="month")
def runway_months(
    runway_in_plan_months: Month,
    runway_after_plan_months: Month,
    runway_longest_months: Month,
    month: Month,
) -> Month:
    """Months that the cash lasts without another round, past the end of the plan too. Months."""
    reaches_the_end = yes(runway_in_plan_months == last(month) - month)
    lasts = runway_in_plan_months + runway_after_plan_months * reaches_the_end
    return np.minimum(lasts, along(runway_longest_months))


@line(axis="month")
def discount_factor(discount_rate: Fraction, month: Month) -> Ratio:
    """What money at the end of a month is worth at the beginning of the plan. Months."""
    years = month / MONTHS_PER_YEAR / ONE_YEAR
    factor: Ratio = (1 + along(discount_rate)) ** -years
    return factor


@line(axis="month")
def discounted_cash_reported(operating_cash_reported: Reported, discount_factor: Ratio) -> Reported:
    """Operating cash at its value at the beginning of the plan. Months."""
    return discount_factor * operating_cash_reported
