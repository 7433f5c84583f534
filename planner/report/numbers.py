"""Numbers as the workbook's formats show them, and as terminals want them: in millions, as powers."""

from __future__ import annotations

from planner.xlsx.number_format import Picture, is_date, picture_of, sections
from planner.xlsx.number_shown import render

LARGE_FROM, POWERS_FROM = 1e8, 1e12
"""From here on numbers are shown in millions (`m`), and as powers of ten."""

YEARS_BELOW = 1e4
"""Below this a whole number whose format groups no digits is left so: it may be a year."""

MILLIONS = 1e6, "m"
LARGE = {"zh": (1e8, "亿")}
"""Language -> what large numbers are divided by, and the word for that; millions in any other."""


def readable(value: float | str, number_format: str, language: str = "") -> str:
    """A value in its number format, as far as a terminal needs it; large ones as the language says them."""
    if isinstance(value, str):
        return value
    as_written = is_date(number_format) or '"' in number_format  # such as FY2027
    text = render(value, number_format, pad="") if as_written else None
    return text or _number(value, picture_of(sections(number_format)[0]), LARGE.get(language, MILLIONS))


def _number(value: float, picture: Picture | None, large: tuple[float, str]) -> str:
    size = abs(value)
    if picture and picture.percents:
        text = picture.digits(size) + "%"
    elif (picture and picture.power) or size >= POWERS_FROM:
        return f"{value:.3e}"
    elif picture is None:
        return f"{value:,.6g}"
    elif size >= LARGE_FROM:
        text = f"{size / large[0]:,.{1 if large is MILLIONS else 2}f} {large[1]}"
    else:
        grouped = picture.grouped or picture.decimals > 0 or size >= YEARS_BELOW
        text = picture._replace(grouped=grouped, thousands=0).digits(size).removesuffix(".")
    return f"({text})" if value < 0 else text
