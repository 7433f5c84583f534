"""What the sheet of changes calls things: the words of the plan, in its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planner.results.diff import Effect, InputChange, ResultChange
from planner.results.plan import YES_OR_NO
from planner.template.rows import Row
from planner.template.schema import Template


@dataclass(slots=True)
class Names:
    """Labels of inputs, tables, effects and results."""

    template: Template
    texts: Mapping[str, str]
    rows: dict[str, Row] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    """Table -> the sheet that it stands on."""

    def __post_init__(self) -> None:
        self.rows = {row.key: row for _, row in self.template.rows()}
        self.sheets = {sheet.table.key: sheet.name for sheet in self.template.sheets if sheet.table}

    def pair(self, first: str, second: str) -> str:
        """Two names of which the first holds the second."""
        return self.template.words.pair.format(first=first, second=second)

    def level(self, scenario: str) -> str:
        """A scenario, as the plan calls it."""
        return self.template.scenario_names[scenario]

    def at_level(self, label: str, scenario: str) -> str:
        """A label of another level than base, which names it."""
        if scenario not in {"low", "high"}:
            return label
        return self.texts["level"].format(label=label, level=self.level(scenario))

    def input(self, one: InputChange) -> str:
        """An input; a cell of a table by its sheet, its row and its heading."""
        table, opening, rest = one.key.partition("[")
        row, closing, _ = rest.rpartition("].")
        if opening and closing:
            return self.pair(self.row(table, row), one.label)
        return self.at_level(one.label, one.scenario)

    def row(self, table: str, row: str) -> str:
        """A row of a table."""
        return self.pair(self.sheets.get(table, table), row)

    def effect(self, one: Effect) -> str:
        """The changes behind an effect."""
        return " + ".join(map(self._change, one.of))

    def result(self, one: ResultChange, scenario: str) -> str:
        """A result; of a line along an axis, with the place where it changed most."""
        label = one.label if one.scenario == scenario else self._told(one)
        if one.at is None:
            return label
        row = self.rows.get(one.key)
        axis = self.template.axis(row.axis).label if row and row.axis else ""
        position = f"{one.at:g}" if isinstance(one.at, float) else one.at
        return self.texts["at"].format(label=label, axis=axis, position=position).replace("  ", " ")

    def unit(self, one: ResultChange) -> str:
        """The unit of a result; both where the two plans count in different currencies."""
        if one.unit == YES_OR_NO:
            return ""
        if one.comparable:
            return one.unit
        return self.texts["currencies"].format(before=one.unit_before, after=one.unit)

    def _told(self, one: ResultChange) -> str:
        return self.texts["level"].format(label=one.label, level=self.level(one.scenario))

    def _change(self, name: str) -> str:
        table, opening, rest = name.partition("[")
        if opening:
            return self.row(table, rest.removesuffix("]"))
        if name in self.sheets:
            return self.texts["several"].format(sheet=self.sheets[name])
        axes = {axis.key: axis.label for _, axis in self.template.axes}
        return self.rows[name].label if name in self.rows else axes.get(name, name)


def file_name(file: str) -> str:
    """What a plan is called without its folders, which are nobody else's business."""
    return Path(file).name or file


def keys_of(effects: Sequence[Effect]) -> str:
    """The changes behind an effect as `planner set` names them."""
    return " + ".join(name for effect in effects for name in effect.of)
