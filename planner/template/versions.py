"""Versions of a template: which is earlier, and which plans are brought up to date."""

from __future__ import annotations

import re

VERSION = re.compile(r"[0-9]+(\.[0-9]+)+")


def numbers(version: str) -> tuple[int, ...]:
    """A version to be compared with others."""
    return tuple(map(int, version.split(".")))


def is_earlier(version: str, than: str) -> bool:
    """Whether a plan of that version is brought up to date: of the same first number, and before."""
    return numbers(version)[0] == numbers(than)[0] and numbers(version) < numbers(than)
