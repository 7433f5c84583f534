"""Every formula cell judged, and what the statuses of the lines must say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import groupby, islice
from operator import itemgetter

from planner.book.find import Book
from planner.check.causes import with_first_causes
from planner.check.checkers.base import NotRun, Value
from planner.check.compare import SIZES, CellCheck, compare, compare_values, worst
from planner.check.examine import Reading
from planner.check.expected import Known, Stored, digest, expected_values, live_values
from planner.check.readers import in_units
from planner.check.showing import lines_of, typed_over
from planner.layout.arrange import Check, checks_of
from planner.layout.owned import OwnedCell
from planner.layout.places import ENGINE, STATUS, VERDICT, Place
from planner.results.statuses import (
    AGREES,
    EDITED,
    NOT_CHECKED,
    NOT_RUN,
    OVERWRITTEN,
    VERDICTS,
    LineStatus,
    line_status,
)
from planner.template.rows import SCENARIOS
from planner.template.schema import Template
from planner.xlsx.a1 import Address

SIZED = {"line", "live", "said"}
"""Roles of the cells that show what a line comes to, and are as exact as it is."""

JUDGING = {"tolerance", "floor", "count", "occurs", "master", "named", "heading"}
"""Roles of the cells that judge the whole workbook, or say whose it is."""

_LINE = OwnedCell._fields.index("key"), OwnedCell._fields.index("scenario")
"""Where a cell says of which line it is."""

EVERY_LINE = ""
"""Among verdicts: the one of all lines that have none of their own."""


def stored_in(book: Book) -> dict[str, Stored]:
    """What the last refresh wrote into Checks."""
    stored = {}
    for item in checks_of(book.template):
        if isinstance(item, Check):
            place = book.layout.check(item.key)
            first, second, third = (_known(book, place.at(ENGINE + across)) for across in range(3))
            verdict = book.cell(place.at(VERDICT)).value
            stored[item.key] = Stored((first, second, third), book.template.status_of(str(verdict or "")))
    return stored


def stored_by(reading: Reading, verdicts: Mapping[str, str]) -> dict[str, Stored]:
    """What this refresh is going to write into Checks.

    Args:
        verdicts: line -> cell status; lines that are left out agree, or have the one of `EVERY_LINE`.
    """
    unless = verdicts.get(EVERY_LINE, AGREES)
    engine = {at: digest(values) for at, values in reading.engine.items()}
    live = live_values(reading.book.template, engine, reading.inputs.scalars, reading.columns)
    stored = {}
    for item in checks_of(reading.book.template):
        if isinstance(item, Check):
            first, second, third = (live[item.key, name] for name in SCENARIOS)
            word = line_status(verdicts.get(item.key, unless))
            stored[item.key] = Stored((first, second, third), word)  # type: ignore[arg-type]
    return stored


def judge(
    reading: Reading, evaluated: Mapping[Address, Value], stored: Mapping[str, Stored]
) -> list[CellCheck]:
    """The status of every owned cell, lines first; the first cause of a chain of differences is marked."""
    book = reading.book
    lines, others = _parted(reading.owned)
    engine: list[Value] = [reading.engine[key, name][along] for _, _, _, key, name, along in lines]
    size_of = sizes(reading)
    values = [evaluated[cell.place[:3]] for cell in lines]
    along = _along(lines, values)
    live = live_values(book.template, _sums(along), reading.inputs.scalars, reading.columns)
    expected = expected_values(
        others,
        book.template,
        live,
        stored,
        printed=book.preset.printed,
        axes=reading.inputs.axes,
        along=along,
        shown=_input_words(reading, evaluated),
        texts=reading.inputs.texts,
        typed_over=typed_over(book),
    )
    checks = compare_values(lines, values, engine, reading.changed, size_of)
    others_too = compare(others, evaluated, expected, reading.changed, size_of)
    return _with_causes(checks, book.template) + others_too


def _with_causes(checks: list[CellCheck], template: Template) -> list[CellCheck]:
    """The checks of lines with the first causes marked, where anything is wrong at all."""
    wrong = any(check.status != AGREES for check in checks)
    return with_first_causes(checks, template) if wrong else checks


def _parted(owned: Iterable[OwnedCell]) -> tuple[list[OwnedCell], list[OwnedCell]]:
    """The cells of lines, and all others."""
    cells = list(owned)
    return [cell for cell in cells if cell.role == "line"], [cell for cell in cells if cell.role != "line"]


def _sums(along: Mapping[tuple[str, str], list[Value]]) -> dict[tuple[str, str], Value]:
    """One value for each line and scenario: along an axis what stands for all of them."""
    return {at: digest(values) for at, values in along.items()}


def _along(lines: Iterable[OwnedCell], values: Iterable[Value]) -> dict[tuple[str, str], list[Value]]:
    """(key, scenario) -> what the formulas of a line come to, one for each position."""
    found: dict[tuple[str, str], list[Value]] = {}
    of_cell = iter(values)
    for at, cells in groupby(lines, key=itemgetter(*_LINE)):
        along = [*islice(of_cell, sum(1 for _ in cells))]
        if None in along:  # formulas read an empty cell so
            along = [0.0 if value is None else value for value in along]
        found.setdefault(at, []).extend(along)
    return found


def sizes(reading: Reading) -> Callable[[OwnedCell], float]:
    """What the difference of a cell is relative to, where that is more than its values.

    The one place that says it for cells, whether a check, the values in a file or lint asks.
    """
    template = reading.book.template
    rows = {row.key: row for row in template.formulas if row.scale or row.size}
    computed = _amounts(reading, {key for key, row in rows.items() if template.is_money(row)})

    def size_of(cell: OwnedCell) -> float:
        row = rows.get(cell.key)
        if row is None or cell.role not in SIZED:
            return SIZES.get(cell.role, 0.0)
        size = float(row.size) or of_line(cell, row.scale)
        said = in_units(size, row.key, template, computed) if cell.role == "said" else size
        return said if isinstance(said, float) else 0.0

    def of_line(cell: OwnedCell, scale: str) -> float:
        typed = reading.inputs.scalars[cell.scenario].get(scale)
        along = reading.engine[scale, cell.scenario] if typed is None else (float(typed),)
        here = cell.role in {"line", "said"} and len(along) > 1
        return abs(along[cell.along] if here else sum(along))

    return size_of


def _amounts(reading: Reading, money: Collection[str]) -> dict[tuple[str, str], Value]:
    """What tells in which unit amounts are said: those lines of money, the largest, and the currency."""
    said = reading.book.template.said
    found: dict[tuple[str, str], Value] = {
        (key, name): float(sum(reading.engine[key, name]))
        for key in {*said.sizes, *money}
        for name in SCENARIOS
    }
    found[said.currency, "base"] = reading.inputs.scalars["base"].get(said.currency)
    return found


def _input_words(reading: Reading, evaluated: Mapping[Address, Value]) -> dict[str, str]:
    """The status that the row of each input on Checks shows, where it shows a word."""
    words, template = {}, reading.book.template
    for row in template.inputs:
        place = reading.book.layout.check(row.key).at(STATUS)
        value = evaluated.get((place.sheet, place.row, place.column))
        words[row.key] = template.status_of(value) if isinstance(value, str) else ""
    return words


def verdicts(statuses: Iterable[tuple[OwnedCell, str]], book: Book) -> dict[str, str]:
    """Line -> the worst status of its cells, for the lines that do not agree.

    The cells that show and judge a line elsewhere count too, and a sentence on the cover for all the lines
    that it quotes: something else in one of them would stand beside an OK. Where a cell that judges all lines
    was changed, such as the tolerance, no status means anything, and none of them may say OK; nor where such
    a cell is not right and no line says why.
    """
    by_line: dict[str, list[str]] = {}
    judging: list[str] = []
    for cell, status in statuses:
        if status == AGREES:
            continue
        if cell.role in JUDGING:
            judging.append(status)
        for key in lines_of(cell, book.template, book.preset):
            by_line.setdefault(key, []).append(status)
    found = {key: worst(several) for key, several in by_line.items()}
    if judging and (not found or {EDITED, OVERWRITTEN} & set(judging)):
        found[EVERY_LINE] = NOT_RUN if {*judging} == {NOT_RUN} else NOT_CHECKED
    return found


def shown_statuses(
    reading: Reading, evaluated: Mapping[Address, Value], expected: Mapping[str, str]
) -> dict[str, str]:
    """The word that the status of each row of Checks shows; where nothing evaluated it, that."""
    words = {}
    for key, word in expected.items():
        place = reading.book.layout.check(key).at(STATUS)
        value = evaluated[place.sheet, place.row, place.column]
        if isinstance(value, NotRun):
            words[key] = word if word in VERDICTS else LineStatus.NOT_RUN
        else:
            words[key] = reading.book.template.status_of(
                value if isinstance(value, str) else LineStatus.ERROR
            )
    return words


def _known(book: Book, place: Place) -> Known:
    value = book.cell(place).value
    return value if isinstance(value, float | str) and not isinstance(value, bool) else None
