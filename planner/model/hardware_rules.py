"""What stands between a plan and its hardware: old prices, export rules, and contracts that outlast it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from planner.model.arrays import yes
from planner.model.lines import line
from planner.model.maths import larger
from planner.units import (
    MONTHS_PER_YEAR,
    Choice,
    Constant,
    Date,
    DateColumn,
    Day,
    Flag,
    Month,
    Ratio,
    RowNumber,
    TextColumn,
    Usd,
    UsdPerMonth,
    Year,
)

EVERY_CHIP = "every chip"
"""What a rule says that does not single out a chip."""

CONTRACT_MONTHS = {
    "on demand": Constant(1, "month"),
    "spot": Constant(1, "month"),
    "1 year": Constant(12, "month"),
    "3 years": Constant(36, "month"),
}
"""Months for which a contract is signed; rent on demand is paid by the month at least, in this plan."""


def rules_in_force(
    region: str,
    on: Date,
    names: TextColumn,
    regions: TextColumn,
    answers: TextColumn,
    begins: DateColumn,
    ends: DateColumn,
) -> Counter[str]:
    """How many rules say yes to each chip in a region on a day. A rule ends on the day before its `ends`."""
    wanted = region.casefold()
    return Counter(
        name.casefold()
        for name, where, answer, first, end in zip(names, regions, answers, begins, ends, strict=True)
        if where.casefold() == wanted and answer.casefold() == "yes"
        if first is not None and first <= on and not (end is not None and end <= on)
    )


@line
def open_rules(
    buyer_region: Choice,
    hardware_date: Date,
    exports_chip: TextColumn,
    exports_region: TextColumn,
    exports_allowed: TextColumn,
    exports_begins: DateColumn,
    exports_ends: DateColumn,
) -> Ratio:
    """Rules that open the plan's region to every chip on the plan's day. Scalar."""
    table = exports_chip, exports_region, exports_allowed, exports_begins, exports_ends
    return float(rules_in_force(buyer_region, hardware_date, *table)[EVERY_CHIP])


@line
def training_rules(
    gpu_price_row: RowNumber,
    gpu_prices_chip: TextColumn,
    buyer_region: Choice,
    hardware_date: Date,
    exports_chip: TextColumn,
    exports_region: TextColumn,
    exports_allowed: TextColumn,
    exports_begins: DateColumn,
    exports_ends: DateColumn,
) -> Ratio:
    """Rules that allow the chip for training in the plan's region on the plan's day. Scalar."""
    table = exports_chip, exports_region, exports_allowed, exports_begins, exports_ends
    chip = gpu_prices_chip[int(gpu_price_row) - 1].casefold()
    return float(rules_in_force(buyer_region, hardware_date, *table)[chip])


@line
def training_export_check(training_rules: Ratio, open_rules: Ratio) -> Flag:
    """1 where the chip for training may be bought. Scalar. No rule is no permission."""
    return yes(training_rules + open_rules >= 1)


@line
def serving_rules(
    serving_price_row: RowNumber,
    gpu_prices_chip: TextColumn,
    buyer_region: Choice,
    hardware_date: Date,
    exports_chip: TextColumn,
    exports_region: TextColumn,
    exports_allowed: TextColumn,
    exports_begins: DateColumn,
    exports_ends: DateColumn,
) -> Ratio:
    """Rules that allow the chip for serving in the plan's region on the plan's day. Scalar."""
    table = exports_chip, exports_region, exports_allowed, exports_begins, exports_ends
    chip = gpu_prices_chip[int(serving_price_row) - 1].casefold()
    return float(rules_in_force(buyer_region, hardware_date, *table)[chip])


@line
def serving_export_check(serving_rules: Ratio, open_rules: Ratio) -> Flag:
    """1 where the chip for serving may be bought. Scalar. No rule is no permission."""
    return yes(serving_rules + open_rules >= 1)


def _day(days: DateColumn, row: RowNumber) -> Date:
    day = days[int(row) - 1]
    if day is None:
        raise ValueError("a quote without a date reached the engine")
    return day


@line
def training_price_age_days(plan_date: Date, gpu_prices_date: DateColumn, gpu_price_row: RowNumber) -> Day:
    """Days from the price used for training to the plan. Scalar. Negative for a later price."""
    return plan_date - _day(gpu_prices_date, gpu_price_row)


@line
def training_price_old(training_price_age_days: Day, max_price_age_days: Day) -> Flag:
    """1 where the price used for training is too old to rely on. Scalar. A flag, not a check."""
    return yes(training_price_age_days > max_price_age_days)


@line
def serving_price_age_days(plan_date: Date, gpu_prices_date: DateColumn, serving_price_row: RowNumber) -> Day:
    """Days from the price used for serving to the plan. Scalar. Negative for a later price."""
    return plan_date - _day(gpu_prices_date, serving_price_row)


@line
def serving_price_old(serving_price_age_days: Day, max_price_age_days: Day) -> Flag:
    """1 where the price used for serving is too old to rely on. Scalar. A flag, not a check."""
    return yes(serving_price_age_days > max_price_age_days)


def _months(contracts: Sequence[str], row: RowNumber) -> Month:
    return CONTRACT_MONTHS[contracts[int(row) - 1].casefold()]


@line
def long_contract_months() -> Month:
    """Months of a contract over three years. A constant."""
    return CONTRACT_MONTHS["3 years"]


@line
def commitment_months(gpu_price_row: RowNumber, gpu_prices_contract: TextColumn) -> Month:
    """Months for which the contract for training is signed. Scalar."""
    return _months(gpu_prices_contract, gpu_price_row)


@line
def serving_commitment_months(serving_price_row: RowNumber, gpu_prices_contract: TextColumn) -> Month:
    """Months for which the contract for serving is signed. Scalar."""
    return _months(gpu_prices_contract, serving_price_row)


@line
def commitment_usd(cluster_month_usd: UsdPerMonth, commitment_months: Month) -> Usd:
    """Rent owed from the day of signing, for one training cluster. Scalar. Not discounted."""
    return commitment_months * cluster_month_usd


@line
def commitment_over_programme_usd(
    cluster_month_usd: UsdPerMonth, commitment_months: Month, programme_years: Year
) -> Usd:
    """Part of that rent which falls after the last year of the programme. Scalar."""
    months_after = commitment_months - MONTHS_PER_YEAR * programme_years
    return larger(0.0, months_after) * cluster_month_usd
