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

RESULTS = ("training_run_usd", "pool_clusters", "programme_total_cny", "runs_check")
MEASURED_BY = "balance_tolerance_reported"
ASKED_FOR = (*RESULTS, "reporting_currency", MEASURED_BY)
"""With what every template has."""

NAME, PRESET = "llm-programme", "essay"


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
    whole = folders.templates_folder() / NAME
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    head = _read(whole / "template.toml")
    sheets = {stem: _read(whole / "sheets" / f"{stem}.toml") for stem in head["sheets"]}
    keys, tables = _needed(sheets)
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
    head["said"]["sizes"] = [MEASURED_BY]
    preset = _read(whole / "presets" / f"{PRESET}.toml")
    for name in ("inputs", "notes"):
        preset[name] = {key: value for key, value in preset.get(name, {}).items() if key in keys}
    preset["tables"] = {key: rows for key, rows in preset["tables"].items() if key in tables}
    preset["printed"] = [entry for entry in preset.get("printed", []) if entry["key"] in keys]
    _write(unfinished / NAME / "template.toml", head)
    _write(unfinished / NAME / "presets" / f"{PRESET}.toml", preset)
    for stem, sheet in sheets.items():
        _write(unfinished / NAME / "sheets" / f"{stem}.toml", sheet)
    unfinished.rename(folder)


def _with_sections(rows: list[dict[str, Any]], keys: set[str]) -> list[dict[str, Any]]:
    """The rows of these keys, below the titles of their sections."""
    kept: list[dict[str, Any]] = []
    for row in rows:
        if "section" in row or row["key"] in keys:
            if kept and "section" in row and "section" in kept[-1]:
                kept.pop()
            kept.append(row)
    return kept[:-1] if kept and "section" in kept[-1] else kept


def _needed(sheets: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The keys and tables that the results need, by their formulas or by the engine."""
    rows = {row["key"]: row for sheet in sheets.values() for row in sheet.get("row", ()) if "key" in row}
    tables = {sheet["table"]["key"]: sheet["table"] for sheet in sheets.values() if "table" in sheet}
    columns = {f"{key}_{column['key']}": key for key, table in tables.items() for column in table["column"]}
    keys: set[str] = set()
    wanted: set[str] = set()
    queue = [*ASKED_FOR]
    while queue:
        key = queue.pop()
        if key in keys or key in wanted:
            continue
        if key in rows:
            keys.add(key)
            row = rows[key]
            named = [name.partition("@")[0] for name in references(row.get("formula", ""))]
            queue += [
                name.partition(".")[0] for name in (*named, row.get("choices_from", ""), row.get("scale", ""))
            ]
            queue += LINES[key].needs if key in LINES else ()
        elif (table := columns.get(key, key)) in tables:
            wanted.add(table)
            queue += [column.get("choices_from", "").partition(".")[0] for column in tables[table]["column"]]
    return keys, wanted


def _named(text: str) -> set[str]:
    return {name.partition("@")[0] for name in references(text)}


def _read(path: Path) -> dict[str, Any]:
    return tomli.loads(path.read_text("utf-8"))


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomli_w.dumps(content), "utf-8")
