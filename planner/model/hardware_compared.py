"""The same run on other chips: throughput, time, number, price, permission. Along the axis `chip`."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import along, named, total, whole_up, yes
from planner.model.chain.exchange import or_nothing, rates_in_month_1
from planner.model.chain.quotes import hour_prices
from planner.model.chain.tables import across, positions, taken, typed
from planner.model.hardware_rules import rules_in_force
from planner.model.lines import line
from planner.model.maths import numbers, pick_each, places, rows_of
from planner.model.throughput import balance_of, predicted
from planner.units import (
    DAYS_PER_YEAR,
    FLOP_PER_TFLOP,
    HOURS_PER_DAY,
    SECONDS_PER_DAY,
    USD_BY_NAME,
    WATTS_PER_KW,
    Choice,
    ChoiceColumn,
    Date,
    DateColumn,
    Day,
    Flag,
    Flop,
    FlopPerByte,
    Fraction,
    GbPerGpu,
    Gpu,
    GpuPerServer,
    HourPerMonth,
    Num,
    OwnPerGpuHour,
    OwnPerServerMonth,
    PerYear,
    PlanPerOwn,
    PriceBasis,
    Ratio,
    RowNumber,
    TbPerGpuSecond,
    TextColumn,
    TflopPerGpuSecond,
    Usd,
    UsdPerGpu,
    UsdPerGpuHour,
    UsdPerKwYear,
    WattPerGpu,
)


@line(axis="chip")
def compared_chip_row(chip: TextColumn, chips_chip: TextColumn) -> RowNumber:
    """Where each chip stands in the table of chips, counted from 1. Chips."""
    return rows_of(chip, chips_chip)


@line(axis="chip")
def compared_bf16_tflops(
    compared_chip_row: RowNumber, chips_bf16_tflops: TflopPerGpuSecond
) -> TflopPerGpuSecond:
    """Dense BF16 peak. Chips."""
    return pick_each(chips_bf16_tflops, compared_chip_row)


@line(axis="chip")
def compared_memory_gb(compared_chip_row: RowNumber, chips_memory_gb: GbPerGpu) -> GbPerGpu:
    """Memory. Chips."""
    return pick_each(chips_memory_gb, compared_chip_row)


@line(axis="chip")
def compared_balance(
    compared_bf16_tflops: TflopPerGpuSecond,
    compared_chip_row: RowNumber,
    chips_bandwidth_tb_s: TbPerGpuSecond,
    predicted_reference_balance: FlopPerByte,
    predicted_balance_most: Ratio,
) -> Ratio:
    """ln of each chip's balance over the A100's. Chips."""
    return balance_of(
        compared_bf16_tflops,
        pick_each(chips_bandwidth_tb_s, compared_chip_row),
        along(predicted_reference_balance),
        along(predicted_balance_most),
    )


@line(axis="chip")
def compared_mfu(
    compared_balance: Ratio,
    predicted_constant: Ratio,
    predicted_slope: Ratio,
    training_precision: Choice,
    chips_fp8_tflops: TflopPerGpuSecond,
    predicted_fp8: Ratio,
    predicted_band: Ratio,
    compared_chip_row: RowNumber,
    chips_matmul_share: Fraction,
) -> Fraction:
    """Predicted model FLOP utilisation of the BF16 peak. Chips. As `predicted_mfu`, chip by chip."""
    scale = along(predicted_band) * pick_each(chips_matmul_share, compared_chip_row)
    asked = 1.0 if training_precision.casefold() == "fp8" else 0.0
    fp8 = asked * yes(pick_each(typed(chips_fp8_tflops), compared_chip_row) > 0)
    constant, slope = along(predicted_constant), along(predicted_slope)
    return predicted(compared_balance, constant, slope, fp8, along(predicted_fp8), scale)


@line(axis="chip")
def compared_tflops(
    compared_mfu: Fraction,
    compared_bf16_tflops: TflopPerGpuSecond,
    training_hardware_tflops: TflopPerGpuSecond,
    fitted_mfu: Fraction,
    training_bf16_tflops: TflopPerGpuSecond,
) -> TflopPerGpuSecond:
    """Hardware throughput of one GPU: the plan's own, in the proportion of the predictions. Chips."""
    plan_prediction = fitted_mfu * training_bf16_tflops
    return compared_mfu * compared_bf16_tflops * along(training_hardware_tflops / plan_prediction)


