"""Names whose cells are still there: found by the key in the row, or by the text in front of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.book.find import GROWING
from planner.book.survey import FEW, command
from planner.layout.places import CHECK_WIDTH, COUNTS, KEYS, STATUS, STATUSES, TEMPLATE_CELLS, Place
from planner.problems import Problem
from planner.repair.homes import Home
from planner.repair.identity import template_cells
from planner.repair.mending import Mending, Restored
from planner.template.rows import SCENARIOS
from planner.template.schema import CHECKS
from planner.xlsx.a1 import column_letters
from planner.xlsx.cell import Cell
from planner.xlsx.render import Edit


def relocate(mending: Mending) -> None:
    """Point names at the cells that they must mean."""
    _leave_other_rows(mending)
    by_key: dict[tuple[str, str], list[str]] = {}
    for name in list(mending.gone()):
        home = mending.homes[mending.survey.expected[name].sheet]
        if home is None or name in GROWING or name in mending.survey.misshapen or name in mending.broken:
            continue
        if key := mending.key(name):
            by_key.setdefault((home.sheet, key), []).append(name)
        elif place := _by_label(mending, name, home):
            _point(mending, name, place)
    for (sheet, key), names in by_key.items():
        home = mending.homes[sheet]
        if home is not None and home.certain:
            _by_key(mending, home, key, names)
    _say_pointed(mending)
    _follow_own_base(mending)


def _leave_other_rows(mending: Mending) -> None:
    """Names that a program left behind when it moved the cells: nothing of the line stands in their row."""
    for name, (other, _) in mending.survey.parted.items():
        home = mending.homes[mending.survey.expected[name].sheet]
        if other or home is None or not home.certain or name not in mending.places:
            continue
        place, key = mending.places[name], mending.key(name)
        column, text = mending.fresh.label(home.sheet, mending.survey.expected[name].row)
        said = home.cells.get((place.row, home.columns.of(column)), Cell(None)).value
        rows = home.rows_of_key(key)
        if said == text or (rows and not _labelled_so(home, rows, column, text)):
            continue
        if rows or _is_heading(mending, home, place, said):
            del mending.places[name]


def _labelled_so(home: Home, rows: Sequence[int], column: int, text: str) -> bool:
    """Whether a line's key stands in one row alone, behind its label."""
    return len(rows) == 1 and bool(text) and (rows[0], home.columns.of(column)) in home.rows_with(text)


def _is_heading(mending: Mending, home: Home, place: Place, said: object) -> bool:
    """Whether cells without values stand beside what is another row's label in a new workbook."""
    blank = all(home.is_blank(place.row, place.column + across) for across in range(place.columns))
    fresh = mending.fresh
    return (
        blank
        and bool(said)
        and any(fresh.label(home.sheet, row)[1] == said for row in fresh.rows(home.sheet))
    )


def _follow_own_base(mending: Mending) -> None:
    """Low and high cells that were moved without their formulas follow the base of their own row again."""
    count: dict[str, int] = {}
    for name in (name for names in mending.pointed.values() for name in names):
        was, place = mending.survey.places.get(name), mending.places[name]
        row, home = mending.row_of(name), mending.homes[mending.survey.expected[name].sheet]
        if was is None or row is None or not row.is_input or home is None or was.row == place.row:
            continue
        base = column_letters(place.at(SCENARIOS.index("base")).column)
        for across in range(place.columns):
            cell = home.cells.get((place.row, place.column + across))
            if cell is not None and (cell.formula or "").replace("$", "") == f"{base}{was.row}":
                edit = Edit(None, "drop", None, f"${base}{place.row}")
                mending.edits.put(home.name, place.row, place.column + across, edit)
                count[home.name] = count.get(home.name, 0) + 1
    for sheet, cells in count.items():
        message = (
            f"cells for low and high that follow their base read the row of another line: {cells} mended"
        )
        mending.restored.append(Restored(sheet, "", "", message))


def refuse_uncertain(mending: Mending) -> None:
    """Of a sheet without names whose columns were moved apart nothing tells what is where."""
    for home in mending.homes.values():
        if home is not None and not home.certain:
            message = "all names of this sheet are gone, and columns of your own stand among planner's"
            remedy = f"Take them out, then run `{command(mending.survey.package)}` again."
            file = mending.survey.package.file
            mending.hopeless.append(Problem(message, remedy, file, home.name))


def _by_key(mending: Mending, home: Home, key: str, names: Sequence[str]) -> None:
    taken = {
        place.row
        for name, place in mending.places.items()
        if mending.key(name) == key and place.sheet == home.name
    }
    rows = [row for row in home.rows_of_key(key) if row not in taken]
    said = mending.survey.package.defined_names
    kept = [name for name in names if "#REF!" not in said.get(name, "")]
    wanted = next((some for some in (names, kept) if len(some) == len(rows)), None)
    if wanted is None and rows:
        cells = " and ".join(f"row {row}" for row in rows)
        message = f"the key {key} stands in {cells}, and nothing says which of them are planner's"
        remedy = f"Delete the key where it is a copy, then run `{command(mending.survey.package)}` again."
        mending.hopeless.append(Problem(message, remedy, mending.survey.package.file, home.name, key=key))
        mending.places.update((name, mending.survey.expected[name]) for name in names)  # said once
        return
    for name, row in zip(wanted or (), rows, strict=True):
        expected = mending.survey.expected[name]
        column = expected.column + home.columns.values
        _point(mending, name, Place(home.name, row, column, expected.rows, expected.columns))


