"""Keys that are gone: back in the key column, beside the cells that names still point at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shlex import quote

from planner.book.values import plain
from planner.disk.onto_disk import backup_of
from planner.layout.places import Place
from planner.problems import Problem, printable
from planner.repair.homes import Home
from planner.repair.mending import Mending
from planner.repair.rows import holds, what, write_row
from planner.xlsx.cell import Cell
from planner.xlsx.render import Edit


def restore_keys(mending: Mending) -> None:
    """Write keys back beside the cells that names still point at."""
    by_sheet: dict[str, list[str]] = {}
    for name, (other, problem) in mending.survey.parted.items():
        if other or name not in mending.places or name in mending.names:  # or found elsewhere
            continue
        home = mending.homes[mending.survey.expected[name].sheet]
        if home is not None and (rows := home.rows_of_key(mending.key(name))):
            mending.hopeless.append(_key_elsewhere(mending, problem, rows))
        else:
            by_sheet.setdefault(mending.survey.expected[name].sheet, []).append(name)
    for sheet, names in by_sheet.items():
        if (home := mending.homes[sheet]) is not None:
            _restore_keys(mending, home, names)


def _key_elsewhere(mending: Mending, problem: Problem, rows: list[int]) -> Problem:
    """A name points here and its key stands there, and nothing says which of the two rows is the line's."""
    cells = " and ".join(f"row {row}" for row in rows)
    message = f"the name of {problem.key} points at this row, its key stands in {cells}"
    remedy = "Move the key back into the key column of this row."
    if backup_of(Path(problem.file)).exists():
        remedy += f" Or go back to the kept version: `planner undo {quote(problem.file)}`."
    return replace(problem, message=message, remedy=remedy)


def _restore_keys(mending: Mending, home: Home, names: list[str]) -> None:
    expected, fresh = mending.survey.expected, mending.fresh
    places = {name: mending.places[name] for name in names}
    wanted = home.fresh_key_column
    column = home.columns.of(wanted)
    typed_over = home.has_keys_in(column)  # otherwise it may be a column of the owner's
    while not typed_over and any(not home.is_blank(place.row, column) for place in places.values()):
        column += 1
    for name, place in places.items():
        row, key = expected[name].row, mending.key(name)
        if _is_blank(home, place):  # the whole row was emptied
            write_row(mending, home, row, place.row, only_blank=True)
            mending.say(place, key, f"{what(mending, name)} is back{holds(mending, name)}")
        cell = fresh.row(home.sheet, row).get(wanted, Cell(None))
        mending.edits.put(home.name, place.row, column, Edit(key, "drop", mending.styles.of(cell.style)))
        message = f"the key {key} is back beside its line{_stood(home, place.row, column)}"
        mending.say(Place(home.name, place.row, column), key, message)


def _stood(home: Home, row: int, column: int) -> str:
    """What is written over, which the owner may want elsewhere."""
    cell = home.cells.get((row, column), Cell(None))
    if cell.formula is not None:
        return printable(f"; there stood ={cell.formula}")
    return "" if home.is_blank(row, column) else f"; there stood {plain(cell.value)}"


def _is_blank(home: Home, place: Place) -> bool:
    return all(home.is_blank(place.row, place.column + across) for across in range(place.columns))
