"""Published inference measurements, and the shapes of the models they measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from planner.reference.tables import day, flag, number, required, rows, texts, whole


@dataclass(frozen=True, slots=True)
class ModelShape:
    """What the roofline needs of a model.

    Attributes:
        kv_width: key (or value) numbers per token and layer.
        attention: query (or output) numbers per token and layer: heads x head size.
        decode_attention: the same in decode, where it is another: latent attention works on its cache.
        experts: routed experts of a layer, of which a token uses `experts_per_token`; 0 of a dense model.
        windowed_layers: share of the layers whose attention sees `attention_window` tokens and no more.
        weight_bytes: of a parameter, where the model is published in a precision of its own.
    """

    name: str
    layers: int
    hidden: int
    kv_width: int
    attention: int
    decode_attention: int
    experts: int
    experts_per_token: int
    windowed_layers: float
    attention_window: float
    weight_bytes: float | None
    parameters_active_b: float
    parameters_total_b: float
    source: str = ""

    @property
    def expert_share(self) -> float:
        """Share of the routed experts of a layer that one token uses; 1 of a dense model."""
        return self.experts_per_token / self.experts if self.experts else 1.0


@dataclass(frozen=True, slots=True)
class ServingBenchmark:
    """One measurement: the latency of a static batch, or the output tokens per second of the whole system."""

    id: str
    engine: str
    model: str
    precision: str
    chip: str
    gpus: int
    tensor_parallel: int
    parallelism: str
    pipeline_parallel: int
    load: str
    batch: float | None
    input_tokens: float
    output_tokens: float
    latency_ms: float | None
    output_tokens_per_second: float | None
    usable: bool
    exclusion: str
    published: date
    source: str
    source_url: str
    locator: str
    verified: str


TEXTS = (
    *("id", "engine", "model", "precision", "chip"),
    *("parallelism", "load", "exclusion", "source", "source_url", "locator", "verified"),
)
"""Columns that are taken as they are."""


@cache
def load_shapes() -> tuple[ModelShape, ...]:
    """Every model of ``data/model_shapes.csv``."""
    return tuple(
        ModelShape(
            name=row["name"],
            layers=int(row["layers"]),
            hidden=int(row["hidden"]),
            kv_width=int(row["kv_width"]),
            attention=int(row["attention"]),
            decode_attention=whole(row, "decode_attention") or 0,
            experts=whole(row, "experts") or 0,
            experts_per_token=whole(row, "experts_per_token") or 0,
            windowed_layers=number(row, "windowed_layers") or 0.0,
            attention_window=number(row, "attention_window") or 0.0,
            weight_bytes=number(row, "weight_bytes"),
            parameters_active_b=required(row, "parameters_active_b"),
            parameters_total_b=required(row, "parameters_total_b"),
            source=row["source"],
        )
        for row in rows("model_shapes.csv")
    )


@cache
def shape(name: str) -> ModelShape:
    """The model of that name.

    Raises:
        LookupError: there is no such model; the message lists the names.
    """
    found = {known.name: known for known in load_shapes()}
    if name not in found:
        raise LookupError(f"no model {name!r}; known: {', '.join(found)}")
    return found[name]


@cache
def load_serving_benchmarks() -> tuple[ServingBenchmark, ...]:
    """Every row of ``data/serving_benchmarks.csv``, excluded ones too."""
    return tuple(
        ServingBenchmark(
            **texts(row, TEXTS),
            gpus=int(row["gpus"]),
            tensor_parallel=int(row["tensor_parallel"]),
            pipeline_parallel=int(row["pipeline_parallel"]),
            batch=number(row, "batch"),
            input_tokens=required(row, "input_tokens"),
            output_tokens=required(row, "output_tokens"),
            latency_ms=number(row, "latency_ms"),
            output_tokens_per_second=number(row, "output_tokens_per_second"),
            usable=flag(row, "usable"),
            published=day(row, "date"),
        )
        for row in rows("serving_benchmarks.csv")
    )
