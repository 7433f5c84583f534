"""A plan that an Excel with German settings has saved: the sentences of the cover have decimal commas."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from planner import plan
from planner.book.find import find
from planner.layout.places import answer_name
from planner.usecases import lint as linting
from planner.xlsx.package import open_package
from tests.cli.support import only_warns, planner


@pytest.fixture
def german(plans: Callable[..., Path], tmp_path: Path) -> Path:
    """`essay` with a comma in the place of each point between two digits of the cover's sentences."""
    path, source = tmp_path / "plan.xlsx", plans("essay")
    sentence = re.compile(
        rb'(<c [^>]*t="str"[^>]*>(?:(?!</c>).)*<v>)([^<]* million CNY[^<]*)(</v>)', re.DOTALL
    )
    changed = 0
    with ZipFile(source) as old, ZipFile(path, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.startswith("xl/worksheets/sheet"):
                content, count = sentence.subn(_with_commas, content)
                changed += count
            new.writestr(info, content)
    assert changed == 7, "the sentences with amounts"
    return path


def _with_commas(match: re.Match[bytes]) -> bytes:
    return match[1] + re.sub(rb"(?<=[0-9])\.(?=[0-9])", b",", match[2]) + match[3]


def test_the_plan_shows_commas(german: Path) -> None:
    book = find(open_package(german))
    text = str(book.cell(book.layout[answer_name(0)]).value)
    assert re.search(r"[0-9],[0-9]+ million CNY", text)
    assert not re.search(r"[0-9]\.[0-9]", text)


def test_it_is_checked_and_linted_like_any_other(german: Path) -> None:
    assert planner("check", german.name, cwd=german.parent).status == 0
    found = {result.rule.name: result for result in linting.lint(german).results}["values-agree"]
    assert (found.status, found.findings) == ("passes", ())


def test_it_is_handed_over(german: Path, tmp_path: Path) -> None:
    made = planner("handover", german.name, "--out", "deal", "--no-pdf", cwd=tmp_path)
    assert (made.status, only_warns(made)) == (0, True)
    assert planner("verify", "deal", cwd=tmp_path).status == 0


def test_another_number_is_no_decimal_comma(german: Path, tmp_path: Path) -> None:
    """What the file shows still has to be the number that the formula comes to."""
    wrong = tmp_path / "wrong.xlsx"
    shutil.copy(german, wrong)
    with ZipFile(german) as old, ZipFile(wrong, "w") as new:
        for info in old.infolist():
            new.writestr(
                info,
                re.sub(rb"([0-9]),([0-9]+) million CNY in ", rb"9,9 million CNY in ", old.read(info)),
            )
    result = plan.check(wrong)
    assert any("9,9 million CNY" in str(problem) for problem in result.problems)
