"""What stands between a plan and its hardware: the rules of export."""

from __future__ import annotations

from collections import Counter

import numpy as np

from planner.model.arrays import yes
from planner.model.chain.tables import cell, where_architecture
from planner.model.lines import line
from planner.units import (
    Choice,
    Date,
    DateColumn,
    Flag,
    Ratio,
    RowNumber,
    TextColumn,
)

EVERY_CHIP = "every chip"
"""What a rule says that does not single out a chip."""


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
        if first <= on and not end <= on
    )


@line
def open_rules(
    buyer_region: Choice,
    plan_start: Date,
    exports_chip: TextColumn,
    exports_region: TextColumn,
    exports_allowed: TextColumn,
    exports_begins: DateColumn,
    exports_ends: DateColumn,
) -> Ratio:
    """Rules that open the plan's region to every chip on the plan's first day. Scalar."""
    table = exports_chip, exports_region, exports_allowed, exports_begins, exports_ends
    return float(rules_in_force(buyer_region, plan_start, *table)[EVERY_CHIP])


@line
def training_rules(
    gpu_price_row: RowNumber,
    gpu_prices_chip: TextColumn,
    buyer_region: Choice,
    plan_start: Date,
    exports_chip: TextColumn,
    exports_region: TextColumn,
    exports_allowed: TextColumn,
    exports_begins: DateColumn,
    exports_ends: DateColumn,
) -> Ratio:
    """Rules that allow the chip for training in the plan's region on the plan's first day. Scalar."""
    table = exports_chip, exports_region, exports_allowed, exports_begins, exports_ends
    found = rules_in_force(buyer_region, plan_start, *table)
    return cell(np.array([float(found[chip.casefold()]) for chip in gpu_prices_chip]), gpu_price_row)


@line
def training_export_check(training_rules: Ratio, open_rules: Ratio, model_from_architecture: Flag) -> Flag:
    """1 where the chip for training may be bought. Scalar. No rule is no permission.

    Met where no model takes the architecture's figures.
    """
    return where_architecture(model_from_architecture, yes(training_rules + open_rules >= 1))


@line
def serving_rules(
    serving_price_row: RowNumber,
    gpu_prices_chip: TextColumn,
    buyer_region: Choice,
    plan_start: Date,
    exports_chip: TextColumn,
    exports_region: TextColumn,
    exports_allowed: TextColumn,
    exports_begins: DateColumn,
    exports_ends: DateColumn,
) -> Ratio:
    """Rules that allow the chip for serving in the plan's region on the plan's first day. Scalar."""
    table = exports_chip, exports_region, exports_allowed, exports_begins, exports_ends
    found = rules_in_force(buyer_region, plan_start, *table)
    return cell(np.array([float(found[chip.casefold()]) for chip in gpu_prices_chip]), serving_price_row)


@line
def serving_export_check(serving_rules: Ratio, open_rules: Ratio, model_from_architecture: Flag) -> Flag:
    """1 where the chip for serving may be bought. Scalar. No rule is no permission.

    Met where no model takes the architecture's figures.
    """
    return where_architecture(model_from_architecture, yes(serving_rules + open_rules >= 1))
