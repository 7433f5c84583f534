"""The sheet's formulas against planner's own reforecast, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.actuals.content import Content, filled
from planner.actuals.expected import Expected, controls, expected
from planner.actuals.found import AGAIN, Standing, actuals_on, keys_on
from planner.actuals.lines import CashLine
from planner.actuals.onward import onward
from planner.actuals.places import BESIDE, CONTROL, LEVELS, LINE, TOP, Places, Spot
from planner.actuals.plan_cells import PlanCells
from planner.actuals.planned import BASE, delay_of, lines_in, months_of, terms_of, values_of
from planner.actuals.reforecast import Reforecast, reforecast
from planner.actuals.told import Actuals
from planner.check.checkers.base import FormulaError, NotRun, Value
from planner.check.compare import agree, worst
from planner.check.examine import Reading
from planner.problems import PlanError, Problem
from planner.results.plan import Difference
from planner.results.statuses import AGREES, DIFFERS, EDITED, NOT_RUN, OVERWRITTEN, LineStatus, line_status
from planner.template.review import actuals_texts
from planner.xlsx.a1 import Address, Position, cell_name
from planner.xlsx.canonical import Tables, canonical

NOT_EVALUATED = NotRun("was not evaluated: the workbook has too many formulas of its owner's")


@dataclass(frozen=True, slots=True)
class Held:
    """Actuals held against an examined plan: what the sheet holds, and what its formulas must come to."""

    reading: Reading
    content: Content
    levels: Mapping[str, Reforecast]

    @property
    def found(self) -> Reforecast:
        """That of the base case."""
        return self.levels[BASE]

    @property
    def expected(self) -> Mapping[Spot, Expected]:
        """What each formula must come to."""
        content = self.content
        terms = [terms_of(self.reading, line) for line in content.shown]
        return expected(self.levels, terms, content.months, content.counted, content.words["none"])


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of it.

    Attributes:
        cells: how many formulas there are.
        differences: those that do not agree.
        verdict: the worst status of them.
    """

    cells: int
    differences: Sequence[Difference]
    verdict: str


def held(reading: Reading, actuals: Actuals, shown: Sequence[str] | None = None) -> Held:
    """Actuals against a plan, computed.

    Args:
        shown: the lines that the sheet lists; None for those of the plan as it is.
    """
    template, lines = reading.book.template, lines_in(reading)
    levels = _levels(reading, actuals, lines)
    found = levels[BASE]
    if shown is not None:
        listed = {one.key: one for one in found.lines}
        found = replace(found, lines=[listed[key] for key in shown if key in listed])
        levels[BASE] = found
    words = actuals_texts(template.language, template.name)
    cells, months = PlanCells(reading.book), months_of(reading)
    line_of: Sequence[CashLine] = [lines[one.key] for one in found.lines]
    content = Content(actuals, months, lines, line_of, cells, words, controls=controls(levels))
    return Held(reading, worded(content, AGREES, reading), levels)


def _levels(reading: Reading, actuals: Actuals, lines: Mapping[str, CashLine]) -> dict[str, Reforecast]:
    """The reforecast of each level: one past, and each level's plan after it."""
    values = {level: values_of(reading, lines, level) for level in LEVELS}
    base = reforecast(actuals, lines, values[BASE])
    opening, delay = values[BASE]["opening_cash"][0], delay_of(reading, BASE)
    return {
        level: onward(base, of, opening, delay_of(reading, level) - delay) if level in BESIDE else base
        for level, of in values.items()
    }


def worded(content: Content, verdict: str, reading: Reading) -> Content:
    """The same with the word for what planner found, and for an edit after it."""
    template = reading.book.template
    word = LineStatus.OK if verdict == AGREES else line_status(verdict)
    stale, ok = template.word_of(LineStatus.STALE), template.word_of(LineStatus.OK)
    return replace(content, verdict=template.word_of(word), stale=stale, ok=ok)


def of_sheet(reading: Reading, there: Standing) -> Held:
    """What stands on the sheet of a plan, against the plan as it is.

    Raises:
        PlanError: the sheet says something that the plan does not know.
    """
    lines, months = lines_in(reading), months_of(reading)
    actuals = actuals_on(there, reading.book.source.file, lines, months)
    return held(reading, actuals, keys_on(there, LINE))


