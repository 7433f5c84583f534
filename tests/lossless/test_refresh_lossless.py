"""What `set` and `refresh` leave alone: every member and every cell that planner does not own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from math import isclose
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openxml_audit import FileFormat, OpenXmlValidator

from planner.check.checkers.base import by_sheet
from planner.check.checkers.run import evaluate
from tests.command import planner
from tests.corpus import NAMES
from tests.graft import graft
from tests.lossless.foreign import add_foreign_things, add_sparklines
from tests.lossless.packages import central_records, raw_members
from tests.sampled import some
from tests.surgery import BOOK, Surgery, formula_cells, q

CELL = re.compile(rb"<c [^>]*/>|<c [^>]*[^/]>.*?</c>", re.DOTALL)
ADDRESS = re.compile(rb'\br="([A-Z]+[0-9]+)"')
ROW = rb'<row r="%d"[^>]*/>|<row r="%d"(?:[^>]*[^/])?>.*?</row>'
VALUE = re.compile(rb'<v>[^<]*</v>| t="n"')
"""What a refresh may change in a cell with a formula of the owner's."""

TYPED = "programme_years"

HAND_MADE = "hand made"


@pytest.fixture
def carrying(request: pytest.FixtureRequest, plan_file: Path, corpus: Callable[[str], Path]) -> Path:
    """A plan with foreign things in it: a few of each kind, or all sheets of another program's workbook."""
    with Surgery(plan_file) as book:
        if request.param == HAND_MADE:
            add_foreign_things(book)
        else:
            graft(book, corpus(request.param))
    return plan_file


@pytest.mark.parametrize("carrying", [HAND_MADE, *NAMES], indirect=True)
def test_what_planner_does_not_own_keeps_its_bytes(carrying: Path, essay: Path) -> None:
    parts = set(Surgery(essay).sheets.values())
    ours = {name: part for name, part in Surgery(carrying).sheets.items() if part in parts}
    before = carrying.read_bytes()
    for command in (("set", carrying, f"{TYPED}=7.2"), ("refresh", carrying), ("refresh", carrying)):
        assert planner(*command).status == 0
        after = carrying.read_bytes()
        owners = _with_own_formulas(carrying, ours)
        _only_owned_members_changed(before, after, {*ours.values(), BOOK, *owners})
        for part in owners:
            was, now = (VALUE.sub(b"", _member(content, part)) for content in (before, after))
            assert now == was
        _only_owned_cells_changed(carrying, before, ours, typed=command[0] == "set")
        before = after


def _with_own_formulas(path: Path, ours: dict[str, str]) -> set[str]:
    """The parts of the owner's own sheets that hold formulas."""
    book = Surgery(path)
    return {book.sheets[sheet] for sheet, _ in formula_cells(book) if sheet not in ours}


