"""Profit before tax, losses carried forward, and income tax. docs/model.md, section 14.

Months, and fiscal years where a line says so; draws in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from planner.model.arrays import along, is_plain_line, to_date, total_of_rows, yes
from planner.model.chain.lateness import moved
from planner.model.chain.purchases import of_each_month
from planner.model.chain.tables import YEARS, taken
from planner.model.chain.years import by_year
from planner.model.lines import line
from planner.model.maths import larger, smaller
from planner.units import ONE_MONTH, ONE_YEAR, Fraction, Month, Num, PlanMoney, Position, Year


@line(axis="month")
def development_capitalised(
    cluster_rent: PlanMoney, capitalised_share: Fraction, in_service_month: Month, month: Month
) -> PlanMoney:
    """Rent of training clusters that becomes an asset. Months. Until the model goes into service."""
    before = yes(month <= along(in_service_month))
    return along(capitalised_share) * before * total_of_rows(cluster_rent)


@line(axis="month")
def amortisation(
    development_capitalised: PlanMoney,
    in_service_month: Month,
    development_life_months: Month,
    month: Month,
) -> PlanMoney:
    """Straight-line amortisation of that asset. Months. From the month after the model goes into service."""
    begun, life = along(in_service_month), along(development_life_months)
    runs = yes((month > begun) & (month <= begun + life))
    return runs * to_date(development_capitalised) / (life / ONE_MONTH)


@line(axis="month")
def profit_before_tax(
    revenue_api: PlanMoney,
    revenue_subscriptions: PlanMoney,
    revenue_contracts: PlanMoney,
    purchases: PlanMoney,
    people: PlanMoney,
    development_capitalised: PlanMoney,
    amortisation: PlanMoney,
    interest_paid: PlanMoney,
    loan_fee_amortisation: PlanMoney,
) -> PlanMoney:
    """Profit by nature of cost. Months. Revenue less purchases, people, amortisation and what loans cost."""
    earned = revenue_api + revenue_subscriptions + revenue_contracts
    lenders = interest_paid + loan_fee_amortisation
    return earned - (purchases - development_capitalised) - people - amortisation - lenders


@line(axis="fiscal")
def year_profit_before_tax(profit_before_tax: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Profit before tax of each fiscal year. Fiscal years."""
    return by_year(profit_before_tax, fiscal_column)


@line(axis="fiscal")
def losses_created(year_profit_before_tax: PlanMoney) -> PlanMoney:
    """The loss of each fiscal year, 0 where it has a profit. Fiscal years."""
    return np.maximum(-year_profit_before_tax, 0.0)


@line(axis="fiscal")
def losses_used(
    year_profit_before_tax: PlanMoney,
    opening_losses: PlanMoney,
    loss_limit: Fraction,
    loss_expiry_years: Year,
) -> PlanMoney:
    """Losses set against each year's profit, the oldest first. Fiscal years."""
    return _ledger(year_profit_before_tax, opening_losses, loss_limit, loss_expiry_years).used


@line(axis="fiscal")
def losses_expired(
    year_profit_before_tax: PlanMoney,
    opening_losses: PlanMoney,
    loss_limit: Fraction,
    loss_expiry_years: Year,
) -> PlanMoney:
    """Losses that nobody may use after each year. Fiscal years. Those that are E years old, E > 0."""
    return _ledger(year_profit_before_tax, opening_losses, loss_limit, loss_expiry_years).expired


@line(axis="fiscal")
def losses_carried_forward(
    opening_losses: PlanMoney, losses_created: PlanMoney, losses_used: PlanMoney, losses_expired: PlanMoney
) -> PlanMoney:
    """Losses left at the end of each year. Fiscal years."""
    return along(opening_losses) + to_date(losses_created - losses_used - losses_expired)


@line(axis="fiscal")
def losses_at_start(opening_losses: PlanMoney, losses_carried_forward: PlanMoney) -> PlanMoney:
    """Losses that each year begins with. Fiscal years."""
    before = losses_carried_forward[..., :-1]  # type: ignore[index]
    start = before[..., :1] * 0.0 + along(opening_losses)
    return np.concatenate((start, before), axis=-1)


