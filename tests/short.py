"""The template with a plan of six months in the place of sixty, for tests of what happens to files.

Every sheet, line, name, table, chart and rule of the template is there, and a quarter of the cells, so that
tests may refresh and repair many plans. What a plan comes to is not theirs to show.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import tomli
import tomli_w

from planner import plan
from planner.book import identify
from planner.model.chain import answers, products
from planner.repair import fresh
from planner.template import folder as folders
from planner.template import load, locale, review
from planner.units import Constant
from tests.command import Outcome
from tests.once import made_once
from tests.short_process import MONTHS

NAME = "llm-programme"
WHOLE, SHORT = "sixty months", "six months"
LAST = "{count of month}"
"""What a column of months may hold at most, in a template."""

AS_IT_IS = folders.templates_folder(), products.NEVER, answers.YEARS_OF_PLAN
"""What planner takes where nobody has said anything else: the template, and the length of a plan."""

STANDS = "a check of the plan warns in "
"""What commands say of a plan that is whole: the source of `essay` sells nothing, for one."""


@pytest.fixture(scope="package", autouse=True)
def short_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """All of a package's tests take the short template. For a package's own conftest."""
    with plans_are_short(made_once(tmp_path_factory, "short-template", _make)):
        yield


@pytest.fixture
def whole(short_template: None) -> Iterator[None]:
    """A test, or with `usefixtures` a module, of such a package takes the template as it is."""
    with plans_are_whole():
        yield


@pytest.fixture(scope="package")
def plans(short_template: None, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A new plan from a preset, in English or another language, made once a test run. Not to be changed."""

    def plan_of(preset: str, language: str = "en") -> Path:
        def make(folder: Path) -> None:
            assert plan.new(folder / "plan.xlsx", preset, language=language).status == "agrees"

        return made_once(tmp_path_factory, f"short-{preset}-{language}", make) / "plan.xlsx"

    return plan_of


@pytest.fixture(scope="package")
def essay(plans: Callable[..., Path]) -> Path:
    """The new plan that most tests take. Not to be changed."""
    return plans("essay")


def said(outcome: Outcome) -> list[str]:
    """What a command says on standard error, but for what the plan's own checks warn of."""
    return [line for line in outcome.lines if STANDS not in line]


@contextmanager
def plans_are_short(folder: Path) -> Iterator[None]:
    """Let planner take the short template out of this folder, in this process."""
    with _taken(folder, Constant(MONTHS + 1, "month"), MONTHS / 12):
        yield


@contextmanager
def plans_are_whole() -> Iterator[None]:
    """Let planner take the template as it is, in this process."""
    with _taken(*AS_IT_IS):
        yield


@contextmanager
def _taken(folder: Path, never: Constant, years: float) -> Iterator[None]:
    """Let planner take the template out of this folder, whose plans are so long."""
    with ExitStack() as patched:
        for module in (folders, load, locale, review, identify):
            patched.enter_context(patch.object(module, "templates_folder", lambda: folder))
        # The engine has the length of a plan as its specification says it, in numbers.
        patched.enter_context(patch.object(products, "NEVER", never))
        patched.enter_context(patch.object(answers, "YEARS_OF_PLAN", years))
        # A process repairs one plan, tests repair several in turn.
        patched.enter_context(patch.object(fresh, "_new", lru_cache(fresh._new.__wrapped__)))
        _forget()
        yield
    _forget()


def _forget() -> None:
    """The templates that were loaded."""
    english = load.load_template, load.load_preset
    for loaded in (*english, locale.load_locale, locale.template_in, locale.preset_in):
        loaded.cache_clear()


def _make(folder: Path) -> None:
    """Write it: the template's files, where months end with the sixth."""
    shutil.copytree(folders.templates_folder() / NAME, folder / NAME)
    head = _read(folder / NAME / "template.toml")
    month = head["axes"]["month"]
    assert month["length"] == WHOLE, "the template says its length in other words"
    month |= {"length": SHORT, "values": month["values"][:MONTHS]}
    _write(folder / NAME / "template.toml", head)
    for path in (folder / NAME / "locale").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f'"{WHOLE}" =', f'"{SHORT}" ='), encoding="utf-8")
    sheets = {path: _read(path) for path in (folder / NAME / "sheets").glob("*.toml")}
    presets = {path: _read(path) for path in (folder / NAME / "presets").glob("*.toml")}
    for table in (sheet["table"] for sheet in sheets.values() if "table" in sheet):
        months = [column["key"] for column in table["column"] if column.get("max") == LAST]
        given = [preset.get("tables", {}).get(table["key"], []) for preset in presets.values()]
        for row in (row for rows in [table.get("rows", []), *given] for row in rows):
            row |= {key: min(row[key], MONTHS) for key in months if key in row}
    for path, content in {**sheets, **presets}.items():
        _write(path, content)


def _read(path: Path) -> dict[str, Any]:
    return tomli.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(tomli_w.dumps(content), encoding="utf-8")


def short_plan(preset: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The new plan of six months from a preset, for tests of a package in which plans are whole."""
    templates = made_once(tmp_path_factory, "short-template", _make)

    def make(folder: Path) -> None:
        with plans_are_short(templates):
            assert plan.new(folder / "plan.xlsx", preset).status == "agrees"

    return made_once(tmp_path_factory, f"short-{preset}-en", make) / "plan.xlsx"
