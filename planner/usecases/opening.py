"""How use cases begin and end: a workbook opened to be written, problems returned instead of raised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from planner.disk.scratch import sweep
from planner.problems import PlanError
from planner.results.plan import Result, refused
from planner.xlsx.package import Package, open_package
from planner.xlsx.signature import without_signature

Asked = ParamSpec("Asked")


def result_or_problems(use_case: Callable[Asked, Result]) -> Callable[Asked, Result]:
    """A use case that returns its problems instead of raising them; it takes the path first, or as `path`."""

    @wraps(use_case)
    def run(*args: Asked.args, **kwargs: Asked.kwargs) -> Result:
        try:
            return use_case(*args, **kwargs)
        except PlanError as error:
            notes = tuple(getattr(error, "__notes__", ()))
            return replace(refused(str(args[0] if args else kwargs["path"]), error.problems), notes=notes)

    return run


def opened(path: Path | str, password: str | None, drop_signature: bool) -> Package:
    """A workbook that is to be written, without its signature if that was asked for."""
    sweep()
    package = open_package(Path(path), password)
    return without_signature(package) if drop_signature else package
