"""Workbooks with what XlsxWriter does not write: pivots, threads, what-if tables, controls, cubes, Strict.

XlsxWriter writes plain cells, and what other programs keep beside them is added as XML, as the standard
(ECMA-376) and Microsoft's extensions of it ([MS-XLSX]) describe it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from tests.graft import TRANSITIONAL
from tests.surgery import BOOK, MAIN, OFFICE, Surgery, q

OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"
MICROSOFT = "application/vnd.ms-excel"
LATER = "http://schemas.microsoft.com/office/2007/relationships"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
THREAD_KINDS = "http://schemas.microsoft.com/office/2017/10/relationships"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
GUID = "{00000000-0000-4000-8000-0000000000%02X}"

DEALS = [("Kind", "Month", "Amount"), *[(("rent", "power")[n % 2], n + 1, 10.5 * n + 3) for n in range(6)]]


def plain(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    """A workbook with these rows of cells; texts that begin with `=` are formulas."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def pivots(path: Path) -> None:
    """A pivot table over a sheet, its cache with records, and a slicer with its own cache and drawing."""
    totals = [("Kind", "Sum of Amount"), ("power", 103.5), ("rent", 72.0), ("Total", 175.5)]
    plain(path, {"Deals": DEALS, "Pivot": [(), (), *totals]})
    with Surgery(path) as book:
        cache = _pivot_cache(book)
        table = "xl/pivotTables/pivotTable1.xml"
        book.add_part(table, _PIVOT.encode(), f"{OFFICE_TYPE}.spreadsheetml.pivotTable+xml")
        book.relate(table, "pivotCacheDefinition", cache)
        book.relate(book.sheets["Pivot"], "pivotTable", table)
        identifier = book.relate(BOOK, "pivotCacheDefinition", cache)
        _append(book.tree(BOOK), f'<pivotCaches><pivotCache cacheId="7" r:id="{identifier}"/></pivotCaches>')
        _slicer(book)


def _pivot_cache(book: Surgery) -> str:
    cache, records = "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotCache/pivotCacheRecords1.xml"
    kind = f"{OFFICE_TYPE}.spreadsheetml.pivotCacheRecords+xml"
    rows = "".join(
        f'<r><x v="{int(kind == "power")}"/><n v="{month}"/><n v="{amount}"/></r>'
        for kind, month, amount in DEALS[1:]
    )
    content = f'<pivotCacheRecords xmlns="{MAIN}" count="{len(DEALS) - 1}">{rows}</pivotCacheRecords>'
    book.add_part(records, content.encode(), kind)
    identifier = book.relate(cache, "pivotCacheRecords", records)
    kind = f"{OFFICE_TYPE}.spreadsheetml.pivotCacheDefinition+xml"
    book.add_part(cache, _CACHE.format(identifier).encode(), kind)
    return cache


def _slicer(book: Surgery) -> None:
    cache, slicer = "xl/slicerCaches/slicerCache1.xml", "xl/slicers/slicer1.xml"
    book.add_part(cache, _SLICER_CACHE.encode(), f"{MICROSOFT}.slicerCache+xml")
    content = f'<slicers xmlns="{X14}" xmlns:x="{MAIN}">'
    content += '<slicer name="Kind" cache="Slicer_Kind" caption="Kind" rowHeight="241300"/></slicers>'
    book.add_part(slicer, content.encode(), f"{MICROSOFT}.slicer+xml")
    identifier = book.relate(BOOK, f"{LATER}/slicerCache", cache)
    listed = f'<x14:slicerCaches><x14:slicerCache r:id="{identifier}"/></x14:slicerCaches>'
    _extend(book.tree(BOOK), "{BBE1A952-AA13-448e-AADC-164F8A28A991}", listed)
    names = '<definedName name="Slicer_Kind">#N/A</definedName>'
    _before(book.tree(BOOK), f"<definedNames>{names}</definedNames>", "calcPr")
    sheet = book.sheets["Pivot"]
    drawing = "xl/drawings/slicer.xml"
    book.add_part(drawing, _SLICER_DRAWING.encode(), f"{OFFICE_TYPE}.drawing+xml")
    _append(book.tree(sheet), f'<drawing r:id="{book.relate(sheet, "drawing", drawing)}"/>')
    identifier = book.relate(sheet, f"{LATER}/slicer", slicer)
    listed = f'<x14:slicerList><x14:slicer r:id="{identifier}"/></x14:slicerList>'
    _extend(book.tree(sheet), "{A8765BA9-456A-4dab-B4F3-ACF838C121DE}", listed)


