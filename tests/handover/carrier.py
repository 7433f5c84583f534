"""Plans that carry what nobody outside is to see, each thing with a word of its own to look for."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from tests.surgery import BOOK, MAIN, OFFICE, PACKAGE, Surgery, q

OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006"
MICROSOFT = "http://schemas.microsoft.com/office"
XR = f"{MICROSOFT}/spreadsheetml/2014/revision"
AC = f"{MICROSOFT}/spreadsheetml/2010/11/ac"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PERSON = f"{MICROSOFT}/2017/10/relationships/person"
THREADED = f"{MICROSOFT}/2017/10/relationships/threadedComment"
THREADS = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
GUID = "{00000000-0000-4000-8000-%012d}"
PRINTER = "printer".encode("utf-16-le")

VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600"
 o:spt="202" path="m,l,21600r21600,l21600,xe"/><v:shape id="_x0000_s1025" type="#_x0000_t202"
 alt="Planted-note-shape" style="visibility:hidden"><x:ClientData ObjectType="Note"><x:Row>0</x:Row>
 <x:Column>0</x:Column></x:ClientData></v:shape>{}</xml>"""
BUTTON = """<v:shape id="_x0000_s1026" type="#_x0000_t202" alt="a button"><v:textbox>Go<br></v:textbox>
 <x:ClientData ObjectType="Button"><x:Anchor>1,0,1,0,2,0,2,0</x:Anchor></x:ClientData></v:shape>"""

TAKEN_OUT = {
    "author": "Planted-author",
    "last author": "Planted-editor",
    "description": "Planted-description",
    "company": "Planted-company",
    "manager": "Planted-manager",
    "base of links": "Planted-base",
    "list of parts": "Planted-part-title",
    "custom property": "Planted-property",
    "custom XML": "Planted-board",
    "sheet property": "Planted-sheet-property",
    "thumbnail": "Planted-thumbnail",
    "path of the workbook": "Planted-folder",
    "path in a header": "&amp;Z&amp;F",
    "printer": "Planted-printer",
    "calculation chain": "QQ987654",
    "document id": GUID % 11,
    "revision id of a sheet": GUID % 12,
    "revision id of a table": GUID % 13,
    "log of revisions": "Planted-revision",
    "user of the log": "Planted-user-name",
    "reserved by": "Planted-reserved",
    "view of a user": "Planted-view",
    "view of a user on a sheet": GUID % 14,
    "user of a range": "S-1-5-21-1234",
    "user of a scenario": "Planted-scenario-user",
    "published to": "Planted-publish",
    "label": "Planted-label",
    "part that belongs to nothing": "Planted-leftover",
    "comment in the zip file": "Planted-zip-comment",
    "extra field of a member": "Planted-extra",
}
"""What is taken out of every copy -> the words by which it is found."""

TALK = {
    "author of a note": "Planted-note-author",
    "text of a note": "Planted-note-text",
    "shape of a note": "Planted-note-shape",
    "person": "Planted-person",
    "account": "planted@account",
    "text of a thread": "Planted-thread-text",
}
"""The same for comments, which go only when asked."""


def plant(path: Path, *, button: bool = False) -> None:
    """Put all of it into a plan."""
    with Surgery(path) as book:
        _properties(book)
        _workbook(book)
        _own_sheet(book)
        _planners_sheet(book)
        _parts(book)
        assert add_comments(book, button=button) == "rIdAdded3", "what the sheet calls it"
    _zip(path)


