"""Packages that several tests look at, made once a run."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.usecases.handover import handover
from tests.handover.carrier import plant
from tests.once import made_once
from tests.short import essay, plans, short_template

__all__ = ["carrying", "essay", "package", "plans", "received", "short_template"]

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """A plan, and the package that was made of it."""

    source: Path
    folder: Path

    @property
    def workbook(self) -> Path:
        """The copy."""
        return self.folder / self.source.name


@pytest.fixture(scope="package")
def carrying(essay: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A plan that carries everything that is taken out, and its package without comments."""

    def make(folder: Path) -> None:
        shutil.copy(essay, folder / "plan.xlsx")
        plant(folder / "plan.xlsx")
        made = handover(
            folder / "plan.xlsx", folder / "deal", waive=["lint"], comments="strip", pdf=False, now=NOON
        )
        assert made.ok, made

    folder = made_once(tmp_path_factory, "carrying", make)
    return Made(folder / "plan.xlsx", folder / "deal")


@pytest.fixture(scope="package")
def package(essay: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The package of a new plan. Not to be changed."""

    def make(folder: Path) -> None:
        shutil.copy(essay, folder / "plan.xlsx")
        made = handover(folder / "plan.xlsx", folder / "deal", pdf=False, now=NOON)
        assert made.ok, made

    folder = made_once(tmp_path_factory, "package", make)
    return Made(folder / "plan.xlsx", folder / "deal")


@pytest.fixture
def received(package: Made, tmp_path: Path) -> Path:
    """A package of one's own, to do something to."""
    return Path(shutil.copytree(package.folder, tmp_path / "deal"))
