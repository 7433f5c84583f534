"""Workbooks with one known error each, and clean twins: what lint finds, and what it invents."""
