"""Fits of the predictors to published runs and benchmarks, and what checks them: docs/validation.md."""
