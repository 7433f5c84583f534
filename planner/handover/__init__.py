"""The package for investors: a copy without what is nobody's business, its evidence, and how to check it."""
