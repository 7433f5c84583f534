"""Every preset in every language goes untouched through new, refresh and lint, and whole through handover."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import product
from pathlib import Path

import pytest

from planner.template.load import presets
from planner.template.locale import languages
from tests.command import planner
from tests.once import made_once
from tests.sampled import sampled
from tests.short import plans_are_whole, said

EACH = [*product(presets(), languages())]
IN_FULL = ("frontier", "zh")
"""Handed over with its PDF too, which takes LibreOffice a while; its amounts are the largest."""

MASTER = re.compile(r"status (OK|WARNS)\n$")


OVERLAPPING = {"moe", "startup"}
"""Whose phases lie in years, and in six months would lie on one another: they are taken whole."""

TAKEN = sampled(EACH, [each for each in EACH if each[0] not in OVERLAPPING] + [("startup", "zh")])


@pytest.fixture(params=TAKEN, ids=["-".join(each) for each in TAKEN])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A short plan as `new` leaves it."""
    preset, language = request.param

    def make(folder: Path) -> None:
        found = planner("new", folder / "plan.xlsx", "--preset", preset, "--lang", language)
        assert (found.status, said(found)) == (0, [])
        assert MASTER.search(found.out)

    with plans_are_whole() if preset in OVERLAPPING else nullcontext():
        yield made_once(tmp_path_factory, f"untouched-{preset}-{language}", make) / "plan.xlsx"


def test_a_refresh_finds_nothing(made: Path, tmp_path: Path) -> None:
    plan = shutil.copy(made, tmp_path / "plan.xlsx")
    found = planner("refresh", plan)
    assert (found.status, said(found)) == (0, [])
    assert MASTER.search(found.out)


def test_lint_finds_nothing(made: Path) -> None:
    found = planner("lint", made)
    assert (found.status, found.err) == (0, ""), found.out
    assert re.search(r"\b(\d+) of \1 rules pass", found.out)


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize(("preset", "language"), sampled(EACH, [IN_FULL]))
def test_a_whole_one_is_handed_over_and_verified(
    preset: str, language: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    plan, with_pdf = tmp_path / "plan.xlsx", (preset, language) == IN_FULL
    if with_pdf:
        request.getfixturevalue("soffice")
    assert planner("new", plan, "--preset", preset, "--lang", language).status == 0
    found = planner("handover", plan, "--out", tmp_path / "deal", *["--no-pdf"] * (not with_pdf))
    assert (found.status, said(found)) == (0, []), found.out
    names = {one.name for one in (tmp_path / "deal").iterdir()}
    written = {"plan.xlsx", "trace.html", "review.html", "manifest.json"}
    assert names == written | ({"plan.pdf"} if with_pdf else set())
    found = planner("verify", tmp_path / "deal")
    assert (found.status, said(found)) == (0, [])
