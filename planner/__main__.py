"""`python -m planner`."""

from planner.cli import main

if __name__ == "__main__":  # a process of the pool imports this module where it cannot be forked
    main()
