"""What of planner's a workbook has, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from shlex import quote

from planner.problems import Problem
from planner.workbook import parts
from planner.workbook.cells import Cell
from planner.workbook.layout import Layout, Place, TablePlace
from planner.workbook.schema import Preset, Template
from planner.workbook.source import Source

MORE_NAMES = "and {} more names on this sheet are like it"


def file_of(source: Source) -> parts.Package:
    """The file that a workbook was read from, for who reads other parts of it or writes it."""
    assert isinstance(source, parts.Package)  # noqa: S101 - an open workbook goes other ways
    return source


@dataclass(slots=True)
class Survey:
    """What of planner's a workbook has, and what it lacks.

    Attributes:
        lost: names that point at no cells, and why.
        misshapen: names that cover more or fewer cells than the template's: what they cover, and the problem.
        lost_tables: tables that are not there.
        parted: names beside whose cells another key stands, or none; and the key that does.
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
    other: list[Problem] = field(default_factory=list)

    @property
    def package(self) -> parts.Package:
        """The file that it was read from, for who reads other parts of it or writes it."""
        return file_of(self.source)

    def problems(self) -> list[Problem]:
        """All of it, those of one cause as one."""
        present = {self.expected[name].sheet for name in (*self.places, *self.misshapen)}
        by_sheet: dict[str, list[Problem]] = {}
        for name, problem in self.lost.items():
            by_sheet.setdefault(self.expected[name].sheet, []).append(problem)
        problems: list[Problem] = []
        for sheet, missing in by_sheet.items():
            gone = Problem("this sheet is missing", repair(self.source), self.source.file, sheet)
            problems += missing if sheet in present else [gone]
        problems += once_a_sheet((problem for _, problem in self.misshapen.values()), MORE_NAMES)
        problems += [*self.lost_tables.values(), *self.other]
        problems += [problem for other, problem in self.parted.values() if other]
        keyless = (problem for other, problem in self.parted.values() if not other)
        problems += once_a_sheet(keyless, "and {} more keys of this sheet are gone")
        return problems


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
