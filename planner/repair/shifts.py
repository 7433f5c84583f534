"""How far a program moved the cells of each sheet, and left its validations and conditional formats."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from planner.repair.homes import Home
from planner.repair.mending import Mending
from planner.xlsx.a1 import Area, Position, parse_area
from planner.xlsx.package import Package
from planner.xlsx.tree import tree_of


class Shift(NamedTuple):
    """How far the rows of a sheet were moved, as its lines and tables show.

    Attributes:
        rows: those that held a line or the header of a table, in order.
        down: how far each of them was moved.
        lost: rows of lines that are gone.
    """

    rows: Sequence[int]
    down: Sequence[int]
    lost: frozenset[int]

    def of(self, row: int) -> int | None:
        """How far a row was moved; None for one that is gone."""
        if row in self.lost:
            return None
        before, behind = bisect_right(self.rows, row) - 1, bisect_left(self.rows, row)
        if before < 0:
            return 0
        near = {self.down[at] for at in (before, behind) if at < len(self.rows)}
        return near.pop() if len(near) == 1 else 0


class Witness(NamedTuple):
    """A cell with a rule: where it stood, where it stands now, and where it does in a new workbook."""

    was: Position
    now: Position
    fresh: Position


def shifts(mending: Mending) -> dict[str, Shift]:
    """The sheets whose cells were moved while their rules stayed."""
    found = {}
    for home in mending.homes.values():
        shift = None if home is None else _shift(mending, home.name)
        if home is not None and shift is not None and _stayed(mending, home):
            found[home.name] = shift
    return found


def _shift(mending: Mending, sheet: str) -> Shift | None:
    """How far the rows of a sheet were moved; None where none were."""
    survey, down, lost = mending.survey, dict[int, int](), set[int]()
    found_again = set(mending.pointed.get(sheet, ()))
    for name, was in survey.places.items():
        if was.sheet == sheet and mending.key(name):
            if name in found_again or name not in mending.names:
                down[was.row] = mending.places[name].row - was.row
            else:
                lost.add(was.row)
    for key, table in survey.tables.items():
        if table.sheet == sheet:
            down[table.first_row - 1] = mending.tables[key].first_row - table.first_row
    if not any(down.values()):
        return None
    rows = sorted(down)
    return Shift(rows, [down[row] for row in rows], frozenset(lost - down.keys()))


def _stayed(mending: Mending, home: Home) -> bool:
    """Whether more validations stand where their cells were than where they are now."""
    package, fresh = mending.survey.package, mending.fresh
    theirs, ours = _validations(package, home.name), _validations(fresh.package, home.sheet)
    stayed = went = 0
    for was, now, expected in _witnesses(mending, home):
        wanted = _at(ours, expected)
        if wanted is not None and was != now:
            stayed += _at(theirs, was) == wanted
            went += _at(theirs, now) == wanted
    return stayed > went


def _witnesses(mending: Mending, home: Home) -> Iterator[Witness]:
    """The first cell of each line that was found again, and of each column of a table."""
    survey = mending.survey
    for name in mending.pointed.get(home.name, ()):
        if (was := survey.places.get(name)) is not None:
            yield Witness(was[1:3], mending.places[name][1:3], survey.expected[name][1:3])
    for key, table in survey.tables.items():
        for column in table.columns if table.sheet == home.name else ():
            there = (table, mending.tables[key], survey.expected.tables[key])
            yield Witness(*((one.first_row, one.columns[column]) for one in there))


def _validations(package: Package, sheet: str) -> list[tuple[list[Area], tuple[str | None, ...]]]:
    """What the validations of a sheet cover and ask for."""
    part = package.sheet(sheet).part
    found = (
        one for one in tree_of(package.read(part), package.part(part)).iter() if one.tag == "dataValidation"
    )
    return [(areas_of(one.get("sqref")), _asked(one)) for one in found]


def _asked(rule: Element) -> tuple[str | None, ...]:
    """What a validation asks for; of a list of cells, which may have moved too, that it is one."""
    cells = rule.get("type") == "list" and not rule.findtext("formula1", "").startswith('"')
    formulas = () if cells else (rule.findtext("formula1"), rule.findtext("formula2"))
    return rule.get("type"), rule.get("prompt"), *formulas


def _at(
    rules: Sequence[tuple[list[Area], tuple[str | None, ...]]], cell: Position
) -> tuple[str | None, ...] | None:
    return next((asked for areas, asked in rules if any(cell in area for area in areas)), None)


def areas_of(text: str | None) -> list[Area]:
    """The areas that the `sqref` of a rule names."""
    found = map(parse_area, (text or "").split())
    return [area for area in found if area is not None]
