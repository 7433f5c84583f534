"""Random plans within the bounds of the template: what an owner could type and planner must then compute.

Numbers whose bounds span decades are drawn log-uniformly; half of all numbers are round, as people type
them; some sit exactly on a bound. Low, base and high differ, or follow base. Optional cells are often blank.
Choices come in any capitals, days are often the same ones, so that a rule begins on the day that counts.

Every input, table, column and axis draws from a stream of its own, named after it: one more input, column or
preset leaves all that the other plans hold as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple

from planner.template.rows import CHECKS_THAT_WARN, Column, Row, Table
from planner.template.schema import Template
from planner.template.sheets import Axis
from tests.books import Values
from tests.sound_rows import in_order, sound

DECADES = 100
"""Bounds further apart than this are drawn log-uniformly."""

AT_A_BOUND = 0.05
ROUND = 0.5
DIFFERENT = 0.7
OTHER_AXIS = 0.5

CHANGED = (0.15, 0.5, 1.0)
"""Share of a preset's inputs and tables that a random plan draws anew: a slip, or another plan."""

DAYS = (44_927.0, 45_200.0, 45_474.0, 45_839.0)
"""2023 to 2025. A third of all days are one of them."""

SPECIAL_NAMES = {"exports.chip": ("every chip",)}
"""Texts that mean something to formulas."""

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
NO_SIZES: Mapping[str, int] = MappingProxyType({})


def random_values(
    template: Template,
    seed: int,
    rows: int = 12,
    like: Values | None = None,
    sizes: Mapping[str, int] = NO_SIZES,
) -> Values:
    """A plan that the reader accepts.

    Args:
        rows: the longest a table may be.
        like: the plan of which a part stays as it is; none stays where it is left out.
        sizes: how many rows some tables have, where chance shall not say it.
    """
    changed = stream(seed, "changed").choice(CHANGED) if like else 1.0
    tables: dict[str, Sequence[Mapping[str, Any]]] = {}
    for table in in_order(template.tables):
        rng = stream(seed, table.key)
        kept = like is not None and rng.random() > changed and _refer(like.tables[table.key], table, tables)
        count = sizes.get(table.key, _count(seed, table, rows))
        tables[table.key] = (
            like.tables[table.key] if like and kept else _table(seed, table, count, tables, template)
        )
    scalars: dict[str, Mapping[str, Any]] = {}
    for row in template.inputs:
        rng, choices = stream(seed, row.key), row.choices or _names(tables, row.choices_from)
        if like and rng.random() > changed and _is_there(like.scalars[row.key], row, choices):
            scalars[row.key] = like.scalars[row.key]
            continue
        scenarios = ["base", *(name for name in ("low", "high") if rng.random() < DIFFERENT)]
        scalars[row.key] = {name: _value(rng, row, choices) for name in scenarios}
    axes = {
        axis.key: _axis(stream(seed, f"axis {axis.key}"), axis, tables, changed) for _, axis in template.axes
    }
    return Values(scalars, {table.key: tables[table.key] for table in template.tables}, axes)


def stream(seed: int, of: str) -> Random:
    """The random numbers of one input, table, column or choice in one plan."""
    return Random(f"{seed}/{of}")  # noqa: S311 - the same plan for the same seed is what is wanted


def one_of(names: Iterable[str], seed: int) -> str:
    """One of these; a name that is added takes some seeds, and leaves all others with what they had."""
    return max(names, key=lambda name: stream(seed, f"one of {name}").random())


def number(rng: Random, of: Row | Column | Axis) -> float:
    """A number within the bounds of a row, column or axis."""
    assert of.min is not None
    assert of.max is not None
    if rng.random() < AT_A_BOUND:
        return float(rng.choice((of.min, of.max)))
    value = _between(rng, of.min, of.max)
    if of.whole:
        value = round(value)
    elif rng.random() < ROUND:
        value = float(f"{value:.2g}")
    return float(min(max(value, of.min), of.max))


def day(rng: Random) -> float:
    """A day of 2000 to 2050, often one of a few."""
    return rng.choice(DAYS) if rng.random() < 1 / 3 else float(rng.randint(36_526, 55_153))


def _between(rng: Random, low: float, high: float) -> float:
    floor = low if low > 0 else high / 1e6
    if low < 0 or high / floor < DECADES:
        return rng.uniform(low, high)
    return math.exp(rng.uniform(math.log(floor), math.log(high)))


def _value(rng: Random, row: Row, choices: Sequence[str]) -> float | str:
    if row.is_text:
        return _word(rng, choices)
    return day(rng) if row.is_date else number(rng, row)


def _is_there(given: Mapping[str, Any], row: Row, choices: Sequence[str]) -> bool:
    """Whether a choice among the rows of a table is still one of them."""
    return not row.choices_from or {str(word).casefold() for word in given.values()} <= {
        name.casefold() for name in choices
    }


def _refer(rows: Sequence[Mapping[str, Any]], table: Table, tables: Tables) -> bool:
    """Whether all names of other tables in these rows are still there."""
    return all(
        {str(row[column.key]) for row in rows if row.get(column.key)}
        <= set(_names({**tables, table.key: rows}, column.choices_from))
        for column in table.columns
        if "." in column.choices_from
    )