def _properties(book: Surgery) -> None:
    core = book.members["docProps/core.xml"].decode()
    core = core.replace("<dc:creator>planner<", "<dc:creator>Planted-author<")
    core = core.replace(
        'purl.org/dc/elements/1.1/">planner<', 'purl.org/dc/elements/1.1/">Planted-author<'
    ).replace("<cp:lastModifiedBy>planner<", "<cp:lastModifiedBy>Planted-editor<")
    more = '<dc:description xmlns:dc="http://purl.org/dc/elements/1.1/">Planted-description</dc:description>'
    book.members["docProps/core.xml"] = core.replace(
        "</cp:coreProperties>", f"{more}</cp:coreProperties>"
    ).encode()
    book.members["docProps/app.xml"] = (
        f'<Properties xmlns="{PROPERTIES}/extended-properties"><Application>Microsoft Excel</Application>'
        "<Manager>Planted-manager</Manager><Company>Planted-company</Company>"
        "<HyperlinkBase>Planted-base</HyperlinkBase><TitlesOfParts>Planted-part-title</TitlesOfParts>"
        "</Properties>"
    ).encode()
    custom = (
        f'<Properties xmlns="{PROPERTIES}/custom-properties" xmlns:vt="{PROPERTIES}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Planted-property">'
        "<vt:lpwstr>x</vt:lpwstr></property></Properties>"
    )
    book.add_part("docProps/custom.xml", custom.encode(), f"{OFFICE_TYPE}.custom-properties+xml")
    book.relate("", "custom-properties", "docProps/custom.xml")
    book.add_part("docProps/thumbnail.wmf", b"Planted-thumbnail", "image/x-wmf")
    book.relate("", f"{PACKAGE}/relationships/metadata/thumbnail", "docProps/thumbnail.wmf")
    label = '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata">'
    label += '<clbl:label id="Planted-label"/></clbl:labelList>'
    book.add_part(
        "docMetadata/LabelInfo.xml", label.encode(), "application/vnd.ms-office.classificationlabels+xml"
    )
    book.relate("", f"{MICROSOFT}/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml")


def _workbook(book: Surgery) -> None:
    root = book.tree(BOOK)
    root.insert(0, etree.fromstring(f'<fileSharing xmlns="{MAIN}" userName="Planted-reserved"/>'))
    path = (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x15"><x15ac:absPath '
        f'url="C:\\Users\\jane\\Planted-folder\\" xmlns:x15ac="{AC}"/></mc:Choice></mc:AlternateContent>'
    )
    revision = f'<xr:revisionPtr xmlns:xr="{XR}" revIDLastSave="0" documentId="8_{GUID % 11}"/>'
    for offset, text in enumerate((path, revision)):
        root.insert(2 + offset, etree.fromstring(text))
    views = (
        f'<customWorkbookViews xmlns="{MAIN}"><customWorkbookView name="Planted-view" guid="{GUID % 14}" '
        'windowWidth="1" windowHeight="1" activeSheetId="1"/></customWorkbookViews>'
    )
    root.append(etree.fromstring(views))
    root.append(etree.fromstring(f'<webPublishing xmlns="{MAIN}" css="0"/>'))


def _own_sheet(book: Surgery) -> None:
    """A sheet of the owner's own, with what Excel writes around cells."""
    extra = (
        f'<protectedRanges><protectedRange name="mine" sqref="A1" securityDescriptor="O:WDG:WDD:(A;;CC;;;'
        'S-1-5-21-1234)"/></protectedRanges>'
        '<scenarios><scenario name="best" user="Planted-scenario-user" '
        'comment="Created by Planted-scenario-user"><inputCells r="A1" val="1"/></scenario></scenarios>'
        f'<customSheetViews><customSheetView guid="{GUID % 14}"><pageSetup r:id="rIdAdded1"/>'
        "</customSheetView></customSheetViews>"
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup orientation="portrait" r:id="rIdAdded1"/>'
        "<headerFooter><oddHeader>&amp;L&amp;Z&amp;F &amp;&amp;Zeta</oddHeader></headerFooter>"
        '<legacyDrawing r:id="rIdAdded3"/><customProperties><customPr name="Planted-sheet-property" '
        'r:id="rIdAdded2"/></customProperties><webPublishItems count="1"><webPublishItem id="1" '
        'divId="d" sourceType="sheet" destinationFile="C:\\Planted-publish.htm"/></webPublishItems>'
    )
    part = book.add_sheet("Mine", {"A1": (1, None), "A2": (2, "A1*2")}, extra)
    book.tree(part).set(f"{{{XR}}}uid", GUID % 12)
    printer = b"Planted-printer" + PRINTER
    printed = f"{OFFICE_TYPE}.spreadsheetml.printerSettings"
    book.add_part("xl/printerSettings/printerSettings1.bin", printer, printed)
    assert book.relate(part, "printerSettings", "xl/printerSettings/printerSettings1.bin") == "rIdAdded1"
    property_type = f"{OFFICE_TYPE}.spreadsheetml.customProperty"
    book.add_part("xl/customProperty1.bin", b"Planted-sheet-property", property_type)
    assert book.relate(part, "customProperty", "xl/customProperty1.bin") == "rIdAdded2"


