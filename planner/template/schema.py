"""What a template is made of: sheets, rows, tables, presets. Plain data; ``load.py`` loads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.template.amounts import Said
from planner.template.charts import Chart
from planner.template.printed import Printed
from planner.template.words import Words

SCENARIOS = ("low", "base", "high")
LONGEST_NAME = 255
"""Characters of a text that Excel's MATCH finds, as Excel counts them: one beyond U+FFFF is two."""
COVER, SUMMARY, CHECKS, SOURCES, LOG = "Cover", "Summary", "Checks", "Sources", "Log"
"""Sheets that planner arranges itself; a user may rename them."""
ENGLISH = "en"
"""The language of templates, and of workbooks that name none."""
REPORTING = ("reporting currency", "plan currency")
"""Units of amounts in the currency that the owner chooses, by the input that `Said.currency` names."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet: an input, or something calculated with a formula."""

    key: str
    kind: str
    label: str
    unit: str
    formula: str = ""
    default: float | str | Mapping[str, float | str] | None = None
    min: float | None = None
    max: float | None = None
    whole: bool = False
    choices: tuple[str, ...] = ()
    choices_from: str = ""
    note: str = ""
    source: str = ""
    format: str = ""
    axis: str = ""
    """Key of the axis that it runs along, for a line with one value a month, a year, a chip."""
    scale: str = ""
    """Key of the line whose size a difference is relative to, for a line that may cancel to nothing."""
    size: float = 0.0
    """The same as a number: 1 for a ratio less one, or for what is left of a whole."""
    earlier: tuple[str, ...] = ()
    """Formulas that it had in earlier versions of the template."""
    earlier_notes: tuple[str, ...] = ()
    """Notes that it had in earlier versions of the template."""
    sized_since: str = ""
    """The version of the template that gave it its scale or size, if it had none before."""
    unit_words: str = ""
    """The unit in the workbook's language, where that is not English."""
    each: str = ""
    """Key of the axis that it stands for one position of; `stem` is its key without number. See each.py."""
    stem: str = ""

    @property
    def is_input(self) -> bool:
        """Whether the user types it."""
        return self.kind == "input"

    @property
    def is_text(self) -> bool:
        """Whether its value is one of several words rather than a number."""
        return self.unit == "choice"

    @property
    def is_date(self) -> bool:
        """Whether its value is a day, held as a spreadsheet's serial number."""
        return self.unit == "date"

    @property
    def shown_unit(self) -> str:
        """The unit as people read it."""
        return self.unit_words or self.unit


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
    choices_from: str = ""
    required: bool = True
    unique: bool = False
    matched: bool = False
    """Formulas compare its texts with those of another column."""
    format: str = ""
    unit_words: str = ""

    @property
    def shown_unit(self) -> str:
        """The unit as people read it."""
        return self.unit_words or self.unit

    @property
    def is_looked_up(self) -> bool:
        """Whether formulas find or compare its texts."""
        return self.type == "text" and (self.unique or self.matched)


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table at the foot of an input sheet."""

    key: str
    title: str
    columns: tuple[Column, ...]
    note: str = ""
    one_of: tuple[str, ...] = ()
    """Optional columns of which each row fills at least one."""
    may_be_empty: bool = False
    """A plan may have none of it, such as a plan without funding rounds."""
    rows: tuple[Mapping[str, Any], ...] = ()
    """What it holds in a preset that does not say otherwise."""
    most: int = 0  # rows that lines stand for, where there are lines for each; 0 for any number

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)

    @property
    def unique(self) -> Column | None:
        """The column that names a row, if the table has one."""
        return next((column for column in self.columns if column.unique), None)


@dataclass(frozen=True, slots=True)
class Axis:
    """What the lines of a sheet run along: sixty months, five years, a choice of chips.

    Attributes:
        key: what formulas and the engine call the position: `month`.
        values: the positions; the owner may type others where there are bounds or choices.
        length: how many there are, in words: `sixty months`.
    """

    key: str
    label: str
    unit: str
    values: tuple[float | str, ...]
    choices_from: str = ""
    min: float | None = None
    max: float | None = None
    whole: bool = False
    format: str = "0"
    length: str = ""
    unit_words: str = ""

    @property
    def shown_unit(self) -> str:
        """The unit as people read it."""
        return self.unit_words or self.unit

    @property
    def is_input(self) -> bool:
        """Whether its positions may be typed over."""
        return bool(self.choices_from) or self.min is not None

    @property
    def is_text(self) -> bool:
        """Whether its positions are words, such as names of chips."""
        return bool(self.choices_from)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of rows, with at most one table below them.

    Attributes:
        axis: what its rows run along; None for a sheet of scalar rows, low to high.
        apart: each scenario has a sheet of its own; otherwise the scenarios stand below one another.
        key: its name in English, in whatever language the workbook is; nothing where that is the name.
        scenario_words: what the sheets of the scenarios are called after; nothing for their keys.
    """

    name: str
    kind: str
    title: str
    items: tuple[Row | Section, ...]
    table: Table | None = None
    axis: Axis | None = None
    apart: bool = False
    key: str = ""
    scenario_words: Mapping[str, str] = field(default_factory=dict)

    def name_for(self, scenario: str) -> str:
        """The sheet's name, which names the scenario where each has a sheet of its own."""
        return f"{self.name} {self.scenario_words.get(scenario, scenario)}" if self.apart else self.name

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets in the workbook: one, or one a scenario."""
        return tuple(dict.fromkeys(self.name_for(scenario) for scenario in SCENARIOS))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows without the headings."""
        return tuple(item for item in self.items if isinstance(item, Row))


