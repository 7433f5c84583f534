"""Fixtures of a package stand in its conftest: where a module has one, pytest ends it with the whole run.

A module that imported the short template of `tests.short` left every test after it with plans of six months.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.sampled import some

TESTS = Path(__file__).parents[1]


def test_no_module_of_tests_takes_a_fixture_of_a_package() -> None:
    shared = {
        f"{_module(path)}.{name}" for path in TESTS.rglob("*.py") for name in _package_fixtures(_tree(path))
    }
    assert "tests.short.short_template" in shared
    for path in some(sorted(TESTS.rglob("test_*.py")), 100):
        tree = _tree(path)
        taken = {
            f"{node.module}.{one.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for one in node.names
        }
        assert not taken & shared, f"{path.name} imports {taken & shared}; its package's conftest has to"
        assert not set(_package_fixtures(tree)), f"{path.name} has a fixture of its package"


def _package_fixtures(tree: ast.Module) -> list[str]:
    """Functions that are a fixture with the scope of a package."""
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any("scope='package'" in ast.unparse(one) for one in node.decorator_list)
    ]


def _module(path: Path) -> str:
    return ".".join(path.relative_to(TESTS.parent).with_suffix("").parts)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
