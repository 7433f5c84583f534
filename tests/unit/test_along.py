"""Lines along an axis: their formulas and names, where they stand, what is found, read and shown of them."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner import plan
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

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
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
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("along") / "plan.xlsx"
    assert plan.new(path, "startup", now=NOW).ok
    return path


@pytest.fixture
def copied(written: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(written.read_bytes())
    return path


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
    usd, rate = (layout.run(template.row(key), "base").row for key in ("revenue_usd", "usd_rate"))
    assert formula_of("revenue_reported", 0, template, layout) == f"C{usd}*C{rate}"
    assert formula_of("revenue_reported", 59, template, layout) == f"BJ{usd}*BJ{rate}"
    share = layout.cell(template.row("network_share"), "base")
    rent = layout.run(template.row("clusters_rent_usd"), "base").row
    fixed = f"{share.sheet}!$D${share.row}"
    assert formula_of("network_usd", 1, template, layout) == f"{fixed}*D{rent}"


def test_to_date_all_and_the_position_itself(template: Template, layout: Layout) -> None:
    row = layout.run(template.row("operating_cash_reported"), "base").row
    found = formula_of("operating_to_date_reported", 2, template, layout)
    assert found == f"SUM($C{row}:E{row})"
    assert formula_of("plan_year", 2, template, layout) == "ROUNDUP(ROUND(E$4/12,6),0)"
    assert "($C$4:$BJ$4>E$4)" in formula_of("runway_in_plan_months", 2, template, layout)


def test_years_read_the_months_of_their_own_scenario(template: Template, layout: Layout) -> None:
    for scenario in SCENARIOS:
        row = template.row("annual_revenue_reported")
        formula = compile_run(row, scenario, layout, template)[1]
        assert formula.count(f"'Cash {scenario}'!$C$") == 2
        place = layout.run(row, scenario)
        first = layout.run(template.row("annual_revenue_reported"), "low")
        heading = place.row - first.row + 4
        assert f",D${heading}," in formula


def test_a_scalar_line_takes_parts_of_a_line_along_an_axis(template: Template, layout: Layout) -> None:
    row = layout.run(template.row("closing_cash_reported"), "low").row

    def compiled(reference: str) -> str:
        return compile_formula(reference, "Programme", "low", layout, template)

    assert compiled("{closing_cash_reported@all}") == f"'Cash low'!C{row}:BJ{row}"
    assert compiled("{closing_cash_reported@first}") == f"'Cash low'!C{row}"
    assert compiled("{closing_cash_reported@last}") == f"'Cash low'!BJ{row}"
    assert compiled("{closing_cash_reported@earlier}") == f"'Cash low'!C{row}:BI{row}"
    assert compiled("{closing_cash_reported@later}") == f"'Cash low'!D{row}:BJ{row}"
    with pytest.raises(ValueError, match="@all"):
        compiled("{closing_cash_reported}")


def test_an_unknown_part_is_the_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="@earlier"):
        part_of(Place("Cash low", 5, 3, columns=60), "middle")


def test_each_scenario_has_a_sheet_or_a_block_of_its_own(template: Template, layout: Layout) -> None:
    cash, annual = template.row("headcount"), template.row("annual_headcount")
    runs = [layout.run(cash, scenario) for scenario in SCENARIOS]
    assert [run.sheet for run in runs] == ["Cash low", "Cash base", "Cash high"]
    assert len({(run.row, run.column, run.columns) for run in runs}) == 1
    blocks = [layout.run(annual, scenario) for scenario in SCENARIOS]
    assert {block.sheet for block in blocks} == {"Annual"}
    assert blocks[0].row < blocks[1].row < blocks[2].row
    taken = [place.row for name, place in layout.places.items() if name.startswith("calc_annual_")]
    assert len(taken) == len(set(taken))


def test_names_cover_sixty_cells_a_scenario(written: Path) -> None:
    names = openpyxl.load_workbook(written).defined_names
    for scenario in SCENARIOS:
        assert re.fullmatch(
            rf"'Cash {scenario}'!\$C\$(\d+):\$BJ\$\1", names[f"calc_revenue_usd_{scenario}"].attr_text
        )
    assert names["axis_Cash_low"].attr_text == "'Cash low'!$C$4:$BJ$4"


def test_headings_of_later_blocks_repeat_the_first(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["Annual"]
    headings = [number for number in range(1, 80) if str(sheet.cell(number, 1).value).endswith(": Year")]
    assert len(headings) == 3
    assert [sheet.cell(headings[0], column).value for column in range(3, 8)] == [1, 2, 3, 4, 5]
    assert [sheet.cell(headings[2], column).value for column in (3, 7)] == ["=C4", "=G4"]


def test_the_key_behind_the_last_month_is_the_second_witness(copied: Path) -> None:
    book = openpyxl.load_workbook(copied)
    place = find(open_package(copied)).layout.run(load_template().row("revenue_usd"), "high")
    book[place.sheet].cell(place.row, place.column + place.columns).value = "revenue_eur"
    book.save(copied)
    with pytest.raises(PlanError) as error:
        find(open_package(copied))
    assert any(
        problem.key == "revenue_usd" and problem.sheet == "Cash high" for problem in error.value.problems
    )


def test_a_column_put_between_the_months_is_a_problem(copied: Path) -> None:
    book = openpyxl.load_workbook(copied)
    text = book.defined_names["calc_revenue_usd_low"].attr_text
    book.defined_names["calc_revenue_usd_low"].attr_text = text.replace("$BJ$", "$BK$")
    book.save(copied)
    problem = next(p for p in plan.check(copied).problems if p.key == "revenue_usd")
    assert "covers 1 x 61 cells, expected 1 x 60" in problem.message


def test_a_month_that_was_typed_over_is_a_problem(copied: Path) -> None:
    book = openpyxl.load_workbook(copied)
    book["Cash low"]["F4"] = 40
    book.save(copied)
    (problem,) = plan.check(copied).problems
    assert (problem.sheet, problem.cell, problem.key) == ("Cash low", "F4", "month")
    assert "reads 40" in problem.message


def test_a_number_over_a_formula_in_one_month_is_found(copied: Path) -> None:
    place = find(open_package(copied)).layout.run(load_template().row("revenue_usd"), "base").at(29)
    book = openpyxl.load_workbook(copied)
    book[place.sheet].cell(place.row, place.column).value = 123
    book.save(copied)
    result = plan.check(copied)
    cells = {(difference.sheet, difference.cell): difference.status for difference in result.differences}
    assert cells[place.sheet, place.a1] == "overwritten"


def test_another_formula_in_one_month_is_found(copied: Path) -> None:
    place = find(open_package(copied)).layout.run(load_template().row("people_usd"), "low").at(4)
    book = openpyxl.load_workbook(copied)
    book[place.sheet].cell(place.row, place.column).value += "+1"
    book.save(copied)
    result = plan.check(copied)
    edited = [d for d in result.differences if d.status == "edited"]
    assert [(d.key, d.cell) for d in edited] == [("people_usd", place.a1)]


def test_json_lists_what_runs_along_an_axis(written: Path) -> None:
    result: dict[str, Any] = plan.check(written).as_dict()
    months = result["calcs"]["headcount"]
    assert [len(months[scenario]) for scenario in SCENARIOS] == [60, 60, 60]
    assert months["base"][0] == 2
    assert len(result["calcs"]["annual_revenue_reported"]["high"]) == 5
    assert isinstance(result["outputs"]["lowest_cash_reported"]["base"], float)


def test_of_owners_the_whole_block_of_the_base_case_is_printed(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    sheet = book["Ownership"]
    labels = [(cell.value, cell.row) for cell in sheet["A"] if cell.value]
    heads = dict(labels)
    first, last = (int(part.rpartition("$")[2]) for part in sheet.print_area.rpartition("!")[2].split(":"))
    assert first == heads["Base: Round"]
    assert last == max(row for _, row in labels if row < heads["High cost: Round"])
