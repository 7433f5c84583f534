"""What feeds call a chip, in planner's words: its memory where two are sold, PCIe where it is not SXM."""

from __future__ import annotations

import re

_VENDOR = re.compile(r"^(?:nvidia|amd|tesla|instinct|google|intel)[\s_-]+", re.IGNORECASE)
_PARTS = re.compile(r"[\s_/-]+")
_SXM = re.compile(r"sxm[0-9]?|hbm[0-9]?e?|nvlink", re.IGNORECASE)
_MEMORY = re.compile(r"([0-9]{2,3})\s?gi?b?", re.IGNORECASE)

TWO_MEMORIES = {"A100": (40, 80), "A800": (40, 80)}
"""Chips that are sold with either, and the one that a bare name means."""


def chip(name: str, memory_gb: float | None = None, instance: str = "") -> str:
    """A chip as planner calls it: `A100-80GB-SXM` is `A100 80GB`, `H100-PCIe` is `H100 PCIe`.

    Args:
        memory_gb: of one GPU, where the feed has it in a cell of its own.
        instance: what the server is called, which may say more than the chip's cell.
    """
    parts = [part for part in _PARTS.split(_VENDOR.sub("", name.strip())) if part]
    head, rest = (parts[0].upper(), parts[1:]) if parts else ("", [])
    if head.endswith("NVL") and head != "NVL":
        head, rest = head.removesuffix("NVL"), ["NVL", *rest]
    pcie = any(part.casefold().startswith("pcie") for part in rest) or "pcie" in instance.casefold()
    memory = next((int(found[1]) for part in rest if (found := _MEMORY.fullmatch(part))), None)
    more = [
        part
        for part in rest
        if not (_SXM.fullmatch(part) or _MEMORY.fullmatch(part) or part.casefold().startswith("pcie"))
    ]
    words = [head, *(["PCIe"] if pcie and "NVL" not in more else []), *more]
    if head in TWO_MEMORIES:
        words.append(f"{_nearest(head, memory or memory_gb)}GB")
    return " ".join(words)


def _nearest(head: str, memory_gb: float | None) -> int:
    sold = TWO_MEMORIES[head]
    return sold[0] if memory_gb is None else min(sold, key=lambda one: abs(one - memory_gb))
