"""The document's properties as a copy has them: a title, and the program that made it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.handover.parts import of_kinds
from planner.xlsx.package import Package
from planner.xlsx.relations import read_index
from planner.xlsx.xml import escape_markup

CORE, EXTENDED = "core-properties", "extended-properties"
TITLE = "coreProperties/title"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CORE_CONTENT = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title><dc:creator></dc:creator>'
    b"<cp:lastModifiedBy></cp:lastModifiedBy></cp:coreProperties>"
)
"""Author and editor are there, and empty: where they are missing, some programs put in their own names."""

EXTENDED_CONTENT = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>planner</Application></Properties>"
)
STRICT = b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties"
STRICT_CONTENT = b'<Properties xmlns="%s"><Application>planner</Application></Properties>' % STRICT
NAMES = {
    "creator": "the author",
    "lastModifiedBy": "who changed it last",
    "Company": "the company",
    "Manager": "the manager",
    "HyperlinkBase": "paths",
    "Template": "paths",
    "TitlesOfParts": "the list of parts",
    "description": "the description",
    "keywords": "keywords",
    "subject": "the subject",
    "category": "the category",
    "contentStatus": "the status",
    "created": "dates of creation and change",
    "modified": "dates of creation and change",
    "lastPrinted": "dates of creation and change",
    "revision": "ids of revisions",
    "TotalTime": "the time spent on it",
}
"""Property -> what goes with it, in words."""

OURS = {"planner"}
"""What planner writes into a new workbook; nobody would call that a name."""


def properties(package: Package) -> tuple[dict[str, bytes], list[str]]:
    """The parts of the properties as the copy has them, and what they lose, in words."""
    changed, lost = {}, dict[str, None]()
    for part, kind in of_kinds(package, (CORE, EXTENDED)).items():
        texts = dict(_texts(package, part))
        lost |= dict.fromkeys(
            NAMES[name] for name, text in texts.items() if name in NAMES and text not in OURS
        )
        if kind == CORE:
            changed[part] = HEAD + CORE_CONTENT % escape_markup(texts.get("title", ""))
        else:
            changed[part] = HEAD + (STRICT_CONTENT if STRICT in package.read(part) else EXTENDED_CONTENT)
    return changed, list(lost)


def _texts(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Each property that says something."""
    for element in read_index(package.archive, part, package.file):
        names = element.path.replace("!", "").split("/")
        text = element.text.strip()
        if len(names) == 2 and (text or names[1] == "TitlesOfParts"):
            yield names[1], text
