"""`planner solve`: the answer put back meets the condition, and a hair less does not."""

from __future__ import annotations

import math
import operator
import re
import shutil
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from pytest import approx

import planner
from planner import days
from planner.check.whatif import Model, evaluated
from planner.tried.points import Ref
from tests.command import planner as command
from tests.sampled import sampled
from tests.surgery import Surgery
from tests.tried.plans import model, typed_into
from tests.tried.questions import QUESTIONS, Question

Plans = Callable[[str], Path]

COMPARED = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq}
FAST = [question for question in QUESTIONS if question.paper is not None or question.level != "base"][:6]


def ref_of(of: Model, key: str) -> Ref:
    """The cell that a person means, found by looking for the name in the table's rows."""
    match = re.fullmatch(r"(\w+)\[(.+)\]\.(\w+)", key)
    if match is None:
        return Ref(key)
    table, name, column = match.groups()
    naming = next(cells for cells in of.inputs.tables[table].values() if name in cells)
    return Ref(f"{table}.{column}", naming.index(name))


def put_back(question: Question, value: float | str) -> float:
    """The result with a value in the plan, by an evaluation of its own."""
    plan = model(question.preset)
    typed = float(days.serial(date.fromisoformat(value))) if isinstance(value, str) else value
    ref = ref_of(plan, question.key)
    if ref.row is None:
        lines = evaluated(plan, question.level, {question.key: typed})
    else:
        lines = evaluated(typed_into(plan, {ref: typed}), question.level, {})
    key, _, at = re.split(r"[<>=]", question.until)[0].partition("[")
    along = lines[key]
    if not isinstance(along, tuple):
        return along
    year_month = re.fullmatch(r"(\d+)-(\d+)\]", at)
    start = days.moment(float(plan.inputs.scalars["base"]["plan_start"]))
    month = (
        (int(year_month[1]) - start.year) * 12 + int(year_month[2]) - start.month + 1
        if year_month
        else int(at.rstrip("]"))
    )
    return along[month - 1]


def wanted(question: Question) -> Callable[[float], bool]:
    match = re.search(r"(>=|<=|>|<|=)(.+)$", question.until)
    assert match is not None
    number = 1.0 if match[2] == "yes" else float(match[2])
    return lambda value: bool(COMPARED[match[1]](value, number))


@pytest.mark.parametrize("question", sampled(QUESTIONS, FAST), ids=str)
def test_the_answer_meets_the_condition_and_a_hair_less_does_not(question: Question, plans: Plans) -> None:
    found = planner.solve(plans(question.preset), question.key, question.until, level=question.level)
    assert found.status == "solved", found
    assert found.answer is not None
    assert found.beyond is not None
    answer, beyond = found.answer.value, found.beyond.value
    assert answer is not None
    assert beyond is not None
    meets = wanted(question)
    there, besides = put_back(question, answer), put_back(question, beyond)
    assert there == approx(found.answer.result, rel=1e-12, abs=1e-6)
    if "=" in question.until and "<" not in question.until and ">" not in question.until and not meets(there):
        target = float(question.until.partition("=")[2])
        assert (there - target) * (besides - target) <= 0  # on both sides of it, as near as digits go
        assert abs(there - target) <= abs(besides - target)
        assert there == approx(target, rel=1e-8)
    else:
        assert meets(there)
        assert not meets(besides)
    assert found.ok
    assert dict(found.checked) == {"values": 2, "agrees": 2}
    if question.paper is not None:
        assert answer == approx(question.paper, rel=1e-9, abs=1e-6)
    if isinstance(answer, float) and isinstance(beyond, float):
        assert abs(answer - beyond) <= max(1.0, 2e-9 * abs(answer))


def test_thirty_questions_go_over_every_preset() -> None:
    from planner.template.load import presets

    assert len(set(QUESTIONS)) == 30
    assert {question.preset for question in QUESTIONS} == set(presets())
    assert len([question for question in QUESTIONS if question.paper is not None]) >= 5


def shown(path: Path, key: str, scenario: str = "base") -> float:
    """What a cell of the workbook shows, by another program."""
    sheet, address = Surgery(path).line(key, scenario)
    value = openpyxl.load_workbook(path, data_only=True)[sheet][address].value
    assert isinstance(value, float | int)
    return float(value)


def test_the_smallest_round_is_what_is_short(plans: Plans) -> None:
    # the seed comes in month 1, before the least cash, and is spent by nobody: one for one
    path = plans("startup")
    least = shown(path, "minimum_cash")
    found = planner.solve(path, "rounds[Seed].amount", "minimum_cash>=0")
    assert found.answer is not None
    assert found.answer.value == approx(16e6 - least, abs=0.01)
    adverse = planner.solve(path, "rounds[Seed].amount", "minimum_cash>=0", level="high")
    assert adverse.answer is not None
    assert adverse.answer.value == approx(16e6 - shown(path, "minimum_cash", "high"), abs=0.01)


