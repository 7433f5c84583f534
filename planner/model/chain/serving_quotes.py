"""The quote on which each model is served. docs/model.md, section 7, as for clusters in section 4.

Along the 6 models that the table can have.
"""

from __future__ import annotations

import numpy as np

from planner.model.arrays import rows
from planner.model.chain.prices import paths_of, price_when_signed
from planner.model.chain.quotes import rolls, row_at_level, server_hours, terms
from planner.model.chain.tables import MODELS, at_month, over, padded_rows, positions, taken, typed
from planner.model.lines import line
from planner.units import (
    ONE_MONTH,
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
def model_base_quote_row(models_serving_quote: TextColumn, gpu_prices_quote: TextColumn) -> RowNumber:
    """Row of each model's serving quote in the base. Models. 0 for none."""
    return padded_rows(positions(models_serving_quote, gpu_prices_quote), MODELS)


@line(axis="model")
def model_low_quote_row(models_serving_quote_low: TextColumn, gpu_prices_quote: TextColumn) -> RowNumber:
    """Row of each model's serving quote typed for the favourable case. Models. 0 for none."""
    return padded_rows(positions(models_serving_quote_low, gpu_prices_quote), MODELS)


@line(axis="model")
def model_high_quote_row(models_serving_quote_high: TextColumn, gpu_prices_quote: TextColumn) -> RowNumber:
    """Row of each model's serving quote typed for the adverse case. Models. 0 for none."""
    return padded_rows(positions(models_serving_quote_high, gpu_prices_quote), MODELS)


@line(axis="model")
def model_quote_row(
    model_base_quote_row: RowNumber,
    model_low_quote_row: RowNumber,
    model_high_quote_row: RowNumber,
    level: Choice,
) -> RowNumber:
    """Row of each model's serving quote at the level, in the base where that has none. Models. 0 for none."""
    return row_at_level(level, model_base_quote_row, model_low_quote_row, model_high_quote_row)


@line(axis="model")
def model_server_month(
    model_quote_row: RowNumber, gpu_prices_price_per_server_month: OwnPerServerMonth
) -> OwnPerServerMonth:
    """Price of a server-month of each quote, where it is typed. Models. Else 0."""
    return taken(typed(gpu_prices_price_per_server_month), model_quote_row)


@line(axis="model")
def model_quoted_price(
    model_quote_row: RowNumber,
    model_server_month: OwnPerServerMonth,
    gpu_prices_price_per_gpu_hour: OwnPerGpuHour,
    gpu_prices_gpus_per_server: GpuPerServer,
    hours_per_month: HourPerMonth,
) -> OwnPerGpuHour:
    """Price of a GPU-hour of each quote as it is typed, in its currency. Models.

    `server_month/(gpus_per_server x hours_per_month)` where a server-month is typed, else
    `price_per_gpu_hour`.
    """
    hours = taken(server_hours(gpu_prices_gpus_per_server, hours_per_month), model_quote_row)
    by_hour = taken(typed(gpu_prices_price_per_gpu_hour), model_quote_row)
    price: OwnPerGpuHour = np.where(model_server_month > 0, over(model_server_month, hours), by_hour)
    return price


@line(axis="model")
def model_price(
    model_quote_row: RowNumber,
    model_quoted_price: OwnPerGpuHour,
    gpu_prices_date: Date,
    gpu_prices_valid_to_month: Month,
    gpu_prices_path: TextColumn,
    price_paths_path: TextColumn,
    price_paths_before_plan: PerYear,
    plan_start: Date,
) -> OwnPerGpuHour:
    """Price of a GPU-hour by each quote, rolled to the plan's start. Models. `price x roll`."""
    path = gpu_prices_path, price_paths_path, price_paths_before_plan
    factor = rolls(*path, plan_start, gpu_prices_date, gpu_prices_valid_to_month)
    return model_quoted_price * taken(factor, model_quote_row)


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
def model_path_when_valid(
    model_path_row: RowNumber, model_valid_to_month: Month, path_index: Ratio, month: Month
) -> Ratio:
    """Price path in the last month of the signed price, against month 1. Models. 1 without a path."""
    until = np.minimum(np.maximum(model_valid_to_month, ONE_MONTH), np.max(month))
    return at_month(paths_of(path_index, model_path_row), month, until)


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
    model_path_when_valid: Ratio,
    path_index: Ratio,
    cost_factor: Ratio,
    month: Month,
) -> OwnPerGpuHour:
    """What a GPU-hour signed for in each month costs. Models x months. `U(m)` of section 3."""
    moved = paths_of(path_index, model_path_row) / rows(model_path_when_valid)
    return price_when_signed(model_price, model_valid_to_month, moved, cost_factor, month)
