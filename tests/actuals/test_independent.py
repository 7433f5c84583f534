"""The reforecast and the formulas of its sheet are strangers, as the engine and the plan's formulas are."""

from __future__ import annotations

import ast
from pathlib import Path

ROOM = Path(__file__).parents[2] / "planner" / "actuals"


def _imports(name: str) -> set[str]:
    tree = ast.parse((ROOM / f"{name}.py").read_text(encoding="utf-8"))
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def _reached(name: str) -> set[str]:
    """What a module of the room imports, directly or through others of it."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for module in _imports(waiting.pop()):
            inside = module.removeprefix("planner.actuals.")
            if module.startswith("planner.actuals.") and inside not in found:
                found.add(inside)
                waiting.append(inside)
    return found


FORMULAS = {"formulas", "formulas_levels", "formulas_planned", "plan_cells"}
ENGINE = {"reforecast", "onward", "cash", "expected"}


def test_neither_computation_knows_the_other() -> None:
    for name in ENGINE:
        assert not {*FORMULAS, "content"} & _reached(name), name
    for name in FORMULAS:
        assert not ENGINE & {module.rpartition(".")[2] for module in _imports(name)}, name
