"""The use case evaluate: a plan or a preset with other inputs, computed by the engine. No file is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from planner.check.whatif import Model, evaluated, is_finite
from planner.problems import InputError, Problem
from planner.results.evaluated import Evaluated, Value
from planner.results.plan import Along
from planner.template.rows import Row
from planner.usecases.asked import judged, known_scenario, model_of


def evaluate(
    plan: Path | str,
    inputs: Mapping[str, str | float | bool | date] = MappingProxyType({}),
    *,
    scenario: str = "base",
    password: str | None = None,
) -> Evaluated:
    """Compute one scenario of a plan with other inputs. The engine alone does it, and no file is written.

    Args:
        plan: the name of a preset, or the path of a plan.
        inputs: `key` -> the value in that scenario: a number, a choice, True or False for yes or no, a day.
        scenario: `low`, `base` or `high`.
        password: of an encrypted plan.

    Raises:
        UnknownKeyError: there is no such preset, input or scenario.
        InputError: a value does not fit its input, or a line cannot be computed with it.
        PlanError: the plan cannot be used.
    """
    known_scenario(scenario)
    model = model_of(plan, password)
    changed = {key: one[0] for key, one in judged(model, {key: [one] for key, one in inputs.items()}).items()}
    lines = evaluated(model, scenario, changed)
    problems = [_not_finite(model.template.row(key)) for key, one in lines.items() if not is_finite(one)]
    if problems:
        raise InputError(problems)
    typed = {**model.inputs.scalars[scenario], **changed}
    currency = typed[model.template.said.currency]
    values = {
        row.key: _value(model, row, (typed | lines)[row.key], model.template.unit_in(row, currency))
        for _, row in model.template.rows()
    }
    return Evaluated(model.name, scenario, tuple(changed), values)


def _not_finite(row: Row) -> Problem:
    message = f"{row.label} cannot be computed from these inputs: it divides by zero or overflows"
    return Problem(message, "Look for an input that is zero or far out of the ordinary.", key=row.key)


def _value(model: Model, row: Row, value: float | str | tuple[float, ...], unit: str) -> Value:
    """An input or a line with what a reader needs beside it."""
    along = None
    if row.axis:
        axis = model.template.axis(row.axis)
        along = Along(axis.key, axis.label, model.inputs.axes[axis.key], axis.format)
    return Value(row.key, row.kind, row.label, unit, value, along)
