"""Inputs that cannot be used: each has its own line, which says where, what is wrong, and what to enter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.utils.cell import range_boundaries

from tests.cli.refusal import refused
from tests.command import planner
from tests.surgery import Error, Surgery, area, q, rels_of

PARAMETERS = "total parameters"
SHARE = "Enter a number from 0 to 5, or as a percentage from 0% to 500%."
ENTER = "Enter a number from 0.01 to 10,000."
EXPECTED = "expected a number of 1e9 parameters"

NUMBERS: dict[str, tuple[object, str]] = {
    "unit in the text": ("300b", f'text "300b", {EXPECTED}. Enter 300.'),
    "thousands comma": ("10,000", f'text "10,000", {EXPECTED}. Enter 10000.'),
    "decimal comma": ("17,5", f'text "17,5", {EXPECTED}. Enter 17.5.'),
    "full-width digits": ("１７５", f'text "１７５", {EXPECTED}. Enter 175.'),
    "digits as text": (" 175 ", f'text " 175 ", {EXPECTED}. Enter 175.'),
    "words": ("two hundred", f'text "two hundred", {EXPECTED}. {ENTER}'),
    "too large as text": ("12,000", f'text "12,000", {EXPECTED}. {ENTER}'),
    "text of a formula": ("=5", f'text "=5", {EXPECTED}. {ENTER}'),
    "control characters": ("1\n\x7f2", f'text "1 ?2", {EXPECTED}. {ENTER}'),
    "long text": ("x" * 500, f'text "{"x" * 57}...", {EXPECTED}. {ENTER}'),
    "empty": (None, f"empty, {EXPECTED}. {ENTER}"),
    "empty text": ("", f"empty, {EXPECTED}. {ENTER}"),
    "true": (True, f"TRUE, {EXPECTED}. {ENTER}"),
    "error": (Error("#N/A"), f"the error #N/A, {EXPECTED}. Mend the formula or type a number."),
    "below": (-1, f"-1, expected 0.01 to 10,000. {ENTER}"),
    "just above": (10000.000001, f"10,000.000001, expected 0.01 to 10,000. {ENTER}"),
    "in single units": (
        175e9,
        "175,000,000,000, expected 0.01 to 10,000. Enter 175: the unit is 1e9 parameters.",
    ),
}


@pytest.mark.parametrize(("value", "message"), NUMBERS.values(), ids=NUMBERS)
def test_what_is_no_number_within_bounds(value: object, message: str, plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = book.put_line("parameters_b", value)
    refused(plan_file, f"plan.xlsx {sheet}!{cell}: {PARAMETERS} is {message}")


FRACTIONS: dict[str, tuple[object, str]] = {
    "percent as text": ("40%", 'text "40%", expected a number. Enter 0.4.'),
    "percent as a number": (40, "40, expected 0 to 5. Enter 0.4 or 40%."),
    "neither": (-0.1, f"-0.1, expected 0 to 5. {SHARE}"),
}


@pytest.mark.parametrize(("value", "message"), FRACTIONS.values(), ids=FRACTIONS)
def test_what_is_no_fraction(value: object, message: str, plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = book.put_line("overhead", value)
    refused(plan_file, f"plan.xlsx {sheet}!{cell}: overhead on hardware is {message}")


def test_what_is_no_whole_number(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = book.put_line("pool_gpus", 1024.5)
    message = "GPUs that could be pulled together from stock is 1,024.5, expected a whole number. Enter 1024."
    refused(plan_file, f"plan.xlsx {sheet}!{cell}: {message}")


def test_an_emptied_low_cell_may_follow_the_base_case_again(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = book.put_line("parameters_b", None, scenario="low")
        base = book.line("parameters_b")[1]
    message = f"{PARAMETERS} is empty, {EXPECTED}. {ENTER} Or enter ={base} to follow the base case."
    refused(plan_file, f"plan.xlsx {sheet}!{cell}: {message}")


CHOICES: dict[str, tuple[object, str]] = {
    "nearly": (
        "ful",
        '"ful", which is not a choice. Did you mean "full"? Choose one of: none, selective, full.',
    ),
    "not at all": (
        "yes please",
        '"yes please", which is not a choice. Choose one of: none, selective, full.',
    ),
    "number": (3, '"3", which is not a choice. Choose one of: none, selective, full.'),
    "empty": (None, "empty. Choose one of: none, selective, full."),
    "error": (Error("#REF!"), "the error #REF!. Choose one of: none, selective, full."),
}


@pytest.mark.parametrize(("value", "message"), CHOICES.values(), ids=CHOICES)
def test_what_is_no_choice(value: object, message: str, plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = book.put_line("recompute", value)
    refused(plan_file, f"plan.xlsx {sheet}!{cell}: activation recomputation is {message}")


BENCHMARKS = ", ".join(
    f'"{name}"'
    for name in (
        *("GPT 175B, batch 1", "GPT 175B, batch 32", "GPT 175B, batch 16", "LLaMA 7B, short"),
        *("LLaMA 7B, long answers", "LLaMA 7B, long questions", "Llama 405B, full", "DeepSeek, 4 servers"),
    )
)


def test_a_row_that_the_table_of_benchmarks_does_not_have(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = book.put_line("serving_benchmark", "My own figure")
    message = 'is "My own figure", which no row of the table serving_benchmarks has. Choose one of: '
    message += f"{BENCHMARKS}."
    refused(plan_file, f"plan.xlsx {sheet}!{cell}: benchmark used {message}")


def test_a_quote_that_the_table_of_prices_does_not_have(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = book.table_cell("clusters", "Favourable quote", 1)
        book.put(sheet, cell, "My own price")
    (line,) = planner("refresh", plan_file).lines
    assert line.startswith(
        f'plan.xlsx {sheet}!{cell}: "Favourable quote" is "My own price", which is not a choice. '
        'Choose one of: "Source, 3 years", "Source, 1 year", "Azure list, 1 year", '
    )
    refused(plan_file, line)


def test_every_problem_is_listed_at_once(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        tokens = book.table_cell("data_mix", "Billion tokens", 0)
        book.put(*tokens, "410 bn")
        quote = book.table_cell("clusters", "Quote", 0)
        book.put(*quote, None)
        benchmark = book.put_line("serving_benchmark", None, scenario="high")
        gpus = book.put_line("pool_gpus", 0)
        years = book.put_line("programme_years", "5 years")
    found = planner("refresh", plan_file)
    assert [line.partition(":")[0] for line in found.lines] == [
        f"plan.xlsx {sheet}!{cell}" for sheet, cell in (tokens, quote, gpus, benchmark, years)
    ]
    assert found.status == 1


# Tables


def _append(**values: object) -> Callable[[Surgery], tuple[str, str]]:
    """A row below the data mix, inside the table; the row's first cell."""
    columns = {"name": "Source of text", "tokens": "Billion tokens", "epochs": "Epochs"}

    def edit(book: Surgery) -> tuple[str, str]:
        row = book.append_row("data_mix", {columns[name]: value for name, value in values.items()})
        return book.table_cell("data_mix", "Source of text", row)

    return edit


