"""Is a template whole? Keys, units, bounds, formulas without a circle, and what readers are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from planner.template.errors import TemplateError, require
from planner.template.price_book import validate_price_book
from planner.template.reference import validate_reference
from planner.template.references import (
    AS_MONTH,
    AS_PEAK,
    AS_WORD,
    BEFORE,
    COLUMN_QUALIFIERS,
    MONEY,
    QUALIFIERS,
    SCENARIO,
    STEM_QUALIFIERS,
    UNIT,
    columns_of,
    reads,
    references,
)
from planner.template.rows import SCENARIOS, Column, Row
from planner.template.schema import REPORTING, WARNS, Template
from planner.template.used import validate_used
from planner.template.validate_charts import validate_charts
from planner.template.validate_front import validate_front
from planner.units import UNITS

KEY = re.compile(r"[a-z][a-z0-9_]*")
COLUMN_TYPES = {"text", "number", "choice", "date"}
KINDS = {"input", "calc", "output", "check"}
SO_FAR = {"", "todate", "block", BEFORE}
"""Qualifiers of a line along the same axis that read no later position than the formula's own."""


def validate(template: Template) -> None:
    """Raise TemplateError where something of a template does not fit the rest."""
    columns = dict(_columns(template))
    rows = _rows(template, columns)
    allowed = dict.fromkeys((row.stem for row in rows.values() if row.stem), STEM_QUALIFIERS)
    allowed |= dict.fromkeys(rows.keys() | {axis.key for _, axis in template.axes}, QUALIFIERS)
    allowed[SCENARIO] = {""}
    for sheet, row in template.rows():
        _validate_formula(row, f"{sheet.name}: {row.key}", allowed, columns)
        _validate_scale(row, f"{sheet.name}: {row.key}", rows)
    _require_no_circle(template)
    _validate_summary(template)
    _validate_pages(template, rows)
    _validate_answers(template, rows)
    validate_front(template, rows)
    _validate_said(template, rows)
    validate_charts(template)
    tables = {table.key: table for table in template.tables}
    validate_price_book(template.price_book, tables, rows)
    validate_reference(template.reference, tables)
    _validate_statuses(template)
    _validate_texts(template, rows)
    validate_used(rows, {name: column.choices for name, column in columns.items()})


def _validate_texts(template: Template, rows: Mapping[str, Row]) -> None:
    """Headings show texts that are there, each under a key of its own."""
    keys = [text.key for sheet in template.sheets for text in sheet.texts]
    for key in keys:
        require(KEY.fullmatch(key) is not None and keys.count(key) == 1, f"the text {key} stands twice")
        require(key not in rows, f"the text {key} is a line too")
    unknown = {key for shown in template.headings for key in shown} - {*keys}
    require(not unknown, f"a heading shows {', '.join(sorted(unknown))}, which no text is")


def _validate_statuses(template: Template) -> None:
    """What no status explains would be counted as an error of the workbook."""
    warning = [row.key for row in template.formulas if row.warns]
    explained = WARNS in template.statuses
    require(explained or not warning, f"[statuses] must explain WARNS, as {', '.join(warning)} may say it")
    blocks = [keys for _, keys in template.summary if set(keys) & set(warning)]
    together = not blocks or (len(blocks) == 1 and set(blocks[0]) == set(warning))
    require(together, "the summary must list the checks that warn, and no other line, in one section")


def _rows(template: Template, columns: Mapping[str, Column]) -> dict[str, Row]:
    """Every row by its key, once."""
    rows: dict[str, Row] = {}
    parameters = {name.replace(".", "_") for name in columns}
    for sheet, row in template.rows():
        where = f"{sheet.name}: {row.key}"
        require(row.key not in rows, f"{where} stands twice")
        require(row.key not in parameters, f"{where} is a column's key too")
        _validate_row(row, where, columns)
        rows[row.key] = row
    return rows


def _columns(template: Template) -> Iterator[tuple[str, Column]]:
    """Every column by `table.column`, once."""
    seen: set[str] = set()
    for table in template.tables:
        for column in table.columns:
            where = f"{table.key}.{column.key}"
            require(where not in seen, f"{where} stands twice")
            seen.add(where)
            require(KEY.fullmatch(column.key) is not None, f"{where} is not a key")
            require(column.type in COLUMN_TYPES, f"{where} has the type {column.type!r}")
            if column.type == "number":
                require(column.unit in UNITS, f"{where}: planner.units has no {column.unit!r}")
                _require_bounds(column, where)
            if column.type == "choice":
                require(bool(column.choices or column.choices_from), f"{where} has no choices")
            yield where, column


def _validate_row(row: Row, where: str, columns: Mapping[str, Column]) -> None:
    require(KEY.fullmatch(row.key) is not None, f"{where} is not a key")
    require(row.unit in UNITS, f"{where}: planner.units has no {row.unit!r}")
    require(row.kind in KINDS, f"{where} has the kind {row.kind!r}")
    require(row.is_input == (not row.formula), f"{where}: a formula belongs to all but inputs")
    require(not row.warns or row.kind == "check", f"{where}: only a check warns")
    if row.axis:
        require(row.kind == "calc", f"{where}: a line along an axis is a calc")
    if row.is_input and row.is_text:
        require(bool(row.choices or row.choices_from), f"{where} has no choices")
        require(not row.choices_from or row.choices_from in columns, f"{where}: no column {row.choices_from}")
    elif row.is_input:
        _require_bounds(row, where)


