"""A template or a preset in another language than English, text by text.

The result is a template like any other: what writes, finds and reads workbooks needs to know no language.
Keys and units stay; so do formulas, but for the words of drop-down lists that they compare with. Texts and
what stands for them are in ``locale/`` of the template, one file a language, read only where it is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from planner.template.each import NUMBER
from planner.template.errors import TemplateError
from planner.template.folder import templates_folder, translations
from planner.template.lengths import filled
from planner.template.load import (
    load_preset,
    load_template,
    read_toml,
    said_of,
)
from planner.template.preset import Preset
from planner.template.schema import ENGLISH, Template
from planner.template.translation import Locale, translated, translated_preset

TEXTS = ("words", "text", "cells", "presets")
"""Parts of a locale whose entries are looked up alike; the parts only keep the file in order."""


def languages(name: str = "llm-programme") -> tuple[str, ...]:
    """The languages that a template can be written in, English first."""
    return (ENGLISH, *translations(name))


@cache
def load_locale(language: str, name: str = "llm-programme") -> Locale:
    """Read the texts of a language.

    Raises:
        TemplateError: the template does not have it.
    """
    if language not in languages(name):
        raise TemplateError(f"{name} is not translated into {language!r}")
    raw = read_toml(templates_folder() / name / "locale" / f"{language}.toml")
    parts = {part: raw[part] for part in ("sheets", "scenarios", "units", "choices", "headers", "statuses")}
    texts = _lengths_said({english: said for part in TEXTS for english, said in raw[part].items()}, name)
    texts = _numbers_said(texts, name)
    said = said_of(raw["said"], f"{language}.toml")
    earlier = tuple(map(tuple, raw["said"].get("earlier_answers", ())))
    own = {"said": said, "formats": raw.get("formats", {}), "earlier_answers": earlier}
    return Locale(language=language, font=raw["font"], texts=texts, **own, **parts)


def _lengths_said(texts: Mapping[str, str], name: str) -> dict[str, str]:
    """The texts with lengths of axes said: in English where they are looked up, else in the language."""
    axes = {axis.key: axis for _, axis in load_template(name).axes}
    foreign = {key: axis._replace(length=texts.get(axis.length, axis.length)) for key, axis in axes.items()}
    return {filled(english, axes): filled(said, foreign) for english, said in texts.items()}


def _numbers_said(texts: Mapping[str, str], name: str) -> dict[str, str]:
    """The texts with one for each row that a text with a # stands for; what stands for no row stays."""
    rows = [row for _, row in load_template(name).rows() if row.stem]
    numbers = {row.key.removeprefix(f"{row.stem}_") for row in rows}
    of_rows = {text for row in rows for text in (row.label, row.note)}
    found: dict[str, str] = {}
    for english, said in texts.items():
        each = numbers if NUMBER in english else ()
        numbered = {english.replace(NUMBER, number): said.replace(NUMBER, number) for number in each}
        found |= {text: one for text, one in numbered.items() if text in of_rows} or {english: said}
    return found


@cache
def template_in(language: str, name: str = "llm-programme") -> Template:
    """A template in a language.

    Raises:
        TemplateError: there is no such template, or not in that language.
    """
    template = load_template(name)
    return template if language == ENGLISH else translated(template, load_locale(language, name))


@cache
def preset_in(language: str, preset: str, name: str = "llm-programme") -> Preset:
    """A preset in a language. Raises TemplateError as :func:`template_in`."""
    values = load_preset(preset, name)
    if language == ENGLISH:
        return values
    return translated_preset(values, load_template(name), load_locale(language, name))
