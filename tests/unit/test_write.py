"""A new workbook holds what its template and preset say, where the layout says."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import range_boundaries

from planner.layout.arrange import arrange
from planner.layout.owned import owned_cells
from planner.layout.places import (
    ENGINE,
    KEY,
    LABEL,
    LOG_HEADER,
    LOG_WIDTH,
    NOTE,
    TEMPLATE_CELLS,
    UNIT,
    VERDICT,
    Layout,
    Place,
)
from planner.template.load import load_preset, load_template
from planner.template.preset import Preset
from planner.template.rows import SCENARIOS
from planner.template.schema import Template
from planner.template.sheets import Sheet
from planner.writer import looks as styles
from planner.writer.formulas import reads_other_sheets
from planner.writer.job import Job
from planner.writer.looks_on_paper import looks_on_paper
from planner.writer.validation import MOST_MESSAGE, SPARE_ROWS
from planner.writer.workbook import write_workbook
from planner.xlsx.a1 import column_letters, column_number
from planner.xlsx.measure import column_width, text_pixels
from planner.xlsx.number_shown import shown

ENDINGS = ("", "_low", "_base", "_high")
DAY_ZERO = date(1899, 12, 30)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DEFAULT_POINTS, EMU_PER_POINT = 15.0, 12_700


@pytest.fixture(scope="module")
def template() -> Template:
    return load_template()


@pytest.fixture(scope="module")
def preset() -> Preset:
    return load_preset("essay")


@pytest.fixture(scope="module")
def layout(template: Template, preset: Preset) -> Layout:
    return arrange(template, preset).layout


@pytest.fixture(scope="module")
def path(template: Template, preset: Preset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("write") / "plan.xlsx"
    write_workbook(path, template, preset, now=NOW)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    from openpyxl import load_workbook

    return load_workbook(path)


def cell(book: Any, place: Place) -> Any:
    return book[place.sheet].cell(place.row, place.column)


def validations(book: Any, place: Place) -> list[Any]:
    """The validations of the first cell of a place."""
    rules = book[place.sheet].data_validations.dataValidation
    return [rule for rule in rules if place.at().a1 in rule.sqref]


def texts(book: Any) -> Iterator[Any]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell.value, str) and cell.data_type == "s")


def test_sheets_stand_in_the_order_of_the_design(book: Any, template: Template) -> None:
    inputs = [name for sheet in template.sheets if sheet.kind == "input" for name in sheet.names]
    calculations = [name for sheet in template.sheets if sheet.kind == "calculation" for name in sheet.names]
    income = calculations.index("Income low")
    assert calculations[income : income + 4] == [
        *("Income low", "Income base", "Income high"),
        "Statements low",
    ]
    pages = [page.name for page in template.pages]
    front, control = ["Cover", "Summary", *pages], ["Checks", "Sources", "Log"]
    assert pages[:3] == ["Unit economics", "Funding plan", "Runway"]
    assert book.sheetnames == [*front, *inputs, *calculations, *control]


def test_nothing_is_hidden(book: Any) -> None:
    assert all(sheet.sheet_state == "visible" for sheet in book.worksheets)
    for sheet in book.worksheets:
        lines = [*sheet.column_dimensions.values(), *sheet.row_dimensions.values()]
        assert not any(line.hidden for line in lines)
    assert not any(name.hidden for name in book.defined_names.values())


def test_every_place_has_a_name_that_points_there(book: Any, layout: Layout) -> None:
    assert {name: defined.attr_text for name, defined in book.defined_names.items()} == {
        name: place.absolute for name, place in layout.places.items()
    }


BY_HAND = {
    "training_gpu_hours": "{training_gpus}*{training_days}*24",
    "expert_layers": 'IF({model_kind}="dense",0,MAX(0,{layers}-{dense_layers}))',
    "ffn_matrices": '2+({ffn_kind}="gated")',
    "tokens_per_parameter": "{training_tokens_b}/{active_parameters_b}",
    "one_expert_parameters_b": "{expert_layers}*{ffn_matrices}*{hidden_width}*{ffn_width}/1E9",
    "training_run_usd": "{cluster_month_usd}*{training_days}/{days_per_month}",
}
"""Lines on Training -> what they are by the definitions in the documentation, by keys."""


def places_by_key(book: Any) -> dict[str, tuple[str, int]]:
    """Key -> sheet and row, as a reader of the workbook finds it: by the key that stands in the row."""
    found: dict[str, tuple[str, int]] = {}
    for sheet in book.worksheets:
        if sheet.title in {"Plan", "Tokens", "Training", "Hardware"}:
            for row in sheet.iter_rows():
                for one in row:
                    if isinstance(one.value, str) and re.fullmatch(r"[a-z][a-z0-9_]+", one.value):
                        found.setdefault(one.value, (sheet.title, one.row))
    return found


@pytest.mark.parametrize("key", BY_HAND)
def test_a_formula_reads_the_rows_of_its_keys_in_its_own_scenario(key: str, book: Any) -> None:
    rows = places_by_key(book)
    assert rows[key][0] == "Training"
    for column, found in zip("CDE", book["Training"][f"C{rows[key][1]}:E{rows[key][1]}"][0], strict=True):

        def address(match: re.Match[str], column: str = column) -> str:
            sheet, row = rows[match[1]]
            prefix = "" if sheet == "Training" else f"'{sheet}'!" if " " in sheet else f"{sheet}!"
            return f"{prefix}{column}{row}"

        assert found.value == "=" + re.sub(r"\{(\w+)\}", address, BY_HAND[key])


def test_every_calculated_line_has_a_formula_in_each_of_its_cells(book: Any, template: Template) -> None:
    """By the names in the file alone."""
    names = {name: one.attr_text for name, one in book.defined_names.items()}
    for row in template.formulas:
        wanted = [f"{prefix}_{row.key}{ending}" for prefix in ("calc", "out") for ending in ENDINGS]
        areas = [names[name] for name in wanted if name in names]
        assert len(areas) == (3 if row.axis else 1), row.key
        for area in areas:
            sheet, _, cells = area.rpartition("!")
            left, top, right, bottom = range_boundaries(cells.replace("$", ""))
            assert (right - left + 1) * (bottom - top + 1) >= 3, row.key
            for line in book[sheet.strip("'")].iter_rows(top, bottom, left, right):
                assert [one.data_type for one in line] == ["f"] * len(line), row.key


def test_other_formulas_are_only_the_inputs_that_follow_their_base(
    book: Any, template: Template, preset: Preset, layout: Layout
) -> None:
    owned = {one.position for one in owned_cells(template, preset, layout)}
    found = {
        (sheet.title, one.row, one.column): one.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for one in row
        if one.data_type == "f" and (sheet.title, one.row, one.column) not in owned
    }
    follows = {}
    for row in template.inputs:
        for scenario in SCENARIOS:
            if scenario not in preset.inputs[row.key]:
                place = layout.cell(row, scenario)
                follows[place.sheet, place.row, place.column] = f"=${layout.cell(row, 'base').a1}"
    assert found == follows


def test_typed_inputs_hold_the_values_of_the_preset(
    book: Any, template: Template, preset: Preset, layout: Layout
) -> None:
    for row in template.inputs:
        for scenario, value in preset.inputs[row.key].items():
            found = cell(book, layout.cell(row, scenario)).value
            found = (found.date() - DAY_ZERO).days if isinstance(found, datetime) else found
            assert found == value, row.key


def test_tables_hold_the_rows_of_the_preset(
    book: Any, template: Template, preset: Preset, layout: Layout
) -> None:
    for table in template.tables:
        place = layout.tables[table.key]
        excel = book[place.sheet].tables[table.key]
        last = f"{column_letters(len(table.columns))}{place.first_row + place.rows - 1}"
        assert excel.ref == f"A{place.first_row - 1}:{last}"
        assert excel.column_names == [column.header for column in table.columns]
        for column in table.columns:
            header = place.column(column.key)
            assert book[place.sheet].cell(header.row - 1, header.column).value == column.header
            for number, entry in enumerate(preset.tables[table.key]):
                value = cell(book, place.cell(column.key, number)).value
                value = value.date() if isinstance(value, datetime) else value
                assert value == entry.get(column.key), (table.key, column.key, number)


def test_every_number_has_a_validation_with_the_bounds_of_the_template(
    book: Any, template: Template, layout: Layout
) -> None:
    for row in template.inputs:
        if not row.is_text:
            (rule,) = validations(book, layout.line(row))
            assert str(rule.sqref) == layout.line(row).a1
            assert rule.type == ("date" if row.is_date else "whole" if row.whole else "decimal"), row.key
            if row.is_date:
                continue
            assert (float(rule.formula1), float(rule.formula2)) == (row.min, row.max), row.key


def test_every_choice_has_its_list(book: Any, template: Template, layout: Layout) -> None:
    for row in template.inputs:
        if row.is_text:
            (rule,) = validations(book, layout.line(row))
            assert rule.type == "list", row.key
            if row.choices:
                assert rule.formula1 == f'"{",".join(row.choices)}"'
            else:
                table, _, column = row.choices_from.partition(".")
                source = layout.tables[table].column(column)
                assert rule.formula1 in (source.absolute, source.absolute.rpartition("!")[2])


def test_every_table_cell_is_validated_and_so_are_the_rows_below(
    book: Any, template: Template, layout: Layout
) -> None:
    for table in template.tables:
        for column in table.columns:
            place = layout.tables[table.key].column(column.key)
            (rule,) = validations(book, place)
            below = Place(place.sheet, place.row + place.rows - 1 + SPARE_ROWS, place.column)
            assert validations(book, below) == [rule]
            if column.type == "number":
                assert (float(rule.formula1), float(rule.formula2)) == (column.min, column.max)


def test_validations_stop_and_say_what_is_wanted(book: Any) -> None:
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert rule.errorStyle in (None, "stop")
            assert rule.showErrorMessage
            assert 0 < len(rule.error) <= MOST_MESSAGE
            assert len(rule.prompt or "") <= MOST_MESSAGE
            assert "{" not in f"{rule.error}{rule.prompt}"


def test_a_text_that_looks_like_a_formula_stays_a_text(
    template: Template, preset: Preset, layout: Layout, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    first, *others = preset.tables["gpu_prices"]
    odd = dict(first, provider="=1+1", instance="@home", source="-5 % since spring")
    tables = {**preset.tables, "gpu_prices": (odd, *others)}
    notes = {**preset.notes, "parameters_b": "+ 8 % embeddings"}
    path = tmp_path / "odd.xlsx"
    write_workbook(path, template, preset._replace(tables=tables, notes=notes), now=NOW)
    book, place = load_workbook(path), layout.tables["gpu_prices"]
    for column in ("provider", "instance", "source"):
        found = cell(book, place.cell(column, 0))
        assert (found.value, found.data_type, found.quotePrefix) == (odd[column], "s", True)
    note = layout.line(template.row("parameters_b"))
    assert cell(book, Place(note.sheet, note.row, NOTE)).value.startswith("+ 8 %")


def test_two_writes_at_the_same_time_agree_to_the_byte(
    path: Path, template: Template, preset: Preset, tmp_path: Path
) -> None:
    again = tmp_path / "again.xlsx"
    write_workbook(again, template, preset, now=NOW)
    assert again.read_bytes() == path.read_bytes()


def test_the_file_names_its_time_and_maker_and_nobody_else(path: Path, template: Template) -> None:
    with zipfile.ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        core = archive.read("docProps/core.xml").decode()
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"openpyxl" not in everything.lower()
    assert re.findall(r">(2026-11-24T09:30:00Z)<", core) == ["2026-11-24T09:30:00Z"] * 2
    assert core.count(">planner<") == 2
    assert template.title in core


def test_columns_are_wide_enough_for_the_inputs(
    book: Any, template: Template, preset: Preset, layout: Layout
) -> None:
    for row in template.inputs:
        given = preset.inputs[row.key]
        for scenario in SCENARIOS:
            text = shown(given.get(scenario, given["base"]), template.format_of(row))
            place = layout.cell(row, scenario)
            width = book[place.sheet].column_dimensions[column_letters(place.column)].width
            assert width >= column_width(text_pixels(text, styles.SIZE)), row.key


def test_no_unwrapped_text_is_cut_by_the_cell_beside_it(book: Any) -> None:
    for one in texts(book):
        sheet, beside = one.parent, one.parent.cell(one.row, one.column + 1)
        if one.alignment.wrap_text or one.alignment.horizontal == "centerContinuous" or beside.value is None:
            continue
        pixels = text_pixels(one.value, one.font.sz, one.font.b)
        width = sheet.column_dimensions[column_letters(one.column)].width
        assert width >= column_width(pixels) - 1, f"{sheet.title}!{one.coordinate}: {one.value}"


def test_blue_is_typed_black_is_calculated_green_reads_other_sheets(
    book: Any, template: Template, preset: Preset, layout: Layout
) -> None:
    for row in template.inputs:
        for scenario in SCENARIOS:
            one = cell(book, layout.cell(row, scenario))
            typed = scenario in preset.inputs[row.key]
            assert one.font.color.rgb[-6:] == (styles.INPUT_BLUE if typed else styles.INK), row.key
            assert one.fill.fgColor.rgb[-6:] == styles.INPUT_FILL
    paper = looks_on_paper(Job(template, preset, arrange(template, preset), NOW))
    assert len(paper) > 300
    for owned in owned_cells(template, preset, layout):
        if owned.place in paper:  # page 1 and statements print in ink
            assert cell(book, owned.place).font.color.rgb[-6:] == paper[owned.place].ink, owned
            continue
        wanted = styles.LINK_GREEN if reads_other_sheets(owned, layout) else styles.INK
        if owned.role in {"axis", "heading"}:
            wanted = styles.HEADER_NUMBER.ink if owned.role == "axis" else styles.HEADINGS[owned.key].ink
        assert cell(book, owned.place).font.color.rgb[-6:] == wanted, owned


def test_every_line_shows_its_label_unit_key_and_note(
    book: Any, template: Template, preset: Preset, layout: Layout
) -> None:
    for sheet, row in template.rows():
        place = layout.run(row, "base") if row.axis else layout.line(row)
        last = place.column + place.columns
        key_at, note_at = (last, last + 1) if row.axis else (KEY, NOTE)
        shown_on = book[sheet.name_for("base")]
        found = [shown_on.cell(place.row, column).value for column in (LABEL, UNIT, key_at)]
        assert found == [row.label, row.unit, row.key]
        note = shown_on.cell(place.row, note_at).value or ""
        assert (preset.notes.get(row.key) or row.note) in note
        if row.source:  # it belongs to the template's value, not to one that the preset gives
            assert (row.source in note) is (row.key not in preset.own), row.key
        assert note or not row.is_input, f"{row.key} has neither note nor source"


def test_every_link_of_the_index_leads_to_a_name_or_table_on_that_sheet(book: Any, layout: Layout) -> None:
    links = {one.value: one.hyperlink.location for row in book["Cover"] for one in row if one.hyperlink}
    assert list(links) == book.sheetnames[1:]
    targets = {name: place.sheet for name, place in layout.places.items()}
    targets |= {name: place.sheet for name, place in layout.tables.items()}
    assert {sheet: targets[name] for sheet, name in links.items()} == {name: name for name in links}


def test_every_sheet_prints_one_page_wide_or_twelve_positions_a_page(book: Any, template: Template) -> None:
    along = {name: sheet.axis for sheet in template.sheets if sheet.axis for name in sheet.names}
    wide = {name: math.ceil(len(axis.values) / 12) for name, axis in along.items()} | {"Products": 2}
    assert (wide["Income high"], wide["Phase timing"], wide["Years"]) == (5, 2, 1)
    for sheet in book.worksheets:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == wide.get(sheet.title, 1)
        upright = sheet.title in {"Cover", "Statements by year"}
        assert sheet.page_setup.orientation == ("portrait" if upright else "landscape")
        assert sheet.print_area
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert sheet.oddHeader.left.text
        assert not sheet.sheet_view.showGridLines
        assert sheet.sheet_properties.tabColor is not None


def test_every_chart_ends_inside_what_is_printed(book: Any, template: Template) -> None:
    charted = [sheet for sheet in book.worksheets if sheet._charts and sheet.title in template.on_paper]
    assert [sheet.title for sheet in charted] == ["Cover", "Runway"]
    for sheet in charted:
        last = range_boundaries(sheet.print_area.partition("!")[2])[3]
        for chart in sheet._charts:
            first = chart.anchor._from.row + 1
            room = sum(sheet.row_dimensions[row].height or DEFAULT_POINTS for row in range(first, last + 1))
            assert chart.anchor.ext.height / EMU_PER_POINT <= room, sheet.title


def test_a_text_longer_than_its_table_is_printed_in_full(
    template: Template, preset: Preset, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    def with_note(sheet: Sheet) -> Sheet:
        if sheet.table is None or sheet.table.key != "roles":
            return sheet
        return replace(sheet, table=sheet.table._replace(note="A sentence that goes on and on. " * 12))

    path = tmp_path / "long.xlsx"
    longer = replace(template, sheets=tuple(map(with_note, template.sheets)))
    write_workbook(path, longer, preset, now=NOW)
    team = load_workbook(path)["Team"]
    last = re.search(r":\$([A-Z]+)", team.print_area)
    assert last is not None
    columns = next(table.columns for table in template.tables if table.key == "roles")
    assert (column_number(last[1]) or 0) > len(columns)


def test_a_sheet_that_is_not_put_on_paper_prints_an_empty_cell(book: Any, template: Template) -> None:
    for sheet in book.worksheets:
        first, _, last = sheet.print_area.rpartition("!")[2].replace("$", "").partition(":")
        last = last.replace("1048576", str(sheet.max_row))
        rows = sheet[f"{first}:{last or first}"]
        prints = any(cell.value is not None for row in rows for cell in row)
        assert prints == (sheet.title in template.on_paper), sheet.title


def test_every_chart_has_a_title_and_titles_on_both_axes(book: Any, path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        titles = sorted(archive.read(name).count(b"</title>") for name in charts)
    assert titles == [2, 3, 3, 3, 3], "a sentence in a cell is the title of the chart on page 1"


def test_charts_stand_over_empty_cells(book: Any, layout: Layout) -> None:
    for sheet in book.worksheets:
        filled = {one.row for row in sheet.iter_rows() for one in row if one.value is not None}
        for chart in sheet._charts:
            first = chart.anchor._from.row + 1
            pixels = chart.anchor.ext.height / 9525
            height, last = 0.0, first
            while height < pixels:
                height += (sheet.row_dimensions[last].height or 16.0) * 96 / 72
                last += 1
            assert not filled & set(range(first, last)), sheet.title


def test_a_long_word_on_checks_takes_two_lines(book: Any, template: Template, layout: Layout) -> None:
    for row in template.inputs:
        place = layout.check(row.key)
        wraps = [cell(book, place.at(across)).alignment.wrap_text or False for across in range(6)]
        assert wraps == [row.is_text] * 6, row.key


def test_headers_and_labels_stay_in_view(book: Any, template: Template) -> None:
    along = {page.name for page in template.pages if not page.level}
    along |= {name for sheet in template.sheets if sheet.axis for name in sheet.names}
    assert along >= {"Runway", "Income base", "Years", "Ownership", "Chips compared", "Batches"}
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert sheet.freeze_panes.startswith("C" if sheet.title in along else "B")


def test_calculation_is_automatic_without_iteration(book: Any) -> None:
    assert (book.calculation.calcMode, book.calculation.iterate) == ("auto", False)


def test_before_the_first_refresh_nothing_counts_as_checked(
    book: Any, template: Template, layout: Layout
) -> None:
    for row in template.formulas:
        check = layout.check(row.key)
        assert cell(book, check.at(VERDICT)).value == "NOT CHECKED"
        assert [cell(book, check.at(ENGINE + across)).value for across in range(3)] == [None] * 3


def test_the_log_names_the_template_and_waits_for_its_first_row(
    book: Any, template: Template, preset: Preset, layout: Layout
) -> None:
    named = [cell(book, layout[TEMPLATE_CELLS].at(across)).value for across in range(3)]
    assert named == [template.name, template.version, preset.name]
    header = layout[LOG_HEADER]
    assert all(cell(book, header.at(across)).value for across in range(LOG_WIDTH))
    assert not any(cell(book, header.at(across, 1)).value for across in range(LOG_WIDTH))


def test_the_cover_carries_the_day_it_was_made(book: Any) -> None:
    days = [one.value.date() for row in book["Cover"] for one in row if isinstance(one.value, datetime)]
    assert days == [date(2026, 11, 24)]
