"""The program: `planner`, and `python -m planner`."""

from planner.cli import main
from planner.process import prepare


def run() -> None:
    """One command in a process of its own."""
    prepare()
    main()


if __name__ == "__main__":  # a process of the pool imports this module where it cannot be forked
    run()
