"""Formulas in HyperFormula's grammar, which has no table references and no numbers with an exponent."""

from __future__ import annotations

import re
from decimal import Decimal

from tests.witness.reading import Table, Workbook, letters

QUOTED = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*'!)""")
"""Texts, and names of sheets: nothing in them is spelled otherwise."""

EXPONENT = re.compile(r"(?<![\w.])(\d+(?:\.\d*)?|\.\d+)[Ee]([+-]?\d+)(?![\w.(])")

COLUMN = r"(?:'.|[^\[\]'])+"
"""A heading inside brackets; an apostrophe goes before a character that means something there."""

REFERENCE = re.compile(
    rf"(?<![\w.])(?P<table>[A-Za-z_]\w*)\["
    rf"(?:(?P<row>@)\[?(?P<at>{COLUMN})\]?"
    rf"|\[\#This\ Row\],\s*\[(?P<this>{COLUMN})\]"
    rf"|\[(?P<first>{COLUMN})\]:\[(?P<last>{COLUMN})\]"
    rf"|(?P<one>{COLUMN}))\]"
)


PREFIX = re.compile(r"(?<![\w.])_xlfn\.")
"""What a file writes before functions that came after Excel 2007."""


RANGE = r"(?:'(?:[^']|'')*'!|\w+!)?\$?[A-Z]{1,3}\$?"
SUMIF = re.compile(
    rf"(?<![\w.])SUMIF\((?P<among>{RANGE}(?P<first>\d+)(?::\$?[A-Z]{{1,3}}\$?(?P<last>\d+))?),(?P<which>[^(),]+),"
    rf"(?P<added>{RANGE}(?P<from>\d+)):(?P<end>\$?[A-Z]{{1,3}}\$?)(?P<to>\d+)\)"
)
"""A conditional sum. HyperFormula wants what is added of the size of what is looked at."""

OF_A_TABLE = re.compile(r"'(?:[^']|'')*'!\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?")
"""Cells of a table, as this module spells them."""


class UnknownSpellingError(Exception):
    """A reference that this module does not know; better no answer than one to another formula."""


def spelled(book: Workbook, formula: str, row: int) -> str:
    """The formula of a cell in that row, without `=`."""
    pieces = QUOTED.split(formula)
    pieces[::2] = [_outside(book, piece, row) for piece in pieces[::2]]
    return SUMIF.sub(_of_one_size, "".join(pieces))


def _of_one_size(found: re.Match[str]) -> str:
    """As Excel reads it: as many rows are added as are looked at, from the first on (Microsoft, SUMIF)."""
    rows = int(found["last"] or found["first"]) - int(found["first"])
    last = int(found["from"]) + rows
    which = found["which"]
    if OF_A_TABLE.fullmatch(which):
        which += '&""'  # a blank is an error to HyperFormula, and finds nothing in Excel
    return f"SUMIF({found['among']},{which},{found['added']}:{found['end']}{last})"


def _outside(book: Workbook, text: str, row: int) -> str:
    text = REFERENCE.sub(lambda found: _reference(book, found, row), text)
    if "[" in text:
        raise UnknownSpellingError(text)
    return EXPONENT.sub(lambda found: _number(found[0]), PREFIX.sub("", text))


def _number(text: str) -> str:
    return f"{Decimal(text):f}"


def _reference(book: Workbook, found: re.Match[str], row: int) -> str:
    table = book.tables.get(found["table"].lower())
    if table is None:
        raise UnknownSpellingError(found[0])
    one = found["at"] or found["this"]
    first, last = (one, one) if one else (found["first"] or found["one"], found["last"] or found["one"])
    rows = (row, row) if one else (table.first_row, table.last_row)
    corners = [f"${letters(_column(table, name))}${at}" for name, at in zip((first, last), rows, strict=True)]
    sheet = table.sheet.replace("'", "''")
    return f"'{sheet}'!{corners[0]}" + ("" if corners[0] == corners[1] else f":{corners[1]}")


def _column(table: Table, heading: str) -> int:
    plain = re.sub(r"'(.)", r"\1", heading).lower()
    if plain not in table.columns:
        raise UnknownSpellingError(heading)
    return table.columns[plain]
