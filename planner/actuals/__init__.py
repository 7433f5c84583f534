"""Months that have passed: what was paid and received, beside what was planned. docs/actuals.md."""
