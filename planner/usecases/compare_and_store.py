"""What a refresh finds and writes, wherever the workbook is: in a file, or open in Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from planner.book.edits import Edits
from planner.check import judging
from planner.check.checkers.base import Evaluation
from planner.check.examine import Reading
from planner.check.expected import Stored, digest, live_values, statuses
from planner.results.plan import Result
from planner.usecases.summary import log_row, result_of

Evaluate = Callable[[Edits], Evaluation]
"""Evaluates the workbook as it is with these edits in it."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came out, what is to be written, and what the formulas come to with it in place."""

    result: Result
    edits: Edits
    evaluation: Evaluation
    words: Mapping[str, str]
    """The status that each row of Checks shows then."""


Begun = tuple[dict[str, Stored], Edits, Evaluation]
"""What is stored where every cell agrees, the edits that store it, and what formulas come to with them."""


def refreshed(
    reading: Reading, evaluate_with: Evaluate, now: datetime | None, begun: Begun | None = None
) -> Refreshed:
    """Compare every cell of a workbook; write engine values, verdicts and a row of the log.

    Args:
        begun: where the workbook was evaluated already as it will be if every cell agrees.
    """
    found = judging.verdicts(reading.changed.items(), reading.book)
    stored, edits, evaluation = begun or _evaluated(reading, evaluate_with, found)
    checks = judging.judge(reading, evaluation.values, stored)
    verdicts = judging.verdicts(((check.cell, check.status) for check in checks), reading.book)
    if verdicts != found:
        stored, edits, evaluation = _evaluated(reading, evaluate_with, verdicts)
        checks = judging.judge(reading, evaluation.values, stored)
    words = shown_words(reading, stored, evaluation)
    result = result_of(reading, checks, evaluation, words)
    edits.log(reading.book, log_row(reading, result, evaluation, now or datetime.now(UTC)))
    return Refreshed(result, edits, evaluation, words)


def shown_words(reading: Reading, stored: Mapping[str, Stored], evaluation: Evaluation) -> dict[str, str]:
    """The status that the workbook shows for each row of Checks."""
    template, inputs = reading.book.template, reading.inputs
    engine = {at: digest(values) for at, values in reading.engine.items()}
    live = live_values(template, engine, inputs.scalars, reading.columns)
    return judging.shown_statuses(reading, evaluation.values, statuses(template, live, stored))


def storing(reading: Reading, verdicts: Mapping[str, str]) -> tuple[dict[str, Stored], Edits]:
    """The engine's values and these verdicts, and the edits that write them into Checks."""
    stored, edits = judging.stored_by(reading, verdicts), Edits()
    for key, kept in stored.items():
        edits.checks(reading.book, key, kept.engine, kept.verdict)
    return stored, edits


def _evaluated(reading: Reading, evaluate_with: Evaluate, verdicts: Mapping[str, str]) -> Begun:
    """The workbook as it will be, with the engine's values and these verdicts in it."""
    stored, edits = storing(reading, verdicts)
    return stored, edits, evaluate_with(edits)
