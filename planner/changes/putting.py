"""Puts the sheet of changes into a workbook: behind all others, or in the place of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.book.beside import CHANGES, record_sheets
from planner.problems import PlanError, Problem, quoted
from planner.repair.cleared import cleared
from planner.repair.fresh import by_row
from planner.repair.in_place import written
from planner.repair.new_sheet import add_part, carried, list_sheet, name_on_sheet, renamed
from planner.repair.parts import Parts
from planner.repair.styles import AddedStyles
from planner.xlsx.a1 import Position, quote_sheet
from planner.xlsx.package import Package


@dataclass(frozen=True, slots=True)
class Drawn:
    """The sheet in a workbook of its own, and what its formulas come to."""

    package: Package
    sheet: str
    values: Mapping[Position, float | str]


def standing(package: Package, name: str) -> str:
    """The sheet that planner wrote before, by its name now; nothing where there is none.

    Raises:
        PlanError: a sheet of the owner's has the name.
    """
    ours = record_sheets(package)
    found = next((one for one in ours if one.casefold() == name.casefold()), ours[0] if ours else "")
    if not found and any(sheet.name.casefold() == name.casefold() for sheet in package.sheets):
        message = f"the workbook has a sheet {quoted(name)} of its own, and planner's would be called so"
        raise PlanError(Problem(message, "Rename it, then run planner again.", package.file, name))
    return found


def with_record(package: Package, drawn: Drawn, name: str) -> Package:
    """The workbook with the sheet, in the place of the one of that name if there is one; not yet on disk."""
    there = next((sheet for sheet in package.sheets if sheet.name == name), None)
    if there is not None:
        package = cleared(package, there)
    parts, styles = Parts(package), AddedStyles(package, drawn.package)
    rows = by_row(drawn.package.cells(drawn.sheet))
    source = drawn.package.read(drawn.package.sheet(drawn.sheet).part)
    xml = carried(source, rows, styles, parts, drawn.values)
    if there is None:
        index = list_sheet(parts, name, add_part(parts, xml))
    else:
        index = package.sheets.index(there)
        parts.changed[there.part] = xml
    printed = renamed(drawn.package.local_names.get(drawn.sheet, {}), drawn.sheet, name)
    name_on_sheet(parts, index, {CHANGES: f"{quote_sheet(name)}!$A$1", **printed})
    parts.changed.update(styles.parts())
    return written(package, parts.changed)
