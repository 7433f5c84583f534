"""Plans that an earlier planner wrote keep working: a refresh brings them up to date, and nothing is lost.

The plans are real files of template 1.0.0 (see tests/fixtures/README.md), not made by the code under test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner import plan
from planner.book.find import Book, book_of, find, survey
from planner.book.identify import identify
from planner.layout.owned import owned_cells
from planner.layout.places import LOG_HEADER, MONEY, SCALE, TEMPLATE_CELLS, Place
from planner.problems import PlanError
from planner.repair.names import DEFINED_NAME
from planner.repair.uptodate import of_today
from planner.template.rows import SCENARIOS
from planner.xlsx.cell import Value
from planner.xlsx.package import Package, open_package
from tests.command import planner
from tests.once import made_once
from tests.surgery import BOOK, Surgery

FIXTURES = Path(__file__).parents[1] / "fixtures" / "1.0.0"
STARTUP, CHINA = FIXTURES / "startup.xlsx", FIXTURES / "china-zh.xlsx"
EDITED = ("Outcome", 14, 4)
"""Where the owner has put a formula of her own in the place of one of planner's."""
DUE = "made with template 1.0.0; planner refresh brings it to 1.1.0"
UNDO = "; nothing of yours was changed; planner undo brings the version before back"


def said(name: str, formulas: int) -> str:
    """The one line on what a refresh has brought up to date; 446 names with a dot and one that is new."""
    counts = f"{formulas} formulas and 447 names of planner's"
    return f"{name}: made with template 1.0.0, brought to 1.1.0: {counts}{UNDO}"


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The edited plan, as `plan.xlsx` in the current folder."""
    shutil.copy(STARTUP, tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """Both plans after one refresh. Not to be changed."""

    def make(folder: Path) -> None:
        for fixture in (STARTUP, CHINA):
            shutil.copy(fixture, folder)
            plan.refresh(folder / fixture.name)

    folder = made_once(tmp_path_factory, "older-refreshed", make)
    return {fixture: folder / fixture.name for fixture in (STARTUP, CHINA)}


def values(path: Path, *, then: bool) -> tuple[Book, dict[tuple[str, ...], Value]]:
    """What inputs and lines show in the file itself, by key, scenario and position; `then`: as of 1.0.0.

    The names of 1.0.0 are looked up as they are in the file: nothing is brought up to date here.
    """
    package = open_package(path)
    template, preset = identify(package)
    found = survey(package, template, preset)
    if then:
        assert set(found.lost) == {SCALE}
        found.lost.clear()
        found.places[SCALE] = found.expected[SCALE]
    book = book_of(found)
    shown: dict[tuple[str, ...], Value] = {}
    for key, place in _places(book):
        for across in range(place.columns):
            for down in range(place.rows):
                shown[(*key, str(across), str(down))] = book.cell(place.at(across, down)).value
    return book, shown


def _places(book: Book) -> Iterator[tuple[tuple[str, ...], Place]]:
    for _, row in book.template.rows():
        for scenario in SCENARIOS if row.axis else ("",):
            place = book.layout.run(row, scenario) if row.axis else book.layout.line(row)
            yield (row.kind, row.key, scenario), place
    for table in book.template.tables:
        for column in table.columns:
            yield ("input", table.key, column.key), book.layout.tables[table.key].column(column.key)


def texts_and_formulas(package: Package, sheet: str) -> bytes:
    """Everything that a sheet's part holds."""
    return package.read(package.sheet(sheet).part)


@pytest.mark.parametrize("fixture", [STARTUP, CHINA], ids=["edited", "Chinese"])
def test_every_input_keeps_its_value(fixture: Path, refreshed: dict[Path, Path]) -> None:
    _, before = values(fixture, then=True)
    _, after = values(refreshed[fixture], then=False)
    inputs = {key: value for key, value in before.items() if key[0] == "input"}
    assert len(inputs) > 900
    assert {key: after[key] for key in inputs} == inputs
    if fixture is STARTUP:
        assert after["input", "usd_cny", "", "1", "0"] == 7.3
        assert "Researcher" in after.values()


@pytest.mark.parametrize("fixture", [STARTUP, CHINA], ids=["edited", "Chinese"])
def test_results_stay_within_a_billionth_of_the_money_moved(
    fixture: Path, refreshed: dict[Path, Path]
) -> None:
    """Cash was rounded to four digits and is not any more: that much may differ, which is far less."""
    book, before = values(fixture, then=True)
    _, after = values(refreshed[fixture], then=False)
    moved = min(
        abs(number)
        for across in range(3)
        if isinstance(number := before["output", "plan_costs_reported", "", str(across), "0"], float)
    )
    differing = 0
    assert moved > 1e6
    for key, value in before.items():
        now = after[key]
        if isinstance(value, float) and isinstance(now, float):
            size = moved if "cash" in key[1] or key[1] in MONEY_LEFT else 0
            assert abs(value - now) <= 1e-9 * max(abs(value), abs(now), size), (key, value, now)
            differing += value != now
        else:
            assert value == now, key
    assert differing  # cash itself: to its last digits
    assert book.template.version == "1.1.0"


