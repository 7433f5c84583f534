"""Writes ``throughput_fit.csv`` and ``serving_fit.csv`` of ``planner/reference/data``.

python -m tools.validation.fit            rewrites both files
python -m tools.validation.fit --check    exit 1 if a file differs from what the data gives
"""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import planner.reference
from planner.reference.fitting.layout import fit_layouts
from planner.reference.fitting.roofline import by_model, fit_roofline
from planner.reference.fitting.throughput import fit_throughput
from tools.validation.leave_out import (
    Summary,
    production_unknown,
    serving_unknown,
    steps_unknown,
    summarise,
    tuned_unknown,
)

DATA_AS_OF = "2026-11-30"  # the day the tables were read; the fit is as fresh as they are
COLUMNS = ("name", "value", "unit", "date", "source", "notes")
METHOD = "fitted by tools.validation.fit on data/"
RUNS = METHOD + "training_runs.csv"
TUNED = METHOD + "throughput_benchmarks.csv and training_runs.csv"
BOTH = TUNED
SERVED = METHOD + "serving_benchmarks.csv"

THROUGHPUT = {
    "reference_balance_flop_per_byte": ("FLOP/byte", "data/chips.csv", "A100 80GB: BF16 peak over bandwidth"),
    "balance_max": ("ln", "data/chips.csv", "GB200 over A100 80GB; beyond it nothing was observed"),
    "reference_parameters_b": ("1e9 parameters", "a choice of scale", "active parameters"),
    "intercept_ln": ("ln", BOTH, "ln MFU of a step on an A100 80GB"),
    "balance_ln": ("ln per unit of balance", BOTH, "negative: the faster the arithmetic, the lower the MFU"),
    "size_balance_ln": ("ln per unit of balance and ln size", BOTH, "large models lose less on fast chips"),
    "size_least_ln": ("ln", "a choice of scale", "4e9 active parameters: below, runs scatter too much"),
    "early_software_ln": ("ln", BOTH, "training began before June 2022; 0 for any plan"),
    "fp8_ln": ("ln", BOTH, "FP8 arithmetic; pulled to 0.25, one pair of benchmarks"),
    "experts_ln": ("ln", BOTH, "mixture of experts"),
    "mfu_low_factor": ("ratio", BOTH, "80 % band: low MFU over the median; gives the high GPU-hours"),
    "mfu_high_factor": ("ratio", BOTH, "80 % band: high MFU over the median; gives the low GPU-hours"),
    "goodput": ("fraction", "median of data/goodput.csv", "useful over elapsed time"),
    "tuned_ln": ("ln", TUNED, "benchmark by specialists instead of a production run"),
    "tuned_balance_ln": ("ln per unit of balance", TUNED, "the same"),
    "tuned_recompute_ln": ("ln", TUNED, "full activation recomputation, benchmarks only"),
    "tuned_experts_ln": ("ln", TUNED, "mixture of experts, benchmarks: in addition"),
    "library_ln": ("ln", RUNS, "a public library as it is: mean residual of three organisations"),
    "matmul_reference": ("fraction", "data/chips.csv", "median share of peak that A100, H100, B200 reach"),
}
SERVING = {
    "prefill_bf16_efficiency": ("fraction", "of the dense BF16 peak, prefill; attention at any precision"),
    "prefill_fp8_efficiency": ("fraction", "of the dense FP8 peak, prefill"),
    "prefill_fp4_efficiency": ("fraction", "of the dense FP4 peak, prefill"),
    "decode_bf16_efficiency": ("fraction", "of the dense BF16 peak, decode; attention at any precision"),
    "decode_fp8_efficiency": ("fraction", "of the dense FP8 peak, decode"),
    "decode_fp4_efficiency": ("fraction", "of the dense FP4 peak, decode"),
    "memory_efficiency": ("fraction", "of the data-sheet bandwidth, weights and cache"),
    "link_efficiency": ("fraction", "of one direction of the scale-up link"),
    "activation_passes": ("ratio", "how often a layer's activations pass through memory"),
    "layer_overhead_us": ("microsecond", "per layer and step"),
    "join_overhead_us": ("microsecond", "per layer, step and log2 of the GPUs of the replica"),
    "latency_low_factor": ("ratio", "80 % band of dense models: low latency over the median"),
    "latency_high_factor": ("ratio", "80 % band of dense models: high latency over the median"),
    "experts_low_factor": ("ratio", "80 % band of mixtures of experts: low latency over the median"),
    "experts_high_factor": ("ratio", "80 % band of mixtures of experts: high latency over the median"),
}


