"""Short plans: what a refresh leaves alone does not depend on how long a plan is."""

from __future__ import annotations

from tests.short import essay, plans, short_template

__all__ = ["essay", "plans", "short_template"]