def formula_cells(there: Standing) -> list[Address]:
    """The formulas of the sheet as it stands."""
    return [(there.sheet, *at) for at, cell in there.cells.items() if cell.formula is not None]


def judged(of: Held, there: Standing, values: Mapping[Address, Value]) -> Judged:
    """Every formula that the sheet must have, as it stands there, and what a checker makes of it.

    Raises:
        PlanError: what stands there is no longer what planner wrote for what was read.
    """
    places, book = there.places, of.reading.book
    if places.shape != of.content.shape:
        message = "its lines, months or files are no longer those that planner wrote"
        raise PlanError(Problem(message, AGAIN, book.source.file, there.sheet))
    wanted = {at: cell.formula for at, cell in filled(of.content, places).items() if cell.formula is not None}
    spots = {places.at(spot): one for spot, one in of.expected.items()}
    tables = {name.casefold(): table for name, table in book.source.tables.items()}
    differences = []
    for at, formula in wanted.items():
        status = _stands(there, at, formula, tables)
        value, expected_here = values.get((there.sheet, *at), NOT_EVALUATED), spots.get(at)
        if status != AGREES or (expected_here and not agree(value, expected_here.value, expected_here.size)):
            wanted_value = expected_here.value if expected_here else of.content.verdict
            differences.append(_difference(there, at, formula, status, value, wanted_value))
    return Judged(len(wanted), tuple(_first_marked(differences)), worst([one.status for one in differences]))


def _stands(there: Standing, at: Position, formula: str, tables: Tables) -> str:
    """Whether planner's formula is still there."""
    cell = there.cells.get(at)
    if cell is None or cell.formula is None:
        return OVERWRITTEN
    same = cell.formula == formula or canonical(cell.formula, there.sheet, tables) == canonical(
        formula, there.sheet, tables
    )
    return AGREES if same else EDITED


def _difference(
    there: Standing, at: Position, formula: str, status: str, value: Value, wanted: float | str
) -> Difference:
    if status == OVERWRITTEN:
        typed = there.cells.get(at)
        value = typed.value if typed and isinstance(typed.value, float | str) else None
    not_run = isinstance(value, NotRun)
    shown = None if isinstance(value, NotRun) else value.code if isinstance(value, FormulaError) else value
    return Difference(
        *("", there.sheet, cell_name(*at)),
        float(shown) if isinstance(shown, bool) else shown,
        wanted,
        (NOT_RUN if not_run else DIFFERS) if status == AGREES else status,
        first_cause=False,
        reason=value.reason if isinstance(value, NotRun) else "",
        what="a cell of the actuals",
        remedy="" if status == AGREES else f"Put back ={formula}",
    )


def _first_marked(differences: Sequence[Difference]) -> Iterator[Difference]:
    for number, one in enumerate(differences):
        yield replace(one, first_cause=number == 0 and one.status == DIFFERS)


def shown_after(of: Held, there: Standing, found: Judged) -> Iterator[tuple[tuple[int, int], float | str]]:
    """What the formulas that read planner's sums and verdict come to once these are written."""
    apart = {(one.sheet, one.cell) for one in found.differences}
    for number in range(there.places.rows(CONTROL)):
        live = there.places.at((CONTROL, number, "live"))
        differs = (there.sheet, cell_name(*live)) in apart
        yield there.places.at((CONTROL, number, "difference")), 1.0 if differs else 0.0
    yield there.places.at((TOP, 2, "value")), worded(of.content, found.verdict, of.reading).verdict


def written_values(of: Held, places: Places, verdict: str) -> Iterator[tuple[tuple[int, int], float | str]]:
    """What a refresh writes: planner's sums and the words of its verdict."""
    content = worded(of.content, verdict, of.reading)
    for number, value in enumerate(content.controls):
        yield places.at((CONTROL, number, "engine")), value
    yield places.at((CONTROL, 0, "word")), content.verdict
    yield places.at((CONTROL, 1, "word")), content.stale