def threads(path: Path) -> None:
    """A note, and a thread of two comments with the people who wrote them."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Review")
        sheet.write_row("A1", ["Rent", 12.5])
        sheet.write_comment("A1", "Ask the team again", {"author": "me"})
        sheet.write_comment("B1", "[Threaded comment]\nHow sure is this?", {"author": f"tc={GUID % 1}"})
    with Surgery(path) as book:
        first = (
            f'<threadedComment ref="B1" dT="2026-01-01T10:00:00.00" personId="{GUID % 3}" id="{GUID % 1}">'
        )
        second = first.replace(GUID % 1, GUID % 2).replace(">", f' parentId="{GUID % 1}">')
        content = (
            f'<ThreadedComments xmlns="{THREADS}">{first}<text>How sure is this?</text></threadedComment>'
        )
        content += f"{second}<text>The quote is signed.</text></threadedComment></ThreadedComments>"
        part = "xl/threadedComments/threadedComment1.xml"
        book.add_part(part, content.encode(), f"{MICROSOFT}.threadedcomments+xml")
        book.relate(book.sheets["Review"], f"{THREAD_KINDS}/threadedComment", part)
        content = f'<personList xmlns="{THREADS}"><person displayName="Reviewer" id="{GUID % 3}" '
        content += 'userId="reviewer" providerId="None"/></personList>'
        book.add_part("xl/persons/person.xml", content.encode(), f"{MICROSOFT}.person+xml")
        book.relate(BOOK, f"{THREAD_KINDS}/person", "xl/persons/person.xml")


def what_if(path: Path) -> None:
    """Data tables of one and two inputs, one without its input; scenarios; shared and array formulas."""
    grid = [("rate", 2), ("months", 3), ("", "=B1*B2", 10, 20), *[(n, "", "", "") for n in (5, 6)]]
    plain(path, {"One": grid, "Two": grid, "Lost": grid, "Shared": [(n, n * 2) for n in range(1, 6)]})
    with Surgery(path) as book:
        _formula(book, "One", "B4:B5", 't="dataTable" ref="{}" dt2D="0" dtr="0" r1="B1"', (15, 18))
        both = 't="dataTable" ref="{}" dt2D="1" dtr="1" r1="B1" r2="B2"'
        _formula(book, "Two", "C4:D5", both, (50, 100, 60, 120))
        lost = 't="dataTable" ref="{}" dt2D="0" dtr="0" del1="1" r1="B1"'
        _formula(book, "Lost", "B4:B5", lost, ("#REF!", "#REF!"))
        _formula(book, "Shared", "C1:C5", 't="shared" ref="{}" si="0"', (2, 8, 18, 32, 50), "A1*B1")
        for row in range(2, 6):
            book.cell("Shared", f"C{row}").insert(0, _element('<f t="shared" si="0"/>'))
        _formula(book, "Shared", "D1:D5", 't="array" ref="{}"', (3, 6, 9, 12, 15), "A1:A5+B1:B5")
        scenario = '<scenario name="low" count="1" user="me"><inputCells r="B1" val="1"/></scenario>'
        sheet = book.tree(book.sheets["One"])
        _before(sheet, f'<scenarios current="0">{scenario}</scenarios>', "pageMargins")


def _formula(
    book: Surgery, sheet: str, area: str, kind: str, values: Sequence[object], text: str = ""
) -> None:
    """A formula in the first cell of an area, and what all of its cells show."""
    from openpyxl.utils.cell import rows_from_range

    cells = [cell for row in rows_from_range(area) for cell in row]
    for address, value in zip(cells, values, strict=True):
        book.put(sheet, address, None)
        cell = book.cell(sheet, address)
        if str(value).startswith("#"):
            cell.set("t", "e")
        if address == cells[0]:
            cell.append(_element(f"<f {kind.format(area)}>{text}</f>"))
        cell.append(_element(f"<v>{value}</v>"))


def later_rules(path: Path) -> None:
    """What Excel 2010 added to a sheet: icon sets, rules and choices that read another sheet, sparklines."""
    plain(path, {"Marks": [(n, n * 2, 7 - n) for n in range(1, 6)], "Choices": [("yes",), ("no",), (3,)]})
    with Surgery(path) as book:
        sheet = book.tree(book.sheets["Marks"])
        _extend(sheet, "{78C0D931-6437-407d-A8EE-F0AAD7539E65}", _FORMATS)
        _extend(sheet, "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}", _VALIDATIONS)
        _extend(sheet, "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}", _SPARKLINES)


def controls(path: Path) -> None:
    """A scroll bar of the kind that Excel calls form control, described in a part of its own."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Dashboard")
        sheet.write_row("A1", ["Rate", 40])
        sheet.insert_button("D2", {"caption": "Next"})
    with Surgery(path) as book:
        part = book.sheets["Dashboard"]
        content = f'<formControlPr xmlns="{X14}" objectType="Scroll" dx="16" fmlaLink="$B$1" max="90" '
        content += 'page="10" val="40"/>'
        book.add_part("xl/ctrlProps/ctrlProp1.xml", content.encode(), f"{MICROSOFT}.controlproperties+xml")
        identifier = book.relate(part, "ctrlProp", "xl/ctrlProps/ctrlProp1.xml")
        _append(book.tree(part), _CONTROL.format(identifier))


