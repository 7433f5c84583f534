"""One workbook examined: inputs read, engine run, every formula cell compared."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from planner.book.find import Book
from planner.book.read import Inputs, input_formulas, read_inputs
from planner.book.values import plain
from planner.book.volatile import RANDOM, volatile
from planner.check.causes import with_first_causes
from planner.check.checkers.base import Cells, Evaluation, FormulaError, NotRun, Value, by_sheet
from planner.check.compare import SIZES, CellCheck, agree, compare, worst
from planner.check.expected import Known, Stored, digest, expected_values, live_values
from planner.check.readers import in_units
from planner.check.showing import lines_of, typed_over
from planner.check.structure import AGREES, EDITED, NOT_RUN, OVERWRITTEN, changed_formulas
from planner.layout import places as at
from planner.layout.arrange import Check, checks_of
from planner.layout.owned import OwnedCell, all_owned_cells
from planner.layout.places import Place
from planner.problems import PlanError, printable
from planner.template.schema import REPORTING_KEY, SCENARIOS
from planner.xlsx.cells import CellError
from planner.xlsx.cells import Value as CellValue

Position = tuple[str, int, int]

SIZED = {"line", "live", "said"}
"""Roles of the cells that show what a line comes to, and are as exact as it is."""

JUDGING = {"tolerance", "floor", "count", "occurs", "master"}
"""Roles of the cells that judge the whole workbook."""

VERDICTS = {"DIFFERS", "EDITED", "OVERWRITTEN", "NOT RUN", "NOT CHECKED"}
"""Statuses that a refresh gives a line, whatever its values come to later."""

EVERY_LINE = ""
"""Among verdicts: the one of all lines that have none of their own."""

Ask = Callable[[Cells], Evaluation]
"""Evaluates cells of a workbook with a checker."""

EngineValues = Mapping[tuple[str, str], tuple[float, ...]]
"""(key, scenario) -> what the engine computes: one value, or along an axis one for each position."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook's inputs, what the engine makes of them, and which formulas are no longer the template's."""

    book: Book
    inputs: Inputs
    engine: EngineValues
    owned: tuple[OwnedCell, ...]
    changed: Mapping[OwnedCell, str]
    user_formulas: tuple[Position, ...]
    today: Mapping[Position, CellValue] = field(default_factory=dict)
    """What inputs come to whose formulas read the date of the day."""

    @property
    def columns(self) -> dict[str, tuple[float | None, ...]]:
        """The number columns of the tables, by `table.column`."""
        return {
            f"{table.key}.{column.key}": self.inputs.tables[table.key][column.key]  # type: ignore[misc]
            for table in self.book.template.tables
            for column in table.columns
            if column.type == "number"
        }


def read_book(book: Book, ask: Ask) -> Reading:
    """Read every input, run the engine, and look at every formula.

    Raises:
        PlanError: an input cannot be used; all of them are listed.
    """
    return with_formulas(computed(book, ask))


def computed(book: Book, ask: Ask) -> Reading:
    """The same without the formulas, which take as long again."""
    formulas = input_formulas(book)
    moving = volatile(book.source, formulas) if formulas else {}
    typed = _formulas_in_inputs(book, formulas, moving, ask) if formulas else {}
    inputs, problems = read_inputs(book, typed)
    if problems:
        raise PlanError(problems)
    today = {position: typed[position] for position in moving}
    return Reading(book, inputs, run_engine(inputs, book), (), {}, formulas, today)


def with_formulas(reading: Reading) -> Reading:
    """With planner's formula cells, and those of them that another formula or value was typed over."""
    book = reading.book
    owned = all_owned_cells(book.template, book.preset, book.layout)
    return replace(reading, owned=owned, changed=changed_formulas(book, owned))


def run_engine(inputs: Inputs, book: Book) -> dict[tuple[str, str], tuple[float, ...]]:
    """Every line for every scenario.

    Raises:
        PlanError: a line has no finite value for these inputs.
    """
    import numpy as np

    from planner.model import LINES

    asked = [row.key for row in book.template.formulas]
    lines = LINES if len(asked) == len(LINES) else LINES.for_keys(asked)
    results: dict[tuple[str, str], tuple[float, ...]] = {}
    problems = []
    for scenario, known in engine_inputs(inputs, book).items():
        with np.errstate(all="ignore"):
            values = lines.evaluate(known)
        for row in book.template.formulas:
            count = len(inputs.axes[row.axis]) if row.axis else 1
            along = tuple(np.broadcast_to(values[row.key], count).tolist())
            results[row.key, scenario] = along
            if not all(map(math.isfinite, along)):
                place = book.layout.run(row, scenario) if row.axis else book.layout.cell(row, scenario)
                message = f"{row.label} cannot be computed from these inputs: it divides by zero or overflows"
                remedy = "Look for an input that is zero or far out of the ordinary."
                problems.append(book.problem(place, message, remedy, row.key))
    if problems:
        raise PlanError(problems)
    return results


