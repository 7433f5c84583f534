"""Loads a template: its sheets, rows, tables, pages, charts and presets. ``validate.py`` looks if they fit.

A template is a folder of TOML files, see ``templates/llm-programme``. What is wrong with one is the
programmer's mistake and raises :class:`TemplateError`, naming file and key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from planner import days
from planner.template.amounts import Former, Said, Step
from planner.template.charts import Chart, ChartPlace, Series
from planner.template.each import expanded
from planner.template.errors import TemplateError, require
from planner.template.folder import templates_folder
from planner.template.front import Case, FrontPage, Message
from planner.template.lengths import filled
from planner.template.pages import Block, Page, Shown
from planner.template.preset import Preset, Printed
from planner.template.price_book import PriceBook
from planner.template.reference import Reference, with_reference
from planner.template.rows import SCENARIOS, Column, Row, Section, Table, Text
from planner.template.schema import Template
from planner.template.sheets import Axis, Sheet
from planner.template.texts import Headings
from planner.template.used import choices_of
from planner.template.validate import validate
from planner.template.words import Words

FILE = "template.toml"


@cache
def load_template(name: str = "llm-programme") -> Template:
    """Read and validate a template.

    Raises:
        TemplateError: it is missing or wrong.
    """
    folder = templates_folder() / name
    head = read_toml(folder / FILE)
    axes = {key: _build(Axis, {"key": key, **entry}, FILE) for key, entry in head["axes"].items()}
    head = filled(head, axes)
    template = Template(
        name=head["name"],
        version=head["version"],
        title=head["title"],
        sheets=tuple(_sheet(folder / "sheets" / f"{stem}.toml", axes) for stem in head["sheets"]),
        scenario_names=head["scenarios"],
        formats=head["formats"],
        titles=head["titles"],
        statuses=head["statuses"],
        words=_build(Words, head["words"], FILE),
        said=said_of(head["said"], FILE),
        price_book=_build(PriceBook, head["price_book"], FILE),
        reference=_build(Reference, head["reference"], FILE),
        **{key: head[key] for key in ("on_paper", "wide_on_paper")},
        tables_on_screen=tuple(head["tables_on_screen"]),
        headings=_build(Headings, head["headings"], FILE),
        **_for_readers(head),
    )
    validate(template)
    return template


def _for_readers(head: Mapping[str, Any]) -> dict[str, Any]:
    """What shows lines once more, and says how to read them."""
    return {
        "conventions": tuple((entry["label"], entry["text"]) for entry in head["convention"]),
        "summary": tuple((block["section"], tuple(block["keys"])) for block in head["summary"]),
        "answers": tuple(entry["text"] for entry in head["answer"]),
        "earlier_answers": tuple(tuple(entry.get("earlier", ())) for entry in head["answer"]),
        "key_numbers": tuple(_build(Shown, entry, FILE) for entry in head["key_number"]),
        "pages": tuple(map(_page, head["page"])),
        "charts": tuple(map(_chart, head.get("chart", ()))),
        "messages": {entry["name"]: _message(entry["cases"]) for entry in head.get("message", ())},
        "front_page": _front_page(head.get("front_page", {})),
    }


def presets(name: str = "llm-programme") -> tuple[str, ...]:
    """The names of a template's presets."""
    return tuple(sorted(path.stem for path in (templates_folder() / name / "presets").glob("*.toml")))


@cache
def load_preset(preset: str, name: str = "llm-programme") -> Preset:
    """Read a preset and fill what it leaves out with the template's defaults.

    Raises:
        TemplateError: it is missing, or gives a key, table or column that the template does not have.
    """
    return preset_in_file(templates_folder() / name / "presets" / f"{preset}.toml", load_template(name))


def preset_in_file(path: Path, template: Template) -> Preset:
    """Read the values that a file gives a template, and fill what it leaves out with defaults.

    Raises:
        TemplateError: it is missing, or gives a key, table or column that the template does not have.
    """
    raw = read_toml(path)
    unknown = set(_unknown_in(raw, template))
    require(not unknown, f"{path.name}: the template has no {', '.join(sorted(unknown))}")
    given, own_tables = raw.get("inputs", {}), raw.get("tables", {})
    rows = {row.key: row for row in template.inputs}
    return Preset(
        name=path.stem,
        title=raw["title"],
        question=raw["question"],
        inputs={
            key: _by_scenario(given.get(key, row.default), f"{path.name}: {key}") for key, row in rows.items()
        },
        tables=with_reference(
            {table.key: tuple(own_tables.get(table.key, table.rows)) for table in template.tables},
            template.tables,
        ),
        notes=raw.get("notes", {}),
        printed=tuple(Printed(**entry) for entry in raw.get("printed", ())),
        texts=_texts(raw, template),
        own=frozenset(key for key, row in rows.items() if key in given and _is_own(given[key], row))
        | frozenset(raw.get("own", ())),
    )


def _texts(raw: Mapping[str, Any], template: Template) -> dict[str, str | float]:
    """What the plan says of itself: as the preset has it, or of the preset itself, or of the template."""
    given = raw.get("texts", {})
    return {
        key: _plain(given.get(key, raw[text.of_preset] if text.of_preset else text.default))
        for key, text in template.texts.items()
    }


