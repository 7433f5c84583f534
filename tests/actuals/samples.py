"""Files of actuals whose sums are known because they are made of them: a FOCUS export and a ledger.

Amounts are whole numbers of ten-thousandths, so that the sums are exact without any arithmetic of planner's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

FOCUS_ROWS, LEDGER_ROWS = 10_000, 300
UNIT = 10_000
CLOUDS = {"AWS": "Amazon EC2", "Microsoft": "Virtual Machines", "Google Cloud": "Compute Engine"}
GPUS = 8

FOCUS_MAP = """
format = "focus"

[[rule]]
line = "other_g_and_a"
match = { ChargeCategory = "Tax" }

[[rule]]
line = "training_rent"
match = { ServiceCategory = "Compute" }
quantity = { unit = "Hours", factor = 8 }

[[rule]]
line = "serving_cost"
match = { ServiceCategory = "AI and Machine Learning" }

[[ignore]]
name = "marketplace"
reason = "Paid by card, and so in the bank statement"
match = { ServiceName = "*Marketplace*" }
"""

LEDGER_MAP = """
sign = "bank"
currency = "USD"
gap_days = 3

[columns]
date = "Date"
amount = "Amount"
name = "Text"

[[rule]]
line = "people"
match = { Text = "Payroll*" }

[[rule]]
line = "other_g_and_a"
match = { Text = ["Rent of the office", "/Lawyer [A-Z]/"] }

[[rule]]
line = "product_revenue[API]"
match = { Text = "Customer ?" }

[[rule]]
line = "funding_received"
match = { Text = "Seed round" }
"""


@dataclass
class Sample:
    """A file, and what it comes to: (month, key) -> amount and rows; quantities by the same."""

    header: tuple[str, ...]
    rows: list[dict[str, Any]] = field(default_factory=list)
    amounts: dict[tuple[int, str], int] = field(default_factory=dict)
    counts: dict[tuple[int, str], int] = field(default_factory=dict)
    quantities: dict[tuple[int, str], int] = field(default_factory=dict)

    def tell(self, month: int, key: str, amount: int, quantity: int = 0) -> None:
        """A row of a line of the plan."""
        at = month, key
        self.amounts[at] = self.amounts.get(at, 0) + amount
        self.counts[at] = self.counts.get(at, 0) + 1
        if quantity:
            self.quantities[at] = self.quantities.get(at, 0) + quantity

    def write(self, path: Path) -> Path:
        """As a CSV."""
        out = StringIO()
        writer = csv.DictWriter(out, self.header)
        writer.writeheader()
        writer.writerows(self.rows)
        path.write_text(out.getvalue(), encoding="utf-8")
        return path


def dice(seed: int) -> Iterator[int]:
    """Numbers that look like chance and are the same everywhere (Numerical Recipes, a linear generator)."""
    while True:
        seed = (seed * 1_664_525 + 1_013_904_223) % 2**32
        yield seed >> 8


def days_of(start: date, months: int) -> list[tuple[int, date]]:
    """Every day of so many months from the first of one, with the number of its month."""
    found, day = [], start
    while (month := (day.year - start.year) * 12 + day.month - start.month + 1) <= months:
        found.append((month, day))
        day += timedelta(days=1)
    return found


FOCUS_HEADER = (
    *("BilledCost", "EffectiveCost", "BillingCurrency", "ChargePeriodStart", "ChargePeriodEnd"),
    *("ChargeCategory", "ProviderName", "ServiceCategory", "ServiceName", "ConsumedQuantity", "ConsumedUnit"),
)


def focus(start: date, months: int = 3, rows: int = FOCUS_ROWS) -> Sample:
    """A FOCUS 1.2 export of three clouds: usage by the day, credits, tax, and what is paid elsewhere."""
    sample, chance, calendar = Sample(FOCUS_HEADER), dice(7), days_of(start, months)
    for number in range(rows):
        month, day = calendar[number % len(calendar)]
        cloud = list(CLOUDS)[next(chance) % 3]
        amount, kind = next(chance) % 900_000 + 1, next(chance) % 20
        category, service, name, key = "Usage", "Compute", CLOUDS[cloud], "training_rent"
        hours = next(chance) % 24 + 1
        if kind == 0:
            category, amount, hours = "Credit", -amount // 10, 0
        elif kind == 1:
            category, service, name, key, hours = "Tax", "Other", "Tax", "other_g_and_a", 0
        elif kind in {2, 3, 4}:
            service, name, key = "AI and Machine Learning", "Inference", "serving_cost"
        elif kind == 5:
            service, name, key = "Other", f"{cloud} Marketplace", ""
        sample.rows.append(_row(cloud, day, amount, category, service, name, hours))
        if key:
            counts = hours * GPUS if key == "training_rent" else 0
            sample.tell(month, key, amount, counts)
    return sample


def _row(
    cloud: str, day: date, amount: int, category: str, service: str, name: str, hours: int
) -> dict[str, Any]:
    cost = f"{amount / UNIT:.4f}"
    return {
        "BilledCost": cost,
        "EffectiveCost": f"{amount / UNIT * 0.9:.4f}",
        "BillingCurrency": "USD",
        "ChargePeriodStart": f"{day}T00:00:00Z",
        "ChargePeriodEnd": f"{day + timedelta(days=1)}T00:00:00Z",
        "ChargeCategory": category,
        "ProviderName": cloud,
        "ServiceCategory": service,
        "ServiceName": name,
        "ConsumedQuantity": hours or "null",
        "ConsumedUnit": "Hours" if hours else "null",
    }


def ledger(start: date, months: int = 3, rows: int = LEDGER_ROWS) -> Sample:
    """A bank statement: what goes out is negative."""
    sample, chance, calendar = Sample(("Date", "Text", "Amount")), dice(11), days_of(start, months)
    texts: list[tuple[str, str]] = [
        ("Payroll of {day:%B}", "people"),
        ("Rent of the office", "other_g_and_a"),
        ("Lawyer B", "other_g_and_a"),
        ("Customer 7", "product_revenue_1"),
    ]
    for number in range(rows):
        month, day = calendar[number * (len(calendar) - 1) // (rows - 1)]
        text, key = texts[next(chance) % len(texts)]
        amount = (next(chance) % 9_000_000 + 100) * 100
        if number == 0:
            text, key, amount = "Seed round", "funding_received", 160_000_000_000
        out = key in {"people", "other_g_and_a"}
        said = f"{-amount / UNIT:.2f}" if out else f"{amount / UNIT:.2f}"
        sample.rows.append({"Date": str(day), "Text": text.format(day=day), "Amount": said})
        sample.tell(month, key, amount)
    return sample


def told(amounts: Mapping[tuple[int, str], int]) -> dict[tuple[int, str], float]:
    """The same in whole units of money."""
    return {at: amount / UNIT for at, amount in amounts.items()}
