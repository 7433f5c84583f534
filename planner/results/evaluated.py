"""One scenario of a plan as the engine computes it, without a file: plain values by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner import days
from planner.problems import Problem, UnknownKeyError, did_you_mean, quoted
from planner.results.frames import by_month, framed
from planner.results.plan import Along, Shown

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd


@dataclass(frozen=True, slots=True)
class Value:
    """What an input or a line comes to in one scenario, with what a reader needs beside it.

    Attributes:
        kind: `input`, `calc`, `output` or `check`.
        value: a number, a choice, or the numbers along an axis; a day is its serial number.
    """

    key: str
    kind: str
    label: str
    unit: str
    value: Shown
    along: Along | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Evaluated:
    """One scenario of a plan, computed by the engine alone; `result["training_days"]` is a value of it.

    Attributes:
        plan: the preset or the file that the inputs are from.
        changed: the inputs that are other than there, by key.
        values: every input and line by its key.
    """

    plan: str
    scenario: str
    changed: tuple[str, ...]
    values: Mapping[str, Value]

    def __getitem__(self, key: str) -> Shown:
        return self.value(key).value

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def value(self, key: str) -> Value:
        """An input or line with its label and unit. Raises UnknownKeyError where there is none."""
        if key not in self.values:
            remedy = did_you_mean(key, self.values, "The keys are in `values`.")
            raise UnknownKeyError(Problem(f"there is no line {quoted(key)}", remedy, key=key, usage=True))
        return self.values[key]

    def number(self, key: str) -> float:
        """A line that is one number. Raises TypeError where it is none."""
        found = self.value(key).value
        if not isinstance(found, float):
            raise TypeError(f"{key} is {_kind(found)}, not one number")
        return found

    def text(self, key: str) -> str:
        """An input that is a choice. Raises TypeError where it is none."""
        found = self.value(key).value
        if not isinstance(found, str):
            raise TypeError(f"{key} is {_kind(found)}, not a text")
        return found

    def day(self, key: str) -> date:
        """An input or line that is a day. Raises TypeError where it is none."""
        if self.value(key).unit != "date":
            raise TypeError(f"{key} is in {self.value(key).unit}, not a day")
        return days.moment(self.number(key)).date()

    def series(self, key: str) -> tuple[float, ...]:
        """A line along an axis, such as months. Raises TypeError where it is one value."""
        found = self.value(key).value
        if not isinstance(found, tuple):
            raise TypeError(f"{key} is {_kind(found)}, not a line along an axis")
        return found

    def monthly(self) -> pd.DataFrame:
        """Every line along months: one row a month, one column a key."""
        found = [one for one in self.values.values() if one.along and one.along.key == "month"]
        months = found[0].along.positions if found and found[0].along else ()
        return by_month(months, {one.key: one.value for one in found})

    def frame(self) -> pd.DataFrame:
        """Every input and line as a table: one row a key; kind, label, unit, value."""
        columns = ("key", "kind", "label", "unit", "value")
        rows = [{name: getattr(one, name) for name in columns} for one in self.values.values()]
        return framed(rows, columns)

    def __repr__(self) -> str:
        with_inputs = f", with {', '.join(self.changed)} changed" if self.changed else ""
        return f"<Evaluated {self.plan!r}, {self.scenario}: {len(self.values)} values{with_inputs}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: one line, and a table of what was changed and what came out."""
        from html import escape

        shown = [one for one in self.values.values() if one.kind in {"output", "check"} and not one.along]
        rows = [*(self.values[key] for key in self.changed), *shown]
        cells = [(one.label, _written(one), one.unit) for one in rows]
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in cells
        )
        return f"<p>{escape(repr(self))}</p><table>{body}</table>"


def _kind(value: Shown) -> str:
    """What a value is, in words."""
    if isinstance(value, tuple):
        return f"a line of {len(value)} numbers"
    return "a text" if isinstance(value, str) else "one number"


def _written(one: Value) -> str:
    """A value that is no line along an axis, as a notebook shows it."""
    if not isinstance(one.value, float):
        return str(one.value)
    return days.iso(one.value) if one.unit == "date" else f"{one.value:,.6g}"
