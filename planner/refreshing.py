"""What a refresh finds and writes, wherever the workbook is: in a file, or open in Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from planner import __version__
from planner.check import examine
from planner.check.checkers.base import Evaluation
from planner.check.compare import CellCheck
from planner.check.examine import Reading
from planner.check.expected import Stored, digest, live_values, statuses
from planner.result import Result
from planner.summarise import fingerprint, result_of
from planner.workbook.cells import Value
from planner.workbook.edits import Edits

Evaluate = Callable[[Edits], Evaluation]
"""Evaluates the workbook as it is with these edits in it."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came out, what is to be written, and what the formulas come to with it in place."""

    result: Result
    edits: Edits
    evaluation: Evaluation


def refreshed(reading: Reading, evaluate_with: Evaluate, now: datetime | None) -> Refreshed:
    """Compare every cell of a workbook; write engine values, verdicts and a row of the log."""
    found = examine.verdicts(reading.changed.items())
    checks, evaluation, stored, edits = _compared(reading, evaluate_with, found)
    verdicts = examine.verdicts((check.cell, check.status) for check in checks)
    if verdicts != found:
        checks, evaluation, stored, edits = _compared(reading, evaluate_with, verdicts)
    result = result_of(reading, checks, evaluation, shown_words(reading, stored, evaluation))
    edits.log(reading.book, _log(reading, result, now or datetime.now(UTC)))
    return Refreshed(result, edits, evaluation)


def shown_words(reading: Reading, stored: Mapping[str, Stored], evaluation: Evaluation) -> dict[str, str]:
    """The status that the workbook shows for each row of Checks."""
    template, inputs = reading.book.template, reading.inputs
    engine = {at: digest(values) for at, values in reading.engine.items()}
    live = live_values(template, engine, inputs.scalars, reading.columns)
    return examine.shown_statuses(reading, evaluation.values, statuses(template, live, stored))


def _compared(
    reading: Reading, evaluate_with: Evaluate, verdicts: Mapping[str, str]
) -> tuple[list[CellCheck], Evaluation, dict[str, Stored], Edits]:
    """Evaluate the workbook as it will be, with the engine's values and these verdicts in it."""
    stored = examine.stored_by(reading, verdicts)
    edits = Edits()
    for key, kept in stored.items():
        edits.checks(reading.book, key, kept.engine, kept.verdict)
    evaluation = evaluate_with(edits)
    return examine.judge(reading, evaluation.values, stored), evaluation, stored, edits


def _log(reading: Reading, result: Result, now: datetime) -> tuple[Value, ...]:
    template = reading.book.template
    checked, digits = result.checked, fingerprint(reading)
    return (
        f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        __version__,
        f"{template.name} {template.version}",
        f"{result.checker} {result.checker_version}".strip(),
        " ".join(digits[at : at + 4] for at in range(0, len(digits), 4)),  # never a number, such as 12e4
        float(checked["cells"]),
        result.status,
        "; ".join(
            [f"{count} {name.replace('_', ' ')}" for name, count in list(checked.items())[1:] if count]
            + list(result.notes)
        ),
    )
