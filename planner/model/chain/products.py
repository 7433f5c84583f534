"""Products: when they are sold, how many, and how many tokens that is. docs/model.md, section 6.

For each product: along the 8 rows that the table can have, or products x months; draws in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from planner.model.arrays import along, named, rows
from planner.model.chain.prices import paths_of
from planner.model.chain.tables import PRODUCTS, at_month, grid, over, padded, padded_rows, positions, taken
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
    REQUEST_OF_API,
    ChoiceColumn,
    Constant,
    Fraction,
    Month,
    Num,
    Ratio,
    Request,
    RequestPerVolume,
    RowNumber,
    TextColumn,
    Token,
    TokenPerRequest,
    Volume,
)

NEVER = Constant(61, "month")
"""The month after the last one, for what does not come."""


@line(axis="product")
def product_first_model_row(products_model: TextColumn, models_model: TextColumn) -> RowNumber:
    """Row of the model that each product begins with. Products. 0 for no product."""
    return _rows_of(products_model, models_model)


@line(axis="product")
def product_launch_month(
    products_launch_month: Month,
    launch_delay_months: Month,
    product_first_model_row: RowNumber,
    model_ready_month: Month,
) -> Month:
    """Month of each product's launch. Products. 0 for no product.

    `MAX(launch_month + launch_delay_months, model_ready_month)`.
    """
    planned = padded(products_launch_month, PRODUCTS) + along(launch_delay_months)
    there = padded_rows(np.ones(np.shape(products_launch_month)), PRODUCTS)
    return np.maximum(planned, taken(model_ready_month, product_first_model_row)) * there


@line(axis="product")
def product_room(products_first_volume: Volume, products_ceiling: Volume) -> Ratio:
    """How far the ceiling lies above the first volume. Products. `K/Q1 - 1`; 0 where Q1 = 0."""
    first, ceiling = padded(products_first_volume, PRODUCTS), padded(products_ceiling, PRODUCTS)
    room: Ratio = np.where(first > 0, ceiling / np.where(first > 0, first, np.inf) - 1, 0.0)
    return room


@line(axis="product")
def product_free_requests(
    products_free_per_paying: Ratio, products_requests_free: RequestPerVolume
) -> RequestPerVolume:
    """Requests of the free users that come with one who pays. Products. `free_per_paying x requests_free`."""
    return padded(products_free_per_paying, PRODUCTS) * padded(products_requests_free, PRODUCTS)


@line(axis="product")
def product_user_requests(
    products_requests_paying: RequestPerVolume, product_free_requests: RequestPerVolume
) -> RequestPerVolume:
    """Requests of a paying user with the free ones. Products. `requests_paying + free requests`."""
    return padded(products_requests_paying, PRODUCTS) + product_free_requests


@line(axis="product")
def product_customer_requests(
    products_committed_requests: RequestPerVolume, products_usage_share: Fraction
) -> RequestPerVolume:
    """Requests of a customer with a contract. Products. `committed_requests x usage_share`."""
    return padded(products_committed_requests, PRODUCTS) * padded(products_usage_share, PRODUCTS)


@line(axis="product")
def product_requests_each(
    products_kind: ChoiceColumn,
    product_user_requests: RequestPerVolume,
    product_customer_requests: RequestPerVolume,
) -> RequestPerVolume:
    """Requests for one of a product's volume. Products. Of an API 1; 0 for no product."""
    user = _of_kind(products_kind, "subscription") * product_user_requests
    sold = user + _of_kind(products_kind, "contract") * product_customer_requests
    each: RequestPerVolume = np.where(_of_kind(products_kind, "API") > 0, REQUEST_OF_API, sold)
    return each


@line(axis="product")
def product_batch_factor(products_batch_share: Fraction, products_batch_discount: Fraction) -> Ratio:
    """Price of each product's tokens over that of tokens at once. Products. `1 - share x discount`."""
    return 1 - padded(products_batch_discount, PRODUCTS) * padded(products_batch_share, PRODUCTS)


@line(axis="product")
def product_path_row(products_path: TextColumn, price_paths_path: TextColumn) -> RowNumber:
    """Row of each product's price path. Products. 0 for none."""
    return padded_rows(positions(products_path, price_paths_path), PRODUCTS)


@line(axis="product")
def product_path_at_launch(
    path_index: Ratio, product_path_row: RowNumber, product_launch_month: Month, month: Month
) -> Ratio:
    """Price path of each product in its month of launch, against month 1. Products. 1 without a path.

    In the last month for a launch after it.
    """
    launch = np.minimum(np.maximum(product_launch_month, ONE_MONTH), np.max(month))
    return at_month(paths_of(path_index, product_path_row), month, launch)


@line(axis="product")
def product_currency_row(products_currency: TextColumn, currencies_currency: TextColumn) -> RowNumber:
    """Row of each product's currency. Products. 0 for no product."""
    return padded_rows(positions(products_currency, currencies_currency), PRODUCTS)


