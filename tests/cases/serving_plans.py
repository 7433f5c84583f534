"""A preset's plan with some inputs changed, for the cases of serving."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from planner.model import LINES
from planner.template.load import load_preset, load_template
from tests.inputs import engine_inputs


def results(
    preset: str = "essay", scenario: str = "low", only: Collection[str] = (), **changes: Any
) -> dict[str, Any]:
    """Every line of the engine, and the inputs, after the changes.

    Args:
        only: lines to which, with what they need, it is kept.
    """
    inputs = engine_inputs(load_template(), load_preset(preset), scenario)
    assert changes.keys() <= inputs.keys()
    inputs |= {key: float(value) if isinstance(value, int) else value for key, value in changes.items()}
    return inputs | (LINES.for_keys(only) if only else LINES).evaluate(inputs)


def with_cell(preset: str, table: str, key: str, name: str, column: str, value: float) -> dict[str, Any]:
    """The changed column of a table, where the row of that name gets another value."""
    inputs = engine_inputs(load_template(), load_preset(preset), "base")
    row = list(inputs[f"{table}_{key}"]).index(name)
    cells = list(inputs[f"{table}_{column}"])
    cells[row] = value
    number = isinstance(inputs[f"{table}_{column}"], np.ndarray)
    return {f"{table}_{column}": np.array(cells, dtype=float) if number else tuple(cells)}
