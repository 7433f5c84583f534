"""The public face of planner under the name that callers know: `from planner import plan`."""

from planner import __all__, __dir__, __getattr__  # noqa: F401 - with these it is the same face
