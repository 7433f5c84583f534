"""Plans of six months: what is asked here is what stands around the numbers."""

from tests.short import essay, plans, short_template

__all__ = ["essay", "plans", "short_template"]
