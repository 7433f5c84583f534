"""A function has at most 25 lines without its docstring, in the packages that keep to it. Of a line of the
engine the body is measured: its parameters are what it needs, and as many as the model says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.model import LINES

ROOT = Path(__file__).parents[2]
MOST = 25
MOST_OF_A_LINE = 12
PACKAGES = (
    *("planner/book", "planner/check", "planner/cli", "planner/disk", "planner/handover", "planner/layout"),
    *("planner/lint", "planner/model", "planner/reference", "planner/repair", "planner/report"),
    *("planner/results", "planner/template", "planner/usecases", "planner/writer", "planner/xlsx"),
    *("planner/excel", "planner/feeds", "planner/live", "planner/explain", "planner/upgrade", "tools"),
    *("planner/actuals", "planner/measured", "planner/risk", "planner/tried"),
)


def lengths(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each function with its lines, from `def` to the end."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first, end = node.body[0], node.end_lineno or node.lineno
            said = ast.get_docstring(node) is not None
            prose = (first.end_lineno or first.lineno) - first.lineno + 1 if said else 0
            yield node.name, end - node.lineno + 1 - prose


def bodies(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each line of the engine with the lines of its body, without its docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(map(_makes_a_line, node.decorator_list)):
            first = node.body[1 if ast.get_docstring(node) is not None else 0]
            yield node.name, (node.end_lineno or first.lineno) - first.lineno + 1


def _makes_a_line(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name) and called.id == "line"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_longer(package: str) -> None:
    paths = sorted((ROOT / package).rglob("*.py"))
    found = [(path.name, *one) for path in paths for one in lengths(ast.parse(path.read_text("utf-8")))]
    assert len(found) > len(paths)
    lines = {name for path in paths for name, _ in bodies(ast.parse(path.read_text("utf-8")))}
    assert not [one for one in found if one[-1] > MOST and one[1] not in lines]


def test_no_line_of_the_engine_has_a_longer_body() -> None:
    paths = sorted((ROOT / "planner/model").rglob("*.py"))
    found = [one for path in paths for one in bodies(ast.parse(path.read_text("utf-8")))]
    assert len(found) == len(LINES)
    assert not [one for one in found if one[-1] > MOST_OF_A_LINE]


def test_a_function_is_measured_without_its_docstring() -> None:
    source = 'def f(\n    a: int,\n) -> int:\n    """One.\n\n    Two.\n    """\n    return a\n'
    assert list(lengths(ast.parse(source))) == [("f", 4)]


def test_of_a_line_its_body_is_measured() -> None:
    source = '@line(axis="month")\ndef f(\n    a: int,\n) -> int:\n    """One."""\n    b = a\n    return b\n'
    assert list(bodies(ast.parse(source))) == [("f", 2)]
    assert list(bodies(ast.parse(source.partition("\n")[2]))) == []
