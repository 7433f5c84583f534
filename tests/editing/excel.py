"""A stand-in for Excel, as there is none: what it does to a file when rows, columns and sheets are edited.

References are found with openpyxl's tokenizer, so that nothing here rests on planner's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import (
    column_index_from_string,
    coordinate_from_string,
    get_column_letter,
    range_boundaries,
)

from tests.surgery import BOOK, Surgery, q

CELLS = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]+)(?::(\$?)([A-Z]{1,3})(\$?)([0-9]+))?")
WHOLE_ROWS = re.compile(r"\$?([0-9]+):\$?([0-9]+)")
GONE = "#REF!"


@dataclass(frozen=True, slots=True)
class Shift:
    """Rows or columns of one sheet that come in (`by` > 0) or go (`by` < 0) at a number."""

    sheet: str
    axis: str  # row or column
    at: int
    by: int

    def one(self, number: int) -> int | None:
        """Where a row or column stands afterwards; None when it is gone."""
        if number < self.at:
            return number
        return None if number < self.at - self.by else number + self.by

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """The same for a range, which loses the part that is gone."""
        if self.by < 0 and first >= self.at and last < self.at - self.by:
            return None
        new_first = self.one(first) if self.one(first) is not None else self.at
        new_last = self.one(last) if self.one(last) is not None else self.at - 1
        return (new_first, new_last) if new_first is not None and new_last is not None else None

    def cells(self, reference: str) -> str:
        """`C6:E6` afterwards, with its dollar signs."""
        match = CELLS.fullmatch(reference)
        if match is None:
            return self._rows(reference)
        marks, single = match.groups(""), not match[6]
        letters, digits = [marks[1], marks[5] or marks[1]], [marks[3], marks[7] or marks[3]]
        columns = column_index_from_string(letters[0]), column_index_from_string(letters[1])
        rows = int(digits[0]), int(digits[1])
        moved = self.span(*(rows if self.axis == "row" else columns))
        if moved is None:
            return GONE
        rows, columns = (moved, columns) if self.axis == "row" else (rows, moved)
        first = f"{marks[0]}{get_column_letter(columns[0])}{marks[2]}{rows[0]}"
        return first if single else f"{first}:{marks[4]}{get_column_letter(columns[1])}{marks[6]}{rows[1]}"

    def _rows(self, reference: str) -> str:
        match = WHOLE_ROWS.fullmatch(reference)
        moved = self.span(int(match[1]), int(match[2])) if match and self.axis == "row" else None
        return reference if moved is None else f"${moved[0]}:${moved[1]}"

    def formula(self, text: str, home: str) -> str:
        """A formula that stands on the sheet `home`, afterwards."""
        if home != self.sheet and self.sheet.replace("'", "''") not in text:
            return text
        tokens = Tokenizer(f"={text}")
        for token in tokens.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE and "[" not in token.value:
                before, mark, cells = token.value.rpartition("!")
                sheet = before.strip("'").replace("''", "'") if mark else home
                if sheet == self.sheet:
                    token.value = f"{before}{mark}{self.cells(cells)}"
        return tokens.render()[1:]


def insert_rows(book: Surgery, sheet: str, before: int, count: int = 1) -> None:
    """Insert whole rows above a row."""
    _apply(book, Shift(sheet, "row", before, count))


def delete_rows(book: Surgery, sheet: str, first: int, count: int = 1) -> None:
    """Delete whole rows."""
    _apply(book, Shift(sheet, "row", first, -count))


def insert_columns(book: Surgery, sheet: str, before: str, count: int = 1) -> None:
    """Insert whole columns left of a column."""
    _apply(book, Shift(sheet, "column", column_index_from_string(before), count))


def delete_columns(book: Surgery, sheet: str, first: str, count: int = 1) -> None:
    """Delete whole columns."""
    _apply(book, Shift(sheet, "column", column_index_from_string(first), -count))


def _apply(book: Surgery, shift: Shift) -> None:
    tree = book.tree(book.sheets[shift.sheet])
    _move_cells(tree, shift)
    for tag in ("dataValidation", "conditionalFormatting", "mergeCell", "hyperlink", "dimension"):
        for element in list(tree.iter(q(tag))):
            name = "sqref" if "sqref" in element.attrib else "ref"
            areas = [shift.cells(one) for one in element.get(name).split()]
            if left := [one for one in areas if one != GONE]:
                element.set(name, " ".join(left))
            else:
                element.getparent().remove(element)
    for sheet, part in book.sheets.items():
        for element in book.tree(part).iter(q("f"), q("formula"), q("formula1"), q("formula2")):
            listed = element.tag != q("f") and (element.text or "").startswith('"')
            if element.text and not listed:
                element.text = shift.formula(element.text, sheet)
            if sheet == shift.sheet and element.get("ref"):
                element.set("ref", shift.cells(element.get("ref")))
    for name in book.tree(BOOK).iter(q("definedName")):
        name.text = shift.formula(name.text, "")
    for part in book.relationships(book.sheets[shift.sheet]).values():
        if "/tables/" in part:
            _move_table(book, book.tree(part), shift)


def _move_table(book: Surgery, table: etree._Element, shift: Shift) -> None:
    """A table's range; columns that come in between get a name, those that go take theirs along."""
    first, _, last, _ = range_boundaries(table.get("ref"))
    for element in table.iter(q("table"), q("autoFilter")):
        element.set("ref", shift.cells(element.get("ref")))
    if shift.axis == "row":
        return
    columns = table.find(q("tableColumns"))
    moved = {
        shift.one(number): column for number, column in zip(range(first, last + 1), columns, strict=True)
    }
    left, top, right, _ = range_boundaries(table.get("ref"))
    kept = []
    for number in range(left, right + 1):
        if number not in moved:
            name = f"Column{number}"
            identifier = str(1000 + number)
            moved[number] = columns.makeelement(q("tableColumn"), id=identifier, name=name)
            book.put(shift.sheet, f"{get_column_letter(number)}{top}", name)
        kept.append(moved[number])
    columns[:] = kept
    columns.set("count", str(len(kept)))


