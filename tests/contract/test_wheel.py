"""What is installed from a wheel holds everything that planner needs, without the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]

RUN = """
import json, sys
sys.path.insert(0, sys.argv[1])
import planner
from planner import plan
from planner.reference.chips import chip
from planner.template.load import presets
result = plan.new("plan.xlsx")
print(json.dumps([planner.__file__, result.status, result.checked["cells"], presets(), chip("H100").name]))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked as an installer would."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder / "dist"), versions=["standard"])
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_templates_and_reference_data(unpacked: Path) -> None:
    def files(folder: Path, pattern: str) -> set[str]:
        return {path.relative_to(folder).as_posix() for path in folder.rglob(pattern)}

    assert files(unpacked / "planner" / "templates", "*.toml") == files(ROOT / "templates", "*.toml") != set()
    data = "planner/reference/data"
    assert files(unpacked / data, "*.csv") == files(ROOT / data, "*.csv") != set()
    assert (unpacked / "planner" / "py.typed").exists()
    assert {path.name.partition("-")[0] for path in unpacked.iterdir()} == {"planner"}


def test_planner_runs_from_the_wheel_alone(unpacked: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-c", RUN, str(unpacked)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    where, status, cells, presets, chip = json.loads(ran.stdout)
    assert Path(where).is_relative_to(unpacked)
    assert status == "agrees"
    assert cells > 500
    assert "essay" in presets
    assert "H100" in chip
