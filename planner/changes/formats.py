"""Number formats in which two values that differ look so, and parts that add up look as if they do."""

from __future__ import annotations

from collections.abc import Sequence

from planner.results.undo import Content
from planner.xlsx.number_format import Picture, is_date, picture_of, sections
from planner.xlsx.number_shown import shown

MOST_MORE = 8
"""Decimals that are added to a format at most."""
VISIBLE = 0.01
"""Parts are rounded by no more than this share of the whole."""
WHOLE = 1e-9
"""A part that is nearer to what is shown of it, relative to the whole, is shown as it is."""


def apart(before: Content, after: Content, look: str) -> str:
    """A format that tells two values apart; the line's own where that does."""
    if not (isinstance(before, float) and isinstance(after, float)) or before == after:
        return look
    if (picture := _picture(look)) is None:
        return look
    for more in range(MOST_MORE + 1):
        finer = look if not more else _format(picture, picture.decimals + more)
        if shown(before, finer) != shown(after, finer):
            return finer
    return look


def adding_up(parts: Sequence[float], look: str) -> str:
    """A format in which the parts of a change visibly add up to it; the line's own where they do."""
    whole, picture = abs(sum(parts)) or max(map(abs, parts), default=0.0), _picture(look)
    if picture is None or not whole:
        return look
    for more in range(MOST_MORE + 1):
        decimals = picture.decimals + more + 2 * picture.percents
        off = max(abs(part - round(part, decimals)) for part in parts)
        if off <= WHOLE * whole or 10.0**-decimals / 2 * len(parts) <= VISIBLE * whole:
            return look if not more else _format(picture, picture.decimals + more)
    return _format(picture, picture.decimals + MOST_MORE)


def _picture(look: str) -> Picture | None:
    """How a format writes digits; None for dates, powers and words, which get no more decimals."""
    picture = None if is_date(look) or '"' in look else picture_of(sections(look)[0])
    return None if picture is None or picture.power else picture


def _format(picture: Picture, decimals: int) -> str:
    digits = f"{'#,##0' if picture.grouped or not picture.percents else '0'}.{'0' * decimals}"
    digits += "%" * picture.percents
    return f"{digits}_);({digits});{digits}_)"
