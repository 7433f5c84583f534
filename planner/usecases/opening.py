"""How use cases begin and end: a workbook opened to be written, problems returned instead of raised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from shlex import quote
from typing import NamedTuple, ParamSpec

from planner.disk.onto_disk import backup_of
from planner.disk.scratch import sweep
from planner.problems import PlanError, Problem
from planner.results.plan import Result, refused
from planner.xlsx.package import Package, open_package
from planner.xlsx.signature import without_signature
from planner.xlsx.zips import GO_BACK, SAVE_AGAIN

Asked = ParamSpec("Asked")


def result_or_problems(use_case: Callable[Asked, Result]) -> Callable[Asked, Result]:
    """A use case that returns its problems instead of raising them; it takes the path first, or as `path`."""

    @wraps(use_case)
    def run(*args: Asked.args, **kwargs: Asked.kwargs) -> Result:
        try:
            return use_case(*args, **kwargs)
        except PlanError as error:
            notes = tuple(getattr(error, "__notes__", ()))
            path = args[0] if args else kwargs["path"]
            problems = tuple(_with_way_back(problem, Path(str(path))) for problem in error.problems)
            return replace(refused(str(path), problems), notes=notes)

    return run


def _with_way_back(problem: Problem, path: Path) -> Problem:
    """Of a file that is damaged as a whole, how its kept version is put in its place, where there is one."""
    if problem.remedy not in {GO_BACK, SAVE_AGAIN} or problem.file != str(path):
        return problem
    kept = backup_of(path.resolve())
    if not kept.is_file():
        return problem
    return replace(
        problem, remedy=f"Run `planner undo {quote(str(path))}`: it puts {kept.name} in its place."
    )


def opened(path: Path | str, password: str | None, drop_signature: bool) -> Package:
    """A workbook that is to be written, without its signature if that was asked for."""
    sweep()
    package = open_package(Path(path), password)
    return without_signature(package) if drop_signature else package


class Way(NamedTuple):
    """How a workbook is opened, evaluated and written.

    Attributes:
        dry_run: nothing is written.
        backup: the version before is kept.
        checker: the program that evaluates the formulas.
        password: of an encrypted workbook.
        drop_signature: a digital signature is taken out.
    """

    dry_run: bool
    backup: bool
    checker: str | None
    password: str | None
    drop_signature: bool
