"""What of planner's a workbook has, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from shlex import quote
from typing import NamedTuple

from planner.book.keys import sheet_of_keys
from planner.book.source import Named, Source
from planner.layout.places import Layout, Place, TablePlace
from planner.problems import Problem
from planner.template.preset import Preset
from planner.template.schema import SOURCES, Template
from planner.xlsx import package as parts
from planner.xlsx.cell import Cell

MORE_NAMES = "and {} more names on this sheet are like it"
FEW = 5
"""Lost names of one sheet that are told one by one."""
SEVERAL = 2
"""Lost tables, and sheets that lost many names, that have one cause."""


def file_of(source: Source) -> parts.Package:
    """The file that a workbook was read from, for who reads other parts of it or writes it."""
    assert isinstance(source, parts.Package)  # noqa: S101 - an open workbook goes other ways
    return source


class Unlike(NamedTuple):
    """A header cell that says something else than its table, and what the table says."""

    place: Place
    header: str
    problem: Problem


@dataclass(slots=True)
class Survey:
    """What of planner's a workbook has, and what it lacks.

    Attributes:
        lost: names that point at no cells, and why.
        misshapen: names that cover more or fewer cells than the template's: what they cover, and the problem.
        lost_tables: tables that are not there.
        parted: names beside whose cells another key stands, or none; and the key that does.
        elsewhere: those of them without a key in their row whose key stands in another one.
        clashing: names that say the same as a table's, which Excel takes for damage.
        unlike: header cells that say something else than their table.
        other: what else stands in the way.
    """

    source: Source
    template: Template
    preset: Preset
    expected: Layout
    places: dict[str, Place] = field(default_factory=dict)
    tables: dict[str, TablePlace] = field(default_factory=dict)
    cells: Mapping[tuple[str, int, int], Cell] = field(default_factory=dict)
    lost: dict[str, Problem] = field(default_factory=dict)
    misshapen: dict[str, tuple[Place, Problem]] = field(default_factory=dict)
    lost_tables: dict[str, Problem] = field(default_factory=dict)
    parted: dict[str, tuple[str, Problem]] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    clashing: dict[str, Problem] = field(default_factory=dict)
    unlike: list[Unlike] = field(default_factory=list)
    other: list[Problem] = field(default_factory=list)

    @property
    def package(self) -> parts.Package:
        """The file that it was read from, for who reads other parts of it or writes it."""
        return file_of(self.source)

    def problems(self) -> list[Problem]:
        """All of it, those of one cause as one."""
        away = self._away()
        problems = [*self._lost_names(away)]
        problems += once_a_sheet((problem for _, problem in self.misshapen.values()), MORE_NAMES)
        problems += [*self._tables_away(away), *self.other, *(one.problem for one in self.unlike)]
        problems += [problem for other, problem in self.parted.values() if other]
        keyless = {name: problem for name, (other, problem) in self.parted.items() if not other}
        gone = (problem for name, problem in keyless.items() if name not in self.elsewhere)
        problems += once_a_sheet(gone, "and {} more keys of this sheet are gone")
        moved = (problem for name, problem in keyless.items() if name in self.elsewhere)
        problems += once_a_sheet(moved, "and {} more keys of this sheet stand in other rows")
        return problems

    def _away(self) -> dict[str, str | None]:
        """The template's sheets of which no name is left, each with the sheet that is it; None where gone."""
        present = {self.expected[name].sheet for name in (*self.places, *self.misshapen)}
        sheets = dict.fromkeys(self.expected[name].sheet for name in self.lost)
        return {sheet: self.nameless(sheet) for sheet in sheets if sheet not in present}

    def _lost_names(self, away: Mapping[str, str | None]) -> Iterator[Problem]:
        """Of a sheet that has none left, or has lost many, one problem; of several such one for all."""
        by_sheet: dict[str, list[Problem]] = {}
        for name, problem in self.lost.items():
            by_sheet.setdefault(self.expected[name].sheet, []).append(problem)
        robbed = [sheet for sheet in by_sheet if sheet not in away and len(by_sheet[sheet]) > FEW]
        one_cause = len(robbed) >= SEVERAL
        homes = {self.expected[name].sheet: place.sheet for name, place in self.places.items()}
        nameless: dict[str, int] = {}
        for sheet, missing in by_sheet.items():
            if sheet in robbed and one_cause and sheet in homes:
                nameless[homes[sheet]] = len(missing)
            elif sheet not in away:
                yield from missing if len(missing) <= FEW else [_first_of(missing, MORE_NAMES)]
            elif home := away[sheet]:
                nameless[home] = len(missing)
            else:
                yield Problem("this sheet is missing", repair(self.source), self.source.file, sheet)
        if nameless:
            where = f"the sheet{'s' if len(nameless) > 1 else ''} {', '.join(nameless)}"
            message = f"another program took away the {sum(nameless.values()):,} names of cells on {where}"
            yield Problem(message, repair(self.source), self.source.file)

    def _tables_away(self, away: Mapping[str, str | None]) -> list[Problem]:
        """The missing tables, but for those that went with their sheet; several of them have one cause."""
        gone = {sheet for sheet, home in away.items() if home is None}
        tables = self.expected.tables
        lost = {key: one for key, one in self.lost_tables.items() if tables[key].sheet not in gone}
        clashing = [one for one in self.clashing.values() if one.key not in self.lost_tables]
        clashes = once_a_sheet(clashing, "and {} more names are like it")
        if len(lost) < SEVERAL:
            return [*lost.values(), *clashes]
        left = (
            f" and left names in the place of {len(self.clashing) - len(clashing)}" if self.clashing else ""
        )
        keys = f"{len(lost)} tables away{left}: {', '.join(lost)}"
        return [Problem(f"another program took {keys}", repair(self.source), self.source.file), *clashes]

    def nameless(self, sheet: str) -> str | None:
        """The sheet that is one of the template's although no name says so: by its own name, or its keys."""
        of_others = {place.sheet for place in self.places.values()}
        free = {one.name: one for one in self.source.sheets if one.name not in of_others}
        folded = sheet.casefold()
        if same := next(
            (name for name in free if name.casefold() == folded and _has_cells(free[name])), None
        ):
            return same
        keys = {key for name, key in self.expected.keys.items() if self.expected[name].sheet == sheet}
        ours = {place.sheet.casefold() for place in self.expected.places.values()}
        ours.add(self.template.front(SOURCES).casefold())  # which lists keys and has no names
        strange = [name for name, one in free.items() if name.casefold() not in ours and _has_cells(one)]
        return sheet_of_keys(self.source, keys, {*self.expected.keys.values()}, strange)


def _has_cells(sheet: Named) -> bool:
    """Whether it is a worksheet, and no sheet of one chart."""
    return getattr(sheet, "kind", "worksheet") == "worksheet"


def once_a_sheet(problems: Iterable[Problem], more: str) -> list[Problem]:
    """The first problem of each sheet, where those of one sheet have one cause."""
    grouped: dict[str, list[Problem]] = {}
    for problem in problems:
        grouped.setdefault(problem.sheet, []).append(problem)
    return [_first_of(same, more) for same in grouped.values()]


def repair(source: Source) -> str:
    """The remedy for what `planner repair` can put back."""
    return f"Undo the change where it was made, or run `{command(source)}`."


def command(source: Source) -> str:
    """What a person types to have this workbook repaired."""
    return f"planner repair {quote(source.file)}"


def _first_of(problems: Sequence[Problem], more: str) -> Problem:
    """The first of several problems that have one cause."""
    first, others = problems[0], len(problems) - 1
    return replace(first, message=f"{first.message} ({more.format(others)})") if others else first
