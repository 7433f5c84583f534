"""What Excel lets a user type into an input cell, and what it says when that is not it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from planner import days
from planner.layout.places import LABEL, Place
from planner.template.rows import CHECKS_THAT_WARN, LONGEST_NAME, Column, Row, Table, Text
from planner.template.sheets import Axis
from planner.template.texts import MOST
from planner.writer.job import Job

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

SPARE_ROWS = 200
"""Rows below a table that are validated already, for those that a user adds."""

FIRST_DATE, LAST_DATE = date(2000, 1, 1), date(2100, 12, 31)
LONGEST_TEXT = 1000
"""Of a text that nothing looks up."""
MOST_TITLE, MOST_MESSAGE = 32, 255  # characters that Excel shows


def validate_row(sheet: Worksheet, row: Row, job: Job) -> None:
    """Validate the three cells of an input."""
    place = job.layout.line(row)
    if row.choices_from:
        table, _, column = row.choices_from.partition(".")
        source = job.layout.tables[table].column(column)
        _add(sheet, place, _list(_range_from(source, place.sheet), row.label, job))
    elif row.choices:
        _add(sheet, place, _list(_words(row.choices), row.label, job))
    elif row.is_date:
        _add(sheet, place, _date(row.label, job))
    else:
        _add(sheet, place, _number(row, row.label, job))


def validate_text(sheet: Worksheet, text: Text, job: Job) -> None:
    """Validate what the owner says of the plan."""
    if text.choices:
        rule = _list(_words(text.choices), text.label, job)
    elif text.day:
        rule = _date(text.label, job)
    else:
        error = job.words.error_text.format(label=text.label, max=MOST)
        rule = _rule("textLength", "0", str(MOST), label=text.label, prompt="", error=error, job=job)
    _add(sheet, job.layout.text(text), rule)


def validate_column(sheet: Worksheet, column: Column, table: Table, job: Job) -> None:
    """Validate a table's column, and the rows that will follow."""
    cells = job.layout.tables[table.key].column(column.key)
    place = Place(cells.sheet, cells.row, cells.column, cells.rows + SPARE_ROWS)
    if column.type == "number":
        _add(sheet, place, _number(column, column.header, job))
    elif column.type == "date":
        _add(sheet, place, _date(column.header, job))
    elif column.choices_from == CHECKS_THAT_WARN:
        first, *others = job.template.warning
        listed = job.layout.summary(first.key)
        labels = Place(listed.sheet, listed.row, LABEL, 1 + len(others))
        _add(sheet, place, _list(_range_from(labels, place.sheet), column.header, job))
    elif column.choices_from:
        other, _, key = column.choices_from.partition(".")
        source = job.layout.tables[other].column(key)
        _add(sheet, place, _list(_range_from(source, place.sheet), column.header, job))
    elif column.choices:
        _add(sheet, place, _list(_words(column.choices), column.header, job))
    elif column.unique:
        _add(sheet, place, _unique(place, column, job))
    else:
        _add(sheet, place, _text(column, job))


def validate_axis(sheet: Worksheet, axis: Axis, place: Place, job: Job) -> None:
    """Validate the positions of an axis that the owner may type over."""
    if axis.choices_from:
        table, _, column = axis.choices_from.partition(".")
        source = job.layout.tables[table].column(column)
        _add(sheet, place, _list(_range_from(source, place.sheet), axis.label, job))
    else:
        _add(sheet, place, _number(axis, axis.label, job))


def _add(sheet: Worksheet, place: Place, rule: DataValidation) -> None:
    rule.add(place.a1)
    sheet.add_data_validation(rule)


def _number(line: Row | Column | Axis, label: str, job: Job) -> DataValidation:
    words = {
        "label": label,
        "unit": line.shown_unit,
        "min": _bound(line.min, line.unit),
        "max": _bound(line.max, line.unit),
    }
    prompt, error = job.words.prompt_number, job.words.error_number
    if line.whole:
        prompt, error = job.words.prompt_whole, job.words.error_whole
    return _rule(
        "whole" if line.whole else "decimal",
        _plain(line.min),
        _plain(line.max),
        label=label,
        prompt=prompt.format(**words),
        error=error.format(**words),
        job=job,
    )


def _list(source: str, label: str, job: Job) -> DataValidation:
    prompt, error = job.words.prompt_choice.format(label=label), job.words.error_choice.format(label=label)
    return _rule("list", source, label=label, prompt=prompt, error=error, job=job)


def _date(label: str, job: Job) -> DataValidation:
    words = {"label": label, "min": FIRST_DATE.isoformat(), "max": LAST_DATE.isoformat()}
    return _rule(
        "date",
        str(days.serial(FIRST_DATE)),
        str(days.serial(LAST_DATE)),
        label=label,
        prompt=job.words.prompt_date.format(**words),
        error=job.words.error_date.format(**words),
        job=job,
    )


def _unique(place: Place, column: Column, job: Job) -> DataValidation:
    column_cells, first = place.absolute.rpartition("!")[2], place.at().a1
    return _rule(
        "custom",
        f"(LEN({first})<={LONGEST_NAME})*(COUNTIF({column_cells},{first})=1)",
        label=column.header,
        prompt=job.words.prompt_unique.format(label=column.header),
        error=job.words.error_unique.format(label=column.header, max=LONGEST_NAME),
        job=job,
    )


def _text(column: Column, job: Job) -> DataValidation:
    longest = LONGEST_NAME if column.is_looked_up else LONGEST_TEXT
    error = job.words.error_text.format(label=column.header, max=longest)
    return _rule("textLength", "0", str(longest), label=column.header, prompt="", error=error, job=job)


def _rule(
    kind: str, first: str, second: str | None = None, *, label: str, prompt: str, error: str, job: Job
) -> DataValidation:
    from openpyxl.worksheet.datavalidation import DataValidation

    return DataValidation(
        type=kind,  # type: ignore[arg-type]
        operator="between" if second is not None else None,
        formula1=first,
        formula2=second,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=bool(prompt),
        errorStyle="stop",
        errorTitle=_short(job.words.error_title, MOST_TITLE),
        error=_short(error, MOST_MESSAGE),
        promptTitle=None,
        prompt=_short(prompt, MOST_MESSAGE) or None,
    )


def _range_from(place: Place, sheet: str) -> str:
    return place.absolute.rpartition("!")[2] if place.sheet == sheet else place.absolute


def _words(choices: tuple[str, ...]) -> str:
    return '"' + ",".join(choices) + '"'


def _plain(value: float | None) -> str:
    """A number as XML holds it: digits alone."""
    return f"{value:.15f}".rstrip("0").rstrip(".")


def _bound(value: float | None, unit: str) -> str:
    """A number as people read it."""
    assert value is not None  # noqa: S101 - the template's validation saw to it
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return f"{text} ({value:.0%})" if unit == "fraction" else text


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