def _move_cells(tree: etree._Element, shift: Shift) -> None:
    for row in list(tree.iter(q("row"))):
        number = int(row.get("r"))
        moved = shift.one(number) if shift.axis == "row" else number
        if moved is None:
            row.getparent().remove(row)
            continue
        row.set("r", str(moved))
        row.attrib.pop("spans", None)
        for cell in list(row):
            letters, _ = coordinate_from_string(cell.get("r"))
            column: int | None = column_index_from_string(letters)
            column = shift.one(column_index_from_string(letters)) if shift.axis == "column" else column
            if column is None:
                row.remove(cell)
            else:
                cell.set("r", f"{get_column_letter(column)}{moved}")


def copy_sheet(book: Surgery, name: str, copy: str) -> None:
    """Copy a sheet to the end: names that point into it are copied with the scope of the copy alone."""
    part = book.add_sheet(copy, {})
    book.put_tree(part, deepcopy(book.tree(book.sheets[name])))
    listed = book.tree(BOOK).find(q("sheets"))
    for defined in list(book.tree(BOOK).iter(q("definedName"))):
        sheet, _, cells = defined.text.rpartition("!")
        if sheet.strip("'") == name and defined.get("localSheetId") is None:
            local = deepcopy(defined)
            local.set("localSheetId", str(len(listed) - 1))
            local.text = f"'{copy}'!{cells}"
            defined.addnext(local)
    tables = book.tree(part).find(q("tableParts"))
    if tables is not None:
        tables.getparent().remove(tables)


def resave(book: Surgery) -> None:
    """Spell everything as Excel does when it saves: spans, a calculation chain, shared formulas."""
    chain = etree.Element(q("calcChain"), nsmap={None: q("")[1:-1]})
    for number, (sheet, part) in enumerate(book.sheets.items(), start=1):
        index = 0
        for row in book.tree(part).iter(q("row")):
            if len(row):
                columns = [column_index_from_string(coordinate_from_string(cell.get("r"))[0]) for cell in row]
                row.set("spans", f"{min(columns)}:{max(columns)}")
            for group in _groups(row):
                _share(group, index)
                index += 1
            for cell in row:
                if cell.find(q("f")) is not None:
                    etree.SubElement(chain, q("c"), r=cell.get("r"), i=str(number), l="1")
        assert sheet
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    book.add_part("xl/calcChain.xml", etree.tostring(chain), kind)
    book.relate(BOOK, "calcChain", "xl/calcChain.xml")


def _groups(row: etree._Element) -> Iterator[list[etree._Element]]:
    """Neighbouring cells whose formulas are one formula filled to the right."""
    group: list[etree._Element] = []
    for cell in row:
        formula = cell.find(q("f"))
        plain = formula is not None and formula.text and not formula.attrib
        if plain and group and _filled(group[0], cell):
            group.append(cell)
            continue
        if len(group) > 1:
            yield group
        group = [cell] if plain and "[" not in formula.text else []
    if len(group) > 1:
        yield group


def _filled(first: etree._Element, cell: etree._Element) -> bool:
    texts = [one.find(q("f")).text for one in (first, cell)]
    return Translator(f"={texts[0]}", first.get("r")).translate_formula(cell.get("r")) == f"={texts[1]}"


def _share(group: list[etree._Element], index: int) -> None:
    for cell in group:
        formula = cell.find(q("f"))
        formula.set("t", "shared")
        formula.set("si", str(index))
        if cell is group[0]:
            formula.set("ref", f"{group[0].get('r')}:{group[-1].get('r')}")
        else:
            formula.text = None
