"""The README's session, Python and example are run here: what it shows is what a reader gets."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from planner.cli.main import main as program
from planner.template.load import presets
from tests.sampled import some
from tools.readme import PAGE, SESSION, session, with_presets

pytestmark = pytest.mark.usefixtures("whole")

ROOT = PAGE.parent
README = PAGE.read_text(encoding="utf-8")


def test_the_session_shows_what_the_commands_print(tmp_path: Path) -> None:
    found = SESSION.search(README)
    assert found is not None
    assert found[1].splitlines() == session(README, tmp_path).splitlines(), (
        "run `make docs` and read the README"
    )


def test_the_python_example_gives_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    test = doctest.DocTestParser().get_doctest(README, {}, "README.md", "README.md", 0)
    assert len(test.examples) > 5
    outcome = doctest.DocTestRunner().run(test)
    assert outcome.failed == 0


def test_the_sessions_of_the_page_about_python_give_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    test = doctest.DocTestParser().get_doctest(page, {}, "python.md", "python.md", 0)
    assert len(test.examples) > 30
    outcome = doctest.DocTestRunner().run(test)
    assert outcome.failed == 0


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"^    make (\w+)", README, re.MULTILINE)
    assert named == ["demo", "test"]
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for target in (*named, *some(re.findall(r"(?:`|^    )make ([\w-]+)", page, re.MULTILINE), 4)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_table_of_commands_is_complete() -> None:
    rows = re.findall(r"^\| `planner (\w+)", README, re.MULTILINE)
    assert list(dict.fromkeys(rows)) == list(program.commands)


def test_the_line_that_contributing_shows_is_a_line_of_the_plan() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = re.findall(r"In\s+`([\w./-]+)`:\n\n```\w+\n(.*?)```", text, re.DOTALL)
    assert len(shown) == 3
    for path, block in shown:
        assert block in (ROOT / path).read_text(encoding="utf-8"), path


def test_the_table_of_presets_is_current() -> None:
    assert with_presets(README) == README, "rebuild README.md with `make docs`"
    assert all(f"| `{name}` | " in README for name in presets())
