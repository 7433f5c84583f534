"""Reads a workbook's cells, names and tables with lxml alone, so that slips of planner's reader are seen."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Cell = tuple[str, int, int]
"""Sheet, row, column."""


@dataclass(frozen=True)
class Table:
    """Where a table stands; rows count from 1 and leave header and totals out."""

    sheet: str
    first_row: int
    last_row: int
    columns: dict[str, int]
    """Column, by its heading in small letters."""


@dataclass(frozen=True)
class Workbook:
    """What stands in a file. `values` holds constants, and what the file says formulas came to."""

    sheets: list[str] = field(default_factory=list)
    values: dict[Cell, Any] = field(default_factory=dict)
    formulas: dict[Cell, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)


def read(path: Path) -> Workbook:
    """All of it; formulas without `=`. Shared and array formulas are refused: planner writes none."""
    book = Workbook()
    with zipfile.ZipFile(path) as archive:
        tree: Any = etree.fromstring(archive.read("xl/workbook.xml"))
        targets = _related(archive, "xl/workbook.xml")
        strings = _strings(archive, next((t for t, kind in targets.values() if kind == "sharedStrings"), ""))
        for sheet in tree.iter(f"{MAIN}sheet"):
            part, kind = targets[sheet.get(f"{{{OFFICE}}}id")]
            if kind == "worksheet":
                book.sheets.append(sheet.get("name"))
                _read_sheet(book, sheet.get("name"), etree.fromstring(archive.read(part)), strings)
                for target, related in _related(archive, part).values():
                    if related == "table":
                        _read_table(book, sheet.get("name"), etree.fromstring(archive.read(target)))
    for name in tree.iter(f"{MAIN}definedName"):
        if not name.get("name").startswith("_xlnm."):
            book.names[name.get("name")] = name.text
    return book


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Identifier -> target and kind of each part that a part is related to."""
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive.namelist():
        return {}
    listed: Any = etree.fromstring(archive.read(rels))
    return {
        one.get("Id"): (
            posixpath.normpath(posixpath.join("/", folder, one.get("Target"))).lstrip("/"),
            one.get("Type").rpartition("/")[2],
        )
        for one in listed
        if one.get("TargetMode") != "External"
    }


def _strings(archive: zipfile.ZipFile, part: str) -> list[str]:
    if not part:
        return []
    return [_text(one) for one in etree.fromstring(archive.read(part)).iter(f"{MAIN}si")]


def _text(element: Any) -> str:
    """The text of its runs; readings beside Chinese or Japanese are none of it."""
    runs = (one for one in element.iter(f"{MAIN}t") if one.getparent().tag != f"{MAIN}rPh")
    return "".join(one.text or "" for one in runs)


def _read_sheet(book: Workbook, sheet: str, tree: Any, strings: list[str]) -> None:
    for cell in tree.iter(f"{MAIN}c"):
        place = (sheet, *position(cell.get("r")))
        value = _value(cell, strings)
        if value is not None:
            book.values[place] = value
        formula = cell.find(f"{MAIN}f")
        if formula is not None:
            assert formula.get("t", "normal") == "normal", f"{place}: a {formula.get('t')} formula"
            book.formulas[place] = formula.text


def _value(cell: Any, strings: list[str]) -> Any:
    kind, text = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    if kind == "inlineStr":
        return _text(cell.find(f"{MAIN}is"))
    if text is None or (kind == "n" and not text):  # a formula that was never calculated
        return None
    if kind == "s":
        return strings[int(text)]
    return text == "1" if kind == "b" else float(text) if kind == "n" else text


def _read_table(book: Workbook, sheet: str, tree: Any) -> None:
    first, last = (position(corner) for corner in tree.get("ref").split(":"))
    headings = [one.get("name").lower() for one in tree.iter(f"{MAIN}tableColumn")]
    book.tables[tree.get("displayName").lower()] = Table(
        sheet,
        first[0] + int(tree.get("headerRowCount", "1")),
        last[0] - int(tree.get("totalsRowCount", "0")),
        {heading: first[1] + number for number, heading in enumerate(headings)},
    )


def position(a1: str) -> tuple[int, int]:
    """Row and column of an address."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d+)", a1)
    assert found, a1
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def letters(column: int) -> str:
    """`A` for column 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def formulas_of(book: Workbook) -> Iterator[Cell]:
    """The cells with a formula, sheet by sheet, row by row."""
    order = {sheet: number for number, sheet in enumerate(book.sheets)}
    return iter(sorted(book.formulas, key=lambda cell: (order[cell[0]], *cell[1:])))
