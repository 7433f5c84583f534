"""What headings say: which texts of the owner's stand in them, and how they are joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from planner import days
from planner.template.rows import Text

BETWEEN = " · "
"""Between the texts of a heading."""
MOST = 200
"""Characters of a text that the owner types."""

MOST_PRINTED = (100, 60, 90)
"""Characters of each part of a header or footer, which has 255 with its fonts, sizes and colours."""

Texts = Mapping[str, str | float]
"""Key -> what the owner typed: a text, nothing, or a day as its serial number."""


class Headings(NamedTuple):
    """Which texts stand where, by their keys: on the cover, on every other sheet, on every printed page."""

    title: tuple[str, ...]
    about: tuple[str, ...]
    status: tuple[str, ...]
    secret: tuple[str, ...]
    round: tuple[str, ...]
    as_of: tuple[str, ...]
    question: tuple[str, ...]
    prepared: tuple[str, ...]
    sheet: tuple[str, ...]
    header: tuple[str, ...]
    header_right: tuple[str, ...]
    footer: tuple[str, ...]


def heading(keys: Sequence[str], texts: Texts, said: Mapping[str, Text]) -> str:
    """The texts of these keys as a heading says them, without those that are empty."""
    shown = ((said[key], texts.get(key, "")) for key in keys)
    return BETWEEN.join(of.said.replace("{text}", in_words(value)) for of, value in shown if value != "")


def in_words(value: str | float) -> str:
    """A text of the owner's as a heading has it; a day as people write it."""
    return value if isinstance(value, str) else days.iso(value)


class Printed(NamedTuple):
    """What every printed page says of the plan: in the header on the left and on the right, in the footer."""

    header: str
    header_right: str
    footer: str


def printed(headings: Headings, texts: Texts, said: Mapping[str, Text]) -> Printed:
    """The words of the owner's that stand on printed pages; what is too long for a header is cut."""
    shown = (heading(getattr(headings, part), texts, said) for part in Printed._fields)
    return Printed(*(_cut(text, most) for text, most in zip(shown, MOST_PRINTED, strict=True)))


def _cut(words: str, most: int) -> str:
    """Words of which at most so many characters are in a file, where `&` takes two."""
    if len(words.replace("&", "&&")) <= most:
        return words
    while len(words.replace("&", "&&")) >= most:
        words = words[:-1].rstrip()
    return f"{words}…"
