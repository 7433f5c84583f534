"""The program: ``planner``, or ``python -m planner``."""

import gc

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
        gc.freeze()  # what is left goes with the process; Python need not search it on the way out


if __name__ == "__main__":
    main()
