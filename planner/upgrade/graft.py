"""Puts the sheets of a new plan into the owner's workbook, in the place of those of the old one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from planner.repair.in_place import written
from planner.repair.parts import MAIN, OFFICE, Parts
from planner.repair.splice import WORKBOOK
from planner.repair.styles import AddedStyles
from planner.xlsx.indexes import TYPES, part_name
from planner.xlsx.package import Package, Sheet
from planner.xlsx.patch_xml import OUT, Change, spliced
from planner.xlsx.reach import alone, parts_of
from planner.xlsx.relations import relations_part, relationships
from planner.xlsx.xml import count_of, escape_attribute, escape_markup, is_true, unescape_string

STRINGS = "sharedStrings"
RELATIONS = b"http://schemas.openxmlformats.org/package/2006/relationships"
_STYLE = re.compile(rb'(<c r="[A-Z]+[0-9]+" s=")([0-9]+)')
_STRING = re.compile(rb'( t="s"><v>)([0-9]+)')
_DXF = re.compile(rb'( dxfId=")([0-9]+)')
_ITEM = re.compile(rb"<si>.*?</si>|<si/>", re.DOTALL)
_TABLE_ID = re.compile(rb'(?<=<table )(.*?\bid=")([0-9]+)', re.DOTALL)
_COUNTS = re.compile(rb"""\s(?:count|uniqueCount)\s*=\s*["'][0-9]*["']""")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?sst[^>]*>")


@dataclass(slots=True)
class Graft:
    """The change under way.

    Attributes:
        gone: names of the old plan's sheets that go.
        own_names: defined names of the owner's -> what they say now.
        parts: what changes in the owner's workbook.
        called: part of the new plan -> its name in the owner's workbook.
    """

    old: Package
    fresh: Package
    gone: Collection[str]
    own_names: Mapping[str, str]
    parts: Parts
    styles: AddedStyles
    called: dict[str, str] = field(default_factory=dict)
    identifiers: dict[str, str] = field(default_factory=dict)


def grafted(old: Package, fresh: Package, gone: Collection[str], own_names: Mapping[str, str]) -> Package:
    """The owner's workbook with the new plan's sheets."""
    work = Graft(old, fresh, gone, own_names, Parts(old), AddedStyles(old, fresh))
    _clear(work)
    offset = _strings(work)
    for sheet in fresh.sheets:
        for part in parts_of(fresh, sheet.part):
            _call(work, part)
    for part in list(work.called):
        _add(work, part, offset)
    _workbook(work)
    _own_sheets(work)
    work.parts.changed.update(work.styles.parts())
    return written(old, work.parts.changed)


def _clear(work: Graft) -> None:
    """Take out the old plan's sheets with all that is theirs alone, and what the indexes say of it."""
    old, parts = work.old, work.parts
    sheets = [sheet.part for sheet in old.sheets if sheet.name in work.gone]
    out = alone(old, sheets)
    for name in out:
        for one in (name, old.archive.folded.get(relations_part(name).casefold(), "")):
            if one:
                parts.changed[one] = None
    folded = {name.casefold() for name in out}
    index = old.archive.folded[relations_part(old.workbook_part).casefold()]
    targets = relationships(old.archive, old.workbook_part, old.file)

    def leads(path: str, attributes: Mapping[str, str]) -> Change:
        target = targets.get(attributes.get("Id", ""), ("", ""))[0]
        return OUT if path.count("/") == 1 and target.casefold() in folded else None

    def is_about(path: str, attributes: Mapping[str, str]) -> Change:
        return OUT if path.count("/") == 1 and part_name(attributes) in folded else None

    parts.changed[index] = spliced(parts.read(index), old.part(index), leads)
    parts.changed[TYPES] = spliced(parts.read(TYPES), old.part(TYPES), is_about)


def _strings(work: Graft) -> int:
    """Put the new plan's texts behind the owner's; how many stand before them."""
    items = _ITEM.findall(work.fresh.read(work.fresh.related_part(STRINGS) or ""))
    name, parts = work.old.related_part(STRINGS), work.parts
    if name is None:
        folder = work.old.workbook_part.rpartition("/")[0]
        name = parts.add(folder, STRINGS, b'<sst xmlns="%s"></sst>' % parts.main, STRINGS.encode())
        parts.relate(work.old.workbook_part, STRINGS.encode(), name)
    before = len(work.old.shared_strings)
    parts.append(name, items)
    parts.changed[name] = _ROOT.sub(lambda root: _COUNTS.sub(b"", root[0]), parts.read(name), count=1)
    return before


def _call(work: Graft, part: str) -> None:
    """A name for a part of the new plan that is free in the owner's workbook."""
    if part in work.called:
        return
    folder, _, file = part.rpartition("/")
    stem, number = file.removesuffix(".xml").rstrip("0123456789"), 1
    taken = set(work.called.values())
    while work.parts.has(name := f"{folder}/{stem}{number}.xml") or name in taken:
        number += 1
    work.called[part] = name


def _add(work: Graft, part: str, offset: int) -> None:
    """A part of the new plan, with its relationships and its entry in the list of types."""
    fresh, parts, name = work.fresh, work.parts, work.called[part]
    xml = fresh.read(part)
    if part in {sheet.part for sheet in fresh.sheets}:
        xml = _sheet(work, xml, offset)
    if "/tables/" in part:
        xml = _TABLE_ID.sub(lambda found: found[1] + str(_table_id(work)).encode(), xml, count=1)
        xml = xml.replace(MAIN, parts.main)
    parts.changed[name] = xml
    kind = _type_of(fresh, part)
    parts.append(TYPES, [b'<Override PartName="/%s" ContentType="%s"/>' % (name.encode(), kind)])
    leads = relationships(fresh.archive, part, fresh.file)
    items = [
        b'<Relationship Id="%s" Type="%s/%s" Target="/%s"/>'
        % (identifier.encode(), OFFICE, sort.encode(), work.called[target].encode())
        for identifier, (target, sort) in leads.items()
    ]
    if items:
        content = b'<Relationships xmlns="%s">%s</Relationships>' % (RELATIONS, b"".join(items))
        parts.changed[relations_part(name)] = content


def _sheet(work: Graft, xml: bytes, offset: int) -> bytes:
    """A sheet with the numbers that formats and texts have in the owner's workbook."""
    styles = work.styles

    def look(found: re.Match[bytes]) -> bytes:
        return found[1] + b"%d" % styles.of(int(found[2]))

    xml = _STYLE.sub(look, xml)
    xml = _STRING.sub(lambda found: found[1] + b"%d" % (int(found[2]) + offset), xml)
    xml = _DXF.sub(lambda found: found[1] + b"%d" % styles.dxf(int(found[2])), xml)
    return xml.replace(MAIN, work.parts.main)


def _table_id(work: Graft) -> int:
    """A number that no table has."""
    changed = work.parts.changed
    stay = [one.part for one in work.old.tables.values() if changed.get(one.part, b"") is not None]
    made = [name for part, name in work.called.items() if "/tables/" in part and name in changed]
    texts = [work.old.read(part) for part in stay] + [work.parts.read(name) for name in made]
    found = [match for text in texts if (match := _TABLE_ID.search(text))]
    return 1 + max([0, *(int(match[2]) for match in found)])


def _type_of(package: Package, part: str) -> bytes:
    """What the list of types says of a part."""
    found = re.search(
        rb'PartName="/%s" ContentType="([^"]+)"' % re.escape(part.encode()), package.read(TYPES)
    )
    assert found is not None  # noqa: S101 - planner's own writer lists every part
    return found[1]


def _workbook(work: Graft) -> None:
    """The list of sheets and of names: the new plan's stand where the old one's began."""
    old, part, parts = work.old, work.old.workbook_part, work.parts
    order = _order(work)
    listed = b"".join(_listed(work, sheet, number) for number, sheet in enumerate(work.fresh.sheets, start=1))
    first = next(sheet.name for sheet in old.sheets if sheet.name in work.gone)
    scopes = [sheet.name for sheet in old.sheets]

    def judge(path: str, attributes: Mapping[str, str]) -> Change:
        if path == "workbook/sheets/sheet":
            name = unescape_string(attributes.get("name", ""))
            return listed if name == first else OUT if name in work.gone else None
        if path == "workbook/definedNames/definedName":
            return _named(work, attributes, scopes, order)
        if path == "workbook/bookViews/workbookView":
            return {"activeTab": str(order.index(("", work.fresh.sheets[0].name))), "firstSheet": None}
        return None

    parts.changed[part] = spliced(parts.read(part), old.part(part), judge)
    parts.append(part, _names(work, order), "definedNames", WORKBOOK)


def _order(work: Graft) -> list[tuple[str, str]]:
    """The tabs as they will stand: `(own, "")` or `("", new)`."""
    order: list[tuple[str, str]] = []
    for sheet in work.old.sheets:
        if sheet.name not in work.gone:
            order.append((sheet.name, ""))
        elif not any(new for _, new in order):
            order += [("", one.name) for one in work.fresh.sheets]
    return order


def _listed(work: Graft, sheet: Sheet, number: int) -> bytes:
    identifier = work.parts.relate(work.old.workbook_part, b"worksheet", work.called[sheet.part])
    last = max([0, *(count_of(one.sheet_id) or 0 for one in work.old.sheets)])
    item = b'<sheet name="%s" sheetId="%d" xmlns:r="%s" r:id="%s"/>'
    office = work.parts.office
    said = item % (escape_attribute(sheet.name), last + number, office, identifier.encode())
    prefix = _prefix(work)
    return said.replace(b"<sheet ", b"<%ssheet " % prefix, 1)


def _prefix(work: Graft) -> bytes:
    """What the owner's workbook puts before the names of its elements."""
    found = re.search(rb"<((?:[\w.-]+:)?)workbook[\s>]", work.old.read(work.old.workbook_part))
    return found[1] if found else b""


def _named(
    work: Graft, attributes: Mapping[str, str], scopes: Sequence[str], order: Sequence[tuple[str, str]]
) -> Change:
    """A defined name of the old workbook: planner's go, the owner's say where their cells are now."""
    name, scope = attributes.get("name", ""), count_of(attributes.get("localSheetId"))
    if scope is not None and scope < len(scopes):
        sheet = scopes[scope]
        return OUT if sheet in work.gone else {"localSheetId": str(order.index((sheet, "")))}
    if name not in work.own_names:
        return OUT
    said = work.own_names[name]
    if said == work.old.defined_names[name]:
        return None
    prefix = _prefix(work)
    hidden = b' hidden="1"' if is_true(attributes.get("hidden")) else b""
    tag = b'<%sdefinedName name="%s"%s>%s</%sdefinedName>'
    return tag % (prefix, escape_attribute(name), hidden, escape_markup(said), prefix)


def _names(work: Graft, order: Sequence[tuple[str, str]]) -> list[bytes]:
    item = b'<definedName name="%s">%s</definedName>'
    items = [item % (escape_attribute(n), escape_markup(t)) for n, t in work.fresh.defined_names.items()]
    local = b'<definedName name="%s" localSheetId="%d">%s</definedName>'
    for sheet, names in work.fresh.local_names.items():
        at = order.index(("", sheet))
        items += [local % (escape_attribute(n), at, escape_markup(t)) for n, t in names.items()]
    return items


def _own_sheets(work: Graft) -> None:
    """No sheet of the owner's stays selected beside the cover: two selected sheets are edited together."""

    def judge(path: str, attributes: Mapping[str, str]) -> Change:
        chosen = path.endswith("sheet/sheetViews/sheetView") and is_true(attributes.get("tabSelected"))
        return {"tabSelected": None} if chosen else None

    for sheet in work.old.sheets:
        if sheet.name not in work.gone and sheet.kind in {"worksheet", "chartsheet"}:
            before = work.parts.read(sheet.part)
            after = spliced(before, work.old.part(sheet.part), judge)
            if after is not before:
                work.parts.changed[sheet.part] = after
