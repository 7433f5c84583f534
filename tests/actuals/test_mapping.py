"""A map that asks for what there is not is told so, each mistake in one line with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actuals.reading_of import LEDGER, WHOLE, refused, taken, written


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        (
            '"training_rent"',
            '"training_rnet"',
            ['rule 1: the plan has no line "training_rnet"', "training_rent"],
        ),
        ('date = "Date"', 'date = "Day"', ['column "Day" (columns.date) is not in bank.csv', "Date"]),
        ('Text = "Cloud*"', 'Txt = "Cloud*"', ['column "Txt" (rule 1, match) is not in bank.csv']),
        ('sign = "bank"', "sign = bank", ["the map is no TOML"]),
        ('sign = "bank"', 'sign = "banc"', ['sign is "banc"', "bank, cost"]),
        ('sign = "bank"', "", ["sign is missing", "money out is negative"]),
        ("gap_days = 3", "gap_day = 3", ["gap_day is no key of a map", "Did you mean gap_days"]),
        ('currency = "USD"', "", ["currency is missing", "columns.currency"]),
        ('name = "Text"', "", ["columns.name is missing"]),
        ('match = { Text = "Payroll" }', "", ["rule 2, match is missing"]),
        ('"Cloud*"', '"/Cloud(/"', ["rule 1, match.Text is", "/a pattern/"]),
        ("gap_days = 3", "gap_days = 99", ['gap_days is "99"', "0 to 27"]),
        ("gap_days = 3", 'encoding = "klingon"', ['encoding is "klingon"']),
        (
            'match = { Text = "Payroll" }',
            'match = { Text = "Payroll" }\nquantity = { column = "Amount" }',
            ["rule 2: the plan has no quantity of people"],
        ),
        (
            'match = { Text = "Payroll" }',
            'match = { Text = "Payroll" }\n[[rule]]\nline = "people_r_and_d"\nmatch = { Text = "x" }',
            ["people and people_r_and_d are the same money"],
        ),
        (
            'match = { Text = "Payroll" }',
            'match = { Text = "Payroll" }\n[currencies.EUR]\nrate = 1.1',
            ["currencies.EUR.source is missing"],
        ),
    ],
)
def test_a_wrong_map_is_one_clear_line(change: str, to: str, said: list[str], tmp_path: Path) -> None:
    assert change in LEDGER
    found = refused(*written(tmp_path, WHOLE, LEDGER.replace(change, to, 1)))
    assert len(found) == 1, found
    assert found[0].startswith("map.toml: ")
    assert all(text in found[0] for text in said), found


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = LEDGER.replace('sign = "bank"', 'sign = "b"').replace("gap_days = 3", "gap_days = -1")
    assert len(refused(*written(tmp_path, WHOLE, text))) == 2


def test_a_line_is_called_by_its_key_or_by_its_product(tmp_path: Path) -> None:
    rows = [*WHOLE, "2027-02-28,Customer,5", "2027-02-28,Seat,7"]
    more = '[[rule]]\nline = "product_revenue[API]"\nmatch = { Text = "Customer" }\n'
    more += '[[rule]]\nline = "product_revenue_2"\nmatch = { Text = "Seat" }\n'
    told = taken(*written(tmp_path, rows, LEDGER + more))[0].told
    amounts = {(one.month, one.key): one.amount for one in told}
    assert amounts[2, "product_revenue_1"] == 5 and amounts[2, "product_revenue_2"] == 7


def test_the_first_rule_that_fits_takes_a_row_and_an_ignored_one_none(tmp_path: Path) -> None:
    more = '[[rule]]\nline = "serving_cost"\nmatch = { Text = "*" }\n'
    more += '[[ignore]]\nname = "own"\nreason = "between accounts"\nmatch = { Text = "Cloud own" }\n'
    rows = [*WHOLE, "2027-02-10,Something,-7", "2027-02-11,Cloud own,-1000"]
    actuals, _ = taken(*written(tmp_path, rows, LEDGER + more))
    amounts = {(one.month, one.key): one.amount for one in actuals.told}
    assert amounts[2, "training_rent"] == 30 and amounts[2, "serving_cost"] == 7
    (left,) = actuals.left_out
    assert (left.name, left.reason, left.rows, left.amount) == ("own", "between accounts", 1, 1000)


@pytest.mark.parametrize(
    ("written_as", "comes_to"),
    [("-1234.50", 1234.5), ('"-1,234.50"', 1234.5), ("(1234.50)", 1234.5), ('"(1,234.50)"', 1234.5)],
)
def test_numbers_as_bookkeepers_write_them(written_as: str, comes_to: float, tmp_path: Path) -> None:
    told = taken(*written(tmp_path, [f"2027-01-01,Cloud a,{written_as}", "2027-01-31,Cloud b,0"]))[0].told
    assert [one.amount for one in told] == [comes_to]


def test_a_decimal_comma_a_semicolon_a_day_first_and_two_columns_of_amounts(tmp_path: Path) -> None:
    text = LEDGER.replace('sign = "bank"', 'decimal = ","').replace(
        'amount = "Amount"', 'paid_in = "In"\npaid_out = "Out"\ndate_format = "%d.%m.%Y"'
    )
    rows = ["01.01.2027;Payroll;;1.000,50", "31.01.2027;Cloud a;;20,25", "31.01.2027;Cloud b;5,00;"]
    told = taken(*written(tmp_path, rows, text, "Date;Text;In;Out"))[0].told
    assert {one.key: one.amount for one in told} == {"people": 1000.5, "training_rent": 15.25}
