"""Every input, table and line of template 1.x has its place in what is declared, or keeps its key."""

from __future__ import annotations

import re

import pytest

from planner.template.load import load_template
from planner.template.locale import languages
from planner.upgrade.earlier import load_declared, load_earlier
from tests.upgrade.plans import DECLARED, SCHEMA

TEMPLATE = load_template()
ROWS = {row.key: row for _, row in TEMPLATE.rows()}
TABLES = {table.key: {column.key for column in table.columns} for table in TEMPLATE.tables}
WORKED_ANEW = {"fx", "data_items"}


def test_the_schema_is_that_of_the_two_versions() -> None:
    earlier = load_earlier(1, "llm-programme")
    assert earlier.versions == ("1.0.0", "1.1.0")
    assert (len(earlier.inputs), len(earlier.lines), len(earlier.tables)) == (147, 363, 9)
    assert set(earlier.texts) == set(languages())


@pytest.mark.parametrize("key", SCHEMA["inputs"])
def test_an_input_is_declared_or_keeps_its_key_and_unit(key: str) -> None:
    if key not in DECLARED["inputs"]:
        row, was = ROWS[key], SCHEMA["inputs"][key]
        kinds = {"choice", "date"}
        assert row.is_input
        assert (row.unit if row.unit in kinds else "number") == (
            was["unit"] if was["unit"] in kinds else "number"
        )
        assert tuple(was.get("choices", ())) == row.choices or set(was["choices"]) <= set(row.choices)
        return
    entry = DECLARED["inputs"][key]
    assert ("to" in entry) != entry.get("gone", False)
    assert bool(entry.get("why")) == bool(entry.get("zh"))
    assert not entry.get("gone") or entry["why"]


@pytest.mark.parametrize("key", [key for key, entry in DECLARED["inputs"].items() if "to" in entry])
def test_where_an_input_goes_there_is_an_input_or_a_column(key: str) -> None:
    to = DECLARED["inputs"][key]["to"].format_map(DECLARED["names"]["en"])
    for one in to.split(", "):
        found = re.fullmatch(r"(\w+)(?:\[[^\]]+\])?(?:\.(\w+))?(?: to (\w+))?", one)
        assert found is not None, one
        if found[2]:
            assert {found[2], *([found[3]] if found[3] else [])} <= TABLES[found[1]]
        else:
            assert found[1] in TABLES or ROWS[found[1]].is_input


def test_no_input_is_declared_that_there_was_not() -> None:
    assert set(DECLARED["inputs"]) <= set(SCHEMA["inputs"])


@pytest.mark.parametrize("table", sorted(set(SCHEMA["tables"]) - WORKED_ANEW))
def test_every_column_of_a_table_stays_or_is_called_anew(table: str) -> None:
    called = DECLARED["columns"].get(table, {})
    assert {called.get(column, column) for column in SCHEMA["tables"][table]} <= TABLES[table]


def test_lines_lead_to_lines_along_the_same_axis() -> None:
    lines = DECLARED["lines"]
    same = {**lines["same"], **lines["in_currency"]["USD"], **lines["in_currency"]["CNY"]}
    along = {"year": "fiscal"}
    for was, now in same.items():
        axis = SCHEMA["lines"][was]
        assert ROWS[now].axis == along.get(axis, axis), (was, now)
    for was in (*lines["instead"], *lines["changed"], *lines["tables"]):
        assert was in SCHEMA["lines"], was
    assert all(was in ROWS for was in lines["changed"])
    assert not set(lines["same"]) & set(lines["instead"])


def test_every_language_has_every_text() -> None:
    declared = load_declared(1, "llm-programme")
    for texts in (declared.said, declared.names, declared.sheet):
        assert set(texts) == set(languages())
        english, *others = (set(texts[language]) for language in languages())
        assert all(other == english for other in others)
    assert set(declared.functions.values()) <= {"R&D", "S&M", "G&A", "cost of revenue"}


def test_what_a_line_is_told_to_be_read_instead_names_lines_or_inputs() -> None:
    """Each text names at least one line, input or table of today's template."""
    known = set(ROWS) | {row.stem for row in ROWS.values()} | set(TABLES)
    for was, text in DECLARED["lines"]["instead"].items():
        words = set(re.findall(r"[a-z]\w+", text))
        assert words & known, was
