"""`planner explain`: whole trees against the formulas that stand in the workbook, drawn trees, bad input."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import range_boundaries

from planner import plan
from planner.book.find import Book, find
from planner.layout.places import Place
from planner.results.explain import Part
from planner.template.load import load_template, presets
from planner.template.rows import SCENARIOS
from planner.xlsx.a1 import column_letters, parse_area
from planner.xlsx.package import open_package
from tests.command import planner
from tests.sampled import sampled, some

TOTALS = [row.key for row in load_template().formulas if row.kind in {"output", "check"} and not row.axis]
CASES = [(name, key) for name in presets() for key in TOTALS]
REFERENCE = re.compile(
    r"(?<![A-Za-z0-9_.$!'])(?:('(?:[^']|'')+'|[A-Za-z_][A-Za-z_0-9.]*)!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![A-Za-z0-9_(])"
)
COLUMN = re.compile(r"([a-z_]+)\[(?:\[([^\]]+)\]:\[([^\]]+)\]|([^\]]+))\]")
ROW = re.compile(
    r"CHOOSE\(1\+\(([^<(]+)<=ROWS\(([a-z_]+)\[\[([^\]]+)\]:\[\3\]\]\)\),0,INDEX\(\2\[\[\3\]:\[\3\]\],\1\)\)"
)
"""The cell of a table in the row of a number, or of a position; 0 where there is no such row."""
UNIT = "B"
"""The column in front of a line's first month, at which a formula begins that looks back."""

Cell = tuple[str, str]


def cells(sheet: str, a1: str) -> Iterator[Cell]:
    area = parse_area(a1)
    assert area is not None
    for row in range(area.first_row, area.last_row + 1):
        for column in range(area.first_column, area.last_column + 1):
            yield sheet, f"{column_letters(column)}{row}"


def read_by_formula(book: Book, formula: str, sheet: str) -> set[Cell]:
    """The cells that a formula of the workbook reads, taken from its own text."""
    bare = re.sub(r'"[^"]*"', '""', formula)
    found: set[Cell] = set()
    for number, table, header in ROW.findall(bare):
        place = column_called(book, table, header)
        row = int(number) if number.isdecimal() else position_in(book, sheet, number)
        found |= {*cells(place.sheet, place.at(0, row - 1).a1)} if row <= place.rows else set()
    bare = ROW.sub("", bare)
    for table, first, last, single in COLUMN.findall(bare):
        left, right = (column_called(book, table, header or single) for header in (first, last))
        found |= {*cells(left.sheet, f"{left.a1.partition(':')[0]}:{right.a1.rpartition(':')[2]}")}
    for other, a1 in REFERENCE.findall(COLUMN.sub("", bare)):
        found |= {*cells(other.strip("'").replace("''", "'") or sheet, a1.replace("$", ""))}
    return {(name, a1) for name, a1 in found if not re.fullmatch(f"{UNIT}[0-9]+", a1) or name in typed(book)}


def typed(book: Book) -> set[str]:
    """The sheets of tables."""
    return {place.sheet for place in book.layout.tables.values()}


def column_called(book: Book, table: str, header: str) -> Place:
    place = book.layout.tables[table]
    return place.column(next(key for key, said in place.headers.items() if said == header))


def position_in(book: Book, sheet: str, a1: str) -> int:
    """The number of a position, in the cell that a formula reads it from."""
    ((_, at),) = cells(sheet, a1.replace("$", ""))
    column, row = range_boundaries(at)[:2]
    value = book.source.cells(sheet, {(row, column)})[row, column].value
    assert isinstance(value, float)
    return int(value)


def own_cells(part: Part) -> list[tuple[str, object]]:
    return [(step.cell, step.value) for step in part.along] or [(part.cell, part.value)]


@pytest.mark.parametrize(
    ("preset", "key"),
    sampled(CASES, [("essay", "training_days"), ("startup", "minimum_cash"), ("china", TOTALS[-1])]),
)
def test_a_tree_reads_the_cells_that_the_formulas_of_the_workbook_read(
    preset: str, key: str, plans: Callable[..., Path]
) -> None:
    explained = plan.explain(plans(preset), key)
    assert (explained.status, explained.notes) == ("explained", [])
    book = find(open_package(plans(preset)))
    assert explained.part is not None
    held = cache(lambda sheet: cells_by_a1(book, sheet))
    for part in some(explained.part.walk(), 2):
        by_a1 = held(part.sheet)
        for a1, value in own_cells(part):
            assert value == (by_a1[a1].value if a1 in by_a1 else None), (part.key, a1)
        if part.kind in {"input", "table", "axis"}:
            assert not part.of
        elif (
            not part.again
        ):  # what reads nothing is a number, or stands for a row that its table does not have
            wanted = {
                cell
                for a1, _ in own_cells(part)
                for cell in read_by_formula(book, by_a1[a1].formula or "", part.sheet)
            }
            shown = {(one.sheet, a1) for one in part.of for a1, _ in own_cells(one)}
            assert shown == wanted, part.key


