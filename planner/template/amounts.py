"""How people say amounts of money: in which unit, by how large they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Step(NamedTuple):
    """A power of ten that amounts of money are divided by, and the unit that this makes of each currency."""

    begins: float
    """The least amount that is said in it."""
    scale: float
    units: Mapping[str, str]
    """Currency -> unit: `million USD`."""


class Former(NamedTuple):
    """How an earlier version of the template said amounts: each currency in one unit."""

    scales: Mapping[str, float]
    units: Mapping[str, str]


class Said(NamedTuple):
    """How people say amounts of money: divided by a power of ten, with that in the unit.

    Attributes:
        steps: smallest first.
        sizes: lines in the reporting currency; all its amounts are said in the unit that their largest needs.
        currency: key of the input by which the owner chooses the reporting currency.
        start: key of the input that is the first day of month 1.
        earlier: how earlier versions said them.
        front: their number format on page 1.
    """

    format: str
    steps: tuple[Step, ...]
    sizes: tuple[str, ...] = ()
    currency: str = ""
    earlier: tuple[Former, ...] = ()
    start: str = ""
    front: str = ""

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies that have units."""
        return tuple(self.steps[0].units)

    @property
    def words(self) -> tuple[str, ...]:
        """Every unit."""
        return tuple(unit for step in self.steps for unit in step.units.values())
