"""LibreOffice, with a short plan open in it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.live.sitting import Server, Sitting, environment_for
from tests.short import essay, plans, short_template

__all__ = ["essay", "plans", "short_template"]

OFFICE = "office"


@pytest.fixture(scope="module")
def sitting(soffice: Path, office_python: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    """A LibreOffice that runs, and a Python with `uno` that runs planner."""
    environment = environment_for(soffice, tmp_path_factory.mktemp("offices"))
    asked = subprocess.run(
        [office_python, "-c", "import uno, xlwings, numpy, lxml.etree"],
        env=environment,
        capture_output=True,
        check=False,
    )
    if asked.returncode:
        missing("a Python that has uno and can load the packages of this one")
    hands = Server(office_python, environment)
    try:
        hands.start(OFFICE)
        yield Sitting(hands, office_python, environment)
    finally:
        hands.end()


@pytest.fixture(scope="module")
def worker(sitting: Sitting) -> Iterator[Server]:
    """A process in which planner works several times."""
    with sitting.worker() as server:
        yield server


@pytest.fixture(scope="module")
def opened(sitting: Sitting, essay: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A plan of this module's own, open in LibreOffice."""
    path = tmp_path_factory.mktemp("open") / "plan.xlsx"
    shutil.copy(essay, path)
    sitting.hands.open_book(OFFICE, path)
    yield path
    sitting.hands.close_book(OFFICE, path)


Hand = Callable[..., object]


@pytest.fixture(scope="module")
def hand(sitting: Sitting, opened: Path) -> Hand:
    """The user's hands in the open plan: `hand("save")`, `hand("edit", "type_input", ...)`."""
    return lambda what, *arguments: getattr(sitting.hands, what)(OFFICE, opened, *arguments)
