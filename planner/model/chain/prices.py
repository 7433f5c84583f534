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
    at_month,
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
def currency_rate(
    currencies_currency: TextColumn,
    currencies_year_1: PlanPerOwn,
    currencies_year_2: PlanPerOwn,
    currencies_year_3: PlanPerOwn,
    currencies_year_4: PlanPerOwn,
    currencies_year_5: PlanPerOwn,
    currencies_year_6: PlanPerOwn,
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
    plan_currency: Choice,
    level: Choice,
    fiscal_column: Position,
) -> PlanPerOwn:
    """Plan currency for one unit of each currency. Currencies x months.

    1 for the plan currency, else the rate of the fiscal year at the level `low`, `base` or `high` (one text,
    or an array of them, a draw each); that of the base where it is blank. 0 where there is no such row.
    """
    base: tuple[Num, ...] = (currencies_year_1, currencies_year_2, currencies_year_3)
    base = (*base, currencies_year_4, currencies_year_5, currencies_year_6)
    low: tuple[Num, ...] = (currencies_low_1, currencies_low_2, currencies_low_3)
    low = (*low, currencies_low_4, currencies_low_5, currencies_low_6)
    high: tuple[Num, ...] = (currencies_high_1, currencies_high_2, currencies_high_3)
    high = (*high, currencies_high_4, currencies_high_5, currencies_high_6)
    typed = _at_level(level, side_by_side(base), side_by_side(low), side_by_side(high))
    monthly = by_month(typed, fiscal_column)
    is_plan = rows(padded_rows(named(currencies_currency, plan_currency), CURRENCIES))
    rate: PlanPerOwn = np.where(is_plan > 0, PLAN_BY_NAME, all_rows(monthly, CURRENCIES))
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
    """A block by fiscal year at each month. Rows x months."""
    monthly: Num = np.take(block, places(fiscal_column) - 1, axis=-1)
    return monthly


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


def price_when_signed(rolled_price: Num, valid_to_month: Num, path: Num, cost_factor: Num, month: Num) -> Num:
    """What is signed for in each month costs. Rows x months, draws of the cost factor in front.

    `U(s) = price x roll x P(s)/P(MAX(1, MIN(s, v))) x (1 if s <= v, else cost_factor)`, v the last month of
    the signed price: up to v it holds, and what is signed after v follows the path from v.
    """
    since = at_month(path, month, np.maximum(valid_to_month, ONE_MONTH))
    after = month > rows(valid_to_month)
    moved = np.where(after, path / np.where(after, rows(since), 1.0) * grid(cost_factor), 1.0)
    price: Num = rows(rolled_price) * moved
    return price


def price_since(path: Num, month: Num, launch_month: Num) -> Num:
    """A path against the month of a launch, 1 up to it: `P(m)/P(MIN(L, m))`. Rows x months."""
    launched = month >= rows(launch_month)
    at_launch = rows(at_month(path, month, np.maximum(launch_month, ONE_MONTH)))
    moved: Num = np.where(launched, path / np.where(launched, at_launch, 1.0), 1.0)
    return moved


def in_plan_currency(currency_rate: Num, currency_row: Num) -> Num:
    """The exchange rate of each row, by month. 0 for a currency that is not in the table."""
    return taken_grid(currency_rate, currency_row)


def _at_level(level: object, base: Num, low: Num, high: Num) -> Num:
    """The block of a level, of the base where that is blank. Draws of the level lead."""
    wanted = np.asarray(level)
    wanted = wanted.reshape((*wanted.shape, 1, 1))
    typed = np.where(wanted == "low", low, np.where(wanted == "high", high, base))
    block: Num = np.where(np.isnan(typed), base, typed)
    return block
