"""Rules about formulas that were filled: one that is not its row's or column's, and references that drift."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from planner.lint.book import Workbook
from planner.lint.forms import Form, Run, moves, read_at, runs
from planner.lint.formulas import Formula
from planner.lint.registry import Gap, Hit, rule
from planner.results.lint import ERROR
from planner.xlsx.a1 import Area, Position, cell_name

FEWEST = 3
MOST_ODD, MOST = 0.17, 3
"""Of a run that may be odd, and how many; where more are, there are several kinds of formulas."""
LIKENESS = 0.55
"""How much of a formula at the end of a run must be its neighbours', to be taken for one of theirs."""
LOOKING_UP = frozenset(
    [
        "VLOOKUP",
        "HLOOKUP",
        "LOOKUP",
        "XLOOKUP",
        "MATCH",
        "XMATCH",
        "INDEX",
        "SUMIF",
        "SUMIFS",
        "COUNTIF",
        "COUNTIFS",
        "AVERAGEIF",
        "AVERAGEIFS",
        "MAXIFS",
        "MINIFS",
        "RANK",
        "RANK.EQ",
        "PERCENTRANK",
    ]
)
"""Functions whose tables and lists stay where they are when a formula is filled."""


@rule(
    44,
    "formulas-alike",
    severity=ERROR,
    title="No formula unlike its neighbours",
    source="PX, EQ",
    checks="In a row or a column of formulas of which at least five in six are the same in R1C1, no "
    "other one stands. Free are totals of the run, several that are alike among themselves, a cell "
    "that has the formula of the one above or beside it the other way, and a first or last one that "
    "is of another kind, or for which the formula of the others would read no number, as in an "
    "opening period.",
    remedy="Fill it in from the cell beside it, or give the exception a row or column of its own.",
)
def formulas_alike(book: Workbook) -> Iterator[Hit | Gap]:
    """Formulas that were changed in one cell of many."""
    for name, reading in book.read.items():
        if reading.ours:
            continue  # planner's own are compared one by one with its template
        for down in (False, True):
            for run in runs(book.filled(name), FEWEST, down=down):
                for odd in _odd(book, run):
                    if not _has_company(book.filled(name), odd, down=down):
                        line = "column" if down else "row"
                        yield Hit(f"holds another formula than the rest of its {line}", *odd.position)


def _odd(book: Workbook, run: Run) -> Iterator[Formula]:
    kept = [number for number, one in enumerate(run.formulas) if not run.reads_itself(one)]
    if len(kept) < FEWEST:
        return
    usual, count = Run(
        tuple(run.formulas[at] for at in kept), tuple(run.forms[at] for at in kept), run.down
    ).usual
    odd = [at for at in kept if run.forms[at] != usual]
    few = len(odd) <= max(1, min(MOST, MOST_ODD * len(kept)))
    forms = [run.forms[at] for at in odd]
    if not odd or not few or count < 2 or (len(odd) > 1 and len(set(forms)) < len(forms)):
        return
    model = next(run.formulas[at] for at in kept if run.forms[at] == usual)
    for at in odd:
        formula, ends = run.formulas[at], at in {kept[0], kept[-1]}
        akin = SequenceMatcher(None, run.forms[at], usual, autojunk=False).ratio() >= LIKENESS
        if (akin or (not ends and len(kept) > FEWEST)) and _would_work(book, model, usual, formula):
            yield formula


def _would_work(book: Workbook, model: Formula, form: Form, there: Formula) -> bool:
    """Whether the formula of the others would read numbers there too, wherever it does in its own cell."""
    own = read_at(model.tokens, form, model.row, model.column)
    other = read_at(model.tokens, form, there.row, there.column)
    for (sheet, first), (_, area) in zip(own, other, strict=True):
        name = sheet or model.sheet
        if first is None or name not in book.by_name or not _numbers(book, name, first):
            continue
        if area is None or not _numbers(book, name, area):
            return False
    return True


def _numbers(book: Workbook, sheet: str, area: Area) -> bool:
    """Whether the first and the last cell of an area hold a number or a formula."""
    corners = {area.first, (area.last_row, area.last_column)}
    return all(_number(book, sheet, at) for at in corners)


def _number(book: Workbook, sheet: str, at: Position) -> bool:
    cell = book.by_name[sheet].cells.get(at)
    if cell is None:
        return False
    return isinstance(cell.value, float) or (cell.formula is not None and not isinstance(cell.value, str))


