"""A preset's values as the engine takes them, without a workbook in between."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np

from planner.template.preset import Preset
from planner.template.schema import Template

DAY_ZERO = date(1899, 12, 30)


def engine_inputs(
    template: Template,
    preset: Preset,
    scenario: str,
    axes: Mapping[str, Sequence[float | str]] = MappingProxyType({}),
) -> dict[str, Any]:
    """Every input of the engine.

    Args:
        axes: axis -> its positions, where they are not the template's.
    """
    inputs: dict[str, Any] = {"level": scenario}
    for row in template.inputs:
        given = preset.inputs[row.key]
        value = given.get(scenario, given["base"])
        inputs[row.key] = spelled(value, row.choices) if isinstance(value, str) else float(value)
    for table in template.tables:
        for column in table.columns:
            cells = [
                spelled(plain(entry.get(column.key)), column.choices) for entry in preset.tables[table.key]
            ]
            number = column.type in {"number", "date"}
            typed = np.array(cells, dtype=float) if number else tuple(cell or "" for cell in cells)
            inputs[f"{table.key}_{column.key}"] = typed
    for _, axis in template.axes:
        positions = axes.get(axis.key, axis.values)
        inputs[axis.key] = tuple(positions) if axis.is_text else np.array(positions, dtype=float)
    return inputs


def spelled(value: Any, choices: Sequence[str]) -> Any:
    """A choice as the template spells it, which is how reading gives it to the engine."""
    known = {choice.casefold(): choice for choice in choices}
    return known.get(value.casefold(), value) if isinstance(value, str) else value


def plain(value: Any) -> float | str | None:
    if isinstance(value, date):
        return float((value - DAY_ZERO).days)
    return float(value) if isinstance(value, int | float) else value
