"""A plan that carries what planner does not own: parts, pictures, comments, sheets and names of its owner."""

from __future__ import annotations

import struct
import zlib

from lxml import etree

from tests.surgery import BOOK, MAIN, OFFICE, Surgery, q

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600"
 o:spt="202" path="m,l,21600r21600,l21600,xe"/><v:shape id="_x0000_s1025" type="#_x0000_t202"
 style="position:absolute;visibility:hidden"><x:ClientData ObjectType="Note"><x:Row>5</x:Row>
 <x:Column>3</x:Column></x:ClientData></v:shape></xml>"""
SPARKLINES = f"""<extLst xmlns="{MAIN}"><ext xmlns:x14="{X14}" uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}">
<x14:sparklineGroups xmlns:xm="{XM}"><x14:sparklineGroup><x14:sparklines><x14:sparkline>
<xm:f>Training!C19:E19</xm:f><xm:sqref>H19</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>
</x14:sparklineGroups></ext></extLst>"""


def add_foreign_things(book: Surgery) -> None:
    """Add one of each."""
    _custom_parts(book)
    _comment(book)
    add_sparklines(book)
    _sheet_with_picture(book)
    names = book.tree(BOOK).find(q("definedNames"))
    etree.SubElement(names, q("definedName"), name="my_rent").text = "Mine!$B$2"
    book.members["xl/notes.bin"] = bytes(range(256)) * 9


def add_sparklines(book: Surgery) -> None:
    """Sparklines on a sheet of planner's; their ranges are elements `f` of another namespace."""
    book.tree(book.sheets["Training"]).append(etree.fromstring(SPARKLINES))


def _custom_parts(book: Surgery) -> None:
    kind = "application/vnd.openxmlformats-officedocument"
    properties = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    content = f'<Properties xmlns="{properties}"/>'
    book.add_part("docProps/custom.xml", content.encode(), f"{kind}.custom-properties+xml")
    book.relate("", "custom-properties", "docProps/custom.xml")
    book.add_part(
        "customXml/item1.xml", b"<board xmlns='urn:of-mine'><seat>7</seat></board>", "application/xml"
    )
    store = f"{OFFICE[:-14]}/customXml"
    content = f'<ds:datastoreItem xmlns:ds="{store}" ds:itemID="{{00000000-0000-0000-0000-000000000007}}"/>'
    book.add_part("customXml/itemProps1.xml", content.encode(), f"{kind}.customXmlProperties+xml")
    book.relate("customXml/item1.xml", "customXmlProps", "customXml/itemProps1.xml")
    book.relate(BOOK, "customXml", "customXml/item1.xml")


def _comment(book: Surgery) -> None:
    """A note on an input."""
    sheet, cell = book.line("parameters_b")
    part = book.sheets[sheet]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
    text = f'<comment ref="{cell}" authorId="0"><text><t>Ask the team again</t></text></comment>'
    content = f'<comments xmlns="{MAIN}"><authors><author>me</author></authors>'
    content += f"<commentList>{text}</commentList></comments>"
    book.add_part("xl/comments1.xml", content.encode(), kind)
    vml = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    book.add_part("xl/drawings/vmlDrawing1.vml", VML.encode(), vml)
    book.relate(part, "comments", "xl/comments1.xml")
    legacy = etree.Element(q("legacyDrawing"))
    legacy.set(f"{{{OFFICE}}}id", book.relate(part, "vmlDrawing", "xl/drawings/vmlDrawing1.vml"))
    book.tree(part).find(q("tableParts")).addprevious(legacy)


def _sheet_with_picture(book: Surgery) -> None:
    """A sheet of the owner's own: a picture, formulas that read planner's cells, a merged cell."""
    rent = "!".join(book.line("training_run_usd"))
    cells = {"A1": ("For the board", None), "B2": (1, f"{rent}*2"), "B3": (2, "SUM(roles[Headcount])")}
    extra = (
        f'<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells><drawing xmlns:r="{OFFICE}" r:id="PIC"/>'
    )
    part = book.add_sheet("Mine", cells, extra)
    book.add_part("xl/media/logo.png", png(), "image/png")
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    book.add_part("xl/drawings/logo.xml", _picture().encode(), kind)
    book.relate("xl/drawings/logo.xml", "image", "xl/media/logo.png")
    identifier = book.relate(part, "drawing", "xl/drawings/logo.xml")
    book.tree(part).find(q("drawing")).set(f"{{{OFFICE}}}id", identifier)


def _picture() -> str:
    place = "<xdr:col>{0}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{0}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    return (
        f'<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main" xmlns:r="{OFFICE}">'
        f"<xdr:twoCellAnchor><xdr:from>{place.format(4)}</xdr:from><xdr:to>{place.format(6)}</xdr:to>"
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Logo"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        '<xdr:blipFill><a:blip r:embed="rIdAdded1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/>'
        "</xdr:twoCellAnchor></xdr:wsDr>"
    )


def png() -> bytes:
    """A picture of one grey dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + chunk(b"IEND", b"")
    )
