"""The command line, run in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from planner.cli.main import main


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left: its exit status, and what it printed on the two streams."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        (line,) = self.out.splitlines()
        found: dict[str, Any] = json.loads(line)
        return found


def planner(*arguments: str | Path) -> Outcome:
    """Run `planner` with these arguments. An exception that it does not turn into a message comes through."""
    runner = CliRunner(catch_exceptions=False, env={"PLANNER_DEBUG": "1"})
    result = runner.invoke(main, list(map(str, arguments)), prog_name="planner")
    return Outcome(result.exit_code, result.stdout, result.stderr)
