"""What tests of every folder share: their option, LibreOffice, and a plan to work on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from planner import plan
from planner.check.checkers import libreoffice
from tests import corpus as corpus_made
from tests.once import made_once
from tests.sampled import thinned

pytest.register_assert_rewrite("tests.cli.refusal")

# A job in the background may have been started with these ignored, and would hand that on to what it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="rebuild golden files instead of comparing with them"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the whole suite, leave out cases of tests that go through many, but not for `make test-all`."""
    left_out = thinned(items)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        out = set(left_out)
        items[:] = [item for item in items if item not in out]


def missing(what: str) -> None:
    """Fail where CI has lost a program, skip on a developer's machine that never had it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def soffice() -> Path:
    """LibreOffice."""
    program = libreoffice.find_program()
    if program is None:
        missing("LibreOffice")
    assert program is not None
    return program


@pytest.fixture(scope="session")
def office_python(soffice: Path) -> str:
    """A Python that can talk to LibreOffice."""
    beside = [soffice.resolve().with_name(name) for name in ("python", "python.exe")]
    for python in ("/usr/bin/python3", sys.executable, *map(str, beside)):
        if shutil.which(python):
            asked = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False)
            if asked.returncode == 0:
                return python
    missing("Python's bridge to LibreOffice (python3-uno)")
    raise AssertionError


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A new plan from a preset, made once a test run. Not to be changed."""

    def plan_of(preset: str) -> Path:
        def make(folder: Path) -> None:
            assert plan.new(folder / "plan.xlsx", preset).status == "agrees"

        return made_once(tmp_path_factory, f"plan-{preset}", make) / "plan.xlsx"

    return plan_of


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A workbook of another program, by its name in `tests.corpus`. Not to be changed."""
    return corpus_made.made(tmp_path_factory)


@pytest.fixture(scope="session")
def essay(plans: Callable[[str], Path]) -> Path:
    """The new plan that most tests take. Not to be changed."""
    return plans("essay")


@pytest.fixture
def plan_file(essay: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new plan of one's own, as `plan.xlsx` in the current folder, so that messages call it that."""
    shutil.copy(essay, tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")
