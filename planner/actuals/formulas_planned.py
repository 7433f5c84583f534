"""The formulas that say what of a line was planned to be paid: by its terms, with its tax, in the base case.

Written from docs/actuals.md, never from `planned`, which computes the same on its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.actuals.lines import CUSTOMERS, REVENUE, STAFF, SUPPLIERS, CashLine
from planner.actuals.places import TERM, Places, Spot
from planner.actuals.plan_cells import PlanCells

LAGS = {STAFF: "pay_lag_months", SUPPLIERS: "supplier_lag_months"}
TAX = {CUSTOMERS: "sales_tax_rate", SUPPLIERS: "input_tax_rate"}
RECEIVED = "receipts_api", "receipts_subscriptions", "receipts_contracts"


def terms(cells: PlanCells, number: int, line: CashLine) -> Iterator[tuple[Spot, str]]:
    """The months by which a line is paid late, and the tax on it."""
    if not line.party:
        return
    yield (TERM, number, "lag"), _lag(cells, line)
    if line.party in TAX:
        yield (TERM, number, "tax"), cells.cell(TAX[line.party])


def _lag(cells: PlanCells, line: CashLine) -> str:
    if line.party in LAGS:
        return cells.cell(LAGS[line.party])
    kind, (used, subscribed, _) = cells.kind(line.number), cells.kinds()
    by_kind = ",".join(cells.cell(f"{name}_lag_months") for name in ("contract", "api", "subscription"))
    return f'CHOOSE(1+({kind}="{used}")+({kind}="{subscribed}")*2,{by_kind})'


def planned(places: Places, cells: PlanCells, term: int, line: CashLine, month: str) -> str:
    """What is planned to be paid of a line in a month.

    Args:
        term: the row of the line among the terms.
        month: the cell with the number of the month.
    """
    if line.key == REVENUE:
        return "+".join(f"INDEX({cells.along(key)},1,{month})" for key in RECEIVED)
    if not line.party:
        return f"INDEX({cells.along(line.key)},1,{month})"
    return f"{_taxed(places, term, line)}{_late(places, cells, term, cells.along(line.key), month)}"


def quantity(places: Places, cells: PlanCells, term: int, line: CashLine, month: str) -> str:
    """What is planned to be paid for in a month, in the unit of the line."""
    return _late(places, cells, term, cells.quantity(line), month)


def planned_to_date(places: Places, cells: PlanCells, term: int, line: CashLine, count: str) -> str:
    """What is planned to be paid of a line in the months that count.

    Of what is due in a month, all is paid a month after its lag, and none a month before: in between a part,
    which is half of |t| - |t - 1| + 1, t being the months since it was first paid.
    """
    months = cells.months()
    if line.key == REVENUE:
        received = "+".join(cells.along(key) for key in RECEIVED)
        return f"SUMPRODUCT(({months}<={count})*({received}))"
    if not line.party:
        return f"SUMPRODUCT(({months}<={count})*{cells.along(line.key)})"
    since = f"{count}-{months}-{_lag_cell(places, term)}"
    share = f"(ABS({since}+1)-ABS({since})+1)/2"
    return f"{_taxed(places, term, line)}SUMPRODUCT({cells.along(line.key)}*{share})"


def _late(places: Places, cells: PlanCells, term: int, array: str, month: str) -> str:
    away = f"ABS({month}-{cells.months()}-{_lag_cell(places, term)})"
    return f"SUMPRODUCT({array}*(1-{away})*({away}<1))"


def _lag_cell(places: Places, term: int) -> str:
    return places.a1((TERM, term, "lag"))


def _taxed(places: Places, term: int, line: CashLine) -> str:
    if line.party not in TAX:
        return ""
    return f"(1+{places.a1((TERM, term, 'tax'))})*"
