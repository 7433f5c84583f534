"""No test goes through what it may not find: a loop over files or matches is over `some` of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sampled import sampled, some

TESTS = Path(__file__).parents[1]
FINDING = {"glob", "rglob", "iterdir", "findall", "finditer"}
"""What gives nothing where there is nothing, without a word."""


def unguarded(source: str) -> list[int]:
    """Lines of loops with an assertion in them, over what is found, that would pass where nothing is."""
    return [
        loop.lineno
        for loop in ast.walk(ast.parse(source))
        if isinstance(loop, ast.For)
        and any(isinstance(node, ast.Assert) for node in ast.walk(loop))
        and any(name in FINDING for name in _bare_calls(loop.iter))
    ]


def _bare_calls(node: ast.AST) -> Iterator[str]:
    """Names of what is called, but for what stands inside `some(...)`."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "some":
            return
        yield name
    for child in ast.iter_child_nodes(node):
        yield from _bare_calls(child)


def test_loops_with_assertions_go_through_something() -> None:
    paths = some(TESTS.rglob("*.py"), 100)
    found = {path.name: unguarded(path.read_text(encoding="utf-8")) for path in paths}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("loop", "lines"),
    [
        ("for one in folder.glob('*'):\n    assert one", [1]),
        ("for one in sorted(re.findall(a, b)):\n    if one:\n        assert one", [1]),
        ("for one in some(folder.glob('*')):\n    assert one", []),
        ("for one in (*some(folder.glob('*')), *folder.rglob('*')):\n    assert one", [1]),
        ("for one in folder.glob('*'):\n    found.append(one)", []),
        ("for one in (1, 2):\n    assert one", []),
    ],
)
def test_the_rule_sees_what_it_is_for(loop: str, lines: list[int]) -> None:
    assert unguarded(loop) == lines


def test_some_of_nothing_is_a_failure() -> None:
    assert some(iter("ab"), 2) == ["a", "b"]
    with pytest.raises(AssertionError, match="1 to go through, expected at least 2"):
        some("a", 2)


def test_a_sample_is_part_of_the_whole_and_is_never_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.sampled.FULL", False)
    assert sampled(range(5), [1, 3]) == [1, 3]
    monkeypatch.setattr("tests.sampled.FULL", True)
    assert sampled(range(3), [1]) == [0, 1, 2]
    for wrong in ([], [7]):
        with pytest.raises(ValueError, match="not a sample"):
            sampled(range(5), wrong)
