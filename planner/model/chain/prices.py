"""Exchange rates and price paths by month. docs/model.md, section 3.

What anything is priced at by month: the path of its row against month 1, and for a quote the signed price,
which holds up to the last month in which it can be had.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.model.arrays import along, named, rows
from planner.model.chain.tables import (
    CURRENCIES,
    PATHS,
    grid,
    padded_rows,
    places,
    taken_grid,
)
from planner.model.lines import line
from planner.units import (
    DAYS_PER_YEAR,
    MONTHS_PER_YEAR,
    ONE_MONTH,
    ONE_YEAR,
    PLAN_BY_NAME,
    Choice,
    Month,
    Num,
    PerYear,
    PlanPerOwn,
    Position,
    Ratio,
    TextColumn,
)


@line(axis="month", each="currency")
def currency_moved(
    currencies_low_1: PlanPerOwn,
    currencies_low_2: PlanPerOwn,
    currencies_low_3: PlanPerOwn,
    currencies_low_4: PlanPerOwn,
    currencies_low_5: PlanPerOwn,
    currencies_low_6: PlanPerOwn,
    currencies_high_1: PlanPerOwn,
    currencies_high_2: PlanPerOwn,
    currencies_high_3: PlanPerOwn,
    currencies_high_4: PlanPerOwn,
    currencies_high_5: PlanPerOwn,
    currencies_high_6: PlanPerOwn,
    level: Choice,
    fiscal_column: Position,
) -> PlanPerOwn:
    """Rate of the fiscal year that is typed for the level. Currencies x months.

    At the levels `low` and `high` (one text, or an array of them, a draw each); 0 in the base, and where it
    is blank.
    """
    low: tuple[Num, ...] = (currencies_low_1, currencies_low_2, currencies_low_3)
    low = (*low, currencies_low_4, currencies_low_5, currencies_low_6)
    high: tuple[Num, ...] = (currencies_high_1, currencies_high_2, currencies_high_3)
    high = (*high, currencies_high_4, currencies_high_5, currencies_high_6)
    moved = _at_level(level, side_by_side(low), side_by_side(high))
    return all_rows(by_month(moved, fiscal_column), CURRENCIES)


@line(axis="month", each="currency")
def currency_rate(
    currencies_currency: TextColumn,
    currencies_year_1: PlanPerOwn,
    currencies_year_2: PlanPerOwn,
    currencies_year_3: PlanPerOwn,
    currencies_year_4: PlanPerOwn,
    currencies_year_5: PlanPerOwn,
    currencies_year_6: PlanPerOwn,
    currency_moved: PlanPerOwn,
    plan_currency: Choice,
    fiscal_column: Position,
) -> PlanPerOwn:
    """Plan currency for one unit of each currency. Currencies x months.

    1 for the plan currency, else the rate of the fiscal year at the level; that of the base where it is
    blank. 0 where there is no such row.
    """
    base: tuple[Num, ...] = (currencies_year_1, currencies_year_2, currencies_year_3)
    base = (*base, currencies_year_4, currencies_year_5, currencies_year_6)
    planned = all_rows(by_month(side_by_side(base), fiscal_column), CURRENCIES)
    is_plan = rows(padded_rows(named(currencies_currency, plan_currency), CURRENCIES))
    other = np.where(currency_moved > 0, currency_moved, planned)
    rate: PlanPerOwn = np.where(is_plan > 0, PLAN_BY_NAME, other)
    return rate


@line(axis="month", each="path")
def path_step(
    price_paths_year_1: PerYear,
    price_paths_year_2: PerYear,
    price_paths_year_3: PerYear,
    price_paths_year_4: PerYear,
    price_paths_year_5: PerYear,
    price_paths_year_6: PerYear,
    fiscal_column: Position,
    month: Month,
) -> Ratio:
    """Change of each path into the month. Paths x months. 1 in month 1.

    `(1 + rate of fiscal_column) ^ (MIN(1, m-1)/12)`: a step takes the rate of the fiscal year that it leads
    into.
    """
    years: tuple[Num, ...] = (price_paths_year_1, price_paths_year_2, price_paths_year_3)
    years = (*years, price_paths_year_4, price_paths_year_5, price_paths_year_6)
    rate = all_rows(by_month(side_by_side(years), fiscal_column), PATHS)
    moved = np.minimum(ONE_MONTH, month - ONE_MONTH) / MONTHS_PER_YEAR / ONE_YEAR
    return (1 + rate * ONE_YEAR) ** moved


@line(axis="month", each="path")
def path_index(path_step: Ratio) -> Ratio:
    """Price of each path against month 1. Paths x months. Product of `path_step` over months 1 to m."""
    index: Ratio = np.cumprod(path_step, axis=-1)
    return index


def side_by_side(columns: Sequence[Num]) -> Num:
    """Columns by fiscal year as one block, rows x years; draws of any in front. Blank cells stay NaN."""
    shape = max(map(np.shape, columns), key=len)
    alike = [one if np.shape(one) == shape else np.broadcast_to(one, shape) for one in columns]
    block: Num = np.stack(alike, axis=-1)
    return block


def by_month(block: Num, fiscal_column: Num) -> Num:
    """A block by fiscal year at each month. Rows x months; draws of the fiscal years lead."""
    year = places(fiscal_column) - 1
    if year.ndim == 1:
        monthly: Num = np.take(block, year, axis=-1)
        return monthly
    drawn = np.broadcast_to(block, (len(year), *np.shape(block)[-2:]))
    return np.take_along_axis(drawn, year[:, None, :], axis=-1)


def all_rows(monthly: Num, size: int) -> Num:
    """A grid of the rows that exist with rows of 0 below."""
    shape = np.shape(monthly)
    spare = np.zeros((*shape[:-2], size - shape[-2], shape[-1]))
    filled = np.concatenate((monthly, spare), axis=-2)
    whole: Num = np.where(np.isnan(filled), 0.0, filled)
    return whole


def rolled(before_plan: Num, plan_start: Num, quote_date: Num, valid_to_month: Num) -> Num:
    """A quote's price at the plan's start against that of its date: 1 where it is signed. Quotes.

    `(1 + before_plan) ^ (MAX(0, plan_start - quote_date)/365)`.
    """
    years = np.maximum(along(plan_start) - quote_date, 0.0) / DAYS_PER_YEAR / ONE_YEAR
    factor: Num = np.where(valid_to_month > 0, 1.0, (1 + before_plan * ONE_YEAR) ** years)
    return factor


def paths_of(path_index: Num, path_row: Num) -> Num:
    """The price path of each row, by month. What names no path keeps its price."""
    return taken_grid(path_index, path_row, missing=1.0)


def price_when_signed(
    rolled_price: Num, valid_to_month: Num, moved: Num, cost_factor: Num, month: Num
) -> Num:
    """What is signed for in each month costs. Rows x months, draws of the cost factor in front.

    `U(s) = price x roll x P(s)/P(MAX(1, MIN(s, v))) x (1 if s <= v, else cost_factor)`, v the last month of
    the signed price: up to v it holds, and what is signed after v follows the path from v.

    Args:
        moved: the path of each row against that in v, or in month 1 where nothing is signed.
    """
    after = month > rows(valid_to_month)
    price: Num = rows(rolled_price) * np.where(after, moved * grid(cost_factor), 1.0)
    return price


def in_plan_currency(currency_rate: Num, currency_row: Num) -> Num:
    """The exchange rate of each row, by month. 0 for a currency that is not in the table."""
    return taken_grid(currency_rate, currency_row)


def _at_level(level: object, low: Num, high: Num) -> Num:
    """The block of a level, blank in the base. Draws of the level lead."""
    if isinstance(level, str):
        return low if level == "low" else high if level == "high" else 0 * high
    wanted = np.asarray(level)
    wanted = wanted.reshape((*wanted.shape, 1, 1))
    block: Num = np.where(wanted == "low", low, np.where(wanted == "high", high, 0 * high))
    return block
