"""A row of measured training, predicted: GPU-hours of a run, TFLOP/s of a GPU, or seconds of a step.

Layers and width come from the row, from the shape of a model of that name, or from the usual proportions of
a transformer of as many active parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.measured.layout import layout_of
from planner.measured.lines import lines_of
from planner.measured.serving import known_chip
from planner.measured.table import CannotPredictError, Measured
from planner.reference.architecture import attention_shape
from planner.reference.fitting.layout import NAMES as STEP_NAMES
from planner.reference.fitting.layout import fit_steps_without
from planner.reference.fitting.observations import EXPERTS_FROM, LOW_PRECISIONS
from planner.reference.fitting.throughput import fit_without
from planner.reference.flops import training_flop
from planner.reference.throughput import load_throughput_fit, matmul_factor
from planner.results.predicted import Predicted

COLUMNS = ("id", "chip", "parameters_active_b")
HOURS, STEP, RATE = "gpu_hours", "seconds_per_step", "model_tflops"
SECONDS_PER_HOUR = 3600.0
STACKS = ("typical", "tuned", "library")
COEFFICIENTS = {
    "predicted_intercept": "intercept_ln",
    "predicted_reference_balance": "reference_balance_flop_per_byte",
    "predicted_balance_most": "balance_max",
    "predicted_balance_slope": "balance_ln",
    "predicted_size_slope": "size_balance_ln",
    "predicted_size_least": "size_least_ln",
    "predicted_reference_parameters_b": "reference_parameters_b",
    "predicted_fp8": "fp8_ln",
    "predicted_experts": "experts_ln",
    "predicted_library": "library_ln",
    "predicted_tuned": "tuned_ln",
    "predicted_tuned_balance": "tuned_balance_ln",
    "predicted_tuned_recompute": "tuned_recompute_ln",
    "predicted_tuned_experts": "tuned_experts_ln",
}
"""Inputs of the workbook, and the constants of the fit that stand in them."""

LINE = {HOURS: "training_elapsed_gpu_hours", STEP: "training_gpu_hours", RATE: "training_model_tflops"}


def predict_run(row: Measured, *, strict: bool) -> Predicted:
    """The prediction of one row, or why there is none."""
    what, measured = _what(row), None
    try:
        measured = row.number(what) or (_rate(row) if what == RATE else None)
        given = {**_run(row, what), **_chip(row), **_shape(row), **_kind(row)}
        given |= layout_of(row, given)
        bands = _bands(row) if strict else {name: {} for name in ("low", "base", "high")}
        found = [_one(row, what, {**given, **more}, scenario) for scenario, more in bands.items()]
        fast, middle, slow = found
        return Predicted(row.text("id"), what, middle, min(fast, slow), max(fast, slow), measured)
    except CannotPredictError as error:
        return Predicted(row.text("id"), what, None, None, None, measured, str(error))


def _what(row: Measured) -> str:
    """What is predicted: what was measured; hours, where nothing was and the tokens are known."""
    for name in (HOURS, STEP, RATE):
        if row.number(name):
            return name
    if row.number("mfu") or row.number("tokens_per_gpu_second"):
        return RATE
    return HOURS if row.number("tokens_b") else RATE


def _rate(row: Measured) -> float | None:
    """Model TFLOP/s of a GPU that an MFU of the BF16 peak, else tokens per second, come to."""
    mfu, peak = row.number("mfu"), known_chip(row).bf16_tflops
    if mfu and peak:
        return mfu * peak
    if not (tokens := row.number("tokens_per_gpu_second")):
        return None
    active, span = row.needed("parameters_active_b"), row.number("attention_span_tokens")
    layers, width = _shape(row).values()
    return tokens * training_flop(active, 1e-9, span, (layers, width)) / 1e12


def _one(row: Measured, what: str, given: Mapping[str, Any], scenario: str) -> float:
    found = float(lines_of((LINE[what],), given, scenario)[LINE[what]])
    return found * SECONDS_PER_HOUR / row.needed("gpus") if what == STEP else found


def _run(row: Measured, what: str) -> dict[str, Any]:
    """The work, and on how many GPUs. GPU-hours do not depend on their number."""
    known = {
        "throughput_from": "predicted",
        "active_parameters_b": row.needed("parameters_active_b"),
        "sequence_length": row.number("attention_span_tokens") or 0.0,
        "recompute": _recompute(row),
        "training_gpus": row.number("gpus") or 1.0,
    }
    if what == RATE:
        return known
    if what == STEP:
        tokens = row.needed("global_batch") * row.needed("attention_span_tokens") / 1e9
        return {**known, "training_tokens_b": tokens}
    restarts = row.text("includes_restarts").casefold() == "yes"
    goodput = load_throughput_fit().goodput if restarts else 1.0
    return {**known, "training_tokens_b": row.needed("tokens_b"), "goodput": goodput}


def _recompute(row: Measured) -> str:
    word = row.text("recompute").casefold()
    return word if word in {"full", "selective"} else "none"


def _chip(row: Measured) -> dict[str, Any]:
    import numpy as np

    of = known_chip(row)
    if of.bf16_tflops is None or of.memory_bandwidth_tb_s is None:
        raise CannotPredictError(f"BF16 peak or bandwidth of {of.name} is not known")
    return {
        "training_chip_row": 1.0,
        "chips_link_gb_s": np.array([of.scale_up_gb_s or np.nan]),
        "chips_fp8_tflops": np.array([of.fp8_tflops or np.nan]),
        "chips_bf16_tflops": np.array([of.bf16_tflops]),
        "chips_bandwidth_tb_s": np.array([of.memory_bandwidth_tb_s]),
        "chips_matmul_share": np.array([matmul_factor(of, load_throughput_fit())]),
    }


def _shape(row: Measured) -> dict[str, float]:
    layers, width = row.number("layers"), row.number("hidden_width")
    if not (layers and width):
        name = row.text("model") or row.text("name")
        layers, width = attention_shape(name, row.needed("parameters_active_b"))
    return {"layers": layers, "attention_width": width}


def _kind(row: Measured) -> dict[str, Any]:
    """What decides the predicted MFU beside chip and size: experts, precision, whose software."""
    total, active = row.number("parameters_total_b"), row.needed("parameters_active_b")
    words = row.text("architecture").casefold().split()
    experts = "moe" in words or (total or 0.0) > EXPERTS_FROM * active
    stack = row.text("stack").casefold() or ("tuned" if row.text("kind") == "benchmark" else "typical")
    if stack not in STACKS:
        raise CannotPredictError(f"the stack {stack} is not one of {', '.join(STACKS)}")
    return {
        "model_kind": "mixture of experts" if experts else "dense",
        "training_precision": "FP8" if row.text("precision").casefold() in LOW_PRECISIONS else "BF16",
        "training_stack": stack,
    }


def _bands(row: Measured) -> dict[str, dict[str, float]]:
    """The coefficients, favourable to adverse, in which the row's organisation and paper had no part."""
    fit = fit_without(row.text("organisation"), row.text("paper") or row.text("organisation"))
    known = {key: getattr(fit, name) for key, name in COEFFICIENTS.items()}
    step = fit_steps_without(row.text("organisation"), row.text("paper") or row.text("organisation"))
    known |= {f"step_{name}": getattr(step, name) for name in STEP_NAMES}
    factors = {
        "low": (fit.mfu_high_factor, step.high_factor),
        "base": (1.0, 1.0),
        "high": (fit.mfu_low_factor, step.low_factor),
    }
    return {
        name: {**known, "predicted_band": fitted, "step_band": laid_out}
        for name, (fitted, laid_out) in factors.items()
    }