def _blank_row(book: Surgery) -> tuple[str, str]:
    blank = _append()(book)
    _append(name="New", tokens=1, epochs=1)(book)
    return blank


def _header(book: Surgery) -> tuple[str, str]:
    for column in book.table("roles")[1].iter(q("tableColumn")):
        if column.get("name") == "Headcount":
            column.set("name", "Heads")
    book.put(*book.table_cell("roles", "Heads", -1), "Heads")
    return book.table_cell("roles", "Role", -1)


def _no_rows(book: Surgery) -> tuple[str, str]:
    sheet, table = book.table("models")
    left, top, right, _ = range_boundaries(table.get("ref"))
    table.set("ref", area(left, top, right, top))
    return sheet, book.table_cell("models", "Model", -1)[1]


def _emptied(book: Surgery) -> tuple[str, str]:
    columns = [column.get("name") for column in book.table("price_paths")[1].iter(q("tableColumn"))]
    for column in columns:
        book.put(*book.table_cell("price_paths", column, 0), None)
    return book.table_cell("price_paths", columns[0], 0)


def _without_price(book: Surgery) -> tuple[str, str]:
    book.put(*book.table_cell("gpu_prices", "Price per server month", 0), None)
    return book.table_cell("gpu_prices", "Price per server month", 0)


