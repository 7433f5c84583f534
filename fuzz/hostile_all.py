"""All hostile files, by name."""

from __future__ import annotations

from fuzz import hostile_cells, hostile_formats, hostile_names, hostile_xml, hostile_zip
from fuzz.hostile import Hostile

MODULES = (hostile_formats, hostile_zip, hostile_xml, hostile_cells, hostile_names)


def hostile_files() -> dict[str, Hostile]:
    """Every hostile file by name."""
    return {one.name: one for module in MODULES for one in module.FILES}
