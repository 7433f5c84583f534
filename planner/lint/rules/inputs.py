"""Rules about inputs: where they come from, and what may be typed."""

from __future__ import annotations

from collections.abc import Iterator

from planner.lint.book import Workbook
from planner.lint.inputs import Covered
from planner.lint.reading import Reading
from planner.lint.registry import Gap, Hit, rule
from planner.results.lint import STYLE
from planner.xlsx.a1 import Position
from planner.xlsx.package import Table

NOTE_HEADINGS = ("note", "source", "comment", "remark", "reference", "basis", "备注", "说明", "来源", "依据")
CAPTION_ROWS = 2


@rule(
    12,
    "input-sources",
    severity=STYLE,
    title="Every input says where it comes from",
    source="F2.04-02",
    checks="Beside each input stands a note or source, in the column of notes, behind the numbers or in a "
    "comment. In a table each row fills a column of notes or sources; where there is none, a caption "
    "above covers them all.",
    remedy="Write beside it where the number comes from, and when it was looked up.",
)
def input_sources(book: Workbook) -> Iterator[Hit | Gap]:
    """Inputs, row by row, without a word about them."""
    for name, reading in book.read.items():
        commented = book.commented(name)
        axes = {axis.row for axis in reading.axes}
        for row, column in sorted(reading.inputs | reading.choices):
            table = reading.table_at((row, column))
            if (row, column) in commented or row in axes:
                continue
            if not (_noted_in_table(reading, table, row) if table else _noted(reading, row, column)):
                yield Hit("is an input without a note or source", name, row, column)


def _noted(reading: Reading, row: int, column: int) -> bool:
    line = reading.line_at(row)
    if line is not None:
        return bool(line.note)
    return any(at > column for at in reading.sheet.texts(row))


def _noted_in_table(reading: Reading, table: Table, row: int) -> bool:
    columns = [
        table.area.first_column + number
        for number, heading in enumerate(table.columns)
        if number and any(word in heading.casefold() for word in NOTE_HEADINGS)  # the first names the row
    ]
    if columns:
        return any(reading.sheet.text(row, column).strip() for column in columns)
    above = range(table.area.first_row - CAPTION_ROWS, table.area.first_row)
    return any(" " in text for at in above for text in reading.sheet.texts(at).values())


@rule(
    40,
    "input-validation",
    severity=STYLE,
    title="Every input is validated",
    source="IC",
    checks="Each input cell has a data validation, of Excel's older or newer kind, that says what may be "
    "typed.",
    remedy="Give the cell a validation: the least and greatest number, or the list of choices (Data > "
    "Validation).",
)
def input_validation(book: Workbook) -> Iterator[Hit | Gap]:
    """Inputs into which anything may be typed."""
    for name, reading in book.read.items():
        rules = (validation for validation in reading.sheet.validations if validation.kind != "none")
        last = max((column for _, column in reading.sheet.cells), default=0)
        covered = Covered((area for validation in rules for area in validation.areas), last)
        typed: set[Position] = reading.inputs | reading.choices | reading.follows
        for row, column in sorted(at for at in typed if at not in covered):
            yield Hit("is an input that takes whatever is typed", name, row, column)
