"""Everything that stands on the sheet, cell by cell: texts, what was read, and the formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.actuals.formulas import Rows, class_of, formulas
from planner.actuals.formulas_levels import COSTS, FUNDS, RECEIPTS
from planner.actuals.lines import CashLine
from planner.actuals.months import Months
from planner.actuals.places import (
    ANSWER,
    ANSWERS,
    COLUMNS,
    CONTROL,
    CONTROLS,
    FILE,
    LEFT,
    LEVEL,
    LEVELS,
    LINE,
    MARK_ROW,
    MONTH,
    ORDER,
    PAIR,
    TERM,
    TOLD,
    TOP,
    TOPS,
    Places,
    Shape,
    Spot,
)
from planner.actuals.plan_cells import PlanCells
from planner.actuals.told import Actuals
from planner.xlsx.cell import Value

Words = Mapping[str, str]
TEXT, NOTE, UNIT_LOOK, KEY_LOOK, TITLE, SUBTITLE, SECTION, HEADER, HEADER_RIGHT = (
    *("text", "note", "unit", "key", "title", "subtitle", "section", "header", "header right"),
)
MONEY, FROM_PLAN, TYPED, DATE, DATE_TYPED, MONTHS, RATE, STATUS, WRITTEN, VERDICT, ASIDE = (
    *("money", "money from the plan", "typed", "date", "date typed", "months", "rate"),
    *("status", "written", "verdict", "aside"),
)
"""How a cell looks, by name; `looks` finds a cell of the plan that looks so."""

LEFT_COLUMNS = {"label", "unit", "name", "note", "reason", "key", "sha256", "word", "counted_in", "class"}


class Filled(NamedTuple):
    """A cell: a value, or a formula without its equals sign."""

    look: str
    value: Value = None
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What the sheet is made of.

    Attributes:
        shown: the lines of the part by line.
        verdict, stale: the words for what planner found, and for an edit after it; `ok` for no difference.
        controls: what planner computed for the sums that are compared.
    """

    actuals: Actuals
    months: Months
    lines: Mapping[str, CashLine]
    shown: Sequence[CashLine]
    cells: PlanCells
    words: Words
    verdict: str = ""
    stale: str = ""
    ok: str = ""
    controls: Sequence[float] = field(default=(0.0, 0.0, 0.0))

    @property
    def pairs(self) -> list[tuple[int, str]]:
        """Months and lines that a file tells, line by line."""
        order = list(self.lines)
        told = {(one.month, one.key) for one in self.actuals.told}
        return sorted(told, key=lambda at: (order.index(at[1]), at[0]))

    @property
    def counted(self) -> set[str]:
        """The lines of which a quantity was read."""
        return {one.key for one in self.actuals.told if one.quantity is not None}

    @property
    def files(self) -> list[tuple[str, str]]:
        """The files, by name and SHA-256, in the order in which they come."""
        told = [(one.file, one.sha256) for one in self.actuals.told]
        return list(dict.fromkeys([*told, *((one.file, one.sha256) for one in self.actuals.left_out)]))

    @property
    def shape(self) -> Shape:
        """How long each part is."""
        read = self.actuals
        counts = len(self.shown), self.months.number, len(self.pairs), len(read.told)
        return Shape(*counts, len(self.files), len(read.left_out))


def filled(content: Content, places: Places) -> dict[tuple[int, int], Filled]:
    """Every cell of the sheet by row and column."""
    found = dict(_front(content, places))
    pairs = [content.lines[key] for _, key in content.pairs]
    constants = {places.at(spot): cell for spot, cell in _constants(content)}
    words = {name: content.words[f"pair_{name}"] for name in (RECEIPTS, COSTS, FUNDS)}
    words |= {"none": content.words["none"], "ok": content.ok}
    rows = Rows(content.shown, pairs, content.counted, words)
    live = formulas(places, content.cells, rows)
    found |= {places.at(spot): Filled(_look(spot, text), None, text) for spot, text in live}
    return constants | found


def _front(content: Content, places: Places) -> Iterator[tuple[tuple[int, int], Filled]]:
    words, top = content.words, MARK_ROW + places.down
    yield (top - 2, 1), Filled(TITLE, words["title"])
    yield (top - 1, 1), Filled(SUBTITLE, words["subtitle"].format(currency=content.months.currency))
    yield (top, 1), Filled(KEY_LOOK, content.shape.mark)
    yield (top, 2), Filled(KEY_LOOK, words["kind"])
    for part in ORDER:
        head = places.heads[part]
        if part != TOP:
            yield (head - 1, 1), Filled(SECTION, words[part])
        for column, at in COLUMNS[part].items():
            look = HEADER if column in LEFT_COLUMNS or at == 1 else HEADER_RIGHT
            yield (head, at), Filled(look, words[f"{part}_{column}"])


def _constants(content: Content) -> Iterator[tuple[Spot, Filled]]:
    yield from _tops(content)
    words, currency = content.words, content.months.currency
    yield from _lines(content)
    for number in range(content.months.number):
        yield from (((part, number, "unit"), Filled(UNIT_LOOK, currency)) for part in (MONTH, LEVEL))
    for number, (month, key) in enumerate(content.pairs):
        yield from _pair(content, number, month, content.lines[key])
    yield from _read(content)
    for number, name in enumerate(CONTROLS):
        yield from _named(CONTROL, number, words[f"control_{name}"], currency, "")
        yield (CONTROL, number, "engine"), Filled(TYPED, content.controls[number])
    yield (CONTROL, 0, "word"), Filled(VERDICT, content.verdict)
    yield (CONTROL, 1, "word"), Filled(VERDICT, content.stale)
    yield (CONTROL, 2, "word"), Filled(ASIDE, words["control_note"])


