"""The registry of lines: ``@line`` makes an engine function the definition of one key.

The function's name is the key, its parameters name the keys it needs, its annotations carry the units, and
``@line(axis="month")`` says that it has one value a month; a line without an axis is a scalar. With
``each="cluster"`` it is a grid, one row of months for each cluster. Nothing else connects lines, so the order
of evaluation follows from the parameters alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from graphlib import CycleError, TopologicalSorter
from operator import itemgetter
from types import CodeType
from typing import Any, TypeVar, get_type_hints, overload

from planner.units import Unit, unit_of

Function = TypeVar("Function", bound=Callable[..., Any])


class UnknownKeysError(KeyError):
    """Lines need keys that are neither inputs nor lines."""


class CircularLinesError(ValueError):
    """Lines need one another in a circle."""


@dataclass(frozen=True)
class Line:
    """One key of the engine: how it is computed, from which keys, in which unit, along which axis."""

    key: str
    function: Callable[..., Any]
    needs: tuple[str, ...]
    axis: str = ""
    """What its values run along, such as `month`; nothing for a scalar."""
    each: str = ""
    """What it has one row of values for, such as `cluster`, the axis before the last; nothing for one row."""

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.function, include_extras=True)

    @property
    def unit(self) -> Unit:
        """The unit of the result."""
        return unit_of(self._hints["return"])

    @property
    def unit_of_needs(self) -> dict[str, Unit]:
        """The unit in which each needed key is taken."""
        return {key: unit_of(self._hints[key]) for key in self.needs}


class Lines(Mapping[str, Line]):
    """A set of lines, and their evaluation in dependency order."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._lines = {line.key: line for line in lines}
        self._order: tuple[Line, ...] | None = None
        self._inputs: frozenset[str] | None = None
        self._prepared: Sequence[tuple[str, Callable[..., Any], Callable[..., Any]]] | None = None

    def __getitem__(self, key: str) -> Line:
        return self._lines[key]

    def __iter__(self) -> Any:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def line(self, function: Function, /) -> Function: ...
    @overload
    def line(self, /, *, axis: str, each: str = "") -> Callable[[Function], Function]: ...
    def line(self, function: Any = None, /, *, axis: str = "", each: str = "") -> Any:
        """Register a function as the definition of the key it is named after, with what it runs along."""
        if function is None:
            return partial(self._register, axis=axis, each=each)
        return self._register(function, axis, each)

    def _register(self, function: Function, axis: str, each: str) -> Function:
        key = function.__name__
        if key in self._lines:
            raise ValueError(f"two engine functions are named {key}")
        code: CodeType = function.__code__  # faster than inspect.signature
        self._lines[key] = Line(key, function, code.co_varnames[: code.co_argcount], axis, each)
        self._order = self._inputs = self._prepared = None
        return function

    @property
    def inputs(self) -> frozenset[str]:
        """The keys that some line needs and no line computes."""
        if self._inputs is None:
            needed = {key for line in self._lines.values() for key in line.needs}
            self._inputs = frozenset(needed - self._lines.keys())
        return self._inputs

    def in_order(self) -> tuple[Line, ...]:
        """Every line, each after all the lines it needs.

        Raises:
            CircularLinesError: lines need one another; the message names the circle.
        """
        if self._order is None:
            graph = {line.key: [k for k in line.needs if k in self._lines] for line in self._lines.values()}
            try:
                self._order = tuple(self._lines[key] for key in TopologicalSorter(graph).static_order())
            except CycleError as error:
                circle = " -> ".join(reversed(error.args[1]))
                raise CircularLinesError(f"these lines need one another: {circle}") from error
        return self._order

    def upstream(self, key: str) -> frozenset[str]:
        """Every key, input or line, that a line depends on, at any depth."""
        found: set[str] = set()
        queue = [key]
        while queue:
            line = self._lines.get(queue.pop())
            fresh = set(line.needs) - found if line else set()
            found |= fresh
            queue.extend(fresh)
        return frozenset(found)

    def for_keys(self, keys: Iterable[str], given: Collection[str] = ()) -> Lines:
        """The lines of these keys, with all that they need; those that are given count as inputs."""
        needed, queue = set[str](), list(keys)
        while queue:
            if (key := queue.pop()) not in needed and key in self._lines and key not in given:
                needed.add(key)
                queue.extend(self._lines[key].needs)
        return Lines(line for line in self._lines.values() if line.key in needed)

    def evaluate(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The value of every line, from the values of the inputs.

        A line that divides by zero or overflows is NaN, as numpy has it, and so is what needs it.

        Args:
            inputs: key -> a float, a text or an array (table columns have rows as the last axis,
                monthly values have months; draws lead). The same functions serve one plan and a million.

        Raises:
            UnknownKeysError: inputs are missing; the message names each and the lines that need it.
        """
        missing = sorted(self.inputs - inputs.keys())
        if missing:
            wanted = [f"{key} (for {', '.join(self._users(key))})" for key in missing]
            raise UnknownKeysError(f"no value for {'; '.join(wanted)}")
        known = dict(inputs)
        results: dict[str, Any] = {}
        for key, function, needed in self._calls():
            try:
                value = function(*needed(known))
            except ArithmeticError:
                value = math.nan
            results[key] = known[key] = value
        return results

    def _calls(self) -> Sequence[tuple[str, Callable[..., Any], Callable[[Mapping[str, Any]], Any]]]:
        """Each line's key, its function and what picks the values that it takes, in order."""
        if self._prepared is None:
            self._prepared = [(line.key, line.function, _picks(line.needs)) for line in self.in_order()]
        return self._prepared

    def spread(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of lines by rows of a workbook. A grid `cluster_rent` gives `cluster_rent_1` and on."""
        found: dict[str, Any] = {}
        for key, value in values.items():
            known = self._lines.get(key)
            found.update(rows_of_grid(key, value) if known and known.each else {key: value})
        return found

    def _users(self, key: str) -> list[str]:
        return [line.key for line in self._lines.values() if key in line.needs]


def rows_of_grid(key: str, grid: Any) -> dict[str, Any]:
    """Each row of a grid under a key of its own, `key_1` to `key_K`; draws keep their place in front."""
    return {f"{key}_{row + 1}": grid[..., row, :] for row in range(grid.shape[-2])}


def _picks(keys: Sequence[str]) -> Callable[[Mapping[str, Any]], Any]:
    """What takes the values of keys out of all that is known, many times faster than one by one."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda known: [known[key] for key in keys]


LINES = Lines()
line = LINES.line