@line(axis="chip")
def compared_days(
    training_hardware_flop: Flop, training_gpus: Gpu, compared_tflops: TflopPerGpuSecond, goodput: Fraction
) -> Day:
    """Days of one run on the plan's number of GPUs, stops included. Chips."""
    gpu_seconds = along(training_hardware_flop) / (compared_tflops * FLOP_PER_TFLOP)
    return gpu_seconds / along(training_gpus * goodput) / SECONDS_PER_DAY


@line(axis="chip")
def compared_gpus(
    training_hardware_flop: Flop,
    compared_tflops: TflopPerGpuSecond,
    deadline_days: Day,
    goodput: Fraction,
    gpus_per_server: GpuPerServer,
) -> Gpu:
    """GPUs that meet the deadline, in whole servers of the plan's size. Chips."""
    useful_s = deadline_days * goodput * SECONDS_PER_DAY
    gpus = along(training_hardware_flop / useful_s) / (compared_tflops * FLOP_PER_TFLOP)
    return whole_up(gpus / along(gpus_per_server)) * along(gpus_per_server)


@line(axis="chip")
def compared_memory_fits(
    memory_per_gpu_gb: GbPerGpu, compared_memory_gb: GbPerGpu, usable_memory_share: Fraction
) -> Flag:
    """1 where the plan's share of the model fits into that chip's memory. Chips."""
    return yes(compared_memory_gb * along(usable_memory_share) >= along(memory_per_gpu_gb))


@line(axis="chip")
def compared_owned_gpu_usd(
    compared_chip_row: RowNumber,
    chips_purchase_usd: UsdPerGpu,
    chips_purchase_form: TextColumn,
    server_over_card: Ratio,
    owned_network_share: Fraction,
    owned_spares_fraction: Fraction,
) -> UsdPerGpu:
    """Capital for one GPU with server, network and spares. Chips. As `owned_gpu_usd`, chip by chip."""
    price = pick_each(chips_purchase_usd, compared_chip_row)
    forms = [chips_purchase_form[place].casefold() for place in places(compared_chip_row)]
    is_card = numbers([float(form == "card") for form in forms])
    with_server = price + price * is_card * along(server_over_card - 1)
    return with_server * along((1 + owned_spares_fraction) / (1 - owned_network_share))


@line(axis="chip")
def compared_owned_hour_usd(
    compared_owned_gpu_usd: UsdPerGpu,
    capital_per_year: PerYear,
    compared_chip_row: RowNumber,
    chips_power_w: WattPerGpu,
    server_power_over_chip: Ratio,
    kw_year_usd: UsdPerKwYear,
) -> UsdPerGpuHour:
    """Levelised cost of an owned GPU-hour. Chips. As `owned_gpu_hour_usd`, chip by chip."""
    kw = pick_each(chips_power_w, compared_chip_row) / WATTS_PER_KW * along(server_power_over_chip)
    year = kw * along(kw_year_usd) + compared_owned_gpu_usd * along(capital_per_year)
    return year / HOURS_PER_DAY / DAYS_PER_YEAR


@line(axis="chip")
def compared_quotes(
    chip: TextColumn,
    compare_contract: Choice,
    gpu_prices_chip: TextColumn,
    gpu_prices_contract: ChoiceColumn,
) -> Ratio:
    """Quotes of each chip with the contract compared. Chips."""
    return total(_to_compare(chip, compare_contract, gpu_prices_chip, gpu_prices_contract))


