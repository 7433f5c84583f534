"""Plans of six months: what a draw is does not depend on how long a plan is."""

from __future__ import annotations

from tests.short import essay, plans, short_template, whole

__all__ = ["essay", "plans", "short_template", "whole"]