STEP = {
    "arithmetic_efficiency": ("fraction", "matrix products of a step over the dense BF16 peak"),
    "link_efficiency": ("fraction", "exchange inside a server over one direction of the link"),
    "network_efficiency": ("fraction", "exchange between servers over the network of a GPU"),
    "activation_bytes": (
        "byte/number",
        "through memory for a number of a layer's width, both ways",
    ),
    "layer_s": ("second", "launches of a layer and micro-batch, forward and backward"),
    "low_factor": ("ratio", "80 % band: low TFLOP/s over the median"),
    "high_factor": ("ratio", "80 % band: high TFLOP/s over the median"),
}


@dataclass(frozen=True, slots=True)
class FitRow:
    """One line of a fit table."""

    name: str
    value: float
    unit: str
    source: str
    notes: str


def _errors(prefix: str, of: Summary, source: str, left_out: str) -> list[FitRow]:
    notes = f"measured on rows whose {left_out} was left out of fit and band"
    return [
        FitRow(f"{prefix}rows", of.rows, "row", source, notes),
        FitRow(f"{prefix}median_error", of.median_error, "fraction", source, notes),
        FitRow(f"{prefix}mean_error", of.mean_error, "fraction", source, notes),
        FitRow(f"{prefix}coverage", of.coverage or 0.0, "fraction", source, "of the 80 % band; " + notes),
    ]


def _text(rows: list[FitRow]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (row.name, f"{row.value:.6g}", row.unit, DATA_AS_OF, row.source, row.notes) for row in rows
    )
    return out.getvalue()


def throughput_table() -> str:
    """The text of ``data/throughput_fit.csv``."""
    fit = fit_throughput()
    lines = [
        FitRow(name, getattr(fit, name), unit, source, notes)
        for name, (unit, source, notes) in THROUGHPUT.items()
    ]
    lines += _errors("", summarise(production_unknown()), RUNS, "organisation")
    lines += _errors("tuned_", summarise(tuned_unknown()), TUNED, "paper and organisation")
    return _text(lines)


def serving_table() -> str:
    """The text of ``data/serving_fit.csv``."""
    fit = fit_roofline()
    lines = [FitRow(name, getattr(fit, name), unit, SERVED, notes) for name, (unit, notes) in SERVING.items()]
    return _text(lines + _errors("", summarise(serving_unknown(by_model)), SERVED, "model"))


def step_table() -> str:
    """The text of ``data/step_fit.csv``; errors are of rows whose paper was left out, tuned stacks apart."""
    fit, source = fit_layouts(), METHOD + "training_layouts.csv"
    lines = [FitRow(name, getattr(fit, name), unit, source, notes) for name, (unit, notes) in STEP.items()]
    found = summarise([check for check in steps_unknown() if "tuned" not in check.name])
    return _text(lines + _errors("", found, source, "paper"))


def main(arguments: list[str]) -> int:
    """Write the tables, or with ``--check`` compare them; 0 if they are current."""
    folder = Path(planner.reference.__file__).parent / "data"
    stale = []
    made = (
        ("throughput_fit.csv", throughput_table()),
        ("serving_fit.csv", serving_table()),
        ("step_fit.csv", step_table()),
    )
    for name, text in made:
        path = folder / name
        if "--check" in arguments:
            if path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.stderr.write(f"not current: {', '.join(stale)}; run python -m tools.validation.fit\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
