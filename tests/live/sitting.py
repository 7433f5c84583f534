"""A sitting at LibreOffice, from a test: a Python with `uno` that edits, and one that runs planner."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.template import folder as folders
from tests import short_process

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


class Server:
    """A running `server.py`; its functions are called as methods."""

    def __init__(self, python: str, environment: dict[str, str]) -> None:
        command = [python, "-m", "tests.live.server"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, env=environment, cwd=ROOT, text=True
        )

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments: self.do(name, *arguments)

    def do(self, name: str, *arguments: Any) -> Any:
        """What a function gives; an error when it raises, or when the server ends instead."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": name, "with": [_plain(one) for one in arguments]}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise EOFError(f"ended with status {self.process.wait()}")
        answer = json.loads(line)
        if "raises" in answer:
            raise RuntimeError(answer["raises"])
        return answer["gives"]

    def end(self) -> None:
        """End it, and every LibreOffice that it started."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.wait(60)


@dataclass(frozen=True, slots=True)
class Sitting:
    """The user's hands, planner at work, and what a further process needs to join them."""

    hands: Server
    python: str
    environment: dict[str, str]

    def planner(self, *arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run the program itself."""
        return subprocess.run(
            [*self._program(), *map(str, arguments)],
            env=self.environment,
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )

    def start_planner(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start it, such as `watch`, and leave it running."""
        pipe = subprocess.PIPE
        command = [*self._program(), *map(str, arguments)]
        return subprocess.Popen(command, env=self.environment, stdout=pipe, stderr=pipe, text=True)

    def _program(self) -> list[str]:
        """planner with the template that this process has."""
        return [self.python, "-c", short_process.CODE, str(folders.templates_folder())]

    @contextmanager
    def worker(self) -> Iterator[Server]:
        """A process in which planner works several times."""
        server = Server(self.python, self.environment)
        try:
            server.take(folders.templates_folder())
            yield server
        finally:
            server.end()


def environment_for(soffice: Path, offices: Path) -> dict[str, str]:
    """What a Python needs to find planner, xlwings with its engine for LibreOffice, and the tests."""
    places = [HERE / "site", ROOT, *(Path(entry) for entry in sys.path if entry.endswith("site-packages"))]
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "PYTHONPATH": os.pathsep.join(map(str, places)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PLANNER_TEST_SOFFICE": str(soffice),
        "PLANNER_TEST_OFFICES": str(offices),
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value
