"""A user's workbook: finding planner's cells in it, reading them, typing into them."""
