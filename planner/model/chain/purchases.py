"""What the plan buys, when it pays for it, and tax on sales. docs/model.md, section 14.

Months; draws in front.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, rows, to_date, total_of_rows
from planner.model.chain.lateness import late, moved, unpaid
from planner.model.chain.tables import PRODUCTS, padded
from planner.model.lines import line
from planner.units import ONE_MONTH, Fraction, Month, Num, PlanMoney


@line(axis="month")
def purchases(
    cluster_rent: PlanMoney,
    network_share: Fraction,
    model_rent: PlanMoney,
    model_running_cost: PlanMoney,
    product_revenue: PlanMoney,
    products_payment_fee: Fraction,
    other_cost_of_revenue: PlanMoney,
    other_r_and_d: PlanMoney,
    other_s_and_m: PlanMoney,
    other_g_and_a: PlanMoney,
    data_cost: PlanMoney,
    overheads: PlanMoney,
) -> PlanMoney:
    """All costs but people, before input tax. Months. Rent, fees, other costs, data, overheads."""
    fees = total_of_rows(product_revenue * rows(padded(products_payment_fee, PRODUCTS)))
    training = total_of_rows(cluster_rent) * (1 + along(network_share))
    serving = total_of_rows(model_rent) + total_of_rows(model_running_cost)
    other = other_cost_of_revenue + other_r_and_d + other_s_and_m + other_g_and_a
    return training + serving + fees + other + data_cost + overheads


@line(axis="month")
def suppliers_paid(purchases: PlanMoney, supplier_lag_months: Month, input_tax_rate: Fraction) -> PlanMoney:
    """What suppliers are paid, input tax included. Months. `(1 + tax) x late(purchases, lag)`."""
    return (1 + along(input_tax_rate)) * late(purchases, supplier_lag_months)


@line(axis="month")
def payables(purchases: PlanMoney, supplier_lag_months: Month, input_tax_rate: Fraction) -> PlanMoney:
    """What suppliers are owed at each month's end, input tax included. Months."""
    return (1 + along(input_tax_rate)) * unpaid(purchases, supplier_lag_months)


@line(axis="month")
def pay_paid(people: PlanMoney, pay_lag_months: Month) -> PlanMoney:
    """Pay that is paid. Months. `late(people, lag)`."""
    return late(people, pay_lag_months)


@line(axis="month")
def accrued_pay(people: PlanMoney, pay_lag_months: Month) -> PlanMoney:
    """Pay that is owed at each month's end. Months."""
    return unpaid(people, pay_lag_months)


@line(axis="month")
def sales_tax_due(
    sold_api: PlanMoney,
    sold_subscriptions: PlanMoney,
    sold_contracts: PlanMoney,
    purchases: PlanMoney,
    sales_tax_rate: Fraction,
    input_tax_rate: Fraction,
) -> PlanMoney:
    """Tax on sales less tax on purchases. Months."""
    sold = sold_api + sold_subscriptions + sold_contracts
    return along(sales_tax_rate) * sold - along(input_tax_rate) * purchases


@line(axis="month")
def sales_tax_paid(sales_tax_due: PlanMoney, sales_tax_lag_months: Month) -> PlanMoney:
    """What the tax office gets. Months.

    What was paid to date is the most that was ever due to date, and never falls: an excess of input tax is
    carried forward.
    """
    due = moved(to_date(sales_tax_due), sales_tax_lag_months / ONE_MONTH)
    return of_each_month(np.maximum.accumulate(np.maximum(due, 0.0), axis=-1))


@line(axis="month")
def sales_tax_payable(sales_tax_due: PlanMoney, sales_tax_paid: PlanMoney) -> PlanMoney:
    """Sales tax owed at each month's end, negative where input tax is carried forward. Months."""
    return to_date(sales_tax_due - sales_tax_paid)


def of_each_month(total_to_date: Num) -> Num:
    """What a sum to date grew by in each month."""
    grown: Num = total_to_date - moved(total_to_date, 1)
    return grown
