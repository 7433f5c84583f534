"""How charts look: their titles, letters, lines and frame."""

from __future__ import annotations

from typing import Any

from planner.layout.places import Place
from planner.writer import looks as styles
from planner.xlsx.a1 import column_letters, quote_sheet


def title(text: str, size: int, *, bold: bool = False) -> Any:
    """A title that says the same always."""
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import Paragraph, RegularTextRun

    run = RegularTextRun(rPr=letters(size, bold=bold), t=text)
    return Title(tx=Text(rich=RichText(p=[Paragraph(r=[run])])), overlay=False)


def linked_title(place: Place, text: str) -> Any:
    """A title that follows a cell; programs that cannot follow one show what stands there now."""
    from openpyxl.chart.data_source import StrData, StrRef, StrVal
    from openpyxl.chart.text import Text
    from openpyxl.chart.title import Title

    cache = StrData(ptCount=1, pt=[StrVal(idx=0, v=text)])
    sheet = quote_sheet(place.sheet)
    reference = f"{sheet}!${column_letters(place.column)}${place.row}"
    found = Title(tx=Text(strRef=StrRef(f=reference, strCache=cache)), overlay=False)
    found.txPr = text_properties(900)
    return found


def letters(size: int, *, bold: bool = False) -> Any:
    """Letters of a size in hundredths of a point."""
    from openpyxl.drawing.text import CharacterProperties, Font

    return CharacterProperties(sz=size, b=bold, solidFill=styles.INK, latin=Font(typeface=styles.FONT))


def text_properties(size: int) -> Any:
    """How a text that the program writes, such as a label of an axis, looks."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import Paragraph, ParagraphProperties

    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters(size)), endParaRPr=letters(size))])


def grid_lines() -> Any:
    """Thin and light."""
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    return GraphicalProperties(ln=LineProperties(solidFill="D5DBE3", w=6_000))


def frame() -> Any:
    """White, with a thin line around."""
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    return GraphicalProperties(solidFill=styles.WHITE, ln=LineProperties(solidFill=styles.RULE, w=6_000))
