"""What every pass over a sheet part needs: its tags with their prefix, and where the parser is."""

from __future__ import annotations

from abc import ABC, abstractmethod

from planner.problems import PlanError
from planner.xlsx.a1 import MAX_COLUMN, MAX_ROW, Position, cell_name, parse_cell
from planner.xlsx.xml import Part, count_of, new_parser, parse


class Walk(ABC):
    """A pass over a sheet; a subclass gives `start`, which sees every element outside the cells it enters.

    Rows and cells may lack their `r`. To stay cheap, `last` keeps what the cell before said and is only
    worked out when somebody asks.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self.parser = new_parser(part)
        self.prefix = ""
        self.row_tag = self.cell_tag = self.formula_tag = self.value_tag = ""
        self.row = 0
        self.last: str | int = 0  # the cell before: its `r`, or its column where it had none

    def run(self, xml: bytes) -> None:
        """Parse the whole sheet."""
        self.parser.StartElementHandler = self.root_start
        parse(self.parser, xml, self.part)

    def root_start(self, name: str, _: dict[str, str]) -> None:
        """The first element: must be a worksheet; tells the prefix."""
        self.prefix = name.removesuffix("worksheet")
        if self.prefix == name:
            raise self.part.damaged("is not a worksheet")
        self.row_tag, self.cell_tag = f"{self.prefix}row", f"{self.prefix}c"
        self.formula_tag, self.value_tag = f"{self.prefix}f", f"{self.prefix}v"
        self.parser.StartElementHandler = self.start

    @abstractmethod
    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element starts outside a cell that is read."""

    def enter_row(self, text: str | None) -> None:
        """A row starts; `text` is its `r`."""
        self.row = self.row + 1 if text is None else count_of(text) or 0
        self.last = 0
        if not 1 <= self.row <= MAX_ROW:
            raise self.part.damaged(f"holds a row numbered {(text or '')[:20]!r}")

    def next_column(self) -> int:
        """The column of a cell without `r`: one right of the cell before it."""
        before = self.last if isinstance(self.last, int) else self.position()[1]
        if before >= MAX_COLUMN:
            raise self.part.damaged("holds a row with too many cells")
        return before + 1

    def position(self) -> Position:
        """Where the cell is that the parser is in or behind."""
        if isinstance(self.last, int):
            return self.row, self.last
        position = parse_cell(self.last)
        if position is None:
            raise self.part.damaged(f"holds a cell named {self.last[:20]!r}")
        return position

    def damaged_cell(self, what: str) -> PlanError:
        """The error for the cell that the parser is in."""
        return self.part.damaged(f"is damaged: cell {cell_name(*self.position())} {what}")
