"""The lines of a plan's cash flow that a file may tell, each with its sign and what its quantity is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from planner.template.schema import Template

RECEIPT, COST = 1, -1
WHOLES = {"revenue": "product_revenue", "people": "people_"}
"""Lines that are the sum of others, with what the keys of those begin with: only one of the two is told."""

GPU_HOURS = "GPU-hours"
VOLUME = "requests, users or customers"
TRAINING, SERVING = "training_rent", "serving_cost"

_COSTS = (
    *(SERVING, "payment_fees", TRAINING, "network_cost", "data_cost"),
    *("people_cost_of_revenue", "people_r_and_d", "people_s_and_m", "people_g_and_a"),
    *("other_cost_of_revenue", "other_r_and_d", "other_s_and_m", "other_g_and_a", "overheads"),
)
TAXES = "sales_tax_paid", "income_tax_paid"
"""Costs that the plan has as they are paid, without a term or a tax of their own."""
CUSTOMERS, STAFF, SUPPLIERS = "customers", "staff", "suppliers"
REVENUE, FUNDING = "revenue", "funding_received"
PEOPLE = "people"


class CashLine(NamedTuple):
    """A line of the cash flow.

    Attributes:
        sign: 1 where it brings cash, -1 where it costs some.
        label: as people read it, with the name of a product.
        name: as a map may say it: its key, or `product_revenue[Chat]`.
        quantity_unit: what its quantity is counted in; nothing where the plan has none.
        number: of a product, counted from 1; 0 for other lines.
    """

    key: str
    sign: int
    label: str
    name: str
    quantity_unit: str = ""
    number: int = 0

    @property
    def operating(self) -> bool:
        """Whether it is a part of operating cash flow."""
        return self.key != FUNDING

    @property
    def party(self) -> str:
        """Whose terms it has: customers, staff or suppliers; nothing where the plan has it as paid."""
        if self.key in {REVENUE, FUNDING, *TAXES}:
            return ""
        if self.sign == RECEIPT:
            return CUSTOMERS
        return STAFF if self.key.startswith(PEOPLE) else SUPPLIERS


def lines_of(template: Template, products: Sequence[str]) -> dict[str, CashLine]:
    """Every line that a file may tell, by its key, in the order of the cash flow.

    Args:
        products: the names of the rows of the plan's table of products.
    """
    found = [_line(template, REVENUE, RECEIPT)]
    for number, name in enumerate(products, start=1):
        row = template.row(f"product_revenue_{number}")
        label, said = f"{row.label} ({name})", f"product_revenue[{name}]"
        found.append(CashLine(row.key, RECEIPT, label, said, VOLUME, number))
    units = {SERVING: GPU_HOURS, TRAINING: GPU_HOURS}
    found += [_line(template, key, COST, units.get(key, "")) for key in (PEOPLE, *_COSTS, *TAXES)]
    found.append(_line(template, FUNDING, RECEIPT))
    return {line.key: line for line in found}


def _line(template: Template, key: str, sign: int, unit: str = "") -> CashLine:
    return CashLine(key, sign, template.row(key).label, key, unit)


def parts_of(whole: str, lines: Mapping[str, CashLine]) -> list[str]:
    """The lines whose sum another one is; none for a line that is no such sum."""
    stem = WHOLES.get(whole)
    return [key for key in lines if stem and key.startswith(stem) and key != whole]


def told_apart(read: Sequence[str], lines: Mapping[str, CashLine]) -> list[CashLine]:
    """The lines that make up the cash flow, none of them twice: a sum where it was read, else its parts."""
    kept = []
    for key, line in lines.items():
        if key in WHOLES:
            take = key in read
        else:
            take = not any(whole in read and key in parts_of(whole, lines) for whole in WHOLES)
        if take:
            kept.append(line)
    return kept


def line_called(said: str, lines: Mapping[str, CashLine]) -> CashLine | None:
    """The line that a map names, by its key or as `product_revenue[Chat]`."""
    wanted = said.strip().casefold()
    return next((one for one in lines.values() if wanted in {one.key, one.name.casefold()}), None)
