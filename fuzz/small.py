"""A template of a few lines, for what tries thousands of files: how they are read and written, not the model.

The lines behind some results, with the sheets and tables that they stand on and read; one preset.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import tomli
import tomli_w

from planner.book import identify
from planner.model import LINES
from planner.template import folder as folders
from planner.template import load as template
from planner.template import locale
from planner.template.references import references
from planner.template.rows import Row
from planner.template.schema import Template

MEASURED_BY = "programme_total_cny"
"""An amount in the currency of the plan, which is CNY here."""

RESULTS = ("training_run_usd", "gpus_for_deadline", "pool_clusters", "reserve_check")
ASKED_FOR = (*RESULTS, "plan_currency", "max_price_age_days", MEASURED_BY)
"""With what every template has."""

NAME, PRESET, MONTHS = "llm-programme", "essay", 6
LAST = "{count of month}"
"""What a column of months may hold at most, in a template."""


@contextmanager
def template_in(folder: Path) -> Iterator[None]:
    """Let planner take the small template, in this process and those it forks."""
    if not folder.exists():
        make(folder)
    with ExitStack() as patched:
        for module in (folders, template, locale, identify):
            patched.enter_context(patch.object(module, "templates_folder", lambda: folder))
        _forget()
        yield
    _forget()


def _forget() -> None:
    template.load_template.cache_clear()
    template.load_preset.cache_clear()
    locale.template_in.cache_clear()
    locale.preset_in.cache_clear()


def make(folder: Path) -> None:
    """Write it."""
    keys, tables = _needed(template.load_template(NAME))
    whole = folders.templates_folder() / NAME
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    head = _read(whole / "template.toml")
    sheets = {stem: _read(whole / "sheets" / f"{stem}.toml") for stem in head["sheets"]}
    for sheet in sheets.values():
        sheet["row"] = _with_sections(sheet.get("row", []), keys)
        if sheet.get("table", {}).get("key") not in tables:
            sheet.pop("table", None)
    sheets = {stem: sheet for stem, sheet in sheets.items() if sheet["row"] or "table" in sheet}
    head["sheets"] = list(sheets)
    for block in head["summary"]:
        block["keys"] = [key for key in block["keys"] if key in keys]
    head["summary"] = [block for block in head["summary"] if block["keys"]]
    head["answer"] = [one for one in head["answer"] if _named(one["text"]) <= keys]
    head["key_number"] = [one for one in head["key_number"] if one["key"] in keys]
    head["page"], head["chart"] = [], []
    head["axes"]["month"]["values"] = head["axes"]["month"]["values"][:MONTHS]
    head["said"]["sizes"] = [MEASURED_BY]
    preset = _read(whole / "presets" / f"{PRESET}.toml")
    for name in ("inputs", "notes"):
        preset[name] = {key: value for key, value in preset.get(name, {}).items() if key in keys}
    preset["tables"] = {key: rows for key, rows in preset["tables"].items() if key in tables}
    for sheet in sheets.values():
        _shorten(sheet.get("table", {}), preset["tables"])
    preset["printed"] = [entry for entry in preset.get("printed", []) if entry["key"] in keys]
    _write(unfinished / NAME / "template.toml", head)
    _write(unfinished / NAME / "presets" / f"{PRESET}.toml", preset)
    for stem, sheet in sheets.items():
        _write(unfinished / NAME / "sheets" / f"{stem}.toml", sheet)
    unfinished.rename(folder)


def _shorten(table: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Let what a table says of months end with the last one that there is."""
    months = [column["key"] for column in table.get("column", ()) if column.get("max") == LAST]
    for row in (*table.get("rows", ()), *given.get(table.get("key", ""), ())):
        row |= {key: min(row[key], MONTHS) for key in months if key in row}


def _with_sections(rows: list[dict[str, Any]], keys: set[str]) -> list[dict[str, Any]]:
    """The rows of these keys and the texts of headings, below the titles of their sections."""
    kept: list[dict[str, Any]] = []
    for row in rows:
        if "section" in row or row["key"] in keys or row.get("kind") == "text":
            if row.get("key") == MEASURED_BY:
                row["unit"] = "plan currency"
            if kept and "section" in row and "section" in kept[-1]:
                kept.pop()
            kept.append(row)
    return kept[:-1] if kept and "section" in kept[-1] else kept


def _needed(whole: Template) -> tuple[set[str], set[str]]:
    """The keys and tables that the results need, by their formulas or by the engine; a stem of rows alike."""
    rows = {row.stem or row.key: row for _, row in whole.rows()}
    stems = {row.key: row.stem or row.key for _, row in whole.rows()}
    tables = {table.key: table for table in whole.tables}
    columns = {f"{key}_{column.key}": key for key, table in tables.items() for column in table.columns}
    keys, wanted, queue = set[str](), set[str](), [*ASKED_FOR]
    while queue:
        name = queue.pop()
        key = stems.get(name, name)
        table = columns.get(key, key)
        if key in rows and key not in keys:
            keys.add(key)
            queue += _read_by(rows[key], key)
        elif table in tables and table not in wanted:
            wanted.add(table)
            queue += [column.choices_from.partition(".")[0] for column in tables[table].columns]
    return keys, wanted


def _read_by(row: Row, key: str) -> Iterator[str]:
    """The lines and tables that a row names, and what the engine computes it from."""
    yield from (name.partition(".")[0] for name in (*_named(row.formula), row.choices_from, row.scale))
    yield from (choice.key or choice.table for choice in row.used_when)
    yield from LINES[key].needs if key in LINES else ()


def _named(text: str) -> set[str]:
    return {name.partition("@")[0] for name in references(text)}


def _read(path: Path) -> dict[str, Any]:
    return tomli.loads(path.read_text("utf-8"))


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomli_w.dumps(content), "utf-8")
