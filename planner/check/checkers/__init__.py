"""Programs that evaluate a workbook's formulas without planner: the independent half of every check."""