def cells_by_a1(book: Book, sheet: str) -> dict[str, Any]:
    """The cells of a sheet by what Excel calls them."""
    return {
        f"{column_letters(column)}{row}": cell for (row, column), cell in book.source.cells(sheet).items()
    }


def test_what_is_not_repeated_stands_elsewhere(essay: Path) -> None:
    part = plan.explain(essay, "annual_total_cny").part
    assert part is not None
    whole = {(one.sheet, one.cell) for one in part.walk() if one.of}
    assert {(one.sheet, one.cell) for one in some(part.walk()) if one.again} <= whole


def test_a_drawn_tree_of_the_essay(essay: Path) -> None:
    """300e9 tokens of 175e9 parameters at 6 FLOP each: 3.15e23, on 1,024 GPUs of 140 TFLOP/s."""
    part = plan.explain(essay, "training_days").part
    assert part is not None
    assert part.value == pytest.approx(3.15e23 / (1024 * 140e12) / 86400, rel=1e-12)
    assert (
        part.formula == "[Hardware FLOP of one run, recomputation included] / ([GPUs of the first cluster] * "
        "[Hardware throughput of a GPU, recomputation included] * 1E12) / 86400"
    )
    below = {one.key: one for one in part.of}
    assert {key: one.value for key, one in below.items()} == {
        "training_hardware_flop": pytest.approx(3.15e23),
        "training_gpus": 1024.0,
        "training_hardware_tflops": pytest.approx(140.0),
    }
    (gpus,) = below["training_gpus"].of
    assert (gpus.key, gpus.kind, gpus.value, gpus.of) == ("clusters.gpus", "table", 1024.0, ())
    assert below["training_gpus"].formula == "[Clusters: GPUs, 1] * 1"
    # 1 % more work takes 1 % longer; 1 % more GPUs take 1/1.01 of the time
    assert below["training_hardware_flop"].effect == pytest.approx(1, rel=1e-9)
    assert below["training_gpus"].effect == pytest.approx((1 / 1.01 - 1) / 0.01, rel=1e-9)
    assert part.of[0].key == "training_hardware_flop"


def test_a_chinese_plan_is_explained_in_chinese(plans: Callable[..., Path]) -> None:
    """The same cells and numbers; labels, words for parts of a line, and the table are those of the plan."""
    english, chinese = (plan.explain(plans("essay", one), "training_days").part for one in ("en", "zh"))
    assert english is not None and chinese is not None
    numbers = (
        [
            (one.key, one.cell, "" if isinstance(one.value, str) else one.value)
            for one in tree.walk()
            if one.kind != "table"
        ]
        for tree in (english, chinese)
    )
    assert next(numbers) == next(numbers)
    assert chinese.formula == (
        "[单次训练的硬件FLOP（含重计算）] / "
        "([首个集群的GPU数] * [单张GPU的硬件吞吐（含重计算）] * 1E12) / 86400"
    )
    quote = plan.explain(plans("essay", "zh"), "cluster_quote_row", depth=1).part
    assert quote is not None
    assert "[情景序号，1至3]" in quote.formula
    row = plan.explain(plans("essay", "zh"), "cluster_base_quote_row", depth=1).part
    assert row is not None
    assert "[集群表: 报价名称]本行" in row.formula


def test_a_total_over_months_has_its_months_and_its_kinds(plans: Callable[..., Path]) -> None:
    part = plan.explain(plans("startup"), "cumulative_cash_flow", month="6", depth=2).part
    assert part is not None
    (flow,) = part.of
    assert [step.position for step in flow.along] == [float(month) for month in range(1, 7)]
    assert flow.value is None
    assert flow.total == pytest.approx(part.value, rel=1e-9)
    totals = {one.key: one.total or 0 for one in flow.of}
    received = {"receipts_api", "receipts_subscriptions", "receipts_contracts"}
    paid = {"suppliers_paid", "pay_paid", "sales_tax_paid", "income_tax_paid"}
    assert totals.keys() == received | paid
    costs = sum(totals[key] for key in paid)
    assert sum(totals[key] for key in received) - costs == pytest.approx(part.value, rel=1e-9)
    assert all(one.cut for one in flow.of)
    effects = [abs(one.effect or 0) for one in flow.of]
    assert effects == sorted(effects, reverse=True)


