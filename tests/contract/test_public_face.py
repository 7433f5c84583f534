"""What `import planner` offers: these names, each documented, imported when asked for, on a page."""

from __future__ import annotations

import pickle
import pkgutil
import subprocess
import sys
from inspect import getdoc, signature

import pytest

import planner
import planner.plan
from tools.python_page import PAGE, documented, functions, marked, rendered, results

USE_CASES = [
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
RESULTS = [
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
    "Into",
    "KeyMove",
    "LeftOutRows",
    "LineValue",
    "LintResult",
    "Looked",
    "OldQuote",
    "PackageFile",
    "Part",
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
    "Upgraded",
    "Value",
    "Version",
]
ERRORS = ["InputError", "PlanError", "UnknownKeyError"]
PACKAGES = {"actuals", "check", "explain", "handover", "lint", "repair", "upgrade"}
"""Those that are called as a use case is."""

TEXT = PAGE.read_text(encoding="utf-8")


def run(code: str) -> list[str]:
    """What a Python of its own prints, word by word."""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout.split()


def test_the_face_has_these_names_and_no_others() -> None:
    assert planner.__all__ == [*sorted([*RESULTS, *ERRORS]), *USE_CASES]
    assert {*planner.__all__} <= {*dir(planner)}
    assert (functions(), results()) == (USE_CASES, RESULTS)


@pytest.mark.parametrize("name", planner.__all__)
def test_a_name_is_what_it_says_documented_and_the_same_in_plan(name: str) -> None:
    found = getattr(planner, name)
    assert (found.__name__, found.__module__.partition(".")[0]) == (name, "planner")
    assert (getdoc(found) or "").endswith((".", "`"))
    assert getattr(planner.plan, name) is found
    assert pickle.loads(pickle.dumps(found)) is found  # noqa: S301 - our own, as the pool of processes sends it


@pytest.mark.parametrize("name", USE_CASES)
def test_every_argument_but_the_path_is_documented(name: str) -> None:
    function = getattr(planner, name)
    arguments = [argument for argument in signature(function).parameters if argument != "path"]
    if name == "verify":
        arguments.remove("folder")  # which is its path
    assert list(documented(function)) == arguments


def test_a_name_that_is_not_there_is_missing_as_in_any_module() -> None:
    for face in (planner, planner.plan):
        with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
            _ = face.nothing  # type: ignore[attr-defined]


def test_the_face_alone_imports_none_of_its_use_cases() -> None:
    code = "import sys; old = {*sys.modules}; import planner, planner.plan; print(*{*sys.modules} - old)"
    assert {*run(code)} == {"planner", "planner.plan", *(f"planner.{name}" for name in PACKAGES)}


def test_a_use_case_stays_one_whatever_is_imported_of_a_package_of_its_name() -> None:
    packages = {module.name for module in pkgutil.iter_modules(planner.__path__) if module.ispkg}
    assert packages & {*planner.__all__} == PACKAGES
    code = (
        "import planner, planner.check.examine, planner.explain.tree, planner.handover.package\n"
        "import planner.lint.book, planner.repair.mend, planner.upgrade.compose\n"
        "from planner.check import judging\n"
        "from planner import check\n"
        "faces = planner.check, planner.explain, planner.handover, planner.lint, planner.repair\n"
        "for found in (check, planner.upgrade, *faces):\n"
        "    print(type(found).__name__)"
    )
    assert run(code) == ["function"] * 7


def test_the_page_shows_every_function_as_the_code_has_it() -> None:
    assert sorted(marked(TEXT)) == sorted([*USE_CASES, "results"])
    assert rendered(TEXT) == TEXT, "rebuild docs/python.md with `make docs`"


@pytest.mark.parametrize("name", USE_CASES)
def test_the_page_calls_every_function(name: str) -> None:
    assert f"planner.{name}" in "".join(line for line in TEXT.splitlines() if line.startswith((">>>", "...")))