def _by_label(mending: Mending, name: str, home: Home) -> Place | None:
    survey = mending.survey
    if name == TEMPLATE_CELLS and (place := template_cells(survey.package, survey.template, survey.preset)):
        return place
    return _beside_its_label(mending, name, home) or _between_others(mending, name, home)


def _beside_its_label(mending: Mending, name: str, home: Home) -> Place | None:
    """The row whose label is that of a new workbook's; of several, the one that comes as late."""
    expected = mending.survey.expected[name]
    column, text = mending.fresh.label(home.sheet, expected.row)
    found = home.rows_with(text) if text else []
    if len(found) > 1:
        rows = mending.fresh.rows(home.sheet)
        alike = [row for row, cells in rows.items() if column in cells and cells[column].value == text]
        found = [at for at in found if at[1] == home.columns.of(column)]
        found = [found[alike.index(expected.row)]] if len(found) == len(alike) else []
    if len(found) != 1:
        return None
    row, there = found[0]
    across = expected.column + there - column
    return Place(home.name, row, across, expected.rows, expected.columns) if across > 0 else None


def _between_others(mending: Mending, name: str, home: Home) -> Place | None:
    """A row without a label, by the rows with one above and below it; None where they were moved apart.

    A heading at the head of a sheet has none above it, and goes with the row below.
    """
    expected = mending.survey.expected[name]
    marks = [(row, to) for row, to in _labelled(mending, home) if row != expected.row]
    above = max((mark for mark in marks if mark[0] < expected.row), default=None)
    below = min((mark for mark in marks if mark[0] > expected.row), default=None)
    if below is None or (above is not None and below[0] - above[0] != below[1] - above[1]):
        return None
    row = below[1] + expected.row - below[0]
    return (
        None
        if row < 1 or home.is_blank(row, expected.column)
        else expected._replace(sheet=home.name, row=row)
    )


def _labelled(mending: Mending, home: Home) -> Iterator[tuple[int, int]]:
    """Rows of a new workbook whose label stands once on the sheet, and where it stands in its own column."""
    for row in mending.fresh.rows(home.sheet):
        column, text = mending.fresh.label(home.sheet, row)
        found = home.rows_with(text) if text else []
        if len(found) == 1 and found[0][1] == column:
            yield row, found[0][0]


def _point(mending: Mending, name: str, place: Place) -> None:
    mending.keep(name, place)
    mending.pointed.setdefault(place.sheet, []).append(name)


def _say_pointed(mending: Mending) -> None:
    """A line for each name; one for all those of a sheet that lost many."""
    for sheet, names in mending.pointed.items():
        first, others = names[0], len(names) - 1
        for name in names if len(names) <= FEW else ():
            message = f"the name {name} points at its cells again"
            mending.say(mending.places[name], mending.key(name), message)
        if len(names) > FEW:
            message = f"the name {first} and {others} more of this sheet point at their cells again"
            mending.restored.append(Restored(sheet, "", "", message))


def cover_statuses(mending: Mending) -> None:
    """Let the names of all statuses and of all keys on Checks take in every row."""
    home = mending.homes[mending.survey.template.front(CHECKS)]
    rows = [place for name, place in mending.places.items() if name.startswith("chk_") and mending.key(name)]
    rows = [place for place in rows if place.columns == CHECK_WIDTH]
    if home is None or not rows:
        return
    first, last = min(place.row for place in rows), max(place.row for place in rows)
    expected = mending.survey.expected
    key_column, heading = expected[KEYS].column, _heading_rows(mending)
    columns = {STATUSES: rows[0].column + STATUS, KEYS: home.columns.of(key_column)}
    for name, column in columns.items():
        there = mending.places.get(name)
        if there is not None and name == STATUSES and there.column != column:
            there = None
        top = max(1, first - heading) if there is None else min(first, there.row)
        bottom = last if there is None else max(last, there.row + there.rows - 1)
        place = Place(home.name, top, column if there is None else there.column, bottom - top + 1)
        if place != there:
            mending.keep(name, place)
            mending.say(place, "", f"the name {name} covers all rows of the sheet's checks again")
            counts = mending.places[COUNTS]
            mending.rewritten.update((counts.sheet, counts.row + down) for down in range(counts.rows))


def _heading_rows(mending: Mending) -> int:
    """How many rows of Checks that hold no check stand above the first one in a new workbook."""
    expected = mending.survey.expected
    rows = [expected[name].row for name in expected.keys if name.startswith("chk_")]
    return min(rows) - expected[STATUSES].row
