"""The table of the sheet `Risk inputs` as its owner left it: every row judged, every problem told."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from planner.book.find import Book
from planner.book.targets import target
from planner.layout.places import Place
from planner.problems import PlanError, Problem, did_you_mean, quoted
from planner.risk.hdr import MOST
from planner.risk.inputs_sheet import AT, FIRST, SEED_AT, TRIAL_AT
from planner.risk.quantiles import is_feasible, unbounded
from planner.risk.uncertain import (
    DISCRETE,
    EVENT,
    KINDS,
    LOGNORMAL,
    METALOG,
    TRIANGULAR,
    UNIFORM,
    Uncertain,
)
from planner.template.rows import Column, Row, Text
from planner.xlsx.cell import Cell

MARK_ROW = 3
Report = Callable[[str, str, str], Problem]
"""Makes a problem at the cell of a column from a message and a remedy."""


class Table(NamedTuple):
    """What the sheet says."""

    rows: tuple[Uncertain, ...]
    seed: int
    trial: int


def read_table(book: Book, sheet: str, moved: int) -> Table:
    """The table, its seed and its trial.

    Args:
        moved: how many rows were put above the mark since planner wrote it.

    Raises:
        PlanError: cells say nothing that can be drawn; all of them are listed.
    """
    cells = book.source.cells(sheet)
    problems: list[Problem] = []
    rows: list[Uncertain] = []
    at = FIRST + moved
    while (key := _value(cells, at, AT["key"])) not in {None, ""}:
        reader = _Reader(book, sheet, at, cells)
        found = reader.row(str(key))
        (problems if isinstance(found, Problem) else rows).append(found)  # type: ignore[arg-type]
        at += 1
    problems += _twice(rows, book, sheet)
    seed = _whole(book, sheet, cells, (SEED_AT[0] + moved, SEED_AT[1]), "the seed", 0, problems)
    trial = _whole(book, sheet, cells, (TRIAL_AT[0] + moved, TRIAL_AT[1]), "the trial", 1, problems)
    if problems:
        raise PlanError(problems)
    return Table(tuple(rows), seed, trial)


def _value(cells: Mapping[tuple[int, int], Cell], row: int, column: int) -> object:
    cell = cells.get((row, column))
    return cell.value if cell else None


def _whole(
    book: Book,
    sheet: str,
    cells: Mapping[tuple[int, int], Cell],
    at: tuple[int, int],
    name: str,
    least: int,
    problems: list[Problem],
) -> int:
    value = _value(cells, *at)
    if isinstance(value, float) and value.is_integer() and least <= value <= MOST:
        return int(value)
    message = f"{name} is {quoted(str(value))}, expected a whole number"
    problems.append(book.problem(Place(sheet, *at), message, f"Enter {least:,} to {MOST:,}."))
    return least


def _twice(rows: list[Uncertain], book: Book, sheet: str) -> list[Problem]:
    """Two rows of one input, or two that would be drawn alike."""
    seen: dict[object, int] = {}
    found = []
    for number, row in enumerate(rows):
        for key, said in ((row.name, row.name), ((row.variable, row.entity), "its variable and entity")):
            if seen.setdefault(key, number) != number:
                place = Place(sheet, FIRST + number, AT["key"])
                message = f"{said} stands in two rows of the table"
                found.append(book.problem(place, message, "Change or delete one of them.", row.name))
    return found


def _disordered(kind: str, low: float, base: float, high: float) -> tuple[str, str] | None:
    """What is wrong with the order of three values, and what to do."""
    if kind in {METALOG, LOGNORMAL} and low >= high:
        return f"P10, {low:g}, is not below P90, {high:g}", "Enter the smaller number as low."
    if kind in {TRIANGULAR, UNIFORM} and low >= high:
        return f"its lower end, {low:g}, is not below the upper one, {high:g}", "Enter the smaller as low."
    if kind == TRIANGULAR and not low <= base <= high:
        return f"base, {base:g}, is not between low and high, {low:g} and {high:g}", "Enter them by size."
    if kind == LOGNORMAL and low <= 0:
        return f"P10, {low:g}, is not above 0, as a lognormal has it", "Raise it, or use another kind."
    return None


def _fitted(
    values: tuple[float, float, float], lower: float | None, upper: float | None
) -> tuple[float, float, float]:
    low, base, high = (unbounded(one, lower, upper) for one in values)
    return low, base, high


class _Reader:
    """One row of the table."""

    def __init__(self, book: Book, sheet: str, at: int, cells: Mapping[tuple[int, int], Cell]) -> None:
        self.book, self.sheet, self.at, self.cells = book, sheet, at, cells

    def problem(self, column: str, message: str, remedy: str, key: str = "") -> Problem:
        return self.book.problem(Place(self.sheet, self.at, AT[column]), message, remedy, key)

    def value(self, column: str) -> object:
        return _value(self.cells, self.at, AT[column])

    def row(self, key: str) -> Uncertain | Problem:
        """The row, or the first thing that is wrong with it."""
        found = target(self.book, key, None)
        if isinstance(found, Problem):
            return self.problem("key", found.message, found.remedy, key)
        if isinstance(found.of, Text):
            return self.problem("key", f"{key} is a text, and nothing is drawn of it", "Delete the row.", key)
        kind = str(self.value("kind") or "").strip().casefold()
        if kind not in KINDS:
            remedy = did_you_mean(kind, KINDS, f"Kinds: {', '.join(KINDS)}.")
            return self.problem("kind", f"there is no kind {quoted(kind)}", remedy, key)
        for step in (self._numbers, self._ends, self._shares):
            if problem := step(kind, found.of, key):
                return problem
        return self._made(kind, found.of, found.name)

    def _numbers(self, kind: str, of: Row | Column, key: str) -> Problem | None:
        """Each cell holds a number where it must, or a word where the input is one."""
        words = of.is_text if isinstance(of, Row) else of.type != "number"
        for name in ("low", "base", "high"):
            value = self.value(name)
            if words and kind not in {DISCRETE, EVENT}:
                message = f"{key} is one of several words, of which no {kind} is drawn"
                return self.problem("kind", message, f"Use {DISCRETE}.", key)
            if words == isinstance(value, str) and value not in {None, ""} and not isinstance(value, bool):
                continue
            wanted = "a word of its list" if words else "a number"
            return self.problem(name, f"{name} of {key} is {quoted(str(value))}", f"Enter {wanted}.", key)
        for name in ("lower", "upper", "probability", "correlation"):
            value = self.value(name)
            if value not in {None, ""} and (isinstance(value, bool) or not isinstance(value, float)):
                return self.problem(name, f"{name} of {key} is {quoted(str(value))}", "Enter a number.", key)
        for name in ("variable", "entity"):
            value = self.value(name)
            if not isinstance(value, float) or not value.is_integer() or not 0 <= value < MOST:
                message = f"{name} of {key} is {quoted(str(value))}, expected a whole number"
                return self.problem(name, message, f"Enter 0 to {MOST - 1:,}.", key)
        return None

    def _ends(self, kind: str, of: Row | Column, key: str) -> Problem | None:
        """Low, base and high are within the bounds and in order, and make a distribution."""
        values = [self.value(name) for name in ("low", "base", "high")]
        low, base, high = (value if isinstance(value, float) else math.nan for value in values)
        if math.isnan(low + base + high):  # words
            return None
        lower, upper = self.number("lower"), self.number("upper")
        if lower is not None and upper is not None and lower >= upper:
            return self.problem("lower", f"the bounds of {key} are crossed", "Enter the smaller first.", key)
        for name, value in (("low", low), ("base", base), ("high", high)):
            if (of.min is not None and value < of.min) or (of.max is not None and value > of.max):
                message = f"{name} of {key} is {value:g}, and the input may be {of.min:g} to {of.max:g}"
                return self.problem(name, message, "Enter a number within that.", key)
        found = _disordered(kind, low, base, high)
        if not found and kind == METALOG and not is_feasible(*_fitted((low, base, high), lower, upper)):
            message = f"no metalog has P10 {low:g}, P50 {base:g} and P90 {high:g} within its bounds"
            found = message, f"Use {TRIANGULAR}, or move base towards the middle."
        return self.problem("low", f"{key}: {found[0]}", found[1], key) if found else None

    def _shares(self, kind: str, of: Row | Column, key: str) -> Problem | None:
        """The probability and the correlation are ones."""
        probability, most = self.number("probability"), 0.5 if kind == DISCRETE else 1.0
        if kind in {DISCRETE, EVENT} and not 0 <= (-1.0 if probability is None else probability) <= most:
            message = f"the probability of {key} is {probability}, expected 0 to {most:g}"
            return self.problem("probability", message, f"Enter 0 to {most:g}.", key)
        correlation = self.number("correlation") or 0.0
        if not -1 <= correlation <= 1:
            message = f"the correlation of {key} is {correlation:g}, expected -1 to 1"
            return self.problem("correlation", message, "Enter -1 to 1.", key)
        if correlation and not self.value("group"):
            message = f"{key} has a correlation with the factor of a group, and no group"
            return self.problem("group", message, "Name its group.", key)
        return None

    def number(self, name: str) -> float | None:
        """A cell that may be empty."""
        value = self.value(name)
        return value if isinstance(value, float) and not isinstance(value, bool) else None

    def _made(self, kind: str, of: Row | Column, name: str) -> Uncertain:
        low, base, high = (self.value(one) for one in ("low", "base", "high"))
        return Uncertain(
            name,
            kind,
            low,  # type: ignore[arg-type]
            base,  # type: ignore[arg-type]
            high,  # type: ignore[arg-type]
            of,
            int(self.number("variable") or 0),
            int(self.number("entity") or 0),
            self.number("lower"),
            self.number("upper"),
            self.number("probability") or 0.0,
            str(self.value("group") or ""),
            self.number("correlation") or 0.0,
            str(self.value("note") or ""),
            self._where(of, name),
        )

    def _where(self, of: Row | Column, name: str) -> tuple[str, str, int] | None:
        if isinstance(of, Row):
            return None
        table = name.partition("[")[0]
        found = target(self.book, name, None)
        if isinstance(found, Problem):
            raise AssertionError(f"{name} is not found again")
        return table, of.key, found.place.row - self.book.layout.tables[table].first_row
