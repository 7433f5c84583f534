"""The live formulas of the sheet, in the dialect of docs/dialect.md. They read the plan's own lines.

Written from docs/actuals.md, never from `reforecast`, which computes the same on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.actuals.lines import COST, FUNDING, SERVING, TRAINING, CashLine
from planner.actuals.places import (
    ANSWER,
    ANSWERS,
    COLUMNS,
    CONTROL,
    LINE,
    MONTH,
    MONTHS_OF,
    PAIR,
    TOLD,
    TOP,
    Places,
    Spot,
)
from planner.actuals.planned import BASE
from planner.book.find import Book
from planner.layout.places import LIMITS, axis_name
from planner.xlsx.a1 import column_letters

RECEIPTS, COSTS, FUNDS = "receipts", "costs", "funds"
"""What a row by line and month is a part of, as `words` calls it: receipts, operating costs, funding."""


@dataclass(frozen=True, slots=True)
class PlanCells:
    """How a formula of the sheet calls the plan's cells, in the base case."""

    book: Book

    def along(self, key: str) -> str:
        """The cells of a line along an axis."""
        return self.book.layout.run(self.book.template.row(key), BASE).absolute

    def cell(self, key: str) -> str:
        """The cell of a scalar line."""
        return self.book.layout.cell(self.book.template.row(key), BASE).absolute

    def months(self) -> str:
        """The numbers of the months above the lines of cash."""
        sheet = self.book.template.sheet_of(self.book.template.row("closing_cash"))
        return self.book.layout[axis_name(sheet, BASE)].absolute

    def tolerance(self) -> str:
        """The cell with the largest relative difference between two values that agree."""
        return self.book.layout[LIMITS].at().absolute


Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """What the rows of the sheet are about.

    Attributes:
        shown: the lines of the part by line.
        pairs: the line of each row by line and month.
        counted: keys of lines of which a quantity was read.
        words: what receipts, costs and funding are called, a month that there is not, and OK.
    """

    shown: Sequence[CashLine]
    pairs: Sequence[CashLine]
    counted: Collection[str]
    words: Words


def class_of(line: CashLine) -> str:
    """What a line is a part of."""
    return FUNDS if line.key == FUNDING else COSTS if line.sign == COST else RECEIPTS


def formulas(places: Places, cells: PlanCells, rows: Rows) -> Iterator[tuple[Spot, str]]:
    """Every formula of the sheet, without its equals sign."""
    yield from _top(places, cells, rows.words["ok"])
    for name in ANSWERS:
        yield from _answer(places, cells, name, rows.words["none"])
    for number, line in enumerate(rows.shown):
        yield from _line(places, cells, number, line, split=line.key in rows.counted)
    yield from _total(places, cells)
    for number in range(places.rows(MONTH)):
        yield from _month(places, cells, number, rows.words)
    for number, line in enumerate(rows.pairs):
        yield from _pair(places, cells, number, line)
        if line.key in rows.counted:
            yield from _split(places, cells, number, line)
    yield from _controls(places, cells, split=bool(rows.counted))


def _top(places: Places, cells: PlanCells, ok: str) -> Iterator[tuple[Spot, str]]:
    through = places.a1((TOP, 0, "value"))
    yield (TOP, 1, "value"), f"SUMPRODUCT(({cells.along('month_start_date')}<={through})*1)"
    word = places.a1((CONTROL, 0, "word"))
    apart = "+".join(places.a1(spot) for spot in places.spots(CONTROL, "difference"))
    stale = places.a1((CONTROL, 1, "word"))
    yield (TOP, 2, "value"), f'IF(({word}<>"{ok}")+({apart}=0)>0,{word},{stale})'


def _counted(places: Places) -> str:
    return places.a1((TOP, 1, "value"))


