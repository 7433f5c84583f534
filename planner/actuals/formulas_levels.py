"""The formulas of the sheet by level of the plan: cash of each month, and cash, runway and break-even.

Written from docs/actuals.md, never from `reforecast`, which computes the same on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from planner.actuals.lines import FUNDING, REVENUE
from planner.actuals.places import (
    ANSWER,
    ANSWERS,
    BESIDE,
    LEVEL,
    LEVELS,
    MONTH,
    MONTHS_OF,
    PAIR,
    TOP,
    Places,
    Spot,
)
from planner.actuals.plan_cells import PlanCells
from planner.actuals.planned import BASE

RECEIPTS, COSTS, FUNDS = "receipts", "costs", "funds"
"""What a row by line and month is a part of, as `words` calls it: receipts, operating costs, funding."""

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Level:
    """The months of the reforecast in a level, and how formulas call them."""

    places: Places
    cells: PlanCells
    words: Words

    @property
    def end(self) -> str:
        """How columns end that are the level's own."""
        return LEVELS[self.cells.level]

    @property
    def part(self) -> str:
        """The part of the sheet with its months."""
        return LEVEL if self.end else MONTH

    def along(self, column: str) -> str:
        """All months of a column."""
        return self.places.along(self.part, column + self.end)

    @property
    def numbers(self) -> str:
        """The numbers of the months."""
        return self.places.along(self.part, "number")

    def last(self, column: str) -> str:
        """A column in the last month."""
        return self.places.a1((self.part, self.places.rows(self.part) - 1, column))

    def spot(self, name: str, column: str) -> Spot:
        """The place of an answer in this level."""
        return ANSWER, ANSWERS.index(name), column + self.end

    def answer(self, name: str) -> str:
        """The cell with an answer of the reforecast."""
        return self.places.a1(self.spot(name, "reforecast"))

    def effect(self, classed: str, month: str) -> str:
        """What was read of a month, less what was planned: receipts, costs or funding."""
        effects = self.places.along(PAIR, "effect" + self.end)
        numbers, classes = (self.places.along(PAIR, name) for name in ("number", "class"))
        return f'SUMIFS({effects},{numbers},{month},{classes},"{self.words[classed]}")'


def answers(level: Level) -> Iterator[tuple[Spot, str]]:
    """The plan's answers beside those of the reforecast."""
    for name in ANSWERS:
        yield from _answer(level, name)


def _answer(level: Level, name: str) -> Iterator[tuple[Spot, str]]:
    places, cells = level.places, level.cells
    count = counted(places)
    if name in _AT:
        now = f"SUMIFS({level.along(_AT[name])},{level.numbers},{count})"
        plan = f"SUMIFS({cells.along(name)},{cells.months()},{count})"
    else:
        now, plan = _ANSWERED[name](level), cells.cell(name)
    spots = {column: level.spot(name, column) for column in ("plan", "reforecast", "change", "month")}
    at = {column: places.beside(spot, spot[2]) for column, spot in spots.items()}
    yield spots["plan"], plan
    yield spots["reforecast"], now
    yield spots["change"], f"{at['reforecast']}-{at['plan']}"
    if name in MONTHS_OF:
        dates, month = cells.along("month_start_date"), at["reforecast"]
        yield spots["month"], f'IF({month}=0,"{level.words["none"]}",INDEX({dates},1,{month}))'


_AT = {"closing_cash": "closing", "runway_months": "runway"}
"""Answers of the last month that counts, and where they stand by month."""


def counted(places: Places) -> str:
    """How many months count."""
    return places.a1((TOP, 1, "value"))


def _first_month(level: Level, holds: str) -> str:
    """The first month in which something holds that holds in one."""
    last = level.last("number")
    return f"{last}+1-SUMPRODUCT(MAX(({holds})*({last}+1-{level.numbers})))"


def _cash_out(level: Level) -> str:
    first = _first_month(level, f"{level.along('closing')}<0")
    return f"IF({level.answer('minimum_cash')}>=0,0,{first})"


def _burns(level: Level) -> str:
    return f"SUMPRODUCT(({level.along('burn')}>0)*1)"


def _shortest(level: Level) -> str:
    runway, burn = level.along("runway"), level.along("burn")
    return f"IF({_burns(level)}=0,0,SUMPRODUCT(MIN({runway}+({burn}<=0)*MAX({runway}))))"