def _has_company(filled: dict[Position, tuple[Formula, Form]], odd: Formula, *, down: bool) -> bool:
    """Whether a neighbour across the run has the same form: it is the formula of that line."""
    row, column = odd.row, odd.column
    beside = ((row, column - 1), (row, column + 1)) if down else ((row - 1, column), (row + 1, column))
    form = filled[row, column][1]
    return any(at in filled and filled[at][1] == form for at in beside)


@rule(
    45,
    "references-hold",
    severity=ERROR,
    title="References that should stay do not drift",
    source="PX, EQ",
    checks="Where a formula was filled down or across, no reference of one cell wanders from a number to "
    "blanks or texts, and no table or list of a lookup, condition, rank or share of a sum moves "
    "along.",
    remedy="Put a $ before what must stay, as in B$3 or $E$2:$F$9, and fill the formula again.",
)
def references_hold(book: Workbook) -> Iterator[Hit | Gap]:
    """References without the $ that they need."""
    for name, reading in book.read.items():
        if reading.ours:
            continue
        for down in (True, False):
            for run in runs(book.filled(name), 2, down=down):
                for alike in _stretches(run):
                    yield from _drifting(book, alike)


def _stretches(run: Run) -> Iterator[Run]:
    """The parts of a run that were filled from one formula."""
    first = 0
    for at in range(1, len(run.forms) + 1):
        if at == len(run.forms) or run.forms[at] != run.forms[first]:
            if at - first > 1:
                yield Run(run.formulas[first:at], run.forms[first:at], run.down)
            first = at


def _drifting(book: Workbook, run: Run) -> Iterator[Hit]:
    first, form = run.formulas[0], run.forms[0]
    if len(first.tokens) == 1:
        return  # a copy of a column shows its gaps too
    lists = _lists(first)
    cells = [at for at, token in enumerate(first.tokens) if token.kind == "cells" and not token.external]
    areas = [list(read_at(one.tokens, form, one.row, one.column)) for one in run.formulas]
    for number, at in enumerate(cells):
        if not moves(form[at], down=run.down):
            continue
        sheet, area = areas[0][number]
        if area is None or (sheet or first.sheet) not in book.by_name:
            continue
        if area.size > 1:
            if run.down and at in lists and area.last_row > area.first_row and not _is_mixed(form[at]):
                for one in run.formulas[1:]:
                    yield Hit(f"reads a list that moves along; in {_cell(first)} it is {area}", *one.position)
        elif len(run.formulas) >= FEWEST:
            found = [areas[place][number][1] for place in range(len(run.formulas))]
            yield from _wandering(book, run, sheet or first.sheet, found)


def _wandering(book: Workbook, run: Run, sheet: str, areas: list[Area | None]) -> Iterator[Hit]:
    """Cells of a run whose reference has left the numbers where it began; rows of the run itself are kept."""
    first = areas[0]
    own = run.formulas[0]
    if first is None or not _number(book, sheet, first.first):
        return
    same_line = (first.first_row if run.down else first.first_column) == run.place(own)
    if same_line and any(area is not None and _number(book, sheet, area.first) for area in areas[1:]):
        return  # a line that is read period by period, with gaps
    for formula, area in zip(run.formulas, areas, strict=True):
        if area is not None and not _number(book, sheet, area.first):
            what = (
                f"reads {_named(sheet, own, area)}, which holds no number; {_cell(own)} reads {first} there"
            )
            yield Hit(what, *formula.position)


def _lists(formula: Formula) -> set[int]:
    """The places of tokens that are a list to look up in, or a whole that something is divided by."""
    wanted = {
        id(token)
        for call in formula.calls
        if call.name in LOOKING_UP
        for number, argument in enumerate(call.arguments)
        if len(argument) == 1 and (number or call.name not in {"VLOOKUP", "HLOOKUP", "MATCH"})
        for token in argument
    }
    before = ""
    for number, token in enumerate(formula.tokens):
        if token.kind == "function" and token.text == "SUM" and before == "/":
            wanted |= {id(one) for one in formula.tokens[number + 1 : number + 3]}
        before = token.text
    return {number for number, token in enumerate(formula.tokens) if id(token) in wanted}


def _is_mixed(text: str) -> bool:
    """`$C5:F5` in R1C1: from a fixed start to here."""
    first, _, last = text.rpartition("!")[2].partition(":")
    return first.count("[") != last.count("[")


def _cell(formula: Formula) -> str:
    return cell_name(formula.row, formula.column)


def _named(sheet: str, formula: Formula, area: Area) -> str:
    return str(area) if sheet == formula.sheet else f"{sheet}!{area}"
