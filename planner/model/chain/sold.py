"""What is sold by kind of product, when it is earned, and when it is paid. docs/model.md, section 14.

Months; draws in front.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, named, rows, total_of_rows, yes
from planner.model.chain.lateness import late, moved, unpaid
from planner.model.chain.tables import PRODUCTS, padded
from planner.model.lines import line
from planner.units import ONE_MONTH, ChoiceColumn, Fraction, Month, Num, PlanMoney


@line(axis="month")
def sold_api(product_revenue: PlanMoney, products_kind: ChoiceColumn) -> PlanMoney:
    """Sales of APIs, before tax. Months. Sum of `product_revenue` of that kind."""
    return _of_kind(product_revenue, products_kind, "API")


@line(axis="month")
def sold_subscriptions(product_revenue: PlanMoney, products_kind: ChoiceColumn) -> PlanMoney:
    """Sales of subscriptions, before tax. Months."""
    return _of_kind(product_revenue, products_kind, "subscription")


@line(axis="month")
def sold_contracts(product_revenue: PlanMoney, products_kind: ChoiceColumn) -> PlanMoney:
    """Sales of contracts, before tax. Months."""
    return _of_kind(product_revenue, products_kind, "contract")


@line(axis="month")
def revenue_api(sold_api: PlanMoney, api_recognised_months: Month) -> PlanMoney:
    """Revenue of APIs as it is earned. Months. What was sold in the last n months, over n."""
    return _earned(sold_api, api_recognised_months)


@line(axis="month")
def revenue_subscriptions(sold_subscriptions: PlanMoney, subscription_recognised_months: Month) -> PlanMoney:
    """Revenue of subscriptions as it is earned. Months."""
    return _earned(sold_subscriptions, subscription_recognised_months)


@line(axis="month")
def revenue_contracts(sold_contracts: PlanMoney, contract_recognised_months: Month) -> PlanMoney:
    """Revenue of contracts as it is earned. Months."""
    return _earned(sold_contracts, contract_recognised_months)


@line(axis="month")
def receipts_api(sold_api: PlanMoney, api_lag_months: Month, sales_tax_rate: Fraction) -> PlanMoney:
    """What users of APIs pay, sales tax included. Months. `(1 + tax) x late(sold, lag)`."""
    return (1 + along(sales_tax_rate)) * late(sold_api, api_lag_months)


@line(axis="month")
def receipts_subscriptions(
    sold_subscriptions: PlanMoney, subscription_lag_months: Month, sales_tax_rate: Fraction
) -> PlanMoney:
    """What subscribers pay, sales tax included. Months."""
    return (1 + along(sales_tax_rate)) * late(sold_subscriptions, subscription_lag_months)


@line(axis="month")
def receipts_contracts(
    sold_contracts: PlanMoney, contract_lag_months: Month, sales_tax_rate: Fraction
) -> PlanMoney:
    """What customers with contracts pay, sales tax included. Months."""
    return (1 + along(sales_tax_rate)) * late(sold_contracts, contract_lag_months)


@line(axis="month")
def receivables(
    sold_api: PlanMoney,
    sold_subscriptions: PlanMoney,
    sold_contracts: PlanMoney,
    api_lag_months: Month,
    subscription_lag_months: Month,
    contract_lag_months: Month,
    sales_tax_rate: Fraction,
) -> PlanMoney:
    """What customers owe at each month's end, sales tax included. Months."""
    owed = unpaid(sold_api, api_lag_months)
    owed = owed + unpaid(sold_subscriptions, subscription_lag_months)
    owed = owed + unpaid(sold_contracts, contract_lag_months)
    return (1 + along(sales_tax_rate)) * owed


@line(axis="month")
def deferred_revenue(
    sold_api: PlanMoney,
    sold_subscriptions: PlanMoney,
    sold_contracts: PlanMoney,
    api_recognised_months: Month,
    subscription_recognised_months: Month,
    contract_recognised_months: Month,
) -> PlanMoney:
    """What is sold and not yet earned at each month's end. Months.

    Of what was sold a months ago, `MAX(0, n - 1 - a)/n` is left.
    """
    left = _unearned(sold_api, api_recognised_months)
    left = left + _unearned(sold_subscriptions, subscription_recognised_months)
    return left + _unearned(sold_contracts, contract_recognised_months)


def _of_kind(product_revenue: Num, kinds: ChoiceColumn, kind: str) -> Num:
    return total_of_rows(product_revenue * rows(padded(named(kinds, kind), PRODUCTS)))


def _earned(sold: Num, over: Num) -> Num:
    """What was sold in this month and those before it, n in all, over n."""
    count = over / ONE_MONTH
    earned = sold * 0.0
    for ago in range(int(np.max(count))):
        earned = earned + along(yes(count > ago)) * moved(sold, ago)
    return earned / along(count)


def _unearned(sold: Num, over: Num) -> Num:
    """What is left of what was sold in the last n - 1 months: each month's share falls by 1/n a month."""
    count = over / ONE_MONTH
    left = sold * 0.0
    for ago in range(int(np.max(count)) - 1):
        left = left + along(np.maximum(count - (ago + 1), 0.0) / count) * moved(sold, ago)
    return left
