"""Validations and conditional formats of restored cells, from a new workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from xml.etree import ElementTree

from planner.workbook.a1 import Area, Position, parse_area
from planner.workbook.repair.mending import Mending, Moved
from planner.workbook.repair.splice import WORKSHEET, append, insert
from planner.workbook.repair.styles import local, tree_of, written
from planner.workbook.repair.tables import moved_columns
from planner.workbook.translate import translate
from planner.workbook.xmltext import Part

FORMULAS = {"formula", "formula1", "formula2"}


def with_rules(mending: Mending, xml: bytes, part: Part, moved: Sequence[Moved]) -> bytes:
    """A user's sheet with the rules of the cells that were written on it."""
    formats: list[bytes] = []
    validations: list[bytes] = []
    for one in moved:
        for element in tree_of(mending.fresh.xml(one.sheet), part).iter():
            name = local(element.tag)
            if name in {"conditionalFormatting", "dataValidation"} and (copy := _copy(mending, element, one)):
                (formats if name == "conditionalFormatting" else validations).append(copy)
    xml = insert(xml, part, formats, order=WORKSHEET, like="conditionalFormatting")
    return append(xml, part, validations, into="dataValidations", order=WORKSHEET)


def _copy(mending: Mending, element: ElementTree.Element, moved: Moved) -> bytes | None:
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
        if local(child.tag) in FORMULAS and child.text and not child.text.startswith('"'):
            text = refer(child.text, moved.sheet, moved.home, moved_columns(mending))
            child.text = translate(text, now[0] - first[0], now[1] - first[1])
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
    """Cells as ranges, one a row at least."""
    ranges: list[Area] = []
    for row, column in sorted(cells):
        last = ranges[-1] if ranges else None
        if last is not None and last.last_row == row and last.last_column == column - 1:
            ranges[-1] = Area(row, last.first_column, row, column)
        else:
            ranges.append(Area(row, column, row, column))
    return [str(area) for area in ranges]