@dataclass(frozen=True, slots=True)
class Shown:
    """A line that a page for readers shows once more, under a label for readers.

    Attributes:
        scenario: the one scenario that is shown; empty for low, base and high side by side.
    """

    key: str
    label: str
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a page under one heading.

    Attributes:
        axis: what the lines run along; empty for lines with three scenarios.
        every: only each so-many-th position is shown, such as the last month of each quarter.
    """

    section: str
    rows: tuple[Shown, ...]
    axis: str = ""
    every: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet for readers and for paper: lines of other sheets, money in the unit that people say."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """Values for every input and table of a template, with the notes that belong to them.

    Attributes:
        own: inputs of which the base value is not the template's default.
    """

    name: str
    title: str
    question: str
    inputs: Mapping[str, Mapping[str, float | str]]
    tables: Mapping[str, tuple[Mapping[str, Any], ...]]
    notes: Mapping[str, str]
    printed: tuple[Printed, ...]
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Template:
    """Everything a workbook of this kind holds, but for values.

    Attributes:
        language: of every text that people read; the fields below it stay empty in English.
        font: the one font of the workbook; nothing for that of `styles.py`.
        fronts: English name of a sheet that planner arranges itself -> its name.
        scenario_words: scenario -> its short name.
        status_words: status or verdict -> what the workbook says for it.
        meanings: word of a drop-down list -> the English one, which the engine knows.
    """

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
    said: Said
    answers: tuple[str, ...]
    """Sentences on the cover; `{key@base:1}` is a number with so many decimals, money as people say it."""
    key_numbers: tuple[Shown, ...]
    pages: tuple[Page, ...]
    on_paper: Mapping[str, int]
    """Sheet -> how many pages it is fitted to; the others are for the screen."""
    tables_on_screen: tuple[str, ...]
    """Sheets that are printed without their table."""
    earlier_answers: tuple[tuple[str, ...], ...] = ()
    """For each sentence, what it said in earlier versions of the template."""
    charts: tuple[Chart, ...] = ()
    language: str = ENGLISH
    font: str = ""
    fronts: Mapping[str, str] = field(default_factory=dict)
    scenario_words: Mapping[str, str] = field(default_factory=dict)
    status_words: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    _placed: list[tuple[Sheet, Row]] = field(default_factory=list, init=False, repr=False, compare=False)
    _axes: list[tuple[Sheet, Axis]] = field(default_factory=list, init=False, repr=False, compare=False)
    _by_key: dict[str, tuple[Sheet, Row]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _by_stem: dict[str, list[Row]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def rows(self) -> Sequence[tuple[Sheet, Row]]:
        """Every row with its sheet, in reading order."""
        if not self._placed:
            self._placed.extend((sheet, row) for sheet in self.sheets for row in sheet.rows)
            for sheet, row in self._placed:
                self._by_key[row.key] = (sheet, row)
                self._by_stem.setdefault(row.stem, []).append(row)
        return self._placed

    def rows_of(self, key: str) -> Sequence[Row]:
        """All rows that stand for each position of an axis, by their key without the number, or none."""
        self.rows()
        return self._by_stem.get(key, ()) if key else ()

    def row(self, key: str) -> Row:
        """The row of a key. Raises KeyError."""
        return self._found(key)[1]

    def sheet_of(self, row: Row) -> Sheet:
        """The sheet that a row stands on."""
        return self._found(row.key)[0]

    def _found(self, key: str) -> tuple[Sheet, Row]:
        self.rows()
        return self._by_key[key]

    def front(self, name: str) -> str:
        """What a sheet that planner arranges itself is called: `Cover` may be `封面`."""
        return self.fronts.get(name, name)

    def word_of(self, status: str) -> str:
        """What the workbook says for a status or a verdict."""
        return self.status_words.get(status, status)

    def status_of(self, word: str) -> str:
        """The status that a word in the workbook stands for; a word that is none stays as it is."""
        return next((status for status, said in self.status_words.items() if said == word), word)

    def choice_for(self, typed: str) -> str:
        """The word of a drop-down list that stands for an English one; any other stays as it is."""
        folded = typed.casefold()
        return next((word for word, english in self.meanings.items() if english.casefold() == folded), typed)

    @property
    def inputs(self) -> tuple[Row, ...]:
        """The rows that the user types."""
        return tuple(row for _, row in self.rows() if row.is_input)

    @property
    def formulas(self) -> tuple[Row, ...]:
        """The rows that are calculated."""
        return tuple(row for _, row in self.rows() if not row.is_input)

    @property
    def axes(self) -> tuple[tuple[Sheet, Axis], ...]:
        """The axes, each with the first sheet that has it."""
        if not self._axes:
            found = {sheet.axis.key: (sheet, sheet.axis) for sheet in reversed(self.sheets) if sheet.axis}
            self._axes.extend(reversed(found.values()))
        return tuple(self._axes)

    def axis(self, key: str) -> Axis:
        """The axis of a key."""
        return next(axis for _, axis in self.axes if axis.key == key)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in the order of their sheets."""
        return tuple(sheet.table for sheet in self.sheets if sheet.table)

    def is_money(self, row: Row) -> bool:
        """Whether a line is an amount of money, which readers are shown in the unit that people say."""
        return row.unit in REPORTING or row.unit in self.said.currencies

    def format_of(self, row: Row | Column | Axis) -> str:
        """The number format of a row's, column's or axis's values."""
        if isinstance(row, Column):
            return row.format or self.formats.get(row.unit or row.type, "General")
        return row.format or self.formats.get(row.unit, "General")
