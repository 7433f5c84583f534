"""Reference rows have a source and a date, stand in planner's own tables, and move no number of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from planner.reference.chips import chip
from planner.reference.prices import quotes
from planner.template.earlier_data import earlier_data
from planner.template.errors import TemplateError
from planner.template.folder import templates_folder, translations
from planner.template.load import load_preset, load_template, presets, read_toml
from planner.template.locale import template_in
from planner.template.preset import Preset
from planner.template.reference import Reference, name_of, rows_of, validate_reference
from tests.inputs import engine_inputs

TEMPLATE = load_template()
TABLES = {key: TEMPLATE.table(key) for key in TEMPLATE.reference.tables}
NEWEST = date.fromisoformat(TEMPLATE.reference.version)
EARLIER = earlier_data(TEMPLATE)
CONTRACTS = {"on demand": "on-demand", "1 year": "1-year", "3 years": "3-year", "spot": "spot"}


def every_row() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Of the newest and of all earlier data: the day of the data, the table, the row."""
    for key, table in TABLES.items():
        for row in rows_of(table):
            yield TEMPLATE.reference.version, key, row
    for data in EARLIER:
        for key, rows in data.tables.items():
            for row in rows:
                yield data.version, key, row


ROWS = list(every_row())


@pytest.mark.parametrize(
    ("version", "table", "row"),
    ROWS,
    ids=[f"{day}-{key}-{name_of(TABLES[key], row)}" for day, key, row in ROWS],
)
def test_every_row_has_a_source_and_a_day_that_is_not_after_its_data(
    version: str, table: str, row: Mapping[str, Any]
) -> None:
    assert len(row["source"].strip()) > 10, row
    assert date(2020, 1, 1) < row["date"] <= date.fromisoformat(version)
    assert row.keys() <= {column.key for column in TABLES[table].columns}
    asked = [column.key for column in TABLES[table].columns if column.required]
    assert not [key for key in asked if row.get(key) is None]


def test_the_data_have_days_in_order_and_names_that_occur_once() -> None:
    files = sorted((templates_folder() / TEMPLATE.name / "reference").glob("*.toml"))
    assert [path.stem for path in files] == [data.version for data in EARLIER]
    days = [*(data.version for data in EARLIER), TEMPLATE.reference.version]
    assert all(one < other for one, other in pairwise(days))
    assert len(days) > 1
    for key, table in TABLES.items():
        for rows in (rows_of(table), *(data.tables.get(key, ()) for data in EARLIER)):
            names = [name_of(table, row) for row in rows]
            assert len(names) == len(set(names))


def test_the_row_that_was_renewed_is_known_by_what_it_said_before() -> None:
    """B200: the second list was that of the GB200, so its source says so since 2026-11-28."""
    was = {name_of(TABLES["chips"], row): row for row in EARLIER[0].tables["chips"]}
    now = {name_of(TABLES["chips"], row): row for row in rows_of(TABLES["chips"])}
    assert {name for name in was if was[name] != now[name]} == {"b200"}
    assert {key for key in was["b200"] if was["b200"][key] != now["b200"][key]} == {"source", "date"}
    assert now.keys() - was.keys() == {"gb200", "mi355x"}


@pytest.mark.parametrize("row", rows_of(TABLES["gpu_prices"]), ids=lambda row: row["quote"])
def test_every_quote_stands_in_planners_price_book(row: Mapping[str, Any]) -> None:
    found = [one.usd_per_gpu_hour for one in quotes(row["chip"], CONTRACTS[row["contract"]])]
    assert row["currency"] == "USD"
    assert row["price_per_gpu_hour"] in found


@pytest.mark.parametrize("row", rows_of(TABLES["chips"]), ids=lambda row: row["chip"])
def test_every_chip_is_that_of_planners_table(row: Mapping[str, Any]) -> None:
    known = chip(row["chip"])
    assert (row["bf16_tflops"], row["memory_gb"]) == (known.bf16_tflops, known.memory_gb)
    assert row["bandwidth_tb_s"] == pytest.approx(known.memory_bandwidth_tb_s, rel=0.005)
    assert row.get("fp8_tflops") in {known.fp8_tflops, None}
    assert row.get("fp4_tflops") == known.fp4_tflops


def before(name: str) -> Preset:
    """A preset without reference data below its rows, and with the chips of the data before."""
    preset = load_preset(name)
    own = read_toml(templates_folder() / TEMPLATE.name / "presets" / f"{name}.toml")["tables"]["gpu_prices"]
    return preset._replace(
        tables={**preset.tables, "gpu_prices": tuple(own), "chips": EARLIER[0].tables["chips"]}
    )


@pytest.mark.parametrize("name", presets())
def test_no_number_of_a_plan_moves_by_them(name: str) -> None:
    now, was = load_preset(name), before(name)
    assert len(now.tables["gpu_prices"]) > len(was.tables["gpu_prices"])
    assert now.tables["gpu_prices"][: len(was.tables["gpu_prices"])] == was.tables["gpu_prices"]
    for scenario in ("low", "base", "high"):
        after, old = (LINES.evaluate(engine_inputs(TEMPLATE, one, scenario)) for one in (now, was))
        assert after.keys() == old.keys()
        moved = [key for key in old if not np.array_equal(*(np.asarray(one[key]) for one in (after, old)))]
        assert moved == []


@pytest.mark.parametrize("name", presets())
def test_they_stand_below_the_presets_own_and_move_along_its_one_path(name: str) -> None:
    preset = load_preset(name)
    rows = preset.tables["gpu_prices"]
    names = [row["quote"].casefold() for row in rows]
    assert len(names) == len(set(names))
    assert {name_of(TABLES["gpu_prices"], row) for row in rows_of(TABLES["gpu_prices"])} <= set(names)
    paths = {row["path"] for row in before(name).tables["gpu_prices"] if row.get("path")}
    added = rows[len(before(name).tables["gpu_prices"]) :]
    assert {row.get("path") for row in added} == {paths.pop() if len(paths) == 1 else None}


@pytest.mark.parametrize("language", translations())
def test_earlier_data_are_read_in_the_language_of_a_plan(language: str) -> None:
    (first, *_) = earlier_data(template_in(language))
    (english, *_) = EARLIER
    for row, said in zip(english.tables["chips"], first.tables["chips"], strict=True):
        assert (row["bf16_tflops"], row["date"]) == (said["bf16_tflops"], said["date"])
        assert row["source"] != said["source"]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (("nothing", "gpu_prices"), "names no table nothing"),
        (("clusters", "gpu_prices"), "clusters is no table of reference data"),
        (("chips",), "does not name gpu_prices"),
    ],
)
def test_tables_that_have_no_reference_data_are_named(tables: tuple[str, ...], said: str) -> None:
    every = {table.key: table for table in TEMPLATE.tables}
    with pytest.raises(TemplateError, match=said):
        validate_reference(Reference("2026-11-28", tables), every)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"source": ""}, "H100, 1 year names no source or no date"),
        ({"date": None}, "no source or no date"),
        ({"prize": 1.0}, "has no column"),
    ],
)
def test_a_row_without_source_or_date_is_named(change: dict[str, Any], said: str) -> None:
    every = {table.key: table for table in TEMPLATE.tables}
    table = every["gpu_prices"]
    first, *others = table.reference
    every["gpu_prices"] = table._replace(reference=({**first, **change}, *others))
    with pytest.raises(TemplateError, match=said):
        validate_reference(TEMPLATE.reference, every)
