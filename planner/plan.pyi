from planner import *  # noqa: F403
