"""What every writer of a new workbook is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.layout.arrange import Arrangement
from planner.layout.places import Layout
from planner.template.notes import note_and_source
from planner.template.preset import Preset, made_from
from planner.template.rows import Row
from planner.template.schema import Template
from planner.template.sheets import Sheet
from planner.template.texts import Printed, heading, printed
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

    @property
    def texts(self) -> dict[str, str | float]:
        """What the plan says of itself."""
        return {key: self.preset.texts.get(key, text.default) for key, text in self.template.texts.items()}

    def heading(self, keys: Sequence[str]) -> str:
        """What a heading of these texts says."""
        return heading(keys, self.texts, self.template.texts)

    @property
    def made_from(self) -> str:
        """Template, version and preset, as readers are told."""
        return made_from(self.template, self.preset)

    @property
    def printed(self) -> Printed:
        """What every printed page says."""
        return printed(self.template.headings, self.texts, self.template.texts)

    def sheet_of(self, row: Row) -> Sheet:
        """The sheet that a row stands on."""
        return self.template.sheet_of(row)

    def note_and_source(self, row: Row) -> str:
        """What stands beside a line."""
        return note_and_source(row, self.template, self.preset)