def _member(content: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def _only_owned_members_changed(before: bytes, after: bytes, owned: set[str]) -> None:
    """Every other member has the same local header, compressed data and record in the index."""
    was, now = raw_members(before), raw_members(after)
    assert list(now) == list(was)
    changed = {name for name in was if now[name] != was[name]}
    assert changed <= owned
    assert changed
    was_listed, is_listed = central_records(before), central_records(after)
    assert {name for name in was_listed if is_listed[name] != was_listed[name]} <= changed


def _only_owned_cells_changed(path: Path, before: bytes, ours: dict[str, str], *, typed: bool) -> None:
    """In planner's sheets nothing outside of its own cells changed, and of those nothing but values."""
    old_path = path.with_name("before.xlsx")
    old_path.write_bytes(before)
    was, now = Surgery(old_path), Surgery(path)
    old_path.unlink()
    written = _written_cells(now)
    if typed:
        sheet, cell = now.line(TYPED)
        written.setdefault(sheet, set()).add(cell)
    log, entry = _next_log_row(was)
    for sheet, part in ours.items():
        old, new = was.members[part], now.members[part]
        if sheet == log and not typed:
            old, new = (_without_row(xml, entry) for xml in (old, new))
        (old_frame, old_cells), (new_frame, new_cells) = _taken_apart(old), _taken_apart(new)
        assert new_frame == old_frame, sheet
        assert new_cells.keys() == old_cells.keys(), sheet
        for address, cell in new_cells.items():
            if address in written.get(sheet, ()):
                continue
            if b"<f" in old_cells[address]:
                assert _without_value(cell) == _without_value(old_cells[address]), f"{sheet}!{address}"
            else:
                assert cell == old_cells[address], f"{sheet}!{address}"


def _taken_apart(xml: bytes) -> tuple[bytes, dict[str, bytes]]:
    """A sheet without its cells, and each cell's bytes by address."""
    cells = {}
    for match in some(CELL.finditer(xml)):
        address = ADDRESS.search(match[0])
        assert address is not None
        cells[address[1].decode()] = match[0]
    return CELL.sub(b"<c/>", xml), cells


def _without_value(cell: bytes) -> bytes:
    return re.sub(rb' t="\w+"', b"", VALUE.sub(b"", cell), count=1)


def _written_cells(book: Surgery) -> dict[str, set[str]]:
    """The cells of Checks that a refresh fills: the engine's three values and the verdict of each row."""
    written: dict[str, set[str]] = {}
    for name in book.names():
        if not name.startswith("chk_"):
            continue
        sheet, cells = book.place(name)
        left, row, right, _ = range_boundaries(cells)
        if right - left == 8:
            columns = (left + 3, left + 4, left + 5, left + 7)
            written.setdefault(sheet, set()).update(f"{get_column_letter(column)}{row}" for column in columns)
    return written


def _next_log_row(book: Surgery) -> tuple[str, int]:
    """The sheet of the log, and the row that the next refresh fills."""
    sheet, cells = book.place("log_header")
    row = range_boundaries(cells)[1] + 1
    while book.value(sheet, f"A{row}") is not None:
        row += 1
    return sheet, row


def _without_row(xml: bytes, row: int) -> bytes:
    return re.sub(rb"<dimension [^>]*>", b"", re.sub(ROW % (row, row), b"", xml, flags=re.DOTALL))


@pytest.mark.parametrize("carrying", NAMES, indirect=True)
def test_a_graft_shows_what_the_foreign_workbook_showed(
    carrying: Path, request: pytest.FixtureRequest, corpus: Callable[[str], Path]
) -> None:
    """That the helper works: the same values on the same sheets, before and after a refresh."""
    from python_calamine import CalamineWorkbook

    theirs = CalamineWorkbook.from_path(corpus(request.node.callspec.params["carrying"]))
    assert planner("refresh", carrying).status == 0
    ours = CalamineWorkbook.from_path(carrying)
    for sheet in theirs.sheets_metadata:
        if str(sheet.typ) == "SheetTypeEnum.WorkSheet":
            values = [book.get_sheet_by_name(sheet.name).to_python() for book in (theirs, ours)]
            assert _comparable(values[1]) == _comparable(values[0])


def _comparable(rows: list[list[object]]) -> list[list[object]]:
    """Numbers as numbers: whether one shows as a date depends on a format."""
    return [[cell if isinstance(cell, str | bool) else str(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("carrying", [HAND_MADE, "xlsxwriter", "pivots", "threads"], indirect=True)
def test_the_validator_finds_nothing_that_it_did_not_find_before(carrying: Path) -> None:
    before = _findings(carrying)
    assert planner("set", carrying, f"{TYPED}=7.2").status == 0
    assert planner("refresh", carrying).status == 0
    assert _findings(carrying) == before


def test_the_validator_finds_nothing_in_a_plan(plan_file: Path) -> None:
    assert planner("refresh", plan_file).status == 0
    assert _findings(plan_file) == []


def _findings(path: Path) -> list[str]:
    validator = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0)
    return sorted(f"{error.part_uri} {error.description}" for error in validator.validate(str(path)).errors)


@pytest.mark.parametrize("carrying", [HAND_MADE], indirect=True)
def test_libreoffice_recalculates_to_the_values_in_the_file(carrying: Path, soffice: Path) -> None:
    assert planner("set", carrying, f"{TYPED}=7.2", "parameters_b=70").status == 0
    assert planner("refresh", carrying).status == 0
    book = Surgery(carrying)
    cells = [(sheet, *coordinate_to_tuple(cell)) for sheet, cell in formula_cells(book) if sheet != "Mine"]
    assert len(cells) > 600
    found = evaluate(carrying, by_sheet(cells), checker="libreoffice").values
    wrong = {}
    for sheet, row, column in cells:
        ours, theirs = book.value(sheet, f"{get_column_letter(column)}{row}"), found[sheet, row, column]
        same = ours == theirs
        if isinstance(ours, float) and isinstance(theirs, float):
            same = isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)
        if not same:
            wrong[sheet, row, column] = ours, theirs
    assert wrong == {}


@pytest.mark.parametrize("engine", ["openpyxl", "calamine"])
def test_pandas_reads_a_value_from_every_formula_cell(engine: str, plan_file: Path) -> None:
    import pandas as pd

    assert planner("set", plan_file, f"{TYPED}=7.2").status == 0
    assert planner("refresh", plan_file).status == 0
    frames = pd.read_excel(plan_file, sheet_name=None, header=None, engine=engine)
    book = Surgery(plan_file)
    cells = list(formula_cells(book))
    assert len(cells) > 600
    for sheet, cell in cells:
        row, column = coordinate_to_tuple(cell)
        shown, written = frames[sheet].iat[row - 1, column - 1], book.value(sheet, cell)
        assert not pd.isna(shown) or written == "", f"{sheet}!{cell}"
        if written == "":  # a heading of texts that are blank; pandas takes it for no value
            continue
        if isinstance(shown, datetime):  # in a cell with the format of a day
            shown = (shown - datetime(1899, 12, 30)) / timedelta(days=1)
        assert shown == written if isinstance(written, str) else float(shown) == written, f"{sheet}!{cell}"


# When Excel is asked to recalculate: exactly when a formula's value is not known to be fresh


def _own_sheet(book: Surgery) -> None:
    book.add_sheet("Mine", {"B2": (1, "1+1")})


def _own_formula_on_a_sheet_of_planners(book: Surgery) -> None:
    book.put("Summary", "Z99", 1, "1+1")


def _own_formula_and_an_overwritten_cell(book: Surgery) -> None:
    _own_sheet(book)
    book.put(*book.line("pool_clusters"), 3)


def _own_formula_in_an_input(book: Surgery) -> None:
    book.put_line("parameters_b", 175, "100+75")


def _asked_before(book: Surgery) -> None:
    book.tree(BOOK).find(q("calcPr")).set("fullCalcOnLoad", "1")


def _own_sheet_without_formulas(book: Surgery) -> None:
    book.add_sheet("Mine", {"B2": (1, None), "B3": ("=1+1", None)})


WISHES: dict[str, tuple[Callable[[Surgery], None], bool]] = {
    "nothing added": (lambda _: None, False),
    "own sheet": (_own_sheet, True),
    "own formula on Summary": (_own_formula_on_a_sheet_of_planners, True),
    "own formula, overwritten cell": (_own_formula_and_an_overwritten_cell, True),
    "own formula in an input": (_own_formula_in_an_input, False),
    "own values": (_own_sheet_without_formulas, False),
    "sparklines": (add_sparklines, False),
    "asked before": (_asked_before, False),
}


@pytest.mark.parametrize(("edit", "wish"), WISHES.values(), ids=WISHES)
def test_excel_recalculates_on_load_exactly_when_a_formula_is_not_fresh(
    edit: Callable[[Surgery], None], wish: bool, plan_file: Path
) -> None:
    with Surgery(plan_file) as book:
        edit(book)
    for command in (("refresh", plan_file), ("set", plan_file, f"{TYPED}=7.2")):
        planner(*command)
        asked = Surgery(plan_file).tree(BOOK).find(q("calcPr")).get("fullCalcOnLoad", "0")
        assert asked == str(int(wish))


def test_a_backup_of_a_plan_with_foreign_things_has_them_too(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        add_foreign_things(book)
    shutil.copy(plan_file, "copy.xlsx")
    assert planner("refresh", plan_file).status == 0
    assert Path("plan.bak.xlsx").read_bytes() == Path("copy.xlsx").read_bytes()
