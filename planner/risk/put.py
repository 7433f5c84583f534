"""A draw put into a plan: its inputs as the engine reads them, and the edits of cells that type them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.book.edits import Edits
from planner.book.find import Book
from planner.book.read import Inputs, Scalar, follows_base, input_formulas
from planner.check import judging
from planner.check.examine import Reading, run_engine
from planner.check.expected import Stored
from planner.layout.places import ENGINE, VERDICT, Place
from planner.risk.uncertain import Uncertain
from planner.template.rows import SCENARIOS, Row
from planner.xlsx.patch import Edit

BASE = "base"


def drawn_reading(reading: Reading, rows: Sequence[Uncertain], draw: Mapping[str, Scalar]) -> Reading:
    """The plan with the inputs of a draw, and what the engine makes of it at every level.

    Raises:
        PlanError: a line has no finite value in this draw.
    """
    inputs = _inputs(reading, rows, draw)
    return replace(reading, inputs=inputs, engine=run_engine(inputs, reading.book))


def _inputs(reading: Reading, rows: Sequence[Uncertain], draw: Mapping[str, Scalar]) -> Inputs:
    """The inputs with those of the draw at base, and at the levels that follow base."""
    before, book = reading.inputs, reading.book
    scalars = {level: dict(typed) for level, typed in before.scalars.items()}
    tables = {key: dict(columns) for key, columns in before.tables.items()}
    for row in rows:
        value = draw[row.name]
        if isinstance(row.of, Row):
            for level in SCENARIOS:
                if level == BASE or follows_base(book, row.of, level):
                    scalars[level][row.of.key] = value
        elif row.where is not None:
            table, column, at = row.where
            cells = list(tables[table][column])
            cells[at] = value
            tables[table][column] = tuple(cells)
    return Inputs(scalars, tables, before.axes, before.texts)


def draw_edits(reading: Reading, rows: Sequence[Uncertain], draw: Mapping[str, Scalar]) -> Edits:
    """The cells that a draw is typed into."""
    edits = Edits()
    for row in rows:
        place = _place(reading.book, row)
        edits.put(place.sheet, place.row, place.column, Edit(draw[row.name], "drop"))
    return edits


def held_still(reading: Reading, edits: Edits) -> None:
    """Formulas of the owner's in inputs, at what they come to now: no draw moves them."""
    for at in input_formulas(reading.book):
        cell = reading.book.cells[at]
        if at[0] in edits.by_sheet and at[1:] in edits.by_sheet[at[0]]:
            continue
        if isinstance(cell.value, float | str):
            edits.put(*at, Edit(cell.value, "drop"))


def store(reading: Reading, edits: Edits) -> Mapping[str, Stored]:
    """What Checks would hold of the engine if every cell agreed; it joins the edits."""
    stored, book = judging.stored_by(reading, {}), reading.book
    for key, kept in stored.items():
        place = book.layout.check(key)
        for across, value in enumerate(kept.engine):
            cell = place.at(ENGINE + across)
            edits.put(cell.sheet, cell.row, cell.column, Edit(value, "drop"))
        verdict = place.at(VERDICT)
        edits.put(
            verdict.sheet, verdict.row, verdict.column, Edit(book.template.word_of(kept.verdict), "drop")
        )
    return stored


def _place(book: Book, row: Uncertain) -> Place:
    if row.where is None:
        return book.layout.cell(book.template.row(row.name), BASE)
    table, column, at = row.where
    return book.layout.tables[table].cell(column, at)
