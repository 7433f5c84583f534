"""What the statuses say that no checker evaluated, so that none of them keeps an OK of before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.check.checkers.base import NotRun, Value
from planner.check.examine import Reading
from planner.check.expected import named, occurring
from planner.check.showing import typed_over
from planner.xlsx.a1 import Address

STATUS_ROLES = {"status", "master", "count", "occurs", "named"}
"""Roles of the cells that say how a line, or the whole workbook, stands."""


def not_run_statuses(
    reading: Reading, evaluated: Mapping[Address, Value], words: Mapping[str, str]
) -> Iterator[tuple[Address, float | str]]:
    """What the statuses and their counts must say that no checker evaluated, beside the words of the others.

    Args:
        words: the status of each row of Checks; `NOT RUN` where it was not evaluated.
    """
    judging = [cell for cell in reading.owned if cell.role in STATUS_ROLES]
    silent = [cell for cell in judging if isinstance(evaluated[cell.position], NotRun)]
    silent = [cell for cell in silent if cell not in reading.changed]
    if not silent:
        return
    book = reading.book
    worst, counts, occur = occurring(list(words.values()), typed_over=typed_over(book))
    for cell in silent:
        match cell.role:
            case "status":
                yield cell.position, book.template.word_of(words[cell.key])
            case "master":
                yield cell.position, book.template.word_of(worst)
            case "named":
                yield cell.position, named(cell.key, words, book.template)
            case "count":
                yield cell.position, float(counts[cell.key])
            case _:
                yield cell.position, float(cell.key in occur)
