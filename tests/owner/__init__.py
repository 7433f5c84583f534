"""Whose plan it is: what its owner says of it, on the cover, in headings and on printed pages."""
