"""No file imports itself by way of others: wherever one starts to read, one comes to an end."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TREES = ("planner", "fuzz", "tools")
VERSION = "planner.__version__"
"""Stands in the public face, above everything, and is open to all."""


def files(root: Path, trees: tuple[str, ...]) -> dict[str, Path]:
    """Module -> its file."""
    found = {}
    for tree in trees:
        for path in (root / tree).rglob("*.py"):
            dotted = ".".join(path.relative_to(root).with_suffix("").parts)
            found[dotted.removesuffix(".__init__")] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """What a file imports of these: at its top, inside functions, or for its types alone."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner == VERSION:
                    continue
                if inner in known or node.module in known:
                    yield inner if inner in known else node.module


def circle(root: Path, trees: tuple[str, ...]) -> list[str]:
    """One circle of files; nothing where there is none."""
    known = files(root, trees)
    try:
        TopologicalSorter({name: {*imported(path, known)} for name, path in known.items()}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_there_is_no_circle_of_files() -> None:
    assert len(files(ROOT, TREES)) > 300
    assert circle(ROOT, TREES) == []


@pytest.mark.parametrize(
    "back",
    [
        "from a.one import X",
        "import a.one",
        "from a import one",
        "def f():\n    from a.one import X",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a.one import X",
    ],
)
def test_a_circle_is_found_however_it_is_imported(back: str, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    for name, text in {"__init__": "", "one": "from a.two import Y", "two": "from a.three import Z"}.items():
        (folder / f"{name}.py").write_text(text)
    (folder / "three.py").write_text("import json")
    assert circle(tmp_path, ("a",)) == []
    (folder / "three.py").write_text(back)
    assert {*circle(tmp_path, ("a",))} == {"a.one", "a.two", "a.three"}
