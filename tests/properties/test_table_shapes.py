"""Engine and formulas agree whatever shape tables have: one row, blank rows, two hundred, long names.

Each plan is a workbook of its own, written, read back, refreshed and checked as `planner refresh` does it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.check.checkers.session import Session
from tests.books import disagreements, judged, read
from tests.sampled import sampled
from tests.table_shapes import ALL, BLANK, LONGEST_NAME, MANY, TEMPLATE, book_of, shapes

SHAPES = shapes()
IN_IRONCALC = (
    *("one row in each table", "all rows blank", "blank rows at the end", "many rows"),
    *("no phases, of the others one row", "no products, of the others one row"),
    *("currencies.high_3 blank", "clusters.hold_to blank", "products.price_output blank"),
)
IN_CELLRUNE = ("one row, optional cells blank, a price by the GPU-hour", "one blank row", "the longest names")
IN_LIBREOFFICE = ("one row, optional cells blank, a price by the server-month", "all rows blank")

NEEDED = {"phases.start_month blank", "phases.utilisation blank"}
"""A plan needs these cells of some row: of the first phase, and of one that makes data."""


@pytest.mark.parametrize("name", sampled(SHAPES, IN_IRONCALC))
def test_tables_of_every_shape_agree_in_every_cell(name: str, ironcalc: Session, tmp_path: Path) -> None:
    agrees_in(ironcalc, name, tmp_path)


@pytest.mark.parametrize("name", IN_CELLRUNE)
def test_tables_of_rare_shapes_agree_in_cellrune(name: str, cellrune: Session, tmp_path: Path) -> None:
    agrees_in(cellrune, name, tmp_path)


@pytest.mark.parametrize("name", IN_LIBREOFFICE)
def test_tables_of_rare_shapes_agree_in_libreoffice(name: str, soffice: Path, tmp_path: Path) -> None:
    agrees_in(Session("libreoffice"), name, tmp_path)


def agrees_in(session: Session, name: str, folder: Path) -> None:
    book = book_of(folder / "plan.xlsx", SHAPES[name])
    assert {key: place.rows for key, place in book.layout.tables.items()} == {
        key: max(1, len(rows)) for key, rows in SHAPES[name].tables.items()
    }
    reading = read(book)
    checks = judged(reading, session, folder / "refreshed.xlsx")
    assert disagreements(checks) == []
    assert len(checks) == len(reading.owned)


def test_the_shapes_are_what_their_names_say() -> None:
    many, longest, blank = (
        SHAPES[name].tables for name in ("many rows", "the longest names", "one blank row")
    )
    for table in ALL:
        assert len(SHAPES["one row in each table"].tables[table.key]) == 1
        assert (blank[table.key] == (BLANK,)) == table.may_be_empty
        if table.key not in {"rounds", "acknowledged"}:  # as many as there are numbers, checks that warn
            assert len(many[table.key]) == (table.most or MANY)
        column = table.unique
        if column and column.type == "text":
            names = {row[column.key] for row in longest[table.key]} - {"USD"}
            assert {len(name) for name in names} == {LONGEST_NAME}
            assert len(names) == len(longest[table.key]) - (table.key == "currencies")
    cells = [(table, one) for table in ALL for one in table.columns if not one.required]
    optional = [f"{table.key}.{one.key} blank" for table, one in cells if one.type in {"number", "date"}]
    assert optional
    for name in optional:
        table, column = name.removesuffix(" blank").split(".")
        rows = SHAPES[name].tables[table]
        assert len(rows) > 1
        assert sum(column in row for row in rows) <= (name in NEEDED)


def test_what_is_chosen_from_a_table_stands_in_it() -> None:
    chosen = [row for row in TEMPLATE.inputs if row.choices_from]
    assert chosen
    for name, values in SHAPES.items():
        for row in chosen:
            table, _, column = row.choices_from.partition(".")
            names = {entry.get(column) for entry in values.tables[table]}
            assert set(values.scalars[row.key].values()) <= names, name
