"""Formulas of a template become formulas of cells; two spellings of one formula are the same tokens."""

from __future__ import annotations

import pytest

from planner.layout.arrange import arrange
from planner.layout.formulas import compile_formula
from planner.layout.owned import line_cells
from planner.template.load import load_preset, load_template
from planner.template.references import references
from planner.template.rows import SCENARIOS
from planner.xlsx.a1 import Area
from planner.xlsx.canonical import canonical
from planner.xlsx.package import Table

TEMPLATE = load_template()
LAYOUT = arrange(TEMPLATE, load_preset("essay")).layout
TABLES = {
    "mix": Table("mix", "Tokens", "", Area(19, 3, 25, 5), 1, 0, ("Billion tokens", "Epochs", "owner's")),
    "one": Table("one", "Team", "", Area(8, 2, 9, 2), 1, 0, ("Pay",)),
}


def tokens(formula: str, sheet: str = "Training") -> tuple[str, ...]:
    return canonical(formula, sheet, TABLES)


ONE_FORMULA = {
    "equals sign": ("=A1+1", "A1+1"),
    "blanks": ("A1 + 1", "A1+1"),
    "line breaks": ("A1+\n\t1", "A1+1"),
    "dollar signs": ("$A$1+B$2", "A1+B2"),
    "case of functions": ("sum(a1:b2)", "SUM(A1:B2)"),
    "scientific number": ("A1*1E9", "A1*1000000000"),
    "scientific number, signed": ("A1*1e+09", "A1*1E9"),
    "small number": ("1E-9", "0.000000001"),
    "decimals": ("A1*0.50", "A1*.5"),
    "whole number with a point": ("A1*24.0", "A1*24"),
    "own sheet": ("Training!A1", "A1"),
    "own sheet in quotes": ("'Training'!$A$1:$B$2", "A1:B2"),
    "other sheet in quotes": ("'Tokens'!A1", "Tokens!A1"),
    "case of a sheet": ("TOKENS!A1", "Tokens!A1"),
    "apostrophe": ("'It''s'!A1", "'it''s'!$A$1"),
    "corners": ("SUM(B2:A1)", "SUM(A1:B2)"),
    "block of one cell": ("COUNTIF(A1:A1,1)", "COUNTIF(A1,1)"),
    "table as its cells": ("SUM(mix[Billion tokens])", "SUM(Tokens!$C$20:$C$25)"),
    "case of a table": ("SUM(Mix[BILLION TOKENS])", "SUM(mix[Billion tokens])"),
    "data of a table": ("SUM(mix[[#Data],[Epochs]])", "SUM(mix[Epochs])"),
    "block of a table": ("SUM(mix[[Epochs]:[Epochs]])", "SUM(mix[Epochs])"),
    "table of one row": ("SUM(one[Pay])", "SUM(Team!B9)"),
    "apostrophe in a heading": ("SUM(mix[owner''s])", "SUM(Tokens!E20:E25)"),
    "columns of a table as their cells": ("SUM(mix[[Billion tokens]:[Epochs]])", "SUM(Tokens!C20:D25)"),
    "table of the row, as Excel shows it": ("mix[@Epochs]", "mix[[#This Row],[Epochs]]"),
    "data of a table that is not there": ("gone[[#Data],[Pay]]", "gone[Pay]"),
    "dollar signs of columns": ("SUM($A:$C)", "SUM(A:C)"),
    "dollar signs of rows": ("SUM($1:3)", "SUM(1:3)"),
    "numbers of a list": ("SUM({1E1,2; 3,.5})", "SUM({10,2;3,0.5})"),
    "quotes around several sheets": ("SUM('Tokens:Team'!A1)", "SUM(Tokens:team!A1)"),
    "quotes around another file": ("'[1]Tokens'!A1", "[1]Tokens!A1"),
    "quotes around the sheet of a name": ("'Calc'!rate", "calc!RATE"),
    "prefix of newer functions": ("_xlfn.CONCAT(A1)", "CONCAT(A1)"),
    "at sign as Excel 365 shows it": ("=@INDEX(B5:B14,C10)*2", "INDEX(B5:B14,C10)*2"),
    "at sign as a file may hold it": ("_xlfn.SINGLE(INDEX(B5:B14,C10))*2", "INDEX(B5:B14,C10)*2"),
    "at sign deep inside": ("IF(A1>0,(1+@INDEX(B5:B14,(C10)))*2,0)", "IF(A1>0,(1+INDEX(B5:B14,(C10)))*2,0)"),
    "single deep inside": (
        "MAX(0,_xlfn.SINGLE(INDEX(mix[Epochs],MAX(1,A1))),1)",
        "MAX(0,INDEX(mix[Epochs],MAX(1,A1)),1)",
    ),
}