@line(axis="product")
def product_switch_month(
    products_successor: TextColumn, models_model: TextColumn, model_ready_month: Month
) -> Month:
    """Month in which each product's traffic moves to the successor. Products. 61 where there is none."""
    successor = _rows_of(products_successor, models_model)
    month: Month = np.where(successor > 0, taken(model_ready_month, successor), NEVER)
    return month


@line(axis="month", each="product")
def product_model_row(
    products_model: TextColumn,
    products_successor: TextColumn,
    models_model: TextColumn,
    product_switch_month: Month,
    month: Month,
) -> RowNumber:
    """Row of the model that serves each product. Products x months. The successor from the switch on."""
    model, successor = _rows_of(products_model, models_model), _rows_of(products_successor, models_model)
    row: RowNumber = np.where(month >= rows(product_switch_month), rows(successor), rows(model))
    return row


@line(axis="month", each="product")
def product_new(
    products_first_volume: Volume,
    products_ceiling: Volume,
    products_monthly_growth: Fraction,
    product_room: Ratio,
    demand_factor: Ratio,
    growth_factor: Ratio,
    product_launch_month: Month,
    month: Month,
) -> Volume:
    """Volume of the growth curve. Products x months. Requests of an API, sign-ups, customers.

    0 before the launch L or where Q1 = 0, else `K/(1 + (K/Q1 - 1) x (1+g)^-(m-L))`, a logistic curve: about g
    a month while small, never above the ceiling. Q1 and K take the demand factor, g the growth factor.
    """
    ceiling = rows(padded(products_ceiling, PRODUCTS)) * grid(demand_factor)
    growth = rows(padded(products_monthly_growth, PRODUCTS)) * grid(growth_factor)
    since = (month - rows(product_launch_month)) / ONE_MONTH
    sold = (since >= 0) & (rows(padded(products_first_volume, PRODUCTS)) > 0)
    grown = (1 + growth) ** -np.maximum(since, 0.0)
    return over(ceiling * sold, 1 + rows(product_room) * grown)


@line(axis="month", each="product")
def product_volume(
    product_new: Volume, products_kind: ChoiceColumn, products_monthly_churn: Fraction
) -> Volume:
    """Requests, paying users or customers. Products x months.

    That of the growth curve; for a subscription the sum over s <= m of `new(s) x (1-churn)^(m-s)`, which is
    what is left of the month before and what is new.
    """
    stays = _of_kind(products_kind, "subscription") * (1 - padded(products_monthly_churn, PRODUCTS))
    return _what_is_left(product_new, rows(stays))


@line(axis="month", each="product")
def product_requests(product_volume: Volume, product_requests_each: RequestPerVolume) -> Request:
    """Requests of each product. Products x months.

    API: its volume. Subscription: `volume x (requests_paying + free_per_paying x requests_free)`. Contract:
    `volume x committed_requests x usage_share`.
    """
    return product_volume * rows(product_requests_each)


@line(axis="month", each="product")
def product_fresh_tokens(
    product_requests: Request, products_input_tokens: TokenPerRequest, products_prefix_hit: Fraction
) -> Token:
    """Input tokens that are read anew. Products x months. `requests x input x (1-hit)`."""
    a_request = padded(products_input_tokens, PRODUCTS) * (1 - padded(products_prefix_hit, PRODUCTS))
    return product_requests * rows(a_request)


@line(axis="month", each="product")
def product_cached_tokens(
    product_requests: Request, products_input_tokens: TokenPerRequest, products_prefix_hit: Fraction
) -> Token:
    """Input tokens whose prefix is cached. Products x months. `requests x input x hit`."""
    a_request = padded(products_input_tokens, PRODUCTS) * padded(products_prefix_hit, PRODUCTS)
    return product_requests * rows(a_request)


@line(axis="month", each="product")
def product_output_tokens(
    product_requests: Request,
    products_output_tokens: TokenPerRequest,
    products_reasoning_tokens: TokenPerRequest,
) -> Token:
    """Tokens written, reasoning included. Products x months. `requests x (output + reasoning)`."""
    a_request = padded(products_output_tokens, PRODUCTS) + padded(products_reasoning_tokens, PRODUCTS)
    return product_requests * rows(a_request)


def _rows_of(wanted: Sequence[str], models: Sequence[str]) -> Num:
    """Row of a model for each product, all 8 rows; 0 for none."""
    return padded_rows(positions(wanted, models), PRODUCTS)


def _of_kind(kinds: Sequence[str], kind: str) -> Any:
    """1 for each product of a kind, all 8 rows."""
    return padded_rows(named(kinds, kind), PRODUCTS)


def _what_is_left(new: Num, stays: Num) -> Num:
    """The sum over s <= m of `new(s) x stays^(m-s)`. Rows x months.

    In steps that double: what is left of the last 1, 2, 4, ... months is known, and so of twice as many.
    """
    left, known, months = new, 1, np.shape(new)[-1]
    while known < months:
        nothing = np.zeros((*np.shape(left)[:-1], known))
        before = np.concatenate((nothing, left[..., :-known]), axis=-1)  # type: ignore[index]
        left, stays, known = left + stays * before, stays * stays, known * 2
    return left
