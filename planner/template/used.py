"""Which inputs a plan reads: some are read only where another input makes one choice.

A template says of such a row ``used_when = [{key = "goodput_from", is = ["failures"]}]``, or of a column
of a table ``{table = "models", column = "figures_from", has = ["architecture"]}``. An input that is chosen
by one that is itself unused is unused too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from planner.template.errors import require
from planner.template.rows import HIGHER, LOWER, Choice, Row

OF_INPUT, OF_COLUMN = {"key", "is"}, {"table", "column", "has"}


def choices_of(raw: Iterable[Mapping[str, Any]], where: str) -> tuple[Choice, ...]:
    """What a row says of where it is used. Raises TemplateError for other fields."""
    found = []
    for one in raw:
        require(one.keys() in (OF_INPUT, OF_COLUMN), f"{where}: used_when says {', '.join(sorted(one))}")
        words = tuple(one.get("is") or one.get("has") or ())
        found.append(Choice(one.get("key", ""), one.get("table", ""), one.get("column", ""), words))
    return tuple(found)


def all_choices(row: Row, rows: Mapping[str, Row]) -> Iterator[Choice]:
    """Every choice that an input needs, those of the inputs that choose it included; none twice."""
    seen: dict[Choice, None] = {}
    queue = list(row.used_when)
    while queue:
        choice = queue.pop(0)
        if choice not in seen:
            seen[choice] = None
            queue += rows[choice.key].used_when if choice.key else ()
    yield from seen


def unused_by(
    row: Row,
    rows: Mapping[str, Row],
    scalars: Mapping[str, object],
    tables: Mapping[str, Mapping[str, Sequence[object]]],
) -> tuple[str, ...]:
    """The choices that keep an input from being read, by key or `table.column`; none where it is read.

    Args:
        scalars: the inputs of one scenario.
    """
    return tuple(
        choice.name
        for choice in all_choices(row, rows)
        if not _is_so(choice, [scalars[choice.key]] if choice.key else tables[choice.table][choice.column])
    )


def _is_so(choice: Choice, found: Iterable[object]) -> bool:
    wanted = {word.casefold() for word in choice.words}
    return any(str(value).casefold() in wanted for value in found)


def validate_used(rows: Mapping[str, Row], choices: Mapping[str, tuple[str, ...]]) -> None:
    """Raise TemplateError where a row is used by a choice that there is not.

    Args:
        choices: the words of each column, by `table.column`.
    """
    for row in rows.values():
        require(row.is_input or not row.used_when, f"{row.key}: only an input is unused")
        number = row.is_input and not (row.is_text or row.is_date)
        ways = {"", HIGHER, LOWER} if number else {""}
        require(row.kinder in ways, f"{row.key}: of a number typed, kinder is higher or lower")
        for choice in row.used_when:
            known = rows[choice.key].choices if choice.key in rows else choices.get(choice.name, ())
            fits = bool(choice.words) and set(choice.words) <= set(known) and choice.key != row.key
            require(fits, f"{row.key}: {choice.name} is never {' or '.join(choice.words)}")
