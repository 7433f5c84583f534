"""What a plan consists of: the rows, tables, presets and words of templates/. A stranger to the engine."""
