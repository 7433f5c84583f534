"""Is a run of cells a time axis: months, years, period numbers, dates?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

FIRST_YEAR, LAST_YEAR = 1950, 2150
FEWEST, FEWEST_COUNTED = 3, 4
DAY_STEPS = ((1, 1), (7, 7), (28, 31), (89, 92), (181, 184), (365, 366))

_MONTHS = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?" \
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"  # fmt: skip
_YEAR = r"(?:19|20|21)[0-9]{2}"
_PERIOD = re.compile(
    rf"""(?:
        (?:{_MONTHS})[\s\-'/.]*(?:{_YEAR}|[0-9]{{2}})?
      | (?:q|h|fy|cy|m|mth|month|y|yr|year|w|wk|week|d|day|p|period|quarter|t)[\s\-.]*\+?[0-9]{{1,4}}
          (?:[\s\-'/]*(?:{_YEAR}|[0-9]{{2}}))?[aefpb]?
      | [1-4]q[\s'\-]*(?:{_YEAR}|[0-9]{{2}})?
      | {_YEAR}(?:[\-/.](?:q[1-4]|h[12]|[0-9]{{1,2}}))?\s*[aefpb]?
      | {_YEAR}[\-/][0-9]{{2,4}}
      | 第?[0-9]{{1,4}}\s*(?:年|月|季度|期|周|日)(?:[0-9]{{1,2}}\s*月)?
      )""",
    re.VERBOSE | re.IGNORECASE,
)
PERIOD_LABEL = re.compile(
    r"\b(?:months?|years?|quarters?|weeks?|days?|periods?|dates?|fy|time|timeline)\b|[年月季期]",
    re.IGNORECASE,
)
"""What stands in front of a time axis."""


def are_periods(texts: Sequence[str]) -> bool:
    """Whether texts name periods: `Jan 2026`, `Q1`, `Year 3`, `2027E`; each once."""
    return (
        len(texts) >= FEWEST
        and len({text.strip().casefold() for text in texts}) == len(texts)
        and all(_PERIOD.fullmatch(text.strip()) for text in texts)
    )


def are_dates_apart(days: Sequence[float]) -> bool:
    """Whether day numbers are a day, week, month, quarter, half year or year apart."""
    steps = [after - before for before, after in pairwise(days)]
    return len(days) >= FEWEST and any(all(low <= step <= high for step in steps) for low, high in DAY_STEPS)


def are_years(numbers: Sequence[float]) -> bool:
    """Whether numbers are calendar years one after another."""
    return _consecutive(numbers) and numbers[0] >= FIRST_YEAR and numbers[-1] <= LAST_YEAR


def are_counted(numbers: Sequence[float]) -> bool:
    """Whether numbers count periods from 0 or 1; a row of data may do so too, so four at least."""
    return len(numbers) >= FEWEST_COUNTED and _consecutive(numbers) and numbers[0] in {0, 1}


def _consecutive(numbers: Sequence[float]) -> bool:
    return len(numbers) >= FEWEST and all(after - before == 1 for before, after in pairwise(numbers))