def _answer(places: Places, cells: PlanCells, name: str, none: str) -> Iterator[tuple[Spot, str]]:
    number, count = ANSWERS.index(name), _counted(places)
    if name in _AT:
        now = f"SUMIFS({places.along(MONTH, _AT[name])},{places.along(MONTH, 'number')},{count})"
        plan = f"SUMIFS({cells.along(name)},{cells.months()},{count})"
    else:
        now, plan = _ANSWERED[name](places), cells.cell(name)
    yield (ANSWER, number, "plan"), plan
    spot: Spot = (ANSWER, number, "reforecast")
    yield spot, now
    yield (ANSWER, number, "change"), f"{places.beside(spot, 'reforecast')}-{places.beside(spot, 'plan')}"
    if name in MONTHS_OF:
        for month, value in ("plan_month", "plan"), ("month", "reforecast"):
            at, dates = places.beside(spot, value), cells.along("month_start_date")
            yield (ANSWER, number, month), f'IF({at}=0,"{none}",INDEX({dates},1,{at}))'


_AT = {"closing_cash": "closing", "runway_months": "runway"}
"""Answers of the last month that counts, and where they stand by month."""


def _last(places: Places, column: str) -> str:
    return places.a1((MONTH, places.rows(MONTH) - 1, column))


def _of(name: str, column: str = "reforecast") -> Spot:
    return ANSWER, ANSWERS.index(name), column


def _least_month(places: Places) -> str:
    return f"MATCH({places.a1(_of('minimum_cash'))},{places.along(MONTH, 'closing')},0)"


def _first_month(places: Places, holds: str) -> str:
    """The first month in which something holds that holds in one."""
    number, last = places.along(MONTH, "number"), _last(places, "number")
    return f"{last}+1-SUMPRODUCT(MAX(({holds})*({last}+1-{number})))"


def _cash_out(places: Places) -> str:
    least, closing = places.a1(_of("minimum_cash")), places.along(MONTH, "closing")
    return f"IF({least}>=0,0,{_first_month(places, f'{closing}<0')})"


def _burns(places: Places) -> str:
    return f"SUMPRODUCT(({places.along(MONTH, 'burn')}>0)*1)"


def _shortest(places: Places) -> str:
    runway, burn = places.along(MONTH, "runway"), places.along(MONTH, "burn")
    return f"IF({_burns(places)}=0,0,SUMPRODUCT(MIN({runway}+({burn}<=0)*MAX({runway}))))"


def _shortest_month(places: Places) -> str:
    runway, burn = places.along(MONTH, "runway"), places.along(MONTH, "burn")
    shortest = places.a1(_of("shortest_runway_months"))
    first = _first_month(places, f"({burn}>0)*({runway}={shortest})")
    return f"IF({_burns(places)}=0,0,{first})"


def _breakeven(places: Places) -> str:
    flow, number = places.along(MONTH, "flow"), places.along(MONTH, "number")
    never = f"({_last(places, 'flow')}<0)+({_last(places, 'revenue')}<=0)>0"
    return f"IF({never},0,1+SUMPRODUCT(MAX(({flow}<0)*{number})))"


_ANSWERED: Mapping[str, Callable[[Places], str]] = {
    "closing_cash_end": lambda places: _last(places, "closing"),
    "minimum_cash": lambda places: f"MIN({places.along(MONTH, 'closing')})",
    "minimum_cash_month": _least_month,
    "cash_out_month": _cash_out,
    "shortest_runway_months": _shortest,
    "shortest_runway_month": _shortest_month,
    "breakeven_month": _breakeven,
}


