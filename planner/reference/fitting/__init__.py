"""Fits of published measurements, and what they come to where some rows have no part in them."""
