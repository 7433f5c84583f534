"""The committed examples are what planner writes today, part by part and byte by byte."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from planner import plan
from planner.workbook.template import presets
from tools.examples import FOLDER, build

REBUILD = "rebuild workbooks/ with `make examples` (or `pytest --update`), and read what has changed"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """A folder with examples written now; with --update they become the committed ones."""
    folder = tmp_path_factory.mktemp("examples")
    for path in build(folder):
        if pytestconfig.getoption("update"):
            (FOLDER / path.name).write_bytes(path.read_bytes())
    return folder


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_there_is_one_example_for_each_preset(built: Path) -> None:
    assert sorted(path.name for path in FOLDER.glob("*.xlsx")) == sorted(f"{name}.xlsx" for name in presets())


@pytest.mark.parametrize("preset", presets())
def test_the_committed_example_is_the_one_that_is_written_today(built: Path, preset: str) -> None:
    committed, fresh = parts(FOLDER / f"{preset}.xlsx"), parts(built / f"{preset}.xlsx")
    assert list(committed) == list(fresh), REBUILD
    changed = [name for name in fresh if committed[name] != fresh[name]]
    assert not changed, f"workbooks/{preset}.xlsx differs in {', '.join(changed)}: {REBUILD}"


@pytest.mark.parametrize("preset", presets())
def test_every_formula_of_the_committed_example_agrees_with_the_engine(preset: str) -> None:
    result = plan.check(FOLDER / f"{preset}.xlsx")
    assert result.ok, [*map(str, result.problems), *result.differences[:5]]
    assert result.checked["agrees"] == result.checked["cells"] > 500
    assert result.master == "OK"
