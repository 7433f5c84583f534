"""Price feeds: samples made by hand, one format a file."""
