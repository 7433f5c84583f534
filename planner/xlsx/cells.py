"""Reads cells of a worksheet: value, formula, style, and what sort of cell each is.

Only wanted cells become objects; every other cell costs two cheap callbacks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from math import isfinite, nan
from typing import Protocol

from planner import days
from planner.xlsx.a1 import Area, Position, cell_name, parse_area
from planner.xlsx.cell import Cell, CellError, Kind, Value, new_cell
from planner.xlsx.quickread import PlainCell, plain_cells
from planner.xlsx.spills import spilled
from planner.xlsx.translate import translate
from planner.xlsx.walk import Walk
from planner.xlsx.xml import Part, as_utf8, count_of, new_parser, parse, unescape_string

MAX_CELL_DEPTH = 16  # elements inside a cell; rich text needs four
DAYS_1904 = 1462.0  # between the two date systems


class SheetPart(Protocol):
    """A tab, of which the name of its part is wanted."""

    @property
    def part(self) -> str:
        """Where its cells stand in the package."""


class Parts(Protocol):
    """What reading cells takes of a package; :class:`planner.xlsx.package.Package` is one."""

    @property
    def shared_strings(self) -> Sequence[str]:
        """The texts that cells point to."""

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""

    def sheet(self, name: str) -> SheetPart:
        """The worksheet of that name."""

    def part(self, name: str) -> Part:
        """A part as messages call it."""

    def read(self, name: str) -> bytes:
        """The bytes of a part."""


def read_cells(
    package: Parts, sheet_name: str, wanted: Collection[Position] | None = None
) -> dict[Position, Cell]:
    """The wanted cells that the sheet holds (all of them for None), by row and column."""
    sheet = package.sheet(sheet_name)
    reader = _Reader(package, package.part(sheet.part), wanted)
    xml, _ = as_utf8(package.read(sheet.part), reader.part)
    return reader.read(xml)


def read_formulas(package: Parts, sheet_name: str) -> dict[Position, Cell]:
    """The cells of the sheet that have a formula; beside them a million numbers may stand."""
    sheet = package.sheet(sheet_name)
    reader = _Reader(package, package.part(sheet.part), None)
    xml, _ = as_utf8(package.read(sheet.part), reader.part)
    if (plain := plain_cells(xml, None)) is not None:
        return reader.read_plain(cell for cell in plain if cell[2])
    return {at: cell for at, cell in reader.walked(xml).items() if cell.formula is not None}


class _Reader(Walk):
    """Collects cells: `start` sees the sheet, `cell_start` and `cell_end` the inside of one cell."""

    value: str | None

    def __init__(self, package: Parts, part: Part, wanted: Collection[Position] | None) -> None:
        super().__init__(part)
        self.package = package
        self.wanted = None if wanted is None else frozenset(wanted)
        self.wanted_names: frozenset[str] = frozenset()
        self.cells: dict[Position, Cell] = {}
        self.masters: dict[str, tuple[Position, str]] = {}  # of shared formulas, by `si`
        self.areas: dict[Kind, list[Area]] = {"spill": [], "data table": []}
        self.stack: list[str] = []  # local names, inside a cell
        self.text: list[str] = []
        self.reset({}, keep=False)

    def read(self, xml: bytes) -> dict[Position, Cell]:
        if (plain := plain_cells(xml, self.wanted)) is not None:
            return self.read_plain(plain)
        return self.walked(xml)

    def walked(self, xml: bytes) -> dict[Position, Cell]:
        """Cells of any sheet."""
        parse(new_parser(self.part), xml, self.part)
        self.wanted_names = frozenset(cell_name(*position) for position in self.wanted or ())
        self.run(xml)
        for kind, areas in self.areas.items():
            for position in spilled(areas, self.cells):
                self.cells[position] = self.cells[position]._replace(kind=kind)
        return self.cells

    def read_plain(self, plain: Iterable[PlainCell]) -> dict[Position, Cell]:
        """Cells of which nothing is unusual."""
        cells = self.cells
        shared: dict[str | None, Value] = {}
        for position, (style, sort), formula, text, inline in plain:
            value: Value = None
            if sort == "s":
                value = shared.get(text)
                if value is None:
                    value = shared[text] = self.plain_value(position, sort, text, inline)
            elif sort != "n" or text or inline:
                try:
                    value = float(text or "") if sort == "n" else None
                except ValueError:
                    value = None
                if value is None or not isfinite(value):
                    value = self.plain_value(position, sort, text, inline)
            cells[position] = new_cell((value, formula, style, "formula" if formula else "constant"))
        return cells

    def plain_value(self, position: Position, sort: str, text: str | None, inline: str | None) -> Value:
        """What a plain cell holds that is no number as programs write them."""
        self.row, self.last = position
        if sort == "n" and inline is None:
            return None if text is None else self.number(text)
        self.attributes["t"], self.value, self.inline = sort, text, inline or ""
        return self.value_of()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.value_tag:
            return
        if name == self.cell_tag:
            reference = attributes.get("r")
            self.last = self.next_column() if reference is None else reference
            if (
                self.wanted is None
                or reference in self.wanted_names
                or (reference is None and self.position() in self.wanted)
            ):
                self.enter(attributes, keep=True)
        elif name == self.row_tag:
            self.enter_row(attributes.get("r"))
        elif (
            name == self.formula_tag and attributes
        ):  # shared, an array or a data table: it may reach wanted cells
            self.enter({}, keep=False)
            self.cell_start(name, attributes)

    def reset(self, attributes: dict[str, str], *, keep: bool) -> None:
        self.attributes, self.keep = attributes, keep
        self.formula: dict[str, str] | None = None
        self.formula_text = ""
        self.value = None
        self.inline = ""

    def enter(self, attributes: dict[str, str], *, keep: bool) -> None:
        self.reset(attributes, keep=keep)
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.cell_start, self.cell_end

    def cell_start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.stack) >= MAX_CELL_DEPTH:
            raise self.part.damaged("nests its XML too deep")
        local = name.removeprefix(self.prefix)
        inside = self.stack[0] if self.stack else ""
        if (local in ("f", "v") and not inside) or (
            local == "t" and inside == "is" and "rPh" not in self.stack
        ):
            self.text.clear()
            self.parser.CharacterDataHandler = self.text.append
        if local == "f" and not inside:
            self.formula = attributes
        self.stack.append(local)

    def cell_end(self, _: str) -> None:
        if not self.stack:
            self.leave()
            return
        local = self.stack.pop()
        if self.parser.CharacterDataHandler is None:
            return
        text = "".join(self.text)
        if local == "f":
            self.formula_text = text
        elif local == "v":
            self.value = text
        elif local == "t":
            self.inline += text
        self.parser.CharacterDataHandler = None

    def leave(self) -> None:
        """The cell ends: keep what it says, and what it says about others."""
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, None
        position = self.position()
        kind, formula = self.formula_of(position)
        if self.keep:
            style = count_of(self.attributes.get("s")) or 0
            self.cells[position] = Cell(self.value_of(), formula, style, kind)

    def formula_of(self, position: Position) -> tuple[Kind, str | None]:
        if self.formula is None:
            return "constant", None
        sort = self.formula.get("t", "normal")
        if sort == "shared":
            return "shared", self.shared_formula(position)
        if sort in ("array", "dataTable"):
            kind: Kind = "array" if sort == "array" else "data table"
            area = parse_area(self.formula.get("ref", ""))
            if area is not None:
                self.areas["spill" if kind == "array" else kind].append(area)
            return kind, self.formula_text or None
        return ("formula", self.formula_text) if self.formula_text else ("constant", None)

    def shared_formula(self, position: Position) -> str | None:
        index = (self.formula or {}).get("si", "")
        if self.formula_text:
            self.masters[index] = position, self.formula_text
            return self.formula_text
        if index in self.masters:
            (row, column), text = self.masters[index]
            return translate(text, position[0] - row, position[1] - column)
        if self.keep:
            raise self.damaged_cell("shares a formula that is not there")
        return None

    def value_of(self) -> Value:
        sort, text = self.attributes.get("t", "n"), self.value
        if sort == "inlineStr":
            return unescape_string(self.inline)
        if text is None:
            return None
        return CONVERTERS.get(sort, _Reader.number)(self, text)

    def shared_string(self, text: str) -> str:
        strings, index = self.package.shared_strings, count_of(text.strip())
        if index is None or index >= len(strings):
            raise self.damaged_cell("points to a shared string that is not there")
        return strings[index]

    def number(self, text: str) -> float | None:
        try:
            number = float(text)
        except ValueError:
            if not text.strip():
                return None
            number = nan
        if not isfinite(number):
            raise self.damaged_cell(f"holds {text[:30]!r} where a number belongs")
        return number


CONVERTERS: dict[str, Callable[[_Reader, str], Value]] = {
    "s": _Reader.shared_string,
    "str": lambda _, text: unescape_string(text),
    "b": lambda _, text: text.strip() in ("1", "true"),
    "e": lambda _, text: CellError(text.strip()),
    "d": lambda reader, text: _serial(text.strip(), date1904=reader.package.date1904),
}
"""By a cell's type (`t`), what becomes of the text of its `<v>`; every other type is a number."""


def _serial(text: str, *, date1904: bool) -> float | str:
    """An ISO 8601 date as Excel's day number; text that is none stays text."""
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    serial = days.number(moment)
    if date1904:
        return serial - DAYS_1904
    return serial if serial >= 61 else serial - 1  # Excel believes that 29 February 1900 existed
