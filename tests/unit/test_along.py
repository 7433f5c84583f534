"""Lines along an axis: their formulas and names, where they stand, what is found, read and shown of them."""

import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner import Result, plan
from planner.book.find import find
from planner.layout.arrange import arrange
from planner.layout.formulas import compile_formula, part_of
from planner.layout.formulas_along import compile_run
from planner.layout.places import Layout, Place
from planner.problems import PlanError
from planner.template.load import load_preset, load_template
from planner.template.preset import Preset
from planner.template.rows import SCENARIOS
from planner.template.schema import Template
from planner.xlsx.package import open_package
from tests.surgery import Surgery

CELL = re.compile(r"(?<![A-Za-z0-9\[])(\$?)([A-Z]{1,3})(\$?)([0-9]+)(?![0-9(\]])")


@pytest.fixture(scope="module")
def template() -> Template:
    return load_template()


@pytest.fixture(scope="module")
def preset() -> Preset:
    return load_preset("startup")


@pytest.fixture(scope="module")
def layout(template: Template, preset: Preset) -> Layout:
    return arrange(template, preset).layout


@pytest.fixture(scope="module")
def opened(essay: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(essay)


@pytest.fixture
def copied(essay: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(essay, tmp_path / "plan.xlsx"))


def relative(formula: str, column: int) -> str:
    """A formula with its moving columns as distances, as R1C1 has them; texts and headers hold no cells."""
    formula = re.sub(r'"[^"]*"|\[[^\[\]]*\]', lambda found: found[0].lower(), formula)

    def number(letters: str) -> int:
        value = 0
        for letter in letters:
            value = value * 26 + ord(letter) - 64
        return value

    return CELL.sub(
        lambda found: found[0] if found[1] else f"C[{number(found[2]) - column}]{found[3]}{found[4]}", formula
    )


def test_a_row_has_one_formula_across_time(template: Template, layout: Layout) -> None:
    for row in template.formulas:
        for scenario in SCENARIOS if row.axis else ():
            run = layout.run(row, scenario)
            formulas = compile_run(row, scenario, layout, template)
            assert len(formulas) == run.columns
            shapes = {relative(text, run.column + place) for place, text in enumerate(formulas)}
            assert len(shapes) == 1, (row.key, shapes)


def formula_of(key: str, place: int, template: Template, layout: Layout) -> str:
    return compile_run(template.row(key), "base", layout, template)[place]


def test_a_reference_moves_along_or_stands_still(template: Template, layout: Layout) -> None:
    revenue, cost = (layout.run(template.row(key), "base").row for key in ("revenue", "cost_of_revenue"))
    assert formula_of("gross_profit", 0, template, layout) == f"C{revenue}-C{cost}"
    assert formula_of("gross_profit", 59, template, layout) == f"BJ{revenue}-BJ{cost}"
    share = layout.cell(template.row("network_share"), "base")
    rent = layout.run(template.row("training_rent"), "base").row
    fixed = f"{share.sheet}!$D${share.row}"
    assert formula_of("network_cost", 1, template, layout) == f"{fixed}*D{rent}"


def test_to_date_all_and_the_position_itself(template: Template, layout: Layout) -> None:
    flow = layout.run(template.row("operating_cash_flow"), "base").row
    found = formula_of("cumulative_cash_flow", 2, template, layout)
    assert found == f"SUM($C{flow}:E{flow})"
    found = formula_of("net_burn", 2, template, layout)
    lasts = layout.cell(template.row("burn_months"), "base")
    at = f"{lasts.sheet}!$D${lasts.row}"
    assert found == f'(0-SUMIFS($C{flow}:E{flow},$C$4:E$4,">"&(E$4-{at})))/MIN({at},E$4)'
    assert formula_of("short_before_funding", 2, template, layout).startswith("IF((E$4<$BJ$4)*")


def test_years_read_the_months_of_their_own_scenario(template: Template, layout: Layout) -> None:
    for scenario in SCENARIOS:
        row = template.row("year_revenue")
        formula = compile_run(row, scenario, layout, template)[1]
        assert formula.count(f"'Income {scenario}'!$C$") == 1
        assert formula.count(f"'Time {scenario}'!$C$") == 1
        place = layout.run(row, scenario)
        first = layout.run(row, "low")
        heading = layout["axis_Years_low"].row + place.row - first.row
        assert f",D${heading}," in formula


def test_a_scalar_line_takes_parts_of_a_line_along_an_axis(template: Template, layout: Layout) -> None:
    row = layout.run(template.row("closing_cash"), "low").row

    def compiled(reference: str) -> str:
        return compile_formula(reference, "Answers", "low", layout, template)

    assert compiled("{closing_cash@all}") == f"'Income low'!C{row}:BJ{row}"
    assert compiled("{closing_cash@first}") == f"'Income low'!C{row}"
    assert compiled("{closing_cash@last}") == f"'Income low'!BJ{row}"
    assert compiled("{closing_cash@earlier}") == f"'Income low'!C{row}:BI{row}"
    assert compiled("{closing_cash@later}") == f"'Income low'!D{row}:BJ{row}"
    with pytest.raises(ValueError, match="@all"):
        compiled("{closing_cash}")


def test_an_unknown_part_is_the_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="@earlier"):
        part_of(Place("Income low", 5, 3, columns=60), "middle")


