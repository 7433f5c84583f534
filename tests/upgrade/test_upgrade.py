"""planner upgrade, as an owner meets it: inputs and own sheets kept, nothing lost, clear refusals."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from planner import plan
from planner.xlsx.package import open_package
from tests.command import planner
from tests.once import made_once
from tests.surgery import Surgery
from tests.upgrade.plans import (
    CHINA,
    DECLARED,
    FRONTIER,
    MOE,
    SCHEMA,
    STARTUP,
    STARTUP_1_1,
    block,
    book,
    formulas,
    named,
    table,
)

UPGRADED = (STARTUP, STARTUP_1_1, FRONTIER, MOE, CHINA)
OWN = {STARTUP: "Mine", FRONTIER: "Mine", MOE: "我的"}
FAILING = {CHINA: ["commitments_check"]}
KEPT = [key for key in SCHEMA["inputs"] if key not in DECLARED["inputs"]]
ALIKE = ("chips", "exports", "data_mix", "serving_benchmarks", "rounds")
NEW_COLUMNS = ("FP4 dense TFLOP per s", "FP4稠密每秒TFLOP")
"""Of tables that are otherwise as they were: chips say what they do at FP4."""
SHEETS = {
    STARTUP: "Upgrade log",
    STARTUP_1_1: "Upgrade log",
    FRONTIER: "Upgrade log",
    MOE: "升级日志",
    CHINA: "升级日志",
}


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """Every fixture after its upgrade, with what the upgrade said beside it. Not to be changed."""

    def make(folder: Path) -> None:
        for fixture in UPGRADED:
            there = folder / f"{named(fixture)}.xlsx"
            shutil.copy(fixture, there)
            result = plan.upgrade(there)
            assert result.problems == ()
            there.with_suffix(".json").write_text(json.dumps(result.as_dict()), encoding="utf-8")

    folder = made_once(tmp_path_factory, "upgraded", make)
    return {fixture: folder / f"{named(fixture)}.xlsx" for fixture in UPGRADED}


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The edited plan of 1.0.0, as `plan.xlsx` in the current folder."""
    shutil.copy(STARTUP, tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


@pytest.mark.parametrize("fixture", UPGRADED, ids=named)
def test_inputs_keep_their_values_one_by_one(fixture: Path, upgraded: dict[Path, Path]) -> None:
    """Read by openpyxl in both files, by the same names."""
    for key in KEPT:
        was, now = block(fixture, f"in_{key}"), block(upgraded[fixture], f"in_{key}")
        assert was == now, key
    for key in ALIKE:
        assert table(fixture, key) == table(upgraded[fixture], key, without=NEW_COLUMNS)


@pytest.mark.parametrize("fixture", UPGRADED, ids=named)
def test_every_cell_agrees_and_the_status_is_good_or_a_named_warning(
    fixture: Path, upgraded: dict[Path, Path]
) -> None:
    """china fails in its adverse case: what is owed after month 60 is more than is left (finding A5)."""
    said = json.loads(upgraded[fixture].with_suffix(".json").read_text(encoding="utf-8"))
    assert said["status"] == "agrees" and said["checked"]["agrees"] == said["checked"]["cells"] > 60_000
    assert [one["key"] for one in said["failing"]] == FAILING.get(fixture, [])
    assert said["master"] in {"OK", "WARNS"} or fixture in FAILING
    assert said["master"] == "OK" or all(one["label"] for one in (*said["warning"], *said["failing"]))


def test_another_program_comes_to_the_same(upgraded: dict[Path, Path]) -> None:
    result = plan.check(upgraded[MOE], "cellrune")
    assert (result.checker, result.ok, result.master) == ("cellrune", True, "WARNS")


@pytest.mark.parametrize("fixture", UPGRADED, ids=named)
def test_a_sheet_lists_every_input_that_does_not_keep_its_key(
    fixture: Path, upgraded: dict[Path, Path]
) -> None:
    sheet = book(upgraded[fixture])[SHEETS[fixture]]
    listed = {row[0].value for row in sheet.iter_rows()}
    assert set(DECLARED["inputs"]) <= listed
    assert book(upgraded[fixture]).sheetnames[-1] == SHEETS[fixture]


@pytest.mark.parametrize("fixture", OWN, ids=named)
def test_own_sheets_keep_every_byte_but_formulas_that_follow(
    fixture: Path, upgraded: dict[Path, Path]
) -> None:
    before, after = open_package(fixture), open_package(upgraded[fixture])
    one, other = (package.read(package.sheet(OWN[fixture]).part) for package in (before, after))
    cell = re.compile(rb"(<c r=\"[A-Z]+[0-9]+\" s=\"[0-9]+\")[^>]*>.*?</c>", re.DOTALL)
    assert cell.sub(rb"\1", one) == cell.sub(rb"\1", other)
    texts = {
        name: text
        for name, text in (
            (found[1], found[0]) for found in re.finditer(rb"<c r=\"([A-Z]+[0-9]+)\".*?</c>", one)
        )
        if b"<f" not in text
    }
    assert len(texts) > 2
    assert all(text in other for text in texts.values())


@pytest.mark.parametrize("fixture", OWN, ids=named)
def test_own_cells_look_as_they_did(fixture: Path, upgraded: dict[Path, Path]) -> None:
    was, now = book(fixture)[OWN[fixture]], book(upgraded[fixture])[OWN[fixture]]
    for row in was.iter_rows():
        for cell in row:
            there = now[cell.coordinate]
            looks = [
                (one.number_format, *map(repr, (one.font, one.fill, one.border, one.alignment)))
                for one in (cell, there)
            ]
            assert looks[0] == looks[1], cell.coordinate


def test_own_formulas_follow_or_are_listed(upgraded: dict[Path, Path]) -> None:
    found = dict(formulas(upgraded[FRONTIER], "Mine"))
    parameters = open_package(upgraded[FRONTIER]).defined_names["in_parameters_b"]
    assert (
        found["B2"].removeprefix("=").replace("'", "")
        == parameters.replace("$", "").replace("'", "").replace("C", "D", 1).partition(":")[0]
    )
    assert found["B3"] == "=INDEX(in_deadline_days,1,2)*2"
    assert found["B5"] == "=#REF!"
    assert found["B6"] == "=B2*2" and found["B8"] == "=my_typed+my_parameters"
    names = open_package(upgraded[FRONTIER]).defined_names
    assert names["my_typed"].replace("'", "") == "Mine!$B$7"
    assert names["my_parameters"].replace("'", "").startswith("Tokens!$D$")


def test_own_formulas_come_to_what_they_did(upgraded: dict[Path, Path]) -> None:
    """405.85 billion parameters; a deadline of 45 days, doubled; what stands on the sheet itself."""
    sheet = book(upgraded[FRONTIER])["Mine"]
    assert (sheet["B2"].value, sheet["B3"].value, sheet["B6"].value) == (405.85, 90, 811.7)
    assert sheet["B8"].value == pytest.approx(1234.5 + 405.85)
    revenue = (
        block(upgraded[FRONTIER], "out_revenue_base")
        if _has(upgraded[FRONTIER], "out_revenue_base")
        else block(upgraded[FRONTIER], "calc_revenue_base")
    )
    assert sheet["B4"].value == pytest.approx(sum(revenue[:12]))


def _has(path: Path, name: str) -> bool:
    return name in book(path).defined_names


def test_own_charts_keep_their_bytes(upgraded: dict[Path, Path]) -> None:
    before, after = open_package(FRONTIER), open_package(upgraded[FRONTIER])
    kept = [name for name in after.names if name in before.names and "/charts/" in name]
    assert len(kept) == 1  # the owner's; the new plan's have other numbers
    assert before.read(kept[0]) == after.read(kept[0])


def test_what_stood_beside_planners_cells_is_kept_in_the_list(upgraded: dict[Path, Path]) -> None:
    rows = {row[0].value: row[1].value for row in book(upgraded[FRONTIER])["Upgrade log"].iter_rows()}
    assert "Ask the vendor" in rows.values()


@pytest.mark.parametrize(
    ("fixture", "company"), [(FRONTIER, "Example Ltd"), (MOE, "示例公司")], ids=["English", "Chinese"]
)
def test_company_title_and_question_stay_on_the_cover(
    fixture: Path, company: str, upgraded: dict[Path, Path]
) -> None:
    was, now = (book(path).worksheets[0] for path in (fixture, upgraded[fixture]))
    assert was["A2"].value == now["A2"].value
    assert was["B4"].value == now["B7"].value
    assert now["A1"].value == company
    assert now.oddHeader.left.text.startswith(f"{company} · ")


@pytest.mark.parametrize("fixture", [FRONTIER, CHINA], ids=named)
def test_the_file_is_a_sound_workbook(fixture: Path, upgraded: dict[Path, Path]) -> None:
    theme = "A required relationship type"  # LibreOffice writes none
    errors = OpenXmlValidator(FileFormat.MICROSOFT_365).validate(upgraded[fixture]).errors
    assert [error for error in errors if theme not in str(error)] == []
    with ZipFile(upgraded[fixture]) as archive:
        names = archive.namelist()
    assert len(names) == len(set(names))
    assert not [name for name in names if name.startswith("xl/calcChain")]


def test_the_log_goes_on(upgraded: dict[Path, Path]) -> None:
    was, now = (
        [tuple(cell.value for cell in row) for row in book(path)["Log"].iter_rows(min_row=5, max_col=8)]
        for path in (FRONTIER, upgraded[FRONTIER])
    )
    filled = [row for row in was if row[0]]
    assert filled and now[: len(filled)] == filled
    assert now[len(filled)][2] == "llm-programme 2.0.0"


def test_nothing_of_the_old_plan_stays_behind(upgraded: dict[Path, Path]) -> None:
    before, after = open_package(FRONTIER), open_package(upgraded[FRONTIER])
    gone = {"Cash base", "Annual", "Outcome"}
    assert gone <= {sheet.name for sheet in before.sheets}
    assert not gone & {sheet.name for sheet in after.sheets}
    assert len({sheet.name.casefold() for sheet in after.sheets}) == len(after.sheets)
    assert not [name for name in after.defined_names if name.startswith("calc_costs_reported")]
    assert "fx" not in after.tables
    sheets = {sheet.part for sheet in after.sheets}
    assert {name for name in after.names if name.startswith("xl/worksheets/sheet")} == sheets


def test_the_command_says_what_changes_keeps_the_version_before_and_undo_brings_it_back(older: Path) -> None:
    first = older.read_bytes()
    ran = planner("upgrade", older, "--dry-run")
    assert ran.status == 0 and older.read_bytes() == first
    assert [path.name for path in Path().iterdir()] == ["plan.xlsx"]
    lines = ran.out.splitlines()
    assert (
        "plan.xlsx: full_runs_per_year (2 runs per year) is gone: no money followed from it (A2): "
        "add a row of Phases for each further run"
    ) in lines
    assert (
        "plan.xlsx Mine!B2: =INDEX(calc_people_usd.base,1,1) is now =INDEX(#REF!,1,1): "
        "it reads people_usd, which is gone: read people, in plan currency"
    ) in lines
    assert ran.lines[-1].startswith(
        "plan.xlsx: made with template 1.0.0; planner upgrade brings it to 2.0.0: "
    )
    ran = planner("upgrade", older, "--json")
    (result,) = [ran.json]
    assert ran.status == 0 and result["template"]["version"] == "2.0.0"
    changes = {one["key"]: one for one in result["upgrades"] if one["kind"] == "input"}
    assert set(SCHEMA["inputs"]) <= set(changes)
    assert changes["training_gpus"] == {
        "kind": "input",
        "key": "training_gpus",
        "sheet": "",
        "cell": "",
        "change": "moved",
        "was": "128 GPUs",
        "now": "clusters[Training].gpus",
        "why": "",
    }
    assert Path("plan.bak.xlsx").read_bytes() == first
    second = older.read_bytes()
    again = planner("upgrade", older)
    assert (again.status, again.out) == (0, "")
    assert again.lines == ["plan.xlsx: made with template 2.0.0 already; the file was left as it is"]
    assert older.read_bytes() == second
    assert planner("undo", older).status == 0
    assert older.read_bytes() == first


COMMANDS = [
    ("check",),
    ("show",),
    ("refresh",),
    ("set",),
    ("repair",),
    ("explain",),
    ("handover",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_every_other_command_refuses_in_one_line(command: tuple[str, ...], older: Path) -> None:
    before = older.read_bytes()
    more = {"set": ["deadline_days=40"], "explain": ["training_days"], "handover": ["--out", "out"]}
    ran = planner(*command, older, *more.get(command[0], []))
    assert (ran.status, ran.out) == (1, "")
    refusal, *more_lines = ran.lines
    assert refusal == (
        "plan.xlsx: made with template 1.0.0; planner upgrade brings it to 2.0.0. "
        "Run `planner upgrade plan.xlsx`."
    )
    said_by_set = ["plan.xlsx: nothing was written: `planner set` changes a plan only where"]
    assert [line[: len(said_by_set[0])] for line in more_lines] == (
        said_by_set if command[0] == "set" else []
    )
    assert older.read_bytes() == before
    assert [path.name for path in Path().iterdir()] == ["plan.xlsx"]


def _edited(path: Path, name: str, value: object) -> None:
    """A value typed into the base of an input."""
    surgery = Surgery(path)
    workbook = book(STARTUP)
    sheet, _, area = workbook.defined_names[name].attr_text.rpartition("!")
    cell = area.replace("$", "").partition(":")[0]
    surgery.put(sheet.strip("'"), "D" + cell[1:], value)
    surgery.save()


def test_an_input_that_cannot_be_used_is_one_line_with_its_cell(older: Path) -> None:
    _edited(older, "in_deadline_days", "soon")
    before = older.read_bytes()
    ran = planner("upgrade", older)
    assert (ran.status, ran.out) == (1, "") and older.read_bytes() == before
    (line,) = ran.lines
    assert re.match(
        r"plan\.xlsx Tokens!D[0-9]+: deadline for one training run is text \"soon\", expected", line
    )


def _renamed(path: Path, was: bytes, now: bytes) -> None:
    surgery = Surgery(path)
    surgery.members["xl/workbook.xml"] = surgery.members["xl/workbook.xml"].replace(was, now)
    surgery.save()


BROKEN = {
    "a name is lost": (b'name="in_layers"', b'name="my_layers"', "the name in_layers is missing"),
    "a name of the new plan": (b'name="in_layers"', b'name="in_plan_start"', "the name in_layers is missing"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_damaged_plan_is_refused(what: str, older: Path) -> None:
    was, now, said = BROKEN[what]
    _renamed(older, was, now)
    before = older.read_bytes()
    ran = planner("upgrade", older)
    assert (ran.status, ran.out) == (1, "") and older.read_bytes() == before
    assert len(ran.lines) == 1 and said in ran.lines[0]


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("9.0.0", "this planner has 2.0.0. The plan is of a later planner: install that one."),
        ("2.1.0", "this planner has 2.0.0. The plan is of a later planner: install that one."),
        ("1.5.0", "planner upgrades 1.0.0 and 1.1.0. Use the planner that made the workbook."),
        ("0.9.0", "this planner has 2.0.0. Use the planner that made the workbook, or make a new one."),
    ],
)
def test_a_plan_of_another_version_is_refused(version: str, said: str, older: Path) -> None:
    surgery = Surgery(older)
    place = book(STARTUP).defined_names["planner_template"].attr_text.rpartition("!")[2]
    row = re.findall(r"[0-9]+", place)[0]
    surgery.put("Log", f"C{row}", version)
    surgery.save()
    before = older.read_bytes()
    ran = planner("upgrade", older)
    assert (ran.status, ran.out) == (1, "") and older.read_bytes() == before
    (line,) = ran.lines
    assert line.endswith(said)


def test_what_is_no_plan_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from openpyxl import Workbook

    monkeypatch.chdir(tmp_path)
    Workbook().save("other.xlsx")
    Path("broken.xlsx").write_bytes(STARTUP.read_bytes()[:9_000])
    for file, said in (("other.xlsx", "this workbook is not a plan of planner's"), ("broken.xlsx", "")):
        ran = planner("upgrade", file)
        assert (ran.status, ran.out, len(ran.lines)) == (1, "", 1)
        assert said in ran.lines[0]
    assert planner("upgrade", "missing.xlsx").status == 1


def test_a_plan_that_a_program_has_open_is_left_alone(older: Path) -> None:
    Path(".~lock.plan.xlsx#").write_text("me,me,,;", encoding="utf-8")
    before = older.read_bytes()
    ran = planner("upgrade", older)
    assert (ran.status, ran.out, len(ran.lines)) == (1, "", 1)
    assert "LibreOffice" in ran.lines[0] and older.read_bytes() == before


@pytest.mark.parametrize("name", ["Products"])
def test_a_table_of_the_owners_that_is_called_like_a_new_one_is_refused(name: str, older: Path) -> None:
    from openpyxl import load_workbook
    from openpyxl.worksheet.table import Table

    workbook = load_workbook(older)
    sheet = workbook.create_sheet("Sales plan")
    for row in (["Name", "Price"], ["A", 1]):
        sheet.append(row)
    sheet.add_table(Table(displayName=name, ref="A1:B2"))
    workbook.save(older)
    ran = planner("upgrade", older)
    assert ran.status == 1 and len(ran.lines) == 1
    assert f'the workbook has a table of yours called "{name}", as the new template has' in ran.lines[0]
