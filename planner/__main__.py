"""The program: ``planner``, or ``python -m planner``."""

import gc
import os
import sys

COLLECT_EVERY = 100_000
"""New objects between two searches for reference cycles. Python's own 700 fit programs that run for longer:
importing modules sets off dozens of searches that find nothing, a tenth of a refresh in all."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(COLLECT_EVERY)
    from planner.cli import main as command_line

    try:
        command_line()
    finally:
        _give_up_unwritten()
        gc.freeze()  # what is left goes with the process; Python need not search it on the way out


def _give_up_unwritten() -> None:
    """Output that a full disk has refused was reported; Python would try once more and change the status."""
    stream = sys.__stdout__
    if stream is None:  # closed by the caller
        return
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    main()
