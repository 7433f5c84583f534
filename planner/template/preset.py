"""Values for a template, with the notes that belong to them. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


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