def cubes(path: Path) -> None:
    """A connection, a data model, cells with metadata of a cube, real-time data, and XML of the owner's."""
    plain(path, {"Cube": [("Sales", 100), ("Costs", 80)]})
    with Surgery(path) as book:
        for kind, content in {"connections": _CONNECTIONS, "volatileDependencies": _VOLATILE}.items():
            book.add_part(f"xl/{kind}.xml", content.encode(), f"{OFFICE_TYPE}.spreadsheetml.{kind}+xml")
            book.relate(BOOK, kind, f"xl/{kind}.xml")
        metadata = f"{OFFICE_TYPE}.spreadsheetml.sheetMetadata+xml"
        book.add_part("xl/metadata.xml", _METADATA.encode(), metadata)
        book.relate(BOOK, "sheetMetadata", "xl/metadata.xml")
        book.put("Cube", "C1", 20, 'CUBEVALUE("ThisWorkbookDataModel","[Measures].[Sum of Price]")')
        book.cell("Cube", "C1").set("vm", "1")
        book.add_part("xl/model/item.data", bytes(range(256)) * 40, f"{OFFICE_TYPE}.model+data")
        book.relate(BOOK, f"{LATER[:-14]}/2011/relationships/powerPivotData", "xl/model/item.data")
        _custom_xml(book)


def _custom_xml(book: Surgery) -> None:
    store = f"{OFFICE[:-14]}/customXml"
    book.add_part(
        "customXml/item1.xml", b"<board xmlns='urn:of-mine'><seat>7</seat></board>", "application/xml"
    )
    content = (
        f'<ds:datastoreItem xmlns:ds="{store}" ds:itemID="{GUID % 9}"><ds:schemaRefs/></ds:datastoreItem>'
    )
    book.add_part("customXml/itemProps1.xml", content.encode(), f"{OFFICE_TYPE}.customXmlProperties+xml")
    book.relate("customXml/item1.xml", "customXmlProps", "customXml/itemProps1.xml")
    book.relate(BOOK, "customXml", "customXml/item1.xml")


