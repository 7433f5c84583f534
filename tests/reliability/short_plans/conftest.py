"""Short plans: how files are read and written does not depend on how long one is. Limits are Linux's."""

from __future__ import annotations

import sys

from tests.short import essay, plans, short_template

__all__ = ["essay", "plans", "short_template"]

NEED_LINUX = ["test_fuzzer.py", "test_hostile_files.py", "test_nothing_runs.py"]
collect_ignore = [] if sys.platform == "linux" else NEED_LINUX
