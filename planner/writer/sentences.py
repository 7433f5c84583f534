"""Room for sentences whose numbers change, and labels of what stands on paper."""

from __future__ import annotations

from planner.layout.places import LABEL
from planner.template.front import Message
from planner.template.pages import Shown
from planner.template.references import AS_PEAK, REFERENCE
from planner.template.words import Words
from planner.writer import looks as styles
from planner.writer.canvas import Canvas


def write_label(canvas: Canvas, row: int, column: int, shown: Shown) -> None:
    """The label of a line of page 1, or of a statement."""
    look = styles.LINES_OF_PAGES[shown.look].but(wrap=column == LABEL, spills=column != LABEL)
    beside = {} if column == LABEL else {"indent": look.indent + 2}
    canvas.put(row, column, shown.label, look.but(**beside))


def longest(cases: Message, words: Words) -> str:
    """The longest variant of a sentence, with numbers as long as they get."""
    return max((longest_text(case.text, words) for case in cases), key=len)


def longest_text(text: str, words: Words) -> str:
    """A sentence with numbers, and what is said of a peak, as long as they get."""
    number = "1,000.00"
    peak = max(words.answer_peak.format(month=number), words.answer_rising, key=len)
    return REFERENCE.sub(lambda found: peak if found[1].endswith(f":{AS_PEAK}") else number, text)
