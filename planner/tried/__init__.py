"""Inputs tried at other values: what moves a result, and the value at which a condition is met.

The engine answers, for many points at once; the workbook's own formulas are asked about those that count.
"""
