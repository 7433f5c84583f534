"""Quantities: numbers that carry a unit and refuse to be added to another one.

Every engine function is run on them, so that an addition of USD to CNY, or of days to months, fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from planner.units import Constant, Unit


class UnitError(TypeError):
    """Two units that do not go together."""


SAME_UNIT = {np.add, np.subtract, np.maximum, np.minimum, np.fmax, np.fmin}
COMPARE = {np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal}
KEEP = {np.negative, np.positive, np.absolute, np.ceil, np.floor, np.rint}
PLAIN = {np.exp, np.log, np.log10, np.log2, np.isfinite, np.logical_and, np.logical_or, np.logical_not}


class Quantity(np.lib.mixins.NDArrayOperatorsMixin):
    """A number or array with the powers of its base units."""

    __array_priority__ = 1000

    def __init__(self, value: Any, powers: Mapping[str, float]) -> None:
        self.value = np.asarray(value, dtype=float) if not isinstance(value, np.ndarray) else value
        self.powers = {base: power for base, power in powers.items() if power}

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        values = [_value(item) for item in inputs]
        result = getattr(ufunc, method)(*values, **kwargs)
        powers = [_powers(item) for item in inputs]
        if method in {"reduce", "accumulate"} and ufunc in SAME_UNIT:
            return Quantity(result, powers[0])
        if ufunc in SAME_UNIT | COMPARE:
            _require_same(inputs, powers)
            return result if ufunc in COMPARE else Quantity(result, _dimensioned(inputs, powers))
        if ufunc in KEEP:
            return Quantity(result, powers[0])
        if ufunc in {np.isnan, np.isinf}:
            return result
        if ufunc is np.multiply:
            return Quantity(result, _combine(powers[0], powers[1], 1))
        if ufunc in {np.divide, np.true_divide}:
            return Quantity(result, _combine(powers[0], powers[1], -1))
        if ufunc is np.sqrt:
            return Quantity(result, {base: power / 2 for base, power in powers[0].items()})
        if ufunc is np.power:
            if powers[1] or (powers[0] and np.ndim(values[1])):
                raise UnitError("a power must be a plain number")
            return Quantity(result, {base: power * float(values[1]) for base, power in powers[0].items()})
        if ufunc in PLAIN:
            if any(powers):
                raise UnitError(f"{ufunc.__name__} of {powers}")
            return Quantity(result, {}) if result.dtype != bool else result
        raise UnitError(f"{ufunc.__name__} has no rule for units")

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        name = function.__name__
        if name == "where":
            condition, yes, no = args
            _require_same((yes, no), [_powers(yes), _powers(no)])
            return Quantity(
                np.where(_value(condition), _value(yes), _value(no)),
                _dimensioned((yes, no), [_powers(yes), _powers(no)]),
            )
        if name in {
            "sum",
            "cumsum",
            "max",
            "min",
            "amax",
            "amin",
            "take",
            "round",
            "mean",
            "concatenate",
            "stack",
            "clip",
            "broadcast_to",
            "reshape",
            "repeat",
            "sort",
            "flip",
            "roll",
            "diff",
        }:
            powers = _powers(args[0])
            plain = tuple(_value(item) for item in args)
            if name in {"concatenate", "stack"}:
                parts = [_powers(item) for item in args[0]]
                _require_same(args[0], parts)
                powers = _dimensioned(args[0], parts)
                plain = ([_value(item) for item in args[0]], *args[1:])
            return Quantity(function(*plain, **{key: _value(item) for key, item in kwargs.items()}), powers)
        if name in {"prod", "cumprod"} and not _powers(args[0]):
            return Quantity(function(*[_value(item) for item in args], **kwargs), {})
        if name in {"argmin", "argmax"}:
            return function(*[_value(item) for item in args], **kwargs)
        if name in {"shape", "ndim", "size"}:
            return function(_value(args[0]))
        raise UnitError(f"numpy.{name} has no rule for units")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """A plain number is an array like any other; what has a unit may not lose it on the way."""
        if self.powers:
            raise UnitError(f"an array would lose {self.powers}")
        return np.array(self.value, dtype=dtype, copy=copy)

    def __getitem__(self, item: Any) -> Quantity:
        return Quantity(self.value[item], self.powers)

    def __len__(self) -> int:
        return len(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    def __repr__(self) -> str:
        return f"Quantity({self.value!r}, {self.powers})"


def quantity(value: Any, unit: Unit) -> Any:
    """A value in that unit."""
    return Quantity(value, unit.powers)


def powers_of(value: Any) -> dict[str, float]:
    """The powers of a result; a plain number has none."""
    return _powers(value)


def run(function: Callable[..., Any], *args: Any) -> Any:
    """Call an engine function on quantities."""
    return function(*args)


def _value(item: Any) -> Any:
    return item.value if isinstance(item, Quantity) else item


def _powers(item: Any) -> dict[str, float]:
    if isinstance(item, Quantity):
        return dict(item.powers)
    if isinstance(item, Constant):
        return {base: float(power) for base, power in item.unit.powers.items()}
    return {}


def _combine(first: Mapping[str, float], second: Mapping[str, float], sign: int) -> dict[str, float]:
    combined = dict(first)
    for base, power in second.items():
        combined[base] = combined.get(base, 0) + sign * power
    return combined


def _is_zero(item: Any) -> bool:
    """Zero and infinity are the same in every unit."""
    value = np.asarray(_value(item), dtype=float)
    return not isinstance(item, Quantity) and bool(np.all((value == 0) | np.isinf(value)))


def _require_same(inputs: Any, powers: list[dict[str, float]]) -> None:
    known = [power for item, power in zip(inputs, powers, strict=True) if not _is_zero(item)]
    if any(_tidy(power) != _tidy(known[0]) for power in known):
        raise UnitError(f"these units do not go together: {known}")


def _dimensioned(inputs: Any, powers: list[dict[str, float]]) -> dict[str, float]:
    return next((power for item, power in zip(inputs, powers, strict=True) if not _is_zero(item)), {})


def _tidy(powers: Mapping[str, float]) -> dict[str, float]:
    return {base: power for base, power in powers.items() if power}
