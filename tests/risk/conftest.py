"""Plans of six months: what a draw is does not depend on how long a plan is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.short import essay, plans, short_template, whole

__all__ = ["essay", "plans", "short_template", "whole"]


@pytest.fixture
def startup(plans: Callable[..., Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(plans("startup"), tmp_path / "plan.xlsx"))
