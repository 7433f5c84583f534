"""Rules about values: errors, what the file shows against what formulas come to, numbers as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planner.book.number_text import is_number_text
from planner.check.checkers.base import FormulaError, NotRun, Value
from planner.check.compare import agree
from planner.lint.book import Workbook
from planner.lint.functions import VOLATILE
from planner.lint.registry import Gap, Hit, rule
from planner.results.lint import ERROR, RISK
from planner.xlsx.a1 import Address
from planner.xlsx.cell import CellError
from planner.xlsx.cell import Value as CellValue

RECALCULATE = "Recalculate and save it in Excel; one of planner's own: run `planner refresh` on it."
MOST_REASONS = 3
NOISE, MOST_READ = 1e-12, 10_000
"""What a difference may be of the numbers that were added up, and the most of them that are looked at."""


@rule(
    1,
    "no-error-values",
    severity=ERROR,
    title="No error values",
    source="EQ",
    checks="No cell holds an error such as #DIV/0!, and no formula comes to one when a checker evaluates it.",
    remedy="Mend the formula, or the input that it divides by or looks up.",
)
def no_error_values(book: Workbook) -> Iterator[Hit | Gap]:
    """Errors that are shown, and errors that only appear when the workbook is recalculated."""
    for sheet in book.sheets:
        for (row, column), cell in sheet.cells.items():
            if isinstance(cell.value, CellError):
                yield Hit(f"shows the error {cell.value}", sheet.name, row, column)
    unknown = 0
    for formula in book.formulas:
        computed = book.values.computed.get(formula.position)
        if isinstance(computed, FormulaError) and not isinstance(formula.value, CellError):
            yield Hit(f"comes to the error {computed} when recalculated", *formula.position)
        unknown += formula.value is None and (computed is None or isinstance(computed, NotRun))
    if unknown:
        yield Gap(f"{unknown} formula cells show no value, and no checker gave one")


@rule(
    2,
    "cached-values",
    severity=RISK,
    title="Every formula has a value",
    source="own",
    checks="Every formula cell carries the value that it last came to, so that previews, phones, "
    "Protected View and programs that only read do not show blanks.",
    remedy=RECALCULATE,
)
def cached_values(book: Workbook) -> Iterator[Hit | Gap]:
    """Formula cells without a value in the file."""
    for formula in book.formulas:
        if formula.value is None:
            yield Hit("holds a formula without a value", *formula.position)


@rule(
    3,
    "values-agree",
    severity=ERROR,
    title="Every value is right",
    source="own",
    checks="What the file shows for a formula is what it comes to when a checker evaluates it and, in "
    "planner's own workbooks, what planner's engine computes; within 1e-9 of both, or a millionth of "
    "a millionth of what the formula adds up.",
    remedy=RECALCULATE,
)
def values_agree(book: Workbook) -> Iterator[Hit | Gap]:
    """What the file shows, against a checker and against planner's engine."""
    if book.values.reason:
        yield Gap(book.values.reason)
    not_run: Counter[str] = Counter()
    moving = _moving(book)
    for formula in book.formulas:
        computed = book.values.computed.get(formula.position, NotRun("no checker was asked"))
        if isinstance(computed, NotRun):
            not_run[computed.reason] += 1
        elif formula.value is None or _same(formula.value, computed, book, formula.position):
            continue
        elif formula.position in moving:
            not_run[moving[formula.position]] += 1
        else:
            what = f"shows {_plain(formula.value)} where its formula comes to {_plain(computed)}"
            yield Hit(what, *formula.position)
    yield from _against_engine(book)
    for reason, count in not_run.most_common(MOST_REASONS):
        yield Gap(f"{count} formula cells were not compared: {reason}")


def _against_engine(book: Workbook) -> Iterator[Hit]:
    for position, engine in book.values.engine.items():
        sheet = book.by_name.get(position[0])
        cell = sheet.cells.get(position[1:]) if sheet else None
        if cell is not None and cell.value is not None and not _same(cell.value, engine, book, position):
            what = f"shows {_plain(cell.value)} where planner computes {_plain(engine)}"
            yield Hit(what, *position, remedy="Run `planner check` on it: it names the first cause.")


def _moving(book: Workbook) -> dict[Address, str]:
    """Formula cells that come to something else each time, and why."""
    sources = {f.position: call.name for f in book.formulas for call in f.calls if call.name in VOLATILE}
    names = ", ".join(sorted(set(sources.values())))
    depending = book.graph.depending(sources.keys()) if sources else ()
    return dict.fromkeys(depending, f"they depend on {names}, which changes with every calculation")


def _same(shown: CellValue, computed: Value, book: Workbook, position: Address) -> bool:
    if isinstance(shown, CellError) or isinstance(computed, FormulaError):
        return str(shown) == str(computed)
    if isinstance(shown, bool) or isinstance(computed, bool):
        return shown == computed  # 1 and TRUE are the same answer
    if computed is None:
        return shown in {0.0, ""}
    if agree(computed, shown, book.values.sizes.get(position, 0.0), sentence=True):
        return True
    if not isinstance(computed, float) or not isinstance(shown, float):
        return False
    return abs(computed - shown) <= NOISE * _operands(book, position)


def _operands(book: Workbook, position: Address) -> float:
    """The size of what a formula reads: its last bits are all that adding up may be wrong by."""
    formula = book.by_cell.get(position)
    references = formula.references if formula is not None else ()
    size = 0.0
    for reference in references:
        if reference.area.size <= MOST_READ and reference.sheet in book.by_name:
            values = (book.value(reference.sheet, at) for at in reference.area.cells())
            size += sum(abs(one) for one in values if isinstance(one, float))
    return size


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.12g}"
    return "nothing" if value is None else f"'{value}'" if isinstance(value, str) else str(value)


@rule(
    25,
    "no-numbers-as-text",
    severity=ERROR,
    title="No numbers as text",
    source="PX",
    checks="No cell holds a number as text, such as '10,000', '40%' or full-width digits: sums leave it out.",
    remedy="Type the number again into a cell with a number format, or give it a name that is no number.",
)
def no_numbers_as_text(book: Workbook) -> Iterator[Hit | Gap]:
    """Typed texts that are nothing but a number; headings such as 2027 are names."""
    for name, reading in book.read.items():
        headings = set(reading.grid.heading_rows)
        headings |= {table.area.first_row for table in reading.tables if table.header_rows}
        for (row, column), cell in reading.sheet.cells.items():
            if not isinstance(cell.value, str) or cell.formula is not None or row in headings:
                continue
            if is_number_text(cell.value):
                yield Hit(f"holds the number {cell.value.strip()} as text", name, row, column)
