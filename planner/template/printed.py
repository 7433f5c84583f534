"""What the source of a preset prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure that the source of a preset prints, to stand against the computed one."""

    text: str
    key: str
    scenario: str
    printed: float
    note: str = ""
