"""Rows of a new workbook on a user's sheet: in their own place where that is blank, otherwise at its foot."""

from __future__ import annotations

from collections.abc import Mapping

from planner import days
from planner.book.find import GROWING
from planner.book.values import plain
from planner.layout.places import ENGINE, Place, check_name
from planner.problems import Problem, quoted
from planner.repair.homes import Home
from planner.repair.mending import Mending, Moved
from planner.template.rows import SCENARIOS, Row
from planner.xlsx.a1 import MAX_ROW, Position, column_letters, parse_cell
from planner.xlsx.cell import Cell
from planner.xlsx.render import Edit

FOOT = ", at the foot of the sheet"


def restore_rows(mending: Mending) -> None:
    """Write the rows of all names that point at nothing, each block of rows once."""
    blocks: dict[tuple[str, int], list[str]] = {}
    for name in mending.gone():
        expected = mending.survey.expected[name]
        if name not in GROWING and name not in mending.survey.misshapen and mending.homes[expected.sheet]:
            blocks.setdefault((expected.sheet, expected.row), []).append(name)
    for (sheet, row), names in blocks.items():
        home = mending.homes[sheet]
        if home is not None:
            _restore(mending, home, row, names)


def _restore(mending: Mending, home: Home, row: int, names: list[str]) -> None:
    expected = mending.survey.expected
    rows = max(expected[name].rows for name in names)
    found = {mending.broken[name].row for name in names if name in mending.broken}
    left = max([0, *(mending.broken[name].rows for name in names if name in mending.broken)])
    if not found and names[0] in mending.added:
        found = _below(mending, names[0])
    here = len(found) == 1 and _has_room(mending, home, row, min(found), range(left, rows))
    first = min(found) if here else mending.foot(home, rows)
    if first + rows > MAX_ROW:
        message, remedy = "the sheet has no free row at its foot", "Delete what stands in its last rows."
        mending.hopeless.append(Problem(message, remedy, mending.survey.package.file, home.name))
    for down in range(rows):
        write_row(mending, home, row + down, first + down)
    for name in names:
        there = expected[name]
        place = Place(home.name, first, home.columns.of(there.column), there.rows, there.columns)
        mending.keep(name, place)
        if name in mending.added:
            continue
        mending.say(
            place,
            mending.key(name),
            f"{what(mending, name)} is back{'' if here else FOOT}{holds(mending, name)}",
        )


def _below(mending: Mending, name: str) -> set[int]:
    """The row below what stands above a name's cells in a new workbook."""
    expected, places = mending.survey.expected, mending.places
    wanted = expected[name][:2]
    above = [one for one, at_ in expected.places.items() if (at_.sheet, at_.row + at_.rows) == wanted]
    return {places[one].row + places[one].rows for one in above if one in places}


def _has_room(mending: Mending, home: Home, row: int, first: int, rows: range) -> bool:
    """Whether the last rows of a block are free where the rest of it stands."""
    columns = {
        home.columns.of(column) for down in rows for column in mending.fresh.row(home.sheet, row + down)
    }
    return all(home.is_blank(first + down, column) for down in rows for column in columns)


def write_row(
    mending: Mending,
    home: Home,
    row: int,
    to: int,
    *,
    only_blank: bool = False,
    columns: Mapping[int, int] | None = None,
) -> None:
    """Write a row of a new workbook; formulas of planner's follow when all names are in place.

    Args:
        only_blank: leave what stands there.
        columns: where its columns go, unless they stand where those of the sheet's lines do.
    """
    cells: dict[Position, Position] = {}
    for column, cell in mending.fresh.row(home.sheet, row).items():
        target = (columns or {}).get(column) or home.columns.of(column)
        if only_blank and not home.is_blank(to, target):
            continue
        mending.edits.put(home.name, to, target, _edit(mending, home, (row, column), to, cell))
        cells[row, column] = to, target
    if not only_blank:
        mending.moved.append(Moved(home.sheet, home.name, cells))
        mending.rewritten.add((home.name, to))


def _edit(mending: Mending, home: Home, at_: Position, to: int, cell: Cell) -> Edit:
    style = mending.styles.of(cell.style)
    if cell.formula is None:
        return Edit(cell.value, "drop", style)
    base = parse_cell(cell.formula)
    if (home.sheet, *at_) in mending.fresh.owned or base is None:
        return Edit(None, "drop", style)
    return Edit(None, "drop", style, f"${column_letters(home.columns.of(base[1]))}{to}")


def what(mending: Mending, name: str) -> str:
    """What a name stands for, as the subject of a sentence."""
    if not mending.key(name):
        return f"the block of cells of {name}"
    kinds = {
        "chk": "the check of",
        "sum": "the row of Summary for",
        "key": "the key number",
        "in_": "the input",
    }
    return f"{kinds.get(name[:3], 'the line')} {mending.title(name)}"


def holds(mending: Mending, name: str) -> str:
    """What an input holds now, and what it was at the last refresh where that is known."""
    if (text := mending.survey.preset.texts.get(mending.key(name))) is not None:
        return f"; it now holds the preset's {_said(text)}"
    row = mending.row_of(name)
    if row is None or not row.is_input:
        return ""
    given = mending.survey.preset.inputs[row.key]
    others = [f"{scenario} {plain(given[scenario])}" for scenario in SCENARIOS if scenario in given]
    values = plain(given["base"]) if len(others) == 1 else ", ".join(others)
    return f"; it now holds the preset's {values}{before(mending, row)}"


def _said(text: str | float) -> str:
    """A text of the preset's as a sentence has it: some are empty, and one is a day."""
    if text == "":
        return "blank cell"
    return quoted(text) if isinstance(text, str) else days.iso(text)


def before(mending: Mending, row: Row) -> str:
    """What the last refresh kept of an input's values, where they were others than the preset's."""
    place = mending.survey.places.get(check_name(row.key))
    if place is None:
        return ""
    given, found = mending.survey.preset.inputs[row.key], []
    for across, scenario in enumerate(SCENARIOS):
        where = place.at(ENGINE + across)
        value = mending.survey.cells.get((where.sheet, where.row, where.column), Cell(None)).value
        if value is not None and value != given.get(scenario, given["base"]):
            found.append(f"{scenario} {plain(value)}")
    kept = f"{place.sheet}!{place.span(ENGINE, len(SCENARIOS)).a1}"
    return f"; at the last refresh it was {', '.join(found)} (see {kept})" if found else ""
