"""A row of measured training, predicted: GPU-hours of a run, TFLOP/s of a GPU, or seconds of a step.

Layers and width come from the row, from the shape of a model of that name, or from the usual proportions of
a transformer of as many active parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.measured.lines import lines_of
from planner.measured.serving import known_chip
from planner.measured.table import CannotPredictError, Measured
from planner.reference.fitting.throughput import fit_without
from planner.reference.flops import WIDTH_PER_LAYER, estimated_hidden
from planner.reference.serving import load_shapes
from planner.reference.throughput import load_throughput_fit, matmul_factor
from planner.results.predicted import Predicted

COLUMNS = ("id", "chip", "parameters_active_b")
HOURS, STEP, RATE = "gpu_hours", "seconds_per_step", "model_tflops"
SECONDS_PER_HOUR = 3600.0
LINE = {HOURS: "training_elapsed_gpu_hours", STEP: "training_gpu_hours", RATE: "training_model_tflops"}


def predict_run(row: Measured, *, strict: bool) -> Predicted:
    """The prediction of one row, or why there is none."""
    what = _what(row)
    measured = row.number(what)
    try:
        given = {**_run(row, what), **_chip(row), **_shape(row)}
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
    return HOURS if row.number("tokens_b") else RATE


def _one(row: Measured, what: str, given: Mapping[str, Any], scenario: str) -> float:
    found = float(lines_of((LINE[what],), given, scenario)[LINE[what]])
    return found * SECONDS_PER_HOUR / row.needed("gpus") if what == STEP else found


def _run(row: Measured, what: str) -> dict[str, Any]:
    """The work, and on how many GPUs. GPU-hours do not depend on their number."""
    known = {
        "throughput_from": "predicted",
        "active_parameters_b": row.needed("parameters_active_b"),
        "sequence_length": row.number("attention_span_tokens") or 0.0,
        "recompute": row.text("recompute").casefold() if row.text("recompute") == "full" else "none",
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


def _chip(row: Measured) -> dict[str, Any]:
    import numpy as np

    of = known_chip(row)
    if of.bf16_tflops is None or of.memory_bandwidth_tb_s is None:
        raise CannotPredictError(f"BF16 peak or bandwidth of {of.name} is not known")
    return {
        "training_chip_row": 1.0,
        "chips_fp8_tflops": np.array([of.fp8_tflops or np.nan]),
        "chips_bf16_tflops": np.array([of.bf16_tflops]),
        "chips_bandwidth_tb_s": np.array([of.memory_bandwidth_tb_s]),
        "chips_matmul_share": np.array([matmul_factor(of, load_throughput_fit())]),
    }


def _shape(row: Measured) -> dict[str, float]:
    layers, width = row.number("layers"), row.number("hidden_width")
    if layers and width:
        return {"layers": layers, "attention_width": width}
    for of in load_shapes():
        if of.name in {row.text("model"), row.text("name")}:
            return {"layers": float(of.layers), "attention_width": float(of.attention)}
    usual = estimated_hidden(row.needed("parameters_active_b"))
    return {"layers": usual / WIDTH_PER_LAYER, "attention_width": usual}


def _bands(row: Measured) -> dict[str, dict[str, float]]:
    """The coefficients, favourable to adverse, in which the row's organisation and paper had no part."""
    fit = fit_without(row.text("organisation"), row.text("paper"))
    known = {
        "predicted_intercept": fit.intercept_ln,
        "predicted_reference_balance": fit.reference_balance_flop_per_byte,
        "predicted_balance_most": fit.balance_max,
        "predicted_balance_slope": fit.balance_ln,
        "predicted_size_slope": fit.size_balance_ln,
        "predicted_reference_parameters_b": fit.reference_parameters_b,
    }
    factors = {"low": fit.mfu_high_factor, "base": 1.0, "high": fit.mfu_low_factor}
    return {name: {**known, "predicted_band": factor} for name, factor in factors.items()}
