"""What keeps a plan from being handed over, by the name that waives it; nothing is written then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.handover import contents, judging, paths, rules
from planner.handover.package import safe_name
from planner.handover.strip import strip
from planner.lint import registry
from planner.lint.sheet_reader import read_sheet
from planner.problems import PlanError
from planner.results.lint import Finding, LintResult, RuleResult
from planner.results.plan import Result
from planner.results.statuses import DID_NOT_RUN, FINDS, PASSES, WAIVED
from planner.usecases.handover import handover, unknown_rules
from planner.xlsx.package import open_package
from tests.command import planner
from tests.handover.carrier import OFFICE_TYPE, REFUSED, add_comments
from tests.lint.damage import damaged
from tests.surgery import BOOK, MAIN, TYPES, Surgery, q


def found_in(path: Path) -> list[tuple[str, str, str]]:
    """Rule, sheet and message of all that stands against a workbook, but for its numbers."""
    package = open_package(path)
    sheets = [read_sheet(package, info) for info in package.sheets if info.kind == "worksheet"]
    found = [*contents.refusals_of(package, sheets)]
    found += paths.refusals_of(sheets, strip(package, comments="strip").parts, package.file)
    return [(one.rule, one.problem.sheet, one.problem.message) for one in found]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook of two sheets, which is quicker to look through than a plan."""
    import openpyxl
    from openpyxl.workbook.defined_name import DefinedName

    book = openpyxl.Workbook()
    book.active = book.create_sheet("Training")
    book["Training"]["A50"] = "a line"
    book.defined_names["first"] = DefinedName("first", attr_text="Training!$A$1")
    monkeypatch.chdir(tmp_path)
    book.save("small.xlsx")
    return Path("small.xlsx")


def test_a_new_plan_holds_nothing_that_is_refused(essay: Path) -> None:
    assert found_in(essay) == []


@pytest.mark.parametrize("what", REFUSED)
def test_each_is_found_where_it_is_and_nothing_else(what: str, small: Path) -> None:
    rule, sheet, message, add = REFUSED[what]
    assert found_in(small) == []
    with Surgery(small) as book:
        add(book)
    assert found_in(small) == [(rule, sheet, message)]


