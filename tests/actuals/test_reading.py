"""What of a file cannot be taken is refused, each in one line; what can is summed by month and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.actuals.told import Actuals
from tests.actuals.reading_of import LEDGER, WHOLE, plan, refused, taken, written


def test_rows_are_summed_by_month_and_line_and_a_covered_month_without_rows_is_zero(tmp_path: Path) -> None:
    actuals, notes = taken(*written(tmp_path, WHOLE))
    found = [(one.month, one.key, one.amount, one.rows) for one in actuals.told]
    assert found == [
        (1, "people", 100, 1),
        (1, "training_rent", 20, 1),
        (2, "people", 0, 0),
        (2, "training_rent", 30, 1),
    ]
    assert actuals.through == 2 and notes == ()
    assert len({one.sha256 for one in actuals.told}) == 1 and len(actuals.told[0].sha256) == 64


def test_cents_are_added_exactly(tmp_path: Path) -> None:
    rows = [f"2027-01-{day:02d},Cloud a,-0.1" for day in range(1, 32)]
    (one,) = taken(*written(tmp_path, rows))[0].told
    assert one.amount == 3.1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*WHOLE, "2027-03-17,Cloud a,-5"], ["it ends on 2027-03-17, inside Mar 2027", "--through 2027-02"]),
        (["2027-01-09,Cloud a,-5", "2027-01-31,Cloud a,-5"], ["it begins on 2027-01-09, inside Jan 2027"]),
        (
            [*WHOLE, "2027-02-20,Taxi,-7", "2027-02-21,Taxi,-8"],
            ['"Taxi": 2 rows, 15.00 USD', '--waive "Taxi"'],
        ),
        ([*WHOLE, "2027-02-20,Cloud a,x"], ['row 5: Amount is "x", no number']),
        ([*WHOLE, "2027-02-20,Cloud a,"], ["row 5: Amount is empty"]),
        ([*WHOLE, "20-02-2027,Cloud a,-1"], ['row 5: Date is "20-02-2027", no day', "date_format"]),
        ([*WHOLE, "2027-02-20,Cloud a"], ["line 5 has 2 cells, and the header 3"]),
        (["2026-12-31,Cloud a,-1", *WHOLE], ["1 row, 1.00 USD", "before the plan", "Jan 2027 to Jun 2027"]),
        ([], ["it has no rows"]),
    ],
)
def test_a_bad_file_is_one_clear_line(rows: list[str], said: list[str], tmp_path: Path) -> None:
    found = refused(*written(tmp_path, rows))
    assert len(found) == 1, found
    assert found[0].startswith("bank.csv: ")
    assert all(text in found[0] for text in said), found


def test_a_half_month_is_left_out_where_an_earlier_one_is_named(tmp_path: Path) -> None:
    file, mapping = written(tmp_path, [*WHOLE, "2027-03-17,Cloud a,-5"])
    actuals, notes = taken(file, mapping, through=2)
    assert {one.month for one in actuals.told} == {1, 2} and actuals.through == 2
    assert notes == ("1 row after Feb 2027 does not count yet",)
    assert "before Apr 2027" in "".join(refused(file, mapping, through=4))


def test_another_currency_needs_a_rate_with_its_source(tmp_path: Path) -> None:
    text = LEDGER.replace('name = "Text"', 'name = "Text"\ncurrency = "Ccy"')
    rows = ["2027-01-01,Payroll,-100,USD", "2027-01-31,Cloud a,-20,EUR", "2027-02-28,Cloud a,-10,EUR"]
    header = "Date,Text,Amount,Ccy"
    (line,) = refused(*written(tmp_path, rows, text, header))
    assert "2 rows, 30.00 EUR" in line and "the plan is in USD" in line and "[currencies.EUR]" in line
    rate = '[currencies.EUR]\nrate = 1.25\nsource = "ECB"\n[currencies.EUR.rates]\n"2027-02" = 1.5\n'
    told = taken(*written(tmp_path, rows, text + rate, header))[0].told
    amounts = {(one.month, one.key): one.amount for one in told}
    assert amounts[1, "training_rent"] == 25 and amounts[2, "training_rent"] == 15


def test_a_credit_lowers_its_line_and_is_said_or_is_refused_where_the_map_says_so(tmp_path: Path) -> None:
    rows = [*WHOLE, "2027-02-10,Cloud credit,12"]
    actuals, notes = taken(*written(tmp_path, rows))
    assert {(one.month, one.key): one.amount for one in actuals.told}[2, "training_rent"] == 18
    assert notes == ("1 credit of -12.00 USD lowers training_rent",)
    text = LEDGER.replace('sign = "bank"', 'sign = "bank"\ncredits = "refuse"')
    (line,) = refused(*written(tmp_path, rows, text))
    assert "training_rent: a credit: 1 row" in line and 'credits = "reduce"' in line
    ruled = text.replace('line = "training_rent"', 'line = "training_rent"\ncredits = "reduce"')
    told = taken(*written(tmp_path, rows, ruled))[0].told
    assert [one[:3] for one in told] == [one[:3] for one in actuals.told]


def test_a_sign_the_wrong_way_round_is_noticed(tmp_path: Path) -> None:
    file, mapping = written(tmp_path, WHOLE, LEDGER.replace('"bank"', '"cost"'))
    found = refused(file, mapping)
    assert len(found) == 2 and all("below zero" in line and "Turn the sign" in line for line in found)
    waived = ["below zero: training_rent", "below zero: people"]
    assert not refused(file, mapping, waived=waived)


def test_the_same_file_and_the_same_month_twice_are_refused(tmp_path: Path) -> None:
    file, mapping = written(tmp_path, WHOLE)
    known = taken(file, mapping)[0]
    (line,) = refused(file, mapping, plan(known))
    assert "this file was read already, as bank.csv (the same SHA-256)" in line
    other, _ = written(tmp_path, ["2027-02-01,Cloud b,-4", "2027-02-28,Payroll,-8"])
    (line,) = refused(other, mapping, plan(known))
    assert "training_rent of Feb 2027 was read from bank.csv" in line and "--replace" in line

    def amounts(actuals: Actuals) -> dict[tuple[int, str], float]:
        found: dict[tuple[int, str], float] = {}
        for one in actuals.told:
            found[one.month, one.key] = found.get((one.month, one.key), 0) + one.amount
        return found

    added = amounts(taken(other, mapping, plan(known), add=True)[0])
    assert added == {(1, "people"): 100, (1, "training_rent"): 20, (2, "people"): 8, (2, "training_rent"): 34}
    replaced = amounts(taken(other, mapping, plan(known), replace=True)[0])
    assert replaced == {**added, (2, "training_rent"): 4}


def test_the_next_months_go_behind_those_that_are_there(tmp_path: Path) -> None:
    known = taken(*written(tmp_path, WHOLE))[0]
    later, mapping = written(tmp_path, ["2027-03-01,Cloud b,-4", "2027-03-31,Cloud b,-5"])
    now = taken(later, mapping, plan(known))[0]
    assert now.through == 3 and [one.month for one in now.told] == [1, 1, 2, 2, 3]


def test_unmapped_rows_may_be_waived_by_name_and_nothing_else(tmp_path: Path) -> None:
    file, mapping = written(tmp_path, [*WHOLE, "2027-02-20,Taxi,-7"])
    actuals, _ = taken(file, mapping, waived=["taxi"])
    assert [(one.name, one.rows, one.amount) for one in actuals.left_out] == [("Taxi", 1, 7)]
    assert sum(one.amount for one in actuals.told) == 150
    found = refused(file, mapping, waived=["Bus"])
    assert len(found) == 2 and 'there is nothing called "Bus" to waive' in found[1]


def test_a_quantity_counts_in_the_plans_unit_and_another_unit_is_refused(tmp_path: Path) -> None:
    text = LEDGER.replace(
        'match = { Text = "Cloud*" }',
        'match = { Text = "Cloud*" }\nquantity = { column = "N", unit_column = "U", unit = "h", factor = 8 }',
    )
    header = "Date,Text,Amount,N,U"
    rows = ["2027-01-01,Payroll,-1,,", "2027-01-31,Cloud a,-20,3,h", "2027-01-31,Cloud a,-20,4,H"]
    told = {one.key: one for one in taken(*written(tmp_path, rows, text, header))[0].told}
    assert told["training_rent"].quantity == 56 and told["people"].quantity is None
    (line,) = refused(*written(tmp_path, [*rows, "2027-01-31,Cloud b,-1,9,GB"], text, header))
    assert 'row 5: U is "GB", and rule 1 counts h' in line
    (line,) = refused(*written(tmp_path, [*rows, "2027-01-31,Cloud b,-1,,h"], text, header))
    assert "row 5: N is empty, and rule 1 counts it" in line


def test_a_file_that_is_no_text_and_one_that_is_not_there(tmp_path: Path) -> None:
    file, mapping = written(tmp_path, WHOLE)
    file.write_bytes("日期".encode("gb18030"))
    (line,) = refused(file, mapping)
    assert "it is no text in utf-8" in line and "encoding" in line
    assert len(refused(tmp_path / "none.csv", mapping)) == 1
