"""Rules about how cells look: merged, coloured, negative, hidden."""

from __future__ import annotations

from collections.abc import Iterator

from planner.lint.book import AUTOMATIC_NAMES, Workbook
from planner.lint.colours import BLACK, BLUE, GREEN, formula_conditions, hue, ink
from planner.lint.grid import is_number
from planner.lint.reading import Reading
from planner.lint.registry import Gap, Hit, rule
from planner.lint.sheets import Sheet
from planner.results.lint import RISK, STYLE
from planner.xlsx.a1 import MAX_COLUMN, Area, cell_name
from planner.xlsx.cell import Cell
from planner.xlsx.number_format import brackets_negatives, hides, is_date, is_text

MOST_LISTED = 3


@rule(
    31,
    "no-merged-data",
    severity=STYLE,
    title="No merged cells among the data",
    source="IB",
    checks="No merged cells hold a number, or lie in a row with numbers or in a table, or are several rows "
    "high where they hold a formula. A sentence that wraps across a row may be a formula.",
    remedy="Unmerge them; Format Cells > Alignment > Center Across Selection looks the same.",
)
def no_merged_data(book: Workbook) -> Iterator[Hit | Gap]:
    """Merged cells that sorting, filling and formulas trip over."""
    for name, reading in book.read.items():
        rows = {line.row for line in reading.lines}
        for area in reading.sheet.merged:
            anchor = reading.sheet.cells.get(area.first)
            data = anchor is not None and _is_data(anchor, area)
            among = any(area.first_row <= row <= area.last_row for row in rows)
            if data or among or reading.table_at(area.first) is not None:
                yield Hit(f"{area} is merged among the data", name, *area.first)


def _is_data(anchor: Cell, area: Area) -> bool:
    """A number, or a formula, but for a sentence that wraps across one row."""
    if anchor.formula is None:
        return isinstance(anchor.value, float)
    return not isinstance(anchor.value, str) or area.first_row != area.last_row


@rule(
    32,
    "input-colours",
    severity=STYLE,
    title="Blue is typed, black calculated, green read from elsewhere",
    source="IB",
    checks="Inputs are blue, formulas black, and formulas that read another sheet green. Headings have "
    "the colours of headings, and what a plan prints first is in ink. Conditional formats that ask whether "
    "a cell holds a formula count.",
    remedy="Give it the colour that says what it is.",
)
def input_colours(book: Workbook) -> Iterator[Hit | Gap]:
    """Cells whose colour says something else than their content."""
    for name, reading in book.read.items():
        inputs, headings = reading.inputs | reading.choices, reading.grid.heading_rows
        conditions = formula_conditions(reading.sheet)
        for (row, column), cell in reading.sheet.cells.items():
            if row in headings or (cell.formula is None and (row, column) not in inputs):
                continue
            if (name, row, column) in book.inked:
                continue
            colour = hue(ink((row, column), cell, conditions, book.styles))
            formula = book.by_cell.get((name, row, column))
            if formula is None:
                wanted = {BLUE}
            elif any(call.name == "HYPERLINK" for call in formula.calls):
                continue
            elif (row, column) in inputs:
                wanted = {BLACK, GREEN}  # an input that its owner made a formula
            else:
                wanted = {GREEN} if formula.elsewhere else {BLACK}
            if colour not in wanted:
                kind = "an input" if formula is None else "a formula"
                elsewhere = " that reads another sheet" if wanted == {GREEN} else ""
                yield Hit(
                    f"is {kind}{elsewhere} in {colour}, not {' or '.join(sorted(wanted))}", name, row, column
                )


@rule(
    33,
    "negatives-in-parentheses",
    severity=STYLE,
    title="Negatives stand in parentheses",
    source="IB",
    checks="The number format of every formula, every input and every negative number puts a negative one "
    "in parentheses. Dates and headings excepted.",
    remedy="Use a number format with a second part in parentheses, such as #,##0_);(#,##0).",
)
def negatives_in_parentheses(book: Workbook) -> Iterator[Hit | Gap]:
    """Number formats that show a minus sign; one finding a sheet and format."""
    for name, reading in book.read.items():
        found: dict[str, list[tuple[int, int]]] = {}
        headings = reading.grid.heading_rows
        for (row, column), cell in sorted(reading.sheet.cells.items()):
            number_format = book.styles.of(cell.style).number_format
            if row in headings or not is_number(cell) or is_date(number_format) or is_text(number_format):
                continue
            matters = cell.formula is not None or (row, column) in reading.inputs
            negative = isinstance(cell.value, float) and cell.value < 0
            if (matters or negative) and not brackets_negatives(number_format):
                found.setdefault(number_format, []).append((row, column))
        for number_format, cells in found.items():
            listed = ", ".join(cell_name(*cell) for cell in cells[1 : MOST_LISTED + 1])
            others = f", as in {len(cells) - 1} other cells ({listed})" if listed else ""
            what = f"the format {number_format} shows a negative number with a minus sign{others}"
            yield Hit(what, name, *cells[0])


@rule(
    39,
    "nothing-hidden",
    severity=RISK,
    title="Nothing is hidden",
    source="IC, DI",
    checks="No window, sheet, row, column or defined name is hidden or very hidden, no row or column has "
    "no size, no number format shows nothing, no text has the colour of its fill, no protected sheet "
    "hides its formulas.",
    remedy="Show it, or take it out of the workbook.",
)
def nothing_hidden(book: Workbook) -> Iterator[Hit | Gap]:
    """Everything that a reader would not see."""
    for info in book.package.sheets:
        if info.state != "visible":
            state = "very hidden: Excel's menus do not show it" if info.state == "veryHidden" else "hidden"
            yield Hit(
                f"is {state}", info.name, remedy="Show it (right click on a tab > Unhide), or delete it."
            )
    if book.hidden_window:
        yield Hit("the window of the workbook is hidden", remedy="Show it: View > Unhide.")
    for name in book.names:
        if name.hidden and not name.name.startswith(AUTOMATIC_NAMES):
            yield Hit(f"the name {name.name} is hidden", name.sheet)
    for reading in book.read.values():
        yield from _hidden_lines(reading.sheet)
        yield from _unseen(book, reading)


def _hidden_lines(sheet: Sheet) -> Iterator[Hit]:
    rows = sorted(number for number, row in sheet.rows.items() if row.hidden)
    for number in rows:
        yield Hit("the row is hidden", sheet.name, number, 1)
    for columns in sheet.columns:
        if columns.hidden:
            last = min(columns.last, max(columns.first, sheet.last[1]), MAX_COLUMN)
            for column in range(columns.first, last + 1):
                yield Hit("the column is hidden", sheet.name, 1, column)


def _unseen(book: Workbook, reading: Reading) -> Iterator[Hit]:
    for (row, column), cell in reading.sheet.cells.items():
        if cell.value is None and cell.formula is None:
            continue
        style = book.styles.of(cell.style)
        if hides(style.number_format):
            yield Hit(f"the format {style.number_format} shows nothing", reading.sheet.name, row, column)
        elif style.ink == (style.fill or "FFFFFF") and cell.value not in (None, ""):
            yield Hit("its text has the colour of its background", reading.sheet.name, row, column)
        if reading.sheet.protected and style.hides_formula and cell.formula is not None:
            yield Hit("its formula is hidden by the sheet's protection", reading.sheet.name, row, column)
