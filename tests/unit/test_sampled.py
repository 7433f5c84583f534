"""What a run of the whole suite leaves out, and that nobody who asks for a folder misses anything."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests import sampled


def items(*nodes: str) -> list[Any]:
    return [SimpleNamespace(nodeid=node) for node in nodes]


WHOLE = [f"tests/{folder}/test_a.py::test_one" for folder in (*sampled.THINNED, "unit")]
CASES = [f"tests/lossless/test_b.py::test_each[{name}]" for name in "abcdefg"]


def left_out(*nodes: str) -> list[str]:
    return [item.nodeid for item in sampled.thinned(items(*nodes))]


def test_of_many_cases_every_fourth_is_taken_and_a_test_alone_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampled, "FULL", False)
    assert left_out(*WHOLE, *CASES) == [CASES[at] for at in (1, 2, 3, 5, 6)]


def test_a_folder_that_is_named_and_the_full_suite_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampled, "FULL", False)
    assert left_out(*CASES) == []
    monkeypatch.setattr(sampled, "FULL", True)
    assert left_out(*WHOLE, *CASES) == []


def test_cases_of_other_folders_are_all_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampled, "FULL", False)
    assert left_out(*WHOLE, *(f"tests/unit/test_b.py::test_each[{name}]" for name in "abcd")) == []
