"""The engine asked without a file being written: one plan with other inputs, or a grid of them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

from planner import days
from planner.book.find import Book
from planner.book.read import Inputs, Scalar
from planner.check.examine import Ask, as_engine_takes, computed
from planner.template.preset import Preset
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import Template

if TYPE_CHECKING:
    import numpy as np

CHUNK = 250
"""Points that the engine is given at once: more are not faster, and sixty months of each take memory."""


@dataclass(frozen=True, slots=True)
class Model:
    """A plan as the engine knows it.

    Attributes:
        template: whose rows say what an input may be, in the language of the plan.
        inputs: as a workbook has them.
    """

    name: str
    template: Template
    inputs: Inputs

    def known(self, scenario: str, changed: Mapping[str, Scalar]) -> dict[str, Any]:
        """What the engine takes, with some inputs changed. These are in the words of the plan."""
        meant = {key: self.meant(value) for key, value in changed.items()}
        return {**as_engine_takes(self.inputs, self.template)[scenario], **meant}

    def meant(self, value: Scalar) -> Scalar:
        """A word of the plan's language as the engine knows it; a number as it is."""
        return self.template.meanings.get(value, value) if isinstance(value, str) else value

    def choices(self, row: Row) -> Sequence[str]:
        """The words that an input may be, those of a column of a table among them."""
        if not row.choices_from:
            return row.choices
        table, _, column = row.choices_from.partition(".")
        return [word for word in self.inputs.tables[table][column] if isinstance(word, str)]


def of_preset(template: Template, preset: Preset) -> Model:
    """A preset, as a workbook made of it would be read."""
    inputs = Inputs()
    for row in template.inputs:
        given = preset.inputs[row.key]
        for name in SCENARIOS:
            inputs.scalars[name][row.key] = _plain(given.get(name, given["base"]), row.choices)
    for table in template.tables:
        rows = preset.tables[table.key]
        inputs.tables[table.key] = {
            column.key: tuple(
                _plain(entry[column.key], column.choices) if column.key in entry else None for entry in rows
            )
            for column in table.columns
        }
    inputs.axes = {axis.key: tuple(axis.values) for _, axis in template.axes}
    return Model(preset.name, template, inputs)


def of_book(book: Book, ask: Ask) -> Model:
    """The plan in a workbook. Raises PlanError where an input of it cannot be used."""
    return Model(book.source.file, book.template, computed(book, ask).inputs)


def evaluated(
    model: Model, scenario: str, changed: Mapping[str, Scalar]
) -> dict[str, float | tuple[float, ...]]:
    """Every line of the plan: one number, or one for each position of its axis. NaN where there is none."""
    import numpy as np

    from planner.model import LINES

    asked = LINES.for_keys({row.stem or row.key for row in model.template.formulas})
    with np.errstate(all="ignore"):
        values = asked.spread(asked.evaluate(model.known(scenario, changed)))
    lines: dict[str, float | tuple[float, ...]] = {}
    for row in model.template.formulas:
        count = len(model.inputs.axes[row.axis]) if row.axis else 1
        along = tuple(np.broadcast_to(values[row.key], count).tolist())
        lines[row.key] = tuple(map(float, along)) if row.axis else float(along[0])
    return lines


def is_finite(value: float | tuple[float, ...]) -> bool:
    """Whether a line has a number everywhere."""
    return all(map(math.isfinite, value if isinstance(value, tuple) else (value,)))


def grid(
    model: Model, scenario: str, swept: Mapping[str, Sequence[Scalar]], keys: Collection[str]
) -> dict[str, np.ndarray]:
    """Lines without an axis at every combination of values, the last input varying fastest. NaN: no number.

    Numbers go to the engine as arrays. Words and days, of which lines are looked up one by one, take turns.
    """
    import numpy as np

    from planner.model import LINES

    count = math.prod(map(len, swept.values()))
    places = np.indices([len(values) for values in swept.values()]).reshape(len(swept), count)
    index = dict(zip(swept, places, strict=True))
    lines, found = LINES.for_keys(keys), {key: np.full(count, np.nan) for key in keys}
    for turn, at in _turns(model, swept, index, count):
        known = model.known(scenario, turn)
        arrays = [key for key in swept if key not in turn]
        for start in range(0, len(at), CHUNK):
            part = at[start : start + CHUNK]
            drawn = {key: np.asarray(swept[key], dtype=float)[index[key][part]] for key in arrays}
            with np.errstate(all="ignore"):
                values = lines.evaluate(known | drawn)
            for key in keys:
                found[key][part] = values[key]
    return {key: np.where(np.isfinite(values), values, np.nan) for key, values in found.items()}


def _turns(
    model: Model, swept: Mapping[str, Sequence[Scalar]], index: Mapping[str, np.ndarray], count: int
) -> Iterator[tuple[dict[str, Scalar], np.ndarray]]:
    """Each combination of words and days, with the points of the grid that it is for."""
    import numpy as np

    rows = [model.template.row(key) for key in swept]
    apart = [row.key for row in rows if row.is_text or row.is_date]
    for turn in product(*(range(len(swept[key])) for key in apart)):
        here = np.ones(count, dtype=bool)
        for key, number in zip(apart, turn, strict=True):
            here &= index[key] == number
        yield {key: swept[key][at] for key, at in zip(apart, turn, strict=True)}, np.flatnonzero(here)


def _plain(value: Any, choices: Sequence[str]) -> Scalar:
    """A value of a preset as reading a workbook gives it: a day as its number, a choice as it is spelled."""
    if isinstance(value, date):
        return float(days.serial(value))
    if isinstance(value, str):
        return next((choice for choice in choices if choice.casefold() == value.casefold()), value)
    return float(value)
