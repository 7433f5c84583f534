"""Rules about the order of calculation: one formula a row, in the order of reading, nothing typed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.lint.book import Workbook
from planner.lint.forms import Form
from planner.lint.formulas import Formula
from planner.lint.grid import Line
from planner.lint.kinds import CONTROL, OUTPUT
from planner.lint.reading import Reading
from planner.lint.registry import Gap, Hit, rule
from planner.results.lint import ERROR, RISK, STYLE
from planner.results.statuses import EDITED
from planner.xlsx.a1 import Position, cell_name
from planner.xlsx.number_format import is_date
from planner.xlsx.references import Reference


@rule(
    9,
    "one-formula-a-row",
    severity=RISK,
    title="One formula a row",
    source="F2.01-03, P12",
    checks="Along a time axis a row holds one formula, the same in R1C1 from first period to last. On "
    "planner's sheets the same holds for low, base and high, unless they read the periods of their own case. "
    "Where there is no axis, no formula differs from two equal ones beside it.",
    remedy="Fill the row's formula across from its first cell; put the exception into a flag or a row of its "
    "own.",
)
def one_formula_a_row(book: Workbook) -> Iterator[Hit | Gap]:
    """Formulas that are not their row's formula."""
    for name, reading in book.read.items():
        across = reading.axis_columns()
        scenarios = reading.ours and not across and reading.kind not in {CONTROL, OUTPUT}
        for line in reading.lines:
            formulas = [book.by_cell.get((name, line.row, column)) for column in line.columns]
            found = [formula for formula in formulas if formula is not None]
            if across:
                yield from _off_first([formula for formula in found if formula.column in across])
            elif scenarios and not any(_reads_periods(formula, book) for formula in found):
                yield from _off_first(found)
            yield from _odd_ones_out([formula for formula in found if formula.column not in across])


def _reads_periods(formula: Formula, book: Workbook) -> bool:
    """Whether it reads a sheet along an axis, where low, base and high stand apart from each other."""
    sheets = {reference.sheet for reference in formula.references} & book.read.keys()
    return any(book.read[sheet].axes for sheet in sheets)


def _off_first(formulas: list[Formula]) -> Iterator[Hit]:
    for formula in formulas[1:]:
        if formula.relative != formulas[0].relative:
            first = cell_name(formulas[0].row, formulas[0].column)
            yield Hit(f"holds another formula than {first}", *formula.position)


def _odd_ones_out(formulas: list[Formula]) -> Iterator[Hit]:
    for before, formula, after in zip(formulas, formulas[1:], formulas[2:], strict=False):
        beside = formula.column - before.column == after.column - formula.column == 1
        if beside and before.relative == after.relative != formula.relative:
            yield Hit("holds another formula than the cells on both sides of it", *formula.position)


@rule(
    10,
    "flow",
    severity=STYLE,
    title="Left to right, top to bottom",
    source="F2.01-04",
    checks="A formula reads cells above it or to its left, and sheets before its own. Free are: sheets of "
    "outputs and controls, which show what stands elsewhere; a total in front of the periods that it adds "
    "up; an opening balance that reads the period before; planner's low and high inputs that repeat their "
    "base case; headings of a plan, which say whose it is.",
    remedy="Move the line above the ones that read it, or the sheet in front of the ones that read it.",
)
def flow(book: Workbook) -> Iterator[Hit | Gap]:
    """References against the order of reading."""
    order = {info.name: number for number, info in enumerate(book.package.sheets)}
    for formula in book.formulas:
        reading = book.read[formula.sheet]
        if formula.position in book.headings_of_plan:
            continue
        if reading.kind in {OUTPUT, CONTROL} or (formula.row, formula.column) in reading.follows:
            continue
        for reference in formula.references:
            if reference.sheet != formula.sheet:
                if order.get(reference.sheet, -1) > order[formula.sheet]:
                    yield Hit(f"reads {reference.sheet}, a sheet further on", *formula.position)
            elif _against_the_flow(formula, reference, reading):
                below = reference.area.last_row > formula.row
                where = f"below itself, in row {reference.area.last_row}" if below else "to its right"
                yield Hit(f"reads cells {where}", *formula.position)


def _against_the_flow(formula: Formula, reference: Reference, reading: Reading) -> bool:
    area, axis = reference.area, reading.axis_columns()
    if reading.table_at((formula.row, formula.column)) is not None and area.last_row <= formula.row:
        return False  # a column of a table is read from the other columns of its row
    if area.last_row > formula.row:
        earlier = area.last_column < formula.column and formula.column in axis
        return not earlier
    if area.last_row == formula.row and area.last_column > formula.column:
        in_front = bool(axis) and formula.column < axis[0]
        return not in_front
    return False


