"""One running checker: started early, asked when the file is known, killed when it is late."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from planner.check.checkers.allowance import Allowance
from planner.check.checkers.base import (
    Cells,
    CheckerFailed,
    Evaluation,
    Typed,
    program,
    unpacked,
    values_of,
)
from planner.check.checkers.process import how_it_ended, kill, minimal_environment, start
from planner.check.checkers.registry import BY_NAME, CHAIN

WORKER = Path(__file__).with_name("worker.py")


class Session:
    """A context manager around one child process of a checker.

    Making one starts the child, which imports its engine while the caller does something else. A child that
    was killed or crashed is replaced at the next :meth:`evaluate`, which also raises what prevents a start.
    Where it was late once, it is not waited for again: a workbook that hangs it would do so every time.
    """

    def __init__(self, checker: str = CHAIN[0]) -> None:
        if checker not in BY_NAME:
            raise ValueError(f"unknown checker {checker!r}")
        self.checker, self._row = checker, BY_NAME[checker]
        self._process: subprocess.Popen[bytes] | None = None
        self._late: CheckerFailed | None = None
        self._others: dict[str, Session] = {}
        if self._row.kind == "engine":
            with contextlib.suppress(CheckerFailed):
                self._process = self._start()

    def other(self, checker: str) -> Session:
        """The session of a checker, which is this one or lives as long."""
        if checker == self.checker:
            return self
        if checker not in self._others:
            self._others[checker] = Session(checker)
        return self._others[checker]

    def open_ahead(self, path: Path | str, allowance: Allowance) -> bool:
        """Let the child open a workbook while the caller reads it; whether it does, and can be typed into."""
        if not self._row.typed_into or self._process is None or self._process.stdin is None:
            return False
        try:
            self._process.stdin.write(_line(path, allowance.seconds, allowance.memory))
            self._process.stdin.flush()
        except OSError:  # the child is gone, which the next request will find
            return False
        return True

    def evaluate(
        self,
        path: Path | str,
        cells: Cells,
        allowance: Allowance | None = None,
    ) -> Evaluation:
        """Calculate the workbook and give the value of every cell asked for, or raise CheckerFailed."""
        return self.begin(path, cells, allowance)()

    def begin(
        self,
        path: Path | str,
        cells: Cells,
        allowance: Allowance | None = None,
        typed: Typed | None = None,
    ) -> Callable[[], Evaluation]:
        """The same in two steps: what is returned waits for the values, or raises CheckerFailed.

        Args:
            allowance: all that the checker may ever take where it is left out.
            typed: values for cells of the workbook that was opened ahead.
        """
        allowed = allowance or Allowance(self._row.timeout_s)
        if self._late is not None:
            raise self._late
        if self._row.kind == "program":
            return partial(program(self._row).evaluate, Path(path), cells, allowed.seconds)
        more = {"typed": dict(typed)} if typed else {}
        places = {sheet: [*chain.from_iterable(some)] for sheet, some in cells.items()}
        request = _line(path, allowed.seconds, allowed.memory, cells=places, **more)
        return partial(self._evaluation, self._ask(request, allowed.seconds), cells)

    def _evaluation(self, answer: Callable[[], bytes], cells: Cells) -> Evaluation:
        line = answer()
        try:
            reply = json.loads(line)
            version, failed = str(reply["version"]), reply.get("failed")
            given = {sheet: unpacked(row) for sheet, row in reply.get("values", {}).items()}
            values = values_of(cells, given)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            self.close()
            raise CheckerFailed(self.checker, "gave an answer that makes no sense") from error
        if failed is not None:
            raise CheckerFailed(self.checker, f"cannot evaluate the file: {failed}")
        return Evaluation(self.checker, version, MappingProxyType(values))

    def close(self) -> None:
        """End the child. It holds nothing worth keeping, so it is killed."""
        if self._process is not None:
            kill(self._process)
            self._process = None
        for other in self._others.values():
            other.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        site = _site_directory(self._row.package)
        if site is None:
            raise CheckerFailed(self.checker, "is not installed")
        engine = (self._row.module, self._row.package, str(site))
        command = (sys.executable, "-I", "-S", "-X", "utf8", str(WORKER), *engine)
        try:
            return start(command, minimal_environment(), talk=True)
        except OSError as error:
            raise CheckerFailed(self.checker, f"cannot be started: {error.strerror}") from error

    def _ask(self, request: bytes, limit_s: float) -> Callable[[], bytes]:
        """One line there, one line back; in a thread, as Windows cannot wait for a pipe with a time limit."""
        process = self._process = self._process or self._start()
        answer: list[bytes] = []
        exchange = threading.Thread(target=_exchange, args=(process, request, answer), daemon=True)
        try:
            exchange.start()
        except RuntimeError as error:  # no memory, or no process number, for a thread
            raise CheckerFailed(self.checker, f"cannot be asked: {error}") from error
        end = time.monotonic() + limit_s
        return lambda: self._answer(process, exchange, answer, limit_s, end)

    def _answer(
        self,
        process: subprocess.Popen[bytes],
        exchange: threading.Thread,
        answer: list[bytes],
        limit_s: float,
        end: float,
    ) -> bytes:
        """What came back before the end; a child that gave nothing is killed."""
        try:
            exchange.join(max(end - time.monotonic(), 0))
            if exchange.is_alive():
                self._late = CheckerFailed(self.checker, f"timed out after {limit_s:.3g} s")
                raise self._late
            if not answer:
                raise CheckerFailed(self.checker, how_it_ended(process))
        except BaseException:
            self._process = None
            kill(process)
            raise
        return answer[0]


def _line(path: Path | str, limit_s: float, memory: int, **more: object) -> bytes:
    """A request."""
    request = {"path": str(Path(path).absolute()), "limit_s": limit_s, "memory": memory, **more}
    return json.dumps(request).encode("ascii") + b"\n"


def _exchange(process: subprocess.Popen[bytes], request: bytes, answer: list[bytes]) -> None:
    """Leaves `answer` empty when the child ends instead of answering."""
    with contextlib.suppress(OSError, ValueError):  # a pipe that broke, or that the killer closed
        if process.stdin and process.stdout:
            process.stdin.write(request)
            process.stdin.flush()
            line = process.stdout.readline()
            if line.endswith(b"\n"):
                answer.append(line)


def _site_directory(package: str) -> Path | None:
    """The directory that holds the package, found without importing it."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent.parent if spec is not None and spec.origin else None