def _planners_sheet(book: Surgery) -> None:
    """A printer for one of planner's sheets, and an id for one of its tables."""
    part = book.sheets["Training"]
    identifier = book.relate(part, "printerSettings", "xl/printerSettings/printerSettings1.bin")
    setup = book.tree(part).find(q("pageSetup"))
    setup.set(f"{{{OFFICE}}}id", identifier)
    book.table("data_mix")[1].set(f"{{{XR}}}uid", GUID % 13)


def _parts(book: Surgery) -> None:
    book.add_part("customXml/item1.xml", b"<board xmlns='urn:b'>Planted-board</board>", "application/xml")
    book.relate(BOOK, "customXml", "customXml/item1.xml")
    chain = f'<calcChain xmlns="{MAIN}"><c r="QQ987654" i="1"/></calcChain>'
    book.add_part("xl/calcChain.xml", chain.encode(), f"{OFFICE_TYPE}.spreadsheetml.calcChain+xml")
    book.relate(BOOK, "calcChain", "xl/calcChain.xml")
    headers = f'<headers xmlns="{MAIN}" guid="{GUID % 15}"><header userName="Planted-revision"/></headers>'
    kind = f"{OFFICE_TYPE}.spreadsheetml.revisionHeaders+xml"
    book.add_part("xl/revisions/revisionHeaders.xml", headers.encode(), kind)
    book.relate(BOOK, "revisionHeaders", "xl/revisions/revisionHeaders.xml")
    users = f'<users xmlns="{MAIN}" count="1"><userInfo name="Planted-user-name"/></users>'
    kind = f"{OFFICE_TYPE}.spreadsheetml.userNames+xml"
    book.add_part("xl/revisions/userNames.xml", users.encode(), kind)
    book.relate(BOOK, "usernames", "xl/revisions/userNames.xml")
    book.members["xl/leftover.bin"] = b"Planted-leftover"


def add_comments(book: Surgery, *, button: bool = False) -> str:
    """A note and a thread on the owner's sheet; the id of the drawing that shows the note."""
    part = book.sheets["Mine"]
    notes = (
        f'<comments xmlns="{MAIN}"><authors><author>Planted-note-author</author><author>'
        f'tc={GUID % 16}</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>'
        "Planted-note-author:</t></r><r><t>Planted-note-text</t></r></text></comment>"
        '<comment ref="A2" authorId="1"><text><t>Planted-thread-text</t></text></comment>'
        "</commentList></comments>"
    )
    book.add_part("xl/comments1.xml", notes.encode(), f"{OFFICE_TYPE}.spreadsheetml.comments+xml")
    vml = VML.format(BUTTON if button else "")
    book.add_part("xl/drawings/vmlDrawing1.vml", vml.encode(), f"{OFFICE_TYPE}.vmlDrawing")
    shown = book.relate(part, "vmlDrawing", "xl/drawings/vmlDrawing1.vml")
    book.relate(part, "comments", "xl/comments1.xml")
    thread = (
        f'<ThreadedComments xmlns="{THREADS}"><threadedComment ref="A2" dT="2026-01-01T00:00:00.00" '
        f'personId="{GUID % 17}" id="{GUID % 16}"><text>Planted-thread-text</text></threadedComment>'
        "</ThreadedComments>"
    )
    kind = "application/vnd.ms-excel.threadedcomments+xml"
    book.add_part("xl/threadedComments/threadedComment1.xml", thread.encode(), kind)
    book.relate(part, THREADED, "xl/threadedComments/threadedComment1.xml")
    people = (
        f'<personList xmlns="{THREADS}"><person displayName="Planted-person" id="{GUID % 17}" '
        'userId="planted@account" providerId="AD"/></personList>'
    )
    book.add_part("xl/persons/person.xml", people.encode(), "application/vnd.ms-excel.person+xml")
    book.relate(BOOK, PERSON, "xl/persons/person.xml")
    return shown


