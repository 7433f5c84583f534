"""The sheets of a simulation in a refresh and in a check: they turn STALE or EDITED with what they are of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.book.beside import RISK, marked
from planner.check.examine import Reading
from planner.results.statuses import LineStatus
from planner.usecases.outcome import Outcome
from planner.xlsx.patch import Edit

if TYPE_CHECKING:
    from planner.risk.standing import Found

AGAIN = "Run `planner simulate PATH --write` again"


def with_risk(outcome: Outcome, reading: Reading) -> Outcome:
    """What came of a refresh; the status of a simulation that the plan has left behind says so."""
    found = _found(reading)
    if found is None:
        return outcome
    word = LineStatus.EDITED if found.edited else LineStatus.STALE if found.stale else LineStatus.OK
    outcome.edits.put(*found.status, Edit(reading.book.template.word_of(word), "drop"))
    notes = (*outcome.result.notes, *_said(found))
    return outcome._replace(result=replace(outcome.result, notes=notes))


def risk_notes(reading: Reading) -> Iterator[str]:
    """What a check says of a simulation that is not as planner wrote it, or not of this plan any more."""
    found = _found(reading)
    if found is not None:
        yield from _said(found)


def _found(reading: Reading) -> Found | None:
    if not marked(reading.book.package, RISK):
        return None
    from planner.risk.standing import standing

    return standing(reading)


def _said(found: Found) -> Iterator[str]:
    sheet = found.status[0]
    if found.edited:
        yield f"sheet {sheet} is EDITED: {'; '.join(found.edited)}. {AGAIN}"
    elif found.stale:
        yield f"sheet {sheet} is STALE: {'; '.join(found.stale)}. {AGAIN}"
