"""Which template and preset a plan was made from, also where its log no longer says so."""

from __future__ import annotations

from collections.abc import Iterator

from planner.book.identify import SMALL_SHEET_BYTES, WITNESSED, identify, place_named, plan_cells, stated
from planner.layout.places import TEMPLATE_CELLS, Place
from planner.problems import PlanError, Problem
from planner.template.load import presets
from planner.template.locale import languages, preset_in, template_in
from planner.template.preset import Preset, made_from
from planner.template.schema import ENGLISH, Template
from planner.template.versions import VERSION
from planner.xlsx.cell import Cell
from planner.xlsx.cells import read_cells
from planner.xlsx.package import Package

UNKNOWN = (
    "the sheet Log is gone or damaged, and neither Cover nor Checks says from which preset the plan was made"
)


def identity(package: Package) -> tuple[Template, Preset]:
    """The template and preset: as the log says, or as the cover and Checks do.

    Raises:
        PlanError: it is no plan of planner's, or one of another version.
    """
    try:
        return identify(package)
    except PlanError:
        if isinstance(place_named(package, TEMPLATE_CELLS), Place):
            raise  # the log is there and says something else
        if (place := plan_cells(package)) is not None:
            return stated(package, place)[:2]
        if not any(name.startswith(WITNESSED) for name in package.defined_names):
            raise
        told = {made_from(*plan): plan for plan in _plans()}
        found = {text: told[text] for text in _texts(package) if text in told}
        if len(found) != 1:
            raise PlanError(Problem(UNKNOWN, "Go back to a backup.", package.file)) from None
        return next(iter(found.values()))


def template_cells(package: Package, template: Template, preset: Preset) -> Place | None:
    """The cells of the log that say what the plan was made from, of any version, whatever their name says."""
    wanted = [template.name, preset.name]
    wanted += [] if template.language == ENGLISH else [template.language]
    for sheet, cells in _sheets(package):
        for (row, column), cell in cells.items():
            if cell.value == wanted[0]:
                width = len(wanted) + 1
                beside = [cells.get((row, column + across), Cell(None)).value for across in range(width)]
                if VERSION.fullmatch(str(beside.pop(1))) and beside == wanted:
                    return Place(sheet, row, column, 1, width)
    return None


def _plans() -> Iterator[tuple[Template, Preset]]:
    """Every preset in every language."""
    for language in languages():
        yield from ((template_in(language), preset_in(language, name)) for name in presets())


def _texts(package: Package) -> Iterator[str]:
    for _, cells in _sheets(package):
        yield from (cell.value for cell in cells.values() if isinstance(cell.value, str))


def _sheets(package: Package) -> Iterator[tuple[str, dict[tuple[int, int], Cell]]]:
    for sheet in package.sheets:
        if sheet.kind == "worksheet" and package.archive.members[sheet.part].size < SMALL_SHEET_BYTES:
            yield sheet.name, read_cells(package, sheet.name)
