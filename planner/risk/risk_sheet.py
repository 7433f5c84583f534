"""The sheet `Risk`: every figure of the draws kept as a live formula, and beside it that of the whole run.

It is the only place of its addresses. What its formulas must come to is in `risk_expected`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from planner.results.simulated import Replayed, Simulated
from planner.risk.draws_sheet import Kept
from planner.risk.sheet_cells import (
    ASIDE,
    DATE,
    DECIMALS,
    HEADER,
    HEADER_RIGHT,
    KEY_LOOK,
    SECTION,
    SHARE,
    STATUS_LOOK,
    SUBTITLE,
    TEXT,
    TITLE,
    UNIT_LOOK,
    WRITTEN,
    Cells,
    Filled,
    look_of,
)
from planner.risk.statistics import PERCENTILES
from planner.template.rows import Row
from planner.xlsx.a1 import Position, column_letters

MARK = "planner risk 1"
MARK_ROW, STATUS_AT, DIGEST_AT, FACTS, CHART_ROWS, SHOWN_DRIVERS = 3, (5, 2), (12, 2), 5, 44, 10
REPLAYED_AT = (FACTS + 3, 2)
RESULTS = 15
"""The row of the headings of the results."""
LIVE, FULL = 3, 10
"""The first column of what is live, and of what the whole run came to: percentiles, then the mean."""
TAIL, ERROR, KEY = LIVE + len(PERCENTILES) + 1, FULL + len(PERCENTILES) + 1, FULL + len(PERCENTILES) + 2
STEPS = tuple(range(5, 100, 5))
"""Percentiles of the curve of the funding need."""
BINS = 20
"""Bars of the histogram of the funding need, as wide as each other from its least to its most."""
LASTS = ERROR - 1
"""The column of the share of draws in which cash was never short by the end of a month."""
OUT = "cash_out_month"
"""The line that says in which month of a draw cash runs out; 0 where it never does."""
SHARES = (0.05, 0.1, 0.5, 0.9, 0.95)

Item = tuple[Position, Filled]


class Places:
    """The rows of the sheet, from how long each part is."""

    def __init__(self, results: int, months: int) -> None:
        self.charts = RESULTS + results + 2
        self.drivers = self.charts + CHART_ROWS + 2
        self.curve = self.drivers + SHOWN_DRIVERS + 3
        self.histogram = self.curve + len(STEPS) + 3
        self.cash = self.histogram + BINS + 3
        self.checks = self.cash + months + 3
        self.months = months


def cells_of(
    result: Simulated, kept: Kept, lines: Mapping[str, Row], months: Sequence[float], words: Mapping[str, str]
) -> Cells:
    """Every cell of the sheet."""
    places = Places(len(kept.results), len(months))
    found = dict(_facts(result, kept, words))
    found |= dict(_results(result, kept, lines, words))
    found |= dict(_drivers(result, places, words))
    found |= dict(_curve(result, kept, lines, places, words))
    found |= dict(_histogram(result, kept, lines, places, words))
    found |= dict(_cash(result, kept, lines, months, places, words))
    found |= dict(_checks(result, kept, places, words))
    return found


def _facts(result: Simulated, kept: Kept, words: Mapping[str, str]) -> Iterator[Item]:
    yield (1, 1), Filled(TITLE, words["risk_title"])
    yield (2, 1), Filled(SUBTITLE, words["risk_subtitle"])
    yield (MARK_ROW, 1), Filled(KEY_LOOK, MARK)
    lasts = f'COUNTIF({kept.column(result.money)},">=0")/ROWS({kept.column(result.money)})'
    need = f"PERCENTILE({kept.column(result.need)},{_cell(RESULTS, LIVE + 3)})"
    said = replayed_said(result.replayed, words)
    facts: tuple[tuple[str, Filled], ...] = (
        ("status", Filled(STATUS_LOOK, words["ok"])),
        ("lasts", Filled(SHARE, None, lasts)),
        ("need", Filled(f"line {result.need}", None, need)),
        ("replay", Filled(ASIDE, said)),
        ("draws", Filled(WRITTEN, float(result.draws))),
        ("kept", Filled(WRITTEN, None, f"ROWS({kept.column(result.money)})")),
        ("seed", Filled(WRITTEN, float(result.seed))),
        ("digest", Filled(KEY_LOOK, "")),
    )
    for number, (name, cell) in enumerate(facts):
        yield (FACTS + number, 1), Filled(TEXT, words[f"risk_{name}"])
        yield (FACTS + number, 2), cell
        if note := words.get(f"risk_{name}_note"):
            yield (FACTS + number, LIVE), Filled(ASIDE, note)


def replayed_said(replayed: Replayed | None, words: Mapping[str, str]) -> str:
    """Whether the draws that a checker evaluated agree, as the sheet has it."""
    if replayed is None:
        return words["risk_none_replayed"]
    told = {"agree": replayed.agree, "drawn": replayed.drawn, "checker": replayed.checker}
    return words["risk_replayed"].format(cells=f"{replayed.cells:,}", **told)


def _cell(row: int, column: int) -> str:
    return f"${column_letters(column)}${row}"


def _heads(row: int, words: Mapping[str, str], names: Mapping[int, str]) -> Iterator[Item]:
    for column in range(1, max(names) + 1):
        said = names.get(column)
        look = HEADER if column == 1 else HEADER_RIGHT
        yield (row, column), Filled(look, words.get(said, said) if said else None)


def _percentiles(row: int) -> Iterator[Item]:
    """The shares that percentiles are of, as numbers above them, which the formulas below read."""
    for first in (LIVE, FULL):
        for number, share in enumerate(SHARES):
            yield (row, first + number), Filled(SHARE, share)


def _statistics(row: int, heads: int, cells: str) -> Iterator[tuple[int, str]]:
    """Column and formula of what is live of a result."""
    for number in range(len(SHARES)):
        yield LIVE + number, f"PERCENTILE({cells},{column_letters(LIVE + number)}${heads})"
    yield LIVE + len(SHARES), f"AVERAGE({cells})"
    tenth = f"{cells}<=${column_letters(LIVE + 1)}{row}"
    yield TAIL, f"SUMPRODUCT(({tenth})*{cells})/SUMPRODUCT(({tenth})*1)"


def _results(
    result: Simulated, kept: Kept, lines: Mapping[str, Row], words: Mapping[str, str]
) -> Iterator[Item]:
    yield (RESULTS - 1, 1), Filled(SECTION, words["risk_results"])
    yield (RESULTS - 1, LIVE), Filled(SECTION, words["risk_live"])
    yield (RESULTS - 1, FULL), Filled(SECTION, words["risk_full"])
    names = {1: "head_result", 2: "head_unit", LIVE + 5: "head_mean", TAIL: "head_tail"}
    yield from _heads(RESULTS, words, names | {FULL + 5: "head_mean", ERROR: "head_error"})
    yield from _percentiles(RESULTS)
    for row, key in enumerate(kept.results, start=RESULTS + 1):
        look, whole = look_of(lines[key]), result.results[key]
        yield (row, 1), Filled(TEXT, result.labels[key])
        yield (row, 2), Filled(UNIT_LOOK, result.units[key])
        for column, formula in _statistics(row, RESULTS, kept.column(key)):
            yield (row, column), Filled(look, None, formula)
        for number, value in enumerate([*whole.percentiles.values(), whole.mean, whole.error]):
            yield (row, FULL + number), Filled(look, value)
        yield (row, KEY), Filled(KEY_LOOK, key)


def _drivers(result: Simulated, places: Places, words: Mapping[str, str]) -> Iterator[Item]:
    yield (places.drivers - 1, 1), Filled(SECTION, words["risk_drivers"])
    yield from _heads(places.drivers, words, {1: "head_input", LIVE: "head_correlation"})
    strong = [one for one in result.drivers.get(result.need, ()) if one.correlation][:SHOWN_DRIVERS]
    for row, one in enumerate(strong, start=places.drivers + 1):
        yield (row, 1), Filled(TEXT, one.label)
        yield (row, LIVE), Filled(DECIMALS, round(one.correlation, 4))


def _curve(
    result: Simulated, kept: Kept, lines: Mapping[str, Row], places: Places, words: Mapping[str, str]
) -> Iterator[Item]:
    yield (places.curve - 1, 1), Filled(SECTION, words["risk_curve"])
    heads = {1: "head_share", LIVE: result.labels[result.need], LIVE + 1: result.labels[result.money]}
    yield from _heads(places.curve, words, heads)
    for row, step in enumerate(STEPS, start=places.curve + 1):
        yield (row, 1), Filled(SHARE, step / 100)
        for column, key in ((LIVE, result.need), (LIVE + 1, result.money)):
            yield (row, column), Filled(look_of(lines[key]), None, f"PERCENTILE({kept.column(key)},$A{row})")


def _histogram(
    result: Simulated, kept: Kept, lines: Mapping[str, Row], places: Places, words: Mapping[str, str]
) -> Iterator[Item]:
    """Shares of the draws whose need lies above the bar before and not above this one."""
    head, need, look = places.histogram, kept.column(result.need), look_of(lines[result.need])
    first, last = head + 1, head + BINS
    yield (head - 1, 1), Filled(SECTION, words["risk_histogram"])
    yield from _heads(head, words, {1: "head_bar", LIVE: "head_fails"})
    for row in range(first, last + 1):
        steps = f"ROWS({_cell(first, 1)}:$A{row})/ROWS({_cell(first, 1)}:{_cell(last, 1)})"
        yield (row, 1), Filled(look, None, f"MIN({need})+(MAX({need})-MIN({need}))*{steps}")
        below = f"SUMPRODUCT(({need}<=$A{row})*1)/ROWS({need})" if row < last else "1"
        before = f"-SUM({_cell(first, LIVE)}:${column_letters(LIVE)}{row - 1})" if row > first else ""
        yield (row, LIVE), Filled(SHARE, None, f"{below}{before}")


def _lasts(kept: Kept, row: int, head: int) -> str:
    """In which share of the draws cash has not run out by the month of a row."""
    out, number = kept.column(OUT), f"ROWS({_cell(head + 1, 1)}:$A{row})"
    return f'(COUNTIF({out},0)+COUNTIF({out},">"&{number}))/ROWS({out})'


def _cash(
    result: Simulated,
    kept: Kept,
    lines: Mapping[str, Row],
    months: Sequence[float],
    places: Places,
    words: Mapping[str, str],
) -> Iterator[Item]:
    head, look = places.cash, look_of(lines["closing_cash"])
    yield (head - 1, 1), Filled(SECTION, words["risk_cash"])
    names = {1: "head_month", LIVE + 5: "head_mean", TAIL: "head_short"}
    yield from _heads(head, words, names | {LASTS: "head_lasts", ERROR: "head_short_by"})
    yield from _percentiles(head)
    for number, (day, one) in enumerate(zip(months, result.cash, strict=True)):
        row = head + 1 + number
        yield (row, 1), Filled(DATE, day)
        yield (row, 2), Filled(UNIT_LOOK, result.units[result.money])
        for at, value in enumerate(one.percentiles.values()):
            yield (row, FULL + at), Filled(look, value)
        yield (row, ERROR), Filled(SHARE, one.short)
        yield from _live_cash(kept, number, head, look)


def _live_cash(kept: Kept, number: int, head: int, look: str) -> Iterator[Item]:
    """What is live of a month, counted from 0."""
    row, cells = head + 1 + number, kept.month(number)
    for column, formula in list(_statistics(row, head, cells))[:-1]:
        yield (row, column), Filled(look, None, formula)
    yield (row, TAIL), Filled(SHARE, None, f'COUNTIF({cells},"<0")/ROWS({cells})')
    if OUT in kept.results:
        yield (row, LASTS), Filled(SHARE, None, _lasts(kept, row, head))


def _checks(result: Simulated, kept: Kept, places: Places, words: Mapping[str, str]) -> Iterator[Item]:
    yield (places.checks - 1, 1), Filled(SECTION, words["risk_checks"])
    names = {1: "head_check", LIVE: "head_fails", FULL: "head_fails_full", ERROR: "head_error"}
    yield from _heads(places.checks, words, names)
    for row, key in enumerate(kept.checks, start=places.checks + 1):
        cells, chance = kept.column(key), result.checks[key]
        yield (row, 1), Filled(TEXT, result.labels[key])
        yield (row, LIVE), Filled(SHARE, None, f"COUNTIF({cells},0)/ROWS({cells})")
        yield (row, FULL), Filled(SHARE, chance.probability)
        yield (row, ERROR), Filled(SHARE, chance.error)
        yield (row, KEY), Filled(KEY_LOOK, key)
