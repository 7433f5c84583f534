"""Workbooks with what other programs keep there: one with all that XlsxWriter knows, others part by part."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from fuzz import foreign_parts

CHARTS = ("area", "bar", "column", "doughnut", "line", "pie", "radar", "scatter", "stock")


def write(path: Path) -> None:
    """Write it."""
    import xlsxwriter

    picture = path.with_suffix(".png")
    picture.write_bytes(_png())
    with xlsxwriter.Workbook(path) as book:
        book.set_custom_property("Reviewed by", "the board")
        book.define_name("Rent", "=Charts!$B$2")
        _charts(book)
        _pictures(book, picture)
        _rules(book)
        _cells(book)


def _charts(book: Any) -> None:
    sheet = book.add_worksheet("Charts")
    for row in range(12):
        sheet.write_row(row, 0, [f"m{row}", row * 1.5, 20 - row, row * row, 7])
    for number, kind in enumerate(CHARTS):
        chart = book.add_chart({"type": kind})
        for column in (1, 2, 3):
            chart.add_series(
                {"categories": "=Charts!$A$1:$A$12", "values": ["Charts", 0, column, 11, column]}
            )
        chart.set_title({"name": f"A chart of the type {kind}"})
        sheet.insert_chart(number * 16, 6, chart)
    page = book.add_chartsheet("Page")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Charts!$B$1:$B$12"})
    page.set_chart(chart)
    for row in range(3):
        sheet.add_sparkline(row, 5, {"range": f"Charts!B{row + 1}:E{row + 1}", "type": "column"})


def _pictures(book: Any, picture: Path) -> None:
    sheet = book.add_worksheet("Pictures")
    sheet.insert_image("B2", str(picture))
    sheet.embed_image("D2", str(picture))
    sheet.set_background(str(picture))
    sheet.set_header("&L&G", {"image_left": str(picture)})
    sheet.insert_textbox("B10", "A box of text", {"font": {"bold": True}})
    sheet.insert_button("F10", {"macro": "refresh", "caption": "Refresh"})
    sheet.insert_checkbox("H2", True)
    sheet.write_comment("A1", "Ask the team again", {"visible": True})
    sheet.write_url("A3", "https://example.org/", string="a link")
    sheet.write_url("A4", "internal:'Charts'!A1")


def _rules(book: Any) -> None:
    sheet = book.add_worksheet("Rules")
    for row in range(10):
        sheet.write_row(row, 0, [row, row * 2, row * 3])
    for rule in (
        {"type": "data_bar", "data_bar_2010": True, "bar_solid": True},
        {"type": "icon_set", "icon_style": "5_quarters"},
        {"type": "3_color_scale"},
        {"type": "formula", "criteria": "=$A1>5", "format": book.add_format({"bold": True})},
    ):
        sheet.conditional_format("A1:A10", rule)
    sheet.data_validation("B1", {"validate": "list", "source": ["a", "b"]})
    sheet.data_validation("B2", {"validate": "list", "source": "=Charts!$A$1:$A$12"})
    sheet.data_validation("B3", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1})
    sheet.autofilter("A1:C10")
    sheet.freeze_panes(1, 1)
    sheet.set_row(4, None, None, {"level": 1, "hidden": True})
    sheet.set_column("B:C", 12, None, {"level": 1})
    sheet.protect("secret")
    sheet.ignore_errors({"number_stored_as_text": "A1:A10"})
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.print_area("A1:C10")


def _cells(book: Any) -> None:
    sheet = book.add_worksheet("Cells")
    bold, red = book.add_format({"bold": True}), book.add_format({"color": "red"})
    sheet.write_rich_string("A1", "one ", bold, "two ", red, "three")
    sheet.write_formula("A2", "=SUM(Charts!B1:B12)", None, 99)
    sheet.write_array_formula("B2:B4", "{=ROW(1:3)}", None, 1)
    sheet.write_dynamic_array_formula("D2", "=_xlfn.UNIQUE(Charts!A1:A12)")
    sheet.write_string("A5", "=1+1")
    sheet.write_boolean("A6", True)
    sheet.write_datetime("A7", datetime(2026, 1, 31), red)
    sheet.merge_range("A9:C9", "merged", bold)
    sheet.add_table("F2:H5", {"columns": [{"header": "a"}, {"header": "b"}, {"header": "c"}], "name": "mine"})
    sheet.hide_gridlines(2)
    sheet.set_tab_color("#FF9900")


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + chunk(b"IEND", b"")
    )


MADE: dict[str, Callable[[Path], None]] = {
    "xlsxwriter": write,
    **{
        one.__name__: one
        for one in (
            foreign_parts.pivots,
            foreign_parts.threads,
            foreign_parts.what_if,
            foreign_parts.later_rules,
            foreign_parts.controls,
            foreign_parts.cubes,
            foreign_parts.strict,
        )
    },
}
"""Name -> what writes the workbook."""
