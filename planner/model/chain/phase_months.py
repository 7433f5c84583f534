"""Months of training phases: how long each runs, and what waits for it. docs/model.md, section 5.

Along the phases, all 24 rows that the table can have; draws of MFU and goodput in front.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.model.arrays import along, named
from planner.model.chain.tables import (
    MODELS,
    PHASES,
    across,
    found_above,
    over,
    padded,
    padded_rows,
    resting,
    taken,
    typed,
    up,
)
from planner.model.lines import line
from planner.units import (
    HOURS_PER_DAY,
    ONE_MONTH,
    ChoiceColumn,
    Day,
    DayPerMonth,
    Flag,
    Gpu,
    GpuHour,
    Month,
    RowNumber,
)

LAST_BIT = 1e-9
"""A beginning so little before a month begins is in that month."""


@line(axis="phase")
def phase_days(phase_gpu_hours: GpuHour, phase_cluster_row: RowNumber, clusters_gpus: Gpu) -> Day:
    """Length of each phase, all repetitions, on the whole cluster. Phases.

    `gpu_hours/gpus of its cluster/24`.
    """
    return over(phase_gpu_hours, taken(typed(clusters_gpus), phase_cluster_row)) / HOURS_PER_DAY


@line(axis="phase")
def phase_gates(phases_gates_launch: ChoiceColumn) -> Flag:
    """1 where a phase gates the launch of its model. Phases. `[gates_launch is yes]`."""
    return padded_rows(named(phases_gates_launch, "yes"), PHASES)


@line(axis="phase")
def phase_begin(
    phases_start_month: Month,
    phases_gap_months: Month,
    phase_after_row: RowNumber,
    phase_days: Day,
    days_per_month: DayPerMonth,
) -> Month:
    """Months from the plan's start to the beginning of each phase. Phases.

    `start_month - 1`, or the end of the phase that it follows and `gap_months`. A row without a phase has 0
    in all that is typed, so it begins at -1.
    """
    lasts: Any = phase_days / along(days_per_month)
    start = padded(phases_start_month, PHASES) - ONE_MONTH
    follows = np.asarray(phase_after_row) > 0
    begin: Any = np.where(follows, padded(phases_gap_months, PHASES), start + lasts * 0.0)
    for row, of, here in resting(phase_after_row):
        begin = np.where(here, begin + found_above(begin + lasts, row, of), begin)
    months: Month = begin
    return months


@line(axis="phase")
def phase_end(phase_begin: Month, phase_days: Day, days_per_month: DayPerMonth) -> Month:
    """Months from the plan's start to the end of each phase. Phases. `begin + days/days_per_month`."""
    return phase_begin + phase_days / along(days_per_month)


@line(axis="phase")
def phase_first_month(phase_begin: Month) -> Month:
    """Month in which each phase begins. Phases. `INT(begin + 1e-9) + 1`."""
    month: Month = np.floor(phase_begin / ONE_MONTH + LAST_BIT) * ONE_MONTH + ONE_MONTH
    return month


@line(axis="phase")
def phase_end_month(phase_first_month: Month, phase_end: Month) -> Month:
    """Month in which each phase ends. Phases. `MAX(first month, UP(end))`."""
    month: Month = np.maximum(phase_first_month, up(phase_end / ONE_MONTH) * ONE_MONTH)
    return month


@line(axis="model")
def model_ready_month(phase_model_row: RowNumber, phase_end_month: Month, phase_gates: Flag) -> Month:
    """First month in which each model may be sold. Models.

    1 + latest `phase_end_month` of its phases that gate the launch; 1 where none does.
    """
    of_model = np.asarray(phase_model_row) == np.arange(1, MODELS + 1)[:, None]
    ends = across(phase_end_month) * (of_model * phase_gates)
    latest = np.maximum.reduce(ends, axis=-1)
    month: Month = latest + ONE_MONTH
    return month
