"""Other costs by function, and data. docs/model.md, section 8. Rows of their tables -> months."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, named, rows, total, total_of_rows, yes
from planner.model.chain.prices import in_plan_currency
from planner.model.chain.spells import due_in, raised, within
from planner.model.chain.tables import CURRENCIES, PHASES, positions, taken, typed
from planner.model.lines import line
from planner.units import (
    ChoiceColumn,
    Month,
    Own,
    PerYear,
    PlanMoney,
    PlanPerOwn,
    Ratio,
    TextColumn,
)


@line(axis="month")
def other_cost_of_revenue(
    other_costs_function: ChoiceColumn,
    other_costs_amount: Own,
    other_costs_currency: TextColumn,
    other_costs_cadence: ChoiceColumn,
    other_costs_start_month: Month,
    other_costs_end_month: Month,
    other_costs_growth: PerYear,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    cost_factor: Ratio,
    month: Month,
) -> PlanMoney:
    """Other costs in cost of revenue. Rows of the table -> months.

    Sum of `[start <= m <= end] x due x amount x (1+growth)^INT((m-start)/12) x fx x cost_factor`; due is 1
    monthly, yearly where `MOD(m-start, 12) = 0`, once where `m = start`.
    """
    start = other_costs_start_month
    paid = within(start, other_costs_end_month, month) * due_in(other_costs_cadence, start, month)
    amount = rows(typed(other_costs_amount) * named(other_costs_function, "cost of revenue"))
    fx = in_plan_currency(currency_rate, positions(other_costs_currency, currencies_currency))
    spent = total_of_rows(amount * paid * raised(other_costs_growth, start, month) * fx)
    return spent * along(cost_factor)


@line(axis="month")
def other_r_and_d(
    other_costs_function: ChoiceColumn,
    other_costs_amount: Own,
    other_costs_currency: TextColumn,
    other_costs_cadence: ChoiceColumn,
    other_costs_start_month: Month,
    other_costs_end_month: Month,
    other_costs_growth: PerYear,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    cost_factor: Ratio,
    month: Month,
) -> PlanMoney:
    """The same in R&D. Rows of the table -> months."""
    start = other_costs_start_month
    paid = within(start, other_costs_end_month, month) * due_in(other_costs_cadence, start, month)
    amount = rows(typed(other_costs_amount) * named(other_costs_function, "R&D"))
    fx = in_plan_currency(currency_rate, positions(other_costs_currency, currencies_currency))
    spent = total_of_rows(amount * paid * raised(other_costs_growth, start, month) * fx)
    return spent * along(cost_factor)


@line(axis="month")
def other_s_and_m(
    other_costs_function: ChoiceColumn,
    other_costs_amount: Own,
    other_costs_currency: TextColumn,
    other_costs_cadence: ChoiceColumn,
    other_costs_start_month: Month,
    other_costs_end_month: Month,
    other_costs_growth: PerYear,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    cost_factor: Ratio,
    month: Month,
) -> PlanMoney:
    """The same in S&M. Rows of the table -> months."""
    start = other_costs_start_month
    paid = within(start, other_costs_end_month, month) * due_in(other_costs_cadence, start, month)
    amount = rows(typed(other_costs_amount) * named(other_costs_function, "S&M"))
    fx = in_plan_currency(currency_rate, positions(other_costs_currency, currencies_currency))
    spent = total_of_rows(amount * paid * raised(other_costs_growth, start, month) * fx)
    return spent * along(cost_factor)


@line(axis="month")
def other_g_and_a(
    other_costs_function: ChoiceColumn,
    other_costs_amount: Own,
    other_costs_currency: TextColumn,
    other_costs_cadence: ChoiceColumn,
    other_costs_start_month: Month,
    other_costs_end_month: Month,
    other_costs_growth: PerYear,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    cost_factor: Ratio,
    month: Month,
) -> PlanMoney:
    """The same in G&A. Rows of the table -> months."""
    start = other_costs_start_month
    paid = within(start, other_costs_end_month, month) * due_in(other_costs_cadence, start, month)
    amount = rows(typed(other_costs_amount) * named(other_costs_function, "G&A"))
    fx = in_plan_currency(currency_rate, positions(other_costs_currency, currencies_currency))
    spent = total_of_rows(amount * paid * raised(other_costs_growth, start, month) * fx)
    return spent * along(cost_factor)


@line(axis="phase", each="currency")
def phase_data(
    data_items_amount: Own,
    data_items_currency: TextColumn,
    data_items_phase: TextColumn,
    phases_phase: TextColumn,
    currencies_currency: TextColumn,
) -> Own:
    """Data of each phase that is paid in each currency. Currencies x phases. Sum of amounts."""
    of_phase = positions(data_items_phase, phases_phase) == np.arange(1, PHASES + 1)[:, None]
    row = positions(data_items_currency, currencies_currency)
    in_currency = row == np.arange(1, CURRENCIES + 1)[:, None, None]
    return total(typed(data_items_amount)[..., None, None, :] * (of_phase & in_currency))  # type: ignore[index]


@line(axis="month")
def data_cost(
    data_items_amount: Own,
    data_items_currency: TextColumn,
    data_items_phase: TextColumn,
    phases_phase: TextColumn,
    phase_first_month: Month,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    cost_factor: Ratio,
    month: Month,
) -> PlanMoney:
    """Data, paid in the first month of its phase. Rows of the data table -> months.

    Sum of `[first month of the phase = m] x amount x fx x cost_factor`. Without a phase it is not bought.
    """
    bought = taken(phase_first_month, positions(data_items_phase, phases_phase))
    paid = yes(rows(bought) == month)
    fx = in_plan_currency(currency_rate, positions(data_items_currency, currencies_currency))
    return total_of_rows(rows(typed(data_items_amount)) * paid * fx) * along(cost_factor)
