"""Plans of six months for what commands do with files; what the pages show is asked of whole ones."""

from __future__ import annotations

from tests.cli.two_plans import folder, pair
from tests.short import essay, plans, short_template, whole

__all__ = ["essay", "folder", "pair", "plans", "short_template", "whole"]
