"""planner: what a large language model costs to train and serve, computed twice.

Every command is a function here, and gives back plain values; docs/python.md shows each of them. What a name
stands for is imported when it is asked for, so that `import planner` costs next to nothing.
"""

TYPE_CHECKING = False  # type checkers take it for true; the module typing would be half of this import

if TYPE_CHECKING:
    from planner.problems import InputError, PlanError, Problem, UnknownKeyError
    from planner.results.actuals import ActualFile, ActualLine, ActualsRead, LeftOutRows
    from planner.results.diff import (
        CellChange,
        Compared,
        Effect,
        InputChange,
        Into,
        ResultChange,
        RowChange,
        Side,
    )
    from planner.results.evaluated import Evaluated, Value
    from planner.results.explain import Explained, Part, Step
    from planner.results.failing import Failing
    from planner.results.handover import Delivery, PackageFile, Receipt, Refusal
    from planner.results.lint import AcceptedFinding, Finding, LintResult, Rule, RuleResult
    from planner.results.moved import KeyMove
    from planner.results.plan import (
        Along,
        Change,
        Difference,
        Heading,
        LineValue,
        Repair,
        Result,
    )
    from planner.results.predicted import Predicted, Predictions
    from planner.results.prices import OldQuote, PriceMove, Prices, PricesUpdated, Quote, TokenPrice
    from planner.results.program import Program
    from planner.results.reference import ReferenceMove, ReferenceRow, ReferenceUpgraded
    from planner.results.sensitivity import Apart, Bar, Grid, Index, Sensitivity, Spider, Tornado
    from planner.results.simulated import (
        CashMonth,
        Chance,
        Driver,
        Figures,
        Replayed,
        Sampled,
        Simulated,
    )
    from planner.results.solved import Looked, Solved, Tried
    from planner.results.undo import Back, Undone, Version
    from planner.results.upgrade import Upgraded
    from planner.usecases.actuals import actuals
    from planner.usecases.check import check
    from planner.usecases.diff import diff
    from planner.usecases.doctor import checkers, doctor
    from planner.usecases.evaluate import evaluate
    from planner.usecases.explain import explain
    from planner.usecases.handover import handover, verify
    from planner.usecases.lint import lint
    from planner.usecases.new import new
    from planner.usecases.predict import predict
    from planner.usecases.prices import prices
    from planner.usecases.refresh import refresh
    from planner.usecases.repair import repair
    from planner.usecases.replay import replay
    from planner.usecases.sensitivity import sensitivity
    from planner.usecases.set_inputs import set_inputs
    from planner.usecases.simulate import simulate
    from planner.usecases.solve import solve
    from planner.usecases.sweep import sweep
    from planner.usecases.undo import undo
    from planner.usecases.update_prices import update_prices
    from planner.usecases.upgrade import upgrade
    from planner.usecases.watch import watch
else:  # a package is bound to its name when it is first imported, and only then: these names are use cases
    from planner import actuals, check, explain, handover, lint, repair, upgrade

    del actuals, check, explain, handover, lint, repair, upgrade

__version__ = "0.1.0"

__all__ = [
    "AcceptedFinding",
    "ActualFile",
    "ActualLine",
    "ActualsRead",
    "Along",
    "Apart",
    "Back",
    "Bar",
    "CashMonth",
    "CellChange",
    "Chance",
    "Change",
    "Compared",
    "Delivery",
    "Difference",
    "Driver",
    "Effect",
    "Evaluated",
    "Explained",
    "Failing",
    "Figures",
    "Finding",
    "Grid",
    "Heading",
    "Index",
    "InputChange",
    "InputError",
    "Into",
    "KeyMove",
    "LeftOutRows",
    "LineValue",
    "LintResult",
    "Looked",
    "OldQuote",
    "PackageFile",
    "Part",
    "PlanError",
    "Predicted",
    "Predictions",
    "PriceMove",
    "Prices",
    "PricesUpdated",
    "Problem",
    "Program",
    "Quote",
    "Receipt",
    "ReferenceMove",
    "ReferenceRow",
    "ReferenceUpgraded",
    "Refusal",
    "Repair",
    "Replayed",
    "Result",
    "ResultChange",
    "RowChange",
    "Rule",
    "RuleResult",
    "Sampled",
    "Sensitivity",
    "Side",
    "Simulated",
    "Solved",
    "Spider",
    "Step",
    "TokenPrice",
    "Tornado",
    "Tried",
    "Undone",
    "UnknownKeyError",
    "Upgraded",
    "Value",
    "Version",
    "actuals",
    "check",
    "checkers",
    "diff",
    "doctor",
    "evaluate",
    "explain",
    "handover",
    "lint",
    "new",
    "predict",
    "prices",
    "refresh",
    "repair",
    "replay",
    "sensitivity",
    "set_inputs",
    "simulate",
    "solve",
    "sweep",
    "undo",
    "update_prices",
    "upgrade",
    "verify",
    "watch",
]

_HOME = {
    **dict.fromkeys(("ActualFile", "ActualLine", "ActualsRead", "LeftOutRows"), "results.actuals"),
    "KeyMove": "results.moved",
    **dict.fromkeys(
        ("CellChange", "Compared", "Effect", "InputChange", "Into", "ResultChange", "RowChange", "Side"),
        "results.diff",
    ),
    **dict.fromkeys(("InputError", "PlanError", "Problem", "UnknownKeyError"), "problems"),
    **dict.fromkeys(("Evaluated", "Value"), "results.evaluated"),
    **dict.fromkeys(("Delivery", "PackageFile", "Receipt", "Refusal"), "results.handover"),
    **dict.fromkeys(("AcceptedFinding", "Finding", "LintResult", "Rule", "RuleResult"), "results.lint"),
    **dict.fromkeys(("Explained", "Part", "Step"), "results.explain"),
    **dict.fromkeys(
        ("OldQuote", "PriceMove", "Prices", "PricesUpdated", "Quote", "TokenPrice"), "results.prices"
    ),
    **dict.fromkeys(("Predicted", "Predictions"), "results.predicted"),
    **dict.fromkeys(("ReferenceMove", "ReferenceRow", "ReferenceUpgraded"), "results.reference"),
    **dict.fromkeys(
        ("Apart", "Bar", "Grid", "Index", "Sensitivity", "Spider", "Tornado"), "results.sensitivity"
    ),
    **dict.fromkeys(("Looked", "Solved", "Tried"), "results.solved"),
    **dict.fromkeys(("Back", "Undone", "Version"), "results.undo"),
    **dict.fromkeys(
        ("CashMonth", "Chance", "Driver", "Figures", "Replayed", "Sampled", "Simulated"), "results.simulated"
    ),
    "Program": "results.program",
    "Upgraded": "results.upgrade",
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
