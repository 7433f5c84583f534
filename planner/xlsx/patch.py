"""Lossless write-back: only the edited cells of a workbook change, everything else keeps its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO, Literal

from planner.xlsx.a1 import Position
from planner.xlsx.cell import CellError, Value
from planner.xlsx.package import Package
from planner.xlsx.patch_book import with_recalculation, without_formulas
from planner.xlsx.patch_charts import with_titles
from planner.xlsx.patch_sheet import patch, refuse
from planner.xlsx.render import Edit
from planner.xlsx.xml import Part
from planner.xlsx.zip_copy import copy_archive

__all__ = [
    "ASK",
    "KEPT",
    "SETTLED",
    "CellError",
    "Edit",
    "EditsBySheet",
    "Value",
    "patch_package",
    "patch_sheet",
    "patched_parts",
]

EditsBySheet = Mapping[str, Mapping[Position, Edit]]
"""Sheet name -> (row, column) -> edit."""

OnLoad = Literal["kept", "ask", "settled"]
"""Whether Excel recalculates everything when it opens the file: as before, yes, or no."""

KEPT: OnLoad = "kept"
ASK: OnLoad = "ask"
SETTLED: OnLoad = "settled"

UNNAMED = Part("", "worksheet")


def patch_sheet(
    xml: bytes, edits: Mapping[Position, Edit], *, sheet: str = "", part: Part = UNNAMED
) -> bytes:
    """A sheet part with these cells edited; a PlanError that names every cell that may not be."""
    return patch(xml, edits, sheet, part).xml


def patched_parts(
    package: Package, edits: EditsBySheet, *, on_load: OnLoad = KEPT
) -> dict[str, bytes | None]:
    """The parts that the edits change; None for a part that goes.

    `on_load` sets (ASK) or clears (SETTLED) the wish that Excel recalculates everything when it opens
    the file; KEPT leaves it as it is.
    """
    changed: dict[str, bytes | None] = {}
    gone: set[tuple[str, str]] = set()
    for name, cells in edits.items():
        if not cells:
            continue
        sheet = package.sheet(name)
        part = package.part(sheet.part)
        _refuse_table_headers(package, sheet.name, cells, part)
        patched = patch(package.read(sheet.part), cells, sheet.name, part)
        changed[sheet.part] = patched.xml
        gone.update((sheet.sheet_id, address) for address in patched.chainless)
    changed |= without_formulas(package, gone)
    changed |= dict(with_titles(package, edits))
    if on_load != KEPT:
        name = package.workbook_part
        before = package.read(name)
        after = with_recalculation(before, package.part(name), on_load=on_load == ASK)
        if after is not before:
            changed[name] = after
    return changed


def patch_package(
    package: Package,
    edits: EditsBySheet,
    out: BinaryIO,
    *,
    on_load: OnLoad = KEPT,
    extra_parts: Mapping[str, bytes | None] | None = None,
) -> None:
    """Write the workbook with its edits to `out`; members that nothing changes are copied as raw bytes.

    `extra_parts` replace parts of the same name, or are added (listing them in the content types is the
    caller's part).
    """
    changed = patched_parts(package, edits, on_load=on_load) | dict(extra_parts or {})
    removed = {name for name, content in changed.items() if content is None}
    kept = {name: content for name, content in changed.items() if content is not None}
    copy_archive(package.archive, kept, removed, out)


def _refuse_table_headers(package: Package, sheet: str, cells: Mapping[Position, Edit], part: Part) -> None:
    """A table's part repeats its column names; a header cell that says otherwise damages the file."""
    objections = []
    for table in package.tables.values():
        if table.sheet != sheet or not table.header_rows:
            continue
        for offset, column in enumerate(table.columns):
            position = table.area.first_row, table.area.first_column + offset
            if position in cells and cells[position].value != column:
                objections.append((position, f"the cell is the header of a column of the table {table.name}"))
    refuse(objections, sheet, part)