TWO_FORMULAS = {
    "operator": ("A1+B1", "A1-B1"),
    "comparison": ("A1>=B1", "A1>B1"),
    "number": ("A1*1E9", "A1*1E8"),
    "last digit": ("A1*1000000001", "A1*1E9"),
    "cell": ("A1+1", "A2+1"),
    "column": ("A1+1", "B1+1"),
    "sheet": ("Tokens!A1", "Team!A1"),
    "own against other sheet": ("A1", "Tokens!A1"),
    "block": ("SUM(A1:A3)", "SUM(A1:A4)"),
    "block against its ends": ("SUM(A1:A3)", "SUM(A1,A3)"),
    "function": ("ROUNDUP(A1,0)", "ROUNDDOWN(A1,0)"),
    "brackets": ("(A1+B1)*2", "A1+B1*2"),
    "text": ('A1="full"', 'A1="none"'),
    "blank in a text": ('A1="a b"', 'A1="ab"'),
    "text against a name": ('A1="TRUE"', "A1=TRUE"),
    "text against a number": ('A1="1"', "A1=1"),
    "table column": ("SUM(mix[Epochs])", "SUM(mix[Billion tokens])"),
    "table with its header": ("SUM(mix[[#All],[Epochs]])", "SUM(mix[Epochs])"),
    "table of the row": ("SUM(mix[[#This Row],[Epochs]])", "SUM(mix[Epochs])"),
    "columns of a table": ("SUM(mix[[Billion tokens]:[Epochs]])", "SUM(mix[Epochs])"),
    "fewer rows than the table": ("SUM(Tokens!C20:C24)", "SUM(mix[Billion tokens])"),
    "one cell of a block": ("SUM(@A1:A3)", "SUM(A1:A3)"),
    "one cell of a block, in a file": ("SUM(_xlfn.SINGLE(A1:A3))", "SUM(A1:A3)"),
    "brackets of its own": ("_xlfn.SINGLE(INDEX(A1:A3,1))*(A1+B1)", "INDEX(A1:A3,1)*A1+B1"),
    "sign": ("-A1", "A1"),
    "percent": ("A1%", "A1"),
    "error": ("A1+#REF!", "A1+#N/A"),
    "another file": ("[1]Tokens!A1", "Tokens!A1"),
    "several sheets": ("SUM(Tokens:Team!A1)", "SUM(Team!A1)"),
    "number against a cell": ("1E5", "E5"),
    "number against a product": ("1E5", "1*E5"),
    "columns against rows": ("SUM(A:A)", "SUM(1:1)"),
    "table of the row against its column": ("mix[@Epochs]", "mix[Epochs]"),
    "headings of a table": ("mix[[#Headers],[Epochs]]", "mix[Epochs]"),
    "text in a list": ('{"a b"}', '{"ab"}'),
    "case in a list": ('{"A"}', '{"a"}'),
    "name": ("in_overhead+1", "in_usd_cny+1"),
    "function that ends in digits": ("LOG10(A1)", "LOG(A1)"),
}


@pytest.mark.parametrize(("one", "other"), ONE_FORMULA.values(), ids=ONE_FORMULA)
def test_two_spellings_of_a_formula_are_the_same(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(("one", "other"), TWO_FORMULAS.values(), ids=TWO_FORMULAS)
def test_two_formulas_are_not_the_same(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


def test_a_reference_without_a_sheet_means_the_sheet_that_it_stands_on() -> None:
    assert tokens("A1", "Tokens") == tokens("Tokens!A1", "Training")
    assert tokens("A1", "Tokens") != tokens("A1", "Training")


def test_a_table_that_is_not_there_is_compared_as_it_is_written() -> None:
    assert tokens("SUM(gone[Pay])") == tokens("sum(GONE[pay])")
    assert tokens("SUM(gone[Pay])") != tokens("SUM(gone[Epochs])")


def compiled(formula: str, sheet: str = "Training", scenario: str = "base") -> str:
    return compile_formula(formula, sheet, scenario, LAYOUT, TEMPLATE)


def place(key: str) -> tuple[str, int]:
    line = LAYOUT.line(TEMPLATE.row(key))
    return line.sheet, line.row


@pytest.mark.parametrize(("scenario", "column"), list(zip(SCENARIOS, "CDE", strict=True)))
def test_a_key_is_the_cell_of_the_same_scenario(scenario: str, column: str) -> None:
    sheet, row = place("training_days")
    assert sheet == "Training"
    assert compiled("{training_days}*24", scenario=scenario) == f"{column}{row}*24"


def test_a_key_on_another_sheet_is_named_with_its_sheet() -> None:
    assert compiled("{deadline_days}") == f"Tokens!D{place('deadline_days')[1]}"
    assert compiled("{max_price_age_days}") == f"'GPU prices'!D{place('max_price_age_days')[1]}"


def test_a_qualifier_names_a_scenario_or_all_three() -> None:
    row = place("training_days")[1]
    assert compiled("{training_days@low}-{training_days@high}") == f"C{row}-E{row}"
    assert compiled("SUM({training_days@all})") == f"SUM(C{row}:E{row})"


def test_a_column_is_named_by_its_header() -> None:
    assert compiled("SUM({data_mix.tokens_b})") == "SUM(data_mix[Billion tokens])"
    block = "INDEX(gpu_prices[[GPUs per server]:[GPUs per server]],1)"
    assert compiled("INDEX({gpu_prices.gpus_per_server@block},1)") == block


def test_references_are_what_stands_in_braces() -> None:
    formula = "IF({a}>0,SUM({b@all})*2,{mix.tokens@block})"
    assert references(formula) == ("a", "b@all", "mix.tokens@block")


def test_no_compiled_formula_is_longer_than_excel_accepts_or_has_braces() -> None:
    formulas = {cell.formula for cell in line_cells(TEMPLATE, LAYOUT)}
    assert len(formulas) > 10_000
    assert max(map(len, formulas)) <= 8192
    assert not [formula for formula in formulas if "{" in formula or "}" in formula]
