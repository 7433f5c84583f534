"""How long an axis is, said in texts and bounds of a template: `{length of month}` is sixty months.

So the template says it once, beside the positions of the axis, and a language says it once too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from planner.template.errors import require
from planner.template.sheets import Axis

SAID = re.compile(r"\{(length|count) of ([^{}]+)\}")


def filled(raw: Any, axes: Mapping[str, Axis]) -> Any:
    """What a file holds, with every length said; `"{count of month}"` alone becomes the number 60."""
    if isinstance(raw, str):
        return _said(raw, axes) if " of " in raw and SAID.search(raw) else raw
    if isinstance(raw, list):
        return [filled(item, axes) for item in raw]
    if isinstance(raw, dict):
        return {_said(key, axes): filled(value, axes) for key, value in raw.items()}
    return raw


def _said(text: str, axes: Mapping[str, Axis]) -> Any:
    whole = SAID.fullmatch(text)
    if whole and whole[1] == "count":
        return len(_axis(whole[2], text, axes).values)
    return SAID.sub(lambda found: _words(found, axes), text)


def _words(found: re.Match[str], axes: Mapping[str, Axis]) -> str:
    axis = _axis(found[2], found.string, axes)
    if found[1] == "count":
        return str(len(axis.values))
    require(bool(axis.length), f"{found.string!r}: the axis {axis.key} has no length in words")
    return axis.length if found.start() else axis.length[:1].upper() + axis.length[1:]


def _axis(key: str, text: str, axes: Mapping[str, Axis]) -> Axis:
    require(key in axes, f"{text!r}: there is no axis {key!r}")
    return axes[key]