def _typed_below(book: Surgery) -> tuple[str, str]:
    row = book.append_row("roles", {"Role": "Researcher", "Headcount": 2, "Pay": 9e5}, widen=False)
    return book.table_cell("roles", "Role", row)


def _cell(table: str, header: str, value: object, row: int = 0) -> Callable[[Surgery], tuple[str, str]]:
    def edit(book: Surgery) -> tuple[str, str]:
        book.put(*book.table_cell(table, header, row), value)
        return book.table_cell(table, header, row)

    return edit


TABLES: dict[str, tuple[Callable[[Surgery], tuple[str, str]], str]] = {
    "renamed header": (
        _header,
        'the table roles has no column "Headcount". Give the column its name back, or put it back.',
    ),
    "no rows": (_no_rows, "the table models has no rows. Add a row to the table."),
    "one empty row": (_emptied, "the table price_paths has no filled row. Fill at least one row."),
    "blank row": (_blank_row, "the table data_mix has a blank row. Fill the row or delete it."),
    "price missing twice": (
        _without_price,
        '"Price per server month" and "Price per GPU hour" are both empty. '
        "Enter one of them: a missing price is not zero.",
    ),
    "row typed below": (
        _typed_below,
        "this row stands below the table roles but is not part of it, so nothing counts it. "
        "Insert a row inside the table and move it there, or drag the corner of the table over it in Excel. "
        "A note needs an empty row above it.",
    ),
    "text in a number column": (
        _cell("data_mix", "Epochs", "2 times"),
        'epochs is text "2 times", expected a number of epochs. Enter a number from 0 to 100.',
    ),
    "text in a date column": (
        _cell("gpu_prices", "Price date", "2023-02-01"),
        'price date is text "2023-02-01", expected a date. Enter a date such as 2026-01-31.',
    ),
    "no name": (_cell("data_mix", "Source of text", None), "source of text is empty. Enter a text."),
    "wildcard in a name": (
        _cell("gpu_prices", "Quote", "Azure*", 3),
        'quote "Azure*" has * or ? or ~ in it. '
        "Leave these characters out: Excel takes them for any text when it looks a row up.",
    ),
    "name that Excel does not find": (
        _cell("gpu_prices", "Quote", "x" * 256, 3),
        "quote has 256 characters, expected at most 255. Shorten it: Excel does not find a longer one.",
    ),
    "name with a letter of which capitals are unsure": (
        _cell("gpu_prices", "Quote", "groß 910B", 3),
        'quote "groß 910B" has "ß" in it. '
        "Write it with other letters: programs disagree about what is a capital of what there.",
    ),
    "compared name with such a letter": (
        _cell("exports", "Chip", "groß 910B", 3),
        'chip "groß 910B" has "ß" in it. '
        "Write it with other letters: programs disagree about what is a capital of what there.",
    ),
    "error": (
        _cell("roles", "Headcount", Error("#VALUE!")),
        "headcount is the error #VALUE!, expected a number of people. Mend the formula or type a number.",
    ),
    "unknown choice": (
        _cell("gpu_prices", "Contract", "weekly"),
        '"Contract" is "weekly", which is not a choice. Choose one of: on demand, 1 year, 3 years, spot.',
    ),
}


@pytest.mark.parametrize(("edit", "message"), TABLES.values(), ids=TABLES)
def test_what_breaks_a_table(
    edit: Callable[[Surgery], tuple[str, str]], message: str, plan_file: Path
) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = edit(book)
    refused(plan_file, f"plan.xlsx {sheet}!{cell}: {message}")