def test_each_scenario_has_a_sheet_or_a_block_of_its_own(template: Template, layout: Layout) -> None:
    months, years = template.row("people"), template.row("year_revenue")
    runs = [layout.run(months, scenario) for scenario in SCENARIOS]
    assert [run.sheet for run in runs] == ["Costs low", "Costs base", "Costs high"]
    assert len({(run.row, run.column, run.columns) for run in runs}) == 1
    blocks = [layout.run(years, scenario) for scenario in SCENARIOS]
    assert {block.sheet for block in blocks} == {"Years"}
    assert blocks[0].row < blocks[1].row < blocks[2].row
    named = {name: place for name, place in layout.places.items() if name.startswith("calc_year_")}
    taken = [place.row for place in named.values() if place.sheet == "Years"]
    assert len(taken) == len(set(taken))


def test_names_cover_sixty_cells_a_scenario(opened: openpyxl.Workbook) -> None:
    names = opened.defined_names
    for scenario in SCENARIOS:
        assert re.fullmatch(
            rf"'Income {scenario}'!\$C\$(\d+):\$BJ\$\1", names[f"calc_revenue_{scenario}"].attr_text
        )
    assert names["axis_Income_low"].attr_text == "'Income low'!$C$4:$BJ$4"


def test_headings_of_later_blocks_repeat_the_first(opened: openpyxl.Workbook) -> None:
    sheet = opened["Years"]
    label = ": Fiscal year of the plan"
    headings = [number for number in range(1, 80) if str(sheet.cell(number, 1).value).endswith(label)]
    assert len(headings) == 3
    first = headings[0]
    assert [sheet.cell(first, column).value for column in range(3, 9)] == [1, 2, 3, 4, 5, 6]
    assert [sheet.cell(headings[2], column).value for column in (3, 8)] == [f"=C{first}", f"=H{first}"]


def test_the_key_behind_the_last_month_is_the_second_witness(copied: Path) -> None:
    place = find(open_package(copied)).layout.run(load_template().row("revenue"), "high")
    with Surgery(copied) as book:
        key = Place(place.sheet, place.row, place.column + place.columns)
        assert book.value(key.sheet, key.a1) == "revenue"
        book.put(key.sheet, key.a1, "revenue_eur")
    with pytest.raises(PlanError) as error:
        find(open_package(copied))
    assert any(
        problem.key == "revenue" and problem.sheet == "Income high" for problem in error.value.problems
    )


def test_a_column_put_between_the_months_is_a_problem(copied: Path) -> None:
    with Surgery(copied) as book:
        name = "calc_revenue_low"
        book.set_name(name, book.names()[name].replace("$BJ$", "$BK$"))
    problem = next(p for p in plan.check(copied).problems if p.key == "revenue")
    assert "covers 1 x 61 cells, expected 1 x 60" in problem.message


@pytest.mark.parametrize("sheet", ["Income low", "Sales high"])
def test_a_month_that_was_typed_over_is_a_problem(copied: Path, sheet: str) -> None:
    with Surgery(copied) as book:
        book.put(sheet, "F4", 40)
    (problem,) = plan.check(copied).problems
    assert (problem.sheet, problem.cell, problem.key) == (sheet, "F4", "month")
    assert "reads 40" in problem.message


@pytest.fixture(scope="module")
def tampered(essay: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Place, Place]:
    """The check of a plan with a number over one month of revenue, and another formula in one of people."""
    path = tmp_path_factory.mktemp("along") / "plan.xlsx"
    shutil.copy(essay, path)
    layout, template = find(open_package(path)).layout, load_template()
    typed = layout.run(template.row("revenue"), "base").at(29)
    edited = layout.run(template.row("people"), "low").at(4)
    with Surgery(path) as book:
        book.put(typed.sheet, typed.a1, 123)
        formula, value = (read(edited.sheet, edited.a1) for read in (book.formula, book.value))
        book.put(edited.sheet, edited.a1, value, formula=f"{formula}+1")
    return plan.check(path), typed, edited


def test_a_number_over_a_formula_in_one_month_is_found(tampered: tuple[Result, Place, Place]) -> None:
    result, place, _ = tampered
    cells = {(difference.sheet, difference.cell): difference.status for difference in result.differences}
    assert cells[place.sheet, place.a1] == "overwritten"


def test_another_formula_in_one_month_is_found(tampered: tuple[Result, Place, Place]) -> None:
    result, _, place = tampered
    edited = [d for d in result.differences if d.status == "edited"]
    assert [(d.key, d.cell) for d in edited] == [("people", place.a1)]


def test_json_lists_what_runs_along_an_axis(tampered: tuple[Result, Place, Place]) -> None:
    """The first cluster of the essay is 1,024 GPUs, kept from the first month to the last."""
    result: dict[str, Any] = tampered[0].as_dict()
    months = result["calcs"]["cluster_gpus_1"]
    assert [months[scenario] for scenario in SCENARIOS] == [[1024] * 60] * 3
    assert len(result["calcs"]["year_revenue"]["high"]) == 6
    assert isinstance(result["outputs"]["minimum_cash"]["base"], float)


def test_of_owners_the_whole_block_of_the_base_case_is_printed(opened: openpyxl.Workbook) -> None:
    sheet = opened["Ownership"]
    labels = [(cell.value, cell.row) for cell in sheet["A"] if cell.value]
    heads = dict(labels)
    first, last = (int(part.rpartition("$")[2]) for part in sheet.print_area.rpartition("!")[2].split(":"))
    assert first == heads["Base: Round"]
    assert last == max(row for _, row in labels if row < heads["Adverse: Round"])
