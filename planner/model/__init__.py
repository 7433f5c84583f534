"""The engine: every line of the plan as a pure function, evaluated in dependency order.

Importing this package registers all lines in :data:`LINES`.
"""

from planner.model import hardware, people, programme, serving, training
from planner.model.lines import LINES, CircularLinesError, Line, Lines, UnknownKeysError

__all__ = [
    "LINES",
    "CircularLinesError",
    "Line",
    "Lines",
    "UnknownKeysError",
    "hardware",
    "people",
    "programme",
    "serving",
    "training",
]