def _lines(content: Content) -> Iterator[tuple[Spot, Filled]]:
    """What stands in front of the answers, the lines and their terms."""
    words, currency = content.words, content.months.currency
    for number, name in enumerate(ANSWERS):
        unit = words.get(f"answer_{name}_unit", currency)
        yield from _named(ANSWER, number, words[f"answer_{name}"], unit, name)
    for number, line in enumerate(content.shown):
        yield from _named(LINE, number, line.label, currency, line.key)
        if line.key not in content.counted:
            yield from (((LINE, number, name), Filled(MONEY)) for name in ("price", "volume", "unsplit"))
    for number, line in enumerate(content.shown):
        yield from _named(TERM, number, line.label, words["term_lag_unit"], line.key)
    yield from _named(LINE, total := len(content.shown), words["line_total"], currency, "")
    blank = "variance", "price", "volume", "unsplit", "months"
    yield from (((LINE, total, name), Filled(MONEY)) for name in blank)


def _tops(content: Content) -> Iterator[tuple[Spot, Filled]]:
    words, through = content.words, content.actuals.through
    for number, name in enumerate(TOPS):
        yield (TOP, number, "label"), Filled(TEXT, words[f"top_{name}"])
        yield (TOP, number, "unit"), Filled(UNIT_LOOK, words[f"top_{name}_unit"])
        if note := words.get(f"top_{name}_note"):
            yield (TOP, number, "note"), Filled(ASIDE, note)
    day = content.months.first_day(through) if through else content.months.first_day(1) - 1
    yield (TOP, 0, "value"), Filled(DATE_TYPED, float(day))


def _named(part: str, number: int, label: str, unit: str, key: str) -> Iterator[tuple[Spot, Filled]]:
    yield (part, number, "label"), Filled(TEXT, label)
    yield (part, number, "unit"), Filled(UNIT_LOOK, unit)
    if key:
        yield (part, number, "key"), Filled(KEY_LOOK, key)


def _pair(content: Content, number: int, month: int, line: CashLine) -> Iterator[tuple[Spot, Filled]]:
    yield from _named(PAIR, number, line.label, content.months.currency, line.key)
    yield (PAIR, number, "date"), Filled(DATE_TYPED, float(content.months.first_day(month)))
    yield (PAIR, number, "class"), Filled(UNIT_LOOK, content.words[f"pair_{class_of(line)}"])
    if line.key in content.counted:
        yield (PAIR, number, "counted_in"), Filled(UNIT_LOOK, line.quantity_unit)


def _read(content: Content) -> Iterator[tuple[Spot, Filled]]:
    files = content.files
    for number, one in enumerate(content.actuals.told):
        line, day = content.lines[one.key], content.months.first_day(one.month)
        yield from _named(TOLD, number, line.label, content.months.currency, line.key)
        yield (TOLD, number, "date"), Filled(DATE_TYPED, float(day))
        yield (TOLD, number, "amount"), Filled(TYPED, one.amount)
        if one.quantity is not None:
            yield (TOLD, number, "quantity"), Filled(TYPED, one.quantity)
            yield (TOLD, number, "counted_in"), Filled(UNIT_LOOK, line.quantity_unit)
        yield (TOLD, number, "rows"), Filled(WRITTEN, float(one.rows))
        yield (TOLD, number, "file"), Filled(WRITTEN, float(files.index((one.file, one.sha256)) + 1))
        if one.note:
            yield (TOLD, number, "note"), Filled(ASIDE, one.note)
    yield from _files(content)


def _files(content: Content) -> Iterator[tuple[Spot, Filled]]:
    files = content.files
    for number, (name, digits) in enumerate(files):
        rows = sum(one.rows for one in content.actuals.told if one.sha256 == digits)
        yield (FILE, number, "name"), Filled(TEXT, name)
        yield (FILE, number, "unit"), Filled(UNIT_LOOK, content.words["file_rows_unit"])
        yield (FILE, number, "number"), Filled(WRITTEN, float(number + 1))
        yield (FILE, number, "rows"), Filled(WRITTEN, float(rows))
        yield (FILE, number, "sha256"), Filled(ASIDE, digits)
    for number, left in enumerate(content.actuals.left_out):
        yield (LEFT, number, "name"), Filled(TEXT, left.name)
        yield (LEFT, number, "rows"), Filled(WRITTEN, float(left.rows))
        yield (LEFT, number, "file"), Filled(WRITTEN, float(files.index((left.file, left.sha256)) + 1))
        yield (LEFT, number, "amount"), Filled(WRITTEN, left.amount)
        yield (LEFT, number, "unit"), Filled(UNIT_LOOK, left.currency)
        yield (LEFT, number, "reason"), Filled(ASIDE, left.reason)


def _look(spot: Spot, formula: str) -> str:
    """How a formula looks: green where it reads another sheet."""
    part, number, column = spot
    elsewhere, column = "!" in formula, _of_any_level(column)
    if column in {"date", "month"}:
        return DATE
    if (part, number) == (TOP, 2):
        return STATUS
    if part == TERM and column == "tax":
        return RATE
    if column in {"runway", "lag"} or (part == ANSWER and "runway_months" in ANSWERS[number]):
        return f"{MONTHS} {elsewhere}"
    return FROM_PLAN if elsewhere else MONEY


def _of_any_level(column: str) -> str:
    """A column without the level whose own it is."""
    return next((column.removesuffix(end) for end in LEVELS.values() if end and column.endswith(end)), column)