MONEY_LEFT = {"money_left_reported", "funding_margin_reported", "cash_needed_reported"}


def test_what_the_owner_edited_stays_and_is_the_one_that_is_told(
    older: Path, refreshed: dict[Path, Path]
) -> None:
    before = open_package(older).cells("Outcome")[EDITED[1:]]
    ran = planner("refresh", older)
    assert ran.status == 1
    assert ran.lines[-1] == said("plan.xlsx", 1008)
    counted = "18,108 of 18,109 formula cells agree with the engine"
    assert counted in ran.out and "1 edited; status EDITED" in ran.out
    after = open_package(older).cells("Outcome")[EDITED[1:]]
    assert before.formula == after.formula == "INDEX(out_plan_money_reported,1,2)/2"
    checked = plan.check(older)
    assert checked.checked["edited"] == 1 and checked.checked["agrees"] == 18108
    assert [(one.sheet, one.cell, one.status) for one in checked.differences] == [
        ("Outcome", "D14", "edited")
    ]


@pytest.mark.parametrize("fixture", [STARTUP, CHINA], ids=["edited", "Chinese"])
def test_a_plan_that_was_brought_up_to_date_is_one_of_today(
    fixture: Path, refreshed: dict[Path, Path]
) -> None:
    """Every formula but the owner's is the template's, and every name, and what the plan says of itself."""
    book = find(open_package(refreshed[fixture]))
    own = {EDITED} if fixture is STARTUP else set()
    lacking = [
        cell.position
        for cell in owned_cells(book.template, book.preset, book.layout)
        if book.cell(cell.place).formula is None and cell.position not in own
    ]
    assert lacking == []
    assert all(name in book.source.defined_names for name in book.layout.places)
    assert book.cell(book.layout[TEMPLATE_CELLS].at(1)).value == "1.1.0"
    texts = [cell.value for cell in book.cells.values() if isinstance(cell.value, str)]
    assert "llm-programme 1.1.0" in texts
    rounded = "Rounded to four digits" if fixture is STARTUP else "舍入至四位小数"
    assert not any(rounded in text for text in texts)
    header = book.layout[LOG_HEADER]
    notes = [cell.value for (_, column), cell in book.source.cells(header.sheet).items() if column == 8]
    brought = (
        "made with template 1.0.0, brought to 1.1.0"
        if fixture is STARTUP
        else "由模板 1.0.0 创建，已更新至 1.1.0"
    )
    assert any(brought in str(note) for note in notes)


def test_own_sheet_keeps_its_bytes_and_its_name_with_a_dot(refreshed: dict[Path, Path]) -> None:
    before, after = open_package(STARTUP), open_package(refreshed[STARTUP])
    assert texts_and_formulas(before, "Mine") == texts_and_formulas(after, "Mine")
    dotted = {name for name in after.defined_names if "." in name and not name.startswith("_xlnm")}
    assert dotted == {"calc_people_usd.base"}
    assert after.defined_names["calc_people_usd.base"] == after.defined_names["calc_people_usd_base"]


@pytest.mark.parametrize("fixture", [STARTUP, CHINA], ids=["edited", "Chinese"])
def test_parts_that_are_not_planners_keep_their_bytes(fixture: Path, refreshed: dict[Path, Path]) -> None:
    before, after = open_package(fixture), open_package(refreshed[fixture])
    assert set(after.names) - {"xl/calcChain.xml"} == set(before.names) - {"xl/calcChain.xml"}
    kept = [name for name in before.names if "/theme" in name or "/tables/" in name or "/media/" in name]
    assert len(kept) > 5
    assert [name for name in kept if before.read(name) != after.read(name)] == []


def test_undo_brings_the_version_before_back_and_again(older: Path) -> None:
    first = older.read_bytes()
    planner("refresh", older)
    second = older.read_bytes()
    ran = planner("undo", older)
    assert (ran.status, older.read_bytes()) == (0, first)
    assert planner("undo", older).status == 0 and older.read_bytes() == second


def test_a_second_refresh_has_nothing_more_to_say(refreshed: dict[Path, Path], tmp_path: Path) -> None:
    shutil.copy(refreshed[CHINA], tmp_path / "plan.xlsx")
    ran = planner("refresh", tmp_path / "plan.xlsx")
    assert (ran.status, ran.lines) == (0, [])
    assert "status OK" in ran.out


def test_reading_writes_nothing_and_says_what_is_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(CHINA, "plan.xlsx")
    for command in (("check",), ("show",)):
        ran = planner(*command, "plan.xlsx")
        assert (ran.status, ran.lines) == (1, [f"plan.xlsx: {DUE}."]), command
        assert "18,109 of 18,109 formula cells agree" in ran.out
    ran = planner("lint", "plan.xlsx")
    assert (ran.status, ran.lines) == (0, [])
    assert ran.out.startswith("plan.xlsx: 43 of 43 rules pass")
    ran = planner("handover", "plan.xlsx", "--out", "out")
    assert ran.status == 1 and not Path("out").exists()
    assert ran.lines == [f"plan.xlsx: {DUE}. Run `planner refresh plan.xlsx` on the closed file."]
    ran = planner("refresh", "--dry-run", "plan.xlsx")
    assert (ran.status, ran.lines) == (0, [f"plan.xlsx: {DUE}"])
    assert planner("repair", "--dry-run", "plan.xlsx").status == 0
    assert Path("plan.xlsx").read_bytes() == CHINA.read_bytes()
    assert [path.name for path in Path().iterdir()] == ["plan.xlsx"]


