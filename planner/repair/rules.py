"""Validations and conditional formats of restored cells, from a new workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from xml.etree.ElementTree import Element

from planner.repair.mending import Mending, Moved
from planner.repair.splice import WORKSHEET, append, insert
from planner.repair.tables import moved_columns
from planner.xlsx.a1 import Area, Position, parse_area
from planner.xlsx.translate import translate
from planner.xlsx.tree import tree_of, written
from planner.xlsx.xml import Part

RULES = {"conditionalFormatting", "dataValidation"}
FORMULAS = {"formula", "formula1", "formula2"}


def with_rules(mending: Mending, xml: bytes, part: Part, moved: Sequence[Moved]) -> bytes:
    """A user's sheet with the rules of the cells that were written on it."""
    formats: list[bytes] = []
    validations: list[bytes] = []
    columns = moved_columns(mending)
    for one in _alike(moved):
        for element in tree_of(mending.fresh.xml(one.sheet), part).iter():
            if element.tag in RULES and (copy := _copy(mending, element, one, columns)):
                (formats if element.tag == "conditionalFormatting" else validations).append(copy)
    xml = insert(xml, part, formats, order=WORKSHEET, like="conditionalFormatting")
    return append(xml, part, validations, into="dataValidations", order=WORKSHEET)


def _alike(moved: Sequence[Moved]) -> list[Moved]:
    """Cells that were moved equally far, together: one rule does for all of them."""
    together: dict[tuple[str, int, int], Moved] = {}
    for one in moved:
        for (row, column), (to, across) in one.cells.items():
            far = one.sheet, to - row, across - column
            together.setdefault(far, Moved(one.sheet, one.home, {})).cells[row, column] = to, across
    return list(together.values())


def _copy(mending: Mending, element: Element, moved: Moved, columns: Mapping[str, str]) -> bytes | None:
    areas = [parse_area(text) for text in element.get("sqref", "").split()]
    known = [area for area in areas if area is not None]
    hits = {old: new for old, new in moved.cells.items() if any(old in area for area in known)}
    if not hits:
        return None
    copy = deepcopy(element)
    copy.set("sqref", " ".join(_areas(list(hits.values()))))
    first, now = known[0].first, min(hits.values())
    for child in copy.iter():
        if "dxfId" in child.attrib:
            child.set("dxfId", str(mending.styles.dxf(int(child.get("dxfId", "0")))))
        if child.tag in FORMULAS and child.text and not child.text.startswith('"'):
            text = refer(child.text, moved.sheet, moved.home, columns)
            child.text = translate(text, now[0] - first[0], now[1] - first[1], own=True)
    return written(copy)


def refer(formula: str, sheet: str, home: str, columns: Mapping[str, str]) -> str:
    """A rule's formula with the columns of tables where they stand now."""
    for old, new in columns.items():
        before, _, cells = old.rpartition("!")
        after, _, there = new.rpartition("!")
        if formula == old:
            return there if after.strip("'") == home else new
        if before.strip("'") == sheet and cells in formula:
            formula = formula.replace(cells, there if after.strip("'") == home else new)
    return formula


def _areas(cells: Sequence[Position]) -> list[str]:
    """Cells as ranges."""
    ranges: list[Area] = []
    for row, column in sorted(cells, key=lambda at: (at[1], at[0])):
        last = ranges[-1] if ranges else None
        if last is not None and last.first_column == column and last.last_row == row - 1:
            ranges[-1] = Area(last.first_row, column, row, column)
        else:
            ranges.append(Area(row, column, row, column))
    wide: list[Area] = []
    for one in sorted(ranges, key=lambda area: (area.first_row, area.last_row, area.first_column)):
        last = wide[-1] if wide else None
        same = last is not None and (last.first_row, last.last_row) == (one.first_row, one.last_row)
        if last is not None and same and last.last_column == one.first_column - 1:
            wide[-1] = Area(last.first_row, last.first_column, one.last_row, one.last_column)
        else:
            wide.append(one)
    return [str(area) for area in wide]
