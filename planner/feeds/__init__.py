"""Prices as others publish them: a file or an address in one of four formats; its quotes, or one problem."""
