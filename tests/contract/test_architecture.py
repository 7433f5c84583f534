"""Who may import whom, and what may not be imported at start-up."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sampled import some

PACKAGE = Path(__file__).parents[2] / "planner"

MAY_IMPORT = {
    "units": set(),
    "problems": {"units"},
    "result": {"problems", "days"},
    "findings": {"problems"},
    "delivery": {"problems"},
    "undone": {"problems"},
    "model": {"units", "problems"},
    "reference": {"units", "problems"},
    "days": set(),
    "workbook": {"units", "problems", "days"},
    "check.checkers": {"units", "problems", "workbook"},
    "check": {"units", "problems", "model", "workbook", "check.checkers"},
    "lint": {"units", "problems", "findings", "workbook", "check", "check.checkers"},
    "handover": {"problems", "result", "findings", "delivery", "lint", "workbook", "check.checkers"},
    "report": {"units", "problems", "days", "result", "findings", "delivery", "undone", "printing"},
    "summarise": {"problems", "days", "result", "check", "check.checkers", "workbook"},
    "evaluating": {"problems", "result", "check", "check.checkers", "workbook"},
    "live": {"problems", "workbook", "check.checkers"},
    "refreshing": {"result", "summarise", "check", "check.checkers", "workbook"},
    "live_refresh": {"problems", "result", "refreshing", "check", "check.checkers", "workbook", "live"},
    "watching": {"problems", "result", "plan", "live_refresh", "live", "workbook"},
    "undoing": {"problems", "undone", "workbook"},
    "plan": {
        *("problems", "result", "refreshing", "summarise", "evaluating", "undoing"),
        *("check", "check.checkers", "workbook"),
    },
    "linting": {"problems", "findings", "lint", "check", "check.checkers", "workbook"},
    "handing_over": {"problems", "result", "delivery", "plan", "linting", "handover", "lint", "workbook"},
    "batch": set(),
    "options": {"problems", "check.checkers"},
    "printing": {"problems"},
    "process": set(),
    "completing": {"workbook", "linting", "handing_over"},
    "cli_values": {"plan", "problems", "result", "completing", "options", "running", "report"},
    "cli_handover": {"completing", "handing_over", "options", "printing", "report"},
    "running": {"batch", "problems", "result", "report", "printing"},
    "cli_live": {"plan", "live_refresh", "watching", "options", "printing", "report"},
    "cli_undo": {"plan", "undone", "options", "report", "running", "printing"},
    "cli": {
        *("plan", "linting", "live_refresh", "batch", "result", "report", "problems"),
        *(
            "options",
            "printing",
            "running",
            "completing",
            "cli_handover",
            "cli_live",
            "cli_values",
            "cli_undo",
        ),
    },
    "__main__": {"cli", "process"},
    "__init__": set(),
}
"""Layer -> the other layers it may import; the package itself (its version) is open to all."""

HEAVY = {"openpyxl", "pandas", "numpy", "xlwings", "rich", "ironcalc", "cellrune", "lxml"}


def layer_of(module: str) -> str:
    parts = module.split(".")[1:]
    if not parts:
        return "__init__"
    return "check.checkers" if parts[:2] == ["check", "checkers"] else parts[0]


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        dotted = ".".join(("planner", *path.relative_to(PACKAGE).with_suffix("").parts))
        found.append((dotted.removesuffix(".__init__") if dotted != "planner.__init__" else "planner", path))
    return found


def imports_of(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize(("module", "path"), modules(), ids=[module for module, _ in modules()])
def test_a_module_imports_only_the_layers_that_it_may(module: str, path: Path) -> None:
    known = {name for name, _ in modules()}
    layer = layer_of(module)
    for name in imports_of(ast.parse(path.read_text(encoding="utf-8"))):
        if name in known and name != "planner":
            other = layer_of(name)
            allowed = other == layer or other in MAY_IMPORT[layer]
            assert allowed, f"{module} ({layer}) imports {name} ({other})"


def test_nothing_heavy_is_imported_at_start_up() -> None:
    code = "import sys, planner.cli, planner.plan; print(*{name.partition('.')[0] for name in sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(ran.stdout.split())


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules()}
    assert not {name: length for name, length in lengths.items() if length > 400}


PRODUCTS = {"matmul", "dot", "vdot", "inner", "tensordot", "einsum"}


def test_no_sum_of_the_engine_depends_on_the_processor() -> None:
    """Products of matrices add up in an order that linear algebra chooses for each processor."""
    for name, path in some((one for one in modules() if layer_of(one[0]) == "model"), 30):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.MatMult), f"{name}: a product of matrices"
            assert not (isinstance(node, ast.Attribute) and node.attr in PRODUCTS), f"{name}: {node.attr}"
