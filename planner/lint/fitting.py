"""Does what a cell shows fit into it? Estimated from the widths of letters; no program draws anything."""

from __future__ import annotations

from planner.lint.sheets import Sheet
from planner.xlsx.measure import PADDING_PIXELS, line_count, pixels_inside, text_pixels
from planner.xlsx.number_format import is_general, is_text
from planner.xlsx.number_shown import render
from planner.xlsx.styles import Style, Styles

SAFETY = 1.05
"""What `planner.xlsx.measure` adds for rounding; a rule that accuses goes without."""
TOLERANCE_PIXELS = 3
INDENT_PIXELS = 9
LINE_POINTS, CLIPPED_POINTS = 1.15, 0.75
"""Height of a line by the size of its letters; a line is cut where less than that part of it shows."""

NARROW = {
    "Calibri": 0.90,
    "Aptos Narrow": 0.86,
    "Arial Narrow": 0.82,
    "Times New Roman": 0.90,
    "Cambria": 0.96,
}
"""Fonts that are narrower than Arial."""


def pixels(text: str, style: Style) -> float:
    """How wide a text is in a cell's font."""
    return text_pixels(text, style.size, style.bold) / SAFETY * NARROW.get(style.font, 1.0)


class UnknownWidth(ValueError):  # noqa: N818 - it is what is not known, and reads so where it is caught
    """The number format is not understood, so neither is the width of what it shows."""


def too_narrow(value: float, style: Style, width: float) -> bool:
    """Whether a number shows as ####.

    Raises:
        UnknownWidth: its format is not understood.
    """
    general = is_general(style.number_format)
    if general and width >= 6:
        return False  # Excel rounds it until it fits
    bare = general or is_text(style.number_format)
    shown = _shortest(value) if bare else render(value, style.number_format)
    if shown is None:
        raise UnknownWidth(style.number_format)
    room = width * 7 - 2  # Excel lets a number use the margins of its cell
    return pixels(shown, style) > room + TOLERANCE_PIXELS


def _shortest(value: float) -> str:
    """The least that Excel needs for a number that it may round to its column."""
    return min(f"{value:.0f}", f"{value:.0E}", key=len)


def clipped_text(sheet: Sheet, styles: Styles, row: int, column: int, printed_to: int | None) -> str:
    """Why a text does not show in full; empty when it does.

    Args:
        printed_to: the last column that is printed.
    """
    cell = sheet.cells[row, column]
    style, text = styles.of(cell.style), str(cell.value)
    inside = _inside(sheet, row, column) - INDENT_PIXELS * style.indent
    if style.wrap:
        return _cut_below(sheet, row, text, inside, style)
    wanted = max(pixels(line, style) for line in text.split("\n")) - TOLERANCE_PIXELS
    spreads = style.horizontal in {"fill", "centerContinuous"} or _is_merged(sheet, row, column)
    if wanted <= inside or spreads:
        return ""
    room, stop = _room_beside(sheet, row, column, inside, style.horizontal, printed_to)
    if wanted <= room:
        return ""
    beside = stop is not None and _filled(sheet, row, stop)
    return "its text is cut off by the cell beside it" if beside else "its text runs out of the print area"


def _is_merged(sheet: Sheet, row: int, column: int) -> bool:
    return any(area.first == (row, column) for area in sheet.merged)


def _inside(sheet: Sheet, row: int, column: int) -> float:
    """The pixels that a text has in a cell: of all columns that were made one."""
    last = next((area.last_column for area in sheet.merged if area.first == (row, column)), column)
    return (
        sum(pixels_inside(sheet.width(at)) + PADDING_PIXELS for at in range(column, last + 1))
        - PADDING_PIXELS
    )


def _room_beside(
    sheet: Sheet, row: int, column: int, inside: float, horizontal: str, printed_to: int | None
) -> tuple[float, int | None]:
    """The pixels that a text may spread over, and the column where it must stop."""
    steps = {"right": (-1,), "center": (-1, 1)}.get(horizontal, (1,))
    room, stop = inside, None
    for step in steps:
        at = column + step
        while 1 <= at <= column + 200 and not _filled(sheet, row, at):
            if printed_to is not None and step > 0 and at > printed_to:
                break
            room += pixels_inside(sheet.width(at)) + PADDING_PIXELS
            at += step
        stop = at
    return room, stop


def _filled(sheet: Sheet, row: int, column: int) -> bool:
    cell = sheet.cells.get((row, column))
    return cell is not None and (cell.formula is not None or cell.value not in (None, ""))


def _cut_below(sheet: Sheet, row: int, text: str, inside: float, style: Style) -> str:
    info = sheet.rows.get(row)
    if info is None or info.height is None:
        return ""  # the row fits itself when it is shown
    narrow = NARROW.get(style.font, 1.0) / SAFETY
    lines = line_count(text, max(inside, 1.0) / narrow, style.size, style.bold)
    needed = (lines - 1 + CLIPPED_POINTS) * style.size * LINE_POINTS
    return "" if needed <= info.height else f"its text takes {lines} lines, its row is lower than that"
