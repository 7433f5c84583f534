"""The first step of a repair: names, rows, sheets and tables are back in their places."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from io import BytesIO

from planner.book.survey import Survey
from planner.layout.places import Place
from planner.problems import PlanError, Problem, quoted
from planner.repair.follow import follow
from planner.repair.keys import restore_keys
from planner.repair.mending import COPIES, Mending, Restored
from planner.repair.narrow import sort_out, widen
from planner.repair.parts import Parts
from planner.repair.relocate import cover_statuses, refuse_uncertain, relocate
from planner.repair.rows import holds, restore_rows
from planner.repair.rules import with_rules
from planner.repair.sheets import add_sheet, add_table, define_names
from planner.repair.tables import restore_headers, restore_tables
from planner.xlsx import package as files
from planner.xlsx.package import Package
from planner.xlsx.patch import patch_package, patched_parts


def with_cells(found: Survey, added: Collection[str] = ()) -> tuple[Package, Mending]:
    """All names, rows, sheets and tables in place; formulas are not looked at yet.

    Args:
        added: names that the plan's version of the template does not have yet.
    """
    _refuse(found.other)
    mending = Mending.of(found)
    mending.added = added
    sort_out(mending)
    _plan_sheets(mending)
    refuse_uncertain(mending)
    relocate(mending)
    restore_keys(mending)
    widen(mending)
    restore_tables(mending)
    restore_rows(mending)
    restore_headers(mending)
    cover_statuses(mending)
    _refuse(mending.hopeless)
    return written(found.package, _parts(mending)), mending


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise PlanError(problems)


def _plan_sheets(mending: Mending) -> None:
    """Sheets that are gone come back whole: their names and tables stand as in a new workbook."""
    found, expected = mending.survey, mending.survey.expected
    taken = {sheet.name.casefold() for sheet in found.package.sheets}
    for sheet in (sheet for sheet, home in mending.homes.items() if home is None):
        name, number = sheet, 1
        while name.casefold() in taken:
            number += 1
            name = f"{sheet} ({number})"
        mending.new_sheets[sheet] = name
        names = [one for one, place in expected.places.items() if place.sheet == sheet]
        lines = sum(1 for one in names if mending.key(one) and one[:3] not in COPIES)
        what = f"the sheet is back, with {lines} lines" if lines else "the sheet is back"
        mending.restored.append(Restored(name, "", "", what))
        for one in names:
            mending.keep(one, expected[one]._replace(sheet=name))
            if text := holds(mending, one):
                place = mending.places[one]
                mending.say(place, mending.key(one), f"the input {mending.title(one)} is back{text}")
        for key, table in expected.tables.items():
            if table.sheet == sheet and key in found.lost_tables:
                _plan_table(mending, key, name)


def _plan_table(mending: Mending, key: str, sheet: str) -> None:
    table = mending.survey.template.table(key)
    place = mending.tables[key] = mending.survey.expected.tables[key]._replace(sheet=sheet)
    rows = len(mending.survey.preset.tables[key])
    area = Place(sheet, place.first_row - 1, min(place.columns.values()), place.rows + 1, len(place.columns))
    what = f"the table {key} ({quoted(table.title)}) is back, with the preset's {rows} rows"
    mending.say(area, key, what)


def _parts(mending: Mending) -> dict[str, bytes | None]:
    package = mending.survey.package
    parts = Parts(package, patched_parts(package, mending.edits.by_sheet))
    changed = {name: xml for name, xml in parts.changed.items() if xml is not None}
    parts.changed.update(follow(mending, changed))
    for name in dict.fromkeys(one.home for one in mending.moved):
        part = package.sheet(name).part
        moved = [one for one in mending.moved if one.home == name]
        xml = _with_heights(mending, parts.read(part), name)
        parts.changed[part] = with_rules(mending, xml, package.part(part), moved)
    for moved_table in mending.moved_tables:
        was, ref = (b'"%s"' % area.encode() for area in moved_table[1:])
        parts.changed[moved_table.part] = parts.read(moved_table.part).replace(was, ref)
    for table in mending.new_tables:
        add_table(parts, table)
    for sheet, name in mending.new_sheets.items():
        add_sheet(mending, parts, sheet, name)
    define_names(mending, parts)
    parts.changed.update(mending.styles.parts())
    return parts.changed


def _with_heights(mending: Mending, xml: bytes, home: str) -> bytes:
    """Rows that are new get the height of their text."""
    for one in mending.moved:
        last = mending.homes[one.sheet]
        added = last is not None and any(row > last.last_row for row, _ in one.cells.values())
        if one.home == home and added:
            heights = mending.fresh.heights(one.sheet)
            (row, _), (to, _) = next(iter(one.cells.items()))
            if row in heights:
                new = re.compile(rb'(<(?:[\w.-]+:)?row r="%d")>' % to)
                xml = new.sub(rb'\1 ht="%s">' % heights[row], xml, count=1)
    return xml


def written(package: Package, parts: Mapping[str, bytes | None]) -> Package:
    """The workbook with other parts, in memory."""
    out = BytesIO()
    patch_package(package, {}, out, extra_parts=parts)
    return files.with_bytes(package, out.getvalue())
