"""What `planner new --ask` needs to know: questions, what a preset says to each, whether an answer fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from planner import days
from planner.book.assign import value_for
from planner.book.values import word
from planner.problems import Problem
from planner.template.locale import preset_in, template_in
from planner.template.questions import (
    Question,
    nearest,
    questions,
    sizes,
    texts_asked,
    texts_unasked,
)
from planner.template.rows import Column
from planner.template.schema import Template

__all__ = ["Asked", "Question", "Questions", "nearest_preset", "of_preset", "of_size", "shown", "wrong"]

FIRST = "essay"
"""The preset in whose words the questions about size are put."""


class Questions(NamedTuple):
    """What is asked of somebody who starts from a preset.

    Attributes:
        inputs: how many values the preset has: inputs, and cells of tables that say something.
    """

    preset: str
    title: str
    all: tuple[Question, ...]
    inputs: int


class Asked(NamedTuple):
    """A text that is asked for, and what the plan says where nothing is typed."""

    key: str
    label: str
    instead: str


def of_size(language: str) -> tuple[Question, ...]:
    """The questions whose answers choose the preset."""
    template = template_in(language)
    asked = {one.key: one for one in questions(template, preset_in(language, FIRST))}
    return tuple(asked[key] for key in sizes(template))


def nearest_preset(language: str, answers: Mapping[str, float]) -> str:
    """The preset whose model and cluster are nearest to these sizes, each above 0."""
    return nearest(template_in(language), answers, lambda name: preset_in(language, name))


def of_preset(language: str, preset: str) -> Questions:
    """The questions to somebody who starts from this preset. Raises TemplateError where there is none."""
    template, values = template_in(language), preset_in(language, preset)
    rows = [row for table in values.tables.values() for row in table]
    cells = sum(value not in {None, ""} for row in rows for value in row.values())
    asked = tuple(questions(template, values))
    return Questions(preset, values.title, asked, len(template.inputs) + cells)


def of_texts(language: str) -> tuple[Asked, ...]:
    """What is asked of whose plan it is."""
    template = template_in(language)
    instead = texts_unasked(template)
    return tuple(Asked(key, text.label, instead.get(key, "")) for key, text in texts_asked(template).items())


def of_nobody(language: str) -> dict[str, str]:
    """What a plan says of itself where nothing was answered: nothing of its preset."""
    return texts_unasked(template_in(language))


def wrong_text(language: str, of: Asked, said: str) -> str:
    """What is the matter with a text, and what to type; nothing where it fits."""
    template = template_in(language)
    found = value_for(template, template.texts[of.key], said, Problem)
    return f"{found.message}. {found.remedy}" if isinstance(found, Problem) else ""


def wrong(language: str, of: Question, said: str) -> str:
    """What is the matter with an answer, and what to type; nothing where it fits."""
    template: Template = template_in(language)
    found = value_for(template, of.of, said, Problem)
    if not isinstance(found, Problem) and of.choices:
        found = word(str(found), of.of, of.choices, Problem)
    return f"{found.message}. {found.remedy}" if isinstance(found, Problem) else ""


def shown(of: Question) -> str:
    """What the preset says, as a person would type it."""
    kind = of.of.type if isinstance(of.of, Column) else of.of.unit
    if isinstance(of.value, float | int) and kind == "date":
        return days.iso(of.value)
    return of.value if isinstance(of.value, str) else f"{of.value:.15g}"
