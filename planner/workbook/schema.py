"""What a template is made of: sheets, rows, tables, presets. Plain data; ``template.py`` loads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.workbook.words import Words

SCENARIOS = ("low", "base", "high")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet: an input, or something calculated with a formula."""

    key: str
    kind: str
    label: str
    unit: str
    formula: str = ""
    default: float | str | None = None
    min: float | None = None
    max: float | None = None
    whole: bool = False
    choices: tuple[str, ...] = ()
    choices_from: str = ""
    note: str = ""
    source: str = ""
    format: str = ""

    @property
    def is_input(self) -> bool:
        """Whether the user types it."""
        return self.kind == "input"

    @property
    def is_text(self) -> bool:
        """Whether its value is one of several words rather than a number."""
        return self.unit == "choice"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading between rows."""

    section: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an Excel table that the user may extend."""

    key: str
    header: str
    type: str
    unit: str = ""
    min: float | None = None
    max: float | None = None
    whole: bool = False
    choices: tuple[str, ...] = ()
    required: bool = True
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table at the foot of an input sheet."""

    key: str
    title: str
    columns: tuple[Column, ...]
    note: str = ""
    one_of: tuple[str, ...] = ()
    """Optional columns of which each row fills at least one."""

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)

    @property
    def unique(self) -> Column | None:
        """The column that names a row, if the table has one."""
        return next((column for column in self.columns if column.unique), None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of scalar rows, with at most one table below them."""

    name: str
    kind: str
    title: str
    items: tuple[Row | Section, ...]
    table: Table | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows without the headings."""
        return tuple(item for item in self.items if isinstance(item, Row))


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure that the source of a preset prints, to stand against the computed one."""

    text: str
    key: str
    scenario: str
    printed: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """Values for every input and table of a template, with the notes that belong to them."""

    name: str
    title: str
    question: str
    inputs: Mapping[str, Mapping[str, float | str]]
    tables: Mapping[str, tuple[Mapping[str, Any], ...]]
    notes: Mapping[str, str]
    printed: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """Everything a workbook of this kind holds, but for values."""

    name: str
    version: str
    title: str
    sheets: tuple[Sheet, ...]
    scenario_names: Mapping[str, str]
    conventions: tuple[tuple[str, str], ...]
    formats: Mapping[str, str]
    titles: Mapping[str, str]
    statuses: Mapping[str, str]
    words: Words
    summary: tuple[tuple[str, tuple[str, ...]], ...]
    _rows: dict[str, Row] = field(default_factory=dict, compare=False)

    def rows(self) -> Iterator[tuple[Sheet, Row]]:
        """Every row with its sheet, in reading order."""
        for sheet in self.sheets:
            for row in sheet.rows:
                yield sheet, row

    def row(self, key: str) -> Row:
        """The row of a key. Raises KeyError."""
        if not self._rows:
            self._rows.update((row.key, row) for _, row in self.rows())
        return self._rows[key]

    @property
    def inputs(self) -> tuple[Row, ...]:
        """The rows that the user types."""
        return tuple(row for _, row in self.rows() if row.is_input)

    @property
    def formulas(self) -> tuple[Row, ...]:
        """The rows that are calculated."""
        return tuple(row for _, row in self.rows() if not row.is_input)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in the order of their sheets."""
        return tuple(sheet.table for sheet in self.sheets if sheet.table)

    def format_of(self, row: Row | Column) -> str:
        """The number format of a row's or column's values."""
        if isinstance(row, Column):
            return self.formats.get(row.unit or row.type, "General")
        return row.format or self.formats.get(row.unit, "General")
