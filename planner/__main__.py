"""The program: `planner`, and `python -m planner`."""

from planner.process import prepare


def run() -> None:
    """One command in a process of its own, set up before anything large is imported."""
    prepare()
    from planner.cli import main

    main()


if __name__ == "__main__":  # a process of the pool imports this module where it cannot be forked
    run()
