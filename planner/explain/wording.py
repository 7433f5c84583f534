"""A formula in words: the labels of lines in the place of keys, in the language of the plan."""

from __future__ import annotations

from collections.abc import Mapping

from planner.template.references import REFERENCE, SCENARIO, columns_of
from planner.template.rows import SCENARIOS
from planner.template.schema import Template


def label_of(template: Template, name: str) -> str:
    """What a line, a column of a table or an axis is called; of several lines or columns, the ends."""
    if rows := template.rows_of(name):
        return f"{rows[0].label} \u2026 {rows[-1].label}"
    if "." in name:
        table, columns = column_of(template, name)
        return f"{table}: {columns}"
    axis = next((axis for _, axis in template.axes if axis.key == name), None)
    return axis.label if axis else template.row(name).label


def column_of(template: Template, name: str) -> tuple[str, str]:
    """The title of a table and the header of its column, of several those of the first and the last."""
    table = template.table(name.partition(".")[0])
    headers = [table.column(column.partition(".")[2]).header for column in columns_of(name)]
    return table.title, " \u2026 ".join(dict.fromkeys(headers))


def in_words(formula: str, template: Template, words: Mapping[str, str]) -> str:
    """`[Costs] * [Overhead]`: what a formula of the template says to somebody who knows no keys."""
    pieces = REFERENCE.split(formula)  # text, reference, text, ..., text
    return "".join(
        named(piece, template, words) if odd % 2 else _spaced(piece) for odd, piece in enumerate(pieces)
    ).strip()


def named(reference: str, template: Template, words: Mapping[str, str]) -> str:
    """`[Costs]`, `all of [Costs]`: what a formula of the template refers to."""
    name, _, qualifier = reference.partition("@")
    if name == SCENARIO:
        return f"[{words['level']}]"
    label = label_of(template, name)
    if qualifier in SCENARIOS:
        return f"[{label}, {template.scenario_names[qualifier]}]"
    if qualifier.isdecimal():
        return f"[{label}, {qualifier}]"
    said = words.get(f"of_{qualifier}", "{label}")  # a block or a grid is what its label says
    return said.format(label=f"[{label}]")


def _spaced(text: str) -> str:
    """Operators with room around them, as long as they are no text in quotes."""
    pieces = text.split('"')
    for number in range(0, len(pieces), 2):
        for sign in "*/+":
            pieces[number] = pieces[number].replace(sign, f" {sign} ")
        pieces[number] = pieces[number].replace(",", ", ")
    return '"'.join(pieces)
