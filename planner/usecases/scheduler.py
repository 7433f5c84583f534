"""A Dask scheduler as one who computes draws: many machines, and the same numbers to the bit."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress

from planner.problems import PlanError, Problem

PATIENCE_S = 5
"""How long a scheduler may take to answer at all."""


@contextmanager
def executor_at(address: str) -> Iterator[Executor]:
    """Who computes draws at an address such as `tcp://host:8786`. Its workers need planner of this version.

    Raises:
        PlanError: there is none, it has no worker, or this machine lacks Dask.
    """
    try:
        from distributed import Client
    except ImportError:
        message, remedy = (
            "Dask is not installed",
            'Run `pip install "planner[dask]"`, or leave out --scheduler.',
        )
        raise PlanError(Problem(message, remedy)) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)  # what matters is told in one line
    try:
        client = Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        said = " ".join(str(error).split())
        message = f"no Dask scheduler answers at {address} ({said})"
        remedy = "Start one with `dask scheduler`, and workers with `dask worker`."
        raise PlanError(Problem(message, remedy)) from error
    try:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            message = f"the Dask scheduler at {address} has no worker"
            raise PlanError(Problem(message, f"Start one with `dask worker {address}`."))
        yield client.get_executor(pure=False)
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=PATIENCE_S)