def strict(path: Path) -> None:
    """The ISO standard's own namespaces, and a day as text, which only they have."""
    plain(path, {"First": [("Rent", 1.5), ("Power", "=B1*2"), (True, "two words")], "Second": [("no",)]})
    with Surgery(path) as book:
        cell = book.cell("First", "C1")
        cell.set("t", "d")
        cell.append(_element("<v>2026-01-31</v>"))
        book.tree(BOOK).set("conformance", "strict")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            for theirs, ours in TRANSITIONAL.items():
                content = content.replace(ours.encode(), theirs.encode())  # noqa: PLW2901
            archive.writestr(name, content)


def _element(xml: str) -> Any:
    """An element in the namespaces of a sheet."""
    spaces = f'xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:x14="{X14}" xmlns:xm="{XM}" xmlns:mc="{COMPATIBILITY}"'
    return etree.fromstring(f"<around {spaces}>{xml}</around>")[0]


def _append(root: Any, xml: str) -> None:
    """At the end, but before the extensions, which have to be last."""
    extensions = root.find(q("extLst"))
    if extensions is None:
        root.append(_element(xml))
    else:
        extensions.addprevious(_element(xml))


def _before(root: Any, xml: str, tag: str) -> None:
    root.find(q(tag)).addprevious(_element(xml))


def _extend(root: Any, uri: str, xml: str) -> None:
    """Put an extension among those of a sheet or workbook."""
    if root.find(q("extLst")) is None:
        root.append(_element("<extLst/>"))
    root.find(q("extLst")).append(_element(f'<ext uri="{uri}">{xml}</ext>'))


_CACHE = (
    f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="{{}}" refreshedBy="me" '
    'refreshedDate="46000" createdVersion="8" refreshedVersion="8" minRefreshableVersion="3" recordCount="6">'
    '<cacheSource type="worksheet"><worksheetSource ref="A1:C7" sheet="Deals"/></cacheSource>'
    '<cacheFields count="3">'
    '<cacheField name="Kind" numFmtId="0"><sharedItems count="2"><s v="rent"/><s v="power"/></sharedItems>'
    '</cacheField><cacheField name="Month" numFmtId="0"><sharedItems containsSemiMixedTypes="0" '
    'containsString="0" containsNumber="1" containsInteger="1" minValue="1" maxValue="6"/></cacheField>'
    '<cacheField name="Amount" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" '
    'containsNumber="1" minValue="3" maxValue="55.5"/></cacheField></cacheFields></pivotCacheDefinition>'
)

_PIVOT = (
    f'<pivotTableDefinition xmlns="{MAIN}" name="Totals" cacheId="7" dataCaption="Values" updatedVersion="8" '
    'minRefreshableVersion="3" useAutoFormatting="1" itemPrintTitles="1" createdVersion="8" indent="0" '
    'outline="1" outlineData="1" multipleFieldFilters="0"><location ref="A3:B6" firstHeaderRow="1" '
    'firstDataRow="1" firstDataCol="1"/><pivotFields count="3"><pivotField axis="axisRow" showAll="0"><items '
    'count="3"><item x="1"/><item x="0"/><item t="default"/></items></pivotField><pivotField showAll="0"/>'
    '<pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields>'
    '<rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/>'
    '</colItems><dataFields count="1"><dataField name="Sum of Amount" fld="2" baseField="0" baseItem="0"/>'
    '</dataFields><pivotTableStyleInfo name="PivotStyleLight16" showRowHeaders="1" showColHeaders="1" '
    'showRowStripes="0" showColStripes="0" showLastColumn="1"/></pivotTableDefinition>'
)

_SLICER_CACHE = (
    f'<slicerCacheDefinition xmlns="{X14}" xmlns:x="{MAIN}" name="Slicer_Kind" sourceName="Kind">'
    '<pivotTables><pivotTable tabId="2" name="Totals"/></pivotTables><data><tabular pivotCacheId="7">'
    '<items count="2"><i x="1" s="1"/><i x="0" s="1"/></items></tabular></data></slicerCacheDefinition>'
)

