"""The registry of checkers: every row is complete, and everything else follows from it."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import click
import pytest

from planner.check.checkers import registry
from planner.check.checkers.registry import CHAIN, CHECKERS, ROWS, CheckerRow
from planner.cli.main import main
from tests.sampled import some

ROOT = Path(__file__).parents[2]
FOLDER = Path(registry.__file__).parent
OFFERS = {
    "engine": {"load": ["path"], "calculate": ["{book}", "cells", "typed"]},
    "program": {"missing": [], "look": [], "evaluate": ["path", "cells", "timeout_s"]},
}
"""What the module of each kind has to offer, with its arguments; the name of the open workbook is free."""


def test_names_and_files_are_unique() -> None:
    assert len({row.name for row in ROWS}) == len({row.module for row in ROWS}) == len(ROWS)
    assert CHECKERS == ("ironcalc", "cellrune", "libreoffice", "excel")  # as documented for --checker


@pytest.mark.parametrize("row", ROWS, ids=CHECKERS)
def test_a_row_is_complete_and_its_file_offers_what_its_kind_must(row: CheckerRow) -> None:
    assert row.title
    assert row.timeout_s > 0
    assert (row.kind == "engine") == bool(row.package)
    if row.short_s is not None:
        assert 0 < row.short_s[0] < row.timeout_s
    tree = ast.parse((FOLDER / f"{row.module}.py").read_text(encoding="utf-8"))
    found = {
        node.name: [argument.arg for argument in node.args.args]
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    for name, arguments in OFFERS[row.kind].items():
        assert len(found[name]) == len(arguments), name
        assert all(one in ("{book}", two) for one, two in zip(arguments, found[name], strict=True)), name


def test_every_other_file_of_the_folder_is_no_checker() -> None:
    """One that was written and has no row would never be asked."""
    registered = {row.module for row in ROWS}
    for path in some(FOLDER.glob("*.py"), len(ROWS)):
        names = {
            node.name
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }
        for offered in OFFERS.values():
            assert path.stem in registered or not names >= offered.keys(), path.name


def test_the_chain_is_of_engines_and_the_first_can_be_typed_into() -> None:
    rows = {row.name: row for row in ROWS}
    assert len(CHAIN) >= 2
    assert all(rows[name].kind == "engine" for name in CHAIN)
    assert [row.name for row in ROWS if row.typed_into] == [CHAIN[0]]


def test_the_package_of_every_engine_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = {re.split(r"[^\w-]", entry)[0] for entry in project["dependencies"]}
    assert {row.package for row in ROWS if row.package} <= required


def test_the_command_line_offers_every_checker() -> None:
    choices = {
        name: [*parameter.type.choices]
        for name, command in main.commands.items()
        for parameter in command.params
        if parameter.name == "checker" and isinstance(parameter.type, click.Choice)
    }
    assert choices
    for name, offered in choices.items():
        assert offered[: len(ROWS)] == [*CHECKERS], name


def test_the_page_shows_every_row() -> None:
    text = (ROOT / "docs" / "checkers.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| `(\w+)` \| ([^|]+) \| (\w+) \| (\d+) \|$", text, re.MULTILINE)
    assert shown == [(row.name, row.title, row.kind, f"{row.timeout_s:g}") for row in ROWS]
