"""Faults of the machine around a `planner refresh`: full disks, missing rights, odd files, other programs.

Each is tried in a process of its own; those that mount something do it in a mount namespace that nobody else
sees. `fuzz.faults_all` runs them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLAN, BACKUP = "plan.xlsx", "plan.bak.xlsx"
PLANNER = (sys.executable, "-m", "planner")
NO_CAPABILITIES = ("setpriv", "--inh-caps=-all", "--bounding-set=-all")
"""Root without its rights: the mode bits of its own files bind it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a fault: whether it was tried, and what does not hold."""

    name: str
    tried: bool = True
    failures: tuple[str, ...] = ()
    line: str = ""
    """What planner said, or why the fault could not be tried."""

    @property
    def survived(self) -> bool:
        """Whether it was tried, and everything held."""
        return self.tried and not self.failures


class CannotTry(Exception):  # noqa: N818 - it is not an error of anybody
    """This machine or this user cannot cause the fault."""


class Place:
    """A plan in a folder, its refresh under a fault, and what must hold afterwards."""

    def __init__(self, name: str, plan: Path, folder: Path) -> None:
        self.name, self.folder, self.temporary = name, folder / "plans", folder / "tmp"
        self.source = plan
        self.before = plan.read_bytes()
        self.folder.mkdir(parents=True)
        self.temporary.mkdir()
        self.path, self.backup = self.folder / PLAN, self.folder / BACKUP
        self.failures: list[str] = []
        self.line = ""

    def put(self) -> None:
        """Put the plan into its folder."""
        shutil.copyfile(self.source, self.path)

    def refresh(
        self,
        *before: str,
        status: int,
        says: str = "",
        path: str | None = None,
        lines: int = 1,
        options: Sequence[str] = (),
        **more: str,
    ) -> None:
        """Run planner behind the words of another command; it must end with that status and so many lines."""
        ran = subprocess.run(
            [*before, *PLANNER, "refresh", path or str(self.path), *options],
            cwd=self.folder,
            env=self._environment(more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        self.line = told(ran.stderr) or ran.stdout.strip()
        if ran.returncode != status or "Traceback" in ran.stderr:
            self.failures.append(f"it ended with {ran.returncode}, not {status}: {self.line[-300:]}")
        if says not in self.line or self.line.count("\n") >= lines:
            self.failures.append(f"it said {self.line[-300:]!r} where {says!r} was expected")

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, "TMPDIR": str(self.temporary), "PYTHONPATH": str(ROOT), **more}

    def unchanged(self, path: Path | None = None) -> None:
        """The workbook must have every byte it had."""
        if (path or self.path).read_bytes() != self.before:
            self.failures.append("the workbook changed")

    def renewed(self, path: Path | None = None, *, backup: bool = True) -> None:
        """The workbook must be a whole new one, beside the old one."""
        from fuzz.state import state

        target = path or self.path
        if target.read_bytes() == self.before or state(target) is None:
            self.failures.append("the workbook is not a whole new one")
        if backup and target.with_name(f"{target.stem}.bak.xlsx").read_bytes() != self.before:
            self.failures.append("the backup is not the old workbook")

    def nothing_else(self, *expected: str) -> None:
        """No file may be left that was not expected."""
        from fuzz.state import names

        found = names(self.folder), names(self.temporary)
        if found != (sorted(expected), []):
            self.failures.append(f"left behind: {found}")

    def refused(self, *before: str, says: str, lines: int = 1, **more: str) -> None:
        """Planner must decline, change nothing and leave nothing."""
        self.refresh(*before, status=1, says=says, lines=lines, **more)
        self.unchanged()
        self.nothing_else(PLAN)

    def done(self, *before: str, **more: str) -> None:
        """Planner must do its work as ever."""
        self.refresh(*before, status=0, says="status WARNS", **more)
        self.renewed()
        self.nothing_else(PLAN, BACKUP)


WARNS = ": a check of the plan warns in "


def told(errors: str) -> str:
    """What planner says on standard error, but for what the plan's own checks warn of."""
    return "\n".join(line for line in errors.splitlines() if WARNS not in line).strip()


Fault = Callable[[Place], None]


def need(program: str) -> None:
    """A program without which the fault cannot be caused."""
    if shutil.which(program) is None:
        raise CannotTry(f"{program} is not installed")


def command(*words: str) -> None:
    """Run a command that prepares a fault."""
    need(words[0])
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise CannotTry(ran.stderr.strip() or f"{words[0]} failed")