def _shortest_month(level: Level) -> str:
    runway, burn = level.along("runway"), level.along("burn")
    first = _first_month(level, f"({burn}>0)*({runway}={level.answer('shortest_runway_months')})")
    return f"IF({_burns(level)}=0,0,{first})"


def _breakeven(level: Level) -> str:
    never = f"({level.last('flow' + level.end)}<0)+({_last_revenue(level)}<=0)>0"
    return f"IF({never},0,1+SUMPRODUCT(MAX(({level.along('flow')}<0)*{level.numbers})))"


def _last_revenue(level: Level) -> str:
    """What is sold in the last month; beside the base case it has no column."""
    past = level.places.a1((MONTH, level.places.rows(MONTH) - 1, "revenue"))
    if not level.end:
        return past
    last = level.last("number")
    sold = f"INDEX({level.cells.along(REVENUE)},1,{last})"
    return f"CHOOSE(1+({last}<={counted(level.places)}),{sold},{past})"


_ANSWERED: Mapping[str, Callable[[Level], str]] = {
    "closing_cash_end": lambda level: level.last("closing" + level.end),
    "minimum_cash": lambda level: f"MIN({level.along('closing')})",
    "minimum_cash_month": lambda level: f"MATCH({level.answer('minimum_cash')},{level.along('closing')},0)",
    "cash_out_month": _cash_out,
    "shortest_runway_months": _shortest,
    "shortest_runway_month": _shortest_month,
    "breakeven_month": _breakeven,
}


def months_beside(places: Places, cells: PlanCells, words: Words) -> Iterator[tuple[Spot, str]]:
    """Flows and cash by month in the levels beside the base case."""
    for number in range(places.rows(LEVEL)):
        month = places.a1((MONTH, number, "number"))
        yield (LEVEL, number, "number"), month
        yield (LEVEL, number, "date"), f"INDEX({cells.along('month_start_date')},1,{month})"
        for beside in BESIDE:
            yield from _month_beside(Level(places, cells.of(beside), words), number)


def _month_beside(level: Level, number: int) -> Iterator[tuple[Spot, str]]:
    """One past, which is that of the base case; then the plan of the level, without rounds that have come."""
    places, cells, end = level.places, level.cells, level.end
    here = {name: places.beside((LEVEL, number, name + end), name + end) for name in _OWN}
    was = {name: places.a1((MONTH, number, name)) for name in ("flow", "funding")}
    month, count, base = places.beside((LEVEL, number, "number"), "number"), counted(places), cells.of(BASE)
    flow = f"INDEX({cells.along('operating_cash_flow')},1,{month})"
    yield (LEVEL, number, "flow" + end), f"IF({month}<={count},{was['flow']},{flow})"
    rounds, numbers = cells.along(FUNDING), cells.months()
    later = f"{cells.cell(DELAY)}-{base.cell(DELAY)}"
    comes = f"({month}-({later})>{count})*INDEX({rounds},1,{month})"
    late = f'SUMIFS({rounds},{numbers},"<="&{count},{numbers},">"&({count}+{later}))'
    funding = f"{comes}+({month}={count}+1)*{late}"
    yield (LEVEL, number, "funding" + end), f"IF({month}<={count},{was['funding']},{funding})"
    opening = f"IF({count}=0,{cells.cell('opening_cash')},{base.cell('opening_cash')})"
    to_date = f'{level.numbers},"<="&{month}'
    cash = f"SUMIFS({level.along('flow')},{to_date})+SUMIFS({level.along('funding')},{to_date})"
    yield (LEVEL, number, "closing" + end), f"{opening}+{cash}"
    yield from burnt(level, number, month, here["closing"], here["burn"])


_OWN = "closing", "burn"
DELAY = "financing_delay_months"


def burnt(level: Level, number: int, month: str, closing: str, burn: str) -> Iterator[tuple[Spot, str]]:
    """What a month burns, and for how long its cash is enough."""
    over = level.cells.cell("burn_months")
    flows = f'{level.along("flow")},{level.numbers},">"&({month}-{over}),{level.numbers},"<="&{month}'
    yield (level.part, number, "burn" + level.end), f"(0-SUMIFS({flows}))/MIN({over},{month})"
    runway = f"IF({burn}<=0,0,MAX(0,{closing})/{burn})"
    yield (level.part, number, "runway" + level.end), runway
