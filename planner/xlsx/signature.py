"""A workbook without its digital signature, which any change would break."""

from __future__ import annotations

from io import BytesIO

from planner.xlsx.package import SIGNATURES, Package, with_bytes
from planner.xlsx.patch import patch_package
from planner.xlsx.patch_book import children
from planner.xlsx.xml import as_utf8

ORIGIN = "/digital-signature/origin"
"""End of the type of the relationship that leads to the signatures."""


def without_signature(package: Package) -> Package:
    """The workbook as it was before it was signed; the same one where it was not."""
    if not package.signed:
        return package
    gone = {name for name in package.names if name.lower().startswith(SIGNATURES)}
    parts: dict[str, bytes | None] = dict.fromkeys(gone)
    for index in ("[Content_Types].xml", "_rels/.rels"):
        part = package.part(index)
        text, back = as_utf8(package.read(index), part)
        for span in reversed(children(text, part)):
            listed = span.attributes.get("PartName", "").lstrip("/").lower().startswith(SIGNATURES)
            if listed or span.attributes.get("Type", "").endswith(ORIGIN):
                text = text[: span.start] + text[span.end :]
        parts[index] = back(text)
    out = BytesIO()
    patch_package(package, {}, out, extra_parts=parts)
    return with_bytes(package, out.getvalue())
