"""Layers and width of attention of a published model; of usual proportions where nobody gives them."""

from __future__ import annotations

from planner.reference.flops import usual_shape
from planner.reference.serving import load_shapes

ALSO = {"Llama 3 8B": "Llama 3.1 8B", "Llama 3 70B": "Llama 3.3 70B", "Llama 3.1 70B": "Llama 3.3 70B"}
"""Models of the same shape as another of the table of shapes."""


def attention_shape(name: str, parameters_active_b: float) -> tuple[float, float]:
    """Layers, and heads x head size, of the model of that name.

    A model that is not in ``data/model_shapes.csv`` counts with usual proportions of its active parameters.
    """
    for of in load_shapes():
        if of.name == ALSO.get(name, name):
            return float(of.layers), float(of.attention)
    return usual_shape(parameters_active_b)
