"""How a sheet falls on paper: how far it is scaled down, and about how many pages it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from planner.lint.sheets import Sheet
from planner.xlsx.a1 import Area
from planner.xlsx.measure import DIGIT_PIXELS, PIXELS_PER_POINT, line_count, pixels_inside
from planner.xlsx.styles import Styles

POINTS_PER_INCH = 72.0
LETTER = (612.0, 792.0)
PAPERS = {
    1: LETTER,
    3: (792.0, 1224.0),
    5: (612.0, 1008.0),
    8: (842.0, 1191.0),
    9: (595.0, 842.0),
    11: (420.0, 595.0),
}
"""Width and height in points, by the number that a file gives: Letter, Tabloid, Legal, A3, A4, A5."""
LEAST_SCALE = 0.10
LINE_POINTS = 1.3


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet on paper."""

    pages: int
    scale: float
    pages_wide: int


def printed(
    sheet: Sheet,
    styles: Styles,
    area: Area,
    repeated: tuple[int, int] = (0, 0),
    pages_wide: int | None = None,
) -> Printed:
    """The pages that an area of a sheet takes.

    Args:
        repeated: how many rows and columns stand on every page.
        pages_wide: as if it were fitted to so many pages in width.
    """
    width, height = PAPERS.get(sheet.page.paper, LETTER)
    if sheet.page.landscape:
        width, height = height, width
    margins = sheet.page.margins
    room_wide = max(36.0, width - (margins[0] + margins[1]) * POINTS_PER_INCH)
    room_tall = max(36.0, height - (margins[2] + margins[3]) * POINTS_PER_INCH)
    columns = [_points(sheet.width(column)) for column in range(area.first_column, area.last_column + 1)]
    rows = [row_height(sheet, styles, row) for row in range(area.first_row, area.last_row + 1)]
    head, left = sum(rows[: repeated[0]]), sum(columns[: repeated[1]])
    scale = _scale(sheet, (room_wide, room_tall), (sum(columns), sum(rows)), left, pages_wide)
    across = max(1, ceil((sum(columns) * scale - left * scale) / max(36.0, room_wide - left * scale) - 0.01))
    down = _down(sheet, area.first_row, rows, head, room_tall / scale)
    most = sheet.page.pages_tall if sheet.page.fits else 0  # what is fitted to so many takes no more
    return Printed(across * (min(down, most) if most else down), scale, across)


def _down(sheet: Sheet, first_row: int, rows: Sequence[float], head: float, room: float) -> int:
    """How many pages rows of a height take below one another.

    Args:
        head: how high the rows are that stand on every page.
    """
    down, used = 1, 0.0
    for number, points in enumerate(rows):
        broken = first_row + number - 1 in sheet.page.row_breaks and number
        if (used and used + points > room + 0.5) or broken:
            down, used = down + 1, head
        used += points
    return down


def _scale(
    sheet: Sheet, room: tuple[float, float], size: tuple[float, float], again: float, pages_wide: int | None
) -> float:
    """How far cells of a size are scaled down to the room of the pages that they are fitted to.

    Args:
        again: how wide the columns are that stand on every page.
    """
    if not (sheet.page.fits or pages_wide):
        return sheet.page.scale / 100
    (wide, tall), fitted = size, pages_wide or sheet.page.pages_wide
    whole = wide + max(0, fitted - 1) * again
    scale = min(1.0, room[0] * fitted / whole if fitted and whole else 1.0)
    if sheet.page.pages_tall and tall:
        scale = min(scale, room[1] * sheet.page.pages_tall / tall)
    return max(scale, LEAST_SCALE)


def row_height(sheet: Sheet, styles: Styles, row: int) -> float:
    """The height of a row in points; worked out from its wrapped texts where the file leaves it open."""
    info = sheet.rows.get(row)
    if info is not None and info.hidden:
        return 0.0
    if info is not None and info.height is not None:
        return info.height
    height = sheet.default_height
    for column, text in sheet.texts(row).items():
        style = styles.of(sheet.cells[row, column].style)
        if style.wrap:
            inside = max(10.0, pixels_inside(sheet.width(column)))
            height = max(
                height, line_count(text, inside, style.size, style.bold) * style.size * LINE_POINTS + 4
            )
    return height


def _points(width: float) -> float:
    return width * DIGIT_PIXELS / PIXELS_PER_POINT
