"""Published training runs and throughput benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from planner.reference.tables import day, flag, number, required, rows, texts, whole


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """One run or one row of a published table.

    ``mfu`` and ``model_tflops`` are model FLOP (no recomputation) against the dense BF16 peak; ``hfu`` counts
    the recomputed forward pass. ``gpu_hours`` include the run's own restarts when ``includes_restarts``.
    A row with ``usable`` False says why in ``exclusion``.
    """

    id: str
    name: str
    organisation: str
    paper: str
    published: date
    kind: str
    architecture: str
    parameters_total_b: float | None
    parameters_active_b: float | None
    tokens_b: float | None
    chip: str
    gpus: int | None
    gpu_hours: float | None
    gpu_hours_basis: str
    model_tflops: float | None
    mfu: float | None
    hfu: float | None
    precision: str
    recompute: str
    attention_span_tokens: float | None
    software: str
    includes_restarts: bool
    usable: bool
    exclusion: str
    collection: str
    source: str
    source_url: str
    locator: str
    verified: str
    notes: str


@dataclass(frozen=True, slots=True)
class ThroughputBenchmark:
    """A tuned, steady-state measurement: model TFLOP/s per GPU, attention counted, no restarts."""

    id: str
    paper: str
    organisation: str
    model: str
    parameters_active_b: float
    mixture_of_experts: bool
    chip: str
    gpus: int | None
    attention_span_tokens: float
    precision: str
    recompute: str
    model_tflops: float
    published: date
    source: str
    source_url: str
    verified: str
    notes: str


TEXTS = (
    *("id", "name", "organisation", "paper", "kind", "architecture", "chip", "gpu_hours_basis", "precision"),
    *(
        "recompute",
        "software",
        "exclusion",
        "collection",
        "source",
        "source_url",
        "locator",
        "verified",
        "notes",
    ),
)
"""Columns that are taken as they are."""


@cache
def load_runs() -> tuple[TrainingRun, ...]:
    """Every row of ``data/training_runs.csv``, excluded ones too."""
    return tuple(
        TrainingRun(
            **texts(row, TEXTS),
            published=day(row, "date"),
            parameters_total_b=number(row, "parameters_total_b"),
            parameters_active_b=number(row, "parameters_active_b"),
            tokens_b=number(row, "tokens_b"),
            gpus=whole(row, "gpus"),
            gpu_hours=number(row, "gpu_hours"),
            model_tflops=number(row, "model_tflops"),
            mfu=number(row, "mfu"),
            hfu=number(row, "hfu"),
            attention_span_tokens=number(row, "attention_span_tokens"),
            includes_restarts=flag(row, "includes_restarts"),
            usable=flag(row, "usable"),
        )
        for row in rows("training_runs.csv")
    )


@cache
def load_throughput_benchmarks() -> tuple[ThroughputBenchmark, ...]:
    """Every row of ``data/throughput_benchmarks.csv``."""
    return tuple(
        ThroughputBenchmark(
            id=row["id"],
            paper=row["paper"],
            organisation=row["organisation"],
            model=row["model"],
            parameters_active_b=required(row, "parameters_active_b"),
            mixture_of_experts=flag(row, "moe"),
            chip=row["chip"],
            gpus=whole(row, "gpus"),
            attention_span_tokens=required(row, "attention_span_tokens"),
            precision=row["precision"],
            recompute=row["recompute"],
            model_tflops=required(row, "model_tflops"),
            published=day(row, "date"),
            source=row["source"],
            source_url=row["source_url"],
            verified=row["verified"],
            notes=row["notes"],
        )
        for row in rows("throughput_benchmarks.csv")
    )
