"""Where everything of a plan stands, and the formulas that stand there."""
