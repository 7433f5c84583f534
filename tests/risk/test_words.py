"""The texts of the sheets: each language has all of them, with the same braces."""

from __future__ import annotations

import re

import pytest

from planner.template.folder import templates_folder
from planner.template.load import read_toml
from planner.template.review import risk_texts

FOLDER = templates_folder() / "llm-programme"
BRACES = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("language", ["zh"])
def test_a_language_has_every_text_with_the_same_braces(language: str) -> None:
    english = read_toml(FOLDER / "risk.toml")
    foreign = read_toml(FOLDER / "locale" / f"{language}.toml")["risk"]
    assert english.keys() == foreign.keys()
    for key, text in english.items():
        assert sorted(BRACES.findall(text)) == sorted(BRACES.findall(foreign[key])), key
    assert risk_texts(language) == foreign and risk_texts("en") == english
