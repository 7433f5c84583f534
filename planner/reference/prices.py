"""The price book: dated quotes for renting accelerators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from planner.reference.tables import day, number, required, rows, whole

CURRENCY = "USD"
CONTRACTS = ("on-demand", "1-year", "3-year", "spot")
HOURS_PER_MONTH = 730.0  # 8,760 h a year / 12; the month of every cloud price list
STALE_AFTER_DAYS = 180


@dataclass(frozen=True, slots=True)
class Quote:
    """One price for one chip. Server-month: a whole server for 730 hours; None where none is sold."""

    id: str
    provider: str
    instance: str
    chip: str
    region: str
    contract: str
    gpus_per_server: int | None
    usd_per_gpu_hour: float
    usd_per_server_month: float | None
    seen: date
    date_basis: str
    source: str
    source_url: str
    verified: str
    notes: str

    def stale(self, on: date) -> bool:
        """Older than 180 days. A quote whose date is only a lower bound counts from that bound."""
        return (on - self.seen).days > STALE_AFTER_DAYS


@cache
def load_prices() -> tuple[Quote, ...]:
    """Every quote of ``data/gpu_prices.csv``."""
    return tuple(
        Quote(
            id=row["id"],
            provider=row["provider"],
            instance=row["instance"],
            chip=row["chip"],
            region=row["region"],
            contract=row["contract"],
            gpus_per_server=whole(row, "gpus_per_server"),
            usd_per_gpu_hour=required(row, "usd_per_gpu_hour"),
            usd_per_server_month=number(row, "usd_per_server_month"),
            seen=day(row, "date"),
            date_basis=row["date_basis"],
            source=row["source"],
            source_url=row["source_url"],
            verified=row["verified"],
            notes=row["notes"],
        )
        for row in rows("gpu_prices.csv")
    )


def quotes(chip_name: str, contract: str | None = None, on: date | None = None) -> tuple[Quote, ...]:
    """Quotes for a chip, newest first; of one contract and not later than a day, where given."""
    found = [
        quote
        for quote in load_prices()
        if quote.chip == chip_name
        and (contract is None or quote.contract == contract)
        and (on is None or quote.seen <= on)
    ]
    return tuple(sorted(found, key=lambda quote: quote.seen, reverse=True))


def latest_quote(chip_name: str, contract: str, on: date) -> Quote | None:
    """The newest quote on a day; the cheapest of several of the same date. None: nobody quotes it."""
    known = quotes(chip_name, contract, on)
    same_day = [quote for quote in known if quote.seen == known[0].seen]
    return min(same_day, key=lambda quote: quote.usd_per_gpu_hour, default=None)
