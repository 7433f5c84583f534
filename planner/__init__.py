"""planner: what a large language model costs to train and serve, computed twice.

Every command is a function here, and gives back plain values; docs/python.md shows each of them. What a name
stands for is imported when it is asked for, so that `import planner` costs next to nothing.
"""

TYPE_CHECKING = False  # type checkers take it for true; the module typing would be half of this import

if TYPE_CHECKING:
    from planner.problems import Problem
    from planner.results.failing import Failing
    from planner.results.handover import Delivery, PackageFile, Receipt, Refusal
    from planner.results.lint import Finding, LintResult, Rule, RuleResult
    from planner.results.plan import (
        Along,
        Change,
        Difference,
        Heading,
        LineValue,
        Program,
        Repair,
        Result,
    )
    from planner.results.undo import Back, Undone, Version
    from planner.usecases.check import check
    from planner.usecases.doctor import checkers, doctor
    from planner.usecases.handover import handover, verify
    from planner.usecases.lint import lint
    from planner.usecases.new import new
    from planner.usecases.refresh import refresh
    from planner.usecases.repair import repair
    from planner.usecases.set_inputs import set_inputs
    from planner.usecases.undo import undo
    from planner.usecases.watch import watch
else:  # a package is bound to its name when it is first imported, and only then: these names are use cases
    from planner import check, handover, lint, repair

    del check, handover, lint, repair

__version__ = "0.1.0"

__all__ = [
    "Along",
    "Back",
    "Change",
    "Delivery",
    "Difference",
    "Failing",
    "Finding",
    "Heading",
    "LineValue",
    "LintResult",
    "PackageFile",
    "Problem",
    "Program",
    "Receipt",
    "Refusal",
    "Repair",
    "Result",
    "Rule",
    "RuleResult",
    "Undone",
    "Version",
    "check",
    "checkers",
    "doctor",
    "handover",
    "lint",
    "new",
    "refresh",
    "repair",
    "set_inputs",
    "undo",
    "verify",
    "watch",
]

_HOME = {
    "Problem": "problems",
    **dict.fromkeys(("Delivery", "PackageFile", "Receipt", "Refusal"), "results.handover"),
    **dict.fromkeys(("Finding", "LintResult", "Rule", "RuleResult"), "results.lint"),
    **dict.fromkeys(("Back", "Undone", "Version"), "results.undo"),
    "checkers": "usecases.doctor",
    "verify": "usecases.handover",
}
"""Where a name comes from, unless it is a use case with a module of its own, or a piece of a `Result`."""


def __getattr__(name: str) -> object:
    """What is exported, imported now."""
    if name not in __all__:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    from importlib import import_module

    home = _HOME.get(name) or (f"usecases.{name}" if name.islower() else "results.plan")
    return getattr(import_module(f"planner.{home}"), name)


def __dir__() -> list[str]:
    """What is exported, imported or not."""
    return sorted({*globals(), *__all__})
