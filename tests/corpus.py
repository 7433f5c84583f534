"""Workbooks of other programs: those that the project makes, and those of a folder beside it, if any."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fuzz.foreign_made import MADE
from fuzz.seeds import CORPUS
from tests.once import made_once
from tests.sampled import some

BESIDE = {f"beside {path.stem}": path for path in sorted(CORPUS.glob("*.xlsx"))}
"""Nothing depends on them: where they are, they are tested too."""

NAMES = some([*MADE, *BESIDE], 8)


def made(factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Name -> the workbook, which is made once a test run. Not to be changed."""

    def path_of(name: str) -> Path:
        if name in BESIDE:
            return BESIDE[name]
        folder = made_once(factory, f"foreign-{name}", lambda to: MADE[name](to / f"{name}.xlsx"))
        return folder / f"{name}.xlsx"

    return path_of
