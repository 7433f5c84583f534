"""What stands where on a sheet, read without knowing its maker: headings, time axes, lines.

Only what the cells themselves show is used. What cannot be told stays unknown: an empty text, no column.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from planner.lint.periods import PERIOD_LABEL, are_counted, are_dates_apart, are_periods, are_years
from planner.lint.sheets import Sheet, within
from planner.xlsx.a1 import Area
from planner.xlsx.cell import Cell
from planner.xlsx.number_format import is_date
from planner.xlsx.styles import Style, Styles

LABEL_LENGTH = 20  # letters; what stands in front of a time axis says no more than `Month`
UNIT_WORDS = frozenset(
    {"unit", "units", "uom", "unit of measure", "单位", "單位", "einheit", "unité", "unidad"}
)
_NOTES = """
note|notes|source|sources|comment|comments|remark|remarks|reference|references|basis|rationale|note or source|
notes and sources|source / note|source or note|备注|说明|来源|依据|附注|备注或来源|说明或来源|quelle|bemerkung
"""
NOTE_WORDS = frozenset(_NOTES.replace("\n", "").split("|"))


@dataclass(frozen=True, slots=True)
class Axis:
    """A row of positions that the lines below run along: periods, or on planner's sheets others too."""

    row: int
    first: int
    last: int
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """A row of headings, with the columns that it gives to units and to notes."""

    row: int
    texts: Mapping[int, str]
    unit_column: int | None = None
    note_column: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row with numbers: what it is called, in which unit, and what stands behind the numbers.

    Attributes:
        unit: None where no heading gives a column to units.
        header: the row of the headings above; 0 where there are none.
    """

    row: int
    label: str
    label_column: int
    unit: str | None
    columns: tuple[int, ...]
    note: str
    header: int


@dataclass(slots=True)
class Grid:
    """A sheet's headings, axes and lines in reading order; tables are left out."""

    headers: list[Header] = field(default_factory=list)
    axes: list[Axis] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def header_above(self, row: int) -> Header | None:
        """The last row of headings above a row."""
        index = bisect_left(self.headers, row, key=lambda header: header.row)
        return self.headers[index - 1] if index else None

    def line_at(self, row: int) -> Line | None:
        """The line of a row."""
        index = bisect_left(self.lines, row, key=lambda line: line.row)
        return self.lines[index] if index < len(self.lines) and self.lines[index].row == row else None

    def add_line(self, row: int, texts: Mapping[int, str], columns: Sequence[int]) -> None:
        """Add a line that is known to stand there, unless it was found already."""
        if self.line_at(row) is None:
            self.lines.append(_line(row, texts, columns, self.header_above(row)))
            self.lines.sort(key=lambda line: line.row)

    @property
    def heading_rows(self) -> frozenset[int]:
        """The rows of headings and axes."""
        return frozenset({header.row for header in self.headers} | {axis.row for axis in self.axes})


@dataclass(frozen=True, slots=True)
class Words:
    """The headings, in small letters, that give a column to units or to notes."""

    units: Collection[str] = UNIT_WORDS
    notes: Collection[str] = NOTE_WORDS


def is_number(cell: Cell) -> bool:
    """Whether a cell holds or shows a number; a formula that shows nothing counts, for it may."""
    value = cell.value
    if isinstance(value, float) and not isinstance(value, bool):
        return True
    return value is None and cell.formula is not None


def read_grid(
    sheet: Sheet, styles: Styles, tables: Sequence[Area], words: Words, axes: Iterable[Axis] | None = None
) -> Grid:
    """Read a sheet.

    Args:
        tables: areas to leave out.
        axes: those that are known beforehand; None where they are to be looked for.
    """
    grid, known = Grid(), {axis.row: axis for axis in axes or ()}
    for row, cells in _rows(sheet, tables):
        texts = {column: text for column, cell in cells.items() if (text := _typed_text(cell))}
        looks = {column: styles.of(cell.style) for column, cell in cells.items()}
        axis = known.get(row)
        if axes is None:
            axis = _axis(row, cells, texts, looks, early=not grid.lines and not grid.axes)
        if axis is not None:
            grid.axes.append(axis)
        if axis is not None or _is_header(cells, texts, looks, words):
            grid.headers.append(_header(row, texts, words))
            continue
        numbers = [
            column
            for column, cell in cells.items()
            if is_number(cell) and not is_date(looks[column].number_format)
        ]
        if numbers:
            line = _line(row, texts, numbers, grid.header_above(row))
            grid.lines.append(line if line.unit != "" else replace(line, unit=_shown_unit(cells, grid, row)))
    return grid


