"""Mutations of workbooks, from single bits to defined names. Each changes the book that it is given."""

from __future__ import annotations

from fuzz.book import Mutation
from fuzz.mutate import cells, members, names, packed, xml

MUTATIONS: dict[str, Mutation] = {
    f"{module.__name__.rpartition('.')[2]}.{mutation.__name__}": mutation
    for module in (packed, members, xml, cells, names)
    for mutation in module.MUTATIONS
}

WEIGHTS = {"packed": 2, "members": 3, "xml": 6, "cells": 6, "names": 5}
"""How often a kind is chosen; what lies deepest in the reading is tried most."""


def weight(name: str) -> int:
    """The weight of a mutation, shared by all of its kind."""
    kind = name.partition(".")[0]
    return max(1, 60 * WEIGHTS[kind] // sum(other.startswith(f"{kind}.") for other in MUTATIONS))
