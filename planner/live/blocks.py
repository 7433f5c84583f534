"""Single edits as the fewest rectangles, so that Excel is told a few times and not once a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.xlsx.a1 import Area, Position
from planner.xlsx.cell import Cell, CellError, Value
from planner.xlsx.render import Edit

TRUTHS = {"TRUE", "FALSE"}


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells of one sheet, with what goes into each."""

    sheet: str
    area: Area
    rows: tuple[tuple[Value, ...], ...]


def blocks(sheet: str, edits: Mapping[Position, Edit]) -> Iterator[Block]:
    """The edits of a sheet: runs of neighbours in a row, with the same runs in the rows below."""
    open_runs: dict[tuple[int, int], tuple[int, int]] = {}
    for row, runs in _runs(edits):
        for run in [run for run, (_, last) in open_runs.items() if last < row - 1 or run not in runs]:
            yield _block(sheet, run, *open_runs.pop(run), edits)
        for run in runs:
            first = open_runs[run][0] if run in open_runs else row
            open_runs[run] = first, row
    for run, (first, last) in open_runs.items():
        yield _block(sheet, run, first, last, edits)


def _runs(edits: Mapping[Position, Edit]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Row by row the first and last columns of cells that stand side by side."""
    columns: dict[int, list[int]] = {}
    for row, column in sorted(edits):
        columns.setdefault(row, []).append(column)
    for row, found in columns.items():
        runs: list[tuple[int, int]] = []
        for column in found:
            if runs and runs[-1][1] == column - 1:
                runs[-1] = runs[-1][0], column
            else:
                runs.append((column, column))
        yield row, runs


def _block(sheet: str, run: tuple[int, int], first: int, last: int, edits: Mapping[Position, Edit]) -> Block:
    left, right = run
    rows = range(first, last + 1)
    values = tuple(tuple(edits[row, column].value for column in range(left, right + 1)) for row in rows)
    return Block(sheet, Area(first, left, last, right), values)


def typed(value: Value) -> float | str | bool | None:
    """A value as it must be typed, so that Excel takes a text for a text whatever it looks like."""
    if isinstance(value, CellError):
        return value.code
    if not isinstance(value, str) or (value.upper() not in TRUTHS and value.replace(" ", "").isalpha()):
        return value
    return f"'{value}" if value else value


def typed_again(cell: Cell | None) -> float | str | bool | None:
    """What has to be typed so that a cell is as it was."""
    if cell is None:
        return None
    return f"={cell.formula}" if cell.formula is not None else typed(cell.value)