def _require_bounds(of: Row | Column, where: str) -> None:
    require(of.min is not None and of.max is not None and of.min < of.max, f"{where} has no bounds")


def _validate_formula(
    row: Row, where: str, allowed: Mapping[str, set[str]], columns: Mapping[str, Column]
) -> None:
    """Every reference leads somewhere, with a qualifier that fits; a number is that position."""
    for reference in references("".join((row.formula, *row.earlier))):
        name, _, qualifier = reference.partition("@")
        if "." in name:
            require(columns.keys() >= set(columns_of(name)), f"{where}: no {{{reference}}}")
            fits = qualifier in COLUMN_QUALIFIERS or qualifier.isdecimal()
        else:
            require(name in allowed, f"{where}: no {{{reference}}}")
            numbered = qualifier.isdecimal() and "all" in allowed[name]
            fits = numbered or qualifier in allowed[name]
        require(fits, f"{where}: {{{reference}}} has an unknown qualifier")


def _validate_scale(row: Row, where: str, rows: Mapping[str, Row]) -> None:
    if row.scale:
        scale = rows.get(row.scale)
        fits = scale is not None and scale.axis in {row.axis, ""} and not scale.is_text
        require(fits, f"{where}: {row.scale} cannot be its scale")
    require(row.size >= 0 and not (row.size and row.scale), f"{where} has a scale, or a size above 0")


def _require_no_circle(template: Template) -> None:
    """Excel would warn of a circular reference, and evaluate nothing.

    What a line reads of positions before its own is no circle, unless a line on the way reads more than its
    own position.
    """
    rows = {row.key: row for row in template.formulas}
    read = {key: set(reads(row.formula, rows, template.rows_of)) for key, row in rows.items()}
    needs = {key: {other for other, how in lines if how != BEFORE} for key, lines in read.items()}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        raise TemplateError(f"these lines need one another: {' -> '.join(reversed(error.args[1]))}") from None
    anyhow = {key: {other for other, _ in lines} for key, lines in read.items()}
    back = {key for key, lines in read.items() if any(how == BEFORE for _, how in lines)}
    for key, lines in read.items():
        whole = {other for other, how in lines if how not in SO_FAR}
        if whole and back & (reached := _reached(whole, anyhow)):
            require(key not in reached, f"{key} reads a whole line that needs {key} at earlier positions")


def _reached(keys: Iterable[str], needs: Mapping[str, set[str]]) -> set[str]:
    """These lines, and all that they need, at any depth."""
    found, queue = set(keys), list(keys)
    while queue:
        fresh = needs[queue.pop()] - found
        found |= fresh
        queue.extend(fresh)
    return found


def _validate_summary(template: Template) -> None:
    listed: Sequence[str] = [key for _, keys in template.summary for key in keys]
    outputs = [row.key for row in template.formulas if row.kind in {"output", "check"}]
    wrong = set(listed) ^ set(outputs) | {key for key in listed if listed.count(key) > 1}
    require(not wrong, f"the summary must list every output and check once, see {', '.join(sorted(wrong))}")


def _validate_pages(template: Template, rows: Mapping[str, Row]) -> None:
    """What readers are shown must be there, with the axis that its block runs along."""
    outputs = {key for _, keys in template.summary for key in keys}
    for shown in template.key_numbers:
        require(shown.key in outputs, f"the key number {shown.key} is no output")
    for page in template.pages:
        for block in page.blocks:
            for shown in block.rows:
                fits = shown.key in rows and rows[shown.key].axis == block.axis
                require(fits, f"{page.name}: {shown.key} is no line along {block.axis or 'scenarios'}")
                named = bool(block.axis) and not page.level
                require(bool(shown.scenario) == named, f"{page.name}: {shown.key}: a scenario?")


def _validate_answers(template: Template, rows: Mapping[str, Row]) -> None:
    shown_keys = {shown.key for shown in template.key_numbers}
    for text in template.answers:
        for name in references(text):
            key, _, rest = name.partition("@")
            fits = name == MONEY or (key in rows and rest.partition(":")[0] in (*SCENARIOS, UNIT))
            require(fits, f"an answer has no {{{name}}}")
            digits = rest.partition(":")[2]
            require(
                not digits or digits.isdecimal() or digits in _ways(rows[key]),
                f"{{{name}}} in an answer is said in no known way",
            )
            is_amount = name != MONEY and (template.is_money(rows[key]) or rest == UNIT)
            require(not is_amount or key in shown_keys, f"{{{name}}} in an answer is no key number")


def _ways(row: Row) -> tuple[str, ...]:
    """How else an answer may say a line than as a number."""
    if row.kind == "check":
        return (AS_WORD,)
    return (AS_MONTH, AS_PEAK) if row.unit == "months" else ()


def _validate_said(template: Template, rows: Mapping[str, Row]) -> None:
    """What decides how amounts are said: the lines that they are measured by, and the owner's currency."""
    for key in template.said.sizes:
        fits = key in rows and rows[key].unit in REPORTING and not rows[key].axis and not rows[key].is_input
        require(fits, f"{key} is no amount in the reporting currency that others are measured by")
    chosen, currencies = rows.get(template.said.currency), template.said.currencies
    fits = (
        chosen is not None
        and chosen.is_input
        and (bool(chosen.choices_from) or set(chosen.choices) == set(currencies))
    )
    choices = ", ".join(currencies)
    require(fits, f"the currency {template.said.currency!r} is no input with the choices {choices}")
