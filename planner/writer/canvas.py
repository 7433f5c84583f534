"""Draws cells on one openpyxl sheet, and fits its columns, rows and pages to what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from planner.template.schema import Template
from planner.writer import looks as styles
from planner.writer.job import Job
from planner.writer.looks import Look
from planner.xlsx.a1 import MAX_ROW, column_letters
from planner.xlsx.measure import DIGIT_PIXELS, column_width, line_count, pixels_inside, text_pixels
from planner.xlsx.number_shown import shown

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | float | date | None

LINE_POINTS = 1.3  # height of a line, by size of its letters
A4 = "9"
CLEAR_COLUMNS = 3  # between what a sheet holds and the empty cell that it prints
DEFAULT_PIXELS = 64.0  # of a column of which the file says nothing


class Canvas:
    """One sheet. Every text or number goes through :meth:`put`, so that its room is known."""

    def __init__(self, sheet: Worksheet, template: Template) -> None:
        self.sheet, self.template = sheet, template
        self.font = template.font or styles.FONT
        self.last_row = self.last_column = 1
        self._texts: dict[tuple[int, int], tuple[str, Look]] = {}
        self._drawn: dict[tuple[Look, str], Any] = {}
        self._across: dict[tuple[int, int], int] = {}

    def put(self, row: int, column: int, value: Value, look: Look, number_format: str = "General") -> None:
        """Write and draw a cell. A text stays a text, whatever it starts with."""
        cell: Any = self.sheet.cell(row, column)
        self.draw(row, column, look, number_format)
        if value is None:
            return
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
            if value[:1] in "=+-@":
                cell.quotePrefix = True
        elif isinstance(value, date):
            cell.number_format = number_format
        self.reserve(row, column, shown(value, number_format), look)

    def formula(self, row: int, column: int, formula: str, look: Look, number_format: str) -> None:
        """Write a formula, given without its equals sign."""
        self.sheet.cell(row, column, f"={formula}")
        self.draw(row, column, look, number_format)

    def draw(self, row: int, column: int, look: Look, number_format: str = "General") -> None:
        """Draw a cell without writing to it."""
        cell: Any = self.sheet.cell(row, column)
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)
        drawn = None if cell.has_style else self._drawn.get((look, number_format))
        if drawn is not None:  # openpyxl looks up every part of a style by its value, which takes long
            cell._style = copy(drawn)
            return
        fresh = not cell.has_style
        cell.font, cell.alignment, fill, cell.border = _drawn(look, self.font)
        if fill is not None:
            cell.fill = fill
        cell.number_format = number_format
        if fresh:
            self._drawn[look, number_format] = copy(cell._style)

    def reserve(self, row: int, column: int, text: str, look: Look) -> None:
        """Keep room for a text that a formula or a later refresh will show there."""
        self._texts[row, column] = text, look

    def link(self, row: int, column: int, text: str, target: str, look: Look) -> None:
        """A text that leads to a defined name, which stays right when sheets are renamed."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        self.put(row, column, text, look)
        cell: Any = self.sheet.cell(row, column)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)

    def across(self, row: int, column: int, last: int) -> None:
        """Make one cell of several beside one another, for a sentence that wraps: on page 1 alone."""
        self.sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=last)
        self._across[row, column] = last

    def rule(self, row: int, columns: Iterable[int], look: Look) -> None:
        """Draw a row of empty cells."""
        for column in columns:
            self.draw(row, column, look)

    def fit_columns(self, limits: Mapping[int, tuple[float, float]]) -> None:
        """Set each column's width to what it holds, but within its limits; longer texts have to wrap."""
        for column, (least, most) in limits.items():
            pixels = [
                text_pixels(text, look.size, look.bold) + 9 * look.indent
                for (row, at), (text, look) in self._texts.items()
                if at == column and not look.spills and (row, at) not in self._across
            ]
            width = min(most, max([least, *map(column_width, pixels)]))
            self.sheet.column_dimensions[column_letters(column)].width = width

    def fit_rows(self, last: int | None = None) -> None:
        """Set each row's height to its tallest text, down to a last row; those below it fit themselves."""
        heights = dict.fromkeys(range(1, (last or self.last_row) + 1), styles.ROW_POINTS)
        for (row, column), (text, look) in self._texts.items():
            if row not in heights:
                continue
            lines = (
                line_count(text, self._inside(row, column) - 9 * look.indent, look.size, look.bold)
                if look.wrap
                else 1
            )
            heights[row] = max(heights[row], lines * look.size * LINE_POINTS + 4)
        for row, height in heights.items():
            self.sheet.row_dimensions[row].height = round(height * 4) / 4

    def _inside(self, row: int, column: int) -> float:
        """How wide a text may be in a cell, in pixels; one that is made of several has the room of all."""
        if last := self._across.get((row, column)):
            return sum(self.pixels(one) for one in range(column, last + 1)) - DIGIT_PIXELS
        return pixels_inside(self.sheet.column_dimensions[column_letters(column)].width)

    def freeze(self, row: int, column: int) -> None:
        """Keep what is above the row and left of the column in view."""
        self.sheet.freeze_panes = f"{column_letters(column)}{row}"

    def page(
        self,
        last_column: int,
        header_row: int | None,
        job: Job,
        *,
        grows: bool = False,
        wide: int = 1,
        rows: tuple[int, int] | None = None,
        portrait: bool = False,
        tall: int | None = None,
        names_repeat: bool = False,
    ) -> None:
        """Set up printing: header row on every page, header and footer with page numbers.

        A sheet that the template does not put on paper gets an empty cell as its print area, which prints
        nothing; with that cleared it prints well too.

        Args:
            last_column: where the print ends, unless a text runs over more of the empty columns behind it.
            header_row: repeated on every page; where `rows` begin below it, with all rows above it.
            grows: rows will be added below, and shall be printed too.
            wide: how many pages it takes from left to right.
            rows: the first and the last row that are printed, where that is not all.
            tall: how many pages it takes from top to bottom, whatever the template says; 0 for any number.
            names_repeat: the first column stands on each page, in the place of a row.
        """
        sheet: Any = self.sheet
        self._lay_out(portrait)
        pages = job.template.on_paper.get(sheet.title) if tall is None else tall
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, pages or 0
        top, bottom = rows or (1, MAX_ROW if grows else self.last_row)
        sheet.print_area = self._nothing() if pages is None else self._printed(last_column, top, bottom)
        if header_row and not names_repeat:  # of both, LibreOffice would write the name twice
            sheet.print_title_rows = f"{1 if top > header_row else header_row}:{header_row}"
        if names_repeat:
            sheet.print_title_cols = "A:A"
        self._write_margins(job)

    def _lay_out(self, portrait: bool) -> None:
        """No grid on the screen; A4, fitted to pages, on paper."""
        sheet: Any = self.sheet
        sheet.sheet_view.showGridLines = False
        sheet.sheet_view.zoomScale = 100
        sheet.page_setup.orientation = "portrait" if portrait else "landscape"
        sheet.page_setup.paperSize = A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def _printed(self, last_column: int, top: int, bottom: int) -> str:
        return f"A{top}:{column_letters(self._spilled_to(last_column, bottom))}{bottom}"

    def _nothing(self) -> str:
        """An empty cell, clear of all that the sheet holds."""
        cell = f"{column_letters(self._spilled_to(self.last_column) + CLEAR_COLUMNS)}1"
        return f"{cell}:{cell}"

    def _write_margins(self, job: Job) -> None:
        """What the owner says of the plan above and below what is printed; sheet and page below."""
        sheet: Any = self.sheet
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom, margins.header, margins.footer = 0.55, 0.65, 0.3, 0.3
        said = job.printed
        for part, text in (
            (sheet.oddHeader.left, said.header.replace("&", "&&")),
            (sheet.oddHeader.right, said.header_right.replace("&", "&&")),
            (sheet.oddFooter.left, said.footer.replace("&", "&&")),
            (sheet.oddFooter.center, "&A"),
            (sheet.oddFooter.right, job.words.page.format(page="&P", pages="&N")),
        ):
            if text:
                part.text, part.size, part.font = text, 8, f"{self.font},Regular"
                part.color = styles.GREY

    def _spilled_to(self, column: int, bottom: int = MAX_ROW) -> int:
        """The column where the longest text ends that runs over empty cells; at least the given one.

        Args:
            bottom: the last row that counts.
        """
        for (row, first), (text, look) in self._texts.items():
            if look.spills and look.align == "left" and row <= bottom:
                room, last = 0.0, first
                while (room := room + self.pixels(last)) < text_pixels(text, look.size, look.bold):
                    last += 1
                column = max(column, last)
        return column

    def pixels(self, column: int) -> float:
        """How wide a column is on the screen."""
        letters = column_letters(column)
        dimensions = self.sheet.column_dimensions
        return dimensions[letters].width * DIGIT_PIXELS if letters in dimensions else DEFAULT_PIXELS


@cache
def _drawn(look: Look, font: str) -> tuple[Any, Any, Any, Any]:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    def side(colour: str) -> Any:
        return Side(style="hair" if colour == styles.HAIR else "thin", color=colour) if colour else Side()

    return (
        Font(
            name=font,
            size=look.size,
            bold=look.bold,
            italic=look.italic,
            underline="single" if look.underline else None,
            color=look.ink,
        ),
        Alignment(
            horizontal=look.align,
            vertical=look.vertical,
            wrap_text=look.wrap or None,
            indent=look.indent,
        ),
        PatternFill("solid", start_color=look.fill) if look.fill else None,
        Border(top=side(look.above), bottom=side(look.below)),
    )
