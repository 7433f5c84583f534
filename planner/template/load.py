"""Loads and validates a template: its sheets, rows, tables and presets.

A template is a folder of TOML files, see ``templates/llm-programme``. What is wrong with one is the
programmer's mistake and raises :class:`TemplateError`, naming file and key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import tomli

from planner import days
from planner.template.amounts import Said, Step
from planner.template.folder import templates_folder
from planner.template.schema import (
    REPORTING,
    REPORTING_KEY,
    SCENARIOS,
    Axis,
    Block,
    Column,
    Page,
    Preset,
    Printed,
    Row,
    Section,
    Sheet,
    Shown,
    Table,
    Template,
)
from planner.template.words import Words
from planner.units import UNITS

KEY = re.compile(r"[a-z][a-z0-9_]*")
REFERENCE = re.compile(r"\{([^{}]+)\}")
QUALIFIERS = {"", "all", "first", "last", "earlier", "later", "todate", *SCENARIOS}
COLUMN_QUALIFIERS = {"", "block"}
MONEY, UNIT = "money", "unit"
"""In an answer: the unit in which amounts of the reporting currency are said; `key@unit`, that of a line."""
COLUMN_TYPES = {"text", "number", "choice", "date"}


class TemplateError(ValueError):
    """A template that cannot be used, with the file and key at fault."""


@cache
def load_template(name: str = "llm-programme") -> Template:
    """Read and validate a template.

    Raises:
        TemplateError: it is missing or wrong.
    """
    folder = templates_folder() / name
    head = read_toml(folder / "template.toml")
    axes = {key: _build(Axis, {"key": key, **entry}, "template.toml") for key, entry in head["axes"].items()}
    sheets = tuple(_sheet(folder / "sheets" / f"{stem}.toml", axes) for stem in head["sheets"])
    template = Template(
        name=head["name"],
        version=head["version"],
        title=head["title"],
        sheets=sheets,
        scenario_names=head["scenarios"],
        conventions=tuple((entry["label"], entry["text"]) for entry in head["convention"]),
        formats=head["formats"],
        titles=head["titles"],
        statuses=head["statuses"],
        words=_build(Words, head["words"], "template.toml"),
        summary=tuple((block["section"], tuple(block["keys"])) for block in head["summary"]),
        said=said_of(head["said"], "template.toml"),
        answers=tuple(entry["text"] for entry in head["answer"]),
        key_numbers=tuple(_build(Shown, entry, "template.toml") for entry in head["key_number"]),
        pages=tuple(map(_page, head["page"])),
        on_paper=head["on_paper"],
        tables_on_screen=tuple(head["tables_on_screen"]),
    )
    _validate(template)
    return template


def presets(name: str = "llm-programme") -> tuple[str, ...]:
    """The names of a template's presets."""
    return tuple(sorted(path.stem for path in (templates_folder() / name / "presets").glob("*.toml")))


@cache
def load_preset(preset: str, name: str = "llm-programme") -> Preset:
    """Read a preset and fill what it leaves out with the template's defaults.

    Raises:
        TemplateError: it is missing, or gives a key, table or column that the template does not have.
    """
    template = load_template(name)
    path = templates_folder() / name / "presets" / f"{preset}.toml"
    raw = read_toml(path)
    given = raw.get("inputs", {})
    rows = {row.key: row for row in template.inputs}
    tables = {table.key: table for table in template.tables}
    unknown = [*(given.keys() - rows.keys()), *(raw.get("tables", {}).keys() - tables.keys())]
    unknown += raw.get("notes", {}).keys() - {row.key for _, row in template.rows()}
    for key, table in tables.items():
        columns = {column.key for column in table.columns}
        entries = raw.get("tables", {}).get(key, [])
        unknown += [f"{key}.{column}" for entry in entries for column in entry.keys() - columns]
    if unknown:
        raise TemplateError(f"{path.name}: the template has no {', '.join(sorted(set(unknown)))}")
    return Preset(
        name=preset,
        title=raw["title"],
        question=raw["question"],
        inputs={
            key: _by_scenario(given.get(key, row.default), f"{path.name}: {key}") for key, row in rows.items()
        },
        tables={key: tuple(raw.get("tables", {}).get(key, table.rows)) for key, table in tables.items()},
        notes=raw.get("notes", {}),
        printed=tuple(Printed(**entry) for entry in raw.get("printed", ())),
        own=frozenset(key for key, row in rows.items() if key in given and _is_own(given[key], row)),
    )


def _is_own(given: Any, row: Row) -> bool:
    if row.default is None:
        return False
    default, base = (value["base"] if isinstance(value, dict) else value for value in (row.default, given))
    return bool(_plain(base) != _plain(default))


