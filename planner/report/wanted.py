"""Which lines `planner show` prints: key numbers, a section, what fails or is stale, one month, or all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from planner.results.plan import LineValue, Result
from planner.results.statuses import LineStatus

KEY_NUMBERS = "Key numbers"
FINE = {"", LineStatus.OK, LineStatus.WARNS, LineStatus.STALE}
"""Statuses of a line that does not fail, but for a check that fails under a summary that is STALE."""


class Wanted(NamedTuple):
    """What somebody asked to see.

    Attributes:
        every: every section.
        sections: only those whose titles hold one of these texts: of results, and where none of these does,
            or a month is asked for, those of the sheets of calculations.
        failing: only lines that fail, in a summary that is STALE too, or could not be compared.
        stale: only lines of which the summary is older than the inputs.
        month: only lines along months, at this month.
    """

    every: bool = False
    sections: Sequence[str] = ()
    failing: bool = False
    stale: bool = False
    month: int | None = None

    @property
    def is_short(self) -> bool:
        """Whether nothing was asked for."""
        return self == Wanted()


Section = tuple[str, list[LineValue]]


def wanted_lines(result: Result, wanted: Wanted) -> list[Section]:
    """The sections to print, each with its lines; none is empty."""
    if wanted.is_short:
        known = result.lines
        return [(KEY_NUMBERS, [replace(known[key], label=label) for key, label in result.key_numbers])]
    found, failing = [], {one.key for one in result.failing}
    for title, lines in _sections(result, wanted):
        kept = [line for line in lines if _fits(line, wanted, failing)]
        if kept:
            found.append((title, kept))
    return found


def _sections(result: Result, wanted: Wanted) -> Iterator[tuple[str, Iterable[LineValue]]]:
    asked = [text.casefold() for text in wanted.sections]
    of_results = {title for title, _ in result.sections}
    for title, keys in (*result.sections, *result.calc_sections):
        if asked:
            names = {text for text in asked if text in title.casefold()}
            if title not in of_results and wanted.month is None:
                names -= {text for text in asked if _holds(of_results, text)}
            kept = bool(names)
        else:
            kept = title in of_results or not wanted.every
        if kept:
            yield title, [result.lines[key] for key in keys]


def _holds(titles: Iterable[str], text: str) -> bool:
    """Whether one of the titles holds a text, whatever its capitals."""
    return any(text.casefold() in title.casefold() for title in titles)


def _fits(line: LineValue, wanted: Wanted, failing: Collection[str]) -> bool:
    if wanted.failing and line.status in FINE and line.key not in failing:
        return False
    if wanted.stale and line.status != LineStatus.STALE:
        return False
    if wanted.month is not None:
        return line.along is not None and line.along.key == "month" and wanted.month in line.along.positions
    return True


def unknown_section(result: Result, sections: Sequence[str]) -> str | None:
    """The first text that no title of a section holds, of results or of calculations."""
    titles = [title for title, _ in (*result.sections, *result.calc_sections)]
    return next((text for text in sections if not _holds(titles, text)), None)


def months_of(result: Result) -> Sequence[float | str]:
    """The months of the plan."""
    along = (line.along for line in result.calcs.values() if line.along and line.along.key == "month")
    return next((axis.positions for axis in along), ())
