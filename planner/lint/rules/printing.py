"""Rules about what a reader sees on the screen and on paper: print set-up, clipped texts, ####."""

from __future__ import annotations

from collections.abc import Iterator

from planner.lint.book import Workbook
from planner.lint.fitting import UnknownWidth, clipped_text, too_narrow
from planner.lint.paper import printed
from planner.lint.registry import Gap, Hit, rule
from planner.lint.sheets import Sheet
from planner.results.lint import RISK, STYLE
from planner.xlsx.a1 import Area, parse_reference

MOST_PAGES = 20
LEAST_SCALE = 0.35


@rule(
    41,
    "print-setup",
    severity=STYLE,
    title="Every sheet prints well",
    source="own",
    checks="Each sheet with content has a print area and is set to fit one page in width, or several where "
    f"one would scale it down below {LEAST_SCALE:.0%} or each repeats the names at its left. A sheet whose "
    "print area is empty cells prints nothing. The whole workbook takes at most "
    f"{MOST_PAGES} pages, planner's list of what changed aside, and what its owner has put beside a plan.",
    remedy="Set Page Layout > Print Area, and Width: 1 page.",
)
def print_setup(book: Workbook) -> Iterator[Hit | Gap]:
    """Sheets that print over several pages in width, or without end."""
    total = 0
    for sheet in book.sheets:
        if sheet.last == (0, 0) or sheet.info.state != "visible":
            continue
        area = _print_area(book, sheet)
        if area is None:
            yield Hit("has no print area", sheet.name)
            area = Area(1, 1, *sheet.last)
        if _holds_nothing(sheet, area):
            continue
        repeated = _repeated(book, sheet, area)
        pages = printed(sheet, book.styles, area, repeated)
        aside = book.read[sheet.name].record or (book.plan is not None and not book.read[sheet.name].ours)
        total += 0 if aside else pages.pages
        tiny = printed(sheet, book.styles, area, repeated, pages_wide=1).scale < LEAST_SCALE
        named = repeated[1] > 0  # the names at the left stand on each page
        if not sheet.page.fits or (sheet.page.pages_wide != 1 and not (tiny or named)):
            yield Hit(_not_set(pages.pages_wide), sheet.name)
        elif pages.scale < LEAST_SCALE:
            what = f"is scaled down to {pages.scale:.0%} on paper, which nobody reads"
            yield Hit(what, sheet.name, remedy="Print fewer columns, or fit it to two pages in width.")
    if total > MOST_PAGES:
        what = f"prints on about {total} pages; at most {MOST_PAGES} get read"
        yield Hit(what, remedy="Print fewer sheets or rows: narrow their print areas.")


def _not_set(pages_wide: int) -> str:
    """What to say of a sheet that is not set to fit one page in width."""
    if pages_wide == 1:
        return "is not set to fit one page in width: it just does now, and a wider column would split it"
    return f"is not set to fit one page in width: it prints on {pages_wide} pages side by side"


def _print_area(book: Workbook, sheet: Sheet) -> Area | None:
    """The cells that a print area covers, down to the last that holds something."""
    text = _local(book, sheet, "_xlnm.Print_Area")
    found = [parse_reference(part) for part in text.split(",")] if text else []
    areas = [reference.area for reference in found if reference is not None]
    if not areas:
        return None
    last_row, last_column = sheet.last
    first_row, first_column = min(area.first_row for area in areas), min(area.first_column for area in areas)
    return Area(
        first_row,
        first_column,
        max(first_row, min(last_row, max(area.last_row for area in areas))),
        max(first_column, min(last_column, max(area.last_column for area in areas))),
    )


def _holds_nothing(sheet: Sheet, area: Area) -> bool:
    """Whether a print area lies outside everything that the sheet holds."""
    return area.first_row > sheet.last[0] or area.first_column > sheet.last[1]


def _repeated(book: Workbook, sheet: Sheet, area: Area) -> tuple[int, int]:
    """How many rows and columns of headings stand on every page."""
    rows = columns = 0
    for part in _local(book, sheet, "_xlnm.Print_Titles").split(","):
        reference = parse_reference(part)
        if reference is not None and reference.area.last_row < area.last_row:
            rows = reference.area.last_row - reference.area.first_row + 1
        elif reference is not None and reference.area.last_column < area.last_column:
            columns = reference.area.last_column - reference.area.first_column + 1
    return rows, columns


def _local(book: Workbook, sheet: Sheet, name: str) -> str:
    return next((n.text for n in book.names if n.name == name and n.sheet == sheet.name), "")


@rule(
    43,
    "nothing-clipped",
    severity=STYLE,
    title="Nothing is cut off",
    source="own",
    checks="No number is wider than its column, which would show ####, and no text runs into a filled "
    "cell beside it, out of the print area, or out of the height of its row. Measured with the widths of "
    "Arial. #### is a risk, a text that is cut off style.",
    remedy="Widen the column, wrap the text, or let the row fit itself.",
)
def nothing_clipped(book: Workbook) -> Iterator[Hit | Gap]:
    """Numbers and texts that do not fit."""
    unknown: dict[str, int] = {}
    for sheet in book.sheets:
        printed_to = _print_area_columns(book, sheet)
        for (row, column), cell in sheet.cells.items():
            style = book.styles.of(cell.style)
            if sheet.width(column) == 0 or style.shrink:
                continue
            if isinstance(cell.value, float) and not isinstance(cell.value, bool):
                try:
                    narrow = too_narrow(cell.value, style, sheet.width(column))
                except UnknownWidth:
                    unknown[style.number_format] = unknown.get(style.number_format, 0) + 1
                    continue
                if narrow:
                    what = "shows #### because its column is too narrow"
                    yield Hit(what, sheet.name, row, column, severity=RISK)
            elif isinstance(cell.value, str) and cell.value.strip():
                beyond = printed_to is not None and column > printed_to  # no paper cuts what it leaves out
                why = clipped_text(sheet, book.styles, row, column, None if beyond else printed_to)
                if why:
                    yield Hit(why, sheet.name, row, column)
    for number_format, count in unknown.items():
        yield Gap(f"{count} cells have the format {number_format}, whose width is not known")


def _print_area_columns(book: Workbook, sheet: Sheet) -> int | None:
    text = _local(book, sheet, "_xlnm.Print_Area")
    reference = parse_reference(text) if text else None
    return reference.area.last_column if reference is not None else None
