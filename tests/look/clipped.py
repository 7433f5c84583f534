"""A small workbook with everything that must not happen on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

CLIPPED = "clipped"
CUT = "A text that is a good deal longer than its column"
LOW = "A wrapped text of several lines in a row that holds one"
BELOW = "The row below it"


def write_clipped(path: Path) -> None:
    """A text cut off by its neighbour, a row that is too low, a number that does not fit."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment

    book = Workbook()
    sheet: Any = book.active
    sheet["A1"], sheet["B1"] = CUT, "beside"
    sheet["C2"] = 123456789012
    sheet.column_dimensions["C"].width = 4
    sheet["A4"], sheet["A5"] = LOW, BELOW
    sheet["A4"].alignment = Alignment(wrap_text=True)
    sheet.row_dimensions[4].height = 13
    sheet["E1"] = "off the page"
    sheet.page_setup.fitToWidth = 1
    book.save(path)