def test_set_brings_it_up_to_date_too(older: Path) -> None:
    ran = planner("set", older, "usd_cny=7.4")
    assert "usd_cny was 7.3, is now 7.4" in ran.out
    assert ran.lines[-1] == said("plan.xlsx", 1008)
    assert find(open_package(older)).template.version == "1.1.0"
    assert Path("plan.bak.xlsx").read_bytes() == STARTUP.read_bytes()


def test_repair_takes_the_owners_edits_for_damage_as_ever(older: Path) -> None:
    ran = planner("repair", older)
    assert ran.status == 0
    first, *_ = ran.out.splitlines()
    assert first == (
        "plan.xlsx: made with template 1.0.0, brought to 1.1.0: 1008 formulas and 447 names of planner's"
    )
    told = [line for line in ran.out.splitlines() if "the template's again" in line]
    assert len(told) == 1 and "Outcome!D14" in told[0]
    assert plan.refresh(older).master == "FAILS"  # a round is too small at this rate of exchange


def test_a_constant_over_a_formula_stays_one_that_was_overwritten(older: Path) -> None:
    book = Surgery(older)
    book.put("Training", "D27", 8000)
    book.save()
    result = plan.refresh(older)
    assert result.checked["overwritten"] == 1
    assert open_package(older).cells("Training")[27, 4].value == 8000
    assert open_package(older).cells("Training")[27, 4].formula is None


def test_damage_of_another_kind_is_refused_as_ever(older: Path) -> None:
    book = Surgery(older)
    name = b"in_parameters_b"
    book.members[BOOK] = DEFINED_NAME.sub(
        lambda found: b"" if name in found[0] else found[0], book.members[BOOK]
    )
    before = book.save().read_bytes()
    ran = planner("refresh", older)
    assert ran.status == 1 and older.read_bytes() == before
    (line,) = ran.lines
    assert "the name in_parameters_b" in line and "shown_scale" not in line


@pytest.mark.parametrize("version", ["9.0.0", "1.2.0"])
def test_a_plan_of_a_later_version_is_refused_in_one_line(version: str, plan_file: Path) -> None:
    book = Surgery(plan_file)
    place = find(open_package(plan_file)).layout[TEMPLATE_CELLS].at(1)
    book.put(place.sheet, place.a1, version)
    before = book.save().read_bytes()
    for command in ("refresh", "check", "show"):
        ran = planner(command, plan_file)
        assert (ran.status, ran.out) == (1, "")
        assert ran.lines == [
            f"plan.xlsx: Log!B2:D2 says template llm-programme {version}; this planner has 1.1.0. "
            "The plan is of a later planner: install that one."
        ]
    assert plan_file.read_bytes() == before


def test_where_nothing_is_brought_up_to_date_one_line_says_what_to_do() -> None:
    """An open workbook is found like this one: planner does not rewrite it in Excel's hands."""
    with pytest.raises(PlanError) as refused:
        find(open_package(CHINA))
    (problem,) = refused.value.problems
    assert problem.message == DUE
    assert problem.remedy == f"Run `planner refresh {CHINA}` on the closed file."


def test_a_plan_of_today_is_left_alone(essay: Path) -> None:
    package = open_package(essay)
    assert of_today(package) == (package, None)


@pytest.mark.parametrize("checker", ["cellrune", "libreoffice"])
def test_other_programs_come_to_the_same(
    checker: str, refreshed: dict[Path, Path], request: pytest.FixtureRequest
) -> None:
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    for fixture, agrees in ((STARTUP, 18108), (CHINA, 18109)):
        result = plan.check(refreshed[fixture], checker)
        assert (result.checker, result.checked["agrees"]) == (checker, agrees), result.differences[:3]


def test_a_unit_that_changes_is_told(tmp_path: Path) -> None:
    """In Chinese, amounts were said in 亿元 whatever their size; a plan of less than 1e8 now says 万元."""
    shutil.copy(CHINA, tmp_path / "plan.xlsx")
    book = Surgery(tmp_path / "plan.xlsx")
    book.put_line("reporting_currency", "USD")
    book.save()
    before = open_package(tmp_path / "plan.xlsx")
    cover = find(of_today(before)[0]).layout[MONEY]
    assert before.cells(cover.sheet)[cover.row, cover.column].value == "亿元"
    (note,) = [note for note in plan.refresh(tmp_path / "plan.xlsx").notes if "brought to" in note]
    now = open_package(tmp_path / "plan.xlsx").cells(cover.sheet)[cover.row, cover.column].value
    assert f"amounts are said in {now}, not in 亿元; nothing of yours was changed" in note
