"""Formulas of lines that look back, of rows that stand for each position, and of cells of tables."""

from __future__ import annotations

import pytest

from planner.layout.arrange import arrange
from planner.layout.formulas import compile_formula
from planner.layout.formulas_along import compile_run
from planner.template.load import load_template
from planner.template.rows import SCENARIOS
from tests.chain.book import case_preset
from tests.unit.test_along import relative

TEMPLATE = load_template()
LAYOUT = arrange(TEMPLATE, case_preset()).layout


def along(formula: str, key: str = "revenue", scenario: str = "base") -> list[str]:
    """The formulas of a line, had it this one in the template."""
    row = TEMPLATE.row(key)._replace(formula=formula)
    return compile_run(row, scenario, LAYOUT, TEMPLATE)


def number(key: str, scenario: str = "base") -> int:
    return LAYOUT.run(TEMPLATE.row(key), scenario).row


def scalar(formula: str, scenario: str = "base") -> str:
    return compile_formula(formula, "Answers", scenario, LAYOUT, TEMPLATE)


def test_before_begins_with_the_unit_and_ends_left_of_the_position() -> None:
    row, found = number("revenue"), along("SUMIFS({revenue@before},{month@before},3)")
    assert found[0] == f"SUMIFS($B{row}:B{row},$B$4:B$4,3)"
    assert found[1] == f"SUMIFS($B{row}:C{row},$B$4:C$4,3)"
    assert found[59] == f"SUMIFS($B{row}:BI{row},$B$4:BI$4,3)"


def test_to_date_of_the_positions_themselves() -> None:
    assert along("SUM({month@todate})")[2] == "SUM($C$4:E$4)"


def test_before_of_a_line_on_another_sheet_names_the_sheet() -> None:
    place = LAYOUT.run(TEMPLATE.row("people"), "base")
    assert along("SUM({people@before})")[1] == f"SUM('{place.sheet}'!$B{place.row}:C{place.row})"


def test_rows_of_each_position_are_a_block_at_this_position_or_a_grid() -> None:
    first, last = number("cluster_rent_1"), number("cluster_rent_6")
    sheet = LAYOUT.run(TEMPLATE.row("cluster_rent_1"), "base").sheet
    assert last == first + 5
    assert along("SUM({cluster_rent@block})")[1] == f"SUM('{sheet}'!D{first}:D{last})"
    assert along("SUM({cluster_rent@grid})")[1] == f"SUM('{sheet}'!$C${first}:$BJ${last})"
    assert along("SUM({cluster_rent@block})", "cluster_use_1")[1] == f"SUM(D{first}:D{last})"
    assert scalar("SUM({cluster_rent@grid})") == f"SUM('{sheet}'!C{first}:BJ{last})"


def test_rows_of_each_position_have_a_first_position() -> None:
    first, last = number("currency_rate_1"), number("currency_rate_6")
    sheet = LAYOUT.run(TEMPLATE.row("currency_rate_1"), "high").sheet
    cells = f"'{sheet}'!$C${first}:$C${last}"
    assert set(along("SUM({currency_rate@first})", scenario="high")) == {f"SUM({cells})"}
    assert scalar("SUM({currency_rate@first})", "high") == f"SUM({cells.replace('$', '')})"


def test_a_position_of_a_line_along_another_axis_stands_still() -> None:
    place = LAYOUT.run(TEMPLATE.row("cluster_paid_gpus"), "high")
    found = along("{cluster_paid_gpus@3}", scenario="high")
    assert set(found) == {f"'{place.sheet}'!$E${place.row}"} or set(found) == {
        f"{place.sheet}!$E${place.row}"
    }
    assert scalar("{month@60}").endswith("!BJ4")


def test_a_cell_of_a_table_is_0_where_the_table_has_fewer_rows() -> None:
    cell = "CHOOSE(1+(5<=ROWS(clusters[[GPUs]:[GPUs]])),0,INDEX(clusters[[GPUs]:[GPUs]],5))"
    assert set(along("{clusters.gpus@5}*2")) == {f"{cell}*2"}
    assert scalar("{clusters.gpus@5}") == cell


def test_a_cell_of_a_table_in_the_row_that_the_position_numbers() -> None:
    heading = LAYOUT.run(TEMPLATE.row("cluster_quote_row"), "base")
    axis = LAYOUT["axis_" + heading.sheet.replace(" ", "_") + "_base"]
    found = along("{clusters.gpus@here}", "cluster_quote_row")[1]
    here = f"D${axis.row}"
    assert (
        found == f"CHOOSE(1+({here}<=ROWS(clusters[[GPUs]:[GPUs]])),0,INDEX(clusters[[GPUs]:[GPUs]],{here}))"
    )


def test_several_columns_of_a_table_stand_side_by_side() -> None:
    found = along("INDEX({currencies.low_1:low_6},2,3)")
    assert set(found) == {"INDEX(currencies[[Favourable 1]:[Favourable 6]],2,3)"}


@pytest.mark.parametrize(("scenario", "said"), [("low", "1"), ("base", "2"), ("high", "3")])
def test_the_scenario_has_a_number(scenario: str, said: str) -> None:
    assert set(along("{scenario}*2", scenario=scenario)) == {f"{said}*2"}
    assert scalar("{scenario}", scenario) == said


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        ("SUM({cluster_rent@block})", "year_revenue"),
        ("SUM({revenue@before})", "year_revenue"),
        ("SUM({revenue@todate})", "year_revenue"),
    ],
)
def test_this_position_of_another_axis_means_nothing(formula: str, key: str) -> None:
    with pytest.raises(ValueError, match="another axis"):
        along(formula, key)


def test_a_scalar_line_has_no_position() -> None:
    for formula in ("{clusters.gpus@here}", "SUM({cluster_rent@block})"):
        with pytest.raises(ValueError, match="for lines along an axis"):
            scalar(formula)


def test_every_line_has_one_formula_along_its_axis() -> None:
    for row in TEMPLATE.formulas:
        for scenario in SCENARIOS if row.axis else ():
            run = LAYOUT.run(row, scenario)
            formulas = compile_run(row, scenario, LAYOUT, TEMPLATE)
            assert len(formulas) == run.columns
            assert len({relative(text, run.column + i) for i, text in enumerate(formulas)}) == 1, row.key
            assert not [text for text in formulas if "{" in text or "#" in text or "@" in text]


def test_the_layout_of_a_template_keeps_rows_of_each_position_together() -> None:
    stems = {row.stem for row in TEMPLATE.formulas if row.stem}
    assert len(stems) > 20
    for stem in stems:
        rows = [LAYOUT.run(row, "low").row for row in TEMPLATE.rows_of(stem)]
        assert rows == list(range(rows[0], rows[0] + len(rows)))
