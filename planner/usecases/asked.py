"""What a call of `evaluate` or `sweep` asks for, judged: a plan, a scenario, and values for its inputs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from numbers import Real
from pathlib import Path

from planner import days
from planner.book import values
from planner.book.find import find
from planner.book.read import Scalar
from planner.check.whatif import Model, of_book, of_preset
from planner.problems import InputError, Problem, UnknownKeyError, did_you_mean, quoted
from planner.repair.uptodate import of_today
from planner.template.load import load_preset, load_template, presets
from planner.template.rows import SCENARIOS, Row
from planner.usecases.evaluation import asking
from planner.xlsx.package import open_package

Given = str | float | bool | date
"""What Python gives an input: a number, a choice, yes or no, a day."""


def model_of(plan: Path | str, password: str | None) -> Model:
    """The plan in a file, or a preset of that name.

    Raises:
        UnknownKeyError: there is neither.
        PlanError: the file cannot be used.
    """
    if isinstance(plan, str) and plan in presets():
        return of_preset(load_template(), load_preset(plan))
    if isinstance(plan, str) and not Path(plan).suffix and not Path(plan).exists():
        remedy = did_you_mean(plan, presets(), f"Presets: {', '.join(presets())}.")
        raise UnknownKeyError(Problem(f"there is no preset and no file {quoted(plan)}", remedy, usage=True))
    package, _ = of_today(open_package(Path(plan), password))
    book = find(package)
    with asking(book) as ask:
        return of_book(book, ask)


def known_scenario(scenario: str) -> str:
    """One of the three. Raises UnknownKeyError where it is none."""
    if scenario not in SCENARIOS:
        message = f"there is no scenario {quoted(str(scenario))}"
        raise UnknownKeyError(Problem(message, "Use low, base or high.", usage=True))
    return scenario


def judged(model: Model, given: Mapping[str, Iterable[Given]]) -> dict[str, list[Scalar]]:
    """Values for inputs, each within the bounds of its input.

    Raises:
        UnknownKeyError: a key is no input.
        InputError: a value does not fit. All problems of either kind are listed.
    """
    found = {key: [_judged(model, key, value) for value in values] for key, values in given.items()}
    problems = [one for values in found.values() for one in values if isinstance(one, Problem)]
    unknown = [problem for key in given if (problem := _unknown(model, key))]
    if unknown:
        raise UnknownKeyError([*unknown, *(one for one in problems if not one.usage)])
    if problems:
        raise InputError(problems)
    return {key: [one for one in values if not isinstance(one, Problem)] for key, values in found.items()}


def _unknown(model: Model, key: str) -> Problem | None:
    """What to say of a key that is no input."""
    template = model.template
    inputs = [row.key for row in template.inputs]
    if key in inputs:
        return None
    if key in {row.key for row in template.formulas}:
        remedy = "Change one of the inputs that it is calculated from."
        return Problem(f"{key} is calculated, not typed", remedy, key=key, usage=True)
    if str(key).partition("[")[0].partition(".")[0] in {table.key for table in template.tables}:
        remedy = "Type it into a plan with set_inputs, and give that plan here."
        return Problem(f"{key} is a cell of a table, not an input alone", remedy, key=key, usage=True)
    remedy = did_you_mean(str(key), inputs, "`planner show PATH --inputs` lists the inputs.")
    return Problem(f"there is no input {quoted(str(key))}", remedy, key=str(key), usage=True)


def _judged(model: Model, key: str, given: Given) -> Scalar | Problem:
    """A value for an input as the engine takes it, in the words of the plan; or what is wrong with it."""
    if problem := _unknown(model, key):
        return problem
    row = model.template.row(key)
    report = partial(Problem, key=key)
    value = _as_cell(row, given)
    if row.is_text:
        said = model.template.choice_for(values.as_text(value))
        return values.word(said, row, model.choices(row), report)
    return (values.date if row.is_date else values.number)(value, row, report)


def _as_cell(row: Row, given: Given) -> float | str | bool:
    """A value from Python as a cell of a workbook would hold it."""
    if isinstance(given, bool):
        return ("yes" if given else "no") if row.is_text else given
    if isinstance(given, date):
        day = given.date() if isinstance(given, datetime) else given
        return float(days.serial(day)) if row.is_date else day.isoformat()
    if isinstance(given, str) and row.is_date:
        try:
            return float(days.serial(date.fromisoformat(given)))
        except ValueError:
            return given
    return float(given) if isinstance(given, Real) else str(given)


def several(keys: Collection[str]) -> tuple[str, ...]:
    """Keys; one alone where it was given as a text, which is a collection of its letters too."""
    return (keys,) if isinstance(keys, str) else tuple(keys)


def known_keys(model: Model, keys: Collection[str]) -> list[str]:
    """Lines that are one number each. Raises UnknownKeyError where one is not."""
    rows = {row.key: row for row in model.template.formulas}
    problems = []
    for key in several(keys):
        if key not in rows:
            remedy = did_you_mean(str(key), rows, "Name a line that planner calculates.")
            problems.append(Problem(f"there is no line {quoted(str(key))}", remedy, key=str(key), usage=True))
        elif rows[key].axis:
            message = f"{key} has a value for each {rows[key].axis}, and a row of a sweep has one"
            problems.append(Problem(message, "Ask evaluate for it.", key=key, usage=True))
    if problems:
        raise UnknownKeyError(problems)
    return list(dict.fromkeys(several(keys)))
