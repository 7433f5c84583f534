"""What a checker takes and gives back: a value for every cell that was asked for, or why there is none."""

from __future__ import annotations

import binascii
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

from planner.check.checkers.registry import CheckerRow
from planner.xlsx.a1 import Address

NOT_INSTALLED = "is not installed"


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
    values: Mapping[Address, Value]
    fallback_reason: str | None = None
    """Why this is not the default checker's result; None when it is, or when the checker was named."""
    second: str | None = None
    """Name and version of the checker that was asked about the cells that `checker` gave no value for."""
    beside: Mapping[Address, Value] = field(default_factory=dict)
    """Values of cells that were asked for too, and for whose sake no second checker is called."""
    from_second: frozenset[Address] = field(default_factory=frozenset)
    """The cells whose value comes from `second`."""

    def without_value(self) -> dict[Address, FormulaError | NotRun]:
        """The cells that show an error or could not be evaluated."""
        no_value = FormulaError | NotRun
        return {cell: value for cell, value in self.values.items() if isinstance(value, no_value)}


class CheckerFailed(Exception):  # noqa: N818 - it is what happened, and reads so where it is caught
    """A checker gave no result at all."""

    def __init__(self, checker: str, reason: str) -> None:
        self.checker = checker
        self.reason = reason
        super().__init__(f"{checker}: {reason}" if checker else reason)


class CheckerInfo(NamedTuple):
    """Whether this machine has a checker, for people."""

    name: str
    version: str | None
    usable: bool
    detail: str


class Program(Protocol):
    """What the module of a program offers."""

    def missing(self) -> str:
        """Why this machine cannot use it; nothing where it can. Starts nothing."""

    def look(self) -> CheckerInfo:
        """The same for people, with its version where it is quick to tell."""

    def evaluate(self, path: Path, cells: Cells, timeout_s: float) -> Evaluation:
        """The values of the cells, or CheckerFailed."""


def program(row: CheckerRow) -> Program:
    """The module of a program."""
    return cast(Program, import_module(f"{__package__}.{row.module}"))


def by_sheet(cells: Iterable[Address]) -> dict[str, list[tuple[int, int]]]:
    """Cells one by one, gathered for a request."""
    grouped: dict[str, list[tuple[int, int]]] = {}
    for name, beside in groupby(cells, key=itemgetter(0)):
        grouped.setdefault(name, []).extend([at[1:] for at in beside])
    return grouped


MISSING = object()
"""Stands for a value that the child left out."""


def values_of(cells: Cells, given: Mapping[str, Sequence[object]]) -> dict[Address, Value]:
    """A value for every cell asked for, also for those that the child left out."""
    values: dict[Address, Value] = {}
    for sheet, places in cells.items():
        encoded = [*given.get(sheet, ())[: len(places)]]
        encoded += [MISSING] * (len(places) - len(encoded))
        cells_here = [(sheet, row, column) for row, column in places]
        decoded = [value if type(value) is float else _decode(value) for value in encoded]
        values.update(zip(cells_here, decoded, strict=True))
    return values


def unpacked(row: Mapping[str, Any]) -> list[object]:
    """The values of a sheet as `worker.py` packs them, one for each cell."""
    numbers = array("d")
    numbers.frombytes(binascii.a2b_base64(row["numbers"]))
    values: list[object] = [*numbers]
    for at, value in row["others"].items():
        values[int(at)] = value
    return values


def _decode(value: object) -> Value:
    if value is MISSING:
        return NotRun("gave no value")
    match value:
        case {"error": str(code)}:
            return FormulaError(code)
        case {"not_run": str(reason)}:
            return NotRun(reason)
        case None | bool() | str():
            return value
        case int() | float():
            return float(value)
    return NotRun("gave a value that makes no sense")
