"""What a checker gives back: a value for every cell that was asked for, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

CHECKERS = ("ironcalc", "cellrune", "libreoffice", "excel")

PROGRAMS = {"libreoffice", "excel"}
"""Those that are no Python package: they start with the file, and each brings its own way to be asked."""

# On two shared cores ironcalc needs 0.3 s for 20,000 formulas, cellrune 1.6 s and LibreOffice 3 s. A program
# that takes many times as long hangs; after the default one comes another, so its turn is short.
TIMEOUTS_S: Mapping[str, float] = MappingProxyType(
    {"ironcalc": 10.0, "cellrune": 60.0, "libreoffice": 120.0, "excel": 120.0}
)

# cellrune takes 1.3 GB for 200,000 formulas; at three times that, the machine needs protecting.
MEMORY_BYTES = 4 << 30


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a checker may take for one workbook."""

    seconds: float
    memory: int = MEMORY_BYTES
    """Bytes; LibreOffice has a limit of its own."""


SHORT_S: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"ironcalc": (3.0, 1.0), "cellrune": (4.0, 4.0)}
)
"""For a checker that another may follow: seconds, and seconds more for each MB of the file."""
SMALL_BYTES = 768 << 20
PER_PACKED_BYTE = 256
"""The memory that goes with it."""


def short_allowance(checker: str, file_bytes: int) -> Allowance:
    """Enough for every workbook of that size, and little enough that a small one that hangs it ends soon."""
    first, more = SHORT_S[checker]
    seconds = min(first + more * file_bytes / 1e6, TIMEOUTS_S[checker])
    return Allowance(seconds, min(SMALL_BYTES + PER_PACKED_BYTE * file_bytes, MEMORY_BYTES))


Cell = tuple[str, int, int]
"""Sheet name, row and column, both from 1."""

Cells = Mapping[str, Sequence[tuple[int, int]]]
"""The cells to evaluate: sheet name to (row, column) pairs."""


Typed = Mapping[str, Sequence[tuple[int, int, float | str]]]
"""Values for cells of a workbook that a checker has open: sheet name to (row, column, value)."""


@dataclass(frozen=True, slots=True)
class FormulaError:
    """An error value of the spreadsheet language, which Excel would show too: `#DIV/0!`."""

    code: str

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True, eq=False)
class NotRun:
    """The checker could not evaluate the cell. Says nothing about what the formula is worth.

    It equals nothing, as a number that is none: not another cell that was not run, and not itself.
    """

    reason: str

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return id(self)


Value = float | str | bool | FormulaError | NotRun | None
"""What a cell shows; None is a blank cell."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The values of exactly the cells that were asked for."""

    checker: str
    version: str
    values: Mapping[Cell, Value]
    fallback_reason: str | None = None
    """Why this is not the default checker's result; None when it is, or when the checker was named."""
    second: str | None = None
    """Name and version of the checker that was asked about the cells that `checker` gave no value for."""
    beside: Mapping[Cell, Value] = field(default_factory=dict)
    """Values of cells that were asked for too, and for whose sake no second checker is called."""
    from_second: frozenset[Cell] = field(default_factory=frozenset)
    """The cells whose value comes from `second`."""

    def without_value(self) -> dict[Cell, FormulaError | NotRun]:
        """The cells that show an error or could not be evaluated."""
        no_value = FormulaError | NotRun
        return {cell: value for cell, value in self.values.items() if isinstance(value, no_value)}


class CheckerFailed(Exception):  # noqa: N818 - it is what happened, and reads so where it is caught
    """A checker gave no result at all."""

    def __init__(self, checker: str, reason: str) -> None:
        self.checker = checker
        self.reason = reason
        super().__init__(f"{checker}: {reason}" if checker else reason)


@dataclass(frozen=True, slots=True)
class CheckerInfo:
    """Whether this machine has a checker, for people."""

    name: str
    version: str | None
    usable: bool
    detail: str


def by_sheet(cells: Iterable[Cell]) -> dict[str, list[tuple[int, int]]]:
    """Cells one by one, gathered for a request."""
    grouped: dict[str, list[tuple[int, int]]] = {}
    for sheet, row, column in cells:
        grouped.setdefault(sheet, []).append((row, column))
    return grouped
