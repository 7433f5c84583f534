"""The sheets of a simulation as they stand in a plan: whether they still say what is so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import NamedTuple

from planner.book.beside import DRAWS, RISK, RISK_INPUTS, marked
from planner.book.find import Book
from planner.changes.following import digest
from planner.check.examine import Reading
from planner.problems import PlanError, quoted
from planner.risk import draws_sheet
from planner.risk.inputs_sheet import MARK_ROW
from planner.risk.read_rows import Table, read_table
from planner.risk.risk_sheet import DIGEST_AT
from planner.risk.uncertain import Uncertain
from planner.xlsx.a1 import Position, cell_name, parse_reference
from planner.xlsx.cell import Cell
from planner.xlsx.package import Package

WORD = 12
"""Letters of a word that changes with what it is of."""
MOST_NAMED = 3


class Standing(NamedTuple):
    """Where the sheets are: their names, and how many rows were put above the mark of each."""

    names: Mapping[str, str]
    moved: Mapping[str, int]

    def on_risk(self, at: Position) -> tuple[str, int, int]:
        """A cell of the sheet `Risk`."""
        return self.names[RISK], at[0] + self.moved[RISK], at[1]


class Found(NamedTuple):
    """What became of the sheets: what is edited, or `stale`, a sentence each.

    Attributes:
        draws: how many stand on the sheet of draws.
    """

    there: Standing
    edited: tuple[str, ...]
    stale: tuple[str, ...]
    draws: int = 0


def table_of(book: Book) -> Table | None:
    """What the sheet `Risk inputs` says; None where there is none. Raises PlanError."""
    sheet = marked(book.package, RISK_INPUTS)
    return read_table(book, sheet, _moved(book.package, sheet, RISK_INPUTS)) if sheet else None


def words_of(reading: Reading, rows: Sequence[Uncertain], seed: int, formulas: Iterable[str]) -> str:
    """What the sheet `Risk` says of what it is of: inputs, table, and the formulas of two sheets."""
    plain = [[str(seed), *(_said(getattr(row, name)) for name in _FIELDS)] for row in rows]
    return " ".join((digest(asdict(reading.inputs)), _word(repr(plain)), *formulas))


_FIELDS = (
    *("name", "kind", "low", "base", "high", "lower", "upper", "probability", "group", "correlation"),
    *("variable", "entity"),
)


def _said(value: object) -> str:
    """A value without the digits that a program which saves the file may round."""
    return f"{value:.{draws_sheet.DIGITS}g}" if isinstance(value, float | int) else str(value)


def formulas_word(cells: Mapping[Position, str | None], moved: int = 0) -> str:
    """A word that changes with any formula of a sheet."""
    there = [(row - moved, column, text) for (row, column), text in sorted(cells.items()) if text is not None]
    return _word(repr(there))


def _word(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:WORD]


def standing(reading: Reading) -> Found | None:
    """The sheets of a plan, judged; None where it has none."""
    package = reading.book.package
    names = {mark: marked(package, mark) for mark in (RISK_INPUTS, DRAWS, RISK)}
    if not names[RISK]:
        return None
    moved = {mark: _moved(package, name, mark) if name else 0 for mark, name in names.items()}
    cells = {mark: reading.book.source.cells(name) if name else {} for mark, name in names.items()}
    there = Standing(names, moved)
    said = cells[RISK].get(there.on_risk(DIGEST_AT)[1:])
    before = str(said.value).split() if said else []
    now = _now(reading, names, cells, moved)
    if len(before) != 4:
        return Found(there, (f"sheet {quoted(names[RISK])} no longer says what it is of",), ())
    edited = [*_formulas(before, now, names), *_draws(cells[DRAWS], moved[DRAWS], names[DRAWS])]
    stale = [] if before[:2] == now[:2] else ["an input of the plan or a row of its table has changed"]
    return Found(there, tuple(edited), tuple(stale), _count(cells[DRAWS], moved[DRAWS])[1])


def _now(
    reading: Reading,
    names: Mapping[str, str],
    cells: Mapping[str, Mapping[Position, Cell]],
    moved: Mapping[str, int],
) -> list[str]:
    formulas = [
        formulas_word({at: cell.formula for at, cell in cells[mark].items()}, moved[mark])
        for mark in (RISK_INPUTS, RISK)
    ]
    try:
        table = table_of(reading.book)
    except PlanError:
        table = None
    rows, seed = (table.rows, table.seed) if table else ((), 0)
    return words_of(reading, rows, seed, formulas).split()


def _formulas(before: Sequence[str], now: Sequence[str], names: Mapping[str, str]) -> Iterator[str]:
    for mark, was, word in zip((RISK_INPUTS, RISK), before[2:], now[2:], strict=True):
        if was != word:
            yield f"a formula of sheet {quoted(names[mark])} is no longer planner's"


def _draws(cells: Mapping[Position, Cell], moved: int, sheet: str) -> Iterator[str]:
    """Rows of draws that are not as planner wrote them."""
    columns, count = _count(cells, moved)
    if not count:
        yield "the sheet of draws is gone, or no longer says what it holds"
        return
    rows = range(draws_sheet.FIRST + moved, draws_sheet.FIRST + moved + count)
    bad = [row for row in rows if _word_there(cells, row, columns) != _word_now(cells, row, columns)]
    for row in bad[:MOST_NAMED]:
        yield f"{sheet}!{cell_name(row, 1)}: this draw was changed by hand"
    if len(bad) > MOST_NAMED:
        yield f"{len(bad) - MOST_NAMED:,} more draws were changed by hand"


def _count(cells: Mapping[Position, Cell], moved: int) -> tuple[int, int]:
    """How many columns and how many draws the sheet says that it has."""
    mark = cells.get((MARK_ROW + moved, 1))
    said = str(mark.value).split() if mark else []
    if len(said) != 5 or not (said[3] + said[4]).isdigit():
        return 0, 0
    return int(said[3]), int(said[4])


def _word_there(cells: Mapping[Position, Cell], row: int, columns: int) -> object:
    cell = cells.get((row, columns + 1))
    return cell.value if cell else None


def _word_now(cells: Mapping[Position, Cell], row: int, columns: int) -> str:
    there = (cells.get((row, column)) for column in range(1, columns + 1))
    return draws_sheet.word_of([cell.value if cell else None for cell in there])


def _moved(package: Package, sheet: str, mark: str) -> int:
    """How many rows were put above the mark since planner wrote it."""
    found = parse_reference(package.local_names.get(sheet, {}).get(mark, ""))
    return found.area.first[0] - MARK_ROW if found else 0