_PLACE = "<xdr:col>{}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
_SLICER_DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from>'
    f"{_PLACE.format(3, 3)}</xdr:from><xdr:to>{_PLACE.format(6, 6)}</xdr:to>"
    f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="a14" '
    'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"><xdr:graphicFrame macro="">'
    '<xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Kind"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
    '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData '
    'uri="http://schemas.microsoft.com/office/drawing/2010/slicer"><sle:slicer '
    'xmlns:sle="http://schemas.microsoft.com/office/drawing/2010/slicer" name="Kind"/></a:graphicData>'
    "</a:graphic></xdr:graphicFrame></mc:Choice></mc:AlternateContent><xdr:clientData/></xdr:twoCellAnchor>"
    "</xdr:wsDr>"
)

_FORMATS = (
    f'<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="iconSet" priority="1" '
    f'id="{GUID % 4}"><x14:iconSet iconSet="3Stars"><x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo>'
    '<x14:cfvo type="percent"><xm:f>33</xm:f></x14:cfvo><x14:cfvo type="percent"><xm:f>67</xm:f></x14:cfvo>'
    "</x14:iconSet></x14:cfRule><xm:sqref>A1:A5</xm:sqref></x14:conditionalFormatting>"
    f'<x14:conditionalFormatting><x14:cfRule type="expression" priority="2" id="{GUID % 5}">'
    "<xm:f>B1&gt;Choices!$A$3</xm:f><x14:dxf><font><b/></font></x14:dxf></x14:cfRule>"
    "<xm:sqref>B1:B5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>"
)
_VALIDATIONS = (
    '<x14:dataValidations count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1>'
    "<xm:f>Choices!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>E1:E5</xm:sqref></x14:dataValidation>"
    "</x14:dataValidations>"
)
_SPARKLINES = "<x14:sparklineGroups>{}</x14:sparklineGroups>".format(
    "".join(
        f'<x14:sparklineGroup {kind}displayEmptyCellsAs="gap"><x14:colorSeries rgb="FF376092"/>'
        f"<x14:sparklines><x14:sparkline><xm:f>Marks!A{row}:C{row}</xm:f><xm:sqref>D{row}</xm:sqref></x14:sparkline>"
        "</x14:sparklines></x14:sparklineGroup>"
        for row, kind in enumerate(("", 'type="column" ', 'type="stacked" '), 1)
    )
)

_CONTROL = (
    '<mc:AlternateContent><mc:Choice Requires="x14"><controls><mc:AlternateContent><mc:Choice Requires="x14">'
    '<control shapeId="1025" r:id="{}" name="Scroll Bar 1"><controlPr defaultSize="0" print="0" autoPict="0">'
    '<anchor moveWithCells="1" xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
    f"<from>{_PLACE.format(3, 4)}</from><to>{_PLACE.format(5, 5)}</to></anchor></controlPr></control>"
    "</mc:Choice></mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>"
)

_CONNECTIONS = (
    f'<connections xmlns="{MAIN}"><connection id="1" keepAlive="1" name="ThisWorkbookDataModel" '
    'description="Data Model" type="5" refreshedVersion="8" minRefreshableVersion="5" background="1">'
    '<dbPr connection="Data Model Connection" command="Model" commandType="1"/><olapPr '
    'sendLocale="1" rowDrillCount="1000"/></connection></connections>'
)
_VOLATILE = (
    f'<volTypes xmlns="{MAIN}"><volType type="olapFunctions"><main first="ThisWorkbookDataModel"><tp t="e">'
    '<v>#N/A</v><stp>1</stp><tr r="C1" s="1"/></tp></main></volType></volTypes>'
)
_METADATA = (
    f'<metadata xmlns="{MAIN}"><metadataTypes count="1"><metadataType name="XLMDX" '
    'minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1" splitFirst="1" '
    'rowColShift="1" clearFormats="1" clearComments="1" assign="1" coerce="1"/></metadataTypes>'
    '<metadataStrings count="2"><s v="ThisWorkbookDataModel"/><s v="[Measures].[Sum of Price]"/>'
    '</metadataStrings><mdxMetadata count="1"><mdx n="0" f="v"><t c="1"><n x="1"/></t></mdx></mdxMetadata>'
    '<valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>'
)
