"""How the process of one command runs: it ends soon, has small arrays, and makes few circles of objects."""

from __future__ import annotations

import atexit
import gc
import os

NEW_OBJECTS = 500_000
"""As many more containers than before call for a look at which of them are garbage; a plan makes fewer."""

ONE_THREAD = "OPENBLAS_NUM_THREADS"
"""Threads of numpy's linear algebra would start with it and wait for work that never comes."""


def prepare() -> None:
    """Spare this process what only a long one, or one with large matrices, gains from.

    For the program alone: a process that also does other things keeps its own habits.
    """
    os.environ.setdefault(ONE_THREAD, "1")
    gc.set_threshold(NEW_OBJECTS)
    atexit.register(gc.freeze)  # the end of the process frees all of it at once
