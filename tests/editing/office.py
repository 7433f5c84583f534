"""Editing sessions in LibreOffice, from a test."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from planner.check.checkers import libreoffice_run

CRASHED = "DisposedException"
"""What UNO says where the program at the other end is gone."""

SESSION = Path(__file__).with_name("uno_session.py")
LIMIT_S = 300

Edit = Sequence[Any]
"""The name of a function of uno_session.py, and its arguments."""


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice, and a Python that can talk to it."""

    program: Path
    python: str

    def run(self, jobs: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
        """Do the jobs in one LibreOffice with a profile of its own; what the edits of each job return."""
        ran = self._session(jobs)
        if CRASHED in ran.stderr:  # LibreOffice itself, as it does once in a while: a new one starts over
            ran = self._session(jobs)
        assert ran.returncode == 0, ran.stderr
        results: list[list[Any]] = json.loads(ran.stdout)
        return results

    def _session(self, jobs: Sequence[Mapping[str, Any]]) -> subprocess.CompletedProcess[str]:
        with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            request = json.dumps({"profile": profile, "jobs": list(jobs)})
            command = [self.python, str(SESSION), str(self.program)]
            try:
                return subprocess.run(
                    command, input=request, capture_output=True, text=True, timeout=LIMIT_S, check=False
                )
            finally:
                for socket in libreoffice_run.socket_places(Path(profile).resolve()):
                    socket.unlink(missing_ok=True)

    def edit(self, source: Path, edits: Sequence[Edit], target: Path) -> list[Any]:
        """Edit one workbook and store it as another."""
        return self.run([{"open": str(source), "edits": list(edits), "store": str(target)}])[0]

    def look(self, source: Path, *edits: Edit) -> list[Any]:
        """What LibreOffice sees in a workbook."""
        return self.run([{"open": str(source), "edits": list(edits)}])[0]
