"""Repairs a workbook in two steps: names, rows, sheets and tables first, then every formula of planner's."""

from __future__ import annotations

from dataclasses import dataclass

from planner.book.changed import changed_formulas, with_own_headings
from planner.book.edits import Edits
from planner.book.find import Book, book_of, survey
from planner.book.identify import older_version
from planner.book.survey import Survey
from planner.layout.earlier import added_since
from planner.layout.owned import owned_cells
from planner.repair.formulas import restore_formulas, restore_words
from planner.repair.fresh import Fresh
from planner.repair.homes import home_of
from planner.repair.identity import identity
from planner.repair.in_place import with_cells, written
from planner.repair.lacking import lacking
from planner.repair.links import restore_links
from planner.repair.mending import Restored
from planner.repair.names import tidy_names
from planner.repair.older import renewed
from planner.repair.panes import restore_panes
from planner.template.schema import SOURCES
from planner.xlsx.package import Package
from planner.xlsx.patch import patched_parts


@dataclass(frozen=True, slots=True)
class Mended:
    """A repaired workbook, what was put back, and what it lacks still."""

    package: Package
    restored: tuple[Restored, ...]
    lacking: str = ""


def mend(package: Package) -> Mended:
    """The workbook with everything put back that can be; nothing is written to disk.

    Raises:
        PlanError: something cannot be put back; all of it is listed.
    """
    of, was = identity(package), older_version(package)
    found = survey(package, *of)
    tidied = tidy_names(found)
    restored = [*tidied.restored]
    if tidied.parts:
        package = written(package, tidied.parts)
        found = survey(package, *of)
    rewritten: set[tuple[str, int]] = set()
    added = added_since(was) & {*found.lost} if was else set()
    if found.problems():
        package, mending = with_cells(found, added)
        restored, rewritten = restored + mending.restored, mending.rewritten
    if was:
        package, older = renewed(book_of(survey(package, *of)), was, tidied.anew + len(added))
        restored.insert(0, Restored("", "", "", older.said()))
    package, again = _with_formulas(package, book_of(survey(package, *of)), rewritten)
    restored += again
    fresh, homes = Fresh(found), _homes(survey(package, *of))
    for restore in (restore_links, restore_panes):
        parts, again = restore(package, fresh, homes)
        package = written(package, parts) if parts else package
        restored += again
    return Mended(package, tuple(restored), lacking(package, fresh.package, homes))


def _with_formulas(
    package: Package, book: Book, rewritten: set[tuple[str, int]]
) -> tuple[Package, list[Restored]]:
    """The second step: the words and formulas that the template has in its cells."""
    edits = Edits()
    owned = tuple(owned_cells(book.template, book.preset, book.layout))
    restored = restore_words(book, edits)
    _, changed = with_own_headings(owned, changed_formulas(book, owned), book)
    restored += restore_formulas(book, changed, edits, rewritten)
    if edits.by_sheet:
        package = written(package, patched_parts(package, edits.by_sheet))
    return package, restored


def _homes(found: Survey) -> dict[str, str]:
    """The template's sheets that are there, and what they are called."""
    sheets = dict.fromkeys(place.sheet for place in found.expected.places.values())
    sheets.update(dict.fromkeys(table.sheet for table in found.expected.tables.values()))
    homes = {sheet: home_of(found, sheet) for sheet in (*sheets, found.template.front(SOURCES))}
    return {sheet: home for sheet, home in homes.items() if home is not None}
