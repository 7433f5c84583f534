"""What `make test-all` runs in full and `make test` in part, and a guard for what a test goes through."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from typing import TypeVar

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


def some(items: Iterable[T], least: int = 1) -> list[T]:
    """The items, of which there must be so many: a test that goes through nothing cannot fail."""
    found = list(items)
    if len(found) < least:
        raise AssertionError(f"{len(found)} to go through, expected at least {least}")
    return found