def engine_inputs(inputs: Inputs, book: Book) -> dict[str, dict[str, Any]]:
    """Scenario -> what the engine takes: numbers and arrays, and the English word of each choice."""
    import numpy as np

    def known(values: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(meanings.get(value, value) for value in values)

    meanings: Mapping[Any, Any] = book.template.meanings
    shared: dict[str, Any] = {}
    for table in book.template.tables:
        for column in table.columns:
            cells = inputs.tables[table.key][column.key]
            whole = column.type == "number" and column.required
            shared[f"{table.key}_{column.key}"] = np.array(cells, dtype=float) if whole else known(cells)
    for _, axis in book.template.axes:
        positions = known(inputs.axes[axis.key])
        shared[axis.key] = positions if axis.is_text else np.array(positions, dtype=float)
    return {
        scenario: {**shared, **dict(zip(typed, known(typed.values()), strict=True))}
        for scenario, typed in inputs.scalars.items()
    }


def stored_in(book: Book) -> dict[str, Stored]:
    """What the last refresh wrote into Checks."""
    stored = {}
    for item in checks_of(book.template):
        if isinstance(item, Check):
            place = book.layout.check(item.key)
            first, second, third = (_known(book, place.at(at.ENGINE + across)) for across in range(3))
            verdict = book.cell(place.at(at.VERDICT)).value
            stored[item.key] = Stored((first, second, third), book.template.heard(str(verdict or "")))
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
            word = verdicts.get(item.key, unless).upper().replace("_", " ")
            stored[item.key] = Stored((first, second, third), word)  # type: ignore[arg-type]
    return stored


def judge(
    reading: Reading, evaluated: Mapping[Position, Value], stored: Mapping[str, Stored]
) -> list[CellCheck]:
    """The status of every owned cell, lines first; the first cause of a chain of differences is marked."""
    book = reading.book
    lines = [cell for cell in reading.owned if cell.role == "line"]
    others = [cell for cell in reading.owned if cell.role != "line"]
    engine: list[Value] = [reading.engine[cell.key, cell.scenario][cell.along] for cell in lines]
    size_of = sizes(reading)
    checks = compare(lines, evaluated, engine, reading.changed, size_of)
    shown: dict[tuple[str, str], list[Value]] = {}
    for cell in lines:
        value = evaluated[cell.position]
        value = 0.0 if value is None else value  # as formulas read an empty cell
        shown.setdefault((cell.key, cell.scenario), []).append(value)
    sums = {at: digest(values) for at, values in shown.items()}
    live = live_values(book.template, sums, reading.inputs.scalars, reading.columns)
    expected = expected_values(
        others,
        book.template,
        live,
        stored,
        printed=book.preset.printed,
        axes=reading.inputs.axes,
        along=shown,
        shown=_input_words(reading, evaluated),
        typed_over=typed_over(book),
    )
    return with_first_causes(checks, book.template) + compare(
        others, evaluated, expected, reading.changed, size_of
    )


@dataclass(frozen=True, slots=True)
class CachedValues:
    """The values that the last program to save the file left in its formula cells, as a third opinion.

    Attributes:
        differs: cells that show something else than their formula comes to now.
        missing: cells that show nothing.
    """

    agrees: int
    differs: tuple[OwnedCell, ...]
    missing: tuple[OwnedCell, ...]


def cached_values(reading: Reading, evaluated: Mapping[Position, Value]) -> CachedValues:
    """Compare what every owned formula cell shows in the file with what its formula comes to."""
    agrees = 0
    differs, missing = [], []
    size_of = sizes(reading)
    for cell in reading.owned:
        shown, value = reading.book.cell(cell.place), evaluated[cell.position]
        if shown.formula is None or isinstance(value, NotRun):
            continue
        if shown.value is None and value not in {None, ""}:
            missing.append(cell)
        elif _as_cached(value, shown.value, size_of(cell)):
            agrees += 1
        else:
            differs.append(cell)
    return CachedValues(agrees, tuple(differs), tuple(missing))


def sizes(reading: Reading) -> Callable[[OwnedCell], float]:
    """What the difference of a cell is relative to, where that is more than its values.

    The one place that says it for cells, whether a check, the values in a file or lint asks.
    """
    template = reading.book.template
    rows = {row.key: row for row in template.formulas if row.scale or row.size}
    computed: dict[tuple[str, str], Value] = {
        (key, name): float(sum(reading.engine[key, name]))
        for key in {*template.said.sizes, *(key for key, row in rows.items() if template.is_money(row))}
        for name in SCENARIOS
    }
    computed[REPORTING_KEY, "base"] = reading.inputs.scalars["base"].get(REPORTING_KEY)

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


def _input_words(reading: Reading, evaluated: Mapping[Position, Value]) -> dict[str, str]:
    """The status that the row of each input on Checks shows, where it shows a word."""
    words, template = {}, reading.book.template
    for row in template.inputs:
        place = reading.book.layout.check(row.key).at(at.STATUS)
        value = evaluated.get((place.sheet, place.row, place.column))
        words[row.key] = template.heard(value) if isinstance(value, str) else ""
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
        found[EVERY_LINE] = NOT_RUN if {*judging} == {NOT_RUN} else "not_checked"
    return found


def shown_statuses(
    reading: Reading, evaluated: Mapping[Position, Value], expected: Mapping[str, str]
) -> dict[str, str]:
    """The word that the status of each row of Checks shows; where nothing evaluated it, that."""
    words = {}
    for key, word in expected.items():
        place = reading.book.layout.check(key).at(at.STATUS)
        value = evaluated[place.sheet, place.row, place.column]
        if isinstance(value, NotRun):
            words[key] = word if word in VERDICTS else "NOT RUN"
        else:
            words[key] = reading.book.template.heard(value if isinstance(value, str) else "ERROR")
    return words


_STEADY = {
    False: "Type a value, or read cells that stay the same.",
    True: "Use TODAY() where a day is meant.",
}
"""What to do about a formula that changes with every calculation; whether it reads the time of day."""


def _changing(reads: Collection[str], value: Value) -> str:
    """The functions for whose sake a formula never comes to the same twice; none where it does all day."""
    part_of_a_day = isinstance(value, float) and not value.is_integer()
    return ", ".join(sorted(RANDOM & {*reads} or ({"NOW"} & {*reads} if part_of_a_day else ())))


def _formulas_in_inputs(
    book: Book, formulas: Sequence[Position], moving: Mapping[Position, Collection[str]], ask: Ask
) -> dict[Position, CellValue]:
    """What the user's own formulas in input cells come to, by a checker and not as the file last showed.

    Args:
        moving: the functions behind those that read the clock or random numbers: what they come to today is
            taken where it stays the same all day.
    """
    evaluation = ask(by_sheet(formulas))
    problems, computed = [], dict[Position, CellValue]()
    for position in formulas:
        value, cached = evaluation.values[position], book.cells[position].value
        place, formula = Place(*position), printable(f"={book.cells[position].formula}")
        reads = moving.get(position, ())
        if changing := _changing(reads, value):
            message = f"the formula {formula} changes with every calculation ({changing})"
            problems.append(book.problem(place, message, _STEADY["NOW" in reads]))
            continue
        if isinstance(value, NotRun):
            message = f"the formula {formula} could not be evaluated: {value.reason}"
            problems.append(book.problem(place, message, "Use a simpler formula, or type the value."))
            continue
        computed[position] = CellError(value.code) if isinstance(value, FormulaError) else value
        stale = book.source.calculation.full_on_load or cached is None
        if not stale and not reads and not _as_cached(value, cached):
            comes_to = plain(computed[position])
            message = f"the formula {formula} comes to {comes_to}, but the file shows {plain(cached)}"
            remedy = "Open the file in Excel or LibreOffice, recalculate, save, then refresh again."
            problems.append(book.problem(place, message, remedy))
    if problems:
        raise PlanError(problems)
    return computed


def shows(cached: CellValue, value: Value) -> bool:
    """Whether a formula cell of the owner's shows what a checker makes of its formula."""
    if isinstance(value, NotRun):
        return False
    if value in {None, ""}:
        return cached in {None, "", 0.0}
    return _as_cached(value, cached)


def _as_cached(value: Value, cached: CellValue, size: float = 0.0) -> bool:
    if isinstance(value, FormulaError) or isinstance(cached, CellError):
        return str(value) == str(cached)
    return value == cached or agree(value, cached, size, sentence=True)


def _known(book: Book, place: Place) -> Known:
    value = book.cell(place).value
    return value if isinstance(value, float | str) and not isinstance(value, bool) else None


def positions(reading: Reading) -> Iterator[Position]:
    """Every formula cell to evaluate: planner's own, and those that stand in input cells."""
    yield from (cell.position for cell in reading.owned)
    yield from reading.user_formulas
    for row in reading.book.template.inputs:
        for scenario in SCENARIOS:
            place = reading.book.layout.cell(row, scenario)
            position = place.sheet, place.row, place.column
            if reading.book.cell(place).formula is not None and position not in reading.user_formulas:
                yield position
