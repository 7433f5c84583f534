"""How the cells of the sheet look: as cells of the plan do that say the same."""

from __future__ import annotations

from collections.abc import Mapping

from planner.actuals import content as of
from planner.actuals.planned import BASE
from planner.book.find import Book
from planner.layout.arrange import HEADER_ROW
from planner.layout.places import LABEL, LOW, NOTE, UNIT, Place
from planner.template.schema import LOG

VERDICT_ACROSS, STATUS_ACROSS, ENGINE_ACROSS = 7, 8, 3
"""Offsets in a row of Checks whose cells hold a verdict, a status, and what the engine computed."""


def looks(book: Book) -> Mapping[str, int]:
    """The number of the cell format of each look, in this workbook."""
    return _texts(book) | _numbers(book)


def _style(book: Book, sheet: str, row: int, column: int) -> int:
    found = book.cells.get((sheet, row, column))
    return found.style if found else 0


def _texts(book: Book) -> dict[str, int]:
    """Titles and headings as the log has them, labels and notes as a sheet of lines."""
    template = book.template
    sheet, row, *_ = book.layout.line(template.row("minimum_cash"))
    log = book.source.cells(template.front(LOG), {(1, 1), (2, 1), (HEADER_ROW, 1)})
    titles = {at: log[at, 1].style if (at, 1) in log else 0 for at in (1, 2, HEADER_ROW)}
    return {
        of.TITLE: titles[1],
        of.SUBTITLE: _style(book, sheet, 2, 1),
        of.ASIDE: titles[2],
        of.HEADER: titles[HEADER_ROW],
        of.HEADER_RIGHT: _style(book, sheet, HEADER_ROW, LOW),
        of.SECTION: _style(book, sheet, HEADER_ROW + 1, LABEL),
        of.TEXT: _style(book, sheet, row, LABEL),
        of.UNIT_LOOK: _style(book, sheet, row, UNIT),
        of.NOTE: _style(book, sheet, row, NOTE),
        of.KEY_LOOK: _style(book, sheet, row, NOTE + 1),
    }


def _numbers(book: Book) -> dict[str, int]:
    """Numbers as lines of the plan show theirs, by where they come from."""
    layout, template = book.layout, book.template
    check = layout.check("minimum_cash")

    def of_cell(place: Place) -> int:
        return _style(book, place.sheet, place.row, place.column)

    def run(key: str) -> int:
        return of_cell(layout.run(template.row(key), BASE))

    plan_start, opening = (layout.cell(template.row(key), BASE) for key in ("plan_start", "opening_cash"))
    return {
        of.MONEY: run("cumulative_cash_flow"),
        of.FROM_PLAN: run("closing_cash"),
        of.DATE: run("month_start_date"),
        of.RATE: of_cell(layout.summary("training_mfu").at()),
        of.DATE_TYPED: of_cell(plan_start),
        of.TYPED: of_cell(opening),
        of.WRITTEN: of_cell(check.at(ENGINE_ACROSS)),
        f"{of.MONTHS} False": run("runway_months"),
        f"{of.MONTHS} True": run("product_volume_1"),
        of.STATUS: of_cell(check.at(STATUS_ACROSS)),
        of.VERDICT: of_cell(check.at(VERDICT_ACROSS)),
    }
