"""Takes out of a part's tags who made it and where: paths, names of users, ids of revisions, dead links."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from planner.xlsx.patch_xml import OUT, Change, spliced
from planner.xlsx.xml import Part, as_utf8

PATHS, USERS, REVISIONS = "paths", "names of users", "ids of revisions"
VIEWS, CUSTOM = "views of single users", "custom properties"

ELEMENTS = {
    "workbook/revisionPtr": REVISIONS,
    "workbook/customWorkbookViews": VIEWS,
    "worksheet/customSheetViews": VIEWS,
    "chartsheet/customSheetViews": VIEWS,
    "workbook/webPublishing": PATHS,
    "workbook/webPublishObjects": PATHS,
    "worksheet/webPublishItems": PATHS,
    "chartsheet/webPublishItems": PATHS,
    "worksheet/customProperties": CUSTOM,
    "worksheet/protectedRanges/protectedRange/securityDescriptor": USERS,
}
"""Elements that go, by their local names from the root -> what goes with them, in words."""

ATTRIBUTES = {
    ("fileSharing", "userName"): USERS,
    ("protectedRange", "securityDescriptor"): USERS,
    ("scenario", "user"): USERS,
    ("scenario", "comment"): USERS,  # Excel writes `Created by NAME on DATE`
    ("pivotCacheDefinition", "refreshedBy"): USERS,
}

ONLY_PATH = re.compile(
    rb"<(\w+):AlternateContent\b[^>]*>\s*<\1:Choice\b[^>]*>\s*<\w+:absPath\b[^>]*?"
    rb"(?:/>|>\s*</\w+:absPath>)\s*</\1:Choice>\s*</\1:AlternateContent>"
)
"""How Excel notes where it saved a workbook: as content for the versions that know what to do with it."""

HEADER = re.compile(rb"<((?:\w+:)?headerFooter)\b.*?</\1>", re.DOTALL)
CODE = re.compile(rb"&amp;(&amp;|Z)")
"""In a header or footer: two ampersands are a letter, Z is the path of the file."""

SIGNS = tuple(
    b"uid= absPath revisionPtr customWorkbookViews customSheetViews customProperties webPublish userName "
    b"securityDescriptor scenario refreshedBy".split()
)
"""What a part holds whose tags need a look; most sheets hold none of it."""


def cleaned(xml: bytes, part: Part, lost: Collection[str]) -> tuple[bytes, list[str]]:
    """The part without all that, and what it was, in words. A part that is no XML stays as it is.

    Args:
        lost: ids of relationships that are gone. The attribute of a page setup that names one goes, of
            everything else the element.
    """
    if not part.name.endswith(".xml"):
        return xml, []
    text, back = as_utf8(xml, part)
    found: dict[str, None] = {}
    placeless = ONLY_PATH.sub(b"", HEADER.sub(lambda match: CODE.sub(_without_path, match[0]), text))
    if placeless != text:
        found[PATHS] = None
        xml = back(placeless)
    if not lost and not any(sign in placeless for sign in SIGNS):
        return xml, list(found)

    def judge(path: str, attributes: Mapping[str, str]) -> Change:
        if what := PATHS if path.rpartition("/")[2] == "absPath" else ELEMENTS.get(path):
            found[what] = None
            return OUT
        return _attributes(path.rpartition("/")[2], attributes, lost, found)

    return spliced(xml, part, judge), list(found)


def _attributes(
    name: str, attributes: Mapping[str, str], lost: Collection[str], found: dict[str, None]
) -> Change:
    """What becomes of the attributes of an element; what goes with them is added to `found`."""
    changes: dict[str, str | None] = {}
    for attribute, value in attributes.items():
        prefix, _, local = attribute.rpartition(":")
        if prefix and local == "id" and value in lost:
            if name != "pageSetup":
                return OUT
            changes[attribute] = None
        elif prefix and local == "uid":
            found[REVISIONS] = changes[attribute] = None
        elif what := ATTRIBUTES.get((name, attribute)):
            found[what] = changes[attribute] = None
    return changes


def _without_path(code: re.Match[bytes]) -> bytes:
    return b"" if code[1] == b"Z" else code[0]
