"""Tables for a terminal: as wide as it is, but never wider than is good to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.report.drawing import draw, new_table, text
from planner.report.numbers import readable
from planner.report.printing import say
from planner.report.rows import print_rows
from planner.report.terminal import status_colour
from planner.report.wanted import Section, Wanted, months_of, wanted_lines
from planner.results.levels import LEVELS
from planner.results.plan import YES_OR_NO
from planner.results.statuses import AGREES, LineStatus

if TYPE_CHECKING:
    from rich.padding import Padding
    from rich.text import Text

    from planner.results.plan import Along, LineValue, Result, Shown

SAID_BY_THE_VALUE = {YES_OR_NO, "fraction", "ratio", "choice", "text"}
"""Units that need no words beside `yes`, `8.0%` or a name."""


PRESETS = " (changed; its source is the preset's)"
"""Behind an input that is the owner's, beside which the preset still says where it is from."""
STILL = " (still the preset's)"
"""Behind a title or a question that is the preset's, of a plan that differs from it."""


def print_results(
    result: Result, keys: Sequence[str], tables: Sequence[str], wanted: Wanted, *, inputs: bool
) -> None:
    """Print what was asked for: lines of some keys, the rows of some tables, the inputs; else results."""
    listed = [key for key in keys if not inputs or key not in result.inputs]
    above = inputs and (not keys or listed != list(keys))
    if above:
        print_inputs(result, keys)
    for number, table in enumerate(tables):
        if number or above:
            say("")
        print_rows(result, table)
    if listed:
        print_lines(result, [("", [result.lines[key] for key in listed])], wanted.month)
    elif not (inputs or tables):
        _print_wanted(result, wanted)


def _print_wanted(result: Result, wanted: Wanted) -> None:
    sections = wanted_lines(result, wanted)
    if sections:
        print_lines(result, sections, wanted.month)
    else:
        say("no line fails" if wanted.failing else "no line is STALE" if wanted.stale else "no such line")
    if wanted.is_short:
        say("; ".join(_more(result)))


def _more(result: Result) -> Iterator[str]:
    """What else there is to see, and by which option."""
    for one, several, asked in (
        ("fails: --failing", "fail: --failing", Wanted(failing=True)),
        ("is STALE: --stale", "are STALE: --stale", Wanted(stale=True)),
    ):
        count = sum(len(lines) for _, lines in wanted_lines(result, asked))
        if count:
            yield f"1 line {one}" if count == 1 else f"{count} lines {several}"
    known = {key for key, _ in result.key_numbers}
    rest = sum(key not in known for key in result.outputs)
    yield f"{rest} more results: --all"
    yield f"a month of every line: --month 1 to {len(months_of(result))}"


def print_lines(result: Result, sections: Sequence[Section], month: int | None = None) -> None:
    """Lines by section, three values and status each, and keys below titles; along an axis by position."""
    table = new_table()
    table.add_column("", ratio=1)
    for name in LEVELS.values():
        table.add_column(name, justify="right")
    table.add_column("status", no_wrap=True)
    for title, lines in sections:
        if title:
            table.add_row(title, style="bold")
        for line in lines:
            status, label = _status(line), _label(line, indent=2 if title else 0, key=bool(title))
            if line.along is None:
                table.add_row(label, *_values(line, result.language), status)
                continue
            one = month if line.along.key == "month" else None
            rows = list(_along(line, line.along, one, result.language))
            if one is None:
                table.add_row(label, "", "", "", status)
                for name, values in rows:
                    table.add_row(text(f"  {name}"), *map(text, values))
            else:
                table.add_row(label, *(text(value) for _, values in rows for value in values), status)
        table.add_section()
    draw(table)


def _along(
    line: LineValue, along: Along, month: int | None, language: str
) -> Iterator[tuple[str, list[str]]]:
    """Every position of a line, such as `month 7`, or the one month, with its three values."""
    label = along.label
    head = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    for at, position in enumerate(along.positions):
        if month is None or position == month:
            values = [value[at] for value in (line.low, line.base, line.high) if isinstance(value, tuple)]
            shown = [_in_format(value, line, language) for value in values]
            yield f"{head} {readable(position, along.format)}", shown


