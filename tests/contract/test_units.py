"""No engine function can mix units: each is run on quantities that refuse to."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from planner.template.load import load_preset, load_template
from planner.units import BILLION, MONTHS_PER_YEAR, SECONDS_PER_DAY, UNITS, Unit
from tests.inputs import engine_inputs
from tests.quantities import Quantity, UnitError, powers_of, quantity

USD, CNY = UNITS["USD"], UNITS["CNY"]
MADE_OF_WORDS = {"cluster_term_months", "model_term_months"}
"""Lines to which no number comes: what carries a unit among their arguments is nothing."""

DAYS, YEARS = UNITS["days"], UNITS["years"]


def in_unit(value: Any, unit: Unit) -> Any:
    """Numbers and number columns become quantities; texts and optional columns keep their shape."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return tuple(
            item if item is None or isinstance(item, str) else quantity(item, unit) for item in value
        )
    return quantity(value, unit)


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    inputs = engine_inputs(load_template(), load_preset("startup"), "base")
    return {**inputs, **LINES.evaluate(inputs)}


def choices_of(need: str) -> list[str]:
    """The words of a choice among fixed ones; a line must keep its unit whichever is chosen."""
    return next((list(row.choices) for row in load_template().inputs if row.key == need), [])


@pytest.mark.parametrize("key", sorted(LINES))
def test_a_line_comes_out_in_the_unit_that_it_declares(key: str, values: dict[str, Any]) -> None:
    line = LINES[key]
    options = [choices_of(need) or [in_unit(values[need], line.unit_of_needs[need])] for need in line.needs]
    for args in product(*options):
        result = line.function(*args)
        if key not in MADE_OF_WORDS:
            assert powers_of(result) == dict(line.unit.powers), f"{key} declares {line.unit.name}"
        assert np.all(np.isfinite(getattr(result, "value", result)))


def test_every_line_takes_a_key_in_the_unit_in_which_it_is_given() -> None:
    declared = {row.key: row.unit for _, row in load_template().rows()}
    for line in LINES.values():
        for need, unit in line.unit_of_needs.items():
            if need in declared:
                assert unit.name == declared[need], f"{line.key} takes {need}"


def test_usd_cannot_be_added_to_cny() -> None:
    with pytest.raises(UnitError):
        quantity(1.0, USD) + quantity(1.0, CNY)


def test_days_cannot_be_compared_with_years() -> None:
    with pytest.raises(UnitError):
        quantity(1.0, DAYS) < quantity(1.0, YEARS)  # noqa: B015 - the comparison is what must fail


def test_a_plain_number_cannot_be_added_to_money() -> None:
    with pytest.raises(UnitError):
        1.0 + quantity(1.0, USD)


def test_zero_goes_with_every_unit() -> None:
    assert powers_of(np.maximum(0.0, quantity(-1.0, USD))) == {"USD": 1}


def test_constants_convert() -> None:
    per_year = quantity(2.0, UNITS["USD per month"]) * MONTHS_PER_YEAR
    assert powers_of(per_year) == {"USD": 1, "year": -1}
    assert float(per_year) == 24
    assert powers_of(quantity(3.0, UNITS["1e9 tokens"]) * BILLION) == {"token": 1}
    assert powers_of(quantity(1.0, DAYS) * SECONDS_PER_DAY) == {"s": 1}


def test_quantities_survive_sums_and_choices() -> None:
    column = Quantity(np.array([1.0, 2.0]), {"USD": 1})
    assert powers_of(np.sum(column, axis=-1)) == {"USD": 1}
    with pytest.raises(UnitError):
        np.where(np.array([True]), column, Quantity(np.array([1.0]), {"CNY": 1}))
