"""What is wanted of a result: `minimum_cash>=0`, `closing_cash[2027-06]>5e6`, `reserve_check=yes`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.book.assign import value_for
from planner.problems import PlanError, Problem, quoted
from planner.results.plan import YES_OR_NO
from planner.template.rows import Row
from planner.template.schema import Template
from planner.tried.outcomes import Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WRITTEN = re.compile(r"(?P<key>[^<>=≥≤]+?)\s*(?P<sign>>=|<=|==|≥|≤|=|>|<)\s*(?P<number>[^<>=≥≤]+)")
SIGNS = {">=": ">=", "≥": ">=", "<=": "<=", "≤": "<=", "=": "=", "==": "=", ">": ">", "<": "<"}
FORM = "Write it as 'KEY>=NUMBER', with >=, <=, >, < or =, in quotes."
YES = {"yes": 1.0, "no": 0.0}


@dataclass(frozen=True, slots=True)
class Condition:
    """A result, how it is to stand to a number, and the number."""

    outcome: Outcome
    sign: str
    number: float

    @property
    def written(self) -> str:
        """As it is typed."""
        return f"{self.outcome.name}{self.sign}{self.number:.15g}"

    def met(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Where it is met. What has no number does not meet it."""
        import numpy as np

        compare: dict[str, Callable[..., NDArray[np.bool_]]] = {
            ">=": np.greater_equal,
            "<=": np.less_equal,
            ">": np.greater,
            "<": np.less,
            "=": np.equal,
        }
        return compare[self.sign](values, self.number)

    def rising(self) -> Condition:
        """For an equality: the crossing of its number from below."""
        return Condition(self.outcome, ">=", self.number)


def condition_of(text: str, outcome: Callable[[str], Outcome], template: Template, file: str) -> Condition:
    """A condition as it was typed. Raises a PlanError where it cannot be read, or asks for what there is not.

    Args:
        outcome: the result of a name.
    """
    match = WRITTEN.fullmatch(text.strip())
    if match is None:
        raise PlanError(Problem(f"the condition {quoted(text)} cannot be read", FORM, file, usage=True))
    wanted = outcome(match["key"])
    number = _number(match["number"].strip(), wanted.row, template)
    if number is None:
        message = f"the condition {quoted(text)} compares with {quoted(match['number'])}, which is no number"
        raise PlanError(Problem(message, FORM, file, key=wanted.row.key, usage=True))
    return Condition(wanted, SIGNS[match["sign"]], number)


def _number(written: str, row: Row, template: Template) -> float | None:
    """A number or a percentage; yes and no of a line that says one of the two."""
    if row.unit == YES_OR_NO and written.casefold() in YES:
        return YES[written.casefold()]
    plain = Row(row.key, "input", row.label, "ratio")
    found = value_for(template, plain, written, Problem)
    return found if isinstance(found, float) else None
