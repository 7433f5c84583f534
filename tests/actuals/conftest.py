"""Short plans: what is read into a plan does not depend on how long it is."""

from __future__ import annotations

from tests.short import essay, plans, short_template

__all__ = ["essay", "plans", "short_template"]
