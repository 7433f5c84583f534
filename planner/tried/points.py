"""The engine asked about many plans at once, each with a few inputs or cells of tables at other values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from planner.book.read import Inputs, Scalar
from planner.check.whatif import CHUNK, Model
from planner.template.schema import Template

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Found = Mapping[str, NDArray[np.float64]]


class Ref(NamedTuple):
    """An input, or a cell of a table: `rounds.amount` and its row, counted from 0."""

    key: str
    row: int | None = None

    @property
    def engine_key(self) -> str:
        """What the engine calls it, or the column that it is of."""
        return self.key if self.row is None else self.key.replace(".", "_", 1)


Point = Mapping[Ref, Scalar]
"""Inputs and cells at other values, in the words of the plan; all others stand as they are."""


def held(inputs: Inputs, scenario: str, ref: Ref) -> Scalar | None:
    """What stands there in the plan; None in a blank cell."""
    if ref.row is None:
        return inputs.scalars[scenario][ref.key]
    table, _, column = ref.key.partition(".")
    return inputs.tables[table][column][ref.row]


def at_points(model: Model, scenario: str, points: Sequence[Point], keys: Collection[str]) -> Found:
    """Key -> a row for each point: one number, or one for each position of its axis. NaN where there is none.

    Numbers go to the engine as arrays. Words and days, of which lines are looked up one by one, take turns.
    """
    import numpy as np

    from planner.model import LINES

    rows = [model.template.row(key) for key in keys]
    lines = LINES.for_keys({row.stem or row.key for row in rows})
    counts = [len(model.inputs.axes[row.axis]) if row.axis else 1 for row in rows]
    found = {row.key: np.full((len(points), count), np.nan) for row, count in zip(rows, counts, strict=True)}
    plan = model.known(scenario, {})
    for turn, at in _turns(model.template, points):
        known = _with(plan, model, turn)
        for start in range(0, len(at), CHUNK):
            part = at[start : start + CHUNK]
            drawn = _drawn(known, [points[number] for number in part], turn)
            with np.errstate(all="ignore"):
                values = lines.spread(lines.evaluate(known | drawn))
            for row, count in zip(rows, counts, strict=True):
                found[row.key][part] = _spread(values[row.key], len(part), count, bool(row.axis))
    return {key: np.where(np.isfinite(values), values, np.nan) for key, values in found.items()}


def _turns(template: Template, points: Iterable[Point]) -> list[tuple[dict[Ref, Scalar], list[int]]]:
    """Each combination of words and days, with the points that have it."""
    turns: dict[tuple[tuple[Ref, Scalar], ...], list[int]] = {}
    for number, point in enumerate(points):
        apart = tuple(sorted((ref, value) for ref, value in point.items() if _apart(template, ref, value)))
        turns.setdefault(apart, []).append(number)
    return [(dict(apart), at) for apart, at in turns.items()]


def _apart(template: Template, ref: Ref, value: Scalar) -> bool:
    """Whether it is a word or a day."""
    if isinstance(value, str):
        return True
    if ref.row is None:
        return template.row(ref.key).is_date
    table, _, column = ref.key.partition(".")
    return template.table(table).column(column).type == "date"


def _with(plan: Mapping[str, Any], model: Model, turn: Point) -> dict[str, Any]:
    """What the engine takes, with these words and days in it."""
    known = dict(plan)
    for ref, value in turn.items():
        meant = model.meant(value)
        if ref.row is None:
            known[ref.key] = meant
            continue
        column = known[ref.engine_key]
        cells = list(column)
        cells[ref.row] = meant
        known[ref.engine_key] = tuple(cells) if isinstance(column, tuple) else _numbers(cells)
    return known


def _numbers(cells: Sequence[Any]) -> NDArray[np.float64]:
    import numpy as np

    return np.array(cells, dtype=float)


def _drawn(known: Mapping[str, Any], points: Sequence[Point], turn: Point) -> dict[str, Any]:
    """The inputs and columns that the points move, a row for each of them."""
    import numpy as np

    count = len(points)
    arrays: dict[str, Any] = {}
    for number, point in enumerate(points):
        for ref, value in point.items():
            if ref in turn:
                continue
            if ref.engine_key not in arrays:
                held = np.asarray(known[ref.engine_key], dtype=float)
                arrays[ref.engine_key] = np.repeat(held[None], count, axis=0)
            at = number if ref.row is None else (number, ref.row)
            arrays[ref.engine_key][at] = value
    return arrays


def _spread(value: Any, points: int, count: int, along: bool) -> Any:
    """A row for each point, whether or not the line depends on what they move."""
    import numpy as np

    array = np.asarray(value, dtype=float)
    if not along and array.ndim:
        array = array.reshape(-1, 1)
    return np.broadcast_to(array, (points, count))
