"""What every writer of a new workbook is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from planner.layout.arrange import Arrangement
from planner.layout.places import Layout
from planner.template.preset import Preset
from planner.template.rows import Choice, Row
from planner.template.schema import Template
from planner.template.sheets import Sheet
from planner.template.words import Words


@dataclass(frozen=True, slots=True)
class Job:
    """A template and preset, where their parts go, and the time that the workbook says it was made."""

    template: Template
    preset: Preset
    arrangement: Arrangement
    now: datetime

    @property
    def words(self) -> Words:
        """The fixed words."""
        return self.template.words

    @property
    def layout(self) -> Layout:
        """Where everything stands."""
        return self.arrangement.layout

    def sheet_of(self, row: Row) -> Sheet:
        """The sheet that a row stands on."""
        return self.template.sheet_of(row)

    def note_and_source(self, row: Row) -> str:
        """The preset's note, or the row's, and the source behind it.

        The source of a row belongs to its default: a preset that gives another value says where that is from.
        """
        note = self.preset.notes.get(row.key) or row.note
        sourced = row.source and row.key not in self.preset.own
        source = self.words.source_is.format(source=row.source) if sourced else ""
        return " ".join(part for part in (note, source, *map(self._used, row.used_when)) if part)

    def _used(self, choice: Choice) -> str:
        """By which choice an input is read."""
        words = self.words.used_or.join(choice.words)
        if choice.key:
            return self.words.used_when.format(choice=self.template.row(choice.key).label, words=words)
        table = next(table for table in self.template.tables if table.key == choice.table)
        named = self.words.pair.format(first=table.title, second=table.column(choice.column).header)
        return self.words.used_when.format(choice=named, words=words)
