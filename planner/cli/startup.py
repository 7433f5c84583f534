"""How the process of one command runs: it ends soon, has small arrays, and makes few circles of objects."""

from __future__ import annotations

import atexit
import gc
import os
import sys

NEW_OBJECTS = 2_000_000
"""As many more containers than before call for a look at which of them are garbage; a plan makes fewer."""

ONE_THREAD = "OPENBLAS_NUM_THREADS"
"""Threads of numpy's linear algebra would start with it and wait for work that never comes."""


def prepare() -> None:
    """Spare this process what only a long one, or one with large matrices, gains from.

    For the program alone: a process that also does other things keeps its own habits.
    """
    os.environ.setdefault(ONE_THREAD, "1")
    gc.set_threshold(NEW_OBJECTS)


class Ending:
    """Ends the process when all is done, and leaves freeing the memory to the system, which does it at once.

    Made before anything large is imported, as what is asked for first at the end of a process is done last:
    threads are waited for, and what others have asked for is done, as ever.
    """

    def __init__(self) -> None:
        self.status: int | None = None
        atexit.register(self._end)

    def with_status(self, code: object) -> None:
        """What the process ends with, where that is a number."""
        self.status = 0 if code is None else code if isinstance(code, int) else None

    def _end(self) -> None:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError, AttributeError):  # closed by its reader, or by nobody opened
            self.status = None
        if self.status is None:  # Python says what is to be said
            gc.freeze()
        else:
            os._exit(self.status & 0xFF if os.name == "posix" else self.status)  # as sys.exit has it
