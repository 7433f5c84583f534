"""Benchmarks that print ratios, measured in one run on one machine. See docs/benchmarks.md."""
