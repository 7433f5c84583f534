"""One use case over many files, on all cores: outcomes in order, and no file harms another."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Item = TypeVar("Item")
Result = TypeVar("Result")

FEW = 2
"""As many items are done here, one by one: starting processes would take longer than they save."""

MOST_PROCESSES = 8
"""Each has a checker beside it, so that more of them crowd the memory of a small machine."""


def once(paths: Iterable[str]) -> list[str]:
    """Each file once, however often and by whatever names it was given."""
    files: dict[str, str] = {}
    for given in paths:
        for path in expanded(given):
            files.setdefault(os.path.realpath(path), path)
    return list(files.values())


def expanded(given: str) -> list[str]:
    """The files that a pattern such as `*.xlsx` names, where the shell leaves it as it is, as on Windows."""
    from glob import glob, has_magic

    if not has_magic(given) or os.path.lexists(given):
        return [given]
    found = sorted(glob(given))  # noqa: PTH207 - a pattern with its folder, as a shell takes it
    return [path for path in found if not PurePath(path).name.startswith("~$")] or [given]


def without_kept(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """The files without the versions that planner keeps of some of them, and those: `*.xlsx` names both."""
    real = {path: PurePath(os.path.realpath(path)) for path in paths}
    kept = {f"{path.parent / path.stem}.bak{path.suffix}" for path in real.values()}
    plans = [path for path, place in real.items() if str(place) not in kept]
    return plans, [path for path in real if path not in plans]


def outcomes(work: Callable[[Item], Result], items: Sequence[Item]) -> Generator[Callable[[], Result]]:
    """For each item in turn what, when called, gives the result or raises what went wrong.

    An item whose process is killed fails alone. To stop, close the iterator: what is at work is finished,
    what has not begun is left.
    """
    if len(items) <= FEW:
        yield from (partial(work, item) for item in items)
        return
    from concurrent.futures.process import BrokenProcessPool

    pool = pool_of(min(len(items), processes()))
    try:
        futures = deque(pool.submit(_interruptible, work, item) for item in items)
        for item in items:
            future = futures.popleft()  # which lets go of its result
            if isinstance(future.exception(), BrokenProcessPool):  # the fault of this item, or of another
                yield partial(_alone, work, item)
            else:
                yield future.result
    finally:
        pool.shutdown(cancel_futures=True)


def processes() -> int:
    """As many as there are cores for this process."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_PROCESSES)


def pool_of(size: int) -> ProcessPoolExecutor:
    """Processes that wait for work, undisturbed by Ctrl-C."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(size, context, _start)


def _alone(work: Callable[[Item], Result], item: Item) -> Result:
    """Once more, in a process that nothing else depends on."""
    from concurrent.futures.process import BrokenProcessPool

    with pool_of(1) as pool:
        try:
            return pool.submit(_interruptible, work, item).result()
        except BrokenProcessPool:
            raise ChildProcessError("its process was killed, perhaps because memory ran out") from None


def _start() -> None:
    """In a new process: wait for work undisturbed, and end with the process that gives it."""
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _interruptible(work: Callable[[Item], Result], item: Item) -> Result:
    """Ctrl-C, which a terminal sends to every process, ends the work on a file, which then cleans up."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return work(item)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
