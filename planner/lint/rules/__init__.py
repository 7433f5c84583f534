"""The rules themselves, a module for each theme."""

from importlib import import_module

MODULES = (
    "values",
    "structure",
    "order",
    "lines",
    "formulas",
    "functions",
    "references",
    "sums",
    "look",
    "controls",
    "inputs",
    "printing",
    "alike",
    "lookups",
    "quantities",
    "dates",
)


def load() -> None:
    """Import every module of rules, which registers them."""
    for name in MODULES:
        import_module(f"planner.lint.rules.{name}")
