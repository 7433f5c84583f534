"""Which model serves which product in which month, and sums over either. docs/model.md, section 7."""

from __future__ import annotations

import numpy as np

from planner.model.chain.tables import MODELS
from planner.units import (
    Num,
)


def serves(product_model_row: Num) -> Num:
    """1 where a model serves a product in a month. Models x products x months; draws in front."""
    number = np.arange(1.0, MODELS + 1)[:, None, None]
    flags: Num = (np.asarray(product_model_row)[..., None, :, :] == number) * 1.0
    return flags


def by_model(of_products: Num, serving: Num) -> Num:
    """The sum over the products that each model serves. Models x months."""
    summed: Num = np.add.reduce(of_products[..., None, :, :] * serving, axis=-2)  # type: ignore[index]
    return summed


def of_model(of_models: Num, serving: Num) -> Num:
    """What holds for the model that serves each product, 0 for none. Products x months."""
    picked: Num = np.add.reduce(of_models[..., :, None, :] * serving, axis=-3)  # type: ignore[index]
    return picked
