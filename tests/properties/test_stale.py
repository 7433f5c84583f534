"""After a refresh, a change of any input turns what it affects to STALE: by the workbook's formulas alone.

Nothing of planner runs between the change and the statuses; a spreadsheet engine does, as Excel would.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner import plan
from planner.book.edits import Edits
from planner.book.find import Book, find
from planner.check.checkers.base import FormulaError, by_sheet
from planner.check.checkers.session import Session
from planner.check.compare import agree
from planner.check.examine import Reading
from planner.layout.places import MASTER, MASTER_ON_COVER, MASTER_ON_SUMMARY, STATUS, SUMMARY_STATUS, Place
from planner.template.load import load_template
from planner.template.rows import SCENARIOS, Column, Row
from planner.xlsx.cell import CellError
from planner.xlsx.package import open_package
from tests.books import PATIENT, essay, patched, put, read, refreshed, typing
from tests.sampled import sampled

TEMPLATE = load_template()
INPUTS = {row.key: row for row in TEMPLATE.inputs}
COLUMNS = [
    (table, column) for table in TEMPLATE.tables for column in table.columns if column.type == "number"
]
KEYS = [row.key for _, row in TEMPLATE.rows()] + [f"{table.key}.{column.key}" for table, column in COLUMNS]

SAMPLE = [(key, SCENARIOS[number % 3]) for number, key in enumerate([*INPUTS][::20])]
"""Inputs of every sheet; whatever reads an input reads the others in the same way."""

FIRST_COLUMNS = {
    found[0].key: found
    for found in {table.key: (table, column) for table, column in reversed(COLUMNS)}.values()
    if essay().tables[found[0].key]
}
"""One column of each table that the source model has rows of."""

MASTERS = (MASTER, MASTER_ON_COVER, MASTER_ON_SUMMARY)


def other(value: Any, of: Row | Column) -> float:
    """A number near this one, within the bounds; another day."""
    if isinstance(of, Row) and of.is_date:
        return float(value) + 400
    assert of.min is not None
    assert of.max is not None
    for near in (value * 1.25, value / 1.25, value + 1, (of.min + of.max) / 2):
        moved = float(round(near)) if of.whole else near
        if moved != value and of.min <= moved <= of.max:
            return moved
    raise AssertionError(f"no other value for {of.key}")


def other_choice(value: str, of: Row) -> str:
    table, _, column = of.choices_from.partition(".")
    choices = of.choices or [row[column] for row in essay().tables[table]]
    return next(choice for choice in choices if choice != value)


def shown(book: Book, session: Session) -> tuple[dict[str, Any], set[Any]]:
    """The status of every row of Checks, equal on Summary; and the master statuses."""
    checks = {key: book.layout.check(key).at(STATUS) for key in KEYS}
    summary = {
        key: book.layout.summary(key).at(SUMMARY_STATUS) for _, keys in TEMPLATE.summary for key in keys
    }
    masters = [book.layout[name] for name in MASTERS]
    places = [*checks.values(), *summary.values(), *masters]
    asked = by_sheet((p.sheet, p.row, p.column) for p in places)
    values = session.evaluate(book.package.path, asked, PATIENT).values

    def value(place: Place) -> Any:
        return values[place.sheet, place.row, place.column]

    for key, place in summary.items():
        assert value(place) == value(checks[key]), key
    return {key: value(place) for key, place in checks.items()}, {value(place) for place in masters}


def affected(before: Reading, after: Reading) -> set[str]:
    """The lines that come to something else, by the engine."""
    changed = set()
    for row in TEMPLATE.formulas:
        for scenario in SCENARIOS:
            one, two = (sum(reading.engine[row.key, scenario]) for reading in (before, after))
            if not agree(one, two, size_of(row, scenario, after)):
                changed.add(row.key)
    return changed


def size_of(row: Row, scenario: str, reading: Reading) -> float:
    """What the difference of a line is relative to, besides its values."""
    if not row.scale:
        return row.size
    typed = reading.inputs.scalars[scenario].get(row.scale)
    return abs(sum(reading.engine[row.scale, scenario]) if typed is None else float(typed))


def assert_stale(own: str, before: Reading, book: Book, session: Session) -> None:
    """The changed input and what it affects say STALE, everything else OK."""
    stale = affected(before, read(book)) | {own}
    statuses, masters = shown(book, session)
    assert statuses == {key: "STALE" if key in stale else WITHOUT_CHANGE.get(key, "OK") for key in KEYS}
    assert masters == {"STALE"}


WITHOUT_CHANGE = dict.fromkeys(("idle_check", "breakeven_check", "quote_age_check"), "WARNS")
"""What the source model is told besides OK: it sells nothing, its clusters stand idle, a list is of 2022."""


def as_before(statuses: dict[str, Any]) -> bool:
    """Whether nothing is stale."""
    return statuses == {key: WITHOUT_CHANGE.get(key, "OK") for key in KEYS}


def test_nothing_is_stale_after_a_refresh(essay_book: Book, ironcalc: Session) -> None:
    statuses, masters = shown(essay_book, ironcalc)
    assert as_before(statuses)
    assert masters == {"WARNS"}


@pytest.mark.parametrize(("key", "scenario"), SAMPLE)
def test_a_changed_input_turns_what_it_affects_stale(
    key: str, scenario: str, essay_reading: Reading, ironcalc: Session, tmp_path: Path
) -> None:
    row, edits = INPUTS[key], Edits()
    value = essay_reading.inputs.scalars[scenario][key]
    changed = other_choice(str(value), row) if row.is_text else other(value, row)
    put(edits, essay_reading.book.layout.cell(row, scenario), changed)
    book = patched(essay_reading.book, edits, tmp_path / "plan.xlsx")
    assert_stale(key, essay_reading, book, ironcalc)


@pytest.mark.parametrize("name", sampled(FIRST_COLUMNS, ("gpu_prices", "clusters", "roles")))
def test_a_changed_number_in_a_table_turns_what_it_affects_stale(
    name: str, essay_reading: Reading, ironcalc: Session, tmp_path: Path
) -> None:
    table, column = FIRST_COLUMNS[name]
    place = essay_reading.book.layout.tables[table.key]
    values = essay_reading.inputs.tables[table.key][column.key]
    edits = Edits()
    put(edits, place.cell(column.key, 0), column.max if values[0] is None else other(values[0], column))
    book = patched(essay_reading.book, edits, tmp_path / "plan.xlsx")
    assert_stale(f"{table.key}.{column.key}", essay_reading, book, ironcalc)


def test_numbers_that_change_places_in_a_column_are_noticed_by_the_lines_that_read_them(
    essay_reading: Reading, ironcalc: Session, tmp_path: Path
) -> None:
    place, edits = essay_reading.book.layout.tables["gpu_prices"], Edits()
    put(edits, place.cell("price_per_server_month", 0), 20_000)  # the sums over the column stay
    put(edits, place.cell("price_per_server_month", 1), 10_000)
    book = patched(essay_reading.book, edits, tmp_path / "plan.xlsx")
    statuses, masters = shown(book, ironcalc)
    assert masters == {"STALE"}
    assert {key for key, word in statuses.items() if word == "STALE"} == affected(essay_reading, read(book))
    assert statuses["gpu_prices.price_per_server_month"] == "OK"


def test_a_quote_that_is_renamed_turns_what_was_priced_by_it_stale(
    essay_reading: Reading, ironcalc: Session, tmp_path: Path
) -> None:
    edits = Edits()
    put(edits, essay_reading.book.layout.tables["gpu_prices"].cell("quote", 0), "Another name")
    book = patched(essay_reading.book, edits, tmp_path / "plan.xlsx")
    statuses, masters = shown(book, ironcalc)
    assert masters == {"STALE"}
    assert statuses["gpu_price_row"] == statuses["programme_total_cny"] == "STALE"
    assert statuses["training_flop"] == statuses["team_annual_cny"] == "OK"


@pytest.mark.parametrize("checker", plan.checkers())
def test_a_check_that_is_not_met_fails(
    checker: str, roomy: Book, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    values = essay().but(reserve_cny={"base": 3e9, "high": 1e9})
    reading = read(patched(roomy, typing(roomy, values), tmp_path / "typed.xlsx"))
    refreshed(reading, tmp_path / "plan.xlsx")
    with Session(checker) as session:
        statuses, masters = shown(find(open_package(tmp_path / "plan.xlsx")), session)
    others = {key: word for key, word in statuses.items() if word != "OK"}
    assert others == WITHOUT_CHANGE | {"reserve_check": "FAILS"}
    assert masters == {"FAILS"}


def test_an_input_that_is_emptied_is_stale(essay_reading: Reading, ironcalc: Session, tmp_path: Path) -> None:
    edits = Edits()
    put(edits, essay_reading.book.layout.cell(INPUTS["overhead"], "base"), None)
    statuses, masters = shown(patched(essay_reading.book, edits, tmp_path / "plan.xlsx"), ironcalc)
    assert masters == {"STALE"}
    assert statuses["overhead"] == statuses["hardware_annual_cny"] == "STALE"
    assert statuses["training_days"] == "OK"


def test_an_error_in_an_input_is_an_error_and_never_ok(
    essay_reading: Reading, ironcalc: Session, tmp_path: Path
) -> None:
    edits = Edits()
    put(edits, essay_reading.book.layout.cell(INPUTS["overhead"], "low"), CellError("#DIV/0!"))
    statuses, masters = shown(patched(essay_reading.book, edits, tmp_path / "plan.xlsx"), ironcalc)
    assert statuses["overhead"] == FormulaError("#DIV/0!")
    assert statuses["hardware_annual_cny"] == "STALE"
    assert statuses["reserve_check"] == "STALE"
    assert statuses["training_days"] == "OK"
    assert masters == {"STALE"}


def test_a_change_taken_back_is_ok_again(essay_reading: Reading, ironcalc: Session, tmp_path: Path) -> None:
    cell, edits = essay_reading.book.layout.cell(INPUTS["gpu_tflops"], "low"), Edits()
    put(edits, cell, 140.0)  # what =base comes to
    statuses, masters = shown(patched(essay_reading.book, edits, tmp_path / "plan.xlsx"), ironcalc)
    assert as_before(statuses)
    assert masters == {"WARNS"}


def test_a_choice_in_other_capitals_is_no_change(
    essay_reading: Reading, ironcalc: Session, tmp_path: Path
) -> None:
    edits = Edits()
    put(edits, essay_reading.book.layout.cell(INPUTS["recompute"], "base"), "NONE")
    statuses, masters = shown(patched(essay_reading.book, edits, tmp_path / "plan.xlsx"), ironcalc)
    assert as_before(statuses)
    assert masters == {"WARNS"}


@pytest.mark.parametrize("checker", ["cellrune", "libreoffice"])
def test_other_programs_turn_the_same_statuses_stale(
    checker: str, essay_reading: Reading, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    layout, edits = essay_reading.book.layout, Edits()
    put(edits, layout.cell(INPUTS["deadline_days"], "high"), 20.0)
    put(edits, layout.cell(INPUTS["recompute"], "low"), "full")
    put(edits, layout.tables["roles"].cell("headcount", 0), 11.0)
    book = patched(essay_reading.book, edits, tmp_path / "plan.xlsx")
    own = {"deadline_days", "recompute", "roles.headcount"}
    stale = affected(essay_reading, read(book)) | own
    with Session(checker) as session:
        statuses, masters = shown(book, session)
    assert statuses == {key: "STALE" if key in stale else WITHOUT_CHANGE.get(key, "OK") for key in KEYS}
    assert masters == {"STALE"}
    assert {"training_days", "gpus_for_deadline", "team_share"} <= stale
    assert {"cluster_month_usd", "serving_usd_per_1k_tokens"} & stale == set()
