"""Income: what is sold, what it costs, and operating cash flow. docs/model.md, section 9.

Months; draws in front.
"""

from __future__ import annotations

from planner.model.arrays import along, rows, total_of_rows
from planner.model.chain.tables import CLUSTERS, PRODUCTS, padded
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    Fraction,
    Gpu,
    GpuHour,
    HourPerMonth,
    PlanMoney,
    Token,
)


@line(axis="month")
def training_gpu_hours_used(
    clusters_gpus: Gpu, cluster_use: Fraction, hours_per_month: HourPerMonth
) -> GpuHour:
    """GPU-hours in which phases run. Months. Sum of `gpus x use x H` over clusters."""
    used = rows(padded(clusters_gpus, CLUSTERS)) * cluster_use
    return total_of_rows(used) * along(hours_per_month) * ONE_MONTH


@line(axis="month")
def training_gpu_hours_paid(cluster_gpus: Gpu, hours_per_month: HourPerMonth) -> GpuHour:
    """GPU-hours paid on clusters. Months. Sum of `cluster_gpus x H`."""
    return total_of_rows(cluster_gpus) * along(hours_per_month) * ONE_MONTH


@line(axis="month")
def training_rent(cluster_rent: PlanMoney) -> PlanMoney:
    """Rent of all clusters. Months."""
    return total_of_rows(cluster_rent)


@line(axis="month")
def tokens_fresh(product_fresh_tokens: Token) -> Token:
    """Input tokens sold that are read anew. Months."""
    return total_of_rows(product_fresh_tokens)


@line(axis="month")
def tokens_cached(product_cached_tokens: Token) -> Token:
    """Input tokens sold whose prefix is cached. Months."""
    return total_of_rows(product_cached_tokens)


@line(axis="month")
def tokens_output(product_output_tokens: Token) -> Token:
    """Tokens sold that were written. Months."""
    return total_of_rows(product_output_tokens)


@line(axis="month")
def revenue(product_revenue: PlanMoney) -> PlanMoney:
    """Revenue of all products. Months."""
    return total_of_rows(product_revenue)


@line(axis="month")
def payment_fees(product_revenue: PlanMoney, products_payment_fee: Fraction) -> PlanMoney:
    """Fees of payment providers. Months. Sum of `product_revenue x payment_fee`."""
    return total_of_rows(product_revenue * rows(padded(products_payment_fee, PRODUCTS)))


@line(axis="month")
def serving_cost(model_rent: PlanMoney, model_running_cost: PlanMoney) -> PlanMoney:
    """Rent and running cost of all replicas. Months. Sum over models."""
    return total_of_rows(model_rent + model_running_cost)


@line(axis="month")
def commitments_1y(cluster_owed_1y: PlanMoney, model_owed_1y: PlanMoney) -> PlanMoney:
    """Purchase commitments at the month's end, due within 12 months. Months. Clusters and models."""
    return total_of_rows(cluster_owed_1y) + total_of_rows(model_owed_1y)


@line(axis="month")
def commitments_3y(cluster_owed_3y: PlanMoney, model_owed_3y: PlanMoney) -> PlanMoney:
    """The same, due in months 13 to 36 from then. Months."""
    return total_of_rows(cluster_owed_3y) + total_of_rows(model_owed_3y)


@line(axis="month")
def commitments_later(cluster_owed_later: PlanMoney, model_owed_later: PlanMoney) -> PlanMoney:
    """The same, due later. Months."""
    return total_of_rows(cluster_owed_later) + total_of_rows(model_owed_later)


@line(axis="month")
def commitments_after_plan(cluster_owed_after_plan: PlanMoney, model_owed_after_plan: PlanMoney) -> PlanMoney:
    """The same, due after month 60, whichever of the three it is. Months."""
    return total_of_rows(cluster_owed_after_plan) + total_of_rows(model_owed_after_plan)


@line(axis="month")
def cost_of_revenue(
    serving_cost: PlanMoney,
    payment_fees: PlanMoney,
    people_cost_of_revenue: PlanMoney,
    other_cost_of_revenue: PlanMoney,
) -> PlanMoney:
    """Cost of revenue. Months. `serving_cost + payment_fees +` people and other costs of that function."""
    return serving_cost + payment_fees + people_cost_of_revenue + other_cost_of_revenue


@line(axis="month")
def gross_profit(revenue: PlanMoney, cost_of_revenue: PlanMoney) -> PlanMoney:
    """Gross profit. Months. `revenue - cost_of_revenue`."""
    return revenue - cost_of_revenue


@line(axis="month")
def network_cost(network_share: Fraction, training_rent: PlanMoney) -> PlanMoney:
    """Network and traffic of training. Months. `network_share x training_rent`."""
    return along(network_share) * training_rent


@line(axis="month")
def r_and_d(
    people_r_and_d: PlanMoney,
    other_r_and_d: PlanMoney,
    training_rent: PlanMoney,
    data_cost: PlanMoney,
    network_cost: PlanMoney,
) -> PlanMoney:
    """Research and development. Months. People, other costs, `training_rent`, data and network."""
    return people_r_and_d + other_r_and_d + training_rent + data_cost + network_cost


@line(axis="month")
def s_and_m(people_s_and_m: PlanMoney, other_s_and_m: PlanMoney) -> PlanMoney:
    """Sales and marketing. Months. People and other costs."""
    return people_s_and_m + other_s_and_m


@line(axis="month")
def g_and_a(people_g_and_a: PlanMoney, other_g_and_a: PlanMoney, overheads: PlanMoney) -> PlanMoney:
    """General and administrative. Months. People, other costs and overheads."""
    return people_g_and_a + other_g_and_a + overheads


@line(axis="month")
def operating_cash_flow(
    receipts_api: PlanMoney,
    receipts_subscriptions: PlanMoney,
    receipts_contracts: PlanMoney,
    suppliers_paid: PlanMoney,
    pay_paid: PlanMoney,
    sales_tax_paid: PlanMoney,
    income_tax_paid: PlanMoney,
    interest_paid: PlanMoney,
) -> PlanMoney:
    """Operating cash flow, direct. Months. What customers pay less suppliers, pay, taxes and interest.

    Training that is capitalised is paid to suppliers as any other. docs/model.md, section 14.
    """
    received = receipts_api + receipts_subscriptions + receipts_contracts
    return received - suppliers_paid - pay_paid - sales_tax_paid - income_tax_paid - interest_paid
