"""Kills and faults are those of Linux."""

from __future__ import annotations

import sys

NEED_LINUX = ["test_faults.py", "test_kills.py"]
collect_ignore = [] if sys.platform == "linux" else NEED_LINUX
