"""The way from a number of a plan back to its inputs: as a tree, and as a page for a browser."""
