"""Where everything stands: the only place that knows addresses.

A workbook's cells are found through its defined names. :class:`Layout` maps those names to places, for a new
workbook (``arrange.py`` decides) and for a user's (``find.py`` reads the names that Excel has moved along).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from planner.results.statuses import unmet_statuses
from planner.template.rows import SCENARIOS, Row, Text
from planner.template.schema import Template
from planner.template.sheets import Sheet
from planner.xlsx.a1 import column_letters, quote_sheet

PREFIX = {"input": "in", "calc": "calc", "output": "out", "check": "out"}
"""First part of a line's defined name, by kind."""

LABEL, UNIT, LOW, BASE, HIGH, NOTE, KEY = range(1, 8)
"""Columns of every scalar sheet."""

FIRST_ALONG = LOW
"""Column of an axis's first position; key and note stand behind the last."""

ENGINE, DIFFERENCE, VERDICT, STATUS = 3, 6, 7, 8
"""Offsets inside a row of Checks (:func:`check_name`), behind the three live values: three engine values, the
largest relative difference, what the last refresh found, the status."""
CHECK_WIDTH = 9

SUMMARY_DIFFERENCE, SUMMARY_STATUS = 6, 7
"""The same inside a row of Summary (name ``sum_<key>``), which has no verdict."""
SUMMARY_WIDTH = 8

PRINTED, COMPUTED, OFF_BY = 0, 1, 2
"""Offsets inside a row of the printed-against-computed table (name ``prt_<number>``)."""

MASTER, MASTER_ON_COVER, MASTER_ON_SUMMARY = "chk_master", "cov_master", "sum_master"
COUNTS, STATUSES, KEYS, LIMITS = "chk_counts", "chk_statuses", "chk_keys", "chk_limits"
"""Names of the count of each status word, of all statuses and keys, of the tolerance and the floor."""
WORDS = "chk_words"
"""Name of the status words beside their counts."""

CURRENCY, MONEY, SCALE = "cov_currency", "cov_money", "shown_scale"
"""Names of the reporting currency on the cover, of the unit in which its amounts are said, and of what that
divides them by."""

MARGINS = "chk_printed"
"""Name of what planner last wrote into headers and footers, by which it knows them again."""

TEMPLATE_CELLS, LOG_HEADER, LOG_WIDTH = "planner_template", "log_header", 8
"""The first names the cells that say template, version and preset, and language where that is not English."""


NOT_IN_NAMES = re.compile(r"\W")


class Place(NamedTuple):
    """A block of cells on one sheet; rows and columns are counted from 1.

    A tuple, as a plan makes tens of thousands of them.
    """

    sheet: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1

    def at(self, across: int = 0, down: int = 0) -> Place:
        """One cell of it, counted from its first."""
        sheet, row, column, _, _ = self
        return new_place((sheet, row + down, column + across, 1, 1))

    def span(self, across: int, columns: int) -> Place:
        """Some columns of it, in all its rows."""
        return Place(self.sheet, self.row, self.column + across, self.rows, columns)

    @property
    def a1(self) -> str:
        """`D7` or `C7:E7`."""
        first = f"{column_letters(self.column)}{self.row}"
        if self.rows == self.columns == 1:
            return first
        return f"{first}:{column_letters(self.column + self.columns - 1)}{self.row + self.rows - 1}"

    def seen_from(self, sheet: str) -> str:
        """As a formula on that sheet refers to it."""
        return self.a1 if sheet == self.sheet else f"{quote_sheet(self.sheet)}!{self.a1}"

    @property
    def fixed(self) -> str:
        """`$C$7:$E$7`, which stays the same when a formula is copied along a row."""
        first = f"${column_letters(self.column)}${self.row}"
        last = f"${column_letters(self.column + self.columns - 1)}${self.row + self.rows - 1}"
        return first if first == last else f"{first}:{last}"

    def fixed_from(self, sheet: str) -> str:
        """The same as a formula on that sheet refers to it."""
        return self.fixed if sheet == self.sheet else self.absolute

    @property
    def absolute(self) -> str:
        """As a defined name refers to it: `Tokens!$C$7:$E$7`."""
        return f"{quote_sheet(self.sheet)}!{self.fixed}"


new_place = partial(tuple.__new__, Place)
"""A place from all its fields, in a third of the time that its own constructor takes."""


