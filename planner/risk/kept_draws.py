"""The draws that stand on the sheet `Draws` of a plan: their inputs and their results, as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from planner.book.beside import DRAWS
from planner.book.read import Scalar
from planner.check.examine import Reading
from planner.risk.draws_sheet import FIRST, HEAD
from planner.risk.standing import Standing
from planner.risk.uncertain import Uncertain
from planner.template.schema import Template
from planner.xlsx.cell import Cell

if TYPE_CHECKING:
    import numpy as np


class KeptDraws(NamedTuple):
    """The draws of the sheet, in the order of their numbers from 1 on.

    Attributes:
        inputs: of each draw, by name.
        results: key -> one value a draw.
    """

    inputs: Sequence[Mapping[str, Scalar]]
    results: Mapping[str, np.ndarray]


def kept_draws(reading: Reading, rows: Sequence[Uncertain], there: Standing, count: int) -> KeptDraws:
    """What the sheet says, which nobody has changed.

    Args:
        there: where the sheets are; `count` draws stand there.
    """
    import numpy as np

    sheet, moved = there.names[DRAWS], there.moved[DRAWS]
    cells = reading.book.source.cells(sheet)
    columns = _columns(cells, HEAD + 1 + moved)
    at = range(FIRST + moved, FIRST + moved + count)
    inputs = [{row.name: cells[number, columns[row.name]].value for row in rows} for number in at]
    results = {
        key: np.array([cells[number, columns[key]].value for number in at], dtype=float)
        for key in columns
        if _is_result(reading.book.template, key)
    }
    return KeptDraws(inputs, results)  # type: ignore[arg-type]


def _columns(cells: Mapping[tuple[int, int], Cell], keys: int) -> dict[str, int]:
    """Key -> the column that has it."""
    found = {}
    column = 1
    while (cell := cells.get((keys, column))) and isinstance(cell.value, str):
        found[cell.value] = column
        column += 1
    return found


def _is_result(template: Template, key: str) -> bool:
    return any(row.key == key and row.kind != "check" for row in template.formulas)
