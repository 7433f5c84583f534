"""planner: what a large language model costs to train and serve, computed twice."""

__version__ = "0.1.0"
