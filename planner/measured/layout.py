"""The layout of a measured step, as inputs of the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.measured.serving import known_chip
from planner.measured.table import Measured
from planner.reference.layout import network_gb_s
from planner.reference.serving import ModelShape, load_shapes

LAYOUT = ("tensor_parallel", "pipeline_parallel", "global_batch", "gpus", "attention_span_tokens")


def layout_of(row: Measured, given: Mapping[str, Any]) -> dict[str, Any]:
    """How a step is spread over GPUs, where the row says so; nothing where it does not.

    ``given``: the kind of model and its width of attention.
    """
    of, shape = known_chip(row), _published(row)
    experts = given["model_kind"] != "dense"
    known = all(row.number(name) for name in LAYOUT) and of.scale_up_gb_s is not None
    if not known or (experts and not (shape and shape.experts)):
        return {}
    width = row.number("hidden_width") or (shape.hidden if shape else given["attention_width"])
    return {
        **(_experts(row, shape) if shape and experts else {}),
        "parameters_b": _total(row),
        "hidden_width": float(width),
        "global_batch": row.needed("global_batch"),
        "micro_batch": row.number("micro_batch") or 1.0,
        "tensor_parallel": row.needed("tensor_parallel"),
        "pipeline_stages": row.needed("pipeline_parallel"),
        "virtual_stages": row.number("virtual_stages") or 1.0,
        "expert_parallel": row.number("expert_parallel") or 1.0,
        "context_parallel": row.number("context_parallel") or 1.0,
        "network_gb_s": row.number("network_gb_s") or network_gb_s(of),
        "training_stack": row.text("stack").casefold() or "typical",
    }


def _published(row: Measured) -> ModelShape | None:
    names = {row.text("model"), row.text("name")}
    return next((one for one in load_shapes() if one.name in names), None)


def _total(row: Measured) -> float:
    active = row.needed("parameters_active_b")
    return max(row.number("parameters_total_b") or active, active)


def _experts(row: Measured, shape: ModelShape) -> dict[str, float]:
    """Routed experts: what a token does not use is theirs."""
    unused = shape.experts - shape.experts_per_token
    return {
        "expert_layers": float(shape.layers),
        "experts": float(shape.experts),
        "experts_per_token": float(shape.experts_per_token),
        "one_expert_parameters_b": (_total(row) - row.needed("parameters_active_b")) / unused,
    }
