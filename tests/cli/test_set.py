"""`planner set`: what can be typed where, what is refused, and that nothing else of the file changes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import numpy
import pytest

from planner import plan
from tests.cli.refusal import state
from tests.command import planner
from tests.surgery import Surgery

ACCEPTED: dict[str, tuple[str, float | str]] = {
    "number": ("parameters_b=70", 70),
    "power": ("reserve_cny=2e9", 2e9),
    "blanks": (" parameters_b = 70 ", 70),
    "percent": ("overhead=15%", 0.15),
    "percent with blanks": ("overhead= 12.5 %", 0.125),
    "choice": ("recompute=FULL", "full"),
    "choice from a table": ("serving_benchmark=LLaMA 7B, short", "LLaMA 7B, short"),
}

NOTHING_WRITTEN = (
    "plan.xlsx: nothing was written: "
    "`planner set` changes a plan only where all of it can be computed afterwards"
)


@pytest.mark.parametrize(("assignment", "value"), ACCEPTED.values(), ids=ACCEPTED)
def test_a_value_goes_into_its_cell(assignment: str, value: float | str, plan_file: Path) -> None:
    key = assignment.partition("=")[0].strip()
    before = Surgery(plan_file)
    found = planner("set", plan_file, assignment)
    assert found.status == 0
    assert "Run `planner refresh` on it." in found.err
    after = Surgery(plan_file)
    assert after.value(*after.line(key)) == value
    for scenario in ("low", "high"):
        assert after.formula(*after.line(key, scenario)) == before.formula(*before.line(key, scenario))


def test_the_summary_is_stale_until_the_next_refresh(plan_file: Path) -> None:
    given = ("clusters[Training].gpus=512", "currencies[USD].year_1=7.2")
    assert "; status STALE\n" in planner("set", plan_file, *given).out
    stale = planner("check", plan_file)
    assert stale.status == 1
    assert stale.lines[0].startswith("plan.xlsx: inputs were changed after the last refresh: ")
    assert planner("refresh", plan_file).out.splitlines()[0].endswith("status WARNS")
    assert planner("check", plan_file).status == 0
    found = planner("show", plan_file, "--json").json["outputs"]
    # 64 servers at 15,301 USD; twice the days of essay.md; 1.1 x 12 months x 7.2 CNY
    assert found["cluster_month_usd"]["base"] == pytest.approx(64 * 15_301, rel=1e-12)
    assert found["training_days"]["base"] == pytest.approx(2 * 25.4313151042, rel=1e-11)
    assert found["hardware_annual_cny"]["base"] == pytest.approx(64 * 15_301 * 1.1 * 12 * 7.2, rel=1e-12)


def test_a_scenario_of_its_own(plan_file: Path) -> None:
    assert planner("set", plan_file, "serving_latency_s=25", "--scenario", "high").status == 0
    values = planner("show", plan_file, "--json").json["inputs"]["serving_latency_s"]
    assert (values["low"], values["base"], values["high"]) == (20, 20, 25)


def test_cells_of_tables(plan_file: Path) -> None:
    found = planner(
        "set",
        plan_file,
        "data_mix[wikipedia].tokens_b=4",
        "roles[Systems engineer].headcount=12",
        "gpu_prices[Azure list, on demand].date=2026-01-31",
        "gpu_prices[Azure list, 1 year].price_per_gpu_hour=",
    )
    assert found.status == 0
    tables = planner("show", plan_file, "--json").json["tables"]
    rows = {row["source_name"]: row["tokens_b"] for row in tables["data_mix"]}
    assert rows["Wikipedia"] == 4
    assert tables["roles"][0]["headcount"] == 12
    prices = {row["quote"]: row for row in tables["gpu_prices"]}
    assert prices["Azure list, on demand"]["date"] == "2026-01-31"
    assert prices["Azure list, 1 year"]["price_per_gpu_hour"] is None


def test_it_says_what_it_changed(plan_file: Path) -> None:
    book = Surgery(plan_file)
    sheet, low = book.line("parameters_b", "low")
    formula = book.formula(sheet, low)
    found = planner("set", plan_file, "parameters_b=70", "--scenario", "low")
    assert found.out.splitlines()[0] == f"plan.xlsx {sheet}!{low}: parameters_b was ={formula}, is now 70"
    again = planner("set", plan_file, "parameters_b=80", "--scenario", "low", "--json")
    assert again.json["changes"] == [
        {"key": "parameters_b", "sheet": sheet, "cell": low, "before": 70.0, "after": 80.0}
    ]


PARAMETERS = "total parameters is"
ROWS = '"Common Crawl, filtered", "WebText2", "Books1", "Books2", "Wikipedia", '
ROWS += '"Rounding of the published figures"'

REFUSED: dict[str, tuple[str, str]] = {
    "calculated": (
        "training_days=3",
        " {out_training_days}: training_days is calculated, not typed. "
        "Change one of the inputs that it is calculated from.",
    ),
    "out of bounds": (
        "parameters_b=12000",
        f" {{parameters_b}}: {PARAMETERS} 12,000, expected 0.01 to 10,000. "
        "Enter a number from 0.01 to 10,000.",
    ),
    "in single units": (
        "parameters_b=175e9",
        f" {{parameters_b}}: {PARAMETERS} 175,000,000,000, expected 0.01 to 10,000. "
        "Enter 175: the unit is 1e9 parameters.",
    ),
    "percent too large": (
        "overhead=40",
        " {overhead}: overhead on hardware is 40, expected 0 to 5. Enter 0.4 or 40%.",
    ),
    "thousands comma": (
        "parameters_b=1,000",
        f' {{parameters_b}}: {PARAMETERS} text "1,000", expected a number of 1e9 parameters. Enter 1000.',
    ),
    "full-width digits": (
        "parameters_b=１７５",
        f' {{parameters_b}}: {PARAMETERS} text "１７５", expected a number of 1e9 parameters. Enter 175.',
    ),
    "not a number": (
        "parameters_b=nan",
        f' {{parameters_b}}: {PARAMETERS} text "nan", expected a number of 1e9 parameters. '
        "Enter a number from 0.01 to 10,000.",
    ),
    "empty": (
        "parameters_b=",
        f" {{parameters_b}}: {PARAMETERS} empty, expected a number of 1e9 parameters. "
        "Enter a number from 0.01 to 10,000.",
    ),
    "no whole number": (
        "pool_gpus=10.5",
        " {pool_gpus}: GPUs that could be pulled together from stock is 10.5, expected a whole number. "
        "Enter 10.",
    ),
    "unknown choice": (
        "recompute=ful",
        ' {recompute}: activation recomputation is "ful", which is not a choice. Did you mean "full"? '
        "Choose one of: none, selective, full.",
    ),
    "day before the first": (
        "plan_start=1999-12-31",
        " {plan_start}: first day of month 1 is 1999-12-31, expected a date from 2000-01-01 to 2100-12-31. "
        "Enter a date such as 2026-01-31.",
    ),
    "days in an order that is not certain": (
        "plan_start=11/24/2026",
        ' {plan_start}: first day of month 1 is text "11/24/2026", expected a date from 2000-01-01 to '
        "2100-12-31. Enter a date such as 2026-01-31.",
    ),
    "no such day": (
        "plan_start=2026年2月30日",
        ' {plan_start}: first day of month 1 is text "2026年2月30日", expected a date from 2000-01-01 to '
        "2100-12-31. Enter a date such as 2026-01-31.",
    ),
    "heading that is no noun": (
        "chips[H100].purchase_form=",
        ' {purchase_form}: "Price of a" is empty. Choose one of: server, card.',
    ),
}

NOT_THERE: dict[str, tuple[str, str]] = {
    "unknown key": (
        "nosuch=3",
        ': there is no input "nosuch". `planner show PATH --inputs` lists the inputs.',
    ),
    "misspelt key": (
        "parameters=3",
        ': there is no input "parameters". Did you mean parameters_b, parallel_clusters, programme_years?',
    ),
    "key in capitals": (
        "OPENING_CASH=3",
        ': there is no input "OPENING_CASH". Did you mean opening_cash?',
    ),
    "no key": ("=3", ': there is no input "". `planner show PATH --inputs` lists the inputs.'),
    "unknown table": (
        "cats[Wikipedia].tokens_b=3",
        ': there is no table "cats". Tables: currencies, price_paths, gpu_prices, chips, exports, '
        "data_mix, models, clusters, phases, serving_benchmarks, products, roles, data_items, other_costs, "
        "rounds, acknowledged.",
    ),
    "table in capitals": ("Roles[Data engineer].raise=0", ': there is no table "Roles". Did you mean roles?'),
    "unknown row": (
        "data_mix[Wiki].tokens_b=3",
        f': the table data_mix has no row "Wiki". Did you mean Wikipedia? Rows: {ROWS}. '
        "set adds no rows: type one below the last in the workbook.",
    ),
    "row of an empty table": (
        "products[API].price=7",
        ': the table products has no row "API": it is empty. Type its first row in the workbook.',
    ),
    "column in capitals": (
        "roles[Systems engineer].Headcount=3",
        ': the table roles has no column "Headcount". Did you mean headcount?',
    ),
    "unknown column": (
        "roles[Systems engineer].heads=3",
        ': the table roles has no column "heads". Columns: role, function, headcount, annual_pay, '
        "currency, loading, raise, start_month, end_month, note.",
    ),
    "cell without its row": (
        "data_mix.tokens_b=3",
        ': there is no input "data_mix.tokens_b". '
        "Name a cell of the table as data_mix[ROW].COLUMN, with the name of the row.",
    ),
}


@pytest.mark.parametrize(("assignment", "message"), NOT_THERE.values(), ids=NOT_THERE)
def test_what_the_plan_does_not_have_is_wrong_usage(assignment: str, message: str, plan_file: Path) -> None:
    before = state(Path())
    found = planner("set", plan_file, assignment)
    assert (found.status, found.out, found.lines) == (2, "", [f"plan.xlsx{message}"])
    told = planner("set", plan_file, assignment, "--json")
    assert (told.status, told.err, len(told.json["problems"])) == (2, "", 1)
    assert state(Path()) == before


@pytest.mark.parametrize(("assignment", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_typed_changes_nothing(assignment: str, message: str, plan_file: Path) -> None:
    book = Surgery(plan_file)
    keys = ("parameters_b", "overhead", "pool_gpus", "recompute", "plan_start")
    places = {key: "!".join(book.line(key)) for key in keys}
    names = [book.value(*book.table_cell("chips", "Chip", row)) for row in range(40)]
    places["purchase_form"] = "!".join(book.table_cell("chips", "Price of a", names.index("H100")))
    places["out_training_days"] = "!".join(book.place("out_training_days"))
    before = state(Path())
    found = planner("set", plan_file, assignment)
    assert found.lines == [f"plan.xlsx{message.format(**places)}"]
    assert (found.status, found.out) == (1, "")
    assert state(Path()) == before


TABLE_CELLS: dict[str, tuple[str, tuple[str, str, int], str]] = {
    "both prices gone": (
        "gpu_prices[Azure list, on demand].price_per_gpu_hour=",
        ("gpu_prices", "Price per server month", 4),
        '"Price per server month" and "Price per GPU hour" are both empty. '
        "Enter one of them: a missing price is not zero.",
    ),
    "name that is taken": (
        "data_mix[Wikipedia].source_name=Books1",
        ("data_mix", "Source of text", 4),
        '"Books1" stands twice in the table data_mix, first in {first}. Give one of them another name.',
    ),
    "no date": (
        "gpu_prices[Azure list, on demand].date=tomorrow",
        ("gpu_prices", "Price date", 4),
        'price date is text "tomorrow", expected a date. Enter a date such as 2026-01-31.',
    ),
    "negative": (
        "roles[Systems engineer].headcount=-1",
        ("roles", "Headcount", 0),
        "headcount is -1, expected 0 to 1,000,000. Enter a number from 0 to 1,000,000.",
    ),
}


@pytest.mark.parametrize(("assignment", "where", "message"), TABLE_CELLS.values(), ids=TABLE_CELLS)
def test_what_breaks_a_table_changes_nothing(
    assignment: str, where: tuple[str, str, int], message: str, plan_file: Path
) -> None:
    book = Surgery(plan_file)
    sheet, cell = book.table_cell(*where)
    first = book.table_cell("data_mix", "Source of text", 2)[1]
    before = state(Path())
    found = planner("set", plan_file, assignment)
    assert found.lines[0] == f"plan.xlsx {sheet}!{cell}: {message.format(first=first)}"
    in_another_cell = "both empty" in message  # than the one that was to be set
    assert found.lines[1:] == [NOTHING_WRITTEN] * in_another_cell
    assert found.status == 1
    assert state(Path()) == before


def test_of_several_values_all_are_judged_and_none_is_typed(plan_file: Path) -> None:
    before = state(Path())
    found = planner("set", plan_file, "programme_years=7.2", "parameters_b=175b", "overhead=-1", "nosuch=1")
    assert found.status == 2
    assert [line.partition(" is ")[0].rpartition(": ")[2] for line in found.lines[:2]] == [
        "total parameters",
        "overhead on hardware",
    ]
    assert found.lines[2].startswith('plan.xlsx: there is no input "nosuch".')
    assert state(Path()) == before


def test_a_broken_plan_is_not_made_worse(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = book.put_line("programme_years", "5x")
    before = state(Path())
    found = planner("set", plan_file, "parameters_b=70")
    assert found.lines == [
        f'plan.xlsx {sheet}!{cell}: years that the programme is paid for is text "5x", expected a number '
        "of years. Enter a number from 0.25 to 30.",
        NOTHING_WRITTEN,
    ]
    assert state(Path()) == before
    assert planner("set", plan_file, "programme_years=5").status == 0  # what is wrong can be mended
    assert planner("refresh", plan_file).status == 0


def test_a_formula_of_ones_own_gives_way_only_when_told_to(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        book.add_sheet("Mine", {"B4": (70, "2*35")})
        place = book.put_line("parameters_b", 70, "Mine!B4")
    before = state(Path())
    found = planner("set", plan_file, "parameters_b=80")
    assert found.lines == [
        f'plan.xlsx {place[0]}!{place[1]}: parameters_b is your own formula "=Mine!B4". '
        "Change what it reads, or let --force put the value in its place."
    ]
    assert (found.status, found.out, state(Path())) == (1, "", before)
    assert planner("set", plan_file, "parameters_b=80", "--force").status == 0
    book = Surgery(plan_file)
    assert (book.formula(*place), book.value(*place)) == (None, 80)


@pytest.mark.parametrize("flag", [(), ("--no-backup",)])
def test_the_version_before_is_kept_unless_nobody_wants_it(flag: tuple[str, ...], plan_file: Path) -> None:
    before = plan_file.read_bytes()
    assert planner("set", plan_file, "programme_years=7.2", *flag).status == 0
    backup = Path("plan.bak.xlsx")
    assert backup.exists() != bool(flag)
    assert flag or backup.read_bytes() == before


USAGE: dict[str, tuple[tuple[str, ...], str]] = {
    "no value": (("parameters_b",), "'parameters_b' is not KEY=VALUE"),
    "nothing to set": ((), "Missing argument 'KEY=VALUE...'."),
    "twice": (("parameters_b=1", "parameters_b=2"), "parameters_b is given twice"),
    "unknown scenario": (
        ("parameters_b=1", "--scenario", "middle"),
        "Invalid value for '--scenario': 'middle' is not one of 'low', 'base', 'high'.",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), USAGE.values(), ids=USAGE)
def test_wrong_usage_is_status_2(arguments: tuple[str, ...], message: str, plan_file: Path) -> None:
    before = state(Path())
    found = planner("set", plan_file, *arguments)
    assert found.lines[-1] == f"Error: {message}"
    assert (found.status, found.out) == (2, "")
    assert state(Path()) == before


# rows by what is printed of them, scenarios, and values that Python has


def test_a_row_goes_by_its_name_in_capitals_or_small_letters(
    plans: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans("startup"), path)
    listed = planner("show", path, "--inputs").out
    assert listed[listed.index("\nrounds") :].splitlines()[1].split()[:2] == ["rounds", "Seed"]
    assert planner("set", path, "rounds[seed].amount=7e6", "rounds[SERIES A].amount=8e6").status == 0
    found = planner("show", path, "--table", "rounds", "--json").json["tables"]["rounds"]
    assert [row["amount"] for row in found][:2] == [7e6, 8e6]
    found = planner("set", path, "rounds[Series A].name=Seed")
    assert found.status == 1
    assert '"Seed" stands twice in the table rounds, first in ' in found.lines[0]


EXAMPLES = re.findall(r'^ {2}"(\w+\[.+?\]\.\w+=.*?)"', planner("set", "--help").out, re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_cell_of_a_table_that_help_shows_can_be_set(
    example: str, plans: Callable[[str], Path], tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans("startup" if example.startswith("rounds") else "essay"), path)
    found = planner("set", path, example, "--json")
    assert found.status == 0, found.json["problems"]
    assert len(found.json["changes"]) == 1


def test_help_shows_rows_by_name() -> None:
    assert {example.partition("]")[0] for example in EXAMPLES} >= {
        "rounds[Series A",
        "chips[H100",
        "currencies[USD",
    }


@pytest.mark.parametrize("broken", ["an input", "a name"])
def test_what_is_wrong_elsewhere_is_said_to_keep_all_from_being_written(broken: str, plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        if broken == "an input":
            book.put(*book.line("programme_years"), "nine")
        else:
            book.set_name("in_programme_years", None)
    before = plan_file.read_bytes()
    found = planner("set", "plan.xlsx", "overhead=15%")
    assert (found.status, found.out, len(found.lines)) == (1, "", 2)
    assert found.lines[1].startswith("plan.xlsx: nothing was written: ")
    assert "nothing was written" in planner("set", "plan.xlsx", "overhead=15%", "--json").json["notes"][0]
    assert plan_file.read_bytes() == before


def test_a_row_has_one_name_wherever_planner_names_it(
    plans: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(plans("startup"), "plan.xlsx")
    found = planner("set", "plan.xlsx", "rounds[series a].amount=8e6", "roles[FOUNDERS].headcount=3")
    assert "rounds[Series A].amount was 40,000,000, is now 8,000,000" in found.out
    assert "roles[Founders].headcount was 2, is now 3" in found.out
    undone = planner("undo", "plan.xlsx", "--dry-run").out
    assert "rounds[Series A].amount: is 8,000,000, would be 40,000,000" in undone
    assert "roles[Founders].headcount: is 3.0, would be 2.0" in undone
    shown = planner("show", "plan.xlsx", "--table", "rounds").out.splitlines()
    assert [line.split()[0] for line in shown[3:5]] == ["Seed", "Series"]


@pytest.mark.parametrize("scenario", ["low", "base", "high"])
def test_a_cell_of_a_table_has_no_scenario(scenario: str, plan_file: Path) -> None:
    before = state(Path())
    found = planner("set", plan_file, "roles[Systems engineer].headcount=4", "--scenario", scenario)
    assert (found.status, found.out) == (2, "")
    assert found.lines == [
        "plan.xlsx: roles[Systems engineer].headcount has no scenarios: "
        "a table holds for low, base and high alike. Leave the scenario out."
    ]
    assert state(Path()) == before


@pytest.mark.parametrize(
    ("key", "value"), [("programme_years", "7.5"), ("recompute", "full"), ("plan_start", "2026-01-31")]
)
def test_nothing_lets_low_and_high_follow_base_again(key: str, value: str, plan_file: Path) -> None:
    place = Surgery(plan_file).line(key, "high")
    as_new = Surgery(plan_file).formula(*place)
    assert as_new
    assert planner("set", plan_file, f"{key}={value}", "--scenario", "high").status == 0
    assert Surgery(plan_file).formula(*place) is None
    found = planner("set", plan_file, f"{key}=", "--scenario", "high")
    assert found.status == 0
    assert found.out.splitlines()[0].endswith(f", is now ={as_new}")
    assert Surgery(plan_file).formula(*place) == as_new
    assert Surgery(plan_file).value(*place) == Surgery(plan_file).value(*Surgery(plan_file).line(key))
    assert planner("refresh", plan_file).status == 0
    line = planner("show", plan_file, "--key", key, "--json").json["inputs"][key]
    assert line["high"] == line["base"]


@pytest.mark.parametrize("key", ["programme_years", "recompute"])
def test_the_base_case_follows_nothing(key: str, plan_file: Path) -> None:
    found = planner("set", plan_file, f"{key}=")
    assert found.status == 1
    assert " is empty" in found.lines[0]


@pytest.mark.parametrize("written", ["2026-11-24", "2026/11/24", "2026年11月24日"])
def test_days_are_understood_as_people_write_them(written: str, plan_file: Path) -> None:
    assert planner("set", plan_file, f"plan_start={written}").status == 0
    # 2026-11-24 is 46,350 days after 1899-12-30
    assert Surgery(plan_file).value(*Surgery(plan_file).line("plan_start")) == 46_350
    assert planner("show", plan_file, "--json").json["inputs"]["plan_start"]["base"] == "2026-11-24"


GIVEN: dict[str, tuple[str, object, object]] = {
    "float": ("programme_years", 7.25, 7.25),
    "int": ("pool_gpus", 512, 512.0),
    "number of numpy": ("pool_gpus", numpy.int64(512), 512.0),
    "fraction": ("overhead", Fraction(1, 8), 0.125),
    "text": ("overhead", "15%", 0.15),
    "yes": ("count_attention", True, "yes"),
    "no": ("count_attention", False, "no"),
    "day": ("plan_start", date(2026, 11, 24), 46_350.0),
    "moment": ("plan_start", datetime(2026, 11, 24, 9, 30, tzinfo=UTC), 46_350.0),
}


@pytest.mark.parametrize(("key", "given", "value"), GIVEN.values(), ids=GIVEN)
def test_python_gives_numbers_days_and_truths(
    key: str, given: object, value: object, plan_file: Path
) -> None:
    result = plan.set_inputs(plan_file, {key: given})  # type: ignore[dict-item]
    assert result.problems == ()
    assert Surgery(plan_file).value(*Surgery(plan_file).line(key)) == value


def test_what_python_gives_is_judged_as_what_is_typed(plan_file: Path) -> None:
    before = state(Path())
    given: dict[str, float | bool | date] = {
        **{
            "programme_years": float("nan"),
            "overhead": 40,
            "recompute": True,
            "plan_start": date(1999, 12, 31),
        },
        **{"parameters_b": True, "deadline_days": False},
    }
    result = plan.set_inputs(plan_file, {**given, "pool_gpus": None})
    assert [problem.key for problem in result.problems] == [*given, "pool_gpus"]
    assert "is TRUE, expected a number" in next(p.message for p in result.problems if p.key == "parameters_b")
    (unknown,) = plan.set_inputs(plan_file, {"programme_years": 7.0}, scenario="middle").problems
    assert unknown.message == 'there is no scenario "middle"'
    assert state(Path()) == before
    assert plan.set_inputs(plan_file, {"gpu_prices[Azure list, 1 year].price_per_gpu_hour": None}).ok


def test_a_share_is_said_in_per_cent_as_the_workbook_shows_it(plan_file: Path) -> None:
    found = planner("set", plan_file, "overhead=0.125", "programme_years=7.2")
    assert found.out.splitlines()[0].endswith(": overhead was 10%, is now 12.5%")
    assert found.out.splitlines()[1].endswith(": programme_years was 5, is now 7.2")
