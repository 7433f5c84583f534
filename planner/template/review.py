"""Texts beside the template, in the plan's language: of packages, explanations, changes, actuals, risk."""

from __future__ import annotations

from collections.abc import Mapping

from planner.template.folder import templates_folder
from planner.template.load import read_toml
from planner.template.schema import ENGLISH

PART, TRACE, CHANGES, ACTUALS, RISK = "review", "trace", "changes", "actuals", "risk"


def review_texts(language: str, name: str = "llm-programme") -> Mapping[str, str]:
    """How to check a package: the texts by key; one that the language does not have is English."""
    return _texts(PART, language, name)


def trace_texts(language: str, name: str = "llm-programme") -> Mapping[str, str]:
    """Where numbers come from: the same for explanations."""
    return _texts(TRACE, language, name)


def changes_texts(language: str, name: str = "llm-programme") -> Mapping[str, str]:
    """What changed between two plans: the same for the sheet that says it."""
    return _texts(CHANGES, language, name)


def actuals_texts(language: str, name: str = "llm-programme") -> Mapping[str, str]:
    """What the sheet of actuals says."""
    return _texts(ACTUALS, language, name)


def risk_texts(language: str, name: str = "llm-programme") -> Mapping[str, str]:
    """What the sheets of a simulation say."""
    return _texts(RISK, language, name)


def _texts(part: str, language: str, name: str) -> Mapping[str, str]:
    folder = templates_folder() / name
    texts: dict[str, str] = read_toml(folder / f"{part}.toml")
    if language != ENGLISH:
        texts |= read_toml(folder / "locale" / f"{language}.toml").get(part, {})
    return texts
