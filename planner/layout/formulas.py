"""Template formulas become cell formulas; cell formulas become tokens that any spelling shares.

``{key}`` is the same scenario's cell of another line, ``{key@base}`` a named scenario's, ``{key@all}`` all
three, ``{table.column}`` the data cells of a table's column, ``{table.column@block}`` the same for functions
that want a block of cells also where the table has a single row. Of a line along an axis, a scalar line takes
``{key@all}`` or the parts that :func:`part_of` knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from planner.layout.places import Layout, Place, axis_name
from planner.template.references import REFERENCE
from planner.template.schema import SCENARIOS, Template
from planner.xlsx import package as parts
from planner.xlsx.a1 import Area, parse_area

TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<string>"(?:[^"]|"")*")
  | (?P<table>[^\W\d][\w.]*\[(?:[^\[\]]|\[[^\[\]]*\])*\])
  | (?P<cells>(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?
        \$?[A-Za-z]{1,3}\$?[0-9]+(?::\$?[A-Za-z]{1,3}\$?[0-9]+)?(?![\w(.]))
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
  | (?P<error>\#[A-Z/0!?]+)
  | (?P<word>(?:'(?:[^']|'')+'!)?[^\W\d][\w.!]*)
  | (?P<operator><=|>=|<>|.)
    """,
    re.VERBOSE | re.DOTALL,
)
DATA = re.compile(r"^\[#Data\],", re.IGNORECASE)
SINGLE = "SINGLE"
ONE_COLUMN = re.compile(r"(\[[^\[\]]*\]):\1", re.IGNORECASE)
"""`[Tokens]:[Tokens]`, a column spelled as a block of columns."""

TableRanges = Mapping[str, tuple[str, int, int, Mapping[str, int]]]
"""Table name in lower case -> sheet, first and last data row, column number by header in lower case."""


def compile_formula(formula: str, sheet: str, scenario: str, layout: Layout, template: Template) -> str:
    """A template formula as it stands in one cell, without the equals sign.

    Args:
        sheet: where the cell stands, so that references to the same sheet need no sheet name.
        scenario: the column that ``{key}`` means.
    """

    def resolve(match: re.Match[str]) -> str:
        name, _, qualifier = match[1].partition("@")
        if "." in name:
            return column_of(name, qualifier, layout)
        if (positions := positions_of(name, scenario, layout, template)) is not None:
            return part_of(positions, qualifier).seen_from(sheet)
        row = template.row(name)
        if row.axis:
            return part_of(layout.run(row, scenario), qualifier).seen_from(sheet)
        if qualifier == "all":
            return layout.line(row).seen_from(sheet)
        wanted = qualifier if qualifier in SCENARIOS else scenario
        return layout.cell(row, wanted).seen_from(sheet)

    return REFERENCE.sub(resolve, formula)


def column_of(name: str, qualifier: str, layout: Layout) -> str:
    """The data cells of `table.column`; as a block, in a spelling that stays one where there is one row."""
    table, _, column = name.partition(".")
    header = layout.tables[table].headers[column]
    return f"{table}[[{header}]:[{header}]]" if qualifier == "block" else f"{table}[{header}]"


def positions_of(name: str, scenario: str, layout: Layout, template: Template) -> Place | None:
    """The positions of an axis, as a scenario's sheet has them; None for a name that is no axis."""
    found = next((sheet for sheet, axis in template.axes if axis.key == name), None)
    return layout[axis_name(found, scenario)] if found else None


def part_of(run: Place, qualifier: str) -> Place:
    """All of a line along an axis, one end of it, or all but one end."""
    parts = {
        "all": run,
        "first": run.at(0),
        "last": run.at(run.columns - 1),
        "earlier": run.span(0, run.columns - 1),
        "later": run.span(1, run.columns - 1),
    }
    if qualifier not in parts:
        raise ValueError(f"a line along an axis is referred to with @{', @'.join(parts)}")
    return parts[qualifier]


def canonical(formula: str, sheet: str, tables: TableRanges) -> tuple[str, ...]:
    """The tokens of a formula in one spelling, so that two programs' writings of it compare equal.

    Blanks, dollar signs, the case of functions, the way a number is written, quotes around sheet names, the
    formula's own sheet name, and a table reference against the cells it stands for make no difference; nor
    does the sign of implicit intersection before a function, which Excel shows as `@` and may write as
    SINGLE: planner's INDEX is one cell anyway.
    """
    tokens: list[str] = []
    for match in TOKEN.finditer(formula.removeprefix("=")):
        kind, text = match.lastgroup, match[0]
        if kind == "space":
            continue
        if kind == "cells":
            tokens.append(_cells(text, sheet))
        elif kind == "table":
            tokens.append(_table(text, tables))
        elif kind == "number":
            tokens.append(repr(float(text)))
        elif kind == "string":
            tokens.append(text)
        else:
            tokens.append(text.upper().removeprefix("_XLFN."))
    return tuple(_without_intersection(tokens) if "@" in tokens or SINGLE in tokens else tokens)


def _without_intersection(tokens: list[str]) -> list[str]:
    """The tokens without `@` before a function, and without SINGLE and its brackets around one."""

    def calls(number: int) -> bool:
        return tokens[number + 1 : number + 2] == ["("] and tokens[number][0].isalpha()

    kept: list[str] = []
    opened: list[bool] = []  # for each open bracket, whether it is one of SINGLE's
    for number, text in enumerate(tokens):
        if text == "(":
            dropped = number > 0 and tokens[number - 1] == SINGLE and calls(number + 1)
            opened.append(dropped)
        elif text == ")" and opened:
            dropped = opened.pop()
        elif text == SINGLE:
            dropped = calls(number) and calls(number + 2)
        else:
            dropped = text == "@" and calls(number + 1)
        if not dropped:
            kept.append(text)
    return kept


def _cells(text: str, sheet: str) -> str:
    """`Sheet!R1C1:R2C2`, always with the sheet and always as a block where it is one."""
    before, mark, cells = text.rpartition("!")
    area = parse_area(cells)
    return text.upper() if area is None else _block(_unquote(before) if mark else sheet, area)


def _block(sheet: str, area: Area) -> str:
    return f"{sheet.upper()}!{area}"


def _table(text: str, tables: TableRanges) -> str:
    """The cells behind `table[Header]`; a reference to anything else stays as it is written."""
    name, _, inner = text.partition("[")
    header = DATA.sub("", inner.removesuffix("]"))
    if block := ONE_COLUMN.fullmatch(header):
        header = block[1]
    header = header.removeprefix("[").removesuffix("]")
    known = tables.get(name.lower())
    column = known[3].get(header.replace("'", "").lower()) if known else None
    if known is None or column is None:
        return text.upper()
    sheet, first, last, _ = known
    return _block(sheet, Area(first, column, last, column))


def _unquote(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def table_ranges(tables: Mapping[str, parts.Table]) -> TableRanges:
    """The tables of a workbook as `canonical` wants them."""
    ranges: dict[str, tuple[str, int, int, Mapping[str, int]]] = {}
    for name, table in tables.items():
        if (body := table.body) is not None:
            columns = {
                header.lower(): body.first_column + number for number, header in enumerate(table.columns)
            }
            ranges[name.lower()] = (table.sheet, body.first_row, body.last_row, columns)
    return ranges
