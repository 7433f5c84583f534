"""The quote on which each model is served. docs/model.md, section 7, as for clusters in section 4.

Along the 6 models that the table can have.
"""

from __future__ import annotations

from planner.model.chain.prices import paths_of, price_when_signed
from planner.model.chain.quotes import hour_prices, rolls, rows_at_level, terms
from planner.model.chain.tables import MODELS, padded_rows, positions, taken, typed
from planner.model.lines import line
from planner.units import (
    Choice,
    ChoiceColumn,
    Date,
    GpuPerServer,
    HourPerMonth,
    Month,
    OwnPerGpuHour,
    OwnPerServerMonth,
    PerYear,
    Ratio,
    RowNumber,
    TextColumn,
)


@line(axis="model")
def model_quote_row(
    models_serving_quote: TextColumn,
    models_serving_quote_low: TextColumn,
    models_serving_quote_high: TextColumn,
    gpu_prices_quote: TextColumn,
    level: Choice,
) -> RowNumber:
    """Row of each model's serving quote at the level. Models. 0 for no model, or one without a quote."""
    named = models_serving_quote, models_serving_quote_low, models_serving_quote_high
    return padded_rows(rows_at_level(level, gpu_prices_quote, *named), MODELS)


@line(axis="model")
def model_price(
    model_quote_row: RowNumber,
    gpu_prices_price_per_server_month: OwnPerServerMonth,
    gpu_prices_price_per_gpu_hour: OwnPerGpuHour,
    gpu_prices_gpus_per_server: GpuPerServer,
    hours_per_month: HourPerMonth,
    gpu_prices_date: Date,
    gpu_prices_valid_to_month: Month,
    gpu_prices_path: TextColumn,
    price_paths_path: TextColumn,
    price_paths_before_plan: PerYear,
    plan_start: Date,
) -> OwnPerGpuHour:
    """Price of a GPU-hour by each serving quote, rolled to the plan's start. Models. `price x roll`."""
    typed_prices = gpu_prices_price_per_server_month, gpu_prices_price_per_gpu_hour
    price = hour_prices(*typed_prices, gpu_prices_gpus_per_server, hours_per_month)
    path = gpu_prices_path, price_paths_path, price_paths_before_plan
    factor = rolls(*path, plan_start, gpu_prices_date, gpu_prices_valid_to_month)
    return taken(price * factor, model_quote_row)


@line(axis="model")
def model_term_months(model_quote_row: RowNumber, gpu_prices_contract: ChoiceColumn) -> Month:
    """Length of a contract. Models. 0 is on demand or spot."""
    return taken(terms(gpu_prices_contract), model_quote_row)


@line(axis="model")
def model_valid_to_month(model_quote_row: RowNumber, gpu_prices_valid_to_month: Month) -> Month:
    """Last month in which the signed price can be had. Models. 0 where nothing is signed."""
    return taken(typed(gpu_prices_valid_to_month), model_quote_row)


@line(axis="model")
def model_path_row(
    model_quote_row: RowNumber, gpu_prices_path: TextColumn, price_paths_path: TextColumn
) -> RowNumber:
    """Row of the quote's price path. Models. 0 for none."""
    return taken(positions(gpu_prices_path, price_paths_path), model_quote_row)


@line(axis="model")
def model_currency_row(
    model_quote_row: RowNumber, gpu_prices_currency: TextColumn, currencies_currency: TextColumn
) -> RowNumber:
    """Row of the quote's currency. Models. 0 for none."""
    return taken(positions(gpu_prices_currency, currencies_currency), model_quote_row)


@line(axis="model")
def model_server_gpus(model_quote_row: RowNumber, gpu_prices_gpus_per_server: GpuPerServer) -> GpuPerServer:
    """GPUs of a server of each serving quote. Models. 0 for none."""
    return taken(typed(gpu_prices_gpus_per_server), model_quote_row)


@line(axis="month", each="model")
def model_unit_price(
    model_price: OwnPerGpuHour,
    model_valid_to_month: Month,
    model_path_row: RowNumber,
    path_index: Ratio,
    cost_factor: Ratio,
    month: Month,
) -> OwnPerGpuHour:
    """What a GPU-hour signed for in each month costs. Models x months. `U(m)` of section 3."""
    path = paths_of(path_index, model_path_row)
    return price_when_signed(model_price, model_valid_to_month, path, cost_factor, month)
