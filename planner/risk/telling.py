"""What came of a simulation as plain values: figures, chances, cash by month, what drives results, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.book.find import Book
from planner.check.examine import Reading
from planner.results.simulated import CashMonth, Chance, Driver, Replayed, Sampled, Simulated
from planner.risk.asked import FIRST, MONEY, NEED
from planner.risk.engine import BASE
from planner.risk.running import Run
from planner.risk.sampling import HDR
from planner.risk.statistics import PERCENTILES, chance_error, chance_error_of, drivers, figures
from planner.risk.uncertain import Uncertain
from planner.template.rows import SCENARIOS, Row


@dataclass(frozen=True, slots=True)
class Risk:
    """A plan with what is uncertain in it."""

    reading: Reading
    rows: tuple[Uncertain, ...]
    seed: int

    @property
    def book(self) -> Book:
        """The workbook."""
        return self.reading.book


def simulated(
    risk: Risk, found: Run, replayed: Replayed | None, asked: int, notes: Sequence[str], sampling: str = HDR
) -> Simulated:
    """What came of a run.

    Args:
        asked: how many draws were asked for.
        notes: what a reader should know beside what the run itself says.
    """
    template = risk.book.template
    return Simulated(
        risk.book.source.file,
        found.done,
        asked,
        found.left_out,
        risk.seed,
        sampling,
        inputs=tuple(_sampled(row) for row in risk.rows),
        results={
            key: one for key, values in found.results.items() if (one := figures(values, found.replicates))
        },
        checks=_checks(found),
        cash=tuple(_cash(risk, found)),
        drivers=_drivers(risk, found),
        money=MONEY,
        need=NEED,
        replayed=replayed,
        stopped=found.stopped,
        notes=(*notes, *_notes(risk, found)),
        **_words(risk, {key: template.row(key) for key in (*found.results, *found.fails)}),
    )


def _words(risk: Risk, rows: Mapping[str, Row]) -> dict[str, Any]:
    """What readers know results and checks by, their units, and how their numbers look."""
    template = risk.book.template
    shown = {one.key: one.label for one in template.key_numbers}
    currency = risk.reading.inputs.scalars[BASE][template.said.currency]
    return {
        "labels": {key: shown.get(key, row.label) for key, row in rows.items()},
        "units": {key: template.unit_in(row, currency) for key, row in rows.items()},
        "formats": {key: template.format_of(row) for key, row in rows.items()},
    }


def _checks(found: Run) -> dict[str, Chance]:
    sound = found.done - found.left_out
    if not sound:
        return {}
    chances = {}
    for key, fails in found.fails.items():
        share = float(fails.sum()) / sound
        several = found.replicates > 1
        error = chance_error_of(fails, found.sound) if several else chance_error(share, sound)
        chances[key] = Chance(share, error)
    return chances


def _drivers(risk: Risk, found: Run) -> dict[str, tuple[Driver, ...]]:
    labels = {row.name: row.label for row in risk.rows}
    return {
        key: tuple(Driver(name, labels[name], value) for name, value in drivers(found.inputs, values).items())
        for key, values in found.results.items()
        if key in FIRST
    }


def _sampled(row: Uncertain) -> Sampled:
    return Sampled(
        name=row.name,
        label=row.label,
        kind=row.kind,
        low=row.low,
        base=row.base,
        high=row.high,
        variable=row.variable,
        entity=row.entity,
        group=row.group,
        correlation=row.correlation,
        note=row.note,
    )


def _cash(risk: Risk, found: Run) -> Iterator[CashMonth]:
    """Cash by month over the draws whose months are kept."""
    import numpy as np

    sound = found.done - found.left_out
    if not sound:
        return
    kept = found.cash[np.isfinite(found.cash).all(axis=1)]
    by_month = np.percentile(kept, PERCENTILES, axis=0)
    for at, month in enumerate(risk.reading.inputs.axes["month"]):
        values = dict(zip(PERCENTILES, by_month[:, at].tolist(), strict=True))
        yield CashMonth(float(month), values, float(found.short[at]) / sound)


def _notes(risk: Risk, found: Run) -> Iterator[str]:
    if found.left_out:
        yield f"{found.left_out:,} of {found.done:,} draws cannot be computed, and count in no figure"
    scalars = risk.reading.inputs.scalars
    dates = [row.key for row in risk.book.template.inputs if row.is_date]
    apart = [key for key in dates if len({scalars[level][key] for level in SCENARIOS}) > 1]
    if apart:
        yield f"days are not drawn, and stay at base: {', '.join(apart)}"
    if not any(row.group for row in risk.rows):
        yield "inputs are drawn apart from one another: no group says that some move together"
