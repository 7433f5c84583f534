"""Plans of template 1: every command names them in one clear line and touches none.

The plans are real files of template 1.0.0 (see tests/fixtures/README.md), not made by the code under test.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.command import planner
from tests.surgery import Surgery

FIXTURES = Path(__file__).parents[1] / "fixtures" / "1.0.0"
COMMANDS = (("refresh",), ("check",), ("show",), ("repair",), ("set", "discount_rate=0.1"))


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
@pytest.mark.parametrize("name", ["startup", "china-zh"])
def test_a_plan_of_template_1_is_named_in_one_line_and_not_touched(
    name: str, version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(FIXTURES / f"{name}.xlsx", "plan.xlsx")
    if version != "1.0.0":
        with Surgery(Path("plan.xlsx")) as book:
            log, cells = book.place("planner_template")
            book.put(log, cells.partition(":")[0].replace("B", "C"), version)
    before = Path("plan.xlsx").read_bytes()
    for command, *arguments in COMMANDS:
        ran = planner(command, "plan.xlsx", *arguments)
        line, *others = ran.lines
        assert (ran.status, ran.out) == (1, ""), command
        assert line.startswith("plan.xlsx: ")
        assert f" {version}; " in line
        assert "2.0.0. " in line
        assert [one for one in others if "nothing was written" not in one] == []
    assert Path("plan.xlsx").read_bytes() == before
    assert [path.name for path in Path().iterdir()] == ["plan.xlsx"]
