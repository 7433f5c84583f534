"""Revenue of products, and the time that they ask of replicas. docs/model.md, section 6."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import named, rows
from planner.model.chain.prices import in_plan_currency, paths_of
from planner.model.chain.served import of_model, serves
from planner.model.chain.tables import MODELS, PRODUCTS, grid, over, padded, padded_rows
from planner.model.lines import line
from planner.units import (
    ONE_REPLICA,
    TOKENS_PER_MILLION,
    ChoiceColumn,
    Fraction,
    Num,
    Own,
    OwnPerMillionTokens,
    OwnPerVolume,
    PlanMoney,
    PlanPerOwn,
    Ratio,
    ReplicaSecond,
    RowNumber,
    Token,
    TokenPerSecond,
    Volume,
)


@line(axis="month", each="product")
def product_token_revenue(
    product_fresh_tokens: Token,
    product_cached_tokens: Token,
    product_output_tokens: Token,
    products_price_input: OwnPerMillionTokens,
    products_price_cached: OwnPerMillionTokens,
    products_price_output: OwnPerMillionTokens,
    product_batch_factor: Ratio,
) -> Own:
    """Tokens of each product at typed prices, in its currency. Products x months.

    `(fresh x price_input + cached x price_cached + output x price_output)/1e6 x (1 - batch_share x
    batch_discount)`.
    """
    listed = product_fresh_tokens * rows(padded(products_price_input, PRODUCTS))
    listed = listed + product_cached_tokens * rows(padded(products_price_cached, PRODUCTS))
    listed = listed + product_output_tokens * rows(padded(products_price_output, PRODUCTS))
    return listed / TOKENS_PER_MILLION * rows(product_batch_factor)


@line(axis="month", each="product")
def product_listed_revenue(
    products_kind: ChoiceColumn,
    product_volume: Volume,
    products_price: OwnPerVolume,
    product_token_revenue: Own,
) -> Own:
    """Revenue of each product at typed prices, in its currency. Products x months.

    Of an API by its tokens, else `volume x price`.
    """
    is_api = rows(padded_rows(named(products_kind, "API"), PRODUCTS))
    by_volume = product_volume * rows(padded(products_price, PRODUCTS))
    sold: Own = np.where(is_api > 0, product_token_revenue, by_volume)
    return sold


@line(axis="month", each="product")
def product_revenue(
    product_listed_revenue: Own,
    product_path_row: RowNumber,
    path_index: Ratio,
    product_path_at_launch: Ratio,
    price_factor: Ratio,
    product_currency_row: RowNumber,
    currency_rate: PlanPerOwn,
) -> PlanMoney:
    """Revenue of each product. Products x months.

    Listed revenue times `P(m)/P(L) x price_factor x fx`: the typed price is that of the launch month L.
    """
    moved = paths_of(path_index, product_path_row) / rows(product_path_at_launch)
    own = product_listed_revenue * moved * grid(price_factor)
    return own * in_plan_currency(currency_rate, product_currency_row)


@line(axis="month", each="product")
def product_seconds(
    product_fresh_tokens: Token,
    product_cached_tokens: Token,
    product_output_tokens: Token,
    product_model_row: RowNumber,
    model_prefill_tokens_per_s: TokenPerSecond,
    model_decode_tokens_per_s: TokenPerSecond,
    models_cached_cost_share: Fraction,
    moderation_overhead: Fraction,
) -> ReplicaSecond:
    """Time of replicas that all tokens take. Products x months.

    `((fresh + cached x cached_cost_share)/prefill + output/decode) x (1 + moderation_overhead)`.
    """
    read = product_fresh_tokens, product_cached_tokens
    model = model_prefill_tokens_per_s, model_decode_tokens_per_s, models_cached_cost_share
    return _seconds(*read, product_output_tokens, product_model_row, *model) * grid(1 + moderation_overhead)


@line(axis="month", each="product")
def product_now_seconds(
    product_seconds: ReplicaSecond, products_response_cache: Fraction, products_batch_share: Fraction
) -> ReplicaSecond:
    """Time asked of replicas at once. Products x months. `w x (1 - response_cache) x (1 - batch_share)`.

    What the response cache answers costs nothing.
    """
    asked = 1 - padded(products_response_cache, PRODUCTS)
    return product_seconds * rows(asked * (1 - padded(products_batch_share, PRODUCTS)))


@line(axis="month", each="product")
def product_batch_seconds(
    product_seconds: ReplicaSecond, products_response_cache: Fraction, products_batch_share: Fraction
) -> ReplicaSecond:
    """Time asked of replicas in batches. Products x months. `w x (1 - response_cache) x batch_share`."""
    asked = 1 - padded(products_response_cache, PRODUCTS)
    return product_seconds * rows(asked * padded(products_batch_share, PRODUCTS))


def _seconds(
    fresh: Num, cached: Num, output: Num, model_row: Num, prefill: Num, decode: Num, cached_cost_share: Num
) -> Num:
    """Time that all tokens would ask of replicas. Products x months."""
    serving = serves(model_row)
    share = of_model(rows(padded(cached_cost_share, MODELS)), serving)
    read = over(fresh + cached * share, of_model(rows(prefill), serving))
    return (read + over(output, of_model(rows(decode), serving))) * ONE_REPLICA
