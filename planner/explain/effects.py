"""How much one number matters to another, by the engine: what changes where it is 1 % larger."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from planner.book.find import Book
from planner.book.read import Inputs
from planner.check.examine import engine_inputs
from planner.results.plan import YES_OR_NO
from planner.template.rows import Column, Row
from planner.template.schema import Template

if TYPE_CHECKING:
    from planner.model.lines import Line

MONTHS = "months"
"""The unit of months along the plan; without decimals they are counted whole."""

STEP = 0.01
"""What is tried: 1 % more. Small, but more than what rounding to whole servers or cents hides."""


class Effects:
    """The engine in one scenario, with one number of it made larger at a time.

    Args:
        on: the one line that effects are asked on; any line by default.
    """

    def __init__(self, inputs: Inputs, book: Book, scenario: str, on: str = "") -> None:
        from planner.model import LINES

        keys = {row.stem or row.key for row in book.template.formulas}
        lines = LINES if len(keys) == len(LINES) else LINES.for_keys(keys)
        self._lines = lines.in_order()
        self._upstream = {line.key: lines.upstream(line.key) for line in self._lines}
        self._template = book.template
        self._rows = {row.key: row for _, row in book.template.rows()}
        name = self._name(on)[0]
        self._asked = {name, *self._upstream[name]} if name in self._upstream else {*self._upstream}
        self.values = self._evaluated(engine_inputs(inputs, book)[scenario], self._lines)
        self._larger: dict[str, Mapping[str, Any]] = {}
        self._steps: dict[str, float] = {}

    def of(self, key: str, on: str, position: int | None = None) -> float | None:
        """By how many per cent the line `on` changes where `key` is 1 % larger; along an axis, their sum.

        None for a text, a day, a whole month, and yes or no; where the line is zero or comes to no number;
        and where the engine, which was written apart from the formulas, computes the line without this key.
        """
        if self._name(key)[0] not in self._upstream[self._name(on)[0]]:
            return None
        before, after = (_at(self._held(values, on), position) for values in (self.values, self.larger(key)))
        counted = _counts(self._template, key) and _counts(self._template, on)
        if not counted or before is None or after is None or before == 0:
            return None
        change = (after - before) / abs(before) / self._steps.get(key, STEP)
        return change if math.isfinite(change) else None

    def larger(self, key: str) -> Mapping[str, Any]:
        """The numbers of the plan, had `key` been 1 % larger and all that is asked on followed."""
        if key not in self._larger:
            self._larger[key] = self._made_larger(key)
        return self._larger[key]

    def _made_larger(self, key: str) -> Mapping[str, Any]:
        name, row = self._name(key)
        value = self._held(self.values, key)
        if not _is_number(value):
            return self.values
        raised = _raised(self.values[name], row)
        if _is_whole(self._template, key):
            raised = _next_whole(value)
            self._steps[key] = _relative(value, raised)
        asked = [line for line in self._lines if line.key in self._asked and line.key != name]
        below = [line for line in asked if name in self._upstream[line.key]]
        return self._evaluated({**self.values, name: raised}, below)

    def _name(self, key: str) -> tuple[str, int | None]:
        """What the engine calls it, and its row where that is a grid."""
        if "." in key:
            return key.replace(".", "_", 1), None
        stem = self._rows[key].stem if key in self._rows and key not in self._upstream else ""
        return (stem, int(key.removeprefix(f"{stem}_")) - 1) if stem else (key, None)

    def _held(self, values: Mapping[str, Any], key: str) -> Any:
        """What the engine holds of a line, an input, a column or an axis."""
        name, row = self._name(key)
        value = values.get(name)
        return value if row is None or value is None else value[row]

    def _evaluated(self, known: Mapping[str, Any], lines: Iterable[Line]) -> dict[str, Any]:
        """What is known, and these lines of it."""
        import numpy as np

        found = dict(known)
        with np.errstate(all="ignore"):
            for line in lines:
                try:
                    found[line.key] = line.function(*[found[key] for key in line.needs])
                except ArithmeticError:
                    found[line.key] = math.nan
        return found


def _counts(template: Template, key: str) -> bool:
    """Whether 1 % more of it has a meaning."""
    if "." in key:
        table, _, column = key.partition(".")
        return _steps(template, template.table(table).column(column))
    if any(axis.key == key for _, axis in template.axes):
        return False
    return _steps(template, template.row(key))


def _steps(template: Template, of: Row | Column) -> bool:
    """Whether it takes steps as small as 1 %: neither words, nor days, nor months that are counted whole."""
    if of.type != "number" if isinstance(of, Column) else (of.is_text or of.is_date):
        return False
    counted = of.unit == MONTHS and "." not in template.format_of(of)
    return of.unit != YES_OR_NO and not counted


def _is_number(value: Any) -> bool:
    import numpy as np

    if isinstance(value, tuple):
        return any(isinstance(one, float | int) for one in value)
    return bool(np.issubdtype(np.asarray(value).dtype, np.number))


def _raised(value: Any, row: int | None) -> Any:
    """1 % larger; of a grid one row."""
    if isinstance(value, tuple):
        return tuple(one * (1 + STEP) if isinstance(one, float | int) else one for one in value)
    if row is None:
        return value * (1 + STEP)
    raised = value.copy()
    raised[row] *= 1 + STEP
    return raised


def _is_whole(template: Template, key: str) -> bool:
    """Whether it is an input that only takes whole numbers."""
    table, _, column = key.partition(".")
    if column:
        return template.table(table).column(column).whole
    if any(axis.key == key for _, axis in template.axes):
        return False
    row = template.row(key)
    return row.is_input and row.whole


def _next_whole(value: Any) -> Any:
    """Larger by 1 %, rounded to whole numbers, and at least by one; nothing stays nothing."""
    import numpy as np

    array = np.asarray(value, dtype=float)
    raised = array + np.where(array > 0, np.maximum(1, np.round(array * STEP)), 0)
    return raised if array.ndim else float(raised)


def _relative(value: Any, raised: Any) -> float:
    """By how much all of it together is larger."""
    import numpy as np

    total = float(np.nansum(np.asarray(value, dtype=float)))
    return float(np.nansum(np.asarray(raised, dtype=float)) - total) / total if total else math.nan


def _at(value: Any, position: int | None) -> float | None:
    import numpy as np

    array = np.asarray(value)
    if not np.issubdtype(array.dtype, np.number):
        return None
    if position is None or array.ndim == 0:
        return float(array.sum())
    return float(array[position])
