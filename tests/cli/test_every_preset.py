"""Every preset in every language goes the whole way untouched: new, refresh, lint, handover, verify."""

from __future__ import annotations

import re
import shutil
from itertools import product
from pathlib import Path

import pytest

from planner.template.load import presets
from planner.template.locale import languages
from tests.command import planner
from tests.once import made_once

EACH = [*product(presets(), languages())]
IN_FULL = ("frontier", "zh")
"""Handed over with its PDF too, which takes LibreOffice a while; its amounts are the largest."""


@pytest.fixture(scope="module", params=EACH, ids=["-".join(each) for each in EACH])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bool]:
    """A plan as `new` leaves it, and whether it is to be handed over with a PDF."""
    preset, language = request.param

    def make(folder: Path) -> None:
        found = planner("new", folder / "plan.xlsx", "--preset", preset, "--lang", language)
        assert (found.status, found.err) == (0, "")
        assert "status OK" in found.out

    name = f"untouched-{preset}-{language}"
    return made_once(tmp_path_factory, name, make) / "plan.xlsx", request.param == IN_FULL


def test_a_refresh_finds_nothing(made: tuple[Path, bool], tmp_path: Path) -> None:
    plan = shutil.copy(made[0], tmp_path / "plan.xlsx")
    found = planner("refresh", plan)
    assert (found.status, found.err) == (0, "")
    assert "status OK" in found.out


def test_lint_finds_nothing(made: tuple[Path, bool]) -> None:
    found = planner("lint", made[0])
    assert (found.status, found.err) == (0, ""), found.out
    assert re.search(r"\b(\d+) of \1 rules pass", found.out)


def test_it_is_handed_over_and_verified(
    made: tuple[Path, bool], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path, with_pdf = made
    if with_pdf:
        request.getfixturevalue("soffice")
    found = planner("handover", path, "--out", tmp_path / "deal", *([] if with_pdf else ["--no-pdf"]))
    assert (found.status, found.err) == (0, ""), found.out
    names = {one.name for one in (tmp_path / "deal").iterdir()}
    assert names == {"plan.xlsx", "review.html", "manifest.json", *(["plan.pdf"] if with_pdf else [])}
    found = planner("verify", tmp_path / "deal")
    assert (found.status, found.err) == (0, "")
