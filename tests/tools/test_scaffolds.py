"""The scaffolds, in a copy of the tree: what they leave undone is found by tests, where they print it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from difflib import ndiff
from pathlib import Path

import pytest

from tools import new_line, new_preset
from tools.scaffold import with_import

ROOT = Path(__file__).parents[2]
COPIED = ("fuzz", "planner", "templates", "tests", "tools")
TESTS = (
    "tests/contract/test_written.py",
    "tests/contract/test_reach.py",
    "tests/contract/test_locale.py",
    "tests/contract/test_template.py",
    "tests/cases/test_presets.py",
    "tests/cases/test_training.py",
)
ELSEWHERE = (
    "mistake or example or font or figures_of_today or command_line or within_the_bounds or source_of_the"
)
"""Tests of workbooks and pages that are made anew, and slow ones that a scaffold has no part in."""

LINE = (
    *("training_two_runs_usd", "--sheet", "training", "--kind", "output"),
    *("--unit", "USD", "--module", "training"),
)
LABEL, AFTER = "Rent for two training runs, stops included", "training_elapsed_usd"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The tree without its history and workbooks."""
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", ".*")
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    (tmp_path / "docs").mkdir()
    for name in ("pyproject.toml", "README.md", "docs/presets.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def python(tree: Path, *words: str) -> tuple[int, str]:
    """Exit status and output of Python in the copy."""
    ran = subprocess.run(
        [sys.executable, *words],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return ran.returncode, ran.stdout


def scaffold(tree: Path, *words: str) -> tuple[list[str], list[str]]:
    """The files that are written, and what is left to do."""
    status, out = python(tree, "-m", *words)
    assert status == 0, out
    written, _, left = out.removeprefix("Written:\n").partition("Left to do:\n")
    return [line.strip() for line in written.splitlines()], [line.strip() for line in left.splitlines()]


def failing(tree: Path) -> set[str]:
    """The names of the tests that fail."""
    options = ("-q", "-p", "no:cacheprovider", "-k", f"not ({ELSEWHERE})")
    status, out = python(tree, "-m", "pytest", *options, *TESTS)
    found = set(re.findall(r"^FAILED \S+?::(\w+)", out, re.MULTILINE))
    assert status == (1 if found else 0), out
    return found


def removed(tree: Path, file: str) -> list[str]:
    """The lines of a file that are no longer as they were."""
    before, after = ((folder / file).read_bytes().decode().splitlines() for folder in (ROOT, tree))
    return [line for line in ndiff(before, after) if line.startswith("- ")]


def put(tree: Path, file: str, old: str, new: str) -> None:
    """Write something in the place of what the scaffold left."""
    path = tree / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_line_is_incomplete_where_the_scaffold_says_and_complete_once_it_is_written(tree: Path) -> None:
    written, left = scaffold(tree, "tools.new_line", *LINE, "--label", LABEL, "--after", AFTER)
    sheet, model, case = (
        "templates/llm-programme/sheets/training.toml",
        "planner/model/training.py",
        "tests/cases/test_training.py",
    )
    summary, chinese = "templates/llm-programme/template.toml", "templates/llm-programme/locale/zh.toml"
    assert sorted(written) == sorted([sheet, model, case, summary, chinese])
    assert [one.partition(":")[0] for one in left] == [sheet, model, case, chinese, "make examples docs"]
    assert [removed(tree, file) for file in (sheet, case, chinese)] == [[], [], []]
    assert len(removed(tree, summary)) == 1
    assert failing(tree) == {
        "test_every_formula_is_written",
        "test_every_function_is_written",
        "test_a_translation_says_something",
        "test_locales_are_plain_data",
        "test_training_two_runs_usd_by_hand",
    }

    put(tree, sheet, '"NA()"', '"2*{training_elapsed_usd}"')
    put(tree, chinese, f'"{LABEL}" = ""', f'"{LABEL}" = "两次训练的租金（含停顿）"')
    put(
        tree,
        model,
        "def training_two_runs_usd() ->",
        "def training_two_runs_usd(training_elapsed_usd: Usd) ->",
    )
    put(
        tree,
        model,
        f'"""{LABEL}. Scalar."""\n',
        f'"""{LABEL}. Scalar."""\n    return training_elapsed_usd * 2\n',
    )
    put(
        tree,
        case,
        'raise AssertionError("training_two_runs_usd has no worked case")',
        "assert tr.training_two_runs_usd(1500.0) == 3000",
    )
    assert failing(tree) == set()


def test_inputs_calcs_and_presets_are_incomplete_where_the_scaffolds_say(tree: Path) -> None:
    bounds = ("--default", "0.5", "--min", "0", "--max", "1")
    words = ("tools.new_line", "idle_share", "--sheet", "tokens", "--kind", "input", "--unit", "fraction")
    written, _ = scaffold(tree, *words, *bounds)
    assert "planner/model/training.py" not in written
    words = ("tools.new_line", "idle_month_usd", "--sheet", "income", "--kind", "calc", "--unit", "USD")
    scaffold(tree, *words, "--axis", "month")
    written, left = scaffold(tree, "tools.new_preset", "harbour", "--like", "startup")
    assert written[0] == "templates/llm-programme/presets/harbour.toml"
    assert removed(tree, "tools/presets.md") == []
    assert [one.partition(":")[0] for one in left[:2]] == [written[0], "tools/presets.md"]
    assert failing(tree) == {
        "test_every_input_moves_something_that_a_reader_is_shown",
        "test_every_calc_is_read_or_shown_or_says_why_not",
        "test_template_and_engine_have_the_same_inputs",
        "test_every_input_says_where_it_comes_from_or_what_it_means",
        "test_every_formula_is_written",
        "test_every_function_is_written",
        "test_a_line_has_as_many_values_as_its_axis_has_positions",
        "test_a_translation_says_something",
        "test_locales_are_plain_data",
        "test_a_preset_says_what_it_is_and_is_none_of_the_others",
        "test_a_story_asks_answers_and_says_what_to_watch",
    }


def changed(words: tuple[str, ...], **options: str) -> list[str]:
    """The words of a call with some of them changed."""
    found = list(words)
    for name, value in options.items():
        flag = f"--{name}"
        if flag in found:
            found[found.index(flag) + 1] = value
        else:
            found += [flag, value]
    return found


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["usd_cny", *LINE[1:]], "there is a line usd_cny already"),
        (["USD", *LINE[1:]], "USD is no key"),
        (changed(LINE, sheet="traning"), "there is no sheet traning. Did you mean training"),
        (changed(LINE, unit="USDs"), "--unit is one of planner/units.py"),
        (changed(LINE, axis="month"), "Training runs along scenarios, not month"),
        (changed(LINE, sheet="income"), "a line of Income has one value a month, so it is a calc"),
        (changed(LINE, after="npv"), "Training has no line npv"),
        (changed(LINE, kind="input"), "an input has --default, and --min and --max or --choices"),
        (changed(LINE, module="trainin"), "Did you mean training"),
        (changed(LINE, label="GPUs in one server"), 'another line is labelled "GPUs in one server"'),
    ],
)
def test_a_line_that_cannot_be_is_refused(
    words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        new_line.main(words)
    assert ended.value.code == 2
    assert why in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["essay", "--like", "startup"], "essay is the name of a preset already"),
        (["Two words", "--like", "startup"], "Two words is the name of a preset already, or none"),
        (["harbour", "--like", "startap"], "there is no preset startap. Did you mean startup"),
    ],
)
def test_a_preset_that_cannot_be_is_refused(
    words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        new_preset.main(words)
    assert ended.value.code == 2
    assert why in capsys.readouterr().err


def test_an_import_goes_where_the_formatter_would_put_it() -> None:
    assert with_import("from a import B, Z\n", "a", "D") == "from a import B, D, Z\n"
    assert with_import("from a import ONE, B\n", "a", "B") == "from a import ONE, B\n"
    many = "from a import (\n    ONE,\n    B,\n)\nx = 1\n"
    assert with_import(many, "a", "A") == "from a import (\n    ONE,\n    A,\n    B,\n)\nx = 1\n"
