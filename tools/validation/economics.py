"""Purchase prices and scaling laws, as the validation uses them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from planner.reference.tables import day, number, required, rows, whole


@dataclass(frozen=True, slots=True)
class CapexQuote:
    """A purchase price. ``form``: gpu (one card), baseboard (GPUs and links) or server (the whole system)."""

    id: str
    chip: str
    form: str
    gpus: int | None
    usd_per_gpu: float
    usd_per_system: float | None
    seen: date
    source: str
    source_url: str
    verified: str
    notes: str


@dataclass(frozen=True, slots=True)
class ScalingLaw:
    """Loss in nats per token: e + a / parameters^alpha + b / tokens^beta; standard errors where published."""

    id: str
    fit: str
    e: float
    a: float
    b: float
    alpha: float
    beta: float
    e_se: float | None
    a_se: float | None
    b_se: float | None
    alpha_se: float | None
    beta_se: float | None
    seen: date
    source: str
    source_url: str
    verified: str
    notes: str


@cache
def load_capex() -> tuple[CapexQuote, ...]:
    """Every row of ``data/capex.csv``."""
    return tuple(
        CapexQuote(
            row["id"],
            row["chip"],
            row["form"],
            whole(row, "gpus"),
            required(row, "usd_per_gpu"),
            number(row, "usd_per_system"),
            day(row, "date"),
            row["source"],
            row["source_url"],
            row["verified"],
            row["notes"],
        )
        for row in rows("capex.csv")
    )


@cache
def load_scaling_laws() -> tuple[ScalingLaw, ...]:
    """Every row of ``data/scaling_laws.csv``."""
    return tuple(
        ScalingLaw(
            id=row["id"],
            fit=row["fit"],
            e=required(row, "e"),
            a=required(row, "a"),
            b=required(row, "b"),
            alpha=required(row, "alpha"),
            beta=required(row, "beta"),
            e_se=number(row, "e_se"),
            a_se=number(row, "a_se"),
            b_se=number(row, "b_se"),
            alpha_se=number(row, "alpha_se"),
            beta_se=number(row, "beta_se"),
            seen=day(row, "date"),
            source=row["source"],
            source_url=row["source_url"],
            verified=row["verified"],
            notes=row["notes"],
        )
        for row in rows("scaling_laws.csv")
    )
