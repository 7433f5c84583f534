"""Goodput of published runs: useful over elapsed time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import median

from planner.reference.tables import day, number, required, rows


@dataclass(frozen=True, slots=True)
class Goodput:
    """Useful over elapsed training time of a published run, as a fraction."""

    id: str
    run: str
    run_id: str
    goodput: float
    low: float | None
    high: float | None
    basis: str
    seen: date
    source: str
    source_url: str
    verified: str
    notes: str


@cache
def load_goodput() -> tuple[Goodput, ...]:
    """Every row of ``data/goodput.csv``."""
    return tuple(
        Goodput(
            row["id"],
            row["run"],
            row["run_id"],
            required(row, "goodput"),
            number(row, "low"),
            number(row, "high"),
            row["basis"],
            day(row, "date"),
            row["source"],
            row["source_url"],
            row["verified"],
            row["notes"],
        )
        for row in rows("goodput.csv")
    )


def typical_goodput(without_run: str = "") -> float:
    """Median goodput of the published runs, leaving out every figure of one run (for honest tests)."""
    return median(row.goodput for row in load_goodput() if row.run_id != without_run)
