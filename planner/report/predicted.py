"""What `planner predict` says in a terminal: a line for each row, and how far off all of them are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.problems import printable
from planner.report.printing import say
from planner.report.terminal import problem_line

if TYPE_CHECKING:
    from planner.results.predicted import Predicted, Predictions

UNITS = {
    "gpu_hours": "GPU-hours",
    "model_tflops": "model TFLOP/s per GPU",
    "seconds_per_step": "s per step",
    "output_tokens_per_second": "output tokens/s",
}
"""What is predicted, for people."""


def print_predictions(result: Predictions) -> None:
    """The rows, then their median error and the share within the band."""
    for problem in result.problems:
        say(problem_line(problem), err=True)
    for row in result.rows:
        say(printable(_line(row)))
    tested = sum(row.error is not None for row in result.rows)
    if result.median_error is None or result.coverage is None:
        return
    off, within = f"{result.median_error:.1%}", f"{result.coverage:.0%}"
    rows = f"{tested} of {len(result.rows)} rows are measured and predicted"
    say(f"{rows}: median error {off}, {within} in the 80 % band")


def _line(row: Predicted) -> str:
    if row.predicted is None or row.low is None or row.high is None:
        return f"{row.id}: no prediction: {row.reason}"
    predicted, low, high = (_number(value) for value in (row.predicted, row.low, row.high))
    said = f"{row.id}: {predicted} {UNITS.get(row.what, row.what)} ({low} to {high})"
    if row.measured is None or row.error is None:
        return said
    where = "in the band" if row.inside else "outside the band"
    return f"{said}, measured {_number(row.measured)}: {row.error:+.0%}, {where}"


def _number(value: float) -> str:
    """Four digits that count, and no power of ten."""
    return f"{float(f'{value:.4g}'):,.15g}"
