"""What `make test-all` runs in full and `make test` in part, and a guard for what a test goes through."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pytest

T = TypeVar("T")

FULL = os.environ.get("PLANNER_FULL") == "1"
"""Whether the whole suite was asked for."""


def sampled(everything: Iterable[T], some: Collection[T]) -> list[T]:
    """All of it where the whole suite was asked for, else the sample, which has to be part of it."""
    every = list(everything)
    strangers = [one for one in some if one not in every]
    if strangers or not some:
        raise ValueError(f"not a sample: {strangers or 'nothing'}")
    return every if FULL else list(some)


THINNED = {
    *("actuals", "chain", "cli", "editing", "explain", "handover", "lint", "lossless"),
    *("older", "properties", "reliability", "tried", "upgrade", "whole"),
}
"""Folders of tests that go through whole files, a case for each way of damaging or keeping one."""

ONE_IN = 4


def thinned(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Cases that a run of the whole suite leaves out: of each test in those folders it takes every fourth.

    Who names a folder, a file or a test has all of its cases.
    """
    cases: dict[tuple[str, str], list[pytest.Item]] = {}
    folders = set()
    for item in items:
        module, _, name = item.nodeid.partition("::")
        folder = (*module.split("/"), "", "")[1]
        folders.add(folder)
        if folder in THINNED:
            cases.setdefault((module, name.partition("[")[0]), []).append(item)
    if FULL or not folders > THINNED:
        return []
    return [item for each in cases.values() for at, item in enumerate(each) if at % ONE_IN]


def some(items: Iterable[T], least: int = 1) -> list[T]:
    """The items, of which there must be so many: a test that goes through nothing cannot fail."""
    found = list(items)
    if len(found) < least:
        raise AssertionError(f"{len(found)} to go through, expected at least {least}")
    return found