class TablePlace(NamedTuple):
    """An Excel table: its data rows, and the column number and present header of each template column."""

    sheet: str
    first_row: int
    rows: int
    columns: Mapping[str, int]
    headers: Mapping[str, str]

    def column(self, key: str) -> Place:
        """The data cells of a column."""
        return Place(self.sheet, self.first_row, self.columns[key], self.rows)

    def cell(self, key: str, row: int) -> Place:
        """One cell; rows are counted from 0."""
        return Place(self.sheet, self.first_row + row, self.columns[key])


@dataclass(frozen=True, slots=True)
class Layout:
    """Every place and table of a workbook, by name.

    Attributes:
        keys: name -> the key that stands beside its cells, for those that have one.
        former: name -> the one that plans had before, with a dot, which some programs rewrite or drop.
    """

    places: Mapping[str, Place]
    tables: Mapping[str, TablePlace]
    keys: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Place:
        return self.places[name]

    def line(self, row: Row) -> Place:
        """The three cells of a scalar row, low to high."""
        return self.places[line_name(row)]

    def cell(self, row: Row, scenario: str) -> Place:
        """One scenario's cell of a scalar row."""
        return self.line(row).at(SCENARIOS.index(scenario))

    def run(self, row: Row, scenario: str) -> Place:
        """One scenario's cells of a row along an axis."""
        return self.places[line_name(row, scenario)]

    def text(self, text: Text) -> Place:
        """The cell of what the owner says of the plan."""
        return self.places[text_name(text)].at()

    def check(self, key: str) -> Place:
        """The row of Checks for a key, or for `table.column`."""
        return self.places[check_name(key)]

    def summary(self, key: str) -> Place:
        """The row of Summary for an output."""
        return self.places[f"sum_{key}"]


def line_name(row: Row, scenario: str = "") -> str:
    """The defined name of a row's cells: `in_parameters_b`, or along an axis `calc_revenue_usd_low`."""
    name = f"{PREFIX[row.kind]}_{row.key}"
    return f"{name}_{scenario}" if row.axis else name


COVER_TITLE, COVER_ABOUT, COVER_QUESTION, COVER_PREPARED = (
    "cov_title",
    "cov_about",
    "cov_question",
    "cov_prepared",
)
COVER_STATUS, COVER_SECRET, COVER_ROUND, COVER_AS_OF = "cov_status", "cov_secret", "cov_round", "cov_as_of"
"""Names of the cells of the cover that say what the owner says of the plan."""
WHERE_EMPTY = {
    "title": "no_company",
    "secret": "no_secret",
    "round": "not_stated",
    "as_of": "not_stated",
    "prepared": "not_stated",
}
"""Headings of the cover that say so where the owner has said nothing, and the word for it."""
ON_COVER = {
    COVER_TITLE: "title",
    COVER_ABOUT: "about",
    COVER_QUESTION: "question",
    COVER_PREPARED: "prepared",
    COVER_STATUS: "status",
    COVER_SECRET: "secret",
    COVER_ROUND: "round",
    COVER_AS_OF: "as_of",
}
"""These names, and which heading each shows."""


def text_name(text: Text) -> str:
    """The defined name of what the owner says of the plan: `text_company`."""
    return f"text_{text.key}"


def heading_name(sheet: str) -> str:
    """The defined name of the line below a sheet's title, which says whose plan it is."""
    return f"head_{NOT_IN_NAMES.sub('_', sheet)}"


def check_name(key: str) -> str:
    """The defined name of a row of Checks: `chk_training_days`, or for `roles.pay` `chk_roles_pay`."""
    return f"chk_{key.replace('.', '_')}"


def axis_name(sheet: Sheet, scenario: str) -> str:
    """The defined name of the positions above a scenario's lines: `axis_Cash_low`."""
    return f"axis_{(sheet.key or sheet.name).replace(' ', '_')}_{scenario}"


def answer_name(number: int) -> str:
    """The defined name of a sentence on the cover, counted from 0."""
    return f"cov_answer_{number + 1}"


def named_name(word: str) -> str:
    """The defined name of the cell of the cover that names the checks with that status: `cov_warns`."""
    return f"cov_{word.lower()}"


def on_cover(template: Template, layout: Layout) -> list[Place]:
    """The cells of the cover that say what lines come to: its sentences, checks, currency and unit."""
    answers = [layout[answer_name(number)] for number in range(len(template.answers))]
    named = [layout[named_name(word)] for word in unmet_statuses(template.statuses)]
    return [*answers, *named, layout[CURRENCY], layout[MONEY]]


def key_number_name(key: str) -> str:
    """The defined name of a key number's row on Summary."""
    return f"key_{key}"


def printed_name(number: int) -> str:
    """The defined name of a row of the printed-against-computed table, counted from 0."""
    return f"prt_{number + 1:02d}"