def test_everything_is_named_at_once_and_nothing_is_written(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        for what in (
            "macros",
            "an external link",
            "a pivot cache",
            "a hidden sheet",
            "hidden rows",
            "a hidden name",
        ):
            REFUSED[what][3](book)
        book.put_line("programme_years", 7.5)
    before = plan_file.read_bytes()
    ran = planner(
        "handover", plan_file, "--out", "deal", "--waive", "lint", "--waive", "hidden-rows", "--no-pdf"
    )
    assert (ran.status, ran.out) == (1, "")
    assert ran.lines[:5] == [
        "plan.xlsx: the workbook holds macros. Save it as .xlsx without them, or pass --waive macros.",
        "plan.xlsx: the workbook holds links to another workbook. Type the values in place of the links "
        "(Data > Edit Links > Break Link), or point them at the web, or pass --waive external-links.",
        "plan.xlsx: the workbook holds a pivot cache. Paste its values in its place: its cache holds all the "
        "data that it was made of, or pass --waive pivot-caches.",
        "plan.xlsx Mine: the sheet is hidden. Show the sheet, or delete it, or pass --waive hidden-sheets.",
        "plan.xlsx: the name secret is hidden. Delete the name, or show it with a program that lists hidden "
        "ones, or pass --waive hidden-names.",
    ]
    assert ran.lines[5].startswith("plan.xlsx: inputs were changed after the last refresh:")
    assert ran.lines[5].endswith("Run `planner refresh plan.xlsx`, or pass --waive stale-values.")
    assert ran.lines[-1].startswith("plan.xlsx: not handed over: ")
    assert [path.name for path in Path.cwd().iterdir()] == ["plan.xlsx"]
    assert plan_file.read_bytes() == before


def test_an_edited_formula_is_a_failed_check(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        place = book.put_line("training_gpu_hours", 1, "1+0")
    result = handover(plan_file, "deal", waive=["lint"], pdf=False)
    assert not result.ok
    (check,) = [one for one in result.refusals if one.rule == "checks"]
    assert "formula cells agree with the engine; the first that does not is edited" in check.problem.message
    assert (check.problem.sheet, check.problem.cell) == place
    assert not Path("deal").exists()


def test_a_workbook_that_is_no_plan_has_no_check(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = 1
    book.save(tmp_path / "other.xlsx")
    result = handover(tmp_path / "other.xlsx", tmp_path / "deal", waive=["lint"], pdf=False)
    assert [(one.rule, one.problem.message) for one in result.refusals] == [
        ("checks", "the workbook could not be checked: this workbook is not a plan of planner's")
    ]
    result = handover(tmp_path / "other.xlsx", tmp_path / "deal", waive=["lint", "checks"], pdf=False)
    assert result.ok
    assert result.notes == (
        "not every value in it is known to be fresh, so Excel will recalculate it on opening",
    )
    told = Surgery(tmp_path / "deal" / "other.xlsx").tree(BOOK).find(q("calcPr"))
    assert told.get("fullCalcOnLoad") == "1"
    assert "<strong>The numbers of this workbook were not checked.</strong>" in (
        tmp_path / "deal" / "review.html"
    ).read_text(encoding="utf-8")
    ran = planner("verify", tmp_path / "deal")
    assert (ran.status, len(ran.lines)) == (1, 1)
    assert "this workbook is not a plan of planner's" in ran.err


def test_comments_ask_for_a_choice(small: Path) -> None:
    with Surgery(small) as book:
        book.add_sheet("Mine", {"A1": (1, None)})
        add_comments(book)
    result = handover(small, "deal", waive=["lint", "checks"], pdf=False)
    assert [str(one.problem) for one in result.refusals] == [
        "small.xlsx Mine: the sheet holds comments. Take them out of the copy with --comments strip, or keep "
        "them with --comments keep."
    ]


def lint_result(rule: str, status: str, *findings: Finding, reason: str = "") -> LintResult:
    known = registry.find_rule(rule)
    assert known is not None
    return LintResult("copy.xlsx", (RuleResult(known, status, findings, reason),), "llm-programme 2.0.0")


def test_what_lint_finds_or_could_not_run_is_refused_under_the_name_of_its_rule() -> None:
    finding = Finding("cover", "style", "is no cover", "Write one", "Cover", "A1")
    (one,) = judging.of_lint(lint_result("cover", FINDS, finding, finding), "plan.xlsx")
    assert (one.rule, str(one.problem)) == (
        "cover",
        "plan.xlsx Cover!A1: cover: is no cover (1 more finding). `planner lint plan.xlsx` lists what "
        "to mend; or pass --waive cover.",
    )
    (one,) = judging.of_lint(lint_result("cover", DID_NOT_RUN, reason="no checker"), "plan.xlsx")
    assert (one.rule, one.problem.message) == ("cover", "the rule cover of lint did not run: no checker")
    (one,) = judging.of_lint(lint_result("cover", WAIVED, finding), "plan.xlsx")
    assert one.rule == "cover"
    assert list(judging.of_lint(lint_result("cover", PASSES), "plan.xlsx")) == []
    assert list(judging.of_lint(lint_result("cover", WAIVED), "plan.xlsx")) == []


def test_lint_is_asked_of_the_copy_and_its_rules_are_waived_by_name_or_number(small: Path) -> None:
    with Surgery(small) as book:
        REFUSED["hidden rows"][3](book)
    result = handover(small, "deal", waive=["checks", "hidden-rows", "sign-convention", "37"], pdf=False)
    standing, waived = {one.rule for one in result.refusals}, {one.rule for one in result.waived}
    assert {"nothing-hidden", "version-log", "master-check"} <= standing
    assert {"checks", "hidden-rows", "sign-convention", "cover"} == waived
    assert not standing & waived
    assert all(one.problem.file == "small.xlsx" for one in (*result.refusals, *result.waived))


def test_a_plan_that_fails_a_check_of_its_own_is_a_failed_check() -> None:
    note = "the plan fails a check of its own in Adverse: The money held covers the programme"
    result = Result("copy.xlsx", "agrees", "llm-programme", "2.0.0", master="FAILS", notes=("other", note))
    (one,) = judging.of_check(result, "plan.xlsx")
    assert (one.rule, one.problem.message) == ("checks", note)
    assert list(judging.of_check(replace(result, master="OK"), "plan.xlsx")) == []


@pytest.mark.parametrize(
    ("status", "rules_pass", "recalculates", "fresh"),
    [
        ("agrees", True, True, True),
        ("agrees", False, False, False),
        ("agrees", None, False, True),
        ("agrees", None, True, False),
        ("problems", True, False, False),
    ],
)
def test_excel_recalculates_the_copy_unless_every_value_is_known_to_be_fresh(
    status: str, rules_pass: bool | None, recalculates: bool, fresh: bool
) -> None:
    lint = None if rules_pass is None else lint_result("values-agree", PASSES if rules_pass else WAIVED)
    result = Result("copy.xlsx", status, "llm-programme", "2.0.0", master="OK")
    assert judging.values_are_fresh(result, lint, recalculates=recalculates) is fresh


def test_names_that_waive_are_unique_and_unknown_ones_are_wrong_usage(plan_file: Path) -> None:
    assert not set(rules.WAIVABLE) & {rule.name for rule in registry.rules()}
    assert unknown_rules(["macros", "41", "cover", "lint", "all", "comments", "51"]) == [
        "all",
        "comments",
        "51",
    ]
    ran = planner("handover", plan_file, "--out", "deal", "--waive", "everything")
    assert ran.status == 2
    assert 'there is no rule "everything"' in ran.err
    with pytest.raises(ValueError, match="everything"):
        handover(plan_file, "deal", waive=["everything"])


@pytest.mark.parametrize(
    "text",
    [
        "C:\\Users\\jane\\plan.xlsx",
        "see D:\\x",
        "\\\\server\\share\\x",
        "file:///home/jane/x",
        "cd /home/jane/x",
        "(/Users/jane)",
    ],
)
def test_absolute_paths_are_known(text: str) -> None:
    assert paths.PATH.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/home/jane",
        "1:2",
        "A:B",
        "either/or",
        "a\\b",
        "http://x/Users/y",
        "rows 3:\\n",
        "12:30",
        "USD/GPU-hour",
    ],
)
def test_what_is_no_path_is_left_alone(text: str) -> None:
    assert not paths.PATH.search(text)


def test_a_sheet_and_a_part_with_the_same_path_are_one_finding(small: Path) -> None:
    with Surgery(small) as book:
        REFUSED["a path in a cell"][3](book)
        texts = "<si><t>C:\\Users\\jane\\memo.docx</t></si><si><t>D:\\unused\\string.txt</t></si>"
        kind = f"{OFFICE_TYPE}.spreadsheetml.sharedStrings+xml"
        book.add_part("xl/strings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>'.encode(), kind)
        book.relate(BOOK, "sharedStrings", "xl/strings.xml")
    assert [message for _, _, message in found_in(small)] == [
        'the cell holds the path "C:\\Users\\jane\\memo.docx"',
        'its part xl/strings.xml holds the path "D:\\unused\\string.txt"',
    ]


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_workbook_is_looked_through_or_refused_in_words(seed: int, small: Path) -> None:
    with Surgery(small) as book:
        book.add_sheet("Mine", {"A1": (1, None)})
        add_comments(book, button=True)
        REFUSED["a pivot cache"][3](book)
    path = damaged(small, Path("damaged.xlsx"), seed)
    try:
        found_in(path)
    except PlanError as error:
        assert all(problem.message for problem in error.problems)


def test_a_workbook_without_its_list_of_content_types_is_one_line(small: Path) -> None:
    with Surgery(small) as book:
        book.remove(TYPES)
    result = handover(small, "deal", waive=["lint", "checks"], pdf=False)
    assert [problem.message for problem in result.problems] == ["its part [Content_Types].xml is missing"]
    assert not Path("deal").exists()


def test_the_workbook_in_a_package_has_a_name_that_every_system_takes() -> None:
    assert safe_name(Path("a:b?.XLSX")) == "a-b-.xlsx"
    assert safe_name(Path("manifest.json")) == "manifest.xlsx"
    assert safe_name(Path("计划.xlsm")) == "计划.xlsm"
