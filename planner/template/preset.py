"""Values for a template, with the notes that belong to them. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from planner import days

if TYPE_CHECKING:
    from planner.template.schema import Template


class Printed(NamedTuple):
    """A figure that the source of a preset prints, to stand against the computed one."""

    text: str
    key: str
    scenario: str
    printed: float
    note: str = ""


class Preset(NamedTuple):
    """Values for every input and table of a template, with the notes that belong to them.

    Attributes:
        texts: what headings say of the plan; a day that is left out is that of a new plan's making.
        own: inputs of which the base value is not the template's default, or is it by chance.
    """

    name: str
    title: str
    question: str
    inputs: Mapping[str, Mapping[str, float | str]]
    tables: Mapping[str, tuple[Mapping[str, Any], ...]]
    notes: Mapping[str, str]
    printed: tuple[Printed, ...]
    own: frozenset[str] = frozenset()
    texts: Mapping[str, str | float] = {}


def made_from(template: Template, preset: Preset) -> str:
    """Template, version and preset, as readers are told: in each language in other words."""
    words = template.words
    return words.made_from.format(template=template.name, version=template.version, preset=preset.name)


def dated(preset: Preset, template: Template, day: date) -> Preset:
    """The preset for a plan that is made on a day, which stands where the preset leaves a day open."""
    texts, today = dict(preset.texts), float(days.serial(day))
    open_days = [key for key, text in template.texts.items() if text.day and texts.get(key, "") == ""]
    return preset._replace(texts=texts | dict.fromkeys(open_days, today))
