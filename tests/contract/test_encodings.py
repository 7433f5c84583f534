"""Texts are read and written in an encoding that the code names: what a system takes by itself differs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("planner", "tools", "bench")
"""What runs on anybody's machine."""
TEXTS = {"read_text": 0, "write_text": 1}
"""Calls that take an encoding -> its position among the arguments."""
PROCESSES = {"run", "Popen", "check_output"}


def sources() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]


def without_encoding(tree: ast.AST) -> Iterator[str]:
    """Every call that opens a text, or reads one from a process, and leaves the encoding to the system."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = {keyword.arg for keyword in node.keywords}
        if "encoding" in given or None in given:
            continue
        where = f"{node.lineno}: {ast.unparse(node)[:80]}"
        if name in TEXTS and isinstance(node.func, ast.Attribute) and len(node.args) <= TEXTS[name]:
            yield where
        if name in {"open", "fdopen"} and _as_text(node):
            yield where
        if name in PROCESSES and given & {"text", "universal_newlines"}:
            yield where


def _as_text(node: ast.Call) -> bool:
    """Whether `open`, `Path.open` or `os.fdopen` opens a text."""
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    on_path = owner is not None and not (isinstance(owner, ast.Name) and owner.id in {"os", "io"})
    modes = list(node.args[0 if on_path else 1 :])
    modes += [keyword.value for keyword in node.keywords if keyword.arg == "mode"]
    if isinstance(owner, ast.Name) and owner.id == "os" and node.func.attr == "open":  # type: ignore[attr-defined]
        return False
    if on_path and not modes:
        return _is_path(owner)
    first = modes[0] if modes else ast.Constant("r")
    return (
        isinstance(first, ast.Constant)
        and isinstance(first.value, str)
        and "b" not in first.value
        and (set(first.value) <= set("rwax+t"))
    )


def _is_path(owner: ast.expr | None) -> bool:
    """Whether something whose `open` is given no mode looks like a path, rather than an archive."""
    return isinstance(owner, ast.Name) and "path" in owner.id.lower()


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_is_read_or_written_in_the_encoding_of_the_system(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(without_encoding(tree)) == []


@pytest.mark.parametrize(
    "code",
    [
        "open('a')",
        "open('a', 'w')",
        "path.open()",
        "path.open('a')",
        "path.read_text()",
        "path.write_text('x')",
        "os.fdopen(3)",
        "os.fdopen(3, mode='w')",
        "subprocess.run(c, text=True)",
    ],
)
def test_it_notices_a_text_without_its_encoding(code: str) -> None:
    assert len(list(without_encoding(ast.parse(code)))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "open('a', 'rb')",
        "open('a', encoding='utf-8')",
        "path.open('wb')",
        "path.read_text('utf-8')",
        "path.write_text('x', encoding='utf-8')",
        "os.open(path, os.O_RDWR)",
        "os.fdopen(3, 'w+b')",
        "subprocess.run(c, text=True, encoding='utf-8')",
        "subprocess.run(c, capture_output=True)",
        "archive.open(member)",
    ],
)
def test_it_leaves_others_alone(code: str) -> None:
    assert list(without_encoding(ast.parse(code))) == []
