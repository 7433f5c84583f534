"""What stands on a sheet: rows, headings, and tables that the user may extend. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

SCENARIOS = ("low", "base", "high")
LONGEST_NAME = 255
"""Characters of a text that Excel's MATCH finds, as Excel counts them: one beyond U+FFFF is two."""


class Choice(NamedTuple):
    """Where an input is read: another input is one of these words, or a column of a table has one of them."""

    key: str = ""
    table: str = ""
    column: str = ""
    words: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The input's key, or `table.column`."""
        return self.key or f"{self.table}.{self.column}"


class Row(NamedTuple):
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
    long: str = ""
    """Why its formula is longer than lint has it, of one that is no clearer in parts."""
    warns: bool = False
    """Of a check: where it does not hold a reader should know of it, and the plan stands all the same."""
    used_when: tuple[Choice, ...] = ()
    """Of an input: choices that must all be so, or nothing in the plan reads it; those of its choices too."""
    kinder: str = ""
    """Of an input: which way is kinder to the owner, `higher` or `lower`; empty where that is not known."""
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


class Section(NamedTuple):
    """A heading between rows."""

    section: str


HIGHER, LOWER = "higher", "lower"
"""Which values of an input are kinder to the owner."""


class Text(NamedTuple):
    """What the owner says of the plan: one text for all levels. Headings show it, and no line reads it."""

    key: str
    label: str
    default: str = ""
    choices: tuple[str, ...] = ()
    day: bool = False
    """Whether it is a day; left out, a new plan has the day on which it is made."""
    said: str = "{text}"
    """How headings say it."""
    note: str = ""
    of_preset: str = ""
    """`title` or `question`, of a text that begins as what the preset says there."""
    min: float | None = None
    max: float | None = None
    """First and last day."""

    @property
    def choices_from(self) -> str:
        """No table: a list of its own, if any."""
        return ""


CHECKS_THAT_WARN = "checks that warn"
"""Where a column's choices come from that names one of them: their labels, one below another on Summary."""


class Column(NamedTuple):
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


class Table(NamedTuple):
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
    reference: tuple[Mapping[str, Any], ...] = ()
    """What a new plan has below the rows of its preset; see reference.py."""
    most: int = 0
    """Rows that lines stand for, where there are lines for each; 0 for any number."""

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)

    @property
    def unique(self) -> Column | None:
        """The column that names a row, if the table has one."""
        return next((column for column in self.columns if column.unique), None)
