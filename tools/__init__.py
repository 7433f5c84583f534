"""Commands for those who work on planner; not part of the package."""
