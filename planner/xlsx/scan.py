"""Finds where in the bytes of a sheet part the cells to be edited are, or where they would go."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from planner.xlsx.a1 import Area, Position, parse_area
from planner.xlsx.walk import Walk
from planner.xlsx.xml import Part, Tag, read_tag

MAX_CELL_DEPTH = 16


@dataclass(slots=True)
class FormulaSpan:
    """An `<f>` element."""

    start: int
    end: int
    attributes: Mapping[str, str]
    text: str

    @property
    def sort(self) -> str:
        """`normal`, `shared`, `array` or `dataTable`."""
        return self.attributes.get("t", "normal")


@dataclass(slots=True)
class CellSpan:
    """A `<c>` element that is to be edited."""

    tag: Tag
    start: int
    end: int
    formula: FormulaSpan | None = None
    extension: bytes = b""  # an `<extLst>`


@dataclass(slots=True)
class RowSpan:
    """A `<row>` element that holds, or is to hold, edited cells."""

    tag: Tag
    start: int
    close: int = 0  # where its end tag starts
    cells: dict[int, CellSpan] = field(default_factory=dict)
    gaps: dict[int, int] = field(default_factory=dict)  # missing column -> offset of the cell after it


@dataclass(slots=True)
class SheetMap:
    """Everything that the edits of one sheet need to know about its bytes."""

    data: Tag
    data_start: int
    data_close: int
    dimension: int | None = None
    rows: dict[int, RowSpan] = field(default_factory=dict)
    gaps: dict[int, int] = field(default_factory=dict)  # missing row -> offset of the row after it
    arrays: list[Area] = field(default_factory=list)
    data_tables: list[Area] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    heirs: dict[str, list[tuple[Position, FormulaSpan]]] = field(default_factory=dict)  # see Scan


class Scan(Walk):
    """One pass over a sheet part.

    `bereft` are the edited cells that lose their formula. Where one of them holds the text of a shared
    formula, `heirs` lists the other cells that use it, by the formula's index.
    """

    def __init__(self, part: Part, wanted: Iterable[Position], bereft: Collection[Position]) -> None:
        super().__init__(part)
        self.bereft = bereft
        self.columns: dict[int, set[int]] = {}
        for row, column in wanted:
            self.columns.setdefault(row, set()).add(column)
        self.pending_rows = sorted(self.columns, reverse=True)
        self.pending_columns: list[int] = []
        self.map: SheetMap | None = None
        self.dimension: int | None = None
        self.open_row: RowSpan | None = None
        self.open_cell: CellSpan | None = None
        self.child_start = 0
        self.child_attributes: Mapping[str, str] = {}
        self.depth = 0
        self.text: list[str] = []
        self.xml = b""

    def find(self, xml: bytes) -> SheetMap:
        """Scan the sheet."""
        self.xml = xml
        self.run(xml)
        if self.map is None:
            raise self.part.damaged("has no cell grid (sheetData)")
        if rows_nest(xml, self.map, f"{self.prefix}row".encode()):
            raise self.part.damaged("has a row inside another row")
        self.map.dimension = self.dimension
        return self.map

    # Outside the cells.

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.value_tag:
            return
        if name == self.cell_tag:
            reference = attributes.get("r")
            self.last = self.next_column() if reference is None else reference
            if self.open_row is not None:
                self.start_cell(self.open_row)
        elif name == self.row_tag:
            self.enter_row(attributes.get("r"))
            self.start_row()
        elif name == self.formula_tag:
            if attributes:
                self.note_formula(attributes)
        else:
            self.start_other(name.removeprefix(self.prefix), attributes)

    def start_other(self, local: str, attributes: dict[str, str]) -> None:
        if local == "dimension" and self.map is None:
            self.dimension = self.parser.CurrentByteIndex
        elif local == "sheetData" and self.map is None:
            self.start_data()
        elif local == "mergeCell" and self.map is not None:
            area = parse_area(attributes.get("ref", ""))
            if area is not None:
                self.map.merged.append(area)

    def start_data(self) -> None:
        start = self.parser.CurrentByteIndex
        tag = read_tag(self.xml, start)
        closing = b"</" + tag.name
        close = tag.end if tag.empty else self.xml.find(closing, tag.end)
        if not tag.empty and self.xml.count(closing) != 1:
            raise self.part.damaged("does not end its cell grid (sheetData) exactly once")
        self.map = SheetMap(tag, start, close)

    def start_row(self) -> None:
        offset = self.parser.CurrentByteIndex
        if self.map is None or offset > self.map.data_close:
            raise self.part.damaged("has a row outside its cell grid (sheetData)")
        while self.pending_rows and self.pending_rows[-1] < self.row:
            self.map.gaps[self.pending_rows.pop()] = offset
        if self.row not in self.columns:
            return
        if self.row in self.map.rows:
            raise self.part.damaged(f"has two rows numbered {self.row}")
        self.open_row = RowSpan(read_tag(self.xml, offset), offset)
        self.map.rows[self.row] = self.open_row
        self.pending_columns = sorted(self.columns[self.row], reverse=True)
        self.parser.EndElementHandler = self.end_row

    def end_row(self, name: str) -> None:
        if name == self.row_tag and self.open_row is not None:
            row, self.open_row = self.open_row, None
            row.close = row.tag.end if row.tag.empty else self.parser.CurrentByteIndex
            self.parser.EndElementHandler = None

    def note_formula(self, attributes: dict[str, str]) -> None:
        """A formula with attributes in a cell that is not edited."""
        if attributes.get("t") in ("array", "dataTable"):
            self.note_area(attributes)
        elif self.map is not None and attributes.get("si") in self.map.heirs:
            start = self.parser.CurrentByteIndex
            tag = read_tag(self.xml, start)
            close = tag.end if tag.empty else self.xml.index(b"<", tag.end)
            if not tag.empty and not self.xml.startswith(b"</", close):
                raise self.damaged_cell("has a comment in its formula")
            end = tag.end if tag.empty else self.xml.index(b">", close) + 1
            span = FormulaSpan(start, end, attributes, "")
            self.map.heirs[attributes["si"]].append((self.position(), span))

    def note_area(self, attributes: Mapping[str, str]) -> None:
        area = parse_area(attributes.get("ref", ""))
        if area is not None and self.map is not None:
            (self.map.arrays if attributes["t"] == "array" else self.map.data_tables).append(area)

    # Inside a row, and a cell, that is edited.

    def start_cell(self, row: RowSpan) -> None:
        offset = self.parser.CurrentByteIndex
        _, column = position = self.position()
        if position[0] != self.row:
            raise self.damaged_cell(f"stands in row {self.row}")
        while self.pending_columns and self.pending_columns[-1] < column:
            row.gaps[self.pending_columns.pop()] = offset
        if column not in self.columns[self.row]:
            return
        if column in row.cells:
            raise self.damaged_cell("is there twice")
        self.open_cell = CellSpan(read_tag(self.xml, offset), offset, 0)
        row.cells[column] = self.open_cell
        self.depth = 0
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start_child, self.end_child

    def start_child(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth >= MAX_CELL_DEPTH:
            raise self.damaged_cell("nests its XML too deep")
        if self.depth == 0:
            self.child_start = self.parser.CurrentByteIndex
            self.child_attributes = attributes
            if name == self.formula_tag:
                self.text.clear()
                self.parser.CharacterDataHandler = self.text.append
        self.depth += 1

    def end_child(self, name: str) -> None:
        self.depth -= 1
        cell = self.open_cell
        if cell is None or self.depth > 0:
            return
        if self.depth < 0:
            cell.end = self.end_of(cell.tag)
            self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end_row
            self.open_cell = None
        elif name == self.formula_tag:
            self.end_formula(cell)
        elif name == f"{self.prefix}extLst":
            cell.extension = self.xml[self.child_start : self.end_of(read_tag(self.xml, self.child_start))]

    def end_of(self, tag: Tag) -> int:
        """The byte after the element that ends here."""
        return tag.end if tag.empty else self.xml.index(b">", self.parser.CurrentByteIndex) + 1

    def end_formula(self, cell: CellSpan) -> None:
        self.parser.CharacterDataHandler = None
        end = self.end_of(read_tag(self.xml, self.child_start))
        span = FormulaSpan(self.child_start, end, self.child_attributes, "".join(self.text))
        cell.formula = span
        if span.sort in ("array", "dataTable"):
            self.note_area(span.attributes)
        elif span.sort == "shared" and self.map is not None:
            index = span.attributes.get("si", "")
            if self.position() not in self.bereft:
                if index in self.map.heirs:
                    self.map.heirs[index].append((self.position(), span))
            elif span.text:
                self.map.heirs[index] = []


def rows_nest(xml: bytes, found: SheetMap, name: bytes) -> bool:
    """Whether a row of the grid starts inside another one; a grid with comments is taken at its word."""
    at, last = found.data.end, found.data_close
    if xml.find(b"<!", at, last) >= 0 or xml.find(b"<?", at, last) >= 0:
        return False
    opening, closing = re.compile(rb"<%s(?=[\s/>])" % name), b"</" + name
    while row := opening.search(xml, at, last):
        tag = read_tag(xml, row.start())
        at = tag.end if tag.empty else xml.index(closing, tag.end, last)
        if opening.search(xml, tag.end, at):
            return True
    return False
