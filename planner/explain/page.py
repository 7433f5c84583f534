"""The page for a browser: every number of a plan, each a link to its parts. One file, no network.

The numbers stand in it once, as data; what is looked at is drawn from them on demand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from planner.book.find import Book
from planner.book.read import Inputs
from planner.book.row_names import row_names
from planner.explain.effects import Effects
from planner.explain.expanded import simple
from planner.explain.sources import source_of
from planner.explain.spots import Spot, spot_of
from planner.explain.tree import cells_of, content, unit_of
from planner.explain.wording import named
from planner.layout.places import MASTER, Place, axis_name
from planner.template.references import REFERENCE
from planner.template.review import trace_texts
from planner.template.rows import SCENARIOS, Column, Row
from planner.template.sheets import Axis, Sheet
from planner.xlsx.number_format import is_date, picture_of, sections

NAME = "trace.html"
SHAPE = Path(__file__).with_name("page.html")
DATA, TITLE, LANGUAGE = "@DATA@", "@TITLE@", "@LANGUAGE@"


def page(book: Book, inputs: Inputs, workbook: str) -> bytes:
    """The page of a plan, in its language.

    Args:
        workbook: what the file is called.
    """
    template = book.template
    words = trace_texts(template.language)
    title = words["title"].format(workbook=workbook)
    status = template.word_of(str(book.cell(book.layout[MASTER]).value))
    data = {
        "words": {**words, "status": words["status"].format(status=status)},
        "title": title,
        "scenarios": [template.scenario_names[name] for name in SCENARIOS],
        "names": {axis.key: axis.label for _, axis in template.axes},
        "axes": {axis.key: inputs.axes[axis.key] for _, axis in template.axes},
        "lines": list(_lines(book, inputs)),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    shape = SHAPE.read_text(encoding="utf-8")
    head = shape.replace(LANGUAGE, template.language).replace(TITLE, escape(title))
    return head.replace(DATA, text).encode()


def _lines(book: Book, inputs: Inputs) -> Iterator[Mapping[str, Any]]:
    """Every line, sheet by sheet, each table behind the lines of its sheet, and the axes."""
    effects = Effects(inputs, book, "base")
    first = {axis.key: sheet for sheet, axis in book.template.axes}
    for sheet in book.template.sheets:
        if sheet.axis and first[sheet.axis.key] is sheet:
            yield _axis(book, inputs, sheet, sheet.axis)
        for row in sheet.rows:
            yield _line(book, sheet, row, effects, unit_of(book, inputs, row))
        if sheet.table:
            names = row_names(book, sheet.table)
            for column in sheet.table.columns:
                key = f"{sheet.table.key}.{column.key}"
                place = book.layout.tables[sheet.table.key].column(column.key)
                label = f"{sheet.table.title}: {column.header}"
                spot = Spot(key, "", 0, place)
                about = _about(key, label, column.shown_unit, "table", sheet, source_of(book, None, spot))
                yield about | _cells(book, [place]) | {"names": names, "form": _form(book, column)}


def _about(key: str, label: str, unit: str, kind: str, sheet: Sheet, source: str) -> dict[str, Any]:
    return {"key": key, "label": label, "unit": unit, "kind": kind, "group": sheet.name, "source": source}


def _axis(book: Book, inputs: Inputs, sheet: Sheet, axis: Axis) -> Mapping[str, Any]:
    places = [book.layout[axis_name(sheet, scenario)] for scenario in SCENARIOS]
    about = _about(axis.key, axis.label, "", "axis", sheet, "")
    held = [list(inputs.axes[axis.key])] * len(SCENARIOS)
    return about | _cells(book, places) | {"axis": axis.key, "values": held, "form": _form(book, axis)}


def _line(book: Book, sheet: Sheet, row: Row, effects: Effects, unit: str) -> Mapping[str, Any]:
    spots = [spot_of(book, row, scenario) for scenario in SCENARIOS]
    unit = "" if row.is_text or row.is_date else unit
    about = _about(row.key, row.label, unit, row.kind, sheet, source_of(book, row, spots[1]))
    found = about | _cells(book, [spot.place for spot in spots]) | {"form": _form(book, row)}
    if row.axis:
        found["axis"] = row.axis
    if row.formula and not row.is_input:
        found["formula"] = pieces = _formula(book, row.formula)
        names = dict.fromkeys(one.partition("@")[0] for piece in pieces[1::2] for one in piece[1])
        found["effects"] = [_rounded(effects.of(name, row.key)) for name in names]
    return found


def _formula(book: Book, formula: str) -> list[Any]:
    """Texts, and between them what is referred to: in words, and the single lines that it is made of."""
    words, pieces = trace_texts(book.template.language), REFERENCE.split(formula)
    return [
        [named(piece, book.template, words), simple(piece, book.template)] if odd % 2 else piece
        for odd, piece in enumerate(pieces)
    ]


def _cells(book: Book, places: list[Place]) -> dict[str, Any]:
    """Where each scenario's first cell stands, and what the cells hold."""
    values = [[content(book, cell) for cell in cells_of(place)] for place in places]
    return {"at": [place[:3] for place in places], "values": values}


def _form(book: Book, of: Row | Column | Axis) -> list[Any]:
    """How its numbers look: as days, as per cent, as powers, with how many decimals."""
    section = sections(book.template.format_of(of))[0]
    if is_date(section):
        return ["day", 0]
    picture = picture_of(section)
    if picture is None:
        return ["", -1]
    kind = "percent" if picture.percents else "power" if picture.power else "number"
    return [kind, max(0, len(picture.digits(0.0).partition(".")[2]))]


def _rounded(effect: float | None) -> float | None:
    return None if effect is None else float(f"{effect:.3g}")