def test_gpus_for_a_date_are_whole_and_in_proportion(plans: Plans) -> None:
    found = planner.solve(plans("startup"), "clusters[Training].gpus", "training_elapsed_days<=30")
    assert found.answer is not None
    assert found.answer.value == math.ceil(512 * shown(plans("startup"), "training_elapsed_days") / 30)


@pytest.fixture
def plan_of_ones_own(plans: Plans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(plans("startup"), tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def test_write_types_the_answer_as_set_does(plan_of_ones_own: Path) -> None:
    before = plan_of_ones_own.read_bytes()
    told = command(
        *("solve", plan_of_ones_own, "--set", "rounds[Seed].amount", "--until", "minimum_cash>=0", "--write")
    )
    assert told.status == 0
    assert "rounds[Seed].amount was 16,000,000, is now 8,514,319" in told.out
    assert "closing cash" in told.out.casefold()  # what moved, as set says it
    assert "Run `planner refresh` on it." in told.err
    assert Path("plan.bak.xlsx").read_bytes() == before
    result = planner.check(plan_of_ones_own)
    assert 0 <= result.outputs["minimum_cash"].base < 0.1  # type: ignore[operator]
    assert command("undo", plan_of_ones_own).status == 0
    assert plan_of_ones_own.read_bytes() == before


def test_an_input_with_a_level_of_its_own_is_typed_there(plan_of_ones_own: Path) -> None:
    # mfu is 0.28, 0.24, 0.20; opening_cash is one for all levels
    own = planner.solve(plan_of_ones_own, "mfu", "training_elapsed_days<=40", level="high", write=True)
    assert (own.typed_at, own.ok) == ("high", True)
    inputs = planner.check(plan_of_ones_own).inputs["mfu"]
    assert own.answer is not None
    assert (inputs.low, inputs.base, inputs.high) == (0.28, 0.24, own.answer.value)
    shared = planner.solve(plan_of_ones_own, "opening_cash", "minimum_cash>=8e6", level="high", write=True)
    assert shared.typed_at == "base"
    cash = planner.check(plan_of_ones_own).inputs["opening_cash"]
    assert shared.answer is not None
    assert cash.low == cash.base == cash.high == shared.answer.value


def test_nothing_is_written_without_write_or_without_an_answer(plan_of_ones_own: Path) -> None:
    before = plan_of_ones_own.read_bytes()
    asked = ("solve", plan_of_ones_own, "--set", "mfu", "--until")
    assert command(*asked, "minimum_cash>=1e6").status == 0
    none = command(*asked, "minimum_cash>=1e9", "--write")
    assert none.status == 1
    assert "no value of mfu that was looked at meets minimum_cash>=1000000000" in none.out
    assert "mfu=1 comes nearest: 9,248,8" in none.out
    every = command(*asked, "minimum_cash>=-1e9", "--write")
    assert every.status == 1
    assert "mfu meets minimum_cash>=-1000000000 at all values from 0.01 to 1" in every.out
    assert plan_of_ones_own.read_bytes() == before


def test_a_file_that_is_open_is_not_written(plan_of_ones_own: Path) -> None:
    before = plan_of_ones_own.read_bytes()
    Path("~$plan.xlsx").write_bytes(b"\x04User" + b" " * 160)
    told = command("solve", plan_of_ones_own, "--set", "mfu", "--until", "minimum_cash>=1e6", "--write")
    assert told.status == 1
    assert "plan.xlsx" in told.err
    assert plan_of_ones_own.read_bytes() == before


def test_a_break_even_that_never_comes_is_no_early_one(plans: Plans) -> None:
    """Of 0, which says none, it would otherwise hold that it is at most 50."""
    found = planner.solve(plans("startup"), "price_factor", "breakeven_month<=50")
    assert found.answer is not None
    assert found.answer.result == approx(47.0)
    assert float(found.answer.value or 0) > 1


def test_a_formula_that_says_something_else_is_no_answer(plan_of_ones_own: Path) -> None:
    with Surgery(plan_of_ones_own) as book:
        book.put_line("minimum_cash", 2.0, "1+1")
    before = plan_of_ones_own.read_bytes()
    found = planner.solve(plan_of_ones_own, "mfu", "minimum_cash>=1e6", write=True)
    assert not found.ok
    assert [one.formula for one in found.apart] == [2.0, 2.0]
    assert plan_of_ones_own.read_bytes() == before


def test_json_has_the_documented_fields(plans: Plans) -> None:
    told = command(
        "solve", plans("startup"), "--set", "opening_cash", "--until", "minimum_cash>=8e6", "--json"
    )
    assert told.status == 0
    assert [*told.json] == [
        *("file", "status", "key", "until", "result", "label", "level", "typed_at"),
        *("probability", "draws"),
        *("present", "answer", "beyond", "nearest", "looked", "checked", "apart", "checker", "changes"),
        *("problems", "notes"),
    ]
    assert told.json["present"]["value"] == 4e6
    assert [*told.json["looked"]] == ["low", "high", "points", "moves", "crossings"]


@pytest.mark.parametrize(
    ("key", "until", "more", "status", "said"),
    [
        (
            "opening_csh",
            "minimum_cash>=0",
            [],
            2,
            'there is no input "opening_csh". Did you mean opening_cash',
        ),
        ("minimum_cash", "minimum_cash>=0", [], 1, "minimum_cash is calculated, not typed"),
        ("rounds[Seed].amout", "minimum_cash>=0", [], 2, 'the table rounds has no column "amout"'),
        ("rounds[Sed].amount", "minimum_cash>=0", [], 2, 'the table rounds has no row "Sed"'),
        ("model_kind", "minimum_cash>=0", [], 2, "model_kind is a choice. Name an input that is a number"),
        ("rounds[Seed].milestone", "minimum_cash>=0", [], 2, "is a text, which moves no result"),
        ("mfu", "minimum_csh>=0", [], 2, 'there is no line "minimum_csh". Did you mean minimum_cash'),
        ("mfu", "minimum_cash>=lots", [], 2, 'compares with "lots", which is no number'),
        (
            "mfu",
            "minimum_cash",
            [],
            2,
            'the condition "minimum_cash" cannot be read. Write it as',
        ),
        ("mfu", "minimum_cash=>0", [], 2, 'the condition "minimum_cash=>0" cannot be read'),
        ("mfu", "0<=minimum_cash<=5", [], 2, "cannot be read"),
        ("mfu", "closing_cash>=0", [], 2, "closing_cash has a value for each month"),
        ("mfu", "minimum_cash>=0", ["--between", "0.5", "0.2"], 2, "there is nothing between 0.5 and 0.2"),
        ("mfu", "minimum_cash>=0", ["--between", "a", "0.2"], 1, 'is text "a", expected a number'),
        ("mfu", "minimum_cash>=0", ["--between", "0.2", "7"], 1, "expected 0.01 to 1. Enter 0.07 or 7%."),
        ("mfu", "minimum_cash>=0", ["--level", "worst"], 2, "Invalid value for '--level'"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_line(
    key: str, until: str, more: list[str], status: int, said: str, plans: Plans
) -> None:
    told = command("solve", plans("startup"), "--set", key, "--until", until, *more)
    assert said in told.err
    assert told.status == status
    assert sum(said in line for line in told.lines) == 1


def test_a_plan_under_a_password_is_solved_and_written_under_it(plans: Plans, tmp_path: Path) -> None:
    path, secret = tmp_path / "locked.xlsx", "öpen sesame"
    out = BytesIO()
    OOXMLFile(BytesIO(plans("startup").read_bytes())).encrypt(secret, out)
    path.write_bytes(out.getvalue())
    asked = ("solve", path, "--set", "opening_cash", "--until", "minimum_cash>=8e6", "--write")
    without = command(*asked)
    assert (without.status, len(without.lines)) == (1, 1)
    assert "the workbook is encrypted" in without.err
    assert command(*asked, "--password", secret).status == 0
    assert not path.read_bytes().startswith(b"PK")
    assert planner.check(path, password=secret).outputs["minimum_cash"].base == approx(8e6, abs=0.01)


def test_an_input_that_is_a_formula_is_tried_and_not_overwritten(plan_of_ones_own: Path) -> None:
    """Its formula stays: `planner set` types over none of the owner's."""
    with Surgery(plan_of_ones_own) as book:
        book.put_line("opening_cash", 4e6, "2000000*2")
    before = plan_of_ones_own.read_bytes()
    found = planner.sensitivity(plan_of_ones_own, ["minimum_cash"], by="10%")
    (cash,) = [one for one in found.results[0].bars if one.name == "opening_cash"]
    assert (cash.low, cash.swing, found.ok) == (3.6e6, approx(800_000), True)
    told = command(
        *("solve", plan_of_ones_own, "--set", "opening_cash", "--until", "minimum_cash>=8e6", "--write")
    )
    assert told.status == 1
    assert 'opening_cash is your own formula "=2000000*2"' in told.err
    assert plan_of_ones_own.read_bytes() == before


def test_between_keeps_the_answer_within(plans: Plans) -> None:
    found = planner.solve(plans("startup"), "opening_cash", "minimum_cash>=0", between=("1e6", 9e6))
    assert found.status == "met everywhere"
    assert found.looked is not None
    assert (found.looked.low, found.looked.high) == (1e6, 9e6)


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    told = command("solve", tmp_path / "no.xlsx", "--set", "mfu", "--until", "minimum_cash>=0")
    assert (told.status, len(told.lines)) == (1, 1)
