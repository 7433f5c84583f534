"""Rows that have lost cells with a column that was deleted: they get them back, and move their tail aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.book.find import GROWING
from planner.book.survey import MORE_NAMES, command, once_a_sheet
from planner.book.values import plain
from planner.layout.places import Place
from planner.problems import Problem
from planner.repair.homes import Home
from planner.repair.mending import Mending, Moved, Restored
from planner.repair.rows import before
from planner.template.rows import SCENARIOS, Row
from planner.xlsx.a1 import Position, column_letters
from planner.xlsx.cell import Cell
from planner.xlsx.render import Edit

TEXTS_OF_A_HEADER = 3


def sort_out(mending: Mending) -> None:
    """Blocks that have lost rows are written anew; of what cannot be mended, say so."""
    hopeless: list[Problem] = []
    for name, (found, problem) in list(mending.survey.misshapen.items()):
        wanted = mending.survey.expected[name]
        if found.rows < wanted.rows and name not in GROWING:
            mending.broken[name] = found
            del mending.survey.misshapen[name]
        elif found.columns >= wanted.columns or found.rows > wanted.rows or not mending.key(name):
            hopeless.append(problem)
    mending.hopeless += once_a_sheet(hopeless, MORE_NAMES)


def widen(mending: Mending) -> None:
    """Give rows the cells back that they lost."""
    by_sheet: dict[str, list[str]] = {}
    for name, (found, _) in mending.survey.misshapen.items():
        if found.columns < mending.survey.expected[name].columns and mending.key(name):
            by_sheet.setdefault(mending.survey.expected[name].sheet, []).append(name)
    for sheet, names in by_sheet.items():
        if (home := mending.homes[sheet]) is not None:
            _widen(mending, home, names)


def _widen(mending: Mending, home: Home, names: Sequence[str]) -> None:
    widened = {name: _with_room(mending, home, name) for name in names}
    objections = [found for found in widened.values() if isinstance(found, Problem)]
    if objections:
        mending.hopeless.append(objections[0])
        return
    for name, end in widened.items():
        if isinstance(end, int):
            _widen_row(mending, home, name, end)
    _write_header(mending, home, names[0])
    rows = "1 row has" if len(names) == 1 else f"{len(names)} rows have"
    mending.restored.append(Restored(home.name, "", "", f"{rows} the cells again that a deleted column took"))


def _with_room(mending: Mending, home: Home, name: str) -> int | Problem:
    """The last column of what stands right of a row's cells, where there is room to move it."""
    found, problem = mending.survey.misshapen[name]
    wanted, key = mending.survey.expected[name], mending.key(name)
    row = home.rows.get(found.row, {})
    first = found.column + found.columns
    tail = max([0, *mending.fresh.row(home.sheet, wanted.row)]) - wanted.column - wanted.columns
    end = max([first + tail, *(column for column, cell in row.items() if cell.value == key)])
    lost = wanted.columns - found.columns
    again = f"then run `{command(mending.survey.package)}` again"
    if any(not home.is_blank(found.row, end + 1 + across) for across in range(lost)):
        return replace(problem, remedy=f"Empty the cells from column {column_letters(end + 1)} on, {again}.")
    if any(cell.formula is not None for column, cell in row.items() if first <= column <= end):
        return replace(problem, remedy=f"Move your own formula out of this row, {again}.")
    line = mending.row_of(name)
    if line is not None and line.is_input and _lost_scenario(mending, home, found) is None:
        remedy = "Go back to a backup: nothing says which scenario's column was deleted."
        return replace(problem, remedy=remedy)
    return end


