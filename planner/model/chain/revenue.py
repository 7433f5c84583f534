"""Revenue of products, and the time that they ask of replicas. docs/model.md, section 6."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import named, rows
from planner.model.chain.prices import in_plan_currency, paths_of, price_since
from planner.model.chain.served import of_model, serves
from planner.model.chain.tables import MODELS, PRODUCTS, grid, over, padded, padded_rows, positions
from planner.model.lines import line
from planner.units import (
    ONE_REPLICA,
    TOKENS_PER_MILLION,
    ChoiceColumn,
    Fraction,
    Month,
    Num,
    OwnPerMillionTokens,
    OwnPerVolume,
    PlanMoney,
    PlanPerOwn,
    Ratio,
    ReplicaSecond,
    RowNumber,
    TextColumn,
    Token,
    TokenPerSecond,
    Volume,
)


@line(axis="month", each="product")
def product_revenue(
    products_kind: ChoiceColumn,
    product_volume: Volume,
    product_fresh_tokens: Token,
    product_cached_tokens: Token,
    product_output_tokens: Token,
    products_price: OwnPerVolume,
    products_price_input: OwnPerMillionTokens,
    products_price_cached: OwnPerMillionTokens,
    products_price_output: OwnPerMillionTokens,
    products_batch_share: Fraction,
    products_batch_discount: Fraction,
    products_currency: TextColumn,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    products_path: TextColumn,
    price_paths_path: TextColumn,
    path_index: Ratio,
    product_launch_month: Month,
    price_factor: Ratio,
    month: Month,
) -> PlanMoney:
    """Revenue of each product. Products x months.

    API: `(fresh x price_input + cached x price_cached + output x price_output)/1e6 x (1 - batch_share x
    batch_discount)`, else `volume x price`; times `P(m)/P(MIN(L, m)) x price_factor x fx`: the typed price is
    that of the launch month L.
    """
    listed = product_fresh_tokens * rows(padded(products_price_input, PRODUCTS))
    listed = listed + product_cached_tokens * rows(padded(products_price_cached, PRODUCTS))
    listed = listed + product_output_tokens * rows(padded(products_price_output, PRODUCTS))
    batch = padded(products_batch_share, PRODUCTS) * padded(products_batch_discount, PRODUCTS)
    by_tokens = listed / TOKENS_PER_MILLION * rows(1 - batch)
    is_api = rows(padded_rows(named(products_kind, "API"), PRODUCTS))
    sold = np.where(is_api > 0, by_tokens, product_volume * rows(padded(products_price, PRODUCTS)))
    path = paths_of(path_index, padded_rows(positions(products_path, price_paths_path), PRODUCTS))
    currency_row = padded_rows(positions(products_currency, currencies_currency), PRODUCTS)
    own = sold * price_since(path, month, product_launch_month) * grid(price_factor)
    return own * in_plan_currency(currency_rate, currency_row)


@line(axis="month", each="product")
def product_now_seconds(
    product_fresh_tokens: Token,
    product_cached_tokens: Token,
    product_output_tokens: Token,
    product_model_row: RowNumber,
    model_prefill_tokens_per_s: TokenPerSecond,
    model_decode_tokens_per_s: TokenPerSecond,
    models_cached_cost_share: Fraction,
    products_response_cache: Fraction,
    products_batch_share: Fraction,
    moderation_overhead: Fraction,
) -> ReplicaSecond:
    """Time asked of replicas at once. Products x months. `w x (1-batch_share) x (1 + moderation_overhead)`.

    `w = ((fresh + cached x cached_cost_share)/prefill + output/decode) x (1 - response_cache)`: what the
    response cache answers costs nothing.
    """
    read = product_fresh_tokens, product_cached_tokens
    model = model_prefill_tokens_per_s, model_decode_tokens_per_s, models_cached_cost_share
    whole = _seconds(*read, product_output_tokens, product_model_row, *model)
    asked = 1 - padded(products_response_cache, PRODUCTS)
    return whole * grid(1 + moderation_overhead) * rows(asked * (1 - padded(products_batch_share, PRODUCTS)))


@line(axis="month", each="product")
def product_batch_seconds(
    product_fresh_tokens: Token,
    product_cached_tokens: Token,
    product_output_tokens: Token,
    product_model_row: RowNumber,
    model_prefill_tokens_per_s: TokenPerSecond,
    model_decode_tokens_per_s: TokenPerSecond,
    models_cached_cost_share: Fraction,
    products_response_cache: Fraction,
    products_batch_share: Fraction,
    moderation_overhead: Fraction,
) -> ReplicaSecond:
    """Time asked of replicas in batches. Products x months.

    `w x batch_share x (1 + moderation_overhead)`, with the same w.
    """
    read = product_fresh_tokens, product_cached_tokens
    model = model_prefill_tokens_per_s, model_decode_tokens_per_s, models_cached_cost_share
    whole = _seconds(*read, product_output_tokens, product_model_row, *model)
    asked = 1 - padded(products_response_cache, PRODUCTS)
    return whole * grid(1 + moderation_overhead) * rows(asked * padded(products_batch_share, PRODUCTS))


def _seconds(
    fresh: Num, cached: Num, output: Num, model_row: Num, prefill: Num, decode: Num, cached_cost_share: Num
) -> Num:
    """Time that all tokens would ask of replicas. Products x months."""
    serving = serves(model_row)
    share = of_model(rows(padded(cached_cost_share, MODELS)), serving)
    read = over(fresh + cached * share, of_model(rows(prefill), serving))
    return (read + over(output, of_model(rows(decode), serving))) * ONE_REPLICA