def _line(
    places: Places, cells: PlanCells, number: int, line: CashLine, *, split: bool
) -> Iterator[tuple[Spot, str]]:
    count, spot = _counted(places), (LINE, number, "plan")
    key = places.beside(spot, "key")
    keys, numbers = places.along(PAIR, "key"), places.along(PAIR, "number")

    def over_pairs(column: str) -> str:
        return f'SUMIFS({places.along(PAIR, column)},{keys},{key},{numbers},"<="&{count})'

    plan, variance = places.beside(spot, "plan"), places.beside(spot, "variance")
    yield spot, f"SUMPRODUCT(({cells.months()}<={count})*{cells.along(line.key)})"
    yield (LINE, number, "actual"), f"{plan}+{variance}"
    yield (LINE, number, "variance"), over_pairs("variance")
    if split:
        yield (LINE, number, "price"), over_pairs("price")
        yield (LINE, number, "volume"), over_pairs("volume")
        known = f"({places.along(PAIR, 'plan_quantity')}>0)*({places.along(PAIR, 'quantity')}>0)"
        mine = f"({keys}={key})*({numbers}<={count})*({known}=0)"
        yield (LINE, number, "unsplit"), f"SUMPRODUCT({mine}*{places.along(PAIR, 'variance')})"
    yield (LINE, number, "effect"), over_pairs("effect")
    yield (LINE, number, "months"), f"SUMPRODUCT(({keys}={key})*({numbers}<={count}))"


def _total(places: Places, cells: PlanCells) -> Iterator[tuple[Spot, str]]:
    """Net cash flow: the plan's, that of the reforecast, and the sum of all effects on cash."""
    count, at = _counted(places), places.rows(LINE)
    flows = f"{cells.along('operating_cash_flow')}+{cells.along(FUNDING)}"
    yield (LINE, at, "plan"), f"SUMPRODUCT(({cells.months()}<={count})*({flows}))"
    net, number = places.along(MONTH, "net"), places.along(MONTH, "number")
    yield (LINE, at, "actual"), f'SUMIFS({net},{number},"<="&{count})'
    yield (LINE, at, "effect"), f"SUM({places.along(LINE, 'effect')})"


def _month(places: Places, cells: PlanCells, number: int, words: Words) -> Iterator[tuple[Spot, str]]:
    here = {name: places.beside((MONTH, number, name), name) for name in COLUMNS[MONTH]}
    effects, numbers, classes = (places.along(PAIR, name) for name in ("effect", "number", "class"))
    month = here["number"]

    def planned(key: str) -> str:
        return f"INDEX({cells.along(key)},1,{month})"

    def effect(classed: str) -> str:
        return f'SUMIFS({effects},{numbers},{month},{classes},"{words[classed]}")'

    found = {
        "number": _counting(places, number),
        "date": planned("month_start_date"),
        "plan_flow": planned("operating_cash_flow"),
        "effect": f"{effect(RECEIPTS)}+{effect(COSTS)}",
        "flow": f"{here['plan_flow']}+{here['effect']}",
        "funding": f"{planned(FUNDING)}+{effect(FUNDS)}",
        "net": f"{here['flow']}+{here['funding']}",
        "plan_closing": planned("closing_cash"),
        "revenue": f"{planned('revenue')}+{effect(RECEIPTS)}",
    }
    yield from (((MONTH, number, name), text) for name, text in found.items())
    yield from _cash(places, cells, number, here)


def _cash(
    places: Places, cells: PlanCells, number: int, here: Mapping[str, str]
) -> Iterator[tuple[Spot, str]]:
    """Opening and closing cash of a month, and what it burns."""
    month, months = here["number"], places.along(MONTH, "number")
    burnt = cells.cell("burn_months")
    before = f'SUMIFS({places.along(MONTH, "net")},{months},"<="&({month}-1))'
    flows = f'{places.along(MONTH, "flow")},{months},">"&({month}-{burnt}),{months},"<="&{month}'
    found = {
        "opening": f"{cells.cell('opening_cash')}+{before}",
        "closing": f"{here['opening']}+{here['net']}",
        "burn": f"(0-SUMIFS({flows}))/MIN({burnt},{month})",
        "runway": f"IF({here['burn']}<=0,0,MAX(0,{here['closing']})/{here['burn']})",
    }
    yield from (((MONTH, number, name), text) for name, text in found.items())


