"""The program in a process of its own, with the short template of `tests.short` that its caller takes."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.short_process import run; run()"
"""For `python -c CODE FOLDER ARGUMENTS...`, with the folder of the template and what `planner` is given."""

MONTHS = 6


def take(folder: Path) -> None:
    """Before anything of planner's asks where templates are: here, and a plan has that many months."""
    from planner.template import folder as folders

    folders.templates_folder = lambda: folder  # type: ignore[assignment]
    from planner.model.chain import answers, products
    from planner.units import Constant

    products.NEVER = Constant(MONTHS + 1, "month")  # type: ignore[misc]
    answers.YEARS_OF_PLAN = MONTHS / 12  # type: ignore[misc]


def run() -> None:
    """The program, once it has taken the folder that it is given first."""
    _, folder, *arguments = sys.argv
    sys.argv = ["planner", *arguments]
    take(Path(folder))
    from planner.__main__ import run as program

    program()
