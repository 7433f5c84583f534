"""Rules about how the workbook is laid out: kinds of sheets, columns, time axes, headings in view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planner.book.find import Book
from planner.layout.places import MASTER_ON_COVER
from planner.lint.book import Workbook
from planner.lint.kinds import CALCULATION, CONTROL, INPUT, OUTPUT
from planner.lint.reading import Reading
from planner.lint.registry import Gap, Hit, rule
from planner.results.lint import STYLE
from planner.xlsx.a1 import cell_name, column_letters


@rule(
    5,
    "sheet-types",
    severity=STYLE,
    title="Every sheet is for one thing",
    source="F1.01-01, P10",
    checks="Each sheet is typed input, calculation, output or control: in planner's workbooks by the "
    "template and the index on the cover, elsewhere by its name, by an index, or by a line `Sheet type: "
    "...` on top. No typed number that formulas read stands on a sheet of calculations or outputs.",
    remedy="Say what the sheet is for in its name or in an index: input, calculation, output or control.",
)
def sheet_types(book: Workbook) -> Iterator[Hit | Gap]:
    """Sheets of no kind, and inputs on sheets of another kind."""
    for name, reading in book.read.items():
        if not reading.sheet.cells:
            continue
        if not reading.kind:
            yield Hit("does not say whether it holds inputs, calculations, outputs or controls", name)
        elif reading.kind in {CALCULATION, OUTPUT}:
            for row, column in sorted(reading.inputs):
                what = f"is a typed number that formulas read, on a sheet of {reading.kind}s"
                yield Hit(
                    what, name, row, column, remedy="Move it to a sheet of inputs and refer to it there."
                )
    if book.plan is not None:
        yield from _index_says(book, book.plan)
    if book.plan_reason:
        yield Gap(f"the kinds of planner's own sheets are not known: {book.plan_reason}")


def _index_says(book: Workbook, plan: Book) -> Iterator[Hit]:
    """The cover of one of planner's workbooks gives each of its sheets and its kind."""
    words, front = plan.template.words, book.by_name[plan.layout[MASTER_ON_COVER].sheet]
    said = {
        INPUT: words.kind_input,
        CALCULATION: words.kind_calculation,
        OUTPUT: words.kind_front,
        CONTROL: words.kind_control,
    }
    rows = {str(cell.value).casefold(): row for (row, _), cell in front.cells.items()}
    for name, reading in book.read.items():
        if not reading.ours or reading.record or name == front.name:
            continue
        row = rows.get(name.casefold())
        texts = [str(cell.value) for (at, _), cell in front.cells.items() if at == row]
        if row is None or said[reading.kind] not in texts:
            what = f"does not stand in the index as a sheet of {said[reading.kind].lower()}"
            yield Hit(what, name, remedy=f"Write its name and kind into the index on {front.name}.")


def _has_heads(reading: Reading) -> bool:
    return bool(reading.lines and reading.headers)


@rule(
    6,
    "same-columns",
    severity=STYLE,
    title="The same columns on every sheet",
    source="F2.01-01",
    checks="Labels, units and the first number stand in the same columns on every sheet with lines, and a "
    "period in the same column on every sheet with a time axis. Page 1 and the statements of a plan are "
    "laid out for a printed page.",
    remedy="Move the columns so that they stand as on the other sheets.",
)
def same_columns(book: Workbook) -> Iterator[Hit | Gap]:
    """Sheets whose columns are not where most sheets have them."""
    found: dict[str, dict[str, int]] = {}
    for name, reading in book.read.items():
        if reading.kind != CONTROL and not reading.paper and (columns := _columns(reading)):
            found[name] = columns
    if not found:
        yield Gap("no sheet has lines with a label and numbers in columns of their own")
    for what in ("labels", "units", "numbers"):
        usual = Counter(columns[what] for columns in found.values() if what in columns)
        if len(usual) > 1:
            standard = usual.most_common(1)[0][0]
            for name, columns in found.items():
                if columns.get(what, standard) != standard:
                    here, there = column_letters(columns[what]), column_letters(standard)
                    yield Hit(f"has its {what} in column {here}; most sheets have them in {there}", name)
    yield from _axes_apart(book)


def _columns(reading: Reading) -> dict[str, int]:
    """Where most lines of a sheet have their label, unit and first number."""
    lines = [line for line in reading.lines if line.label]
    columns = {}
    if lines:
        columns["labels"] = Counter(line.label_column for line in lines).most_common(1)[0][0]
        columns["numbers"] = Counter(min(line.columns) for line in lines).most_common(1)[0][0]
    units = Counter(header.unit_column for header in reading.headers if header.unit_column)
    if units and lines:
        columns["units"] = units.most_common(1)[0][0]
    return columns


def _axes_apart(book: Workbook) -> Iterator[Hit]:
    """Time axes of which a period stands in another column than on the sheet before."""
    columns: dict[object, tuple[str, int]] = {}
    for name, reading in book.read.items():
        for axis in reading.axes[:1]:
            first, column = axis.values[0], axis.first
            sheet, usual = columns.setdefault((first, len(axis.values)), (name, column))
            if column != usual:
                here, there = column_letters(column), column_letters(usual)
                what = f"its first period {_period(first)} stands in column {here}, on {sheet} in {there}"
                yield Hit(what, name, axis.row, column)


def _period(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


@rule(
    7,
    "one-time-axis",
    severity=STYLE,
    title="One time axis a sheet",
    source="F2.01-02",
    checks="All rows of periods on a sheet have the same periods in the same columns.",
    remedy="Give the other periods a sheet of their own.",
)
def one_time_axis(book: Workbook) -> Iterator[Hit | Gap]:
    """Axes that are not the sheet's first. Two ways of naming the same columns are one axis."""
    for name, reading in book.read.items():
        for axis in reading.axes[1:]:
            first = reading.axes[0]
            other = _sort(axis.values[0]) == _sort(first.values[0]) and axis.values != first.values
            if (axis.first, axis.last) != (first.first, first.last) or other:
                start = cell_name(first.row, first.first)
                yield Hit(f"is another time axis than the one at {start}", name, axis.row, axis.first)


def _sort(value: object) -> type:
    return type(value)


@rule(
    8,
    "headings-in-view",
    severity=STYLE,
    title="Period headings stay in view",
    source="F2.03-01",
    checks="On a sheet with a time axis the row of periods lies in the frozen panes; on planner's sheets "
    "of lines the row with the names of the scenarios does.",
    remedy="Freeze the panes below the row of periods (View > Freeze Panes).",
)
def headings_in_view(book: Workbook) -> Iterator[Hit | Gap]:
    """Axes, and planner's headings, that scroll out of view."""
    for name, reading in book.read.items():
        frozen = reading.sheet.frozen_rows
        if reading.axes:
            axis = reading.axes[0]
            if all(other.row > frozen for other in reading.axes):
                what = (
                    f"the periods in row {axis.row} scroll out of view; the frozen panes end at row {frozen}"
                )
                yield Hit(what, name, axis.row, axis.first)
        elif reading.ours and not reading.paper and reading.kind != CONTROL and _has_heads(reading):
            header = reading.headers[0]
            if header.row > frozen:
                what = f"the headings in row {header.row} scroll out of view"
                yield Hit(what, name, header.row, min(header.texts))