def print_inputs(result: Result, keys: Sequence[str] = ()) -> None:
    """Scalar inputs, by the key that `planner set` takes; three values where the scenarios differ.

    Of some keys those alone, and no tables.
    """
    if not keys:
        _print_texts(result)
    table = new_table()
    table.add_column("key", no_wrap=True)
    table.add_column("value")
    table.add_column("", ratio=1)
    for key, line in result.inputs.items():
        if keys and key not in keys:
            continue
        shown = [_in_format(value, line) for value in (line.low, line.base, line.high)]
        if len(set(shown)) > 1:
            width = max(map(len, shown))
            pairs = zip(shown, LEVELS.values(), strict=True)
            side = "<" if line.unit == "choice" else ">"
            shown = ["\n".join(f"{value:{side}{width}}  {name}" for value, name in pairs)]
        table.add_row(key, text(shown[0]), _label(line, after=_mark(key, result)))
    draw(table)
    if not keys:
        _print_marked_rows(result)
        say("")
        print_tables(result)


def _print_texts(result: Result) -> None:
    """What the plan says of itself, which is often longer than a value."""
    table = new_table()
    table.add_column("key", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("whose plan it is", ratio=1)
    for said in result.texts.values():
        table.add_row(
            said.key,
            text(said.label),
            text(said.value + (STILL if said.key in result.preset_sources else "")),
        )
    draw(table)
    say("")


def _mark(key: str, result: Result) -> str:
    return PRESETS if key in result.preset_sources else ""


def _print_marked_rows(result: Result) -> None:
    """The rows of tables beside which the preset still says where they are from."""
    if rows := [name for name in result.preset_sources if name.endswith("]")]:
        say(f"\nchanged, under the source that the preset gives: {', '.join(rows)}")


def print_tables(result: Result) -> None:
    """The names behind TABLE[ROW].COLUMN, which `planner set` takes for a cell of a table."""
    table = new_table()
    table.add_column("table", no_wrap=True)
    table.add_column("rows", ratio=3)
    table.add_column("columns", ratio=2)
    for key, rows in result.tables.items():
        if rows:
            naming = next(heading.key for heading in result.headings[key] if heading.names_rows)
            names = [_name(row[naming]) for row in rows]
            table.add_row(text(key), text("\n".join(names)), text(", ".join(rows[0])))
            table.add_section()
    draw(table)


def _name(value: object) -> str:
    """What the first column of a row says, on one line."""
    return f"{value:g}" if isinstance(value, float) else " ".join(str(value).split("\n"))


def _label(line: LineValue, indent: int = 0, *, key: bool = False, after: str = "") -> Padding:
    """A label, and its unit where neither the label nor the value says it; what does not fit goes below.

    Args:
        key: with the key of the line behind it.
        after: what else stands behind it.
    """
    from rich.padding import Padding
    from rich.text import Text

    label = Text(line.label)
    unit = line.shown_unit or line.unit
    if line.unit not in SAID_BY_THE_VALUE and unit.casefold() not in line.label.casefold():
        label.append(f" ({unit})", style="dim")
    if key:
        label.append(f"  {line.key}", style="dim")
    label.append(after, style="dim")
    return Padding(label, (0, 0, 0, indent))


def _values(line: LineValue, language: str) -> list[Text]:
    shown = [_in_format(value, line, language) for value in (line.low, line.base, line.high)]
    return [text(value, no_wrap=not isinstance(line.base, str)) for value in shown]


def _in_format(value: Shown, line: LineValue, language: str = "") -> str:
    """A value as its format has it; along an axis one below the other."""
    if isinstance(value, tuple):
        return "\n".join(_in_format(one, line, language) for one in value)
    if line.unit == YES_OR_NO:
        return {0.0: "no", 1.0: "yes"}.get(float(value), str(value))
    return readable(value, line.format, language)


def _status(line: LineValue) -> Text:
    """What needs attention stands in capitals, so that it is seen without colours.

    A number that both computations agree on may be bad news all the same: only a check is `ok`.
    """
    from rich.text import Text

    status, holds = line.status, "ok" if line.unit == YES_OR_NO else AGREES
    return Text(holds if status == LineStatus.OK else status, style=status_colour(status) if status else "")
