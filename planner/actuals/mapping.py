"""The map of a file, as it was read: which column is what, and which rows are which line of the plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

LEDGER, FOCUS = "ledger", "focus"
BANK, COST = "bank", "cost"
REDUCE, REFUSE = "reduce", "refuse"
LEDGER_GAP_DAYS = 3

FOCUS_COLUMNS = {
    "date": "ChargePeriodStart",
    "end": "ChargePeriodEnd",
    "currency": "BillingCurrency",
    "category": "ChargeCategory",
}
FOCUS_NAMES = ("ProviderName", "ServiceName")
FOCUS_COSTS = "BilledCost", "EffectiveCost"
FOCUS_QUANTITY, FOCUS_UNIT = "ConsumedQuantity", "ConsumedUnit"
"""Columns of FOCUS 1.2 (focus.finops.org/focus-specification/v1-2): dates in UTC, the end exclusive."""


Match = Mapping[str, tuple[re.Pattern[str], ...]]
"""Column -> patterns, one of which its whole text must fit."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Where the quantity of a rule's rows stands; rows of another unit are refused.

    Attributes:
        factor: units of the plan for one of the file, such as 8 GPU-hours for an hour of a server.
    """

    column: str
    unit_column: str
    unit: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows that are one line of the plan, or are left out by name with a reason."""

    name: str
    match: Match
    line: str = ""
    reason: str = ""
    quantity: Quantity | None = None
    credits: str = ""

    def fits(self, row: Mapping[str, str]) -> bool:
        """Whether a row is one of them."""
        return all(
            any(pattern.fullmatch(row[column].strip()) for pattern in patterns)
            for column, patterns in self.match.items()
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """Plan currency for one unit, of a month or of all, and where it is from."""

    source: str
    always: Decimal | None
    months: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class FileMap:
    """A map as it was read.

    Attributes:
        sign: `bank`, where what is paid out is negative, or `cost`, where a cost is positive.
        columns: date, amount and so on -> the name of its column.
        names: columns that call a row that no rule takes.
        gap_days: days without a row, at the beginning or end of a month, that is whole all the same.
    """

    file: str
    format: str = LEDGER
    sign: str = COST
    currency: str = ""
    gap_days: int = 0
    credits: str = REDUCE
    delimiter: str = ""
    encoding: str = "utf-8-sig"
    decimal: str = "."
    date_format: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    ignored: tuple[Rule, ...] = ()
    rates: Mapping[str, Rate] = field(default_factory=dict)

    @property
    def bank(self) -> bool:
        """Whether rows say what went out and came in, rather than what a line of the plan was."""
        return self.sign == BANK

    def needed(self) -> dict[str, str]:
        """Every column that it names -> the key that names it."""
        found = {column: f"columns.{what}" for what, column in self.columns.items()}
        found |= dict.fromkeys(self.names, "columns.name")
        for rule in (*self.rules, *self.ignored):
            found |= {column: f"{rule.name}, match" for column in rule.match if column not in found}
            if rule.quantity:
                asked = filter(None, (rule.quantity.column, rule.quantity.unit_column))
                found |= {column: f"{rule.name}, quantity" for column in asked if column not in found}
        return found