@line(axis="chip")
def compared_rented(compared_quotes: Ratio) -> PriceBasis:
    """1 where a chip can be rented by a quote of the table, 0 where it is priced as owned. Chips."""
    return yes(compared_quotes >= 1)


@line(axis="chip")
def compared_hour_usd(
    chip: TextColumn,
    compare_contract: Choice,
    gpu_prices_chip: TextColumn,
    gpu_prices_contract: ChoiceColumn,
    gpu_prices_price_per_server_month: OwnPerServerMonth,
    gpu_prices_price_per_gpu_hour: OwnPerGpuHour,
    gpu_prices_gpus_per_server: GpuPerServer,
    gpu_prices_currency: TextColumn,
    currencies_currency: TextColumn,
    currency_rate: PlanPerOwn,
    usd_rate: PlanPerOwn,
    hours_per_month: HourPerMonth,
    compared_owned_hour_usd: UsdPerGpuHour,
) -> UsdPerGpuHour:
    """Price of a GPU-hour: the cheapest quote with the contract compared, else that of owning. Chips.

    As the quotes are typed, not rolled to the plan's start, at the rate of month 1.
    """
    typed_prices = gpu_prices_price_per_server_month, gpu_prices_price_per_gpu_hour
    price = hour_prices(*typed_prices, gpu_prices_gpus_per_server, hours_per_month)
    rates = taken(rates_in_month_1(currency_rate), positions(gpu_prices_currency, currencies_currency))
    usd = price * or_nothing(rates, along(usd_rate)) * USD_BY_NAME
    wanted = _to_compare(chip, compare_contract, gpu_prices_chip, gpu_prices_contract)
    cheapest = np.minimum.reduce(np.where(wanted > 0, across(usd), np.inf), axis=-1, initial=np.inf)
    hour: UsdPerGpuHour = np.where(total(wanted) > 0, cheapest, compared_owned_hour_usd)
    return hour


def _to_compare(chips: TextColumn, contract: str, quoted: TextColumn, contracts: ChoiceColumn) -> Num:
    """1 for each chip and quote of it with that contract. Chips x quotes."""
    with_contract = named(contracts, contract)
    found = [named(quoted, name) * with_contract for name in chips]
    return np.array(found).reshape(len(chips), len(quoted))


@line(axis="chip")
def compared_run_usd(training_gpus: Gpu, compared_days: Day, compared_hour_usd: UsdPerGpuHour) -> Usd:
    """Cost of one run on the plan's number of GPUs, for the days that it takes. Chips."""
    return compared_hour_usd * HOURS_PER_DAY * compared_days * along(training_gpus)


@line(axis="chip")
def compared_deadline_usd(compared_gpus: Gpu, deadline_days: Day, compared_hour_usd: UsdPerGpuHour) -> Usd:
    """Cost of the GPUs that meet the deadline, for the days until then. Chips."""
    return compared_hour_usd * compared_gpus * along(deadline_days * HOURS_PER_DAY)


@line(axis="chip")
def compared_rules(
    chip: TextColumn,
    buyer_region: Choice,
    plan_start: Date,
    exports_chip: TextColumn,
    exports_region: TextColumn,
    exports_allowed: TextColumn,
    exports_begins: DateColumn,
    exports_ends: DateColumn,
) -> Ratio:
    """Rules that allow each chip in the plan's region on the plan's day. Chips."""
    table = exports_chip, exports_region, exports_allowed, exports_begins, exports_ends
    found = rules_in_force(buyer_region, plan_start, *table)
    return numbers([float(found[name.casefold()]) for name in chip])


@line(axis="chip")
def compared_allowed(compared_rules: Ratio, open_rules: Ratio) -> Flag:
    """1 where the chip may be bought in the plan's region on the plan's day. Chips."""
    return yes(compared_rules + along(open_rules) >= 1)
