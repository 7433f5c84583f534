"""The sheets of a simulation in a refresh and in a check: they turn STALE or EDITED with what they are of.

A refresh replays some of the draws that stand there: what it says of them is of the formulas as they are now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.book.beside import RISK, marked
from planner.check.examine import Reading
from planner.results.statuses import LineStatus
from planner.usecases.evaluation import Checker
from planner.usecases.outcome import Outcome
from planner.xlsx.patch import Edit

if TYPE_CHECKING:
    from planner.results.simulated import Replayed
    from planner.risk.standing import Found

AGAIN = "Run `planner simulate PATH --write` again"
REPLAYED = 20
"""Draws that each refresh replays."""


def with_risk(outcome: Outcome, reading: Reading, ask: Checker, seen: Path | None) -> Outcome:
    """What came of a refresh; the status of a simulation that the plan has left behind says so.

    Args:
        ask, seen: the checker, and the file that it has open; None where no draw is to be replayed.
    """
    found = _found(reading)
    if found is None:
        return outcome
    from planner.risk.risk_sheet import REPLAYED_AT, STATUS_AT, replayed_said
    from planner.template.review import risk_texts

    word = LineStatus.EDITED if found.edited else LineStatus.STALE if found.stale else LineStatus.OK
    template, notes = reading.book.template, [*outcome.result.notes, *_said(found)]
    if seen is not None:
        sound = word == LineStatus.OK
        replayed = _replayed(reading, found, ask, seen) if sound else None
        said = replayed_said(replayed, risk_texts(template.language, template.name))
        outcome.edits.put(*found.there.on_risk(REPLAYED_AT), Edit(said, "drop"))
        if replayed is not None and replayed.agree < replayed.drawn:
            word = LineStatus.DIFFERS
            notes.append(_differing(found, replayed))
    outcome.edits.put(*found.there.on_risk(STATUS_AT), Edit(template.word_of(word), "drop"))
    return outcome._replace(result=replace(outcome.result, notes=tuple(notes)))


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


def _replayed(reading: Reading, found: Found, ask: Checker, seen: Path) -> Replayed:
    """Some of the draws that stand on the sheet, extremes and others by a fixed rule, put into the plan."""
    from planner.risk.choosing import chosen
    from planner.risk.kept_draws import kept_draws
    from planner.usecases.replaying import Replay
    from planner.usecases.simulate import risk_of

    risk = risk_of(reading, None)
    kept = kept_draws(reading, risk.rows, found.there, found.draws)
    which = chosen(kept.results, REPLAYED, risk.seed)
    results = {key: {at + 1: float(values[at]) for at in which} for key, values in kept.results.items()}
    drawn = [(at + 1, kept.inputs[at]) for at in which]
    return Replay(reading, risk.rows, ask, seen).of(drawn, results=results)


def _differing(found: Found, replayed: Replayed) -> str:
    numbers = ", ".join(map(str, replayed.differing))
    told = f"{replayed.agree} of {replayed.drawn} replayed draws agree; others: {numbers} ({replayed.reason})"
    return f"sheet {found.there.names[RISK]} DIFFERS: {told}"


def _said(found: Found) -> Iterator[str]:
    sheet = found.there.names[RISK]
    if found.edited:
        yield f"sheet {sheet} is EDITED: {'; '.join(found.edited)}. {AGAIN}"
    elif found.stale:
        yield f"sheet {sheet} is STALE: {'; '.join(found.stale)}. {AGAIN}"