def test_one_month_is_made_of_that_month(plans: Callable[..., Path]) -> None:
    found = planner("explain", plans("startup"), "r_and_d", "--month", "4", "--json").json["tree"]
    assert (found["position"], found["cell"][0]) == (4.0, "F")  # month 1 stands in C
    assert {one["position"] for one in found["of"] if one["position"]} == {4.0}
    assert found["value"] == pytest.approx(sum(one["value"] for one in found["of"]))


def test_what_stands_for_each_cluster_is_explained_for_each(plans: Callable[..., Path]) -> None:
    part = plan.explain(plans("startup"), "training_rent", month="4", depth=1).part
    assert part is not None
    assert [one.key for one in sorted(part.of, key=lambda one: one.key)] == [
        f"cluster_rent_{number}" for number in range(1, 7)
    ]
    assert sum(float(one.value or 0) for one in part.of) == pytest.approx(part.value)
    assert part.value
    # of 1 % more rent, the whole is that much more which the cluster is of it
    for one in part.of:
        share = float(one.value or 0) / float(part.value)
        assert one.effect == (pytest.approx(share, abs=1e-9) if share else None)


def test_a_line_that_looks_back_at_itself_is_told_once(plans: Callable[..., Path]) -> None:
    part = plan.explain(plans("startup"), "cluster_new_gpus_1", month="4").part
    assert part is not None
    own = [one for one in part.walk() if one.key == part.key]
    assert [len(one.along) or 1 for one in own] == [
        1,
        3,
        2,
    ]  # month 4, the three before it, those before them
    assert [one.again for one in own] == [False, False, True]
    first = plan.explain(plans("startup"), "cluster_new_gpus_1", month="1").part
    assert first is not None
    assert [one.key for one in first.walk()].count(first.key) == 1


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_is_read_in_its_own_cells(scenario: str, plans: Callable[..., Path]) -> None:
    part = plan.explain(plans("startup"), "training_days", scenario=scenario, depth=1).part
    assert part is not None
    column = "CDE"[SCENARIOS.index(scenario)]
    assert {one.cell[0] for one in (part, *part.of)} == {column}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("training_dayz",), 'there is no line "training_dayz". Did you mean training_days'),
        (("r_and_d", "--month", "7"), 'r_and_d has no month "7". It has 1 to 6.'),
        (("r_and_d", "--month", "0"), 'r_and_d has no month "0". It has 1 to 6.'),
        (("training_days", "--month", "3"), "training_days is one number, not one for each month."),
        (
            ("training_days", "--depth", "-1"),
            "there is no depth -1. Name how many levels of parts: 0, or more.",
        ),
        (("roles",), "roles is a table, not a line. Ask for a column, such as roles.function. It has role, "),
        (("roles.headcoun",), 'the table roles has no column "headcoun". Did you mean headcount?'),
        (("roles[Nobody].headcount",), 'the table roles has no row "Nobody". It has '),
        (("roles.headcount", "--month", "3"), "roles.headcount is of a table, which has no months."),
    ],
)
def test_what_the_plan_does_not_have_is_wrong_usage(
    asked: tuple[str, ...], said: str, plan_file: Path
) -> None:
    before = plan_file.read_bytes()
    ran = planner("explain", plan_file, *asked)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    ran = planner("explain", plan_file, *asked, "--json")
    assert (ran.status, ran.json["status"], ran.json["tree"]) == (2, "problems", None)
    assert plan_file.read_bytes() == before


def test_a_part_that_is_nothing_has_no_effect(plans: Callable[[str], Path]) -> None:
    """A quote that no month of the cluster takes costs nothing in it, and 1 % more of nothing is nothing."""
    part = plan.explain(plans("startup"), "closing_cash", month="4").part
    assert part is not None
    nothing = [one for one in part.walk() if one.value == 0]
    assert len(nothing) > 20
    assert {one.effect for one in nothing} == {None}
    assert any(one.effect for one in part.walk())


def test_a_column_of_a_table_is_answered_with_its_cells(plans: Callable[[str], Path]) -> None:
    """The founders of the start-up are two, in the first row of the table."""
    file = plans("startup")
    column = plan.explain(file, "roles.headcount").part
    assert column is not None
    assert (column.kind, column.sheet, column.of) == ("table", "Team", ())
    assert (column.along[0].position, column.along[0].value) == ("Founders", 2.0)
    ran = planner("explain", file, "roles[founders].headcount")
    assert ran.status == 0
    assert ran.out.splitlines()[0] == "Roles: Headcount (Founders)  2.0 people  Team!C7  roles.headcount"


