"""How much room text takes: widths of Arial, and lines of a wrapped text.

Excel does not fit rows or columns when a file is opened, so whoever writes the file has to know.
"""

from __future__ import annotations

import re
import unicodedata

# Advance widths of Arial in thousandths of its size, for the characters from space to tilde.
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 "
    "556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 "
    "1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 "
    "333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 "
    "556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
ADVANCE = {chr(32 + number): int(width) for number, width in enumerate(_WIDTHS.split())}
OTHER, WIDE = 600, 1000
BOLD = 1.08
PIXELS_PER_POINT = 96 / 72
DIGIT_PIXELS, PADDING_PIXELS = 7, 5
"""Of the normal font, Arial 10: an Excel column width counts its digits, and each cell keeps a margin."""
SAFETY = 1.05  # screens round each letter to whole pixels


def text_pixels(text: str, size: float, bold: bool = False) -> float:
    """How wide one line of text is."""
    units = sum(_advance(letter) for letter in text)
    return units / 1000 * size * PIXELS_PER_POINT * (BOLD if bold else 1) * SAFETY


def _advance(letter: str) -> int:
    return ADVANCE.get(letter) or (WIDE if unicodedata.east_asian_width(letter) in "WF" else OTHER)


def column_width(pixels: float) -> float:
    """The Excel column width that holds so many pixels of text."""
    return round((pixels + 2 * PADDING_PIXELS) / DIGIT_PIXELS, 1)


def pixels_inside(width: float) -> float:
    """The pixels of text that a column of that Excel width holds."""
    return width * DIGIT_PIXELS - PADDING_PIXELS


def line_count(text: str, pixels: float, size: float, bold: bool = False) -> int:
    """How many lines a text takes when it is wrapped to that width."""
    lines = 0
    for paragraph in text.split("\n"):
        used, lines = 0.0, lines + 1
        for word in re.findall(r"\s+|[^\s\u2e80-\uffef]+|[\u2e80-\uffef]", paragraph):
            wide = text_pixels(word, size, bold)
            if used and used + wide > pixels and not word.isspace():
                lines, used = lines + 1, 0.0
            used += wide
            if used > pixels and not word.isspace():  # one word longer than the line
                extra = int(used // pixels)
                lines, used = lines + extra, used - extra * pixels
    return lines
