"""Tries to break planner: damaged and hostile workbooks, kills and faults of the machine, all by seed.

    python -m fuzz --cases 20000 --seed 4       mutated workbooks, each in a process of its own with limits
    python -m fuzz.report                       everything at once, written to docs/reliability.md

Needs POSIX (processes are forked). Nothing here is part of the package that users install.
"""