def test_the_page_is_opened_at_the_line_that_was_asked_for(plan_file: Path) -> None:
    ran = planner("explain", plan_file, "training_days", "--depth", "0", "--html", "trace.html")
    assert "trace.html: wrote; trace.html#training_days opens it at this line" in ran.out.splitlines()
    high = plan.explain(plan_file, "training_days", scenario="high", html="trace.html")
    assert high.link == "trace.html#training_days/high"
    assert '"key":"training_days"' in Path("trace.html").read_text(encoding="utf-8")


def test_large_amounts_of_a_chinese_plan_are_said_as_show_says_them(
    plans: Callable[..., Path], tmp_path: Path
) -> None:
    """By hand: 400 million are 4 times 100 million."""
    file = Path(shutil.copy(plans("startup", "zh"), tmp_path / "plan.xlsx"))
    before = Path(shutil.copy(file, tmp_path / "before.xlsx"))
    assert plan.set_inputs(file, {"opening_cash": 4e8}, backup=False).ok
    told = planner("explain", file, "opening_cash").out
    assert told.startswith("期初现金  4.00 亿 USD")
    told = planner("diff", before, file).out
    assert "4.00 亿" in told
    assert "+3.96 亿" in told
    assert " m " not in told


def test_no_plan_and_no_page_are_one_line(plan_file: Path) -> None:
    Path("note.txt").write_text("no plan", encoding="utf-8")
    for asked in (("note.txt", "training_days"), ("missing.xlsx", "training_days")):
        ran = planner("explain", *asked)
        assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    before = plan_file.read_bytes()
    for page in ("plan.xlsx", "nofolder/trace.html"):
        ran = planner("explain", plan_file, "training_days", "--html", page)
        assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert plan_file.read_bytes() == before


def test_a_stale_plan_says_so(plan_file: Path) -> None:
    assert planner("set", plan_file, "programme_years=9").status == 0
    ran = planner("explain", plan_file, "programme_total_cny", "--depth", "1")
    assert ran.status == 0
    assert "is STALE" in ran.err


def test_the_note_beside_an_input_is_the_owners(plan_file: Path, tmp_path: Path) -> None:
    import openpyxl

    part = plan.explain(plan_file, "layers").part
    assert part is not None
    assert part.source.endswith("arXiv 2005.14165, table 2.1")
    book = openpyxl.load_workbook(plan_file)
    book[part.sheet][f"F{part.cell[1:]}"] = "signed on 3 May"
    copy = shutil.copy(plan_file, tmp_path / "own.xlsx")
    book.save(copy)
    changed = plan.explain(copy, "layers").part
    assert changed is not None
    assert changed.source == "signed on 3 May"


def test_whole_months_and_yes_or_no_have_no_effect(plans: Callable[[str], Path]) -> None:
    """One per cent of month 15 is no month: the round would be in none, and all that it brings be gone."""
    file = plans("startup")
    for key in ("funding_received", "minimum_cash_month", "cash_check"):
        part = plan.explain(file, key).part
        assert part is not None
        found = [one for one in part.walk() if one.unit == "months" and one.format.startswith("0_)")]
        assert all(one.effect is None for one in some(found))
        if key != "funding_received":
            assert all(one.effect is None for one in some(part.walk(), 3))
    part = plan.explain(file, "funding_received").part
    assert part is not None
    (amount,) = [one for one in part.of if one.key == "rounds.amount"]
    assert amount.effect == pytest.approx(1)
    assert "rounds.month" in {one.key for one in part.of}


def test_several_cells_are_told_from_the_least_to_the_most(plans: Callable[[str], Path]) -> None:
    least = plan.explain(plans("startup"), "minimum_cash", depth=1).part
    assert least is not None
    told = planner("explain", plans("startup"), "minimum_cash", "--depth", "1").out.splitlines()
    (line,) = [one for one in told if " closing_cash" in one]
    assert f"  {least.value:,.0f} to " in line
    assert " USD in 6 cells  " in line


def test_what_a_formula_multiplies_is_not_added_up(plans: Callable[[str], Path]) -> None:
    """Cash is added over months; the rates and hours that it is a product with are not."""
    part = plan.explain(plans("startup"), "cumulative_cash_flow", month="6").part
    assert part is not None
    (flow,) = part.of
    assert flow.total == pytest.approx(part.value, rel=1e-9)
    rates = [one for one in part.walk() if one.unit in {"plan currency per unit", "hours per month", "ratio"}]
    assert all(one.total is None for one in some(rates))
    assert all(one.total is None for one in some(one for one in part.walk() if one.kind == "axis"))
