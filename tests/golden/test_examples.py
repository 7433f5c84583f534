"""The committed examples are what planner writes today, part by part and byte by byte.

But for the last digits of numbers: processors differ in them, where they raise a whole array to a power.
"""

from __future__ import annotations

import re
from math import isclose
from pathlib import Path
from zipfile import ZipFile

import pytest

from planner import plan
from planner.workbook.locale import languages
from planner.workbook.template import presets
from tools.examples import EXAMPLES, FOLDER, build

NUMBER = re.compile(rb"<v>([-+.0-9eE]+)</v>")
LAST_DIGITS = 1e-12
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


def alike(committed: bytes, fresh: bytes) -> bool:
    """The same bytes, but for the last digits of numbers in cells."""
    if NUMBER.sub(b"", committed) != NUMBER.sub(b"", fresh):
        return False
    pairs = zip(NUMBER.findall(committed), NUMBER.findall(fresh), strict=True)
    return all(
        isclose(float(old), float(new), rel_tol=LAST_DIGITS, abs_tol=LAST_DIGITS) for old, new in pairs
    )


def test_a_part_is_alike_up_to_the_last_digits_of_its_numbers() -> None:
    assert alike(b"<c><v>4599664.254999662</v></c>", b"<c><v>4599664.254999663</v></c>")
    assert not alike(b"<c><v>4599664.25499</v></c>", b"<c><v>4599664.25599</v></c>")
    assert not alike(b"<c><v>1</v></c>", b"<c><v>1</v></c><c/>")
    assert not alike(b"<t>1.0</t>", b"<t>1.0000000000000001</t>")


def test_there_is_one_example_for_each_preset_and_for_each_language(built: Path) -> None:
    assert {preset for preset, language in EXAMPLES.values() if language == "en"} == set(presets())
    assert {language for _, language in EXAMPLES.values()} == set(languages())
    assert sorted(path.stem for path in FOLDER.glob("*.xlsx")) == sorted(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_committed_example_is_the_one_that_is_written_today(built: Path, name: str) -> None:
    committed, fresh = parts(FOLDER / f"{name}.xlsx"), parts(built / f"{name}.xlsx")
    assert list(committed) == list(fresh), REBUILD
    changed = [part for part in fresh if not alike(committed[part], fresh[part])]
    assert not changed, f"workbooks/{name}.xlsx differs in {', '.join(changed)}: {REBUILD}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_formula_of_the_committed_example_agrees_with_the_engine(name: str) -> None:
    result = plan.check(FOLDER / f"{name}.xlsx")
    assert result.ok, [*map(str, result.problems), *result.differences[:5]]
    assert result.checked["agrees"] == result.checked["cells"] > 500
    assert result.master == "OK"
