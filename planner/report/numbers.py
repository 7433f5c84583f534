"""Numbers as the workbook's formats show them, and as terminals want them: in millions, as powers."""

from __future__ import annotations

from planner.xlsx.number_format import Picture, is_date, picture_of, sections
from planner.xlsx.number_shown import render

MILLIONS_FROM, POWERS_FROM = 1e8, 1e12
"""From here on numbers are shown in millions (`m`), and as powers of ten."""


def readable(value: float | str, number_format: str) -> str:
    """A value in its number format, as far as a terminal needs it."""
    if isinstance(value, str):
        return value
    day = render(value, number_format) if is_date(number_format) else None
    return day or _number(value, picture_of(sections(number_format)[0]))


def _number(value: float, picture: Picture | None) -> str:
    size = abs(value)
    if picture and picture.percents:
        text = picture.digits(size) + "%"
    elif (picture and picture.power) or size >= POWERS_FROM:
        return f"{value:.3e}"
    elif picture is None:
        return f"{value:,.6g}"
    elif size >= MILLIONS_FROM:
        text = f"{size / 1e6:,.1f} m"
    else:
        text = picture._replace(grouped=True, thousands=0).digits(size).removesuffix(".")
    return f"({text})" if value < 0 else text
