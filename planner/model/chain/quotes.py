"""Quotes as contracts read them: term, price of a GPU-hour, what a table of quotes says of each row.

docs/model.md, section 13, "A quote". Along the rows of the table of prices; draws in front.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.model.arrays import along, named
from planner.model.chain.prices import rolled
from planner.model.chain.tables import over, positions, taken, typed
from planner.model.lines import line
from planner.units import (
    Constant,
    Month,
    Num,
)

MONTHS_OF_CONTRACT = {"1 year": Constant(12, "month"), "3 years": Constant(36, "month")}
"""Months for which a contract is signed. On demand and spot sign nothing."""


@line
def three_years_months() -> Month:
    """Months of a contract over three years. A constant."""
    return MONTHS_OF_CONTRACT["3 years"]


def terms(contracts: Sequence[str]) -> Num:
    """Months of the contract of each quote, 0 for on demand and spot. Quotes."""
    months: Num = sum(named(contracts, name) * length for name, length in MONTHS_OF_CONTRACT.items())
    return months


def server_hours(gpus_per_server: Num, hours_per_month: Num) -> Num:
    """GPU-hours of a server in a month. Quotes."""
    return typed(gpus_per_server) * along(hours_per_month)


def hour_prices(by_month: Num, by_hour: Num, gpus_per_server: Num, hours_per_month: Num) -> Num:
    """Price of a GPU-hour of each quote, in its currency. Quotes.

    `price_per_server_month/(gpus_per_server x hours_per_month)` where a server-month is typed, else
    `price_per_gpu_hour`.
    """
    monthly = typed(by_month)
    of_month = over(monthly, server_hours(gpus_per_server, hours_per_month))
    price: Num = np.where(monthly > 0, of_month, typed(by_hour))
    return price


def rolls(
    paths: Sequence[str],
    path_names: Sequence[str],
    before_plan: Num,
    plan_start: Num,
    dates: Num,
    valid_to_month: Num,
) -> Num:
    """What turns the price of each quote into that at the plan's start. Quotes. 1 where it is signed."""
    before = taken(typed(before_plan), positions(paths, path_names))
    return rolled(before, plan_start, typed(dates), typed(valid_to_month))


def row_at_level(level: object, base: Num, low: Num, high: Num) -> Num:
    """Row of the quote at a level, that of the base where the level names none. Draws of the level lead."""
    wanted = np.asarray(level)[..., None]
    row: Num = np.where((wanted == "low") & (low > 0), low, base)
    chosen: Num = np.where((wanted == "high") & (high > 0), high, row)
    return chosen
