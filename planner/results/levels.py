"""The three levels of a plan, as people call them in English; keys are what files and JSON hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LEVELS: Mapping[str, str] = {"low": "Favourable", "base": "Base", "high": "Adverse"}
"""Key -> word. A workbook in another language has words of its own."""


def level_words(keys: Iterable[str]) -> str:
    """Levels inside a sentence: `Favourable, Base`."""
    return ", ".join(LEVELS.get(key, key) for key in keys)
