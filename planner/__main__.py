"""The program: `planner`, and `python -m planner`."""

import os
import signal

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


def _stop(*_: object) -> None:
    """Ctrl-C while nothing but imports has been done: there is nothing to clean up, and no traceback."""
    os.write(2, b"planner: stopped; nothing was begun\n")
    os._exit(INTERRUPTED)


def run() -> None:
    """One command in a process of its own, set up before anything large is imported."""
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # a shell's `&` has it ignored
    if heeded:
        signal.signal(signal.SIGINT, _stop)
    from planner.cli.startup import Ending, prepare

    prepare()
    ending = Ending()
    from planner.cli.main import main

    try:
        if heeded:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        main()
    except KeyboardInterrupt:  # outside of every command
        _stop()
    except SystemExit as end:
        ending.with_status(end.code)
        raise
    finally:
        if heeded:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the outcome is told; the process only ends


if __name__ == "__main__":  # a process of the pool imports this module where it cannot be forked
    run()
