"""The committed examples are what planner writes today, part by part and byte by byte."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from planner import plan
from planner.template.load import presets
from planner.template.locale import languages
from tests.sampled import sampled
from tools.examples import EXAMPLES, FOLDER, build

WRITTEN = sampled(EXAMPLES, ["essay", "startup", "china-zh"])
"""Those of them that a test run writes anew."""

REBUILD = "rebuild workbooks/ with `make examples` (or `pytest --update`), and read what has changed"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """A folder with examples written now; with --update they become the committed ones."""
    folder = tmp_path_factory.mktemp("examples")
    for path in build(folder, WRITTEN):
        if pytestconfig.getoption("update"):
            (FOLDER / path.name).write_bytes(path.read_bytes())
    return folder


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_there_is_one_example_for_each_preset_and_for_each_language() -> None:
    assert {preset for preset, language in EXAMPLES.values() if language == "en"} == set(presets())
    assert {language for _, language in EXAMPLES.values()} == set(languages())
    assert sorted(path.stem for path in FOLDER.glob("*.xlsx")) == sorted(EXAMPLES)


@pytest.mark.parametrize("name", WRITTEN)
def test_the_committed_example_is_the_one_that_is_written_today(built: Path, name: str) -> None:
    committed, fresh = parts(FOLDER / f"{name}.xlsx"), parts(built / f"{name}.xlsx")
    assert list(committed) == list(fresh), REBUILD
    changed = [part for part in fresh if committed[part] != fresh[part]]
    assert not changed, f"workbooks/{name}.xlsx differs in {', '.join(changed)}: {REBUILD}"


@pytest.mark.parametrize("name", sampled(EXAMPLES, ["essay"]))
def test_every_formula_of_the_committed_example_agrees_with_the_engine(name: str) -> None:
    result = plan.check(FOLDER / f"{name}.xlsx")
    assert result.ok, [*map(str, result.problems), *result.differences[:5]]
    assert result.checked["agrees"] == result.checked["cells"] > 50_000
    assert result.master == "WARNS"  # each warns of something (docs/presets.md)
