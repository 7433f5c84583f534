"""What `planner solve` says in a terminal: the answer, the hair less, and what was looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.problems import printable
from planner.report.moved import said
from planner.report.printing import say
from planner.report.sensitivity import apart_line, checked_line
from planner.report.terminal import print_outcome, problem_line
from planner.results.levels import LEVELS
from planner.results.solved import EVERYWHERE, FLAT, NOWHERE, SOLVED, TURNS

if TYPE_CHECKING:
    from planner.results.solved import Looked, Solved, Tried


def print_solved(result: Solved) -> None:
    """The lines that say it; what `planner set` has to say stands behind them."""
    for line in _lines(result):
        say(printable(f"{result.file}: {line}"))
    if result.checked["values"]:
        say(checked_line(result.file, result.checked, result.checker))
    for one in result.apart:
        say(f"{result.file}: {apart_line(one)}", err=True)
    if result.written is not None:
        print_outcome(result.written, "set")
        return
    for problem in result.problems:
        say(problem_line(problem), err=True)
    for note in result.notes:
        say(f"{result.file}: {note}", err=True)


def _lines(result: Solved) -> Iterator[str]:
    answer, beyond, looked = result.answer, result.beyond, result.looked
    if answer is not None and beyond is not None:
        meets = f"{result.key}={_input(answer)} meets {_condition(result)}"
        yield f"{meets}: {_outcome(result, answer)}"
        other = "does not" if result.until_is_a_bound else "lies on the other side"
        yield f"{_hair(answer, beyond)}, {_input(beyond)}, {other}: {_outcome(result, beyond)}"
    elif result.status == EVERYWHERE and looked is not None:
        yield f"{result.key} meets {_condition(result)} at all values from {_range(looked)}"
    elif result.status == NOWHERE:
        yield f"no value of {result.key} that was looked at meets {_condition(result)}"
    if result.nearest is not None:
        yield f"{result.key}={_input(result.nearest)} comes nearest: {_outcome(result, result.nearest)}"
    if result.present is not None:
        stands = _input(result.present)
        is_now = _outcome(result, result.present)
        yield f"now it is {stands}{': ' if result.draws else f', and {result.result} is '}{is_now}"
    if looked is not None:
        yield _seen(result, looked)
    if result.status == SOLVED and result.level != "base" and result.typed_at:
        yield f"{LEVELS[result.level]} reads it from {LEVELS[result.typed_at]}"


def _condition(result: Solved) -> str:
    if result.probability is not None:
        return f"{result.until} in {result.probability:.4g} of {result.draws:,} draws"
    return result.until if result.level == "base" else f"{result.until} in {LEVELS[result.level]}"


def _seen(result: Solved, looked: Looked) -> str:
    """What the result does over the values that were looked at."""
    where = f"at the {looked.points} values looked at, {_range(looked)}"
    if looked.moves == FLAT:
        return f"{result.result} does not move {where}"
    turns = "rises and falls" if looked.moves == TURNS else f"only {looked.moves}"
    more = f"; the condition begins or ceases to be met {looked.crossings} times, and this is the nearest"
    return f"{result.result} {turns} {where}{more if looked.crossings > 1 else ''}"


def _range(looked: Looked) -> str:
    low, high = (f"{one:,.15g}" if isinstance(one, float) else one for one in (looked.low, looked.high))
    return f"{low} to {high}"


def _hair(answer: Tried, beyond: Tried) -> str:
    """What the neighbour is to the answer."""
    before, after = answer.value, beyond.value
    if isinstance(before, str) or isinstance(after, str):
        return "the day before" if str(after) < str(before) else "the day after"
    return "a hair less" if (after or 0) < (before or 0) else "a hair more"


def _input(one: Tried) -> str:
    """A value as it can be typed again, without grouping."""
    return "empty" if one.value is None else one.value if isinstance(one.value, str) else f"{one.value:.15g}"


def _outcome(result: Solved, one: Tried) -> str:
    """A result; beside a condition whose number it nearly is, with more digits than its format has."""
    if one.result is None:
        return "it cannot be computed"
    value = _value(result, one, one.result)
    if one.probability is None or one.error is None or result.probability is None:
        return value
    does = "stay within" if "<" in result.until else "reach"
    met = f"met in {one.probability:.4g} ± {one.error:.2g} of the draws"
    return f"{met}; {result.probability:.4g} of them {does} {value}"


def _value(result: Solved, one: Tried, number: float) -> str:
    shown = said(number, result.label, result.formats[1], result.language)
    neighbours = {tried.result for tried in (result.answer, result.beyond) if tried is not None}
    if number not in neighbours or len(neighbours) < 2:
        return shown
    others = {
        said(each, result.label, result.formats[1], result.language)
        for each in neighbours
        if each is not None
    }
    return shown if len(others) > 1 else f"{number:,.12g}"
