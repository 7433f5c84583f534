"""A worksheet as the rules look at it: its cells, and everything around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planner.xlsx import package as parts
from planner.xlsx.a1 import Area, Position, parse_area
from planner.xlsx.cell import Cell

DEFAULT_WIDTH, DEFAULT_HEIGHT = 9.14, 15.0


@dataclass(frozen=True, slots=True)
class Column:
    """The columns of a sheet from first to last that share a width."""

    first: int
    last: int
    width: float
    hidden: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row that says something of itself; a height of None leaves it to the program that shows it."""

    height: float | None
    fixed: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be typed into some cells."""

    areas: tuple[Area, ...]
    kind: str
    formulas: tuple[str, ...]
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A conditional format: where, on which formulas, and the number of the style that it sets."""

    areas: tuple[Area, ...]
    formulas: tuple[str, ...]
    style: int | None


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink; `target` is empty where it leads out of the workbook."""

    area: Area
    target: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Page:
    """How a sheet is printed."""

    fits: bool = False
    pages_wide: int = 1
    pages_tall: int = 1
    scale: int = 100
    landscape: bool = False
    paper: int = 1
    margins: tuple[float, float, float, float] = (0.7, 0.7, 0.75, 0.75)  # left, right, top, bottom; inches
    row_breaks: tuple[int, ...] = ()


@dataclass(slots=True)
class Sheet:
    """One worksheet."""

    info: parts.Sheet
    cells: Mapping[Position, Cell]
    rows: Mapping[int, Row] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    validations: list[Validation] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    page: Page = field(default_factory=Page)
    frozen_rows: int = 0
    protected: bool = False
    default_width: float = DEFAULT_WIDTH
    default_height: float = DEFAULT_HEIGHT
    _texts: dict[int, dict[int, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name on its tab."""
        return self.info.name

    def width(self, column: int) -> float:
        """The Excel width of a column; 0 where it is hidden."""
        found = next((c for c in self.columns if c.first <= column <= c.last), None)
        if found is None:
            return self.default_width
        return 0.0 if found.hidden else found.width

    def text(self, row: int, column: int) -> str:
        """The text that a cell holds or shows; empty for all else."""
        cell = self.cells.get((row, column))
        return cell.value if cell is not None and isinstance(cell.value, str) else ""

    def texts(self, row: int) -> Mapping[int, str]:
        """The texts that somebody typed into a row, by column."""
        if not self._texts:
            self._texts[0] = {}
            for (at, column), cell in sorted(self.cells.items()):
                if isinstance(cell.value, str) and cell.formula is None and cell.value.strip():
                    self._texts.setdefault(at, {})[column] = cell.value.strip()
        return self._texts.get(row, {})

    @property
    def last(self) -> Position:
        """The last row and column that hold something."""
        filled = [at for at, cell in self.cells.items() if cell.value is not None or cell.formula is not None]
        return max((row for row, _ in filled), default=0), max((column for _, column in filled), default=0)


def areas_of(text: str) -> tuple[Area, ...]:
    """The areas of an `sqref`."""
    found = (parse_area(piece) for piece in text.split())
    return tuple(area for area in found if area is not None)


def within(position: Position, areas: Iterable[Area]) -> bool:
    """Whether a cell lies in one of the areas."""
    return any(position in area for area in areas)
