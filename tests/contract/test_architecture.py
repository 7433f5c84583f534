"""Who may import whom, and what may not be imported at start-up."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import planner
from planner.check.checkers.registry import ROWS
from tests.sampled import some

PACKAGE = Path(__file__).parents[2] / "planner"

A_PLAN = {"problems", "results", "xlsx", "template", "layout", "book"}
"""What reads a plan rests on."""

MAY_IMPORT = {
    "units": set(),
    "days": set(),
    "problems": {"units"},
    "results": {"problems", "days"},
    "model": {"units", "problems"},
    "reference": {"units", "problems"},
    "feeds": {"problems", "results", "xlsx"},
    "xlsx": {"problems", "days"},
    "template": {"units", "days"},
    "excel": {"problems", "days", "xlsx"},
    "disk": {"problems", "xlsx"},
    "layout": {"results", "template", "xlsx"},
    "book": {"problems", "results", "days", "xlsx", "template", "layout"},
    "writer": {"days", "results", "xlsx", "template", "layout"},
    "repair": {*A_PLAN, "disk", "writer"},
    "upgrade": {*A_PLAN, "days", "disk", "writer", "repair"},
    "changes": {*A_PLAN, "writer", "repair"},
    "check.checkers": {"problems", "xlsx", "disk", "excel"},
    "check": {"days", *A_PLAN, "model", "check.checkers"},
    "actuals": {"days", *A_PLAN, "repair", "check", "check.checkers"},
    "risk": {*A_PLAN, "model", "repair", "changes", "check"},
    "measured": {"problems", "results", "model", "reference", "template"},
    "tried": {"days", *A_PLAN, "model", "check", "check.checkers"},
    "lint": {"days", *A_PLAN, "check", "check.checkers"},
    "live": {"problems", "xlsx", "excel", "check.checkers"},
    "explain": {*A_PLAN, "model", "check"},
    "handover": {*A_PLAN, "disk", "check.checkers", "lint", "explain"},
    "usecases": {
        *A_PLAN,
        *("days", "disk", "writer", "repair", "changes", "explain", "upgrade", "feeds", "reference"),
        *("actuals", "measured", "risk", "tried"),
        *("check", "check.checkers", "lint", "live", "handover"),
    },
    "__init__": {"problems", "results", "usecases"},
    "plan": {"__init__"},
    "report": {"units", "problems", "results", "xlsx"},
    "cli": {"problems", "results", "usecases", "plan", "report"},
    "__main__": {"cli"},
}
"""Layer -> the other layers it may import; the version, which stands in `__init__`, is open to all."""

FACE = {*planner.__all__, "__all__", "__dir__", "__getattr__"}
"""What `from planner import ...` takes from `__init__`, though a package may be called alike."""

ENGINES = {row.package for row in ROWS if row.package}
HEAVY = {"openpyxl", "pandas", "numpy", "xlwings", "rich", "lxml"} | ENGINES


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
        elif isinstance(node, ast.ImportFrom) and node.module == "planner":
            names |= {"planner" if one.name in FACE else f"planner.{one.name}" for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("module", "path"), modules(), ids=[module for module, _ in modules()])
def test_a_module_imports_only_the_layers_that_it_may(module: str, path: Path) -> None:
    known = {name for name, _ in modules()}
    layer = layer_of(module)
    for name in imports_of(ast.parse(path.read_text(encoding="utf-8"))):
        if name in known:
            other = layer_of(name)
            allowed = other == layer or other in MAY_IMPORT[layer]
            assert allowed, f"{module} ({layer}) imports {name} ({other})"


def test_xlwings_is_imported_in_one_room() -> None:
    found = {layer_of(name) for name, path in modules() if "xlwings" in imports_of(tree_of(path))}
    assert found == {"excel"}


def test_a_script_that_is_started_by_its_path_stands_beside_what_starts_it() -> None:
    """An import shows in the table above; the path of a file of another layer would not."""
    for name, path in modules():
        literals = {node.value for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant)}
        for text in literals:
            if isinstance(text, str) and re.fullmatch(r"\w+\.py", text):
                assert path.with_name(text).is_file(), f"{name} names {text}"


def test_nothing_heavy_is_imported_at_start_up() -> None:
    code = (
        "import sys, planner.cli.main, planner.plan; print(*{name.partition('.')[0] for name in sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(ran.stdout.split())


PRODUCTS = {"matmul", "dot", "vdot", "inner", "tensordot", "einsum"}


def test_no_sum_of_the_engine_depends_on_the_processor() -> None:
    """Products of matrices add up in an order that linear algebra chooses for each processor."""
    for name, path in some((one for one in modules() if layer_of(one[0]) == "model"), 30):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.MatMult), f"{name}: a product of matrices"
            assert not (isinstance(node, ast.Attribute) and node.attr in PRODUCTS), f"{name}: {node.attr}"
