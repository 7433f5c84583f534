"""A rule about the dates above a row: each a step behind the one before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from planner.lint.book import Workbook
from planner.lint.periods import DAY_STEPS, FIRST_YEAR, LAST_YEAR
from planner.lint.registry import Gap, Hit, rule
from planner.results.lint import ERROR
from planner.xlsx.number_format import is_date

FEWEST = 4
MOST_ODD = 0.34
"""Steps that may be others; where more are, there is no step to keep."""
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = re.compile(r"\s*([a-z]{3})[a-z]*[\s\-'/.]*((?:19|20|21)?[0-9]{2})?\s*", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\s*(?:(?P<year>(?:19|20|21)[0-9]{2})[\s\-]*)?(?P<sort>q|h|fy|cy|m|month|year|y|week|w|period)[\s\-.]*"
    r"(?P<number>[0-9]{1,4})(?:[\s\-'/]*(?P<after>(?:19|20|21)?[0-9]{2}))?\s*[aefpb]?\s*",
    re.IGNORECASE,
)
IN_A_YEAR = {"q": 4, "h": 2}


@rule(
    49,
    "dates-in-step",
    severity=ERROR,
    title="Dates and periods keep their step",
    source="own, EQ",
    checks="Along a row of four or more dates, years or names of periods, most of which are one step apart "
    "(a day, week, month, quarter, half year, year), no other one is more, less or no step behind "
    "the one before.",
    remedy="Compute it from the one before, as with EDATE(C3,1), or type the missing period.",
)
def dates_in_step(book: Workbook) -> Iterator[Hit | Gap]:
    """Months that stand twice, are left out, or run backwards."""
    for sheet in book.sheets:
        run: list[tuple[int, int]] = []
        sort = ""
        for (row, column), cell in [*sorted(sheet.cells.items()), ((0, 0), None)]:
            value = None if cell is None else book.value(sheet.name, (row, column))
            dated = cell is not None and is_date(book.styles.of(cell.style).number_format)
            kind = _sort(value, dated)
            if run and ((row, column - 1) != run[-1] or kind != sort):
                yield from _off(book, sheet.name, run, sort)
                run = []
            if kind:
                run.append((row, column))
            sort = kind


def _sort(value: object, dated: bool) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, float):
        year = value.is_integer() and FIRST_YEAR <= value <= LAST_YEAR
        return "date" if dated else "year" if year else ""
    if not isinstance(value, str):
        return ""
    month = _MONTH.fullmatch(value)
    if month is not None and month[1].lower() in _MONTHS:
        return "month" if month[2] else "bare month"
    return "period" if _NUMBERED.fullmatch(value) else ""


def _off(book: Workbook, sheet: str, run: Sequence[tuple[int, int]], sort: str) -> Iterator[Hit]:
    if len(run) < FEWEST:
        return
    values = [book.value(sheet, at) for at in run]
    numbers = [_number(value, sort) for value in values]
    if None in numbers or (sort == "year" and not _heads(book, sheet, run[0])):
        return
    steps = [
        after - before for before, after in pairwise(numbers) if before is not None and after is not None
    ]
    low, high = _usual(steps, sort)
    odd = [at for at, step in enumerate(steps, 1) if not low <= step <= high and not _turns(step, sort)]
    if not high or len(odd) > max(1, MOST_ODD * len(steps)):
        odd = [] if sort == "date" else _off_line(numbers)
    if odd:
        first = odd[0]
        what = f"is {'no step' if not steps[first - 1] else 'not one step'} behind the period before it"
        yield Hit(what, sheet, *run[first])


def _off_line(numbers: Sequence[float | None]) -> list[int]:
    """The one number, behind the first, without which all others are as far apart as they stand apart."""
    for odd in range(1, len(numbers)):
        left = [(at, number) for at, number in enumerate(numbers) if at != odd and number is not None]
        steps = {(after - before) / (there - here) for (here, before), (there, after) in pairwise(left)}
        if len(left) >= FEWEST - 1 and len(steps) == 1 and min(steps) > 0:
            return [odd]
    return []


def _number(value: object, sort: str) -> float | None:
    """The place of a date or period in time, in days or in periods."""
    if isinstance(value, float):
        return value
    if sort in {"month", "bare month"} and (found := _MONTH.fullmatch(str(value))):
        return 12 * _year(found[2]) + _MONTHS.index(found[1].lower())
    numbered = _NUMBERED.fullmatch(str(value))
    if numbered is None:
        return None
    year, size = numbered["year"] or numbered["after"], IN_A_YEAR.get(numbered["sort"].lower(), 12)
    return size * _year(year) + int(numbered["number"]) if year else float(numbered["number"])


def _year(text: str | None) -> int:
    return int(text[-2:]) if text else 0


def _usual(steps: Sequence[float], sort: str) -> tuple[float, float]:
    """The step that most of them are, in days from least to most; 0 where none is."""
    if sort != "date":
        step, count = Counter(steps).most_common(1)[0]
        return (step, step) if step > 0 and count * 2 > len(steps) else (0.0, 0.0)
    counts = [(sum(low <= step <= high for step in steps), (low, high)) for low, high in DAY_STEPS]
    count, (low, high) = max(counts, key=lambda one: one[0])
    return (float(low), float(high)) if count * 2 > len(steps) else (0.0, 0.0)


def _turns(step: float, sort: str) -> bool:
    """Whether names without a year begin anew: January behind December, the first quarter."""
    return sort in {"bare month", "period"} and step in {-11, -3, -1}


def _heads(book: Workbook, sheet: str, at: tuple[int, int]) -> bool:
    """Whether a row of years has no line of data as label: it is a heading."""
    row, column = at
    reading = book.read[sheet]
    label = reading.sheet.text(row, column - 1) if column > 1 else ""
    bold = book.style(reading.sheet, row, column).bold
    return row in reading.grid.heading_rows or bold or not label
