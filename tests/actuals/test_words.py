"""What the sheet says in another language has every text, with the same places to fill in."""

from __future__ import annotations

import re

import pytest

from planner.template.folder import templates_folder, translations
from planner.template.load import read_toml
from planner.template.review import actuals_texts

FOLDER = templates_folder() / "llm-programme"
BRACES = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("language", translations())
def test_every_text_is_translated(language: str) -> None:
    english = read_toml(FOLDER / "actuals.toml")
    foreign = read_toml(FOLDER / "locale" / f"{language}.toml")["actuals"]
    assert foreign.keys() == english.keys()
    for key, text in english.items():
        assert sorted(BRACES.findall(foreign[key])) == sorted(BRACES.findall(text)), key
    same = {key for key in english if foreign[key] == english[key]}
    assert same <= {"file_sha256", "control_engine"}
    assert actuals_texts(language) == foreign and actuals_texts("en") == english
