"""What can be measured of a page: words over one another, beyond the margins, lost, and hidden by ####."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tools.paper import PaperPage, Word

MARGIN = 30.0
"""Points at each side that hold nothing; the sheets have margins of 36."""
OVER, OF_HEIGHT = 1.0, 0.5
"""Words share a place where they overlap by more than that, in points, and by half a line."""
BODY = (30.0, 32.0)
"""Points above and below that hold header and footer alone."""


def body(page: PaperPage) -> list[Word]:
    """The words between header and footer."""
    top, bottom = BODY
    return [word for word in page.words if word.top > top and word.bottom < page.height - bottom]


def over_one_another(page: PaperPage) -> Iterator[tuple[str, str]]:
    """Pairs of words that stand in the same place, as where a text runs into the cell beside or below it."""
    words = sorted(page.words, key=lambda word: word.top)
    for number, word in enumerate(words):
        for other in words[number + 1 :]:
            if other.top >= word.bottom:
                break
            across = min(word.right, other.right) - max(word.left, other.left)
            down = min(word.bottom, other.bottom) - max(word.top, other.top)
            height = min(word.bottom - word.top, other.bottom - other.top)
            if across > OVER and down > OF_HEIGHT * height:
                yield word.text, other.text


def beyond_the_margins(page: PaperPage) -> list[str]:
    """Words that run off the page."""
    return [word.text for word in page.words if word.left < MARGIN or word.right > page.width - MARGIN]


def hidden_numbers(page: PaperPage) -> list[str]:
    """Numbers that did not fit."""
    return [word.text for word in page.words if "##" in word.text]


def lost(texts: Iterable[str], pages: Sequence[PaperPage]) -> list[str]:
    """Texts of cells of which a word is not on the pages, as where a cell cut it off."""
    seen = _letters(" ".join(word.text for page in pages for word in page.words))
    words = set(seen.split())
    joined = seen.replace(" ", "")
    return [
        text for text in texts if not all(one in words or one in joined for one in _letters(text).split())
    ]


def _letters(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text)
