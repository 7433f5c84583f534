"""Draws put into a plan: its inputs as the engine reads them, and the edits of cells that type them in.

Three draws stand side by side where the plan allows it, one at each level: then each level has the inputs of
base but for what is drawn, and all formulas of the workbook are evaluated once for the three.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from planner.book.beside import RISK, RISK_INPUTS, marked
from planner.book.edits import Edits
from planner.book.find import Book
from planner.book.read import Inputs, Scalar, follows_base, input_formulas
from planner.check import judging
from planner.check.examine import Reading, run_engine
from planner.check.expected import Stored
from planner.layout.places import ENGINE, VERDICT, Place
from planner.risk.default_rows import beside
from planner.risk.uncertain import Uncertain
from planner.template.rows import SCENARIOS, Column, Row, Table
from planner.xlsx.patch import Edit

BASE = "base"
Draw = Mapping[str, Scalar]
Cell = Scalar | None
Draws = Mapping[str, Draw]
"""Level -> the draw that stands there: of base alone, or of all three."""


def drawn_reading(reading: Reading, rows: Sequence[Uncertain], draws: Draws) -> Reading:
    """The plan with the inputs of draws, and what the engine makes of it at every level.

    Raises:
        PlanError: a line has no finite value in one of them.
    """
    before = reading.inputs
    scalars, tables = _scalars(reading, rows, draws), _tables(reading, rows, draws)
    inputs = Inputs(scalars, tables, before.axes, before.texts)
    return replace(reading, inputs=inputs, engine=run_engine(inputs, reading.book))


def _scalars(reading: Reading, rows: Sequence[Uncertain], draws: Draws) -> dict[str, dict[str, Scalar]]:
    """The inputs with those of the draws; of one draw alone at base, and at the levels that follow base."""
    before, apart = reading.inputs.scalars, len(draws) > 1
    found = {level: dict(before[BASE if apart else level]) for level in SCENARIOS}
    for row in rows:
        if not isinstance(row.of, Row):
            continue
        for level in SCENARIOS:
            if level in draws or follows_base(reading.book, row.of, level):
                found[level][row.of.key] = draws.get(level, draws[BASE])[row.name]
    return found


def _tables(
    reading: Reading, rows: Sequence[Uncertain], draws: Draws
) -> dict[str, dict[str, tuple[Cell, ...]]]:
    """The tables with what is drawn of them; of three draws the columns of each level."""
    before = reading.inputs
    found = {key: dict(columns) for key, columns in before.tables.items()}
    if len(draws) > 1:
        for table, column, _, other in _levels(reading.book):
            found[table.key][other.key] = _at_base(before, table, column, other)
    for row in rows:
        if row.where is None:
            continue
        table_key, column_key, at = row.where
        into = {BASE: column_key, **_others(reading.book, table_key, column_key)}
        for level, draw in draws.items():
            cells = list(found[table_key][into[level]])
            cells[at] = draw[row.name]
            found[table_key][into[level]] = tuple(cells)
    return found


def stand_apart(reading: Reading, rows: Sequence[Uncertain]) -> bool:
    """Whether three draws can stand side by side: what is drawn, or differs by level, has cells for each."""
    book = reading.book
    for row in rows:
        if row.where is not None and len(_others(book, *row.where[:2])) < len(SCENARIOS) - 1:
            return False
    return all(
        base not in {None, ""} or there in {None, ""}
        for table, column, _, other in _levels(book)
        for base, there in zip(
            reading.inputs.tables[table.key][column.key],
            reading.inputs.tables[table.key][other.key],
            strict=True,
        )
    )


def _levels(book: Book) -> Iterator[tuple[Table, Column, str, Column]]:
    """Each column of a table with a column for another level, that level, and that column."""
    for table in book.template.tables:
        for column in table.columns:
            for low, high in beside(table, column):
                yield table, column, "low", table.column(low)
                yield table, column, "high", table.column(high)


def _others(book: Book, table: str, column: str) -> dict[str, str]:
    """Level -> the column that holds what a column holds at base."""
    return {
        level: other.key for one, of, level, other in _levels(book) if (one.key, of.key) == (table, column)
    }


def _at_base(inputs: Inputs, table: Table, column: Column, other: Column) -> tuple[Cell, ...]:
    """The column of another level as that of base; blank cells stay, which follow base anyway."""
    columns = inputs.tables[table.key]
    return tuple(
        there if there in {None, ""} else base
        for base, there in zip(columns[column.key], columns[other.key], strict=True)
    )


def draw_edits(drawn: Reading, reading: Reading, rows: Sequence[Uncertain], *, apart: bool) -> Edits:
    """The cells that draws are typed into, the same ones for all draws of a plan.

    Args:
        drawn: the plan with the draws in it; `reading` is the plan as it is.
    """
    edits, book, inputs = Edits(), drawn.book, drawn.inputs
    names = {row.name for row in rows}
    for row in book.template.inputs:
        levels = {reading.inputs.scalars[level][row.key] for level in SCENARIOS}
        for level in SCENARIOS if apart else (BASE,):
            if row.key in names or (apart and len(levels) > 1):
                _put(edits, book.layout.cell(row, level), inputs.scalars[level][row.key])
    for table, column, number in _cells(book, reading.inputs, rows, apart=apart):
        value = inputs.tables[table][column][number]
        if value not in {None, ""}:
            _put(edits, book.layout.tables[table].cell(column, number), value)
    return edits


def _cells(
    book: Book, inputs: Inputs, rows: Sequence[Uncertain], *, apart: bool
) -> Iterator[tuple[str, str, int]]:
    """The cells of tables that draws change: table, column and row."""
    for row in rows:
        if row.where is not None:
            table, column, at = row.where
            yield row.where
            if apart:
                yield from ((table, other, at) for other in _others(book, table, column).values())
    if apart:
        for one, _, _, other in _levels(book):
            yield from ((one.key, other.key, at) for at in range(len(inputs.tables[one.key][other.key])))


def _put(edits: Edits, place: Place, value: object) -> None:
    edits.put(place.sheet, place.row, place.column, Edit(value, "drop"))  # type: ignore[arg-type]


def held_still(reading: Reading, edits: Edits) -> None:
    """What no draw moves: formulas of the owner's in inputs, and those of the sheets of a simulation."""
    book = reading.book
    for at in input_formulas(book):
        cell = book.cells[at]
        if at[0] in edits.by_sheet and at[1:] in edits.by_sheet[at[0]]:
            continue
        if isinstance(cell.value, float | str):
            edits.put(*at, Edit(cell.value, "drop"))
    for mark in (RISK_INPUTS, RISK):
        if sheet := marked(book.package, mark):
            for position, cell in book.source.cells(sheet).items():
                if cell.formula is not None:
                    edits.put(sheet, *position, Edit(0.0, "drop"))


def store(reading: Reading, edits: Edits) -> Mapping[str, Stored]:
    """What Checks would hold of the engine if every cell agreed; it joins the edits."""
    stored, book = judging.stored_by(reading, {}), reading.book
    for key, kept in stored.items():
        place = book.layout.check(key)
        for across, value in enumerate(kept.engine):
            _put(edits, place.at(ENGINE + across), value)
        _put(edits, place.at(VERDICT), book.template.word_of(kept.verdict))
    return stored
