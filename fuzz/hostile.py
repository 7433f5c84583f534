"""Hostile workbooks, one by one: every sort that is known to break programs like this one.

Each is given to `planner refresh` in a process with limits, and must end in a result or in problems that say
what is wrong, with no traceback, and with a file that is as it was or whole and new.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fuzz import oracle
from fuzz.book import Book, Member
from fuzz.limits import Limits, run

Make = Callable[[Path], bytes]
"""From the path of a sound plan, a hostile file."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A hostile file; `says` is part of the problem it must end in, empty where a result is as good."""

    make: Make
    says: str = ""
    command: tuple[str, ...] = ("refresh",)
    heavy: bool = False
    """Takes seconds, so that the test suite leaves it to the report."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.make.__name__


@dataclass(frozen=True, slots=True)
class Met:
    """What came of a hostile file."""

    name: str
    failures: tuple[str, ...]
    cpu_s: float
    wall_s: float
    peak: int
    said: str


def edit(book: Book, ending: str, pattern: bytes, replacement: bytes) -> Book:
    """The book with the first match replaced, in the first part whose name ends so."""
    member = book.find(ending)[0]
    changed = re.sub(pattern, lambda match: match.expand(replacement), member.content, count=1)
    if changed == member.content:
        raise LookupError(f"{pattern!r} is not in {member.name}")
    member.content = changed
    return book


def sheet_part(book: Book, title: str) -> str:
    """The part of the sheet with that tab, in a workbook as planner writes it."""
    workbook = book.find("xl/workbook.xml")[0].content
    titles = re.findall(rb'<sheet\b[^>]*?name="([^"]*)"', workbook)
    return f"worksheets/sheet{titles.index(title.encode()) + 1}.xml"


def table_part(book: Book, name: str) -> str:
    """The part of a table."""
    pattern = b'displayName="%s"' % name.encode()
    return next(member.name for member in book.members if pattern in member.content)


def cell_of(book: Book, name: str, column: int = 1) -> tuple[str, bytes]:
    """The sheet part and address of a cell of a line: its low (0), base (1) or high (2) one."""
    workbook = book.find("xl/workbook.xml")[0].content
    found = re.search(rb'name="%s">(?:\'([^\']+)\'|(\w+))!\$([A-Z])\$(\d+)' % name.encode(), workbook)
    if found is None:
        raise LookupError(f"there is no name {name}")
    title = (found[1] or found[2]).decode()
    return sheet_part(book, title), bytes([found[3][0] + column]) + found[4]


def put(book: Book, name: str, content: bytes, column: int = 1) -> Book:
    """The book with another content (type and children) in a cell of a line."""
    ending, address = cell_of(book, name, column)
    pattern = rb'<c r="%s"((?:\ss="\d+")?)[^>]*?(?:/>|>.*?</c>)' % address
    return edit(book, ending, pattern, rb'<c r="%s"\1' % address + content.replace(b"\\", b"\\\\") + b"</c>")


def add_sheet(book: Book, rows: bytes) -> Book:
    """The book with a sheet of the user's own."""
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    sheet = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (main, rows)
    book.members.append(Member("xl/worksheets/mine.xml", sheet))
    listed = b'<sheet xmlns:r="%s" name="Mine" sheetId="99" r:id="rIdMine"/>' % office
    edit(book, "xl/workbook.xml", b"</sheets>", listed + b"</sheets>")
    related = b'<Relationship Id="rIdMine" Type="%s/worksheet" Target="worksheets/mine.xml"/>' % office
    edit(book, "workbook.xml.rels", b"</Relationships>", related + b"</Relationships>")
    override = b'<Override PartName="/xl/worksheets/mine.xml" ContentType="%s"/>' % kind.replace(b"+", b"\\+")
    return edit(book, "[Content_Types].xml", b"</Types>", override.replace(b"\\", b"") + b"</Types>")


def meet(hostile: Hostile, plan: Path, limits: Limits | None = None) -> Met:
    """Give a hostile file to planner."""
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="hostile-") as scratch:
        folder, temporary = Path(scratch, "case"), Path(scratch, "tmp")
        folder.mkdir()
        temporary.mkdir()
        data = hostile.make(plan)
        (folder / oracle.FILE).write_bytes(data)
        command, *more = hostile.command
        environment = {"TMPDIR": str(temporary), "PLANNER_DEBUG": "1"}
        kept, tempfile.tempdir = tempfile.tempdir, str(temporary)
        try:
            ran = run((command, "--json", oracle.FILE, *more), folder, limits, environment)
        finally:
            tempfile.tempdir = kept
        failures = oracle.complaints(ran, folder, data, limits, writes=True)
        if hostile.says and not re.search(hostile.says, ran.out):
            failures.append(f"it does not say {hostile.says!r}: {ran.out[-300:]!r}")
        if any(temporary.iterdir()):
            failures.append("temporary files stay")
        said = re.search(r'"message": "([^"]*)', ran.out)
        return Met(
            hostile.name, tuple(failures), ran.cpu_s, ran.wall_s, ran.peak, said[1] if said else "a result"
        )
