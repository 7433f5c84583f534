"""Rules about what formulas refer to: names, circles, other workbooks, empty cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from planner.lint.book import Workbook
from planner.lint.formulas import Formula
from planner.lint.functions import BUILT_AT_RUN_TIME
from planner.lint.registry import Gap, Hit, rule
from planner.lint.sheets import within
from planner.results.lint import ERROR, RISK
from planner.xlsx.a1 import Area, cell_name
from planner.xlsx.references import Reference

MOST_SHOWN = 6
ABOUT_EMPTY = frozenset({"ISBLANK", "COUNTBLANK", "COUNTA", "ROW", "ROWS", "COLUMN", "COLUMNS"})
"""Functions that expect empty cells, or do not look at what stands in them."""


@rule(
    4,
    "names-resolve",
    severity=ERROR,
    title="Every name leads somewhere",
    source="own",
    checks="Names, sheets, tables and columns in cells, names, validations and conditional formats exist; "
    "nothing refers to #REF! or #NAME?.",
    remedy="Restore what it refers to, or write the formula again.",
)
def names_resolve(book: Workbook) -> Iterator[Hit | Gap]:
    """References that lead nowhere."""
    for formula in book.formulas:
        for why in dict.fromkeys(lost.why for lost in formula.lost):
            yield Hit(why, *formula.position)
    for other in book.others:
        for why in dict.fromkeys(lost.why for lost in other.lost):
            yield Hit(f"{other.where} {why}", other.sheet, other.row, other.column)


@rule(
    21,
    "no-circles",
    severity=ERROR,
    title="No circular references",
    source="IC, PX",
    checks="No formula depends on itself through any chain of cells and names, and iterative calculation "
    "is off.",
    remedy="Break the circle: read the period before, or solve it with a line of its own. Iteration is "
    "under File > Options > Formulas.",
)
def no_circles(book: Workbook) -> Iterator[Hit | Gap]:
    """Circles of formulas, and the setting that lets Excel live with them."""
    for circle in book.graph.circles():
        cells = [f"{f.sheet}!{cell_name(f.row, f.column)}" for f in circle]
        shown = ", ".join(cells[:MOST_SHOWN]) + (", ..." if len(cells) > MOST_SHOWN else "")
        what = f"is part of a circle of {len(cells)} cells: {shown}" if len(cells) > 1 else "reads itself"
        yield Hit(what, *circle[0].position)
    if book.package.calculation.iterate:
        yield Hit("iterative calculation is on, which hides circles")
    unseen = sum(any(call.name in BUILT_AT_RUN_TIME for call in formula.calls) for formula in book.formulas)
    if unseen:
        yield Gap(f"{unseen} formulas build references with OFFSET or INDIRECT, which cannot be followed")


@rule(
    22,
    "automatic-calculation",
    severity=RISK,
    title="Automatic calculation",
    source="PX",
    checks="The workbook calculates automatically, tables included, and with full precision.",
    remedy="Set File > Options > Formulas > Automatic, and untick 'Set precision as displayed' under "
    "Advanced.",
)
def automatic_calculation(book: Workbook) -> Iterator[Hit | Gap]:
    """Settings under which the file may show numbers that do not belong to its inputs."""
    calculation = book.package.calculation
    if calculation.mode != "auto":
        mode = "manual" if calculation.mode == "manual" else "automatic except for tables"
        yield Hit(f"calculation is {mode}")
    if not calculation.full_precision:
        yield Hit("numbers are calculated as they are displayed, not as they are")


@rule(
    23,
    "no-external-links",
    severity=RISK,
    title="No links to other workbooks",
    source="own",
    checks="No cell, name, validation or conditional format reads another workbook, and the file holds no "
    "link to one and no data connection.",
    remedy="Copy the values in as inputs with their source; then Data > Edit Links > Break Link.",
)
def no_external_links(book: Workbook) -> Iterator[Hit | Gap]:
    """References that leave the file."""
    found = False
    for formula in book.formulas:
        if any(token.external for token in formula.tokens):
            found = True
            yield Hit("reads another workbook", *formula.position)
    for other in book.others:
        if any(token.external for token in other.tokens):
            found = True
            yield Hit(f"{other.where} reads another workbook", other.sheet, other.row, other.column)
    if book.package.related_part("externalLink") is not None and not found:
        yield Hit("the file keeps a link to another workbook that no formula uses")
    if book.package.related_part("connections") is not None:
        yield Hit(
            "the file keeps a connection to data elsewhere", remedy="Remove it under Data > Connections."
        )


@rule(
    28,
    "no-empty-references",
    severity=RISK,
    title="No references to empty cells",
    source="PX",
    checks="No formula reads a single cell that is empty, nor a block or column of a table that is empty "
    "all over. Whether a column of planner's own tables may be empty is for the template to say; headings "
    "of a plan leave out what its owner has not said.",
    remedy="Fill the cell, or refer to the one that was meant.",
)
def no_empty_references(book: Workbook) -> Iterator[Hit | Gap]:
    """References to nothing."""
    for formula in book.formulas:
        if formula.position in book.headings_of_plan:
            continue
        for reference in _empty(formula, book.by_column):
            if not within(reference.area.first, book.read[reference.sheet].known_columns):
                yield Hit(f"reads {_said(reference, formula)}", *formula.position)


def _empty(formula: Formula, filled: Mapping[str, dict[int, list[int]]]) -> Iterator[Reference]:
    """The references of a formula to cells of which none holds anything."""
    expected = {
        id(t) for call in formula.calls if call.name in ABOUT_EMPTY for a in call.arguments for t in a
    }
    for reference in formula.references:
        columns, area = filled.get(reference.sheet), reference.area
        if columns is None or id(reference.token) in expected:
            continue
        if not any(_any_in(rows, area) for column, rows in columns.items() if _across(column, area)):
            yield reference


def _said(reference: Reference, formula: Formula) -> str:
    """A cell beside others that read the one beside it is called by its row, so that they count as one."""
    area = reference.area
    if area.size > 1 or reference.sheet != formula.sheet or area.first_row == formula.row:
        sheet = "" if reference.sheet == formula.sheet else f"{reference.sheet}!"
        return f"{sheet}{area}, which is empty"
    return f"a cell of row {area.first_row} that is empty"


def _across(column: int, area: Area) -> bool:
    return area.first_column <= column <= area.last_column


def _any_in(rows: list[int], area: Area) -> bool:
    return bisect_left(rows, area.first_row) < bisect_right(rows, area.last_row)
