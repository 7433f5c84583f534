"""The use case predict: tables of published measurements, predicted by the lines of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from planner.measured import serving, training
from planner.measured.table import Measured, read_table
from planner.problems import PlanError, Problem
from planner.results.predicted import Predicted, Predictions

Predict = Callable[[Measured], Predicted]


def predict(
    runs: Path | str | None = None, serving_runs: Path | str | None = None, *, strict: bool = False
) -> Predictions:
    """Predict published measurements as a plan would: training runs, serving, or both.

    Args:
        runs: a CSV file of training runs or steps, with the columns that docs/predict.md names.
        serving_runs: the same of serving.
        strict: leave a row's own organisation and paper, or model, out of the constants that predict it.
    """
    if runs is None and serving_runs is None:
        remedy = "Give a CSV file of training runs, or one of serving."
        return Predictions(problems=(Problem("there is nothing to predict", remedy, usage=True),))
    try:
        found = [
            *_each(runs, training.COLUMNS, lambda row: training.predict_run(row, strict=strict)),
            *_each(
                serving_runs, serving.COLUMNS, lambda row: serving.predict_serving_row(row, strict=strict)
            ),
        ]
    except PlanError as error:
        return Predictions(problems=error.problems)
    return Predictions(tuple(found))


def _each(file: Path | str | None, needed: Sequence[str], of: Predict) -> list[Predicted]:
    """A prediction for each row. Raises a PlanError that lists every cell that is no number."""
    found: list[Predicted] = []
    problems: list[Problem] = []
    for row in read_table(Path(file), needed) if file is not None else ():
        try:
            found.append(of(row))
        except PlanError as error:
            problems += error.problems
    if problems:
        raise PlanError(problems)
    return found
