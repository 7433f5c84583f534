"""What USD and CNY are worth at the beginning of the plan. docs/model.md, section 13."""

from __future__ import annotations

import numpy as np

from planner.model.chain.tables import cell, positions
from planner.model.lines import line
from planner.units import (
    CNY_BY_NAME,
    USD_BY_NAME,
    CnyPerUsd,
    Num,
    PlanPerOwn,
    RowNumber,
    TextColumn,
)


@line
def usd_rate(currency_rate: PlanPerOwn, currencies_currency: TextColumn) -> PlanPerOwn:
    """Plan currency for one USD, in month 1. Scalar. 0 where there is no row USD."""
    return rate_of("USD", currency_rate, currencies_currency)


@line
def usd_cny(usd_rate: PlanPerOwn, currency_rate: PlanPerOwn, currencies_currency: TextColumn) -> CnyPerUsd:
    """CNY for one USD, in month 1. Scalar. 0 where there is no row CNY."""
    cny_rate = rate_of("CNY", currency_rate, currencies_currency)
    return or_nothing(usd_rate, cny_rate) * CNY_BY_NAME / USD_BY_NAME


def rates_in_month_1(currency_rate: Num) -> Num:
    """Plan currency for one unit of each currency, in month 1. Currencies."""
    rates: Num = np.take(currency_rate, 0, axis=-1)
    return rates


def rate_of(name: str, currency_rate: Num, currencies: TextColumn) -> Num:
    """Plan currency for one unit of the currency of that name, in month 1. 0 where there is none."""
    return rate_at(currency_rate, positions([name], currencies)[0])


def rate_at(currency_rate: Num, row: RowNumber) -> Num:
    """The same of the currency in a row."""
    return cell(rates_in_month_1(currency_rate), row)


def or_nothing(part: Num, whole: Num) -> Num:
    """A quotient, 0 where there is nothing to divide by."""
    quotient: Num = np.where(whole == 0, 0.0, part / np.where(whole == 0, np.inf, whole))
    return quotient[()]  # type: ignore[index]
