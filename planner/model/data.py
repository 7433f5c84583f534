"""Data: collection, licences, labelling and storage, each as items x price in the months of its row."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, named, rows, total, total_of_rows
from planner.model.lines import line
from planner.units import (
    CNY_BY_NAME,
    ONE_MONTH,
    USD_BY_NAME,
    ChoiceColumn,
    Cny,
    Fraction,
    ItemPerMonth,
    Month,
    Num,
    OwnPerItem,
    Usd,
)

STORAGE = "storage"
"""The kind of data item that counts as storage and not as data."""


@line(axis="month")
def storage_usd(
    data_items_first_month: Month,
    data_items_last_month: Month,
    data_items_kind: ChoiceColumn,
    data_items_currency: ChoiceColumn,
    data_items_items: ItemPerMonth,
    data_items_price: OwnPerItem,
    month: Month,
) -> Usd:
    """Storage that is paid in USD. Rows of the data table -> months."""
    chosen = named(data_items_kind, STORAGE) * named(data_items_currency, "USD")
    paid = chosen * data_items_items * data_items_price * USD_BY_NAME
    return _paid(data_items_first_month, data_items_last_month, paid, month)


@line(axis="month")
def storage_cny(
    data_items_first_month: Month,
    data_items_last_month: Month,
    data_items_kind: ChoiceColumn,
    data_items_currency: ChoiceColumn,
    data_items_items: ItemPerMonth,
    data_items_price: OwnPerItem,
    month: Month,
) -> Cny:
    """Storage that is paid in CNY. Rows of the data table -> months."""
    chosen = named(data_items_kind, STORAGE) * named(data_items_currency, "CNY")
    paid = chosen * data_items_items * data_items_price * CNY_BY_NAME
    return _paid(data_items_first_month, data_items_last_month, paid, month)


@line(axis="month")
def data_usd(
    data_items_first_month: Month,
    data_items_last_month: Month,
    data_items_kind: ChoiceColumn,
    data_items_currency: ChoiceColumn,
    data_items_items: ItemPerMonth,
    data_items_price: OwnPerItem,
    month: Month,
) -> Usd:
    """Data that is paid in USD, storage not counted. Rows of the data table -> months."""
    chosen = (1 - named(data_items_kind, STORAGE)) * named(data_items_currency, "USD")
    paid = chosen * data_items_items * data_items_price * USD_BY_NAME
    return _paid(data_items_first_month, data_items_last_month, paid, month)


@line(axis="month")
def data_cny(
    data_items_first_month: Month,
    data_items_last_month: Month,
    data_items_kind: ChoiceColumn,
    data_items_currency: ChoiceColumn,
    data_items_items: ItemPerMonth,
    data_items_price: OwnPerItem,
    month: Month,
) -> Cny:
    """Data that is paid in CNY, storage not counted. Rows of the data table -> months."""
    chosen = (1 - named(data_items_kind, STORAGE)) * named(data_items_currency, "CNY")
    paid = chosen * data_items_items * data_items_price * CNY_BY_NAME
    return _paid(data_items_first_month, data_items_last_month, paid, month)


@line(axis="month")
def network_usd(network_share: Fraction, clusters_rent_usd: Usd) -> Usd:
    """Network and traffic of the training and research clusters. Months. Leaves out that of serving."""
    return clusters_rent_usd * along(network_share)


@line
def data_table_usd(
    data_items_first_month: Month,
    data_items_last_month: Month,
    data_items_currency: ChoiceColumn,
    data_items_items: ItemPerMonth,
    data_items_price: OwnPerItem,
) -> Usd:
    """All that the table says is paid in USD, storage included. Rows -> scalar."""
    months = _months(data_items_first_month, data_items_last_month)
    return (
        total(data_items_items * months * data_items_price * named(data_items_currency, "USD")) * USD_BY_NAME
    )


@line
def data_table_cny(
    data_items_first_month: Month,
    data_items_last_month: Month,
    data_items_currency: ChoiceColumn,
    data_items_items: ItemPerMonth,
    data_items_price: OwnPerItem,
) -> Cny:
    """All that the table says is paid in CNY, storage included. Rows -> scalar."""
    months = _months(data_items_first_month, data_items_last_month)
    return (
        total(data_items_items * months * data_items_price * named(data_items_currency, "CNY")) * CNY_BY_NAME
    )


def _paid(first_month: Num, last_month: Num, paid: Num, month: Num) -> Num:
    """What the rows pay in each month. Rows -> months."""
    due = (rows(first_month) <= month) & (rows(last_month) >= month)
    return total_of_rows(rows(paid) * due) * ONE_MONTH


def _months(first_month: Num, last_month: Num) -> Num:
    """How many months a row is paid for; none where it ends before it begins."""
    months: Num = np.maximum(last_month - first_month + ONE_MONTH, 0.0)
    return months
