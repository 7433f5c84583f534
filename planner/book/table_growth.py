"""Rows below the last one of a user's table, losslessly; the table grows, and lists that offer it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO

from planner.book.assign import Given, value_for
from planner.book.edits import Edits
from planner.book.find import MOST_ROWS, Book
from planner.layout.places import Place, TablePlace
from planner.problems import PlanError, Problem
from planner.template.rows import Table
from planner.xlsx import package as files
from planner.xlsx.a1 import MAX_ROW, Area
from planner.xlsx.package import Package
from planner.xlsx.patch import Edit, patch_package, patched_parts
from planner.xlsx.xml import as_utf8, escape_markup

NewRow = Mapping[str, Given]
"""Column -> what is typed into it; columns that are left out stay empty."""

_VALIDATION = re.compile(rb"<((?:[\w.-]+:)?dataValidation)(?=[\s/>]).*?</\1\s*>", re.DOTALL)

_ROW = re.compile(rb"""<(?:[\w.-]+:)?row\s(?:[^>]*?\s)?r=(["'])(\d+)\1[^>]*>""")
_HEIGHT = re.compile(rb"""\s(?:ht|customHeight)=(?:"[^"]*"|'[^']*')""")


def with_rows(book: Book, table: Table, rows: Sequence[NewRow]) -> Package:
    """The workbook with these rows below the last filled one of a table, in memory.

    Raises:
        PlanError: a value does not fit, or something stands in the way; nothing is changed.
    """
    package, place = book.package, book.layout.tables[table.key]
    first = _filled(book, table)
    more = max(0, first + len(rows) - place.rows)
    theirs = next(one for name, one in package.tables.items() if name.casefold() == table.key)
    if problem := _in_the_way(book, table, theirs, more):
        raise PlanError(problem)
    edits = _edits(book, table, rows, first)
    parts = patched_parts(package, edits.by_sheet)
    _fit_rows(package, place, range(first, first + len(rows)), parts)
    if more:
        grown = replace(theirs.area, last_row=theirs.area.last_row + more)
        was, now = (b'"%s"' % str(area).encode() for area in (theirs.area, grown))
        parts[theirs.part] = package.read(theirs.part).replace(was, now)
        _with_longer_lists(book, place, more, parts)
    out = BytesIO()
    patch_package(package, {}, out, extra_parts=parts)
    return files.with_bytes(package, out.getvalue())


def _filled(book: Book, table: Table) -> int:
    """The number of the first row that nothing stands in, nor in any below."""
    place = book.layout.tables[table.key]
    return next(
        (number + 1 for number in reversed(range(place.rows)) if not _blank(book, table, place, number)), 0
    )


def _blank(book: Book, table: Table, place: TablePlace, number: int) -> bool:
    cells = (book.cell(place.cell(column.key, number)) for column in table.columns)
    return all(cell.formula is None and cell.value in {None, ""} for cell in cells)


def _in_the_way(book: Book, table: Table, theirs: files.Table, more: int) -> Problem | None:
    """What keeps a table from growing downwards."""
    last = theirs.area.last_row
    if more == 0:
        return None
    at = Place(theirs.sheet, last, theirs.area.first_column)
    if theirs.totals_rows:
        message = f"the table {table.key} has a row of totals, below which no row can be added"
        return book.problem(at, message, "Turn it off in Excel: Table Design > Total Row.", table.key)
    if theirs.area.last_row - theirs.area.first_row + more > MOST_ROWS or last + more > MAX_ROW:
        return book.problem(
            at, f"the table {table.key} has no room for {more} rows", "Take some out.", table.key
        )
    below = Area(last + 1, theirs.area.first_column, last + more, theirs.area.last_column)
    held = book.package.cells(theirs.sheet)
    for position, cell in sorted(held.items()):
        if position in below and (cell.formula is not None or cell.value not in {None, ""}):
            here = Place(theirs.sheet, *position)
            message = f"something stands below the table {table.key}, where {more} rows are to come"
            return book.problem(here, message, f"Move it below row {last + more}.", table.key)
    for other in book.package.tables.values():
        if other.sheet == theirs.sheet and other is not theirs and _meet(other.area, below):
            message = f"the table {other.name} stands below the table {table.key}"
            return book.problem(at, message, f"Move it below row {last + more}.", table.key)
    return None


def _meet(one: Area, other: Area) -> bool:
    rows = one.first_row <= other.last_row and other.first_row <= one.last_row
    return rows and one.first_column <= other.last_column and other.first_column <= one.last_column


def _edits(book: Book, table: Table, rows: Sequence[NewRow], first: int) -> Edits:
    """The cells of the new rows, in the style of the last row that is filled."""
    place, edits, problems = book.layout.tables[table.key], Edits(), list[Problem]()
    for down, row in enumerate(rows):
        for column in table.columns:
            at = place.cell(column.key, first + down)
            given = row.get(column.key)
            if given is None and not column.required:
                value: float | str | Problem | None = None
            else:
                report = partial(book.problem, at, key=f"{table.key}.{column.key}")
                value = value_for(book.template, column, given, report)
            if isinstance(value, Problem):
                problems.append(value)
                continue
            model = book.cell(place.cell(column.key, max(first - 1, 0)))
            edits.put(at.sheet, at.row, at.column, Edit(value, "drop", model.style))
    if problems:
        raise PlanError(problems)
    return edits


def _fit_rows(
    package: Package, place: TablePlace, numbers: Iterable[int], parts: dict[str, bytes | None]
) -> None:
    """Rows that were as low as empty ones need fit what now stands in them, as the program draws it."""
    sheet = package.sheet(place.sheet)
    text, back = as_utf8(parts.get(sheet.part) or package.read(sheet.part), package.part(sheet.part))
    wanted = {b"%d" % (place.first_row + number) for number in numbers}

    def freed(match: re.Match[bytes]) -> bytes:
        return _HEIGHT.sub(b"", match[0]) if match[2] in wanted else match[0]

    parts[sheet.part] = back(_ROW.sub(freed, text))


def _with_longer_lists(book: Book, place: TablePlace, more: int, parts: dict[str, bytes | None]) -> None:
    """Drop-down lists that offer a whole column of the table offer its new rows too."""
    grown = place._replace(rows=place.rows + more)
    for sheet in book.package.sheets:
        if sheet.kind != "worksheet":
            continue
        part = book.package.part(sheet.part)
        text, back = as_utf8(parts.get(sheet.part) or book.package.read(sheet.part), part)
        longer = {
            was.fixed_from(sheet.name): now.fixed_from(sheet.name)
            for was, now in ((place.column(key), grown.column(key)) for key in place.columns)
        }
        pairs = dict(_written(longer))
        changed = _VALIDATION.sub(partial(_longer, pairs), text)
        if changed != text:
            parts[sheet.part] = back(changed)


def _written(longer: Mapping[str, str]) -> Iterator[tuple[bytes, bytes]]:
    """References as a part may write them, between the tags of an element."""
    for was, now in longer.items():
        plain, after = escape_markup(was), escape_markup(now)
        yield b">%s<" % plain, b">%s<" % after
        yield b">%s<" % plain.replace(b"'", b"&apos;"), b">%s<" % after


def _longer(pairs: Mapping[bytes, bytes], match: re.Match[bytes]) -> bytes:
    rule = match[0]
    for was, now in pairs.items():
        rule = rule.replace(was, now)
    return rule
