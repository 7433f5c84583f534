"""Figures by fiscal year, and what a million tokens sells for and costs. docs/model.md, section 10.

Along the 6 fiscal years; draws in front. Unit price x tokens is the revenue of that year, unit cost x tokens
its cost.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from planner.model.arrays import along, is_plain_line
from planner.model.chain.tables import YEARS, across, first
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    TOKENS_PER_MILLION,
    CalendarYear,
    Fraction,
    MillionTokens,
    Month,
    Num,
    PlanMoney,
    PlanPerMillionTokens,
    Position,
    Token,
)


@line(axis="fiscal")
def year_number(fiscal_year: CalendarYear) -> CalendarYear:
    """The number of each fiscal year. Fiscal years. The calendar year in which it ends."""
    return along(first(fiscal_year)) + np.arange(0.0, YEARS)


@line(axis="fiscal")
def year_months(month: Month, fiscal_column: Position) -> Month:
    """Months of each fiscal year within the plan. Fiscal years. Fewer than 12 in a part-year."""
    return by_year(month * 0 + ONE_MONTH, fiscal_column)


@line(axis="fiscal")
def year_revenue(revenue: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Revenue of each fiscal year. Fiscal years. Sum over its months, as of all `year_` lines."""
    return by_year(revenue, fiscal_column)


@line(axis="fiscal")
def year_cost_of_revenue(cost_of_revenue: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Cost of revenue of each fiscal year. Fiscal years."""
    return by_year(cost_of_revenue, fiscal_column)


@line(axis="fiscal")
def year_serving_cost(serving_cost: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Serving cost of each fiscal year. Fiscal years."""
    return by_year(serving_cost, fiscal_column)


@line(axis="fiscal")
def year_gross_profit(gross_profit: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Gross profit of each fiscal year. Fiscal years."""
    return by_year(gross_profit, fiscal_column)


@line(axis="fiscal")
def year_r_and_d(r_and_d: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Research and development of each fiscal year. Fiscal years."""
    return by_year(r_and_d, fiscal_column)


@line(axis="fiscal")
def year_s_and_m(s_and_m: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Sales and marketing of each fiscal year. Fiscal years."""
    return by_year(s_and_m, fiscal_column)


@line(axis="fiscal")
def year_g_and_a(g_and_a: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """General and administrative costs of each fiscal year. Fiscal years."""
    return by_year(g_and_a, fiscal_column)


@line(axis="fiscal")
def year_funding(funding_received: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Equity received in each fiscal year. Fiscal years."""
    return by_year(funding_received, fiscal_column)


@line(axis="fiscal")
def year_closing_cash(closing_cash: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Cash at the end of each fiscal year's last month in the plan. Fiscal years. 0 for a year after it."""
    return at_year_end(closing_cash, fiscal_column)


@line(axis="fiscal")
def year_operating_cash_flow(operating_cash_flow: PlanMoney, fiscal_column: Position) -> PlanMoney:
    """Operating cash flow of each fiscal year. Fiscal years."""
    return by_year(operating_cash_flow, fiscal_column)


@line(axis="fiscal")
def year_tokens_m(
    tokens_fresh: Token, tokens_cached: Token, tokens_output: Token, fiscal_column: Position
) -> MillionTokens:
    """Tokens sold in each fiscal year, in millions. Fiscal years. `fresh + cached + output`."""
    tokens = tokens_fresh + tokens_cached + tokens_output
    return by_year(tokens, fiscal_column) / TOKENS_PER_MILLION


@line(axis="fiscal")
def year_price_per_1m(year_revenue: PlanMoney, year_tokens_m: MillionTokens) -> PlanPerMillionTokens:
    """Revenue of a million tokens. Fiscal years. 0 where nothing is sold."""
    return _a_unit(year_revenue, year_tokens_m)


@line(axis="fiscal")
def year_serving_cost_per_1m(
    year_serving_cost: PlanMoney, year_tokens_m: MillionTokens
) -> PlanPerMillionTokens:
    """Serving cost of a million tokens. Fiscal years. 0 where nothing is sold."""
    return _a_unit(year_serving_cost, year_tokens_m)


@line(axis="fiscal")
def year_cost_per_1m(year_cost_of_revenue: PlanMoney, year_tokens_m: MillionTokens) -> PlanPerMillionTokens:
    """Cost of revenue of a million tokens. Fiscal years. 0 where nothing is sold."""
    return _a_unit(year_cost_of_revenue, year_tokens_m)


@line(axis="fiscal")
def year_gross_margin(year_revenue: PlanMoney, year_cost_of_revenue: PlanMoney) -> Fraction:
    """Share of revenue that its cost leaves. Fiscal years.

    `1 - cost of revenue/revenue`, 0 without revenue.
    """
    sold = year_revenue > 0
    return (1 - _a_unit(year_cost_of_revenue, year_revenue)) * sold


def at_year_end(balance: Num, fiscal_column: Num) -> Num:
    """What a balance is in the last month of each fiscal year; 0 for a year after the plan."""
    if is_plain_line(fiscal_column):
        is_last = _parted(np.asarray(fiscal_column).tobytes()).is_last
    else:
        is_last = _is_last(fiscal_column)
    return by_year(balance * is_last, fiscal_column)


def by_year(by_month: Num, fiscal_column: Num) -> Num:
    """The sum over the months of each fiscal year."""
    if is_plain_line(fiscal_column):
        of_year = _parted(np.asarray(fiscal_column).tobytes()).of_year
    else:
        of_year = _of_year(fiscal_column)
    summed: Num = np.add.reduce(across(by_month) * of_year, axis=-1)
    return summed


class _Years(NamedTuple):
    """Which months are of each fiscal year, years x months, and which are the last of one."""

    of_year: Any
    is_last: Any


@lru_cache(maxsize=32)
def _parted(fiscal_column: bytes) -> _Years:
    """The same for the columns of a plan as they stand in memory. Not to be written to."""
    column = np.frombuffer(fiscal_column)
    return _Years(_of_year(column), _is_last(column))


def _of_year(fiscal_column: Num) -> Any:
    return across(fiscal_column) == np.arange(1.0, YEARS + 1)[:, None]


def _is_last(fiscal_column: Num) -> Any:
    return np.diff(fiscal_column, append=0.0) != 0


def _a_unit(money: Num, sold: Num) -> Num:
    """Money over what is sold, 0 where nothing is."""
    each: Num = money / np.where(sold > 0, sold, np.inf)
    return each
