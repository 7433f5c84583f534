"""Kills, faults and limits are those of Linux."""

from __future__ import annotations

import sys

NEED_LINUX = [
    "test_faults.py",
    "test_fuzzer.py",
    "test_hostile_files.py",
    "test_kills.py",
    "test_nothing_runs.py",
]
collect_ignore = [] if sys.platform == "linux" else NEED_LINUX
