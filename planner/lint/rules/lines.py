"""Rules about the lines of a sheet: units and labels."""

from __future__ import annotations

from collections.abc import Iterator

from planner.lint.book import Workbook
from planner.lint.grid import Line
from planner.lint.kinds import CALCULATION, INPUT
from planner.lint.reading import Reading
from planner.lint.registry import Gap, Hit, rule
from planner.lint.sheets import within
from planner.lint.unittext import tells_unit, tells_unit_of_all
from planner.results.lint import STYLE
from planner.xlsx.number_format import names_unit
from planner.xlsx.package import Table

TITLE_ROWS = 6
FEWEST_RECORDS, MOST_DISTINCT = 6, 0.7
"""Rows below one heading are a list of records where there are so many with so few different labels."""


@rule(
    11,
    "units",
    severity=STYLE,
    title="Every number has a unit",
    source="F2.01-01, IC",
    checks="Each row with numbers has a unit in the column of units. Where a workbook has no such column, "
    "the label, the heading, the number format or a line such as 'All figures in USD' tells it. In tables "
    "the heading, the number format or the input message does. Page 1 and the statements of a plan say "
    "theirs once, above the numbers.",
    remedy="Write the unit into the column of units.",
)
def units(book: Workbook) -> Iterator[Hit | Gap]:
    """Lines and columns of tables without a unit."""
    for name, reading in book.read.items():
        if reading.record or reading.paper or any(tells_unit_of_all(text) for text in _on_top(reading)):
            continue
        for line in reading.lines:
            strict = reading.ours and line.unit is not None
            if not line.unit and (strict or not _told_otherwise(book, reading, line)):
                label = f"'{line.label}' has" if line.label else "has"
                yield Hit(f"{label} no unit", name, line.row, line.label_column or line.columns[0])
        for table in reading.tables:
            yield from _columns_without(book, reading, table)


def _on_top(reading: Reading) -> Iterator[str]:
    """Texts above the lines; what stands beside a number speaks of that number alone."""
    lines = {line.row for line in reading.lines}
    for (row, _), cell in reading.sheet.cells.items():
        if row <= TITLE_ROWS and row not in lines and isinstance(cell.value, str) and cell.formula is None:
            yield cell.value


def _told_otherwise(book: Workbook, reading: Reading, line: Line) -> bool:
    if tells_unit(line.label):
        return True
    header = reading.grid.header_above(line.row)
    headings = header.texts if header else {}
    return all(
        names_unit(book.style(reading.sheet, line.row, column).number_format)
        or tells_unit(headings.get(column, ""))
        for column in line.columns
    )


def _columns_without(book: Workbook, reading: Reading, table: Table) -> Iterator[Hit]:
    body = table.body
    for number, heading in enumerate(table.columns if body else ()):
        column, row = table.area.first_column + number, table.area.first_row
        cells = [(at, column) for at in range(body.first_row, body.last_row + 1)] if body else []
        if not any((at, column) in reading.inputs for at, column in cells) or tells_unit(heading):
            continue
        formats = {book.style(reading.sheet, *cell).number_format for cell in cells}
        prompts = [v.prompt for v in reading.sheet.validations if within(cells[0], v.areas)]
        if not all(map(names_unit, formats)) and not any(tells_unit(prompt) for prompt in prompts):
            yield Hit(f"the column '{heading}' tells no unit", reading.sheet.name, row, column)


@rule(
    34,
    "unique-labels",
    severity=STYLE,
    title="Every line has a label of its own",
    source="FAST",
    checks="Each row with numbers has a label, and no two rows below the same headings share one, unless "
    "they are a list of records, or statements of a plan on one page. Across planner's own "
    "sheets of inputs and calculations no label stands twice.",
    remedy="Say in the label what sets this line apart from the other.",
)
def unique_labels(book: Workbook) -> Iterator[Hit | Gap]:
    """Lines without a label, or with that of another."""
    everywhere: dict[str, str] = {}
    for name, reading in book.read.items():
        seen: dict[tuple[int, str], int] = {}
        own = reading.ours and reading.kind in {INPUT, CALCULATION}
        records = set() if reading.ours else _records(reading)
        for line in () if reading.record or reading.paper else reading.lines:
            column = line.label_column or line.columns[0]
            if line.header in records:
                continue
            if not line.label:
                yield Hit("has numbers but no label", name, line.row, column)
                continue
            label = line.label.casefold()
            first = seen.setdefault((line.header, label), line.row)
            elsewhere = everywhere.setdefault(label, name) if own and not reading.axes else name
            if first != line.row:
                yield Hit(f"has the label '{line.label}' of row {first}", name, line.row, column)
            elif elsewhere != name:
                yield Hit(f"has the label '{line.label}' of a line on {elsewhere}", name, line.row, column)


def _records(reading: Reading) -> set[int]:
    """The headings below which stands a list of records: many rows that share few first words."""
    labels: dict[int, list[str]] = {}
    for line in reading.lines:
        labels.setdefault(line.header, []).append(line.label.casefold())
    return {
        header
        for header, found in labels.items()
        if header and len(found) >= FEWEST_RECORDS and len(set(found)) <= len(found) * MOST_DISTINCT
    }
