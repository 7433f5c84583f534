"""Plans of six months, of which every cell of a tree can be looked up in a moment."""

from __future__ import annotations

from tests.short import essay, plans, short_template

__all__ = ["essay", "plans", "short_template"]
