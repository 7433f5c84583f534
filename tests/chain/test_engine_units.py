"""No line of the chain can mix units: each is run on quantities that refuse to."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from tests.chain.hand_plan import hand_inputs
from tests.quantities import powers_of, quantity

CHOICES = {
    "terminal_method": ("none", "perpetual growth", "exit multiple"),
    "level": ("low", "base", "high"),
    "plan_currency": ("CNY", "USD"),
    "source_budget": ("yes", "no"),
    "token_cost_at": ("typed load", "planned load"),
    "training_precision": ("BF16", "FP8"),
    "throughput_from": ("measured", "utilisation", "predicted"),
}
"""Texts on which a line depends; it must keep its unit whichever is chosen."""

MADE_OF_WORDS = {"cluster_term_months", "model_term_months"}
"""Lines to which no number comes: what carries a unit among their arguments is nothing."""


@cache
def values() -> dict[str, Any]:
    inputs = hand_inputs()
    return {**inputs, **LINES.evaluate(inputs)}


def options(key: str, need: str) -> list[Any]:
    """What a line may be given for a key: every choice, or the value in its unit."""
    value = values()[need]
    if isinstance(value, str | tuple):
        return list(CHOICES.get(need, [value]))
    return [quantity(value, LINES[key].unit_of_needs[need])]


@pytest.mark.parametrize("key", sorted(LINES))
def test_a_line_comes_out_in_the_unit_that_it_declares(key: str) -> None:
    line = LINES[key]
    for args in product(*(options(key, need) for need in line.needs)):
        result = line.function(*args)
        if key not in MADE_OF_WORDS:
            assert powers_of(result) == dict(line.unit.powers), f"{key} declares {line.unit.name}"
        assert np.all(np.isfinite(getattr(result, "value", result)))


def test_every_line_takes_a_key_in_the_unit_in_which_it_is_given() -> None:
    for line in LINES.values():
        for need, unit in line.unit_of_needs.items():
            if need in LINES:
                assert unit == LINES[need].unit, f"{line.key} takes {need}"


def test_every_input_is_taken_in_one_unit() -> None:
    for key in LINES.inputs:
        units = {line.unit_of_needs[key].name for line in LINES.values() if key in line.needs}
        assert len(units) == 1, f"{key}: {units}"
