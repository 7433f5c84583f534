"""A workbook without its digital signature, which any change would break."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from planner.xlsx.indexes import OF_PACKAGE, TYPES, leads_to, part_name, unlisted
from planner.xlsx.package import SIGNATURES, Package, with_bytes
from planner.xlsx.patch import patch_package

ORIGIN = "digital-signature/origin"
"""End of the type of the relationship that leads to the signatures."""


def without_signature(package: Package) -> Package:
    """The workbook as it was before it was signed; the same one where it was not."""
    if not package.signed:
        return package
    gone = {name for name in package.names if name.lower().startswith(SIGNATURES)}
    indexes = {index: unlisted(package, index, _leads_there) for index in (TYPES, OF_PACKAGE)}
    parts: dict[str, bytes | None] = {**dict.fromkeys(gone), **indexes}
    out = BytesIO()
    patch_package(package, {}, out, extra_parts=parts)
    return with_bytes(package, out.getvalue())


def _leads_there(entry: Mapping[str, str]) -> bool:
    return part_name(entry).startswith(SIGNATURES) or leads_to(entry, ORIGIN)