def references(formula: str) -> tuple[str, ...]:
    """What a template formula refers to, without the braces: ``key@all``, ``table.column``."""
    return tuple(REFERENCE.findall(formula))


def read_toml(path: Path) -> dict[str, Any]:
    """What a file of a template holds. Raises TemplateError where it is missing or is no TOML."""
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TemplateError(f"{path.parent.parent.name} has no {path.parent.name}/{path.name}") from None
    except tomli.TOMLDecodeError as error:
        raise TemplateError(f"{path.name}: {error}") from None


def _sheet(path: Path, axes: Mapping[str, Axis]) -> Sheet:
    raw = read_toml(path)
    axis = raw.get("axis", "")
    _require(axis in {"", *axes}, f"{path.name}: template.toml has no axis {axis}")
    items = tuple(
        Section(entry["section"]) if "section" in entry else _build(Row, entry | {"axis": axis}, path.name)
        for entry in raw.get("row", ())
    )
    table = raw.get("table")
    return Sheet(
        name=raw["name"],
        kind=raw["kind"],
        title=raw["title"],
        items=items,
        axis=axes.get(axis),
        apart=raw.get("apart", False),
        table=Table(
            key=table["key"],
            title=table["title"],
            note=table.get("note", ""),
            one_of=tuple(table.get("one_of", ())),
            may_be_empty=table.get("may_be_empty", False),
            columns=tuple(_build(Column, entry, path.name) for entry in table["column"]),
            rows=tuple(table.get("rows", ())),
        )
        if table
        else None,
    )


def _page(raw: Mapping[str, Any]) -> Page:
    def block(entry: Mapping[str, Any]) -> Block:
        rows = tuple(_build(Shown, row, "template.toml") for row in entry["rows"])
        return Block(entry["section"], rows, entry.get("axis", ""), entry.get("every", 1))

    return Page(raw["name"], raw["title"], tuple(map(block, raw["block"])))


def said_of(raw: Mapping[str, Any], file: str) -> Said:
    """How amounts are said, from a template or a language of it."""
    steps = tuple(_build(Step, step, file) for step in raw["steps"])
    begins, currencies = [step.begins for step in steps], {tuple(step.units) for step in steps}
    _require(begins[0] == 0 and begins == sorted(set(begins)), f"{file}: steps of money begin at 0 and rise")
    _require(len(currencies) == 1, f"{file}: each step of money wants the same currencies")
    return Said(raw["format"], tuple(raw.get("sizes", ())), steps)


def _build(cls: Any, entry: Mapping[str, Any], file: str) -> Any:
    unknown = entry.keys() - _fields_of(cls)
    if unknown:
        raise TemplateError(f"{file}: {entry.get('key')} has unknown fields {sorted(unknown)}")
    values = {
        name: tuple(value) if isinstance(value, list) else _plain(value) for name, value in entry.items()
    }
    try:
        return cls(**values)
    except TypeError as error:
        raise TemplateError(f"{file}: {entry.get('key')}: {error}") from None


@cache
def _fields_of(cls: Any) -> frozenset[str]:
    return frozenset(item.name for item in fields(cls))


def _plain(value: Any) -> Any:
    """A day as the serial number that a cell holds; anything else as it is."""
    return float(days.serial(value)) if isinstance(value, date) else value


def _by_scenario(value: Any, where: str) -> dict[str, Any]:
    """Base alone where low and high follow it; all three where they differ."""
    if value is None:
        raise TemplateError(f"{where} has neither a default nor a preset value")
    if not isinstance(value, dict):
        return {"base": _plain(value)}
    if "base" not in value or value.keys() - set(SCENARIOS):
        raise TemplateError(f"{where} wants base, and may have low and high")
    return {scenario: _plain(one) for scenario, one in value.items()}


