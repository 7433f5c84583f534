"""A sheet of a template, and what its rows run along. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.template.rows import SCENARIOS, Row, Section, Table, Text


class Axis(NamedTuple):
    """What the lines of a sheet run along: sixty months, five years, a choice of chips.

    Attributes:
        key: what formulas and the engine call the position: `month`.
        values: the positions, as the template sets them; the owner may type others where there are bounds or
            choices.
        length: how many there are, in words: `sixty months`.
    """

    key: str
    label: str
    unit: str
    values: tuple[float | str, ...]
    choices_from: str = ""
    min: float | None = None
    max: float | None = None
    whole: bool = False
    format: str = "0"
    length: str = ""
    unit_words: str = ""

    @property
    def shown_unit(self) -> str:
        """The unit as people read it."""
        return self.unit_words or self.unit

    @property
    def is_input(self) -> bool:
        """Whether its positions may be typed over."""
        return bool(self.choices_from) or self.min is not None

    @property
    def is_text(self) -> bool:
        """Whether its positions are words, such as names of chips."""
        return bool(self.choices_from)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of rows, with at most one table below them.

    Attributes:
        axis: what its rows run along; None for a sheet of scalar rows, low to high.
        apart: each scenario has a sheet of its own; otherwise the scenarios stand below one another.
        key: its name in English, in whatever language the workbook is; nothing where that is the name.
        scenario_words: what the sheets of the scenarios are called after; nothing for their keys.
    """

    name: str
    kind: str
    title: str
    items: tuple[Row | Section | Text, ...]
    table: Table | None = None
    axis: Axis | None = None
    apart: bool = False
    key: str = ""
    scenario_words: Mapping[str, str] = field(default_factory=dict)

    def name_for(self, scenario: str) -> str:
        """The sheet's name, which names the scenario where each has a sheet of its own."""
        return f"{self.name} {self.scenario_words.get(scenario, scenario)}" if self.apart else self.name

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets in the workbook: one, or one a scenario."""
        return tuple(dict.fromkeys(self.name_for(scenario) for scenario in SCENARIOS))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows without the headings."""
        return tuple(item for item in self.items if isinstance(item, Row))

    @property
    def texts(self) -> tuple[Text, ...]:
        """What the owner says of the plan there."""
        return tuple(item for item in self.items if isinstance(item, Text))
