"""What a template is made of: its sheets, and what stands beside them. Plain data; ``load.py`` loads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.template.amounts import Said
from planner.template.charts import Chart
from planner.template.front import FrontPage, Message
from planner.template.pages import Page, Shown
from planner.template.price_book import PriceBook
from planner.template.reference import Reference
from planner.template.rows import Column, Row, Table, Text
from planner.template.sheets import Axis, Sheet
from planner.template.texts import Headings
from planner.template.words import Words

COVER, SUMMARY, CHECKS, SOURCES, LOG = "Cover", "Summary", "Checks", "Sources", "Log"
"""Sheets that planner arranges itself; a user may rename them."""
ENGLISH = "en"
"""The language of templates, and of workbooks that name none."""
WARNS = "WARNS"
"""The status of a check that warns and is not met: a template with such checks explains it."""
REPORTING = ("reporting currency", "plan currency")
"""Units of amounts in the currency that the owner chooses, by the input that `Said.currency` names."""


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
    price_book: PriceBook
    reference: Reference
    answers: tuple[str, ...]
    """Sentences on the cover; `{key@base:1}` is a number with so many decimals, money as people say it."""
    key_numbers: tuple[Shown, ...]
    pages: tuple[Page, ...]
    on_paper: Mapping[str, int]
    """Sheet -> how many pages it is fitted to; the others are for the screen."""
    wide_on_paper: Mapping[str, int]
    """Sheet on paper whose table takes several pages from left to right -> how many."""
    tables_on_screen: tuple[str, ...]
    """Sheets that are printed without their table."""
    headings: Headings
    earlier_answers: tuple[tuple[str, ...], ...] = ()
    """For each sentence, what it said in earlier versions of the template."""
    charts: tuple[Chart, ...] = ()
    messages: Mapping[str, Message] = field(default_factory=dict)
    """Name -> a sentence with a variant for every outcome; of a page's name, its title."""
    front_page: FrontPage = field(default_factory=FrontPage)
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
    _kinds: list[tuple[tuple[Row, ...], tuple[Row, ...]]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )
    _texts: dict[str, Text] = field(default_factory=dict, init=False, repr=False, compare=False)

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
        return self._typed_and_calculated()[0]

    @property
    def texts(self) -> Mapping[str, Text]:
        """What the owner says of the plan, by key."""
        if not self._texts:
            self._texts.update((text.key, text) for sheet in self.sheets for text in sheet.texts)
        return self._texts

    @property
    def warning(self) -> tuple[Row, ...]:
        """The checks that warn, as Summary lists them."""
        rows = {row.key: row for row in self.formulas if row.warns}
        return tuple(rows[key] for _, keys in self.summary for key in keys if key in rows)

    @property
    def formulas(self) -> tuple[Row, ...]:
        """The rows that are calculated."""
        return self._typed_and_calculated()[1]

    def _typed_and_calculated(self) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        if not self._kinds:
            rows = [row for _, row in self.rows()]
            typed, calculated = (tuple(row for row in rows if row.is_input is kind) for kind in (True, False))
            self._kinds.append((typed, calculated))
        return self._kinds[0]

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

    def table(self, key: str) -> Table:
        """The table of a key."""
        return next(table for table in self.tables if table.key == key)

    def unit_in(self, row: Row, currency: object) -> str:
        """The unit of a line in a plan that reports in this currency."""
        return str(currency) if self.is_reported(row) else row.shown_unit

    def is_reported(self, row: Row) -> bool:
        """Whether a line is an amount in the currency that the plan reports in."""
        return row.unit in REPORTING

    def is_money(self, row: Row) -> bool:
        """Whether a line is an amount of money, which readers are shown in the unit that people say."""
        return row.unit in REPORTING or row.unit in self.said.currencies

    def format_of(self, row: Row | Column | Axis | Text) -> str:
        """The number format of a row's, column's or axis's values, or of what the owner says."""
        if isinstance(row, Text):
            return self.formats["date" if row.day else "text"]
        if isinstance(row, Column):
            return row.format or self.formats.get(row.unit or row.type, "General")
        return row.format or self.formats.get(row.unit, "General")
