"""What the chain comes to on the plan whose numbers come out by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from tests.chain.hand_plan import hand_inputs

HOURS = 720
MONTHS = np.arange(1.0, 61.0)


def close(number: Any) -> Any:
    return pytest.approx(number, rel=1e-12, abs=1e-9)


@cache
def values(level: str = "base") -> dict[str, Any]:
    return LINES.evaluate(hand_inputs(level))


def changed(level: str = "base", **changes: Any) -> dict[str, Any]:
    return LINES.evaluate(hand_inputs(level, **changes))


def alone(key: str, *args: Any) -> Any:
    """One line by itself, on values of what it needs in the order in which it names them."""
    return LINES[key].function(*args)


def months(key: str, first: int, last: int, row: int | None = None, level: str = "base") -> list[float]:
    """The values of a line in some months, counted from 1."""
    line = values(level)[key] if row is None else values(level)[key][row]
    return list(line[first - 1 : last])


def met(check: str, **needs: Any) -> float:
    """One check by itself, on values of what it needs."""
    return float(LINES[check].function(**needs))


def plan_meets(check: str, **changes: Any) -> float:
    """A check of the plan by hand, with some of its inputs changed."""
    return float(changed(**changes)[check])


def column(key: str, row: int, value: float) -> Any:
    """A column of the plan by hand with another value in one row, counted from 1."""
    moved = np.array(hand_inputs()[key])
    moved[row - 1] = value
    return moved


def grid(*typed: list[float]) -> Any:
    """These rows of months, and rows of 0 up to six."""
    return np.array([*typed, *[[0.0] * len(typed[0])] * (6 - len(typed))])
