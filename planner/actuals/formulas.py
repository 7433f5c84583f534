"""The live formulas of the sheet, in the dialect of docs/dialect.md. They read the plan's own lines.

Written from docs/actuals.md, never from `reforecast`, which computes the same on its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from planner.actuals import formulas_planned as of_plan
from planner.actuals.formulas_levels import (
    COSTS,
    FUNDS,
    RECEIPTS,
    Level,
    Words,
    answers,
    burnt,
    counted,
    months_beside,
)
from planner.actuals.lines import COST, FUNDING, CashLine
from planner.actuals.places import (
    BESIDE,
    COLUMNS,
    CONTROL,
    LEVEL,
    LEVELS,
    LINE,
    MONTH,
    PAIR,
    TOLD,
    TOP,
    Places,
    Spot,
)
from planner.actuals.plan_cells import PlanCells
from planner.xlsx.a1 import column_letters


@dataclass(frozen=True, slots=True)
class Rows:
    """What the rows of the sheet are about.

    Attributes:
        shown: the lines of the part by line, and of the terms.
        pairs: the line of each row by line and month.
        counted: keys of lines of which a quantity was read.
        words: what receipts, costs and funding are called, a month that there is not, and OK.
    """

    shown: Sequence[CashLine]
    pairs: Sequence[CashLine]
    counted: Collection[str]
    words: Words

    def term(self, line: CashLine) -> int:
        """The row of a line among the terms; the first where the sheet no longer lists it."""
        return next((number for number, one in enumerate(self.shown) if one.key == line.key), 0)


def class_of(line: CashLine) -> str:
    """What a line is a part of."""
    return FUNDS if line.key == FUNDING else COSTS if line.sign == COST else RECEIPTS


def formulas(places: Places, cells: PlanCells, rows: Rows) -> Iterator[tuple[Spot, str]]:
    """Every formula of the sheet, without its equals sign."""
    yield from _top(places, cells, rows.words["ok"])
    for level in LEVELS:
        yield from answers(Level(places, cells.of(level), rows.words))
    for number, line in enumerate(rows.shown):
        yield from _line(places, cells, number, line, split=line.key in rows.counted)
        yield from of_plan.terms(cells, number, line)
    yield from _total(places, cells)
    for number in range(places.rows(MONTH)):
        yield from _month(Level(places, cells, rows.words), number)
    yield from months_beside(places, cells, rows.words)
    for number, line in enumerate(rows.pairs):
        yield from _pair(places, cells, number, line, rows.term(line))
        if line.key in rows.counted:
            yield from _split(places, cells, number, line, rows.term(line))
    yield from _controls(places, cells, split=bool(rows.counted))


def _top(places: Places, cells: PlanCells, ok: str) -> Iterator[tuple[Spot, str]]:
    through = places.a1((TOP, 0, "value"))
    yield (TOP, 1, "value"), f"SUMPRODUCT(({cells.along('month_start_date')}<={through})*1)"
    word = places.a1((CONTROL, 0, "word"))
    apart = "+".join(places.a1(spot) for spot in places.spots(CONTROL, "difference"))
    stale = places.a1((CONTROL, 1, "word"))
    yield (TOP, 2, "value"), f'IF(({word}<>"{ok}")+({apart}=0)>0,{word},{stale})'


def _line(
    places: Places, cells: PlanCells, number: int, line: CashLine, *, split: bool
) -> Iterator[tuple[Spot, str]]:
    count, spot = counted(places), (LINE, number, "plan")
    key = places.beside(spot, "key")
    keys, numbers = places.along(PAIR, "key"), places.along(PAIR, "number")

    def over_pairs(column: str) -> str:
        return f'SUMIFS({places.along(PAIR, column)},{keys},{key},{numbers},"<="&{count})'

    plan, variance = places.beside(spot, "plan"), places.beside(spot, "variance")
    yield spot, of_plan.planned_to_date(places, cells, number, line, count)
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
    count, at = counted(places), places.rows(LINE)
    flows = f"{cells.along('operating_cash_flow')}+{cells.along(FUNDING)}"
    yield (LINE, at, "plan"), f"SUMPRODUCT(({cells.months()}<={count})*({flows}))"
    net, number = places.along(MONTH, "net"), places.along(MONTH, "number")
    yield (LINE, at, "actual"), f'SUMIFS({net},{number},"<="&{count})'
    yield (LINE, at, "effect"), f"SUM({places.along(LINE, 'effect')})"


def _month(level: Level, number: int) -> Iterator[tuple[Spot, str]]:
    """A month of the base case."""
    places, cells = level.places, level.cells
    here = {name: places.beside((MONTH, number, name), name) for name in COLUMNS[MONTH]}
    month = here["number"]

    def planned(key: str) -> str:
        return f"INDEX({cells.along(key)},1,{month})"

    before = f'SUMIFS({level.along("net")},{level.numbers},"<="&({month}-1))'
    found = {
        "number": _counting(places, number),
        "date": planned("month_start_date"),
        "plan_flow": planned("operating_cash_flow"),
        "effect": f"{level.effect(RECEIPTS, month)}+{level.effect(COSTS, month)}",
        "flow": f"{here['plan_flow']}+{here['effect']}",
        "funding": f"{planned(FUNDING)}+{level.effect(FUNDS, month)}",
        "net": f"{here['flow']}+{here['funding']}",
        "opening": f"{cells.cell('opening_cash')}+{before}",
        "closing": f"{here['opening']}+{here['net']}",
        "plan_closing": planned("closing_cash"),
        "revenue": f"{planned('revenue')}+{level.effect(RECEIPTS, month)}",
    }
    yield from (((MONTH, number, name), text) for name, text in found.items())
    yield from burnt(level, number, month, here["closing"], here["burn"])


def _pair(
    places: Places, cells: PlanCells, number: int, line: CashLine, term: int
) -> Iterator[tuple[Spot, str]]:
    spot: Spot = (PAIR, number, "plan")
    here = {name: places.beside(spot, name) for name in COLUMNS[PAIR]}
    month = here["number"]
    starts = f"SUMPRODUCT(({cells.along('month_start_date')}<={here['date']})*1)"
    sign = "0-" if line.sign == COST else ""
    yield (PAIR, number, "number"), starts
    yield (PAIR, number, "actual"), f"SUMIFS({places.along(TOLD, 'amount')},{_which(places, spot)})"
    yield (PAIR, number, "variance"), f"{here['actual']}-{here['plan']}"
    yield spot, of_plan.planned(places, cells, term, line, month)
    yield (PAIR, number, "effect"), f"({month}<={counted(places)})*({sign}{here['variance']})"


def _split(
    places: Places, cells: PlanCells, number: int, line: CashLine, term: int
) -> Iterator[tuple[Spot, str]]:
    """Quantities, and the variance in its parts."""
    spot: Spot = (PAIR, number, "plan")
    here = {name: places.beside(spot, name) for name in ("number", "plan", "actual")}
    planned, quantity = places.beside(spot, "plan_quantity"), places.beside(spot, "quantity")
    known = f"({planned}>0)*({quantity}>0)>0"
    yield (PAIR, number, "plan_quantity"), of_plan.quantity(places, cells, term, line, here["number"])
    yield (PAIR, number, "quantity"), f"SUMIFS({places.along(TOLD, 'quantity')},{_which(places, spot)})"
    price = f"{here['actual']}-{here['plan']}/{planned}*{quantity}"
    yield (PAIR, number, "price"), f"IF({known},{price},0)"
    yield (PAIR, number, "volume"), f"IF({known},({quantity}-{planned})*{here['plan']}/{planned},0)"


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
        "closing": ",".join(
            (
                places.along(MONTH, "closing"),
                *(places.along(LEVEL, f"closing{LEVELS[one]}") for one in BESIDE),
            )
        ),
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
