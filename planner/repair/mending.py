"""What one repair has found out so far, and what it is going to write."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.book.edits import Edits
from planner.book.survey import Survey
from planner.layout.places import Place, TablePlace
from planner.problems import Problem, quoted
from planner.repair.fresh import Fresh
from planner.repair.homes import Home, home_of
from planner.repair.styles import AddedStyles
from planner.template.rows import Row
from planner.xlsx.a1 import Position

COPIES = {"chk", "sum", "key"}
"""First letters of names whose rows show a line once more."""


class Restored(NamedTuple):
    """One thing that was put back: where, of which line, and what it is."""

    sheet: str
    cell: str
    key: str
    message: str


class Moved(NamedTuple):
    """Cells of a new workbook's sheet that now stand on a user's."""

    sheet: str
    home: str
    cells: dict[Position, Position]


class AddedTable(NamedTuple):
    """A table to be laid over cells of a sheet that is there."""

    key: str
    sheet: str
    ref: str
    headers: tuple[str, ...]


class MovedTable(NamedTuple):
    """The part of a table, the area that it says, and the one that it is to say."""

    part: str
    was: str
    ref: str


@dataclass(slots=True)
class Mending:
    """A repair under way.

    Attributes:
        places: every name that is in its place, or will be; the same for tables.
        names: those of them that the workbook has to be told.
        edits: cells to be written on sheets that are there.
        pointed: names whose cells were found again, by the sheet that they are on.
        moved: rows that were written, for the rules that go with them.
        broken: names of blocks that have lost a row, to be written anew, and what is left of them.
        rewritten: rows of which no single formula needs mention.
        hopeless: what cannot be put back.
        added: names that the plan's version of the template does not have yet.
    """

    survey: Survey
    fresh: Fresh
    styles: AddedStyles
    places: dict[str, Place]
    tables: dict[str, TablePlace]
    homes: dict[str, Home | None] = field(default_factory=dict)
    names: dict[str, Place] = field(default_factory=dict)
    edits: Edits = field(default_factory=Edits)
    pointed: dict[str, list[str]] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    new_sheets: dict[str, str] = field(default_factory=dict)
    new_tables: list[AddedTable] = field(default_factory=list)
    moved_tables: list[MovedTable] = field(default_factory=list)
    feet: dict[str, int] = field(default_factory=dict)
    broken: dict[str, Place] = field(default_factory=dict)
    rewritten: set[tuple[str, int]] = field(default_factory=set)
    restored: list[Restored] = field(default_factory=list)
    hopeless: list[Problem] = field(default_factory=list)
    added: Collection[str] = ()

    @staticmethod
    def of(survey: Survey) -> Mending:
        """A repair that has not begun."""
        fresh = Fresh(survey)
        kept = {name: place for name, place in survey.places.items() if not survey.parted.get(name, ("",))[0]}
        mending = Mending(
            survey, fresh, AddedStyles(survey.package, fresh.package), kept, dict(survey.tables)
        )
        for sheet in mending.sheets():
            name = home_of(survey, sheet)
            mending.homes[sheet] = None if name is None else Home(survey, sheet, name, fresh)
        return mending

    def sheets(self) -> list[str]:
        """The template's sheets that hold something of planner's."""
        expected = self.survey.expected
        named = [place.sheet for place in expected.places.values()]
        return list(dict.fromkeys([*named, *(table.sheet for table in expected.tables.values())]))

    def keep(self, name: str, place: Place) -> None:
        """A name that is to point at cells."""
        self.places[name] = self.names[name] = place

    def foot(self, home: Home, rows: int) -> int:
        """The first of some free rows below everything on a sheet."""
        first = self.feet.get(home.name, home.last_row + 2)
        self.feet[home.name] = first + rows
        return first

    def row_of(self, name: str) -> Row | None:
        """The line that a name belongs to, if it is a line's own; a text of the owner's is none."""
        key, template = self.key(name), self.survey.template
        own = key and key not in template.texts and name[:3] not in COPIES
        return template.row(key) if own else None

    def say(self, place: Place, key: str, message: str) -> None:
        """Report what was put back."""
        self.restored.append(Restored(place.sheet, place.a1, key, message))

    def key(self, name: str) -> str:
        """The key that stands beside the cells of a name; nothing for those that have none."""
        return self.survey.expected.keys.get(name, "")

    def title(self, name: str) -> str:
        """A name as people know it: the key of its line and the label."""
        key = self.key(name)
        found = next((row for _, row in self.survey.template.rows() if row.key == key), None)
        return f"{key} ({quoted(found.label)})" if found else key or name

    def gone(self) -> Iterator[str]:
        """The names that still point at nothing, in the order of a new workbook."""
        return (name for name in self.survey.expected.places if name not in self.places)
