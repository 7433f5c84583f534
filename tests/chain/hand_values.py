"""What the chain comes to on the plan whose numbers come out by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from planner.model.chain import CHAIN
from tests.chain.hand_plan import hand_inputs

HOURS = 720
MONTHS = np.arange(1.0, 61.0)


def close(number: Any) -> Any:
    return pytest.approx(number, rel=1e-12, abs=1e-9)


@cache
def values(level: str = "base") -> dict[str, Any]:
    return CHAIN.evaluate(hand_inputs(level))


def changed(level: str = "base", **changes: Any) -> dict[str, Any]:
    return CHAIN.evaluate(hand_inputs(level, **changes))


def alone(key: str, *args: Any) -> Any:
    """One line by itself, on values of what it needs in the order in which it names them."""
    return CHAIN[key].function(*args)


def months(key: str, first: int, last: int, row: int | None = None, level: str = "base") -> list[float]:
    """The values of a line in some months, counted from 1."""
    line = values(level)[key] if row is None else values(level)[key][row]
    return list(line[first - 1 : last])