def _axis(rng: Random, axis: Axis, tables: Mapping[str, Any], changed: float) -> tuple[float | str, ...]:
    """The template's positions, or others where an owner may type them."""
    names = _names(tables, axis.choices_from)
    kept = {name.casefold() for name in names}.issuperset(str(value).casefold() for value in axis.values)
    if axis.is_text and (not kept or rng.random() < OTHER_AXIS * changed):
        return tuple(_word(rng, names) for _ in axis.values)
    if axis.is_input and not axis.is_text and rng.random() < OTHER_AXIS * changed:
        return tuple(number(rng, axis) for _ in axis.values)
    return axis.values


def most_rows(table: Table, rows: int) -> int:
    """So many rows, or as many as lines stand for, or as there are numbers that name rows."""
    numbers = [len(_numbers(column)) for column in table.columns if column.unique and column.type == "number"]
    return min(rows, table.most or rows, *numbers)


def _count(seed: int, table: Table, most: int) -> int:
    rows = stream(seed, f"{table.key} rows").randint(0 if table.may_be_empty else 1, most)
    return most_rows(table, rows)


def _table(
    seed: int, table: Table, rows: int, tables: Tables, template: Template
) -> Sequence[Mapping[str, Any]]:
    """So many rows; fewer where each needs a word of its own, and none where it needs one of nothing."""
    made: list[dict[str, Any]] = [{} for _ in range(rows)]
    for column in sorted(table.columns, key=lambda one: not one.unique):  # rows may name one another
        words = _choices(column, {**tables, table.key: made}, template)
        if column.type == "choice" and column.required and not words:
            return ()
        if column.type == "choice" and column.unique:
            made = made[: len(words)]
        rng = stream(seed, f"{table.key}.{column.key}")
        for row, drawn in zip(made, _column(rng, table, column, len(made), words, tables), strict=True):
            row[column.key] = drawn
    return sound(table, [_filled(table, row) for row in made], tables)


def _filled(table: Table, row: Mapping[str, Drawn]) -> dict[str, Any]:
    """The row without cells that are left blank."""
    blank = [
        column.key
        for column in table.columns
        if not column.required and (row[column.key].blank or row[column.key].value is None)
    ]
    if table.one_of and set(table.one_of) <= set(blank):
        blank.remove(max(table.one_of, key=lambda key: row[key].wanted))
    return {column.key: row[column.key].value for column in table.columns if column.key not in blank}


class Drawn(NamedTuple):
    """A cell of a table: its value, whether it is left blank where it may be, how much it is wanted."""

    value: Any
    blank: bool
    wanted: float


def _column(
    rng: Random, table: Table, column: Column, rows: int, words: Sequence[str], tables: Tables
) -> list[Drawn]:
    """One column of a table, blank cells included."""
    values: list[Any]
    if column.unique and column.type == "number":
        values = [float(one) for one in rng.sample(_numbers(column), rows)]
    elif column.unique and column.type == "choice":
        values = rng.sample(words, rows)
    elif _is_own(table, column):
        values = [_word(rng, words[:place]) if place else None for place in range(rows)]
    else:
        values = [_cell(rng, table, column, place, words, tables) for place in range(rows)]
    return [Drawn(value, rng.random() < 0.5, rng.random()) for value in values]


def _is_own(table: Table, column: Column) -> bool:
    """Whether it names a row of its own table; one above, so that nothing runs in a circle."""
    return column.choices_from.partition(".")[0] == table.key


def _choices(
    column: Column, tables: Mapping[str, Sequence[Mapping[str, Any]]], template: Template
) -> list[str]:
    """The words that a column may hold."""
    if column.choices_from == CHECKS_THAT_WARN:
        return [row.label for row in template.warning]
    names = _names(tables, column.choices_from) if column.type == "choice" else []
    return list(column.choices) or [name.value if isinstance(name, Drawn) else name for name in names]


def _numbers(column: Column) -> range:
    """The numbers that name rows, such as those of rounds."""
    assert column.min is not None
    assert column.max is not None
    return range(int(column.min), int(column.max) + 1)


def _cell(rng: Random, table: Table, column: Column, row: int, words: Sequence[str], tables: Tables) -> Any:
    if column.type == "number":
        return number(rng, column)
    if column.type == "choice":
        return _word(rng, words)
    if column.type == "date":
        return day(rng)
    if special := SPECIAL_NAMES.get(f"{table.key}.{column.key}"):
        return _word(rng, [*special, *_names(tables, "chips.chip"), "A chip that no table has"])
    odd = "A={}" if column.unique else "=A{}"
    text = rng.choice(("Rack {}", "报价 {}", "x{} & <y>, \"z\" 'w'", odd, "Ünïcode {}", "{} %"))
    return text.format(row + 1) if column.unique else text.format(rng.randint(1, 99))


def _word(rng: Random, choices: Sequence[str]) -> str:
    """One of the words, in a spelling of its own: capitals make no difference."""
    word: str = rng.choice(list(choices))
    return rng.choice((word, word, word.upper(), word.title())) if word.isascii() else word


def _names(tables: Mapping[str, Sequence[Mapping[str, Any]]], choices_from: str) -> list[Any]:
    if "." not in choices_from:
        return []
    table, _, column = choices_from.partition(".")
    return [row[column] for row in tables[table]]