@line(axis="month")
def profit_to_date(profit_before_tax: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Profit before tax of the fiscal year so far. Months."""
    so_far = profit_before_tax * 0.0
    for year in range(1, YEARS + 1):
        of_year = yes(fiscal_column == year)
        so_far = so_far + to_date(profit_before_tax * of_year) * of_year
    return so_far


@line(axis="month")
def tax_to_date(
    profit_to_date: PlanMoney,
    losses_at_start: PlanMoney,
    fiscal_column: Position,
    income_tax_rate: Fraction,
    loss_limit: Fraction,
) -> PlanMoney:
    """Income tax of the fiscal year so far. Months. Of profit to date less the losses that it may use."""
    profit = np.maximum(profit_to_date, 0.0)
    losses = taken(losses_at_start, fiscal_column)
    taxed: PlanMoney = profit - np.minimum(losses, along(loss_limit) * profit)
    return along(income_tax_rate) * taxed


@line(axis="month")
def income_tax(tax_to_date: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Charge of each month, negative where the year's profit falls. Months."""
    goes_on = yes(fiscal_column == moved(fiscal_column, 1))
    return tax_to_date - moved(tax_to_date, 1) * goes_on


@line(axis="month")
def income_tax_paid(
    income_tax: PlanMoney, tax_lag_months: Month, tax_every_months: Month, month: Month
) -> PlanMoney:
    """What the tax office gets of it. Months. In months `lag + n x every`; never less than nothing."""
    owed = np.maximum(moved(to_date(income_tax), tax_lag_months / ONE_MONTH), 0.0)
    periods = (month - along(tax_lag_months)) / along(tax_every_months)
    in_turn = yes(periods == np.floor(periods))
    return of_each_month(np.maximum.accumulate(owed * in_turn, axis=-1))


@line(axis="month")
def income_tax_payable(income_tax: PlanMoney, income_tax_paid: PlanMoney) -> PlanMoney:
    """Income tax owed at each month's end, negative where it was prepaid. Months."""
    return to_date(income_tax - income_tax_paid)


class _Ledger(NamedTuple):
    """Losses by fiscal year."""

    used: Num
    expired: Num


def _ledger(profit: Num, opening: Num, limit: Num, expiry: Num) -> _Ledger:
    """Losses year by year, each year's in a layer of its own, the first of them the opening ones."""
    by_year: Sequence[Num] = [profit[..., year] for year in range(YEARS)]  # type: ignore[index]
    if is_plain_line(profit) and np.isfinite(profit).all():
        by_year = np.asarray(profit).tolist()  # of one plan, numbers that Python adds up faster
    nothing = (by_year[0] + opening) * 0.0 * limit * _is_old(0, expiry, 1)  # of the shape of all of them
    layers, used, expired = [opening + nothing], [], []
    for year, this_year in enumerate(by_year, 1):
        left = limit * larger(this_year, 0.0)
        begun = sum(layers[1:], layers[0])
        for age, layer in enumerate(layers):
            taken = smaller(layer, left)
            layers[age], left = layer - taken, left - taken
        used.append(begun - sum(layers[1:], layers[0]))
        layers.append(larger(-this_year, 0.0))
        gone = nothing
        for born, layer in enumerate(layers):
            old = _is_old(born, expiry, year)
            gone, layers[born] = gone + layer * old, layer * (1 - old)
        expired.append(gone)
    return _Ledger(np.stack(used, axis=-1), np.stack(expired, axis=-1))


def _is_old(born: int, expiry: Num, year: int) -> Num:
    """1 for losses that nobody may use after a year."""
    if isinstance(expiry, float):
        return 1.0 if expiry > 0 and born + expiry / ONE_YEAR <= year else 0.0
    return yes((expiry > 0) & (born + expiry / ONE_YEAR <= year))
