"""The texts of the page that says how to check a handed over package, in the language of the plan."""

from __future__ import annotations

from collections.abc import Mapping

from planner.template.folder import templates_folder
from planner.template.load import read_toml
from planner.template.schema import ENGLISH

PART = "review"


def review_texts(language: str, name: str = "llm-programme") -> Mapping[str, str]:
    """The texts by key; one that the language does not have is English."""
    folder = templates_folder() / name
    texts: dict[str, str] = read_toml(folder / f"{PART}.toml")
    if language != ENGLISH:
        texts |= read_toml(folder / "locale" / f"{language}.toml").get(PART, {})
    return texts