def _zip(path: Path) -> None:
    """What other programs note in the zip file itself."""
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"Planted-zip-comment"
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (2026, 3, 14, 15, 9, 26))
            info.compress_type = zipfile.ZIP_DEFLATED
            note = b"Planted-extra"
            info.extra = b"ux" + len(note).to_bytes(2, "little") + note
            archive.writestr(info, content)


def _macros(book: Surgery) -> None:
    book.add_part("xl/vbaProject.bin", b"macro", "application/vnd.ms-office.vbaProject")
    book.relate(BOOK, f"{MICROSOFT}/2006/relationships/vbaProject", "xl/vbaProject.bin")


def _ribbon(book: Surgery) -> None:
    content = b'<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui" onLoad="x"/>'
    book.add_part("customUI/customUI.xml", content, "application/xml")
    book.relate("", f"{MICROSOFT}/2006/relationships/ui/extensibility", "customUI/customUI.xml")


def _macro_sheet(book: Surgery) -> None:
    part = book.add_sheet("Old", {"A1": (1, None)})
    for entry in book.tree("xl/_rels/workbook.xml.rels"):
        if entry.get("Target").endswith(part):
            entry.set("Type", f"{MICROSOFT}/2006/relationships/xlMacrosheet")


def _macro_name(book: Surgery) -> None:
    names = book.tree(BOOK).find(q("definedNames"))
    etree.SubElement(names, q("definedName"), name="run_me", xlm="1", function="1").text = "Tokens!$A$1"


def _external_link(book: Surgery) -> None:
    part = "xl/externalLinks/externalLink1.xml"
    content = f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"/></externalLink>'
    book.add_part(part, content.encode(), f"{OFFICE_TYPE}.spreadsheetml.externalLink+xml")
    book.relate(BOOK, "externalLink", part)
    rels = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" TargetMode="External" '
        f'Type="{OFFICE}/externalLinkPath" Target="other.xlsx"/></Relationships>'
    )
    book.members["xl/externalLinks/_rels/externalLink1.xml.rels"] = rels.encode()


def _link_to_a_file(book: Surgery) -> None:
    part = book.add_sheet(
        "Mine", {"A1": ("see there", None)}, '<hyperlinks><hyperlink ref="A1" r:id="rIdX"/></hyperlinks>'
    )
    rels = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rIdX" TargetMode="External" '
        f'Type="{OFFICE}/hyperlink" Target="../deals/memo.docx"/></Relationships>'
    )
    book.members[f"xl/worksheets/_rels/{Path(part).name}.rels"] = rels.encode()


def _connection(book: Surgery) -> None:
    kind = f"{OFFICE_TYPE}.spreadsheetml.connections+xml"
    book.add_part("xl/connections.xml", f'<connections xmlns="{MAIN}"/>'.encode(), kind)
    book.relate(BOOK, "connections", "xl/connections.xml")


def _on_a_sheet(kind: str, part: str) -> Callable[[Surgery], None]:
    def add(book: Surgery) -> None:
        sheet = book.add_sheet("Mine", {"A1": (1, None)})
        book.add_part(part, b"object", "application/octet-stream")
        book.relate(sheet, kind, part)

    return add