def test_a_name_that_stands_twice(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        first = book.table_cell("data_mix", "Source of text", 2)[1]
        sheet, cell = _append(name="BOOKS1", tokens=1, epochs=1)(book)
    message = f'"BOOKS1" stands twice in the table data_mix, first in {first}. Give one of them another name.'
    refused(plan_file, f"plan.xlsx {sheet}!{cell}: {message}")


def test_an_empty_last_row_and_a_note_further_below_are_no_problem(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        _append()(book)
        sheet, cell = book.table_cell("data_mix", "Source of text", 8)
        book.put(sheet, cell, "checked by me")
    assert planner("refresh", plan_file).status == 0


def test_a_table_that_is_no_table_any_more(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, _ = book.table("roles")
        part = book.sheets[sheet]
        book.tree(part).remove(book.tree(part).find(q("tableParts")))
        book.remove(rels_of(part))
    message = 'the table roles ("Roles") is missing'
    remedy = "Undo the change where it was made, or run `planner repair plan.xlsx`."
    refused(plan_file, f"plan.xlsx: {message}. {remedy} In a new workbook it is on the sheet Team.")


# Formulas in inputs


def _on_own_sheet(book: Surgery, value: object, formula: str, shown: object) -> tuple[str, str]:
    book.add_sheet("Mine", {"B4": (value, formula)})
    return book.put_line("parameters_b", shown, "Mine!B4")


def test_an_input_may_be_a_formula_on_a_sheet_of_ones_own(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        _on_own_sheet(book, 70, "2*35", 70)
    found = planner("refresh", plan_file, "--json")
    assert found.status == 0
    assert found.json["inputs"]["parameters_b"]["base"] == 70
    assert found.json["outputs"]["tokens_per_parameter"]["base"] == pytest.approx(300 / 70, rel=1e-12)


def test_it_is_read_through_the_checker_and_not_as_the_file_last_showed_it(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = _on_own_sheet(book, 80, "2*35", 80)
    message = "the formula =Mine!B4 comes to 70, but the file shows 80. "
    message += "Open the file in Excel or LibreOffice, recalculate, save, then refresh again."
    refused(plan_file, f"plan.xlsx {sheet}!{cell}: {message}")


def test_a_formula_without_a_value_in_the_file_is_read_all_the_same(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        _on_own_sheet(book, None, "2*35", None)
    assert planner("refresh", plan_file, "--json").json["inputs"]["parameters_b"]["base"] == 70


INPUT_FORMULAS: dict[str, tuple[str, object, str]] = {
    "error": (
        "1/0",
        Error("#DIV/0!"),
        f"{PARAMETERS} is the error #DIV/0!, {EXPECTED}. Mend the formula or type a number.",
    ),
    "text": ('"a"&"b"', "ab", f'{PARAMETERS} is text "ab", {EXPECTED}. {ENTER}'),
    "out of bounds": ("-1*3", -3, f"{PARAMETERS} is -3, expected 0.01 to 10,000. {ENTER}"),
}


@pytest.mark.parametrize(("formula", "value", "message"), INPUT_FORMULAS.values(), ids=INPUT_FORMULAS)
def test_what_a_formula_comes_to_must_be_an_input_too(
    formula: str, value: object, message: str, plan_file: Path
) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = _on_own_sheet(book, value, formula, value)
    refused(plan_file, f"plan.xlsx {sheet}!{cell}: {message}")


def test_a_formula_that_only_the_second_checker_knows_is_read(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        overhead = "!".join(book.line("overhead"))
        _on_own_sheet(book, 70, f"AGGREGATE(9,4,{overhead})*0+70", 70)
    found = planner("refresh", plan_file, "--json")
    assert found.status == 0
    assert found.json["checked"]["agrees"] == found.json["checked"]["cells"]
    assert found.json["notes"][0].endswith("cells were checked by cellrune 0.2.0")


def test_a_formula_that_no_checker_can_evaluate(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = _on_own_sheet(book, 70, 'CUBEVALUE("a","b")', 70)
    (line,) = planner("refresh", plan_file).lines
    assert line.startswith(
        f"plan.xlsx {sheet}!{cell}: the formula =Mine!B4 could not be evaluated: ironcalc "
    )
    assert "; cellrune: " in line
    assert line.endswith(". Use a simpler formula, or type the value.")
    refused(plan_file, line)
