"""Nothing that a scaffold has put in is taken for done: each formula and each function says something."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from planner.template.load import load_template

MODEL = Path(__file__).parents[2] / "planner" / "model"
NOTHING_YET = "NA()"


def unwritten(source: str) -> Iterator[str]:
    """Functions that hold no more than a docstring."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and not [
            part
            for part in node.body
            if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
            and not isinstance(part, ast.Pass)
        ]:
            yield node.name


def test_every_formula_is_written() -> None:
    found = [row.key for row in load_template().formulas if row.formula.replace(" ", "") == NOTHING_YET]
    assert not found, f"no formula yet: {', '.join(found)}. Write it from the definition, in its sheet's TOML"


def test_every_function_is_written() -> None:
    found = {path.name: list(unwritten(path.read_text(encoding="utf-8"))) for path in MODEL.rglob("*.py")}
    found = {name: keys for name, keys in found.items() if keys and name != "lines.py"}
    assert not found, f"no body yet: {found}. Write it from the definition, not from the formula"


def test_a_function_without_a_body_is_found() -> None:
    assert list(unwritten('def a() -> float:\n    """A."""\n')) == ["a"]
    assert list(unwritten("def a() -> float: ...\n")) == ["a"]
    assert list(unwritten('def a() -> float:\n    """A."""\n    return 1.0\n')) == []
