"""The lines of `docs/model.md`, in a registry of their own."""

from __future__ import annotations

from planner.model.lines import Lines

CHAIN = Lines()
line = CHAIN.line