def _shown_unit(cells: Mapping[int, Cell], grid: Grid, row: int) -> str:
    """The unit of a line where a formula says it."""
    header = grid.header_above(row)
    cell = cells.get(header.unit_column or 0) if header else None
    return cell.value.strip() if cell is not None and isinstance(cell.value, str) else ""


def _typed_text(cell: Cell) -> str:
    return cell.value.strip() if isinstance(cell.value, str) and cell.formula is None else ""


def _rows(sheet: Sheet, tables: Sequence[Area]) -> Iterator[tuple[int, dict[int, Cell]]]:
    """The filled cells outside tables, row by row."""
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        filled = cell.formula is not None or cell.value not in (None, "")
        if filled and not within((row, column), tables):
            rows.setdefault(row, {})[column] = cell
    yield from rows.items()


def _is_header(
    cells: Mapping[int, Cell], texts: Mapping[int, str], looks: Mapping[int, Style], words: Words
) -> bool:
    """Two texts or more and no number; that name a column of units or notes, or are all bold or filled."""
    if len(texts) < 2 or any(is_number(cell) for cell in cells.values()):
        return False
    if any(text.casefold() in words.units for text in texts.values()):
        return True
    return all(looks[column].bold or looks[column].fill not in {"", "FFFFFF"} for column in texts)


def _header(row: int, texts: Mapping[int, str], words: Words) -> Header:
    def column_of(wanted: Collection[str]) -> int | None:
        return next((column for column, text in texts.items() if text.casefold() in wanted), None)

    return Header(row, dict(texts), column_of(words.units), column_of(words.notes))


def _line(row: int, texts: Mapping[int, str], numbers: Sequence[int], header: Header | None) -> Line:
    unit_column = header.unit_column if header else None
    note_column = header.note_column if header else None
    before = [column for column in texts if column < min(numbers) and column != unit_column]
    label_column = min(before, default=0)
    behind = [text for column, text in texts.items() if column > max(numbers) and column != unit_column]
    note = texts.get(note_column, "") if note_column else " ".join(behind)
    return Line(
        row=row,
        label=texts.get(label_column, ""),
        label_column=label_column,
        unit=texts.get(unit_column, "") if unit_column else None,
        columns=tuple(numbers),
        note=note,
        header=header.row if header else 0,
    )


def _axis(
    row: int, cells: Mapping[int, Cell], texts: Mapping[int, str], looks: Mapping[int, Style], *, early: bool
) -> Axis | None:
    """The longest run of neighbouring cells that are periods.

    Args:
        early: no line and no axis stands above, so a row that only counts is no line of data either.
    """
    best: Axis | None = None
    for run in _runs(cells, looks):
        values = [cells[column].value for column in run]
        numbers = [value for value in values if isinstance(value, float)]
        dated = is_date(looks[run[0]].number_format)
        if len(numbers) == len(values):
            heading = early or looks[run[0]].bold or _says_period(texts, run[0])
            found = (
                are_dates_apart(numbers)
                if dated
                else are_years(numbers) or (heading and are_counted(numbers))
            )
        else:
            found = are_periods([value if isinstance(value, str) else "" for value in values])
        if found and (best is None or len(run) > best.last - best.first + 1):
            best = Axis(row, run[0], run[-1], tuple(values))
    return best


def _says_period(texts: Mapping[int, str], before: int) -> bool:
    return any(
        column < before and len(text) < LABEL_LENGTH and PERIOD_LABEL.search(text)
        for column, text in texts.items()
    )


def _runs(cells: Mapping[int, Cell], looks: Mapping[int, Style]) -> Iterator[list[int]]:
    """Neighbouring cells of one sort: dates, numbers, texts."""
    run: list[int] = []
    sort: object = None
    for column, cell in cells.items():
        kind = type(cell.value), is_date(looks[column].number_format)
        if run and (column != run[-1] + 1 or kind != sort):
            yield run
            run = []
        run.append(column)
        sort = kind
    if run:
        yield run
