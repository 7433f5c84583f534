"""The use cases of one plan, under the name that Python callers know: `from planner import plan`."""

from planner.usecases.plans import (
    check,
    checkers,
    doctor,
    new,
    refresh,
    refresh_and_state,
    repair,
    set_inputs,
)
from planner.usecases.undo import undo

__all__ = [
    "check",
    "checkers",
    "doctor",
    "new",
    "refresh",
    "refresh_and_state",
    "repair",
    "set_inputs",
    "undo",
]
