"""What a workbook must tell so that planner finds and reads its cells: a file, or an open workbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from planner.xlsx.a1 import Position

if TYPE_CHECKING:
    from planner.xlsx.cell import Cell
    from planner.xlsx.package import Calculation, Table


class Named(Protocol):
    """A tab of the workbook."""

    @property
    def name(self) -> str:
        """As the user calls it."""


class Source(Protocol):
    """One snapshot of a workbook. :class:`planner.xlsx.package.Package` is the one of a file."""

    @property
    def file(self) -> str:
        """The workbook as messages call it."""

    @property
    def sheets(self) -> Sequence[Named]:
        """Its tabs, in order."""

    @property
    def defined_names(self) -> Mapping[str, str]:
        """Names of the whole workbook -> what they say, without the equals sign."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """Its tables, by the name that formulas use."""

    @property
    def date1904(self) -> bool:
        """Whether it counts its dates from 1904."""

    @property
    def calculation(self) -> Calculation:
        """How it asks to be calculated."""

    def cells(self, sheet: str, wanted: Collection[Position] | None = None) -> dict[Position, Cell]:
        """The wanted cells that a sheet holds (all of them for None), by row and column."""

    def size(self, sheet: str) -> int:
        """How many bytes there are to read for the cells of a sheet."""