@rule(
    24,
    "no-typed-over-formulas",
    severity=ERROR,
    title="No number over a formula",
    source="PX",
    checks="No typed number stands inside a row or a column of formulas, and no cell of planner's holds "
    "anything but planner's formula.",
    remedy="Put the formula back by filling it in from the cell beside it; change an input instead.",
)
def no_typed_over_formulas(book: Workbook) -> Iterator[Hit | Gap]:
    """Typed numbers behind formulas, and planner's own cells that were changed."""
    for position, status in book.values.changed.items():
        what = (
            "another formula than planner's" if status == EDITED else "a value in place of planner's formula"
        )
        yield Hit(
            f"holds {what}", *position, remedy="Undo the change, or take the formula from a new workbook."
        )
    if book.plan_reason:
        yield Gap(f"planner's own formulas could not be found: {book.plan_reason}")
    for name, reading in book.read.items():
        for line in reading.lines:
            for run in _runs(line, reading):
                for column in _typed_behind_formulas(book, name, line.row, run):
                    if (name, line.row, column) not in book.values.changed:
                        yield Hit("is a typed number in a row of formulas", name, line.row, column)
        if not reading.ours:
            for row, column in _typed_among_formulas(book, reading):
                yield Hit("is a typed number in a column of formulas", name, row, column)


def _typed_among_formulas(book: Workbook, reading: Reading) -> Iterator[Position]:
    """Typed numbers with one formula above and below, or above alone at the end of a column of three or more.

    Not where the row has other typed numbers in the place of formulas: it is one of inputs, or of actuals.
    """
    filled, cells = book.filled(reading.sheet.name), reading.sheet.cells
    for (row, column), cell in cells.items():
        above, below = filled.get((row - 1, column)), filled.get((row + 1, column))
        typed = cell.formula is None and cell.kind == "constant" and type(cell.value) is float
        if (
            not typed
            or above is None
            or len(above[1]) == 1
            or is_date(book.styles.of(cell.style).number_format)
        ):
            continue
        further = [filled.get((row - step, column)) for step in (2, 3)]
        beyond = filled.get((row + 2, column))
        if below is not None:
            alike = below[1] == above[1] and any(
                one is not None and one[1] == above[1] for one in (further[0], beyond)
            )
        else:
            alike = (row + 1, column) not in cells and all(one and one[1] == above[1] for one in further)
            alike = alike and any(at[0] == row for at in filled)
        if alike and not _is_row_of_inputs(reading, filled, row, column):
            yield row, column


def _is_row_of_inputs(
    reading: Reading, filled: Mapping[Position, tuple[Formula, Form]], row: int, column: int
) -> bool:
    """Whether numbers are typed there too where the row above has formulas."""
    cells = reading.sheet.cells
    for step in (-1, 1):
        beside = cells.get((row, column + step))
        typed = beside is not None and beside.formula is None and type(beside.value) is float
        if typed and (row - 1, column + step) in filled:
            return True
    return False


def _runs(line: Line, reading: Reading) -> Iterator[list[int]]:
    """Neighbouring numbers of a line, without what planner knows to be typed or written by itself."""
    run: list[int] = []
    for column in line.columns:
        known = (line.row, column) in reading.written or (line.row, column) in reading.expected
        if known or (run and column != run[-1] + 1):
            yield run
            run = []
        if not known:
            run.append(column)
    yield run


def _typed_behind_formulas(book: Workbook, sheet: str, row: int, run: list[int]) -> Iterator[int]:
    """The columns of constants that have one filled-across formula around them, or two before them."""
    formulas = [book.by_cell.get((sheet, row, column)) for column in run]
    if formulas.count(None) * 2 >= len(formulas):
        return  # more typed than calculated: blocks of both take turns
    for number, column in enumerate(run):
        before = [formula for formula in formulas[:number] if formula is not None]
        after = [formula for formula in formulas[number + 1 :] if formula is not None]
        if formulas[number] is None and before:
            forms = [formula.relative for formula in before[-3:]]
            beyond = [formula.relative for formula in after[:1]]
            alone = number + 1 < len(run) and None not in (formulas[number - 1], formulas[number + 1])
            ends = (len(forms) > 2 and alone) or (len(forms) > 1 and not beyond)  # a total may stand behind
            repeated = any((row, column) in one.area for one in before[-1].references if one.sheet == sheet)
            if not repeated and (beyond == forms[-1:] or (ends and len(set(forms)) == 1)):
                yield column