def _widen_row(mending: Mending, home: Home, name: str, end: int) -> None:
    found, _ = mending.survey.misshapen[name]
    wanted, line = mending.survey.expected[name], mending.row_of(name)
    lost, there = wanted.columns - found.columns, home.rows.get(found.row, {})
    for column in range(end, found.column + found.columns - 1, -1):  # the tail, out of the way
        cell = there.get(column, Cell(None))
        mending.edits.put(home.name, found.row, column + lost, Edit(cell.value, "drop", cell.style))
    fresh = mending.fresh.row(home.sheet, wanted.row)
    cells: dict[Position, Position] = {}
    for across in range(wanted.columns):
        cell = fresh.get(wanted.column + across, Cell(None))
        value = None if cell.formula else cell.value
        edit = Edit(value, "drop", mending.styles.of(cell.style))
        mending.edits.put(home.name, found.row, found.column + across, edit)
        cells[wanted.row, wanted.column + across] = found.row, found.column + across
    place = Place(home.name, found.row, found.column, 1, wanted.columns)
    if line is not None and line.is_input:
        cells = _put_inputs(mending, home, line, found, place, cells)
    mending.moved.append(Moved(home.sheet, home.name, cells))
    mending.rewritten.add((home.name, found.row))
    mending.keep(name, place)


def _put_inputs(
    mending: Mending,
    home: Home,
    line: Row,
    found: Place,
    place: Place,
    cells: Mapping[Position, Position],
) -> dict[Position, Position]:
    """What was typed goes to its scenarios; the one that was lost gets the preset's value."""
    lost = _lost_scenario(mending, home, found) or "base"
    kept = [scenario for scenario in SCENARIOS if scenario != lost]
    base, given = f"${place.at(1).a1}", mending.survey.preset.inputs[line.key]
    for scenario in SCENARIOS:
        here = place.at(SCENARIOS.index(scenario))
        if scenario == lost:
            follows = scenario != "base" and scenario not in given
            edit = Edit(None if follows else given[scenario], "drop", None, base if follows else None)
            _say_lost(mending, line, here, scenario, edit)
        else:
            old = home.rows.get(found.row, {}).get(found.column + kept.index(scenario), Cell(None))
            follows = old.formula is not None and scenario != "base"
            edit = Edit(None if follows else old.value, "drop", old.style, base if follows else old.formula)
        mending.edits.put(home.name, here.row, here.column, edit)
    column = place.column + SCENARIOS.index(lost)
    return {old: new for old, new in cells.items() if new[1] == column}


def _say_lost(mending: Mending, line: Row, here: Place, scenario: str, edit: Edit) -> None:
    """What the cell of the scenario that was lost holds now."""
    message = (
        "follows its base case again" if edit.value is None else f"now holds the preset's {plain(edit.value)}"
    )
    mending.say(here, line.key, f"the input {line.key}, {scenario}, {message}{before(mending, line)}")


def _lost_scenario(mending: Mending, home: Home, found: Place) -> str | None:
    """The scenario whose heading no longer stands above the cells; None where that cannot be told."""
    names = mending.survey.template.scenario_names
    columns = range(found.column, found.column + found.columns)
    for row in range(found.row, 0, -1):
        texts = [home.rows.get(row, {}).get(column, Cell(None)).value for column in columns]
        lost = [scenario for scenario in SCENARIOS if names[scenario] not in texts]
        if len(lost) == 1 and len(texts) == len(SCENARIOS) - 1:
            return lost[0]
    return None


def _write_header(mending: Mending, home: Home, name: str) -> None:
    """The headings above the cells, where they were lost or have moved."""
    found, _ = mending.survey.misshapen[name]
    wanted = mending.survey.expected[name]
    for number, cells in mending.fresh.rows(home.sheet).items():
        texts = [cell.value for cell in cells.values() if isinstance(cell.value, str) and not cell.formula]
        _, label = mending.fresh.label(home.sheet, number)
        rows = home.rows_with(label) if label else []
        if number >= wanted.row or len(texts) < TEXTS_OF_A_HEADER or len(rows) != 1:
            continue
        for column, cell in cells.items():
            target = found.column + column - wanted.column
            there = home.rows.get(rows[0][0], {}).get(target, Cell(None)).value
            ours = there in {None, ""} or there in texts
            if column >= wanted.column and cell.value is not None and ours and there != cell.value:
                edit = Edit(cell.value, "drop", mending.styles.of(cell.style))
                mending.edits.put(home.name, rows[0][0], target, edit)
