"""Lines of the workbook for a case that is no plan: some inputs and lines are given, inputs have defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from planner.model import LINES
from planner.model.lines import Lines
from planner.template.load import load_template
from planner.template.rows import Row


class NoDefaultError(LookupError):
    """A line needs an input that is neither given nor has a default."""


def lines_of(wanted: Sequence[str], given: Mapping[str, Any], scenario: str = "base") -> dict[str, Any]:
    """What these lines come to. A line that is given is taken as it is, and so is what only it needs.

    Args:
        wanted: keys of lines.
        given: values of inputs, lines and columns of tables, as the engine takes them.
        scenario: whose defaults the other inputs take.

    Raises:
        NoDefaultError: an input is not given and has no default.
    """
    import numpy as np

    lines = _lines(tuple(wanted), frozenset(given))
    known = {key: _default(key, scenario) for key in lines.inputs - given.keys()}
    with np.errstate(all="ignore"):
        values = lines.evaluate({**known, **given})
    return {key: values[key] for key in wanted}


@cache
def _lines(wanted: tuple[str, ...], given: frozenset[str]) -> Lines:
    return LINES.for_keys(wanted, given)


@cache
def _rows() -> dict[str, Row]:
    return {row.key: row for row in load_template().inputs}


def _default(key: str, scenario: str) -> float | str:
    row = _rows().get(key)
    value = row.default if row else None
    if isinstance(value, Mapping):
        value = value[scenario]
    if value is None:
        raise NoDefaultError(key)
    return float(value) if isinstance(value, int) else value
