"""The values of a plan, line by line and table by table, with what a reader needs beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner import days
from planner.book.of_preset import under_its_source
from planner.check.examine import Reading
from planner.results.plan import Along, Heading, LineValue, Result, Shown
from planner.results.said import TextValue
from planner.results.statuses import AGREES
from planner.template.rows import SCENARIOS, Row, Section, Table
from planner.template.schema import Template
from planner.template.used import unused_by


def plan_of(reading: Reading, statuses: Mapping[str, str]) -> Result:
    """What the engine makes of a plan, before anything is said of its cells."""
    book, template = reading.book, reading.book.template
    return Result(
        file=book.source.file,
        status=AGREES,
        template=template.name,
        template_version=template.version,
        inputs=_inputs(reading, statuses),
        calcs=_lines(reading, ("calc",), statuses),
        outputs=_lines(reading, ("output", "check"), statuses),
        texts=dict(_texts(reading)),
        preset_sources=tuple(under_its_source(book, reading.inputs)),
        tables=_tables(reading),
        headings={table.key: _headings(table, template) for table in template.tables},
        sections=template.summary,
        calc_sections=tuple(_calc_sections(template)),
        key_numbers=tuple((shown.key, shown.label) for shown in template.key_numbers),
        language=template.language,
    )


def _calc_sections(template: Template) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The headings of sheets of calculations, each behind the name of its sheet, with the keys below it."""
    for sheet in template.sheets:
        found: dict[str, list[str]] = {}
        title = sheet.name
        for item in sheet.items:
            if isinstance(item, Section):
                title = f"{sheet.name}: {item.section}"
            elif isinstance(item, Row) and item.kind == "calc":
                found.setdefault(title, []).append(item.key)
        yield from ((title, tuple(keys)) for title, keys in found.items())


def _inputs(reading: Reading, statuses: Mapping[str, str]) -> dict[str, LineValue]:
    """Every input; of one that is not used, by which choice."""
    read, rows = reading.inputs, {row.key: row for row in reading.book.template.inputs}
    found = {}
    for row in rows.values():
        by = [unused_by(row, rows, read.scalars[name], read.tables) for name in SCENARIOS]
        line = _line(row, read.scalars, reading, statuses)
        found[row.key] = replace(line, unused_by=by[1]) if all(by) else line
    return found


def _texts(reading: Reading) -> Iterator[tuple[str, TextValue]]:
    """What the plan says of itself; a day as people write it."""
    for key, text in reading.book.template.texts.items():
        place, value = reading.book.layout.text(text), reading.inputs.texts[key]
        shown = value if isinstance(value, str) else days.iso(value)
        yield key, TextValue(key, text.label, shown, place.sheet, place.a1)


def _lines(reading: Reading, kinds: Sequence[str], statuses: Mapping[str, str]) -> dict[str, LineValue]:
    values: dict[str, dict[str, Shown]] = {name: {} for name in SCENARIOS}
    for (key, scenario), along in reading.engine.items():
        values[scenario][key] = along if reading.book.template.row(key).axis else along[0]
    rows = (row for row in reading.book.template.formulas if row.kind in kinds)
    return {row.key: _line(row, values, reading, statuses) for row in rows}


def _line(
    row: Row,
    values: Mapping[str, Mapping[str, Shown]],
    reading: Reading,
    statuses: Mapping[str, str],
) -> LineValue:
    low, base, high = (values[name][row.key] for name in SCENARIOS)
    form = reading.book.template.format_of(row)
    place = reading.book.layout.run(row, "base") if row.axis else reading.book.layout.cell(row, "base")
    return LineValue(
        row.key,
        row.label,
        row.unit,
        low,
        base,
        high,
        form,
        statuses.get(row.key, ""),
        place.sheet,
        place.a1,
        _along(row, reading) if row.axis else None,
        shown_unit=_unit(row, reading),
    )


def _unit(row: Row, reading: Reading) -> str:
    template = reading.book.template
    return template.unit_in(row, reading.inputs.scalars["base"][template.said.currency])


def _along(row: Row, reading: Reading) -> Along:
    axis = reading.book.template.axis(row.axis)
    return Along(axis.key, axis.label, reading.inputs.axes[axis.key], axis.format)


def _headings(table: Table, template: Template) -> tuple[Heading, ...]:
    naming = table.unique or table.columns[0]
    return tuple(
        Heading(column.key, column.header, column.shown_unit, template.format_of(column), column is naming)
        for column in table.columns
    )


def _tables(reading: Reading) -> dict[str, tuple[Mapping[str, Any], ...]]:
    tables: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for table in reading.book.template.tables:
        columns = {
            column.key: [
                readable(value, column.type) for value in reading.inputs.tables[table.key][column.key]
            ]
            for column in table.columns
        }
        rows = zip(*columns.values(), strict=True)
        tables[table.key] = tuple(dict(zip(columns, row, strict=True)) for row in rows)
    return tables


def readable(value: float | str | None, kind: str) -> float | str | None:
    """Dates as people write them, everything else as it is."""
    if kind == "date" and isinstance(value, float):
        return days.iso(value)
    return value
