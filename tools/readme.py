"""Writes what the README shows of planner: its session, run anew, and the table of presets.

python -m tools.readme
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.template.load import load_preset
from tools.presets import told

PAGE = Path(__file__).parents[1] / "README.md"
PRESETS = re.compile(r"(?<=\| preset \| what it plans \|\n\| --- \| --- \|\n)(\|.*\n)*")
SESSION = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)
UNSET = ("NO_COLOR", "FORCE_COLOR", "COLUMNS")


def session(text: str, folder: Path) -> str:
    """The session of a page, with the output that its commands have when they are run in a folder."""
    found = SESSION.search(text)
    if found is None:
        raise ValueError("the page has no ```console block")
    return "\n".join(_run(line, folder) for line in found[1].splitlines() if line.startswith("$ "))


def _run(line: str, folder: Path) -> str:
    """A command line, and what it prints on both streams."""
    program, *words = shlex.split(line.removeprefix("$ "))
    if program != "planner":
        raise ValueError(f"{line} does not run planner")
    ran = subprocess.run(  # noqa: S603 - planner itself, with the words of the README
        [sys.executable, "-m", "planner", *words],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in UNSET},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return f"{line}\n{ran.stdout}"


def with_session(text: str) -> str:
    """The page with its session brought up to date."""
    with TemporaryDirectory() as folder:
        fresh = session(text, Path(folder))
    return SESSION.sub(lambda _: fresh, text, count=1)


def with_presets(text: str) -> str:
    """The page with a row for each preset, in the order in which docs/presets.md tells them."""
    rows = "".join(f"| `{name}` | {load_preset(name).title} |\n" for name in told())
    return PRESETS.sub(lambda _: rows, text, count=1)


def main() -> None:
    """Write the page."""
    PAGE.write_text(with_presets(with_session(PAGE.read_text(encoding="utf-8"))), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}\n")


if __name__ == "__main__":
    main()
