"""Numbers as the workbook's formats show them, for terminals."""

from __future__ import annotations

import re

from planner import days

DAY = "yyyy-mm-dd"
"""The format of a day."""

MILLIONS_FROM, POWERS_FROM = 1e8, 1e12
"""From here on numbers are shown in millions (`m`), and as powers of ten."""


def readable(value: float | str, number_format: str) -> str:
    """A value in its number format, as far as a terminal needs it."""
    if isinstance(value, str):
        return value
    positive = number_format.partition(";")[0]
    if positive == DAY:
        return days.iso(value)
    decimals = len(match[1]) if (match := re.search(r"\.([0#]+)", positive)) else 0
    if "%" in positive:
        text = f"{abs(value):.{decimals}%}"
        return f"({text})" if value < 0 else text
    if "E" in positive or abs(value) >= POWERS_FROM:
        return f"{value:.3e}"
    if positive in {"General", "@", ""}:
        return f"{value:,.6g}"
    if abs(value) >= MILLIONS_FROM:
        text = f"{abs(value) / 1e6:,.1f} m"
    else:
        text = f"{abs(value):,.{decimals}f}"
        optional = len(match[1]) - len(match[1].rstrip("#")) if match else 0
        for _ in range(optional):
            text = text.removesuffix("0")
        text = text.removesuffix(".")
    return f"({text})" if value < 0 else text
