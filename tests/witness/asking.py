"""Asks HyperFormula, in a process of its own, what every formula of a workbook comes to."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.check.checkers.base import FormulaError
from tests.conftest import missing
from tests.witness.reading import Cell, Workbook, formulas_of, read
from tests.witness.spelling import spelled

FOLDER = Path(__file__).parent
SECONDS = 300
"""Far more than the largest plan takes."""


class Error(str):
    """The code of an error that a formula comes to, and so never equal to a text of those letters."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Error) and str.__eq__(self, other)

    def __hash__(self) -> int:
        return super().__hash__()


def node() -> str:
    """The program Node, where it and HyperFormula are installed."""
    program = shutil.which("node")
    if program is None:
        missing("Node")
    if not (FOLDER / "node_modules" / "hyperformula").is_dir():
        missing("HyperFormula (`make witness`)")
    assert program is not None
    return program


def calculated(book: Workbook) -> dict[Cell, Any]:
    """What each formula comes to."""
    wanted = list(formulas_of(book))
    asked = {"sheets": _rows(book), "names": _names(book), "wanted": wanted}
    done = subprocess.run(
        [node(), str(FOLDER / "calculate.cjs")],
        input=json.dumps(asked),
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    values = json.loads(done.stdout)["values"]
    return {cell: _plain(value) for cell, value in zip(wanted, values, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return Error(value["error"])
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _names(book: Workbook) -> dict[str, str]:
    return {name: "=" + spelled(book, text, 1) for name, text in book.names.items()}


def _rows(book: Workbook) -> dict[str, list[list[Any]]]:
    """Each sheet as rows of cells, up to its last one."""
    filled = book.values.keys() | book.formulas.keys()
    sheets: dict[str, list[list[Any]]] = {}
    for sheet in book.sheets:
        places = [(row, column) for name, row, column in filled if name == sheet]
        width = max((column for _, column in places), default=0)
        sheets[sheet] = [[None] * width for _ in range(max((row for row, _ in places), default=0))]
    for sheet, row, column in filled:
        sheets[sheet][row - 1][column - 1] = _content(book, (sheet, row, column))
    return sheets


def _content(book: Workbook, cell: Cell) -> Any:
    if cell in book.formulas:
        return "=" + spelled(book, book.formulas[cell], cell[1])
    value = book.values[cell]
    return f"'{value}" if isinstance(value, str) else value


@dataclass(frozen=True)
class Answer:
    """What a checker's evaluation holds, as far as the comparison with the engine reads it."""

    values: Mapping[Cell, Any]


class HyperFormula:
    """Stands where a checker's session stands."""

    def evaluate(
        self, path: Path, wanted: Mapping[str, Sequence[tuple[int, int]]], allowance: object = None
    ) -> Answer:
        """The values of these cells of a workbook. It takes its time, whatever it is allowed."""
        found = calculated(read(path))
        cells = [(sheet, *position) for sheet, positions in wanted.items() for position in positions]
        return Answer({cell: _as_a_checker_says_it(found[cell]) for cell in cells})


def _as_a_checker_says_it(value: Any) -> Any:
    return FormulaError(str(value)) if isinstance(value, Error) else value
