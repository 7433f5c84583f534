"""Any edits of any sheet: the edited cells hold what they should, every other byte is where it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.xlsx.a1 import Position, cell_name, parse_cell
from planner.xlsx.patch import Edit, patch_sheet

PREFIXES = ("", "x:")


@dataclass(frozen=True)
class Drawn:
    """A sheet, and what stood at each of its cells."""

    xml: str
    prefix: str
    cells: dict[Position, str]


CONTENTS = [
    "/>",
    "><{p}v>1.5</{p}v></{p}c>",
    ' s="3" t="s"><{p}v>0</{p}v></{p}c>',
    ' s="3" ><{p}f>SUM(Z1:Z2)</{p}f><{p}v>2</{p}v></{p}c>',
    ' t="str"><{p}f>"a"&amp;"b>"</{p}f><{p}v>ab</{p}v></{p}c\n>',
    ' t="inlineStr"><{p}is><{p}t>&lt;c r="A1"/&gt;</{p}t></{p}is></{p}c>',
    " odd='>' vm=\"1\"><{p}v>7</{p}v></{p}c>",
]


@st.composite
def sheets(draw: st.DrawFn) -> Drawn:
    p = draw(st.sampled_from(PREFIXES))
    gap = draw(st.sampled_from(["", "\n  ", "<!-- <c r='B2'/> -->"]))
    cells: dict[Position, str] = {}
    rows = []
    row = 0
    for _ in range(draw(st.integers(0, 5))):
        step = draw(st.integers(1, 2))
        row += step
        named = step > 1 or draw(st.booleans())
        spans = draw(st.sampled_from(["", ' spans="1:3"', ' ht="20"']))
        column, content = 0, ""
        for _ in range(draw(st.integers(0, 4))):
            apart = draw(st.integers(1, 2))
            column += apart
            address = f' r="{cell_name(row, column)}"' if apart > 1 or draw(st.booleans()) else ""
            cells[row, column] = f"<{p}c{address}" + draw(st.sampled_from(CONTENTS)).replace("{p}", p)
            content += cells[row, column] + gap
        opening = f"<{p}row" + (f' r="{row}"' if named else "") + spans
        rows.append(f"{opening}>{content}</{p}row>" if content or draw(st.booleans()) else f"{opening}/>")
    data = f"<{p}sheetData>{gap}{gap.join(rows)}</{p}sheetData>" if rows else f"<{p}sheetData/>"
    name = f"xmlns:{p[:-1]}" if p else "xmlns"
    dimension = draw(st.sampled_from(["", f'<{p}dimension ref="A1:B2"/>']))
    xml = f'<{p}worksheet {name}="main">{dimension}{data}<{p}pageMargins left="0.7"/></{p}worksheet>'
    return Drawn(xml, p, cells)


POSITIONS = st.tuples(st.integers(1, 8), st.integers(1, 8))
VALUES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text("ab <&>\n", max_size=5),
    st.none(),
)
EDITS = st.dictionaries(
    POSITIONS,
    st.builds(Edit, VALUES, st.sampled_from(["keep", "drop"]), st.sampled_from([None, 5]), st.none()),
    max_size=8,
)


def without(xml: str, sheet: Drawn, edits: dict[Position, Edit]) -> str:
    """The patched sheet with its new cells and rows taken out again and its old cells put back."""
    p = re.escape(sheet.prefix)
    inside = rf"(?:[^<]|<(?!/{p}c\b))*"
    attributes = r"""(?:\s+\w+=(?:"[^"]*"|'[^']*'))*\s*"""
    cell = rf"<{p}c{attributes}(?:/>|>{inside}</{p}c\s*>)"
    for position in sorted(edits):
        if position not in sheet.cells:
            new = rf'<{p}c r="{cell_name(*position)}"(?: s="5")?(?: t="\w+")?(?:/>|>{inside}</{p}c>)'
            xml = re.sub(new, "", xml, count=1)
    fresh = {row for row, _ in edits} - {row for row, _ in sheet.cells}
    for row in fresh:
        if f'row r="{row}"' not in sheet.xml:
            xml = xml.replace(f'<{sheet.prefix}row r="{row}"></{sheet.prefix}row>', "")
    olds = iter(sheet.cells[position] for position in sorted(sheet.cells))
    positions = iter(sorted(sheet.cells))

    def put_back(match: re.Match[str]) -> str:
        old, position = next(olds), next(positions)
        return old if position in edits else match[0]

    return re.sub(rf"<!--.*?-->|{cell}", lambda m: m[0] if m[0].startswith("<!--") else put_back(m), xml)


def plain(xml: str) -> str:
    """What an edit may change besides its cells, taken out: spans, dimension, a row that closed itself."""
    xml = re.sub(r' spans="[^"]*"|(?<=dimension) ref="[^"]*"', "", xml)
    return re.sub(r"<((?:x:)?(?:row|sheetData))([^<>]*)/>", r"<\1\2></\1>", xml)


@settings(max_examples=200, deadline=None)
@given(sheets(), EDITS)
def test_every_byte_outside_the_edited_cells_stays(sheet: Drawn, edits: dict[Position, Edit]) -> None:
    after = patch_sheet(sheet.xml.encode(), edits).decode()
    assert plain(without(after, sheet, edits)) == plain(sheet.xml)


@settings(max_examples=200, deadline=None)
@given(sheets(), EDITS)
def test_every_edited_cell_holds_what_it_should_in_its_place(
    sheet: Drawn, edits: dict[Position, Edit]
) -> None:
    after = ElementTree.fromstring(patch_sheet(sheet.xml.encode(), edits))
    found = positions_of(after)
    assert list(found) == sorted(found)
    for position, edit in edits.items():
        old = sheet.cells.get(position)
        if old is None and edit.value is None and edit.style is None:
            assert position not in found
            continue
        cell = found[position]
        keeps = old is not None and ":f>" in old.replace("<f>", ":f>") and edit.formula == "keep"
        assert (cell.find("{main}f") is not None) == keeps
        assert text_of(cell, keeps) == edit.value
        assert cell.get("vm") is None
        style = "3" if old is not None and ' s="3"' in old else None
        assert cell.get("s") == (style if edit.style is None else "5")


def positions_of(root: ElementTree.Element) -> dict[Position, ElementTree.Element]:
    """Every cell by where it is, addresses given or not."""
    found: dict[Position, ElementTree.Element] = {}
    row_number = 0
    for row in root.iterfind("{main}sheetData/{main}row"):
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in row.iterfind("{main}c"):
            given_position = parse_cell(cell.get("r", ""))
            column = given_position[1] if given_position else column + 1
            assert (row_number, column) not in found
            found[row_number, column] = cell
    return found


def text_of(cell: ElementTree.Element, formula: bool) -> object:
    """The value of a cell, read the long way."""
    value, inline = cell.find("{main}v"), cell.find("{main}is/{main}t")
    match cell.get("t"):
        case "inlineStr":
            assert inline is not None
            assert not formula
            return inline.text or ""
        case "str":
            assert value is not None
            assert formula
            return value.text or ""
        case "b":
            assert value is not None
            return value.text == "1"
        case None:
            return None if value is None else float(value.text or "")
    raise AssertionError(cell.get("t"))


def test_offsets_are_right_beyond_the_pieces_in_which_expat_reads() -> None:
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{cell_name(row, n)}"><v>{row * n}</v></c>' for n in range(1, 41))
        + "</row>"
        for row in range(1, 2501)
    )
    xml = f'<worksheet xmlns="main"><sheetData>{rows}</sheetData></worksheet>'
    assert len(xml) > 2 << 20
    edits = {(row, 1 + row % 40): Edit(-1) for row in range(3, 2500, 7)}
    after = patch_sheet(xml.encode(), edits).decode()
    for row, column in edits:
        name = cell_name(row, column)
        xml = xml.replace(f'<c r="{name}"><v>{row * column}</v></c>', f'<c r="{name}"><v>-1</v></c>')
    assert after == xml