def _validate(template: Template) -> None:
    rows: dict[str, Row] = {}
    columns = dict(_columns(template))
    parameters = {name.replace(".", "_") for name in columns}
    for sheet, row in template.rows():
        where = f"{sheet.name}: {row.key}"
        _require(row.key not in rows, f"{where} stands twice")
        _require(row.key not in parameters, f"{where} is a column's key too")
        _validate_row(row, where, columns)
        rows[row.key] = row
    known = rows.keys() | {axis.key for _, axis in template.axes}
    for sheet, row in template.rows():
        where = f"{sheet.name}: {row.key}"
        for name in references(row.formula):
            key, _, qualifier = name.partition("@")
            _require(key in known or key in columns, f"{where}: no {{{name}}}")
            allowed = COLUMN_QUALIFIERS if key in columns else QUALIFIERS
            _require(qualifier in allowed, f"{where}: {{{name}}} has an unknown qualifier")
        if row.scale:
            scale = rows.get(row.scale)
            fits = scale is not None and scale.axis in {row.axis, ""} and not scale.is_text
            _require(fits, f"{where}: {row.scale} cannot be its scale")
        _require(row.size >= 0 and not (row.size and row.scale), f"{where} has a scale, or a size above 0")
    _require_no_circle(template)
    listed: Sequence[str] = [key for _, keys in template.summary for key in keys]
    outputs = [row.key for row in template.formulas if row.kind in {"output", "check"}]
    wrong = set(listed) ^ set(outputs) | {key for key in listed if listed.count(key) > 1}
    _require(not wrong, f"the summary must list every output and check once, see {', '.join(sorted(wrong))}")
    _validate_pages(template, rows)


def _validate_pages(template: Template, rows: Mapping[str, Row]) -> None:
    """What readers are shown must be there, with the axis that its block runs along."""
    outputs = {key for _, keys in template.summary for key in keys}
    shown_keys = {shown.key for shown in template.key_numbers}
    for shown in template.key_numbers:
        _require(shown.key in outputs, f"the key number {shown.key} is no output")
    for page in template.pages:
        for block in page.blocks:
            for shown in block.rows:
                fits = shown.key in rows and rows[shown.key].axis == block.axis
                _require(fits, f"{page.name}: {shown.key} is no line along {block.axis or 'scenarios'}")
                _require(bool(shown.scenario) == bool(block.axis), f"{page.name}: {shown.key}: a scenario?")
    for text in template.answers:
        for name in references(text):
            key, _, rest = name.partition("@")
            fits = name == MONEY or (key in rows and rest.partition(":")[0] in (*SCENARIOS, UNIT))
            _require(fits, f"an answer has no {{{name}}}")
            is_amount = name != MONEY and (template.is_money(rows[key]) or rest == UNIT)
            _require(not is_amount or key in shown_keys, f"{{{name}}} in an answer is no key number")
    for key in template.said.sizes:
        fits = key in rows and rows[key].unit == REPORTING and not rows[key].axis
        _require(fits, f"{key} is no amount in the reporting currency that others are measured by")
    _require(REPORTING_KEY in rows, f"no input {REPORTING_KEY}")


def _columns(template: Template) -> Iterator[tuple[str, Column]]:
    """Every column by `table.column`, once."""
    seen: set[str] = set()
    for table in template.tables:
        for column in table.columns:
            where = f"{table.key}.{column.key}"
            _require(where not in seen, f"{where} stands twice")
            seen.add(where)
            _require(KEY.fullmatch(column.key) is not None, f"{where} is not a key")
            _require(column.type in COLUMN_TYPES, f"{where} has the type {column.type!r}")
            if column.type == "number":
                _require(column.unit in UNITS, f"{where}: planner.units has no {column.unit!r}")
                _require_bounds(column, where)
            if column.type == "choice":
                _require(bool(column.choices or column.choices_from), f"{where} has no choices")
            yield where, column


def _validate_row(row: Row, where: str, columns: Mapping[str, Column]) -> None:
    _require(KEY.fullmatch(row.key) is not None, f"{where} is not a key")
    _require(row.unit in UNITS, f"{where}: planner.units has no {row.unit!r}")
    _require(row.kind in {"input", "calc", "output", "check"}, f"{where} has the kind {row.kind!r}")
    _require(row.is_input == (not row.formula), f"{where}: a formula belongs to all but inputs")
    if row.axis:
        _require(row.kind == "calc", f"{where}: a line along an axis is a calc")
    if row.is_input and row.is_text:
        _require(bool(row.choices or row.choices_from), f"{where} has no choices")
        _require(
            not row.choices_from or row.choices_from in columns, f"{where}: no column {row.choices_from}"
        )
    elif row.is_input:
        _require_bounds(row, where)


def _require_bounds(of: Row | Column, where: str) -> None:
    _require(of.min is not None and of.max is not None and of.min < of.max, f"{where} has no bounds")


def _require_no_circle(template: Template) -> None:
    """Excel would warn of a circular reference, and evaluate nothing."""
    rows = {row.key: row for row in template.formulas}
    needs = {
        key: {name.partition("@")[0] for name in references(row.formula)} & rows.keys()
        for key, row in rows.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        raise TemplateError(f"these lines need one another: {' -> '.join(reversed(error.args[1]))}") from None


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise TemplateError(message)
