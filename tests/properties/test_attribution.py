"""What each change between two plans did adds up to the whole, whatever the plans are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from planner.check.attribution import attributions
from planner.check.between import Between
from planner.model import LINES
from planner.template.load import load_preset, load_template
from tests.books import Values
from tests.inputs import engine_inputs
from tests.random_values import random_values
from tests.sampled import sampled

TEMPLATE = load_template()
KEYS = [shown.key for shown in TEMPLATE.key_numbers]
PRESETS = ("essay", "startup")


def plan(seed: int, preset: str) -> dict[str, Any]:
    like = load_preset(preset)
    values = random_values(TEMPLATE, seed, like=Values.of(like))
    return engine_inputs(TEMPLATE, values.preset(like), "base", values.axes)


def numbers(known: dict[str, Any]) -> dict[str, float]:
    with np.errstate(all="ignore"):
        values = LINES.evaluate(known)
    return {key: float(values[key]) for key in KEYS}


@pytest.mark.parametrize("seed", sampled(range(50), (0, 5, 7, 24)))
def test_effects_add_up_to_the_change_of_every_key_result(seed: int) -> None:
    preset = PRESETS[seed % 2]
    before = plan(2 * seed, preset)
    after = plan(2 * seed + 1, preset) if seed % 5 else plan(2 * seed, "essay") | {"opening_cash": 1e9}
    then, now = numbers(before), numbers(after)
    assert all(map(math.isfinite, (*then.values(), *now.values())))
    between = Between(TEMPLATE, before, after)
    assert numbers(between.plan(0)) == then
    assert numbers(between.plan((1 << len(between.changes)) - 1)) == now
    for key, found in attributions(between, dict.fromkeys(KEYS)).items():
        total = math.fsum(part.effect for part in found.parts)
        # A plan half way between two random ones may come to 1e20: effects are as exact as its numbers are.
        greatest = max((abs(part.effect) for part in found.parts), default=0.0)
        rounding = 1e-12 * max(abs(then[key]), abs(now[key]), greatest)
        assert total == pytest.approx(now[key] - then[key], rel=1e-9, abs=rounding), (key, found.method)
        told = [number for part in found.parts for number in part.of]
        assert len(told) == len(set(told))
