"""A function has at most 25 lines without its docstring, in the packages that keep to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST = 25
PACKAGES = (
    *("planner/book", "planner/check", "planner/cli", "planner/disk", "planner/handover", "planner/layout"),
    *("planner/lint", "planner/model", "planner/reference", "planner/repair", "planner/report"),
    *("planner/results", "planner/template", "planner/usecases", "planner/writer", "planner/xlsx"),
    *("planner/excel", "planner/live", "tools"),
)


def lengths(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each function with its lines, from `def` to the end."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first, end = node.body[0], node.end_lineno or node.lineno
            said = ast.get_docstring(node) is not None
            prose = (first.end_lineno or first.lineno) - first.lineno + 1 if said else 0
            yield node.name, end - node.lineno + 1 - prose


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_longer(package: str) -> None:
    paths = sorted((ROOT / package).rglob("*.py"))
    found = [(path.name, *one) for path in paths for one in lengths(ast.parse(path.read_text("utf-8")))]
    assert len(found) > len(paths)
    assert not [one for one in found if one[-1] > MOST]


def test_a_function_is_measured_without_its_docstring() -> None:
    source = 'def f(\n    a: int,\n) -> int:\n    """One.\n\n    Two.\n    """\n    return a\n'
    assert list(lengths(ast.parse(source))) == [("f", 4)]