def _pair(places: Places, cells: PlanCells, number: int, line: CashLine) -> Iterator[tuple[Spot, str]]:
    spot: Spot = (PAIR, number, "plan")
    here = {
        name: places.beside(spot, name) for name in ("number", "date", "key", "plan", "actual", "variance")
    }
    month, which = here["number"], _which(places, spot)
    starts = f"SUMPRODUCT(({cells.along('month_start_date')}<={here['date']})*1)"
    yield (PAIR, number, "number"), starts
    yield spot, f"INDEX({cells.along(line.key)},1,{month})"
    yield (PAIR, number, "actual"), f"SUMIFS({places.along(TOLD, 'amount')},{which})"
    yield (PAIR, number, "variance"), f"{here['actual']}-{here['plan']}"
    sign = "0-" if line.sign == COST else ""
    effect = f"({month}<={_counted(places)})*({sign}{here['variance']})"
    yield (PAIR, number, "effect"), effect


def _split(places: Places, cells: PlanCells, number: int, line: CashLine) -> Iterator[tuple[Spot, str]]:
    """Quantities, and the variance in its parts."""
    spot: Spot = (PAIR, number, "plan")
    here = {name: places.beside(spot, name) for name in ("number", "plan", "actual")}
    planned, quantity = places.beside(spot, "plan_quantity"), places.beside(spot, "quantity")
    known = f"({planned}>0)*({quantity}>0)>0"
    yield (PAIR, number, "plan_quantity"), _quantity(cells, line, here["number"])
    yield (PAIR, number, "quantity"), f"SUMIFS({places.along(TOLD, 'quantity')},{_which(places, spot)})"
    price = f"{here['actual']}-{here['plan']}/{planned}*{quantity}"
    yield (PAIR, number, "price"), f"IF({known},{price},0)"
    yield (PAIR, number, "volume"), f"IF({known},({quantity}-{planned})*{here['plan']}/{planned},0)"


def _quantity(cells: PlanCells, line: CashLine, month: str) -> str:
    """The plan's quantity of a line in a month."""
    if line.key == TRAINING:
        return f"INDEX({cells.along('training_gpu_hours_paid')},1,{month})"
    if line.key != SERVING:
        return f"INDEX({cells.along(f'product_volume_{line.number}')},1,{month})"
    gpus = cells.book.layout.run(cells.book.template.row("model_replica_gpus"), BASE)
    paid = "+".join(
        f"INDEX({cells.along(f'model_replicas_{number}')},1,{month})*INDEX({gpus.absolute},1,{number})"
        for number in range(1, gpus.columns + 1)
    )
    return f"{cells.cell('hours_per_month')}*({paid})"


def _which(places: Places, spot: Spot) -> str:
    """The rows that were read of a line and month."""
    key, date = places.beside(spot, "key"), places.beside(spot, "date")
    return f"{places.along(TOLD, 'key')},{key},{places.along(TOLD, 'date')},{date}"


def _counting(places: Places, number: int) -> str:
    """The number of a row: one more than that above, of which headings are none."""
    row, column = places.at((MONTH, number, "number"))
    return f"SUM({column_letters(column)}{row - 1},1)"


def _controls(places: Places, cells: PlanCells, *, split: bool) -> Iterator[tuple[Spot, str]]:
    """Sums by which an edit after the last refresh is noticed, against what planner computed."""
    sums = {
        "closing": places.along(MONTH, "closing"),
        "effect": places.along(PAIR, "effect"),
        "variance": places.along(PAIR, "variance"),
    }
    if split:
        sums["variance"] += f",{places.along(PAIR, 'price')}"
    for number, added in enumerate(sums.values()):
        spot: Spot = (CONTROL, number, "live")
        live, engine = places.beside(spot, "live"), places.beside(spot, "engine")
        yield spot, f"SUM({added})"
        apart = f"ABS({live}-{engine})>{cells.tolerance()}*MAX(ABS({live}),ABS({engine}),1)"
        yield (CONTROL, number, "difference"), f"IF({apart},1,0)"
