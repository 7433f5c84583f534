"""What `planner new --ask` asks: which inputs, what the preset says to each, and which preset is nearest."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from planner.template.folder import templates_folder
from planner.template.load import presets, read_toml
from planner.template.preset import Preset
from planner.template.rows import Column, Row, Text
from planner.template.schema import Template
from planner.template.used import unused_by


class Question(NamedTuple):
    """One input, or the cell of a table's first row.

    Attributes:
        name: what `planner set` calls it.
        label: what the workbook calls it, with its unit.
        value: what the preset says.
        choices: the words that it may be, of which there may be none.
    """

    key: str
    name: str
    of: Row | Column
    label: str
    value: float | str
    choices: tuple[str, ...]


def sizes(template: Template) -> Sequence[str]:
    """The keys by which the nearest preset is found."""
    return _keys(template)["size"]


def questions(template: Template, preset: Preset) -> Iterator[Question]:
    """Every question that this preset has an answer to, in the order of asking."""
    keys = _keys(template)
    for key in (*keys["size"], *keys["then"]):
        if (found := _question(template, preset, key)) is not None:
            yield found


def texts_asked(template: Template) -> dict[str, Text]:
    """What somebody is asked to say of the plan, by key."""
    return {key: template.texts[key] for key in _keys(template)["whose"]}


def texts_unasked(template: Template) -> dict[str, str]:
    """What a plan says of itself that is not of its preset, until its owner says it."""
    said = {"title": template.title, "question": ""}
    return {key: said[text.of_preset] for key, text in template.texts.items() if text.of_preset}


def nearest(template: Template, answers: Mapping[str, float], preset_of: Callable[[str], Preset]) -> str:
    """The preset whose sizes are nearest to these: by the sum of the logarithms of their ratios.

    Args:
        answers: a number above 0 for each of `sizes`.
    """

    def distance(name: str) -> float:
        asked = {one.key: one for one in questions(template, preset_of(name))}
        if not answers.keys() <= asked.keys():
            return math.inf
        return sum(abs(math.log(value / _number(asked[key].value))) for key, value in answers.items())

    return min(presets(), key=distance)


def _number(value: float | str) -> float:
    if isinstance(value, str) or value <= 0:
        raise ValueError(f"a preset says {value!r} where its size is asked for")
    return value


def _keys(template: Template) -> dict[str, list[str]]:
    found: dict[str, list[str]] = read_toml(templates_folder() / template.name / "asked.toml")
    return found


def _question(template: Template, preset: Preset, key: str) -> Question | None:
    table, _, name = key.partition(".")
    if not name:
        row = template.row(key)
        if unused_by(row, {one.key: one for one in template.inputs}, _base(preset), _columns(preset)):
            return None
        choices = tuple(row.choices) or _names(preset, row.choices_from)
        return Question(
            key, key, row, _labelled(row.label, row.shown_unit), preset.inputs[key]["base"], choices
        )
    of, rows = template.table(table), preset.tables.get(table, ())
    if not rows or rows[0].get(name) in {None, ""}:
        return None
    column, naming = of.column(name), of.unique or of.columns[0]
    first = str(rows[0][naming.key])
    label = f"{of.title}, {first}: {_labelled(column.header, column.shown_unit)}"
    choices = tuple(column.choices) or _names(preset, column.choices_from)
    return Question(key, f"{table}[{first}].{name}", column, label, rows[0][name], choices)


def _base(preset: Preset) -> dict[str, float | str]:
    return {key: levels["base"] for key, levels in preset.inputs.items()}


def _columns(preset: Preset) -> dict[str, dict[str, list[object]]]:
    return {
        table: {
            column: [row.get(column) for row in rows] for column in {name for row in rows for name in row}
        }
        for table, rows in preset.tables.items()
    }


def _names(preset: Preset, choices_from: str) -> tuple[str, ...]:
    table, _, column = choices_from.partition(".")
    return tuple(str(row[column]) for row in preset.tables.get(table, ()) if column)


def _labelled(label: str, unit: str) -> str:
    said = not unit or unit in {"choice", "date", "ratio"} or unit.casefold() in label.casefold()
    return label if said else f"{label} ({unit})"
