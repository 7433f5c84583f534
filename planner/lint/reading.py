"""What a sheet is for and what stands on it: read from its cells, or known where it is planner's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from planner.book.find import Book
from planner.lint import kinds, planned
from planner.lint.grid import Axis, Grid, Header, Line, Words, read_grid
from planner.lint.inputs import typed_inputs
from planner.lint.sheets import Sheet
from planner.xlsx.a1 import Area, Position
from planner.xlsx.package import Table
from planner.xlsx.styles import Styles


@dataclass(slots=True)
class Reading:
    """One sheet.

    Attributes:
        kind: input, calculation, output or control; empty where the workbook does not say.
        ours: one of planner's own sheets.
        inputs: cells that a person types and formulas read.
        choices: inputs that hold a word.
        expected: those of them, and of the choices, that planner's template has there.
        follows: planner's low and high inputs that repeat their base case.
        written: numbers that planner itself writes.
        known_columns: columns of planner's tables; whether they may be empty is for the template to say.
        record: planner's sheet of what changed, or of actuals: it holds lines of many sheets once more.
    """

    sheet: Sheet
    grid: Grid
    tables: tuple[Table, ...]
    kind: str = ""
    ours: bool = False
    inputs: set[Position] = field(default_factory=set)
    choices: set[Position] = field(default_factory=set)
    expected: set[Position] = field(default_factory=set)
    follows: set[Position] = field(default_factory=set)
    written: set[Position] = field(default_factory=set)
    known_columns: list[Area] = field(default_factory=list)
    record: bool = False
    paper: bool = False

    @property
    def axes(self) -> list[Axis]:
        """The rows of periods, or of other positions that lines run along."""
        return self.grid.axes

    @property
    def lines(self) -> list[Line]:
        """The rows with numbers, outside tables."""
        return self.grid.lines

    @property
    def headers(self) -> list[Header]:
        """The rows of headings."""
        return self.grid.headers

    def table_at(self, position: Position) -> Table | None:
        """The table that a cell lies in."""
        return next((table for table in self.tables if position in table.area), None)

    def line_at(self, row: int) -> Line | None:
        """The line of a row."""
        return self.grid.line_at(row)

    def axis_columns(self) -> range:
        """The columns of the first axis; none where there is no axis."""
        return range(self.axes[0].first, self.axes[0].last + 1) if self.axes else range(0)


def read_sheets(
    sheets: Sequence[Sheet],
    styles: Styles,
    tables: Iterable[Table],
    plan: Book | None,
    areas_read: Mapping[str, Sequence[Area]],
) -> dict[str, Reading]:
    """Every worksheet; planner's own through its template and names, the others as they show themselves.

    Args:
        areas_read: what formulas read, by the sheet that it stands on.
    """
    words = planned.words(plan) if plan else Words()
    ours = planned.read(plan) if plan else {}
    index = kinds.kinds_by_index(sheets)
    standing = list(tables)
    readings = {}
    for sheet in sheets:
        own = tuple(table for table in standing if table.sheet == sheet.name)
        known = ours.get(sheet.name)
        axes = known.axes if known else None
        grid = read_grid(sheet, styles, [table.area for table in own], words, axes)
        reading = Reading(sheet, grid, own, kinds.kind_of(sheet, index))
        reading.inputs = typed_inputs(sheet, styles, grid, areas_read.get(sheet.name, []))
        if known:
            _overlay(reading, known)
        readings[sheet.name] = reading
    return readings


def _overlay(reading: Reading, known: planned.Known) -> None:
    """Put what planner knows of its own sheet in place of what the cells alone say."""
    reading.kind, reading.ours, reading.record = known.kind, True, known.record
    reading.paper = known.paper
    reading.follows, reading.written = known.follows, known.written
    reading.inputs = (reading.inputs - known.written) | known.inputs
    reading.expected = known.inputs | known.choices
    reading.choices, reading.known_columns = known.choices, known.tables
    for row, columns in known.rows.items():
        reading.grid.add_line(row, reading.sheet.texts(row), columns)
