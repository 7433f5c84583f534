"""The engine: every line of the plan as a pure function, evaluated in dependency order.

Importing this package registers all lines in :data:`LINES`.
"""

from planner.model import (
    architecture,
    chain,
    goodput,
    hardware,
    hardware_compared,
    hardware_owned,
    hardware_rules,
    hardware_serving,
    investors,
    memory,
    optimum,
    programme,
    serving,
    serving_batches,
    serving_memory,
    serving_phases,
    serving_roofline,
    serving_time,
    step,
    throughput,
    training,
)
from planner.model.lines import LINES, CircularLinesError, Line, Lines, UnknownKeysError

__all__ = [
    "LINES",
    "CircularLinesError",
    "Line",
    "Lines",
    "UnknownKeysError",
    "architecture",
    "chain",
    "goodput",
    "hardware",
    "hardware_compared",
    "hardware_owned",
    "hardware_rules",
    "hardware_serving",
    "investors",
    "memory",
    "optimum",
    "programme",
    "serving",
    "serving_batches",
    "serving_memory",
    "serving_phases",
    "serving_roofline",
    "serving_time",
    "step",
    "throughput",
    "training",
]
