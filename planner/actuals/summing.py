"""Rows of a file, summed by month and line of the plan. Amounts are added exactly, whatever their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext

from planner import days
from planner.actuals.amounts import Entry, entry_of, lasts_a_day_at_most, number, where
from planner.actuals.lines import RECEIPT, CashLine
from planner.actuals.mapping import REFUSE, FileMap, Quantity, Rule
from planner.actuals.months import Months
from planner.actuals.tables import Source, rows_of
from planner.problems import quoted

USAGE = "usage"
EXACT_DIGITS = 60
"""More than any sum of amounts has, so that no digit is lost while they are added."""
NOTHING = Decimal(0)
MOST_LETTERS = 200
"""Of the name of rows that no rule takes."""


@dataclass(slots=True)
class Sum:
    """What a month has of a line: amounts in plan currency, a cost or receipt positive."""

    amount: Decimal = NOTHING
    quantity: Decimal | None = None
    rows: int = 0
    credits: int = 0
    credited: Decimal = NOTHING
    rates: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Group:
    """Rows that are no line of the plan, by name."""

    rows: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    first: int = 0
    reason: str = ""

    def add(self, entry: Entry) -> None:
        """One more row."""
        self.rows += 1
        self.first = self.first or entry.at
        self.amounts[entry.currency] = self.amounts.get(entry.currency, NOTHING) + entry.paid
        self.counts[entry.currency] = self.counts.get(entry.currency, 0) + 1

    def said(self) -> str:
        """`120 rows, 3,400.12 USD, the first in row 7`."""
        money = " and ".join(f"{amount:,.2f} {code}" for code, amount in self.amounts.items())
        return (
            f"{self.rows:,} {'row' if self.rows == 1 else 'rows'}, {money}, the first in row {self.first:,}"
        )


@dataclass(slots=True)
class Summed:
    """A file summed.

    Attributes:
        sums: (month of the plan, key of a line) -> its sum.
        outside: rows before month 1 (0) and after the last month (one more).
        first, last: the days that its rows begin and end with.
    """

    source: Source
    sums: dict[tuple[int, str], Sum] = field(default_factory=dict)
    unmapped: dict[str, Group] = field(default_factory=dict)
    ignored: dict[str, Group] = field(default_factory=dict)
    outside: dict[int, Group] = field(default_factory=dict)
    foreign: dict[str, Group] = field(default_factory=dict)
    credits: dict[str, Group] = field(default_factory=dict)
    first: date = date.max
    last: date = date.min
    last_of_long: date = date.min

    def end(self) -> date:
        """The last day that it tells: of its rows of a day where there are any."""
        return self.last if self.last > date.min else self.last_of_long


def summed(source: Source, of: FileMap, months: Months, lines: Mapping[str, CashLine]) -> Summed:
    """Every row of a file, by month and line.

    Args:
        lines: the line of each rule of the map.

    Raises:
        PlanError: a row cannot be read.
    """
    found = Summed(source)
    with localcontext() as context:
        context.prec = EXACT_DIGITS
        for entry in _entries(source, of, found):
            _placed(found, of, months, lines, entry)
    return found


def _entries(source: Source, of: FileMap, found: Summed) -> Iterator[Entry]:
    long = date.min
    for at, row in rows_of(source, of):
        entry = entry_of(source, of, at, row)
        found.first = min(found.first, entry.first)
        if lasts_a_day_at_most(entry):
            found.last = max(found.last, entry.last)
        else:
            long = max(long, entry.last)
        yield entry
    found.last_of_long = long


def _placed(found: Summed, of: FileMap, months: Months, lines: Mapping[str, CashLine], entry: Entry) -> None:
    if ignored := next((rule for rule in of.ignored if rule.fits(entry.row)), None):
        found.ignored.setdefault(ignored.name, Group(reason=ignored.reason)).add(entry)
        return
    month = months.of(days.serial(entry.first))
    if not 1 <= month <= months.number:
        found.outside.setdefault(month, Group()).add(entry)
        return
    rule = next((rule for rule in of.rules if rule.fits(entry.row)), None)
    if rule is None:
        name = " / ".join(entry.row[column].strip() or "(empty)" for column in of.names)[:MOST_LETTERS]
        found.unmapped.setdefault(name, Group()).add(entry)
        return
    rate = _rate(of, months, entry)
    if rate is None:
        found.foreign.setdefault(entry.currency, Group()).add(entry)
        return
    line = lines[rule.name]
    amount = entry.paid * rate[0] * (-1 if line.sign == RECEIPT and of.bank else 1)
    if amount < 0 and (rule.credits or of.credits) == REFUSE:
        found.credits.setdefault(line.name, Group()).add(entry)
        return
    _added(found.sums.setdefault((month, line.key), Sum()), amount, rate[1])
    if rule.quantity is not None:
        _counted(found, of, rule, rule.quantity, entry, found.sums[month, line.key])


def _added(into: Sum, amount: Decimal, rate: str) -> None:
    into.amount += amount
    into.rows += 1
    if rate:
        into.rates.add(rate)
    if amount < 0:
        into.credits += 1
        into.credited += amount


def _rate(of: FileMap, months: Months, entry: Entry) -> tuple[Decimal, str] | None:
    """Plan currency for one unit of the row's, and what is said of it; None where the map has no rate."""
    if entry.currency == months.currency.upper():
        return Decimal(1), ""
    rate = of.rates.get(entry.currency)
    if rate is None:
        return None
    found = rate.months.get(f"{entry.first:%Y-%m}", rate.always)
    return None if found is None else (found, f"{entry.currency} = {found} ({rate.source})")


def _counted(found: Summed, of: FileMap, rule: Rule, asked: Quantity, entry: Entry, into: Sum) -> None:
    source, row = found.source, entry.row
    count = number(source, of, entry.at, asked.column, row[asked.column])
    if count is None:
        if entry.category.casefold() not in {"", USAGE} or entry.paid <= 0:
            return  # a credit, a tax or a purchase has none
        message = f"{where(entry.at)}: {asked.column} is empty, and {rule.name} counts it"
        raise source.refused(message, "Give such rows a rule of their own without quantity.", rule.name)
    if asked.unit_column and (unit := row[asked.unit_column].strip()).casefold() != asked.unit.casefold():
        message = (
            f"{where(entry.at)}: {asked.unit_column} is {quoted(unit)}, and {rule.name} counts {asked.unit}"
        )
        raise source.refused(message, "Give such rows a rule of their own.", rule.name)
    into.quantity = (into.quantity or NOTHING) + count * asked.factor
