"""Today's template as one plan wants it: the owner's positions along axes, sheets under free names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from planner.layout.places import Layout
from planner.problems import PlanError, Problem, quoted
from planner.template.schema import Template
from planner.template.sheets import Sheet
from planner.template.translation import FRONTS
from planner.upgrade.sheets import FIXED
from planner.xlsx.package import Package

STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


def fitted(template: Template, positions: Mapping[str, tuple[Any, ...]], taken: Collection[str]) -> Template:
    """The template with other positions and names of sheets.

    Args:
        positions: key of an axis -> what the owner typed above its lines.
        taken: names of the owner's own sheets.
    """
    called = _called(template, taken)
    sheets = tuple(_sheet(sheet, positions, called) for sheet in template.sheets)
    return replace(
        template,
        sheets=sheets,
        on_paper={called.get(name, name): pages for name, pages in template.on_paper.items()},
        wide_on_paper={called.get(name, name): pages for name, pages in template.wide_on_paper.items()},
        tables_on_screen=tuple(called.get(name, name) for name in template.tables_on_screen),
        fronts={name: called.get(template.front(name), template.front(name)) for name in FRONTS},
        pages=tuple(page._replace(name=called.get(page.name, page.name)) for page in template.pages),
        charts=tuple(
            chart._replace(
                page=called.get(chart.page, chart.page),
                places=tuple(one._replace(sheet=called.get(one.sheet, one.sheet)) for one in chart.places),
            )
            for chart in template.charts
        ),
    )


def refuse_clashes(package: Package, own_names: Collection[str], new: Layout, own: Collection[str]) -> None:
    """A PlanError for names of the owner's that the new plan has too, and for a file in the strict format."""
    problems = []
    theirs = {table.name for table in package.tables.values() if table.sheet in own}
    for what, some, ours in (("table", theirs, new.tables), ("name", own_names, new.places)):
        folded = {name.casefold() for name in ours} | (FIXED if what == "name" else set())
        for name in sorted(name for name in some if name.casefold() in folded):
            message = f"the workbook has a {what} of yours called {quoted(name)}, as the new template has"
            problems.append(Problem(message, "Give yours another name in Excel, then upgrade.", package.file))
    if STRICT in package.read(package.workbook_part):
        message = "the workbook is saved as Strict Open XML, which the new sheets are not"
        remedy = "Save it as an ordinary Excel workbook, then upgrade."
        problems.append(Problem(message, remedy, package.file))
    if problems:
        raise PlanError(problems)


def _called(template: Template, taken: Collection[str]) -> dict[str, str]:
    """The new names of sheets whose own is taken."""
    folded = {name.casefold() for name in taken}
    names = [template.front(name) for name in FRONTS] + [page.name for page in template.pages]
    names += [sheet.name for sheet in template.sheets]
    called: dict[str, str] = {}
    for name in names:
        number, free = 1, name
        apart = next((sheet for sheet in template.sheets if sheet.name == name and sheet.apart), None)
        while any(one.casefold() in folded for one in ([free] if apart is None else _apart(apart, free))):
            number += 1
            free = f"{name} ({number})"
        if free != name:
            called[name] = free
    return called


def _apart(sheet: Sheet, name: str) -> list[str]:
    """The names of a sheet's levels."""
    return list(replace(sheet, name=name).names)


def _sheet(sheet: Sheet, positions: Mapping[str, tuple[Any, ...]], called: Mapping[str, str]) -> Sheet:
    axis = sheet.axis
    if axis is not None and axis.key in positions and len(positions[axis.key]) == len(axis.values):
        axis = axis._replace(values=positions[axis.key])
    name = called.get(sheet.name, sheet.name)
    return replace(sheet, key=sheet.key or sheet.name, name=name, axis=axis)
