"""Puts the sheet of changes into a workbook: behind all others, or in the place of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.book.beside import CHANGES, record_sheets
from planner.problems import PlanError, Problem, quoted
from planner.repair.fresh import by_row
from planner.repair.in_place import written
from planner.repair.new_sheet import add_part, carried, list_sheet, name_on_sheet, renamed
from planner.repair.parts import Parts
from planner.repair.styles import AddedStyles
from planner.xlsx.a1 import Position, cell_name, quote_sheet
from planner.xlsx.cells import read_formulas
from planner.xlsx.indexes import TYPES, part_name, unlisted
from planner.xlsx.package import Package, Sheet
from planner.xlsx.patch_book import CALC_CHAIN, without_formulas
from planner.xlsx.patch_xml import OUT, Change, spliced
from planner.xlsx.reach import alone
from planner.xlsx.relations import relations_part
from planner.xlsx.xml import count_of

NAMED = "workbook/definedNames/definedName"


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
        package = _cleared(package, there)
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


def _cleared(package: Package, there: Sheet) -> Package:
    """The workbook without what belongs to the sheet that stands there but itself."""
    gone = {(there.sheet_id, cell_name(*at)) for at in read_formulas(package, there.name)}
    changed = without_formulas(package, gone)  # a chain of calculation that names no formula is damage
    package = written(package, changed) if changed else package
    return written(package, {**_without_names(package, there), **_without_parts(package, there)})


def _without_names(package: Package, there: Sheet) -> dict[str, bytes | None]:
    """The list of names without those of the sheet."""
    book, index = package.workbook_part, package.sheets.index(there)

    def judge(path: str, attributes: Mapping[str, str]) -> Change:
        local = path == NAMED and count_of(attributes.get("localSheetId")) == index
        return OUT if local else None

    return {book: spliced(package.read(book), package.part(book), judge)}


def _without_parts(package: Package, there: Sheet) -> dict[str, bytes | None]:
    """What leads from the sheet, and the parts that nothing else leads to: comments, pictures, printers."""
    kept = {there.part, package.related_part(CALC_CHAIN)}
    out = alone(package, [there.part]) - kept
    leading = (package.archive.folded.get(relations_part(part).casefold()) for part in (there.part, *out))
    gone = dict.fromkeys([*out, *filter(None, leading)])
    if not gone:
        return {}
    folded = {part.casefold() for part in gone}
    types = unlisted(package, TYPES, lambda entry: part_name(entry) in folded)
    return {TYPES: types, **gone}
