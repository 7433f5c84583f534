"""The sheet as a part of the workbook: added behind all others, or in the place of the one before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from planner.actuals.content import Content, Filled, filled
from planner.actuals.found import Standing
from planner.actuals.looks import looks
from planner.actuals.places import (
    ANSWER,
    CONTROL,
    FILE,
    LEFT,
    LEVEL,
    MARK_ROW,
    MONTH,
    TERM,
    TOLD,
    TOP,
    WIDTH,
    Places,
)
from planner.actuals.planned import BASE
from planner.book.beside import ACTUALS, THROUGH
from planner.book.find import Book
from planner.problems import PlanError, Problem, quoted
from planner.repair.in_place import written
from planner.repair.names import DEFINED_NAME
from planner.repair.new_sheet import add_part, list_sheet
from planner.repair.parts import Parts
from planner.repair.splice import WORKBOOK
from planner.xlsx.a1 import cell_name, column_letters, quote_sheet
from planner.xlsx.package import Package
from planner.xlsx.patch_book import without_formulas
from planner.xlsx.render import Edit, new_cell
from planner.xlsx.xml import as_utf8, count_of, escape_attribute, escape_markup, read_tag

WIDTHS = (42, *(15,) * 13, 26)
HEADER_POINTS, LOW_HEADER_POINTS = 38, 26
FRONT_POINTS = {1: 24, 2: 16, 3: 14}
LOW_HEADERS = TOP, ANSWER, TERM, FILE, LEFT
PRINT_AREA, PRINT_TITLES = "_xlnm.Print_Area", "_xlnm.Print_Titles"
NEW_PAGES = MONTH, LEVEL
"""Parts that begin a page on paper; those behind do not print."""
MOST = 10**15
"""More money, and more of anything else, than a cell of what was read may say."""

_SHEET = (
    b'<worksheet xmlns="%s"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    b'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" '
    b'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>%s</cols>'
    b"<sheetData>%s</sheetData>%s"
    b'<pageMargins left="0.5" right="0.5" top="0.55" bottom="0.65" header="0.3" footer="0.3"/>'
    b'<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    b"<headerFooter><oddFooter>&amp;C&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>%s</worksheet>"
)
_VALIDATION = (
    b'<dataValidations count="2"><dataValidation type="date" operator="between" allowBlank="0" '
    b'showErrorMessage="1" sqref="%s"><formula1>%s</formula1><formula2>%s</formula2></dataValidation>'
    b'<dataValidation type="decimal" operator="between" allowBlank="1" showErrorMessage="1" sqref="%s">'
    b"<formula1>-%d</formula1><formula2>%d</formula2></dataValidation></dataValidations>"
)


def with_sheet(book: Book, content: Content, there: Standing | None) -> tuple[Package, str, Places]:
    """The workbook with the sheet in it, its name and its places; formulas have no values yet.

    Raises:
        PlanError: a sheet of the owner's has its name.
    """
    package, places = book.package, Places.of(content.shape)
    cells = filled(content, places)
    parts = Parts(package)
    xml = _xml(parts.main, content, places, cells, looks(book))
    if there is not None:
        name, index = there.sheet, [sheet.name for sheet in package.sheets].index(there.sheet)
        parts.changed[package.sheet(name).part] = xml
        parts.changed |= _chain(package, name, cells)
    else:
        name = content.words["name"]
        _refuse_taken(package, name)
        index = list_sheet(parts, name, add_part(parts, xml))
    _define(parts, name, index, places)
    return written(package, parts.changed), name, places


def _refuse_taken(package: Package, name: str) -> None:
    if any(sheet.name.casefold() == name.casefold() for sheet in package.sheets):
        message = f"a sheet of yours is called {quoted(name)}, and the actuals go there"
        raise PlanError(Problem(message, "Give your sheet another name.", package.file, name))


def _chain(package: Package, name: str, cells: Mapping[tuple[int, int], Filled]) -> dict[str, bytes | None]:
    """The order of calculation without cells that hold no formula any more."""
    sheet = package.sheet(name)
    before = {at for at, cell in package.cells(name).items() if cell.formula is not None}
    now = {at for at, cell in cells.items() if cell.formula is not None}
    return without_formulas(package, {(sheet.sheet_id, cell_name(*at)) for at in before - now})


def _targets(sheet: str, index: int, places: Places) -> dict[tuple[str, int | None], str]:
    """Name and number of the sheet that it is of, none for all -> what it says."""
    last = f"${column_letters(WIDTH)}${places.heads[LEVEL] + places.rows(LEVEL)}"
    return {
        (ACTUALS, None): f"{sheet}!$A${MARK_ROW}",
        (THROUGH, None): f"{sheet}!{places.a1((TOP, 0, 'value'))}",
        (PRINT_AREA, index): f"{sheet}!$A$1:{last}",
        (PRINT_TITLES, index): f"{sheet}!$1:$2",
    }


def _define(parts: Parts, name: str, index: int, places: Places) -> None:
    """The names of the sheet: of its mark, of the month, and of what prints."""
    wanted, book = _targets(quote_sheet(name), index, places), parts.package.workbook_part
    text, back = as_utf8(parts.read(book), parts.package.part(book))

    def pointed(match: re.Match[bytes]) -> bytes:
        tag = read_tag(text, match.start())
        scope = tag.value(b"localSheetId")
        key = tag.value(b"name") or "", None if scope is None else count_of(scope)
        if key not in wanted:
            return match[0]
        return tag.written({}, empty=False) + escape_markup(wanted.pop(key)) + b"</" + tag.name + b">"

    parts.changed[book] = back(DEFINED_NAME.sub(pointed, text))
    items = []
    for (defined, scope), target in wanted.items():
        where = b"" if scope is None else b' localSheetId="%d"' % scope
        items.append(
            b'<definedName name="%s"%s>%s</definedName>'
            % (escape_attribute(defined), where, escape_markup(target))
        )
    parts.append(book, items, "definedNames", WORKBOOK)


def _xml(
    main: bytes,
    content: Content,
    places: Places,
    cells: Mapping[tuple[int, int], Filled],
    looked: Mapping[str, int],
) -> bytes:
    rows: dict[int, list[tuple[int, Filled]]] = {}
    for (row, column), cell in sorted(cells.items()):
        rows.setdefault(row, []).append((column, cell))
    heights = {
        row: LOW_HEADER_POINTS if part in LOW_HEADERS else HEADER_POINTS for part, row in places.heads.items()
    }
    heights |= {at + places.down: points for at, points in FRONT_POINTS.items()}
    data = b"".join(_row(number, row, looked, heights.get(number, 0)) for number, row in rows.items())
    columns = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (at, at, width)
        for at, width in enumerate(WIDTHS, start=1)
    )
    frozen = MARK_ROW - 1
    return _SHEET % (main, frozen, frozen + 1, columns, data, _valid(content, places), _breaks(places))


def _valid(content: Content, places: Places) -> bytes:
    """What may be typed: a day of the plan; numbers."""
    book = content.cells.book
    starts = book.layout.run(book.template.row("month_start_date"), BASE)
    first, last = starts.at().absolute, starts.at(starts.columns - 1).absolute
    through = places.a1((TOP, 0, "value")).replace("$", "")
    numbers = [(TOLD, "amount"), (TOLD, "quantity"), (CONTROL, "engine")]
    typed = " ".join(places.along(*one) for one in numbers).replace("$", "").encode()
    dates = escape_markup(first), escape_markup(f"EDATE({last},1)-1")
    return _VALIDATION % (through.encode(), *dates, typed, MOST, MOST)


def _row(number: int, cells: Sequence[tuple[int, Filled]], looked: Mapping[str, int], height: int) -> bytes:
    content = b"".join(
        new_cell((number, column), Edit(one.value, "drop", looked[one.look], one.formula), b"")
        for column, one in cells
    )
    said = b' ht="%d" customHeight="1"' % height if height else b""
    return b'<row r="%d"%s>%s</row>' % (number, said, content)


def _breaks(places: Places) -> bytes:
    """Where a new page begins: above the title of a part."""
    at = [places.heads[part] - 2 for part in NEW_PAGES]
    item = b'<brk id="%d" max="16383" man="1"/>'
    inside = b"".join(item % row for row in at)
    return b'<rowBreaks count="%d" manualBreakCount="%d">%s</rowBreaks>' % (len(at), len(at), inside)
