"""A row of measured serving, predicted: output tokens per second of the whole system, with the 80 % band.

The batch of a row that was measured at its greatest load is the largest that fits, as `serving_largest_batch`
says, and no more than engines take by default for each group of GPUs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.measured.lines import lines_of
from planner.measured.table import CannotPredictError, Measured
from planner.problems import did_you_mean
from planner.reference.chips import Chip, chip, load_chips
from planner.reference.fitting.roofline import apart, fit_without
from planner.reference.roofline import BYTES_PER_NUMBER, LARGEST_BATCH, PRECISIONS
from planner.reference.serving import ModelShape, load_shapes, shape
from planner.results.predicted import Predicted

COLUMNS = ("id", "model", "precision", "chip", "gpus", "input_tokens", "output_tokens")
OUTPUT = "output_tokens_per_second"
DECODE = "decode only"
TIMES = ("serving_roofline_s", "serving_roofline_low_s", "serving_roofline_high_s")


def predict_serving_row(row: Measured, *, strict: bool) -> Predicted:
    """The prediction of one row, or why there is none."""
    measured = None
    try:
        measured = _measured(row)
        given = {**_load(row), **_chip(row), **_model(row), **(_fitted(row) if strict else {})}
        given["serving_batch"] = _batch(row, given)
        seconds = _seconds(row, given)
        rates = [
            lines_of(("serving_output_tokens_per_s",), {**given, "serving_batch_s": seconds[key]})
            for key in TIMES
        ]
        middle, high, low = (float(rate["serving_output_tokens_per_s"]) for rate in rates)
        return Predicted(row.text("id"), OUTPUT, middle, low, high, measured)
    except CannotPredictError as error:
        return Predicted(row.text("id"), OUTPUT, None, None, None, measured, str(error))


def _seconds(row: Measured, given: Mapping[str, Any]) -> dict[str, float]:
    """The time of the batch and the ends of its band; of decode alone where others do the prefill."""
    found = lines_of((*TIMES, "serving_decode_s"), given)
    share = found["serving_decode_s"] / found[TIMES[0]] if row.text("load").casefold() == DECODE else 1.0
    return {key: float(found[key] * share) for key in TIMES}


def _measured(row: Measured) -> float | None:
    """Output tokens per second, or those that the latency of a batch comes to."""
    if rate := row.number(OUTPUT):
        return rate
    latency, batch, written = (row.number(name) for name in ("latency_ms", "batch", "output_tokens"))
    return batch * written / (latency / 1000) if latency and batch and written else None


def _load(row: Measured) -> dict[str, Any]:
    if (row.number("pipeline_parallel") or 1) > 1:
        raise CannotPredictError("pipeline parallelism in serving is not a line of the workbook")
    if not row.number("output_tokens"):
        raise CannotPredictError(
            "it writes no tokens: a pool for prefill alone is not a line of the workbook"
        )
    gpus = row.needed("gpus")
    return {
        "serving_replica_gpus": gpus,
        "serving_attention_gpus": 1.0 if apart(row.text("parallelism")) else gpus,
        "serving_input_tokens": row.needed("input_tokens"),
        "serving_output_tokens": row.needed("output_tokens"),
    }


def _chip(row: Measured) -> dict[str, Any]:
    of, word = known_chip(row), row.named("precision").casefold()
    bf16, fp8 = of.bf16_tflops, of.fp8_tflops or of.bf16_tflops
    if bf16 is None or of.memory_bandwidth_tb_s is None or of.memory_gb is None:
        raise CannotPredictError(f"peak, memory or bandwidth of {of.name} is not known")
    if of.scale_up_gb_s is None and row.needed("gpus") > 1:
        raise CannotPredictError(f"the link between GPUs of {of.name} is not known")
    if word not in {"bf16", "fp16", "fp8", "fp4"}:
        raise CannotPredictError(f"a precision of {word} is not a choice of the workbook")
    stored = known_shape(row.named("model")).weight_bytes
    name = "bf16" if word == "fp16" or (stored and of.fp4_tflops is None) else word
    number = max(1.0, BYTES_PER_NUMBER[name])
    return {
        **{"serving_precision": name.upper(), "serving_weight_bytes": stored or BYTES_PER_NUMBER[name]},
        **{"serving_cache_number_bytes": number, "serving_cache_token_bytes": 0.0},
        **{"serving_chip_peak_tflops": bf16, "serving_chip_fp8_tflops": fp8},
        **{"serving_chip_fp4_tflops": of.fp4_tflops or fp8, "serving_chip_memory_gb": of.memory_gb},
        **{"serving_chip_bandwidth_tb_s": of.memory_bandwidth_tb_s},
        "serving_chip_link_gb_s": of.scale_up_gb_s or 1.0,
    }


def _model(row: Measured) -> dict[str, Any]:
    of = known_shape(row.named("model"))
    return {
        "model_kind": "mixture of experts" if of.experts else "dense",
        **{"experts": float(of.experts or 1), "experts_per_token": float(of.experts_per_token or 1)},
        **{"attention_width": float(of.attention), "decode_attention_width": float(of.decode_attention)},
        **{"windowed_layers": of.windowed_layers, "attention_window": of.attention_window or 1.0},
        **{"parameters_b": of.parameters_total_b, "active_parameters_b": of.parameters_active_b},
        **{"layers": float(of.layers), "hidden_width": float(of.hidden), "kv_width": float(of.kv_width)},
    }


def _batch(row: Measured, given: Mapping[str, Any]) -> float:
    if batch := row.number("batch"):
        return batch
    largest = float(lines_of(("serving_largest_batch",), given)["serving_largest_batch"])
    if largest < 1:
        raise CannotPredictError(
            "weights and the cache of one request do not fit into the memory of its GPUs"
        )
    groups = given["serving_replica_gpus"] / given["serving_attention_gpus"]
    return min(largest, LARGEST_BATCH * (groups if given["model_kind"] != "dense" else 1.0))


def _fitted(row: Measured) -> dict[str, Any]:
    """The constants as they are where no measurement of the row's model had a part in them."""
    fit = fit_without(row.text("model"))
    names = [f"{phase}_{name}_efficiency" for phase in ("prefill", "decode") for name in PRECISIONS]
    return {
        **{name: getattr(fit, name) for name in names},
        "serving_memory_efficiency": fit.memory_efficiency,
        "serving_link_efficiency": fit.link_efficiency,
        "serving_activation_passes": fit.activation_passes,
        "serving_layer_overhead_us": fit.layer_overhead_us,
        "serving_join_overhead_us": fit.join_overhead_us,
        "serving_band_low": fit.latency_low_factor,
        "serving_band_high": fit.latency_high_factor,
        "serving_experts_band_low": fit.experts_low_factor,
        "serving_experts_band_high": fit.experts_high_factor,
    }


def known_chip(row: Measured) -> Chip:
    """The chip of a row, in the reference data."""
    try:
        return chip(row.named("chip"))
    except LookupError as error:
        raise _not_there("chip", row.text("chip"), [one.name for one in load_chips()]) from error


def known_shape(model: str) -> ModelShape:
    """The shape of a model, in the reference data."""
    try:
        return shape(model)
    except LookupError as error:
        raise _not_there("shape of", model, [one.name for one in load_shapes()]) from error


def _not_there(what: str, name: str, known: Sequence[str]) -> CannotPredictError:
    """What the reference data do not have, and what was meant or what there is."""
    hint = did_you_mean(name, known, f"It has {', '.join(known)}.")
    return CannotPredictError(f"the {what} {name} is not in the reference data. {hint}")
