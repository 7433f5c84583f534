"""What other programs do to a plan when they save it, at XML level. Nothing here uses planner."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree
from openpyxl.utils.cell import range_boundaries

from tests.surgery import BOOK, TYPES, Surgery, q, rels_of

ALONG = re.compile(r"(axis|calc)_(.+)_(low|base|high)")
SCENARIOS = 3


def drop_names(book: Surgery, gone: Callable[[str], bool] = lambda name: True) -> int:
    """Drop names of the whole workbook, as programs do that know none, or not all spellings; how many."""
    names = [element for element in book.tree(BOOK).iter(q("definedName")) if gone(element.get("name"))]
    for element in names:
        element.getparent().remove(element)
    if (left := book.tree(BOOK).find(q("definedNames"))) is not None and len(left) == 0:
        left.getparent().remove(left)
    return len(names)


def tables_become_names(book: Surgery) -> list[str]:
    """Drop all tables and leave a broken name for each, as Gnumeric does; their names."""
    names = []
    for part in book.sheets.values():
        for related in [one for one in book.relationships(part).values() if "/tables/" in one]:
            names.append(book.tree(related).get("displayName"))
            _remove_part(book, part, related)
            tree = book.tree(part)
            if (parts := tree.find(q("tableParts"))) is not None:
                tree.remove(parts)
    for name in names:
        add_name(book, name, "#NAME?")
    return names


def _remove_part(book: Surgery, owner: str, part: str) -> None:
    book.remove(part)
    for tree in (book.tree(TYPES), book.tree(rels_of(owner))):
        for entry in list(tree):
            said = entry.get("PartName", "") + entry.get("Target", "")
            if said.endswith(part.rpartition("/")[2]):
                tree.remove(entry)


def drop_drawings_and_rules(book: Surgery) -> None:
    """Drop charts, validations, conditional formats and print set-up of all sheets, as SheetJS does."""
    gone = {"drawing", "dataValidations", "conditionalFormatting", "pageSetup", "printOptions"}
    for part in book.sheets.values():
        tree = book.tree(part)
        for element in [one for one in tree if etree.QName(one).localname in gone]:
            tree.remove(element)


def rename_sheet(book: Surgery, old: str, new: str) -> None:
    """As a person renames it: whatever refers to it follows."""
    part = book.sheets[old]
    for sheet in book.tree(BOOK).iter(q("sheet")):
        if book.sheets[sheet.get("name")] == part:
            sheet.set("name", new)
            break
    reference = re.compile(rf"(?<![\w'])'?{re.escape(old)}'?!")
    for tree in (book.tree(BOOK), *map(book.tree, book.sheets.values())):
        for element in tree.iter(q("definedName"), q("f"), q("formula"), q("formula1"), q("formula2")):
            if element.text:
                element.text = reference.sub(f"'{new}'!", element.text)


def add_name(book: Surgery, name: str, text: str) -> None:
    """A defined name of the whole workbook."""
    names = book.tree(BOOK).find(q("definedNames"))
    etree.SubElement(names, q("definedName"), name=name).text = text


def make_older(book: Surgery) -> dict[str, str]:
    """Give names along an axis and of tables' columns the dot that they had before; new name -> old one."""
    texts = {
        text
        for cell in _cells(book, "chk_master")
        if isinstance(text := book.value(*cell), str) and "." in text and " " not in text
    }
    older = {f"chk_{text.replace('.', '_')}": f"chk_{text}" for text in texts}
    for name in book.names():
        found = ALONG.fullmatch(name)
        left, _, right, _ = range_boundaries(book.place(name)[1])
        if found and right - left + 1 != SCENARIOS:
            older[name] = f"{found[1]}_{found[2]}.{found[3]}"
    for element in book.tree(BOOK).iter(q("definedName")):
        element.set("name", older.get(element.get("name"), element.get("name")))
    for part in book.sheets.values():
        for link in book.tree(part).iter(q("hyperlink")):
            if link.get("location") in older:
                link.set("location", older[link.get("location")])
    return {new: old for new, old in older.items() if old in book.names()}


def _cells(book: Surgery, name: str) -> list[tuple[str, str]]:
    """All cells of the sheet that a name is on."""
    sheet = book.place(name)[0]
    return [(sheet, cell.get("r")) for cell in book.tree(book.sheets[sheet]).iter(q("c"))]


def links(book: Surgery, sheet: str) -> dict[str, str]:
    """Cell -> where its link leads, of the links of a sheet."""
    found = book.tree(book.sheets[sheet]).iter(q("hyperlink"))
    return {link.get("ref"): link.get("location") for link in found}