def _pivot(book: Surgery) -> None:
    part = "xl/pivotCache/pivotCacheDefinition1.xml"
    content = f'<pivotCacheDefinition xmlns="{MAIN}" refreshedBy="Planted-pivot-user"/>'
    book.add_part(part, content.encode(), f"{OFFICE_TYPE}.spreadsheetml.pivotCacheDefinition+xml")
    book.relate(BOOK, "pivotCacheDefinition", part)


def _state(state: str) -> Callable[[Surgery], None]:
    def hide(book: Surgery) -> None:
        book.add_sheet("Mine", {"A1": (1, None)})
        book.tree(BOOK).find(q("sheets"))[-1].set("state", state)

    return hide


def _window(book: Surgery) -> None:
    book.tree(BOOK).find(f"{q('bookViews')}/{q('workbookView')}").set("visibility", "hidden")


def _row(book: Surgery) -> None:
    for number in (41, 42, 50):
        book.row("Training", number).set("hidden", "1")


def _column(book: Surgery) -> None:
    columns = '<cols><col min="3" max="4" hidden="1"/></cols>'
    part = book.add_sheet("Mine", {"A1": (1, None)})
    book.tree(part).insert(0, etree.fromstring(columns.replace("<cols", f'<cols xmlns="{MAIN}"')))


def _name(book: Surgery) -> None:
    names = book.tree(BOOK).find(q("definedNames"))
    etree.SubElement(names, q("definedName"), name="secret", hidden="1").text = "Tokens!$A$1"


def _path_in_a_cell(book: Surgery) -> None:
    book.add_sheet("Mine", {"B2": ("see C:\\Users\\jane\\memo.docx", None)})


REFUSED: dict[str, tuple[str, str, str, Callable[[Surgery], None]]] = {
    "macros": ("macros", "", "the workbook holds macros", _macros),
    "a ribbon": ("macros", "", "the workbook holds a ribbon of its own, which runs macros", _ribbon),
    "a macro sheet": ("xlm-sheets", "Old", "the sheet holds a macro sheet of Excel 4", _macro_sheet),
    "a name of a macro": ("xlm-sheets", "", "the name run_me belongs to a macro", _macro_name),
    "an external link": (
        "external-links",
        "",
        "the workbook holds links to another workbook",
        _external_link,
    ),
    "a link to a file": ("external-links", "Mine", "the sheet holds a link to a file", _link_to_a_file),
    "a connection": ("connections", "", "the workbook holds connections to data", _connection),
    "an OLE object": (
        "ole-objects",
        "Mine",
        "the sheet holds an object of another program",
        _on_a_sheet("oleObject", "xl/embeddings/oleObject1.bin"),
    ),
    "a control": (
        "ole-objects",
        "Mine",
        "the sheet holds an ActiveX control",
        _on_a_sheet("control", "xl/activeX/activeX1.xml"),
    ),
    "an embedded file": (
        "embedded-files",
        "Mine",
        "the sheet holds an embedded file",
        _on_a_sheet("package", "xl/embeddings/deal.docx"),
    ),
    "a pivot cache": ("pivot-caches", "", "the workbook holds a pivot cache", _pivot),
    "a hidden sheet": ("hidden-sheets", "Mine", "the sheet is hidden", _state("hidden")),
    "a very hidden sheet": (
        "very-hidden-sheets",
        "Mine",
        "the sheet is very hidden: Excel's menus do not show it",
        _state("veryHidden"),
    ),
    "a hidden window": ("hidden-sheets", "", "the window of the workbook is hidden", _window),
    "hidden rows": ("hidden-rows", "Training", "rows 41 to 42, 50 are hidden", _row),
    "hidden columns": ("hidden-columns", "Mine", "columns C to D are hidden", _column),
    "a hidden name": ("hidden-names", "", "the name secret is hidden", _name),
    "a path in a cell": (
        "absolute-paths",
        "Mine",
        'the cell holds the path "C:\\Users\\jane\\memo.docx"',
        _path_in_a_cell,
    ),
}
"""What is refused -> rule, sheet, message, and how it comes into a plan."""
