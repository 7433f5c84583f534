"""The use cases, one story a module: what a command or a Python caller asks planner to do."""
