"""Months that have passed: files read into plans, and the reforecast computed twice."""
