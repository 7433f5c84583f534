"""The three sheets as parts of a workbook: behind all others, or in the place of those before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from planner.book.beside import marked
from planner.problems import PlanError, Problem, quoted
from planner.repair.cleared import cleared
from planner.repair.in_place import written
from planner.repair.new_sheet import add_part, list_sheet, name_on_sheet
from planner.repair.parts import Parts
from planner.risk.chart_parts import Drawn, add_charts
from planner.risk.inks import inked, look_in_ink
from planner.risk.sheet_cells import Cells, Filled
from planner.xlsx.a1 import cell_name, column_letters, quote_sheet
from planner.xlsx.measure import line_count, pixels_inside
from planner.xlsx.package import Package
from planner.xlsx.render import Edit, new_cell

MARK_ROW = 3
PRINT_AREA = "_xlnm.Print_Area"
MOST_PRINTED = 150
"""Rows of a sheet that are printed: nobody reads a thousand draws on paper."""


class Sheet(NamedTuple):
    """One of the sheets.

    Attributes:
        mark: the defined name that marks it.
        widths: of its columns, the last one for all that follow.
        frozen: the rows and columns that stay in sight.
        tall: rows of headings, which break their text.
        charts: what is drawn on it, and at which row.
        printed: the last column on paper.
    """

    mark: str
    name: str
    cells: Cells
    widths: Sequence[int]
    frozen: tuple[int, int]
    tall: Sequence[int] = ()
    charts: Sequence[Drawn] = ()
    charts_at: int = 0
    printed: int = 0


_SHEET = (
    b'<worksheet xmlns="%s"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    b'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane xSplit="%d" ySplit="%d" '
    b'topLeftCell="%s" activePane="bottomRight" state="frozen"/></sheetView></sheetViews><cols>%s</cols>'
    b"<sheetData>%s</sheetData>"
    b'<pageMargins left="0.5" right="0.5" top="0.55" bottom="0.65" header="0.3" footer="0.3"/>'
    b'<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    b"<headerFooter><oddFooter>&amp;C&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>%s</worksheet>"
)
HEADER_POINTS, LINE_POINTS, POINTS = 40, 13, 10
"""The least height of a row of headings, of a line in it, and the size of its letters."""


def sheet_name(package: Package, mark: str, name: str) -> str:
    """What the sheet of a mark is called, now or by this name. Raises PlanError where that is taken."""
    if there := marked(package, mark):
        return there
    if any(sheet.name.casefold() == name.casefold() for sheet in package.sheets):
        message = f"the workbook has a sheet {quoted(name)} of its own, and planner's would be called so"
        raise PlanError(Problem(message, "Rename it, then run planner again.", package.file, name))
    return name


def with_sheets(package: Package, sheets: Sequence[Sheet], looked: Mapping[str, int]) -> Package:
    """The workbook with the sheets in it; formulas have no values yet."""
    looked, formats = inked(package, (cell for one in sheets for cell in one.cells.values()), looked)
    package = written(package, dict(formats)) if formats else package
    for one in sheets:
        there = next((sheet for sheet in package.sheets if sheet.name == one.name), None)
        if there is not None:
            package = cleared(package, there)
        parts = Parts(package)
        index, part = _added(parts, one, package)
        drawing = add_charts(parts, part, one.charts, one.charts_at) if one.charts else ""
        parts.changed[part] = _xml(parts, one, looked, drawing)
        names = {one.mark: f"{quote_sheet(one.name)}!$A${MARK_ROW}", PRINT_AREA: _printed(one)}
        name_on_sheet(parts, index, names)
        package = written(package, parts.changed)
    return package


def _printed(one: Sheet) -> str:
    last = min(max(row for row, _ in one.cells), MOST_PRINTED)
    return f"{quote_sheet(one.name)}!$A$1:${column_letters(one.printed)}${last}"


def _added(parts: Parts, one: Sheet, package: Package) -> tuple[int, str]:
    names = [sheet.name for sheet in package.sheets]
    if one.name in names:
        return names.index(one.name), package.sheet(one.name).part
    part = add_part(parts, b'<worksheet xmlns="%s"><sheetData/></worksheet>' % parts.main)
    return list_sheet(parts, one.name, part), part


def _xml(parts: Parts, one: Sheet, looked: Mapping[str, int], drawing: str) -> bytes:
    rows: dict[int, list[tuple[int, Filled]]] = {}
    for (row, column), cell in sorted(one.cells.items()):
        rows.setdefault(row, []).append((column, cell))
    heights = {number: _height(rows[number], one.widths) for number in one.tall if number in rows}
    data = b"".join(_row(number, row, looked, heights.get(number)) for number, row in rows.items())
    last = max(column for _, column in one.cells)
    cols = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (at, at, _width(at, one.widths))
        for at in range(1, last + 1)
    )
    row, column = one.frozen
    corner = cell_name(row + 1, column + 1).encode()
    drawn = b'<drawing xmlns:r="%s" r:id="%s"/>' % (parts.office, drawing.encode()) if drawing else b""
    return _SHEET % (parts.main, column, row, corner, cols, data, drawn)


def _width(column: int, widths: Sequence[int]) -> int:
    return widths[min(column, len(widths)) - 1]


def _height(cells: Sequence[tuple[int, Filled]], widths: Sequence[int]) -> int:
    """The points that a row of headings needs for the one that takes most lines."""
    texts = ((at, str(cell.value)) for at, cell in cells if isinstance(cell.value, str))
    lines = [line_count(text, pixels_inside(_width(at, widths)), POINTS, bold=True) for at, text in texts]
    return max(HEADER_POINTS, LINE_POINTS * max(lines, default=1) + 2)


def _row(
    number: int, cells: Sequence[tuple[int, Filled]], looked: Mapping[str, int], height: int | None
) -> bytes:
    content = b"".join(
        new_cell((number, column), Edit(one.value, "drop", looked[look_in_ink(one)], one.formula), b"")
        for column, one in cells
    )
    said = b' ht="%d" customHeight="1"' % height if height else b""
    return b'<row r="%d"%s>%s</row>' % (number, said, content)
