"""What of a plan can be tried at other values: by its own levels, or by a share of what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.book.find import Book
from planner.book.read import Inputs, Scalar
from planner.book.row_names import row_names
from planner.results.plan import YES_OR_NO
from planner.template.rows import Column, Row, Table
from planner.template.schema import Template
from planner.tried.points import Point, Ref, held

LEVEL = "base"
"""The level whose results are looked at."""

CHOICE, DAY, ZERO, SAME = "choices", "days", "zeros", "bounds"
"""Why an input has no neighbours: a word of a list, a day, nothing to take a share of, a bound."""


@dataclass(frozen=True, slots=True)
class Varied:
    """One input, or cells of a table that go together, at two other values.

    Attributes:
        name: as `planner set` names it; of several cells their row.
        values: low, base and high where it is one cell.
    """

    name: str
    label: str
    unit: str
    format: str
    low: Point
    high: Point
    values: tuple[Scalar, Scalar, Scalar] | None = None


def by_range(book: Book, inputs: Inputs) -> list[Varied]:
    """Every input whose levels differ, and every row of a table that has cells of its own for a level."""
    found = []
    for row in book.template.inputs:
        low, base, high = (inputs.scalars[name][row.key] for name in ("low", LEVEL, "high"))
        if {low, high} != {base}:
            ref = Ref(row.key)
            look = book.template.format_of(row)
            unit = book.template.unit_in(row, inputs.scalars[LEVEL][book.template.said.currency])
            found.append(Varied(row.key, row.label, unit, look, {ref: low}, {ref: high}, (low, base, high)))
    return [*found, *(one for table in book.template.tables for one in _levels_of(book, inputs, table))]


def _levels_of(book: Book, inputs: Inputs, table: Table) -> Iterator[Varied]:
    """The rows of a table with cells for favourable and adverse beside those of the base."""
    names = [column.key for column in table.columns]
    pairs = {key: [_for_level(key, level, names) for level in ("low", "high")] for key in names}
    rows = len(next(iter(inputs.tables[table.key].values()), ()))
    for number, name in zip(range(rows), row_names(book, table), strict=False):
        sides: tuple[dict[Ref, Scalar], dict[Ref, Scalar]] = ({}, {})
        for key, others in pairs.items():
            for side, other in zip(sides, others, strict=True):
                value = inputs.tables[table.key][other][number] if other else None
                if value is not None and value not in {"", inputs.tables[table.key][key][number]}:
                    side[Ref(f"{table.key}.{key}", number)] = value
        if any(sides):
            yield _row_of(book, inputs, table, name, sides)


def _for_level(key: str, level: str, names: Sequence[str]) -> str:
    """The column that holds what another has at a level: `quote_low` beside `quote`, `low_2` to `year_2`."""
    said = (f"{key}_{level}", key.replace("year_", f"{level}_"))
    return next((name for name in said if name in names and name != key), "")


def _row_of(
    book: Book, inputs: Inputs, table: Table, name: str, sides: tuple[dict[Ref, Scalar], dict[Ref, Scalar]]
) -> Varied:
    """One row at its levels; one cell of it where no other has any."""
    refs = list(dict.fromkeys([*sides[0], *sides[1]]))
    if len(refs) > 1:
        return Varied(f"{table.key}[{name}]", f"{name}, by level", "", "", *sides)
    column = table.column(refs[0].key.partition(".")[2])
    base = held(inputs, LEVEL, refs[0])
    values = tuple(side.get(refs[0], base) for side in (sides[0], {}, sides[1]))
    label, look = column.header, book.template.format_of(column)
    named = f"{table.key}[{name}].{column.key}"
    return Varied(named, label, column.shown_unit, look, *sides, values)  # type: ignore[arg-type]


def by_share(book: Book, inputs: Inputs, share: float) -> tuple[list[Varied], dict[str, list[str]]]:
    """Every number of the plan, less and more by a share of it; and what has no such neighbours, by why.

    Whole numbers stay whole and move by one at least; nothing leaves its bounds.
    """
    found, without = list[Varied](), dict[str, list[str]]()
    currency = inputs.scalars[LEVEL][book.template.said.currency]
    for name, of, ref in every_cell(book, inputs):
        value = held(inputs, LEVEL, ref)
        ends = _reason(of) or _around(value, of, share)
        if isinstance(ends, str):
            without.setdefault(ends, []).append(name)
            continue
        label, unit = (of.header, of.shown_unit) if isinstance(of, Column) else (of.label, "")
        unit = unit if isinstance(of, Column) else book.template.unit_in(of, currency)
        look = book.template.format_of(of)
        low, high = ends
        values = (low, float(value), high)  # type: ignore[arg-type]
        found.append(Varied(name, label, unit, look, {ref: low}, {ref: high}, values))
    return found, without


def every_cell(book: Book, inputs: Inputs) -> Iterator[tuple[str, Row | Column, Ref]]:
    """Every input, and every filled cell of a table that is not a text, as `planner set` names it."""
    for row in book.template.inputs:
        yield row.key, row, Ref(row.key)
    for table in book.template.tables:
        names = row_names(book, table)
        for column in table.columns:
            if column.type == "text":
                continue
            for number, value in enumerate(inputs.tables[table.key][column.key]):
                if value not in {None, ""}:
                    key = f"{table.key}.{column.key}"
                    yield f"{table.key}[{names[number]}].{column.key}", column, Ref(key, number)


def of_ref(template: Template, ref: Ref) -> Row | Column:
    """What an input or a cell is of."""
    if ref.row is None:
        return template.row(ref.key)
    table, _, column = ref.key.partition(".")
    return template.table(table).column(column)


def is_day(of: Row | Column) -> bool:
    """Whether it is a day, which has no per cent."""
    return of.type == "date" if isinstance(of, Column) else of.is_date


def _reason(of: Row | Column) -> str:
    """Why it takes no neighbours whatever stands there; nothing where it does."""
    if is_day(of):
        return DAY
    if isinstance(of, Column):
        return CHOICE if of.type == "choice" else ""
    return CHOICE if of.is_text or of.unit == YES_OR_NO else ""


def _around(value: Scalar | None, of: Row | Column, share: float) -> tuple[float, float] | str:
    """The two ends; why there are none."""
    if not isinstance(value, float) or value == 0:
        return ZERO
    step = abs(value) * share
    if of.whole:
        step = max(1.0, float(round(step)))
    low, high = bounded(value - step, of), bounded(value + step, of)
    return SAME if low == high else (low, high)


def bounded(value: float, of: Row | Column) -> float:
    """The value, or the bound that it would leave."""
    least = value if of.min is None else max(value, of.min)
    return float(least if of.max is None else min(least, of.max))


def along(value: float, of: Row | Column, shares: Sequence[float]) -> list[float]:
    """A number moved by each of these shares, within its bounds and whole where it has to be."""
    moved = [bounded(value * (1 + share), of) for share in shares]
    return [float(round(one)) for one in moved] if of.whole else moved
