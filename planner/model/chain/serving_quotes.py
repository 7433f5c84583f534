"""The quote on which each model is served. docs/model.md, section 7, as for clusters in section 4.

Along the 6 models that the table can have.
"""

from __future__ import annotations

from planner.model.chain.prices import paths_of, price_when_signed, rolled
from planner.model.chain.registry import line
from planner.model.chain.tables import MODELS, padded_rows, positions, taken, typed
from planner.units import (
    Date,
    Fraction,
    Month,
    OwnPerGpuHour,
    Ratio,
    RowNumber,
    TextColumn,
)


@line(axis="model")
def model_quote_row(models_serving_quote: TextColumn, quotes_quote: TextColumn) -> RowNumber:
    """Row of each model's serving quote. Models. 0 for no model."""
    return padded_rows(positions(models_serving_quote, quotes_quote), MODELS)


@line(axis="model")
def model_price(
    model_quote_row: RowNumber,
    quotes_price_per_gpu_hour: OwnPerGpuHour,
    quotes_quote_date: Date,
    quotes_valid_to_month: Month,
    quotes_path: TextColumn,
    price_paths_path: TextColumn,
    price_paths_before_plan: Fraction,
    plan_start: Date,
) -> OwnPerGpuHour:
    """Price of each serving quote, rolled to the plan's start. Models. `price x roll`."""
    before = taken(typed(price_paths_before_plan), positions(quotes_path, price_paths_path))
    factor = rolled(before, plan_start, typed(quotes_quote_date), typed(quotes_valid_to_month))
    return taken(typed(quotes_price_per_gpu_hour) * factor, model_quote_row)


@line(axis="model")
def model_term_months(model_quote_row: RowNumber, quotes_term_months: Month) -> Month:
    """Length of a contract. Models. 0 is on demand."""
    return taken(typed(quotes_term_months), model_quote_row)


@line(axis="model")
def model_valid_to_month(model_quote_row: RowNumber, quotes_valid_to_month: Month) -> Month:
    """Last month in which the signed price can be had. Models. 0 where nothing is signed."""
    return taken(typed(quotes_valid_to_month), model_quote_row)


@line(axis="model")
def model_path_row(
    model_quote_row: RowNumber, quotes_path: TextColumn, price_paths_path: TextColumn
) -> RowNumber:
    """Row of the quote's price path. Models. 0 for none."""
    return taken(positions(quotes_path, price_paths_path), model_quote_row)


@line(axis="model")
def model_currency_row(
    model_quote_row: RowNumber, quotes_currency: TextColumn, currencies_currency: TextColumn
) -> RowNumber:
    """Row of the quote's currency. Models. 0 for none."""
    return taken(positions(quotes_currency, currencies_currency), model_quote_row)


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
