"""A plan that goes on after what changed was written into it: its sheet follows it, and turns STALE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, NamedTuple

from planner.book.beside import record_sheets
from planner.book.edits import Edits
from planner.check.checkers.base import Evaluation
from planner.check.examine import Reading
from planner.layout.places import LIMITS
from planner.problems import quoted
from planner.results.plan import Result
from planner.results.statuses import LineStatus
from planner.template.rows import SCENARIOS, Row
from planner.usecases.outcome import Outcome
from planner.xlsx.patch import Edit

if TYPE_CHECKING:
    from planner.changes.following import Followed, Follows, Recorded


ANEW = "Compare again with `planner diff BEFORE PLAN --into PLAN`, or delete the sheet"
"""What to do with a sheet of changes that its plan has moved on from."""


class _Now(NamedTuple):
    """A sheet of changes as it stands, and whether its plan has moved on: in an input, or in a number."""

    there: Follows
    inputs: bool
    stale: bool


def recorded_of(reading: Reading, texts: Mapping[str, str]) -> Recorded:
    """What a sheet of changes follows of a plan: its key numbers at every level, and all inputs."""
    from planner.changes.following import Recorded, digest

    template = reading.book.template
    numbers = tuple(_numbers(reading, texts))
    ok, stale = (template.word_of(word) for word in (LineStatus.OK, LineStatus.STALE))
    tolerance = reading.book.layout[LIMITS].at().absolute
    return Recorded(numbers, digest(asdict(reading.inputs)), tolerance, ok, stale)


def followed(outcome: Outcome, reading: Reading, evaluation: Evaluation) -> Outcome:
    """What came of a refresh; sheets of changes of a plan that has moved on say so, and else stay."""
    found = list(_found(reading, evaluation))
    for one in found:
        _say(one, reading, outcome.edits)
    return outcome._replace(result=_said(outcome.result, found))


def with_not_followed(result: Result, reading: Reading, evaluation: Evaluation) -> Result:
    """What came of a check, with the sheets of changes that no longer describe their plan."""
    return _said(result, list(_found(reading, evaluation)))


def _numbers(reading: Reading, texts: Mapping[str, str]) -> Iterator[Followed]:
    from planner.changes.following import Followed

    book = reading.book
    for shown in book.template.key_numbers:
        row = book.template.row(shown.key)
        for level in SCENARIOS:
            value = reading.engine[row.key, level][0]
            if row.axis or not isinstance(value, float):
                continue
            name = book.template.scenario_names[level]
            label = shown.label if level == "base" else texts["level"].format(label=shown.label, level=name)
            look, place = book.template.format_of(row), book.layout.cell(row, level).absolute
            yield Followed(row.key, label, _unit(reading, row, level), look, value, place.replace("$", ""))


def _unit(reading: Reading, row: Row, level: str) -> str:
    template = reading.book.template
    return template.unit_in(row, str(reading.inputs.scalars[level][template.said.currency]))


def _found(reading: Reading, evaluation: Evaluation) -> Iterator[_Now]:
    if not record_sheets(reading.book.package):
        return
    from planner.changes.following import digest, follows

    now = digest(asdict(reading.inputs))
    word = reading.book.template.word_of(LineStatus.STALE)
    for there in follows(reading.book.package):
        others = there.inputs != now
        numbers = evaluation.beside.get(there.status) == word and not _typed_stale(reading, there, word)
        yield _Now(there, others, others or numbers)


def _typed_stale(reading: Reading, there: Follows, word: str) -> bool:
    """Whether it is the word for all inputs, of an earlier refresh, that the status repeats."""
    sheet, *at = there.word
    cell = reading.book.package.cells(sheet).get((at[0], at[1]))
    return cell is not None and cell.value == word


def _say(one: _Now, reading: Reading, edits: Edits) -> None:
    """The word for all inputs, and the status that reads it."""
    template = reading.book.template
    for at, stale in ((one.there.word, one.inputs), (one.there.status, one.stale)):
        word = template.word_of(LineStatus.STALE if stale else LineStatus.OK)
        edits.put(*at, Edit(word, "keep" if at == one.there.status else "drop"))


def _said(result: Result, found: list[_Now]) -> Result:
    """The same, with each sheet that the plan has moved on from, in a field and in a sentence."""
    sheets = tuple(one.there.sheet for one in found if one.stale)
    notes = (
        f"sheet {quoted(sheet)} is STALE: the plan has moved on since it was written. {ANEW}"
        for sheet in sheets
    )
    return replace(result, stale_sheets=sheets, notes=(*result.notes, *notes))
