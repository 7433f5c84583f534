"""A sheet of planner's made ready for what takes its place: what belongs to it goes, but not the sheet."""

from __future__ import annotations

from collections.abc import Mapping

from planner.repair.in_place import written
from planner.xlsx.a1 import cell_name
from planner.xlsx.cells import read_formulas
from planner.xlsx.indexes import TYPES, part_name, unlisted
from planner.xlsx.package import Package, Sheet
from planner.xlsx.patch_book import CALC_CHAIN, without_formulas
from planner.xlsx.patch_xml import OUT, Change, spliced
from planner.xlsx.reach import alone
from planner.xlsx.relations import relations_part
from planner.xlsx.xml import count_of

NAMED = "workbook/definedNames/definedName"


def cleared(package: Package, there: Sheet) -> Package:
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
