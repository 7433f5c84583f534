"""Writes down what plans of today's template hold, for `planner upgrade` of a later template.

    python -m tools.earlier templates/llm-programme/earlier/2.toml

Run it before the first number of the template's version changes, and keep the file for as long as there are
plans of that version: the names, units and limits of inputs, the headers of tables in every language, the
notes that the template gives, and which line each sheet holds. `earlier/1.toml` came from it too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planner.template.load import load_template
from planner.template.locale import languages, template_in

FIELDS = ("label", "unit", "min", "max", "whole", "choices", "choices_from")
COLUMN_FIELDS = ("type", "unit", "min", "max", "whole", "choices", "choices_from", "required", "unique")


def main(path: str) -> None:
    """Write the file."""
    Path(path).write_text("\n".join([*_lines(path)]) + "\n", encoding="utf-8")


def _lines(path: str) -> Iterator[str]:
    template = load_template()
    yield f"# What plans of template {template.name} {template.version} hold; written by tools/earlier.py."
    yield ""
    yield f"versions = [{_value(template.version)}]"
    yield from _inputs(template)
    yield from _tables(template)
    yield from _runs(template)
    for language in languages():
        yield from _texts(template_in(language), language)


def _inputs(template: Any) -> Iterator[str]:
    yield from ("", "[inputs]")
    for row in template.inputs:
        yield f"{row.key} = {_entry(row, FIELDS)}"


def _tables(template: Any) -> Iterator[str]:
    for table in template.tables:
        yield from ("", f"[tables.{table.key}]")
        for column in table.columns:
            yield f"{column.key} = {_entry(column, COLUMN_FIELDS)}"


def _runs(template: Any) -> Iterator[str]:
    """Every calculated line: the axis that it runs along, or nothing."""
    yield from ("", "[lines]")
    for row in template.formulas:
        yield f"{row.key} = {_value(row.axis)}"


def _texts(template: Any, language: str) -> Iterator[str]:
    words = template.words
    yield from ("", f"[{language}]", f"source_is = {_value(words.source_is)}")
    if hasattr(words, "company"):  # from 2.0 on a plan says it as a text of its own
        yield f"company = {_value(words.company)}"
    sources = [template.front("Sources"), template.titles["Sources"]]
    yield f"sources = {_value(sources)}"
    yield f"titles = {_value(list(dict.fromkeys(_titles(template))))}"
    yield from ("", f"[{language}.units]")
    units = {row.unit: row.unit_words for row in template.inputs if row.unit_words}
    yield from (f"{_value(unit)} = {_value(said)}" for unit, said in units.items())
    yield from ("", f"[{language}.choices]")
    yield from (f"{_value(said)} = {_value(word)}" for said, word in template.meanings.items())
    for table in template.tables:
        yield from ("", f"[{language}.headers.{table.key}]")
        yield from (f"{column.key} = {_value(column.header)}" for column in table.columns)
    yield from ("", f"[{language}.notes]")
    for _, row in template.rows():
        source = words.source_is.format(source=row.source) if row.source else ""
        if note := " ".join(part for part in (row.note, source) if part):
            yield f"{row.key} = {_value(note)}"


def _titles(template: Any) -> Iterator[str]:
    """The texts that stand alone in the first column of a sheet: headings, and what stands over a table."""
    for sheet in template.sheets:
        yield from (item.section for item in sheet.items if not hasattr(item, "key"))
        if sheet.table:
            yield from (text for text in (sheet.table.title, sheet.table.note) if text)
    yield from template.scenario_names.values()


def _entry(of: Any, fields: tuple[str, ...]) -> str:
    given = {name: getattr(of, name) for name in fields}
    usual = {"required": True, "whole": False, "unique": False}
    kept = {
        name: value
        for name, value in given.items()
        if value not in (None, "", ()) and value != usual.get(name)
    }
    return "{ " + ", ".join(f"{name} = {_value(value)}" for name, value in kept.items()) + " }"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)


if __name__ == "__main__":
    main(sys.argv[1])
