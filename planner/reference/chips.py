"""Accelerators: dense peaks by precision, memory, power, and where they may be bought on which date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from planner.reference.tables import Row, day, number, optional_day, rows

PRECISIONS = ("bf16", "fp8", "fp4", "int8")


@dataclass(frozen=True, slots=True)
class Chip:
    """One accelerator. Peaks are dense (without 2:4 sparsity), per GPU; None where nothing is published."""

    name: str
    vendor: str
    bf16_tflops: float | None
    fp8_tflops: float | None
    fp4_tflops: float | None
    int8_tops: float | None
    matmul_bf16_tflops_measured: float | None
    memory_gb: float | None
    memory_bandwidth_tb_s: float | None
    scale_up_link: str
    scale_up_gb_s: float | None
    tdp_w: float | None
    launched: date | None
    read: date
    source: str
    verified: str
    notes: str

    def peak_tflops(self, precision: str) -> float | None:
        """Dense peak in TFLOP/s (TOP/s for int8) at a precision; None where the chip has no such unit.

        Raises:
            ValueError: the precision is not one of :data:`PRECISIONS`.
        """
        peaks = dict(
            zip(PRECISIONS, (self.bf16_tflops, self.fp8_tflops, self.fp4_tflops, self.int8_tops), strict=True)
        )
        if precision not in peaks:
            raise ValueError(f"precision is {precision!r}, expected one of {', '.join(PRECISIONS)}")
        return peaks[precision]


Allowed = Literal["yes", "no", "licence", "unknown"]


@dataclass(frozen=True, slots=True)
class ExportRule:
    """From ``since`` on, a chip may be bought in a region (yes), may not (no), or needs a licence."""

    chip: str
    region: str
    since: date
    allowed: Allowed
    rule: str
    source: str
    verified: str
    notes: str


def _chip(row: Row) -> Chip:
    return Chip(
        name=row["name"],
        vendor=row["vendor"],
        bf16_tflops=number(row, "bf16_tflops"),
        fp8_tflops=number(row, "fp8_tflops"),
        fp4_tflops=number(row, "fp4_tflops"),
        int8_tops=number(row, "int8_tops"),
        matmul_bf16_tflops_measured=number(row, "matmul_bf16_tflops_measured"),
        memory_gb=number(row, "memory_gb"),
        memory_bandwidth_tb_s=number(row, "memory_bandwidth_tb_s"),
        scale_up_link=row["scale_up_link"],
        scale_up_gb_s=number(row, "scale_up_gb_s"),
        tdp_w=number(row, "tdp_w"),
        launched=optional_day(row, "launch_date"),
        read=day(row, "date"),
        source=row["source"],
        verified=row["verified"],
        notes=row["notes"],
    )


@cache
def load_chips() -> tuple[Chip, ...]:
    """Every chip of ``data/chips.csv``."""
    return tuple(_chip(row) for row in rows("chips.csv"))


@cache
def chip(name: str) -> Chip:
    """The chip of that name.

    Raises:
        LookupError: there is no such chip; the message lists the names.
    """
    found = {known.name: known for known in load_chips()}
    if name not in found:
        raise LookupError(f"no chip {name!r}; known: {', '.join(found)}")
    return found[name]


@cache
def load_export_rules() -> tuple[ExportRule, ...]:
    """Every rule of ``data/export_controls.csv``."""
    return tuple(
        ExportRule(
            chip=row["chip"],
            region=row["region"],
            since=day(row, "from_date"),
            allowed=_allowed(row["allowed"]),
            rule=row["rule"],
            source=row["source"],
            verified=row["verified"],
            notes=row["notes"],
        )
        for row in rows("export_controls.csv")
    )


def _allowed(said: str) -> Allowed:
    answers: dict[str, Allowed] = {"yes": "yes", "no": "no", "licence": "licence"}
    return answers[said]


def export_rule(chip_name: str, region: str, on: date) -> ExportRule | None:
    """The rule in force for a chip in a region on a day; a rule for every chip (``*``) yields to its own."""
    for name in (chip_name, "*"):
        rules = [
            rule
            for rule in load_export_rules()
            if (rule.chip, rule.region) == (name, region) and rule.since <= on
        ]
        if rules:
            return max(rules, key=lambda rule: rule.since)
    return None


def export_allowed(chip_name: str, region: str, on: date) -> Allowed:
    """May the chip be bought in the region on that day?

    `unknown` means that no rule is recorded for that day.
    """
    rule = export_rule(chip_name, region, on)
    return rule.allowed if rule else "unknown"
