"""What `planner diff` says in a terminal: inputs, results, and what did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.problems import quoted
from planner.report.drawing import draw, new_table, text
from planner.report.moved import SAID_BY_ITSELF, said, signed
from planner.report.numbers import readable
from planner.report.printing import say, style
from planner.report.terminal import problem_line, status_colour
from planner.results.levels import LEVELS
from planner.results.moved import stands_for_zero
from planner.results.plan import YES_OR_NO
from planner.results.undo import written

if TYPE_CHECKING:
    from rich.text import Text

    from planner.results.diff import CellChange, Compared, InputChange, ResultChange, Side
    from planner.results.undo import Content

MOST_INPUTS, MOST_RESULTS, MOST_CELLS, MOST_EFFECTS = 20, 20, 10, 4
"""What is listed one by one; --all prints more, and --json everything."""

NOISE = 1e-9
"""A standard error that is a smaller part of the change is what rounding leaves, and not printed."""

HOW = {
    "shapley": "every order of the changes was looked at, and the effects are averages over all of them",
    "shapley sampled": "effects are averages over a sample of orders of the changes, ± their standard errors",
    "sequential": "the changes were made one after the other, in the order of the plan, as some of the plans "
    "in between cannot be computed",
}
"""What a method of attribution is, in words."""


def print_compared(result: Compared, *, every: bool) -> None:
    """What differs and what it did, as the result; problems and notes on the other stream."""
    for problem in result.problems:
        say(problem_line(problem), err=True)
    if not result.ok or result.before is None or result.after is None:
        return
    say(f"{style(result.before.file, bold=True)} -> {style(result.after.file, bold=True)}")
    for line in _versions(result.before, result.after):
        say(line)
    _print_inputs(result, every=every)
    _print_book(result)
    _print_results(result, every=every)
    for note in result.notes:
        say(note, err=True)
    if result.into:
        before = ", in the place of the one before" if result.into.replaced else ""
        say("")
        say(f"{result.into.file}: wrote the sheet {quoted(result.into.sheet)}{before}")


def _versions(before: Side, after: Side) -> Iterator[str]:
    """Template, and the newest date of each table, where they differ."""
    if before.version == after.version:
        yield f"template      {after.template} {after.version}, both"
    else:
        yield f"template      {after.template} {before.version} -> {after.version}"
    for table in dict.fromkeys((*before.dates, *after.dates)):
        then, now = before.dates.get(table, "none"), after.dates.get(table, "none")
        if then != now:
            yield f"newest date   {table} {then} -> {now}"


def _print_inputs(result: Compared, *, every: bool) -> None:
    shown = result.inputs if every else result.inputs[:MOST_INPUTS]
    say("")
    if not result.inputs and not result.rows:
        say("inputs: none differs")
    if shown:
        table = new_table()
        table.add_column(text(f"inputs changed ({len(result.inputs)})"), ratio=5)
        table.add_column("before", justify="right", ratio=3)
        table.add_column("after", justify="right", ratio=3)
        table.add_column("cell", no_wrap=True)
        for one in shown:
            before, after = _both(one, _language(result))
            table.add_row(
                _input(one, noted=every), text(before), text(after), text(f"{one.sheet}!{one.cell}", "dim")
            )
        draw(table)
    if len(result.inputs) > len(shown):
        say(f"and {len(result.inputs) - len(shown):,} more inputs; --all lists them")
    for row in result.rows:
        say(f"row {row.change}: {row.table}[{row.row}] ({row.sheet}!{row.cell})")


def _input(one: InputChange, *, noted: bool) -> Text:
    """What the workbook calls it, and below that how `planner set` does, which a table needs to be told."""
    scenario = f" ({LEVELS[one.scenario]})" if one.scenario in {"low", "high"} else ""
    said = one.unit and one.unit not in SAID_BY_ITSELF and one.unit.casefold() not in one.label.casefold()
    label = text(f"{one.label}{f' ({one.unit})' if said else ''}{scenario}")
    label.append("\n" + text(one.key).plain, style="dim")
    if one.note and noted:
        label.append("\n" + text(one.note.replace("\n", " ")).plain, style="italic dim")
    return label


def _language(result: Compared) -> str:
    """The language of the later plan, in which large numbers are said."""
    return result.after.language if result.after else ""


def _both(one: InputChange, language: str) -> tuple[str, str]:
    """Both values as the workbook shows them, with all digits where that is alike."""
    sides = one.before, one.after
    before, after = (_content(value, one.format, language, is_day=one.is_day) for value in sides)
    if before == after:
        return _content(one.before, ""), _content(one.after, "")
    return before, after


def _content(value: Content, look: str, language: str = "", *, is_day: bool = False) -> str:
    if value is None:
        return "empty"
    if isinstance(value, str):
        return value
    day = written(value, is_day)
    if isinstance(day, str):
        return day
    return readable(value, look, language) if look else f"{value:,.15g}"


def _print_book(result: Compared) -> None:
    """Formulas, own cells and sheets."""
    for title, found in (("formula of planner's", result.formulas), ("cell of yours", result.cells)):
        for one in found[:MOST_CELLS]:
            say(f"{title}: {_cell(one)}")
        if len(found) > MOST_CELLS:
            say(f"and {len(found) - MOST_CELLS:,} more of them; --json lists all")
    for names, what in ((result.sheets_added, "added"), (result.sheets_removed, "removed")):
        for name in names:
            say(f"sheet {what}: {quoted(name)}")


def _cell(one: CellChange) -> str:
    before, after = (
        "empty" if v is None else f"{v:,.15g}" if isinstance(v, float) else v for v in (one.before, one.after)
    )
    key = f" {one.key}" if one.key else ""
    return f"{one.sheet}!{one.cell}{key} was {before}, is now {after}"


def _print_results(result: Compared, *, every: bool) -> None:
    mine = [one for one in result.results if one.scenario == result.scenario]
    wanted, language = every or bool(result.keys), _language(result)
    shown = mine if wanted else [one for one in mine if one.is_key or one.turned]
    say("")
    if mine:
        _draw_results(f"what it did ({LEVELS[result.scenario]})", shown, language)
    else:
        asked = f" of {', '.join(result.keys)}" if result.keys else ""
        say(f"results ({LEVELS[result.scenario]}): none differs{asked}")
    if len(shown) < len(mine):
        say(f"and {len(mine) - len(shown):,} more results; --all lists them")
    for scenario, count in _moved_elsewhere(result).items():
        results = "1 more result differs" if count == 1 else f"{count:,} more results differ"
        say(f"{results} in {LEVELS[scenario]}; --scenario {scenario} lists them")
    for one in result.results:
        if one.turned and one.scenario != result.scenario:
            values = " -> ".join(_values(one, language))
            say(f"{one.label}{_position(one)} ({LEVELS[one.scenario]}): {values} <- {one.turned}")
    if result.unchanged and mine and not result.keys:
        say(f"unchanged: {'; '.join(result.unchanged)}")
    _print_effects([one for one in shown if one.effects], language, whole=wanted)


def _moved_elsewhere(result: Compared) -> dict[str, int]:
    """How many results differ in each other scenario that do not in the one that is told."""
    told = {one.key for one in result.results if one.scenario == result.scenario}
    return Counter(one.scenario for one in result.results if one.key not in told)


def _draw_results(title: str, shown: Sequence[ResultChange], language: str) -> None:
    table = new_table()
    table.add_column(text(title), ratio=5)
    for heading in ("before", "after", "change"):
        table.add_column(heading, justify="right", ratio=2)
    table.add_column("", ratio=2)
    for one in shown:
        table.add_row(*_result(one, language))
    draw(table)


def _result(one: ResultChange, language: str) -> tuple[Text, ...]:
    before, after = _values(one, language)
    label = text(f"{one.label}{_unit(one)}{_position(one)}")
    label.append("\n" + one.key, style="dim")
    turned = f"<- {one.turned}" if one.turned else ""
    colour = status_colour(one.turned) if one.turned else ""
    return label, text(before), text(after, "bold"), text(_change(one, language)), text(turned, colour)


def _unit(one: ResultChange) -> str:
    if not one.comparable:
        return f" ({one.unit_before}, then {one.unit})"
    said = one.unit in SAID_BY_ITSELF or one.unit.casefold() in one.label.casefold()
    return "" if said else f" ({one.unit})"


def _position(one: ResultChange) -> str:
    if one.at is None:
        return ""
    return f", most at {one.at:g}" if isinstance(one.at, float) else f", most at {one.at}"


def _values(one: ResultChange, language: str) -> tuple[str, str]:
    """The two values, as a terminal shows them."""
    sides = one.pair
    if one.unit == YES_OR_NO or one.turned:
        before, after = ({0.0: "no", 1.0: "yes"}.get(float(value), str(value)) for value in sides)
    else:
        before, after = (said(value, one.label, one.format, language) for value in sides)
    return before, after


def _change(one: ResultChange, language: str) -> str:
    """By how much, with its sign, and relative to what it was where that says something."""
    if one.turned or one.unit == YES_OR_NO or not one.comparable:
        return ""
    if stands_for_zero(one.label) and 0.0 in one.pair:  # from a month to none there is no way
        return ""
    amount = signed(one.change, one.format, language)
    before = one.before if not isinstance(one.before, tuple) else 0.0
    if isinstance(before, str) or not before or "%" in one.format:
        return amount
    if isinstance(one.after, float) and one.after * before < 0:
        return amount  # from a loss to a gain there is no per cent
    share = one.change / abs(before)
    return f"{amount}\n{share:+.1%}" if abs(share) < 10 else f"{amount}\nx {one.change / before + 1:,.1f}"


def _print_effects(results: Sequence[ResultChange], language: str, *, whole: bool) -> None:
    """For each result what did it, the greatest first."""
    for one in results:
        say("")
        head = f"{style(one.label, bold=True)}{_position(one)}"
        say(f"{head}: {signed(one.change, one.format, language)}{_unit(one)}, of which")
        shown = one.effects if whole or len(one.effects) <= MOST_EFFECTS + 1 else one.effects[:MOST_EFFECTS]
        lines = [(effect.effect, effect.error, " + ".join(effect.of)) for effect in shown]
        rest = one.effects[len(shown) :]
        if rest:
            lines.append(
                (sum(effect.effect for effect in rest), 0.0, f"{len(rest)} others, which --all lists")
            )
        said = [signed(effect, one.format, language) for effect, _, _ in lines]
        wide = max(map(len, said))
        for shown_effect, (_, error, names) in zip(said, lines, strict=True):
            noise = NOISE * abs(one.change or 0)
            apart = f" ±{signed(error, one.format, language).removeprefix('+')}" if error > noise else ""
            say(f"  {shown_effect:>{wide}}{apart}  {names}")
    for method in dict.fromkeys(one.method for one in results):
        say("")
        say(f"{method}: {HOW[method]}")
