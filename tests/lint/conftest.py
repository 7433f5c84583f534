"""Lint looks at plans of six months; `tests/whole` has what whole plans show."""

from __future__ import annotations

from tests.short import essay, plans, short_template

__all__ = ["essay", "plans", "short_template"]