def _unknown_in(raw: Mapping[str, Any], template: Template) -> Iterator[str]:
    """What a preset names and the template does not have: inputs, tables, columns, lines with notes."""
    tables = raw.get("tables", {})
    yield from {*raw.get("inputs", {}), *raw.get("own", ())} - {row.key for row in template.inputs}
    yield from raw.get("texts", {}).keys() - template.texts.keys()
    yield from tables.keys() - {table.key for table in template.tables}
    yield from raw.get("notes", {}).keys() - {row.key for _, row in template.rows()}
    for table in template.tables:
        columns = {column.key for column in table.columns}
        for entry in tables.get(table.key, ()):
            yield from (f"{table.key}.{column}" for column in entry.keys() - columns)


def _is_own(given: Any, row: Row) -> bool:
    if row.default is None:
        return False
    default, base = (value["base"] if isinstance(value, dict) else value for value in (row.default, given))
    return bool(_plain(base) != _plain(default))


def read_toml(path: Path) -> dict[str, Any]:
    """What a file of a template holds. Raises TemplateError where it is missing or is no TOML."""
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TemplateError(f"{path.parent.parent.name} has no {path.parent.name}/{path.name}") from None
    except tomli.TOMLDecodeError as error:
        raise TemplateError(f"{path.name}: {error}") from None


def _sheet(path: Path, axes: Mapping[str, Axis]) -> Sheet:
    raw = filled(read_toml(path), axes)
    axis = raw.get("axis", "")
    require(axis in {"", *axes}, f"{path.name}: {FILE} has no axis {axis}")
    return Sheet(
        name=raw["name"],
        kind=raw["kind"],
        title=raw["title"],
        items=tuple(_items(raw.get("row", ()), axis, axes, path.name)),
        axis=axes.get(axis),
        apart=raw.get("apart", False),
        table=_table(raw["table"], path.name) if "table" in raw else None,
    )


def _items(
    entries: Sequence[Mapping[str, Any]], axis: str, axes: Mapping[str, Axis], file: str
) -> Iterator[Row | Section | Text]:
    """The rows and headings of a sheet, with every row that stands for each position of an axis."""
    for entry in entries:
        if "section" in entry:
            yield Section(entry["section"])
        elif entry.get("kind") == "text":
            yield _build(Text, {name: value for name, value in entry.items() if name != "kind"}, file)
        else:
            where = f"{file}: {entry.get('key')}"
            used = {"used_when": choices_of(entry["used_when"], where)} if "used_when" in entry else {}
            yield from expanded(_build(Row, {**entry, **used, "axis": axis}, file), axes, file)


def _table(raw: Mapping[str, Any], file: str) -> Table:
    return Table(
        key=raw["key"],
        title=raw["title"],
        note=raw.get("note", ""),
        one_of=tuple(raw.get("one_of", ())),
        may_be_empty=raw.get("may_be_empty", False),
        most=raw.get("most", 0),
        columns=tuple(_build(Column, entry, file) for entry in raw["column"]),
        rows=tuple(raw.get("rows", ())),
        reference=tuple(raw.get("reference", ())),
    )


def _front_page(raw: Mapping[str, Any]) -> FrontPage:
    """Lists of lines; anything else as it is."""
    parts: dict[str, Any] = {
        name: tuple(_build(Shown, entry, FILE) for entry in part) if isinstance(part, list) else part
        for name, part in raw.items()
    }
    return FrontPage(**parts)


def _message(cases: Sequence[Mapping[str, Any]]) -> Message:
    return tuple(_build(Case, case, FILE) for case in cases)


def _page(raw: Mapping[str, Any]) -> Page:
    def block(entry: Mapping[str, Any]) -> Block:
        rows = tuple(_build(Shown, row, FILE) for row in entry["rows"])
        return Block(entry["section"], rows, entry.get("axis", ""), entry.get("every", 1))

    said = raw.get("message", ""), raw.get("level", "")
    return Page(raw["name"], raw["title"], tuple(map(block, raw["block"])), *said)


def _chart(raw: Mapping[str, Any]) -> Chart:
    parts = {"series": Series, "places": ChartPlace}
    built = {
        name: [_build(cls, entry, FILE) for entry in raw[name]] for name, cls in parts.items() if name in raw
    }
    chart: Chart = _build(Chart, {**raw, **built}, FILE)
    return chart


def said_of(raw: Mapping[str, Any], file: str) -> Said:
    """How amounts are said, from a template or a language of it."""
    steps = tuple(_build(Step, step, file) for step in raw["steps"])
    begins, currencies = [step.begins for step in steps], {tuple(step.units) for step in steps}
    require(begins[0] == 0 and begins == sorted(set(begins)), f"{file}: steps of money begin at 0 and rise")
    require(len(currencies) == 1, f"{file}: each step of money wants the same currencies")
    earlier = tuple(_build(Former, entry, file) for entry in raw.get("earlier", ()))
    sizes = tuple(raw.get("sizes", ()))
    return Said(
        raw["format"], steps, sizes, raw.get("currency", ""), earlier, raw.get("start", ""), raw["front"]
    )


def _build(cls: Any, entry: Mapping[str, Any], file: str) -> Any:
    name_of = entry.get("key") or entry.get("title") or entry.get("sheet")
    unknown = entry.keys() - _fields_of(cls)
    if unknown:
        raise TemplateError(f"{file}: {name_of} has unknown fields {sorted(unknown)}")
    values = {
        name: tuple(value) if isinstance(value, list) else _plain(value) for name, value in entry.items()
    }
    try:
        return cls(**values)
    except TypeError as error:
        raise TemplateError(f"{file}: {name_of}: {error}") from None


@cache
def _fields_of(cls: Any) -> frozenset[str]:
    return frozenset(cls.__annotations__)


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
