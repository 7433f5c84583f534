"""What the documentation says is what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from planner.problems import Problem
from planner.report.diff import HOW
from planner.results.diff import CellChange, Into
from planner.results.failing import Failing
from planner.results.moved import KeyMove
from planner.results.plan import Change, Difference, Repair
from planner.results.upgrade import Upgraded
from tests.cli.support import planner
from tests.sampled import some
from tools import commands

DOCS = Path(__file__).parents[2] / "docs"


def fields(value: Any, path: str = "") -> list[str]:
    """Every field of a JSON value by its path, with KEY, TABLE and COLUMN for the names that vary."""
    if isinstance(value, list) and path.startswith(("calcs.", "outputs.")):
        found = [path]  # the numbers along an axis
    elif isinstance(value, list):
        found = [name for item in value for name in fields(item, f"{path}[]")]
    elif isinstance(value, dict):
        found = []
        for name, item in value.items():
            if path in {"inputs", "texts", "axes", "calcs", "outputs"}:
                name = "KEY"  # noqa: PLW2901
            elif path == "tables":
                name = "TABLE"  # noqa: PLW2901
            elif path == "tables.TABLE[]":
                name = "COLUMN"  # noqa: PLW2901
            found += fields(item, f"{path}.{name}" if path else name)
    else:
        found = [path]
    return list(dict.fromkeys(found))


def documented() -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", (DOCS / "json.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_field_of_the_json_object_is_documented_and_every_documented_one_is_there(
    plan_file: Path, tmp_path: Path
) -> None:
    ran = planner("check", "plan.xlsx", "--json", cwd=tmp_path)
    found = json.loads(ran.out)
    found["failing"] = [Failing("", "", "", "", "").as_dict()]
    found["warning"] = [Failing("", "", "", "", "").as_dict()]
    found["differences"] = [Difference("", "", "", 0.0, 0.0, "", False).as_dict()]
    found["problems"] = [Problem("", "").as_dict()]
    found["changes"] = [Change("", "", "", 0.0, 0.0).as_dict()]
    found["repairs"] = [Repair("", "", "", "").as_dict()]
    found["upgrades"] = [Upgraded("", "", "", "", "", "", "", "").as_dict()]
    found["moved"] = [KeyMove("", "", "", "", 0.0, 0.0).as_dict()]
    found["preset_sources"] = found["stale_sheets"] = found["notes"] = [""]
    assert fields(found) == documented()


def test_every_field_of_an_undo_is_documented_and_every_documented_one_is_there(
    plan_file: Path, tmp_path: Path
) -> None:
    planner("set", "plan.xlsx", "programme_years=9", cwd=tmp_path)
    found = json.loads(planner("undo", "plan.xlsx", "--dry-run", "--json", cwd=tmp_path).out)
    back = found["inputs"][0]
    page = (DOCS / "undo.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z_.\[\]]+)` \|", page, re.MULTILINE)
    versions = [f"{name}.{of}" for name in ("now", "then") for of in found[name]]
    inputs = [f"inputs[].{of}" for of in back]
    assert back.keys() == found["statuses"][0].keys()
    lists = [f"{name}[]" for name, value in found.items() if isinstance(value, list) and name != "inputs"]
    plain = [name for name, value in found.items() if not isinstance(value, list | dict)]
    assert documented == [*plain, *versions, *inputs, *lists]


def test_every_field_of_a_comparison_is_documented_and_every_documented_one_is_there(
    plan_file: Path, tmp_path: Path
) -> None:
    found = json.loads(planner("diff", "startup", "plan.xlsx", "--json", cwd=tmp_path).out)
    found["before"]["dates"], found["after"] = "", ""
    found["formulas"] = [CellChange("", "", "", None, None).as_dict()]
    found["into"] = Into("", "", False, "").as_dict()
    found |= {name: [""] for name in ("cells", "problems", "sheets_added", "sheets_removed")}
    for result in found["results"]:
        result["before"] = result["after"] = 0.0
        for effect in result["effects"]:
            effect["of"] = ""
    page = (DOCS / "diff.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([a-z0-9_.\[\]]+)` \|", page, re.MULTILINE)
    assert sorted(fields(found)) == sorted(name for name in named if name not in HOW)


def test_a_file_that_cannot_be_used_gives_the_same_fields(tmp_path: Path) -> None:
    ran = planner("check", "missing.xlsx", "--json", cwd=tmp_path)
    assert (ran.status, ran.err) == (1, "")
    found = json.loads(ran.out)
    assert {name.partition(".")[0].partition("[")[0] for name in documented()} == set(found)
    assert fields(found["problems"][0], "problems[]") == [
        name for name in documented() if name.startswith("problems[]")
    ]


def test_one_object_a_file_and_a_line_for_each(plan_file: Path, tmp_path: Path) -> None:
    ran = planner("check", "plan.xlsx", "missing.xlsx", "--json", cwd=tmp_path)
    assert ran.status == 1
    assert [json.loads(line)["file"] for line in ran.out.splitlines()] == ["plan.xlsx", "missing.xlsx"]


def test_the_page_of_commands_is_current() -> None:
    written = commands.PAGE.read_text(encoding="utf-8")
    assert written == commands.page(), "rebuild docs/commands.md with `make docs`"


def test_links_between_pages_lead_somewhere() -> None:
    root = DOCS.parent
    links = [
        (page, target)
        for page in (*root.glob("*.md"), *DOCS.glob("*.md"))
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    ]
    for page, target in some(links, 20):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
