"""What is typed into an input cell: taken, or refused with what is wrong and what to enter."""

from __future__ import annotations

import pytest

from planner.book import values
from planner.problems import Problem
from planner.template.rows import Column, Row
from planner.xlsx.cell import CellError
from planner.xlsx.cell import Value as CellValue

TOKENS = Row("tokens_b", "input", "Tokens", "1e9 tokens", min=0.1, max=1_000_000)
SHARE = Row("overhead", "input", "Overhead", "fraction", min=0, max=5)
ENTER_SHARE = "Enter a number from 0 to 5, or as a percentage from 0% to 500%."
GPUS = Row("training_gpus", "input", "GPUs in the cluster", "GPUs", min=1, max=1_000_000, whole=True)
MONEY = Row("reserve_cny", "input", "Money held", "CNY", min=0, max=1e12)
RECOMPUTE = Row("recompute", "input", "Recomputation", "choice", choices=("none", "selective", "full"))
QUOTE = Row("gpu_price_quote", "input", "Price used", "choice", choices_from="gpu_prices.quote")
NAME = Column("quote", "Quote", "text", unique=True)
MATCHED = Column("chip", "Chip", "text", matched=True)
NOTE = Column("note", "Note", "text", required=False)
DAY = Column("date", "Price date", "date")


def report(message: str, remedy: str) -> Problem:
    return Problem(message, remedy)


def refused(found: object) -> tuple[str, str]:
    assert isinstance(found, Problem), found
    return found.message, found.remedy


@pytest.mark.parametrize(
    ("value", "of", "taken"),
    [
        (300.0, TOKENS, 300.0),
        (300, TOKENS, 300.0),
        (0.1, TOKENS, 0.1),
        (1_000_000.0, TOKENS, 1_000_000.0),
        (0.0, SHARE, 0.0),
        (1024.0, GPUS, 1024.0),
        (1e12, MONEY, 1e12),
    ],
)
def test_a_number_within_its_bounds_is_taken_as_it_is(value: CellValue, of: Row, taken: float) -> None:
    found = values.number(value, of, report)
    assert found == taken
    assert isinstance(found, float)


@pytest.mark.parametrize(
    ("written", "of", "enter"),
    [
        ("300b", TOKENS, "Enter 300."),
        ("300 B", TOKENS, "Enter 300."),
        ("0.3T", TOKENS, "Enter 300."),
        ("３００", TOKENS, "Enter 300."),
        ("10,000", GPUS, "Enter 10000."),
        ("10 000", GPUS, "Enter 10000."),
        ("１０", GPUS, "Enter 10."),
        ("1k", GPUS, "Enter 1000."),
        ("40%", SHARE, "Enter 0.4."),
        ("40 %", SHARE, "Enter 0.4."),
        ("４０％", SHARE, "Enter 0.4."),
        ("0,4", SHARE, "Enter 0.4."),
        ("30亿", MONEY, "Enter 3000000000."),
        ("300,000万", MONEY, "Enter 3000000000."),
        ("3bn", MONEY, "Enter 3000000000."),
        ("many", GPUS, "Enter a whole number from 1 to 1,000,000."),
        ("1.5", GPUS, "Enter a whole number from 1 to 1,000,000."),
        ("2,000,000", GPUS, "Enter a whole number from 1 to 1,000,000."),
        ("-5", MONEY, "Enter a number from 0 to 1,000,000,000,000."),
        ("900%", SHARE, ENTER_SHARE),
        (" ", SHARE, ENTER_SHARE),
        ("H100", GPUS, "Enter a whole number from 1 to 1,000,000."),
    ],
)
def test_a_text_is_refused_and_the_number_that_it_means_is_the_remedy(
    written: str, of: Row, enter: str
) -> None:
    message, remedy = refused(values.number(written, of, report))
    assert "is text" in message
    assert written.strip() in message
    assert remedy == enter


def test_an_empty_cell_is_called_empty() -> None:
    for nothing in (None, ""):
        message, remedy = refused(values.number(nothing, SHARE, report))
        assert message == "overhead is empty, expected a number"
        assert remedy == ENTER_SHARE


def test_true_is_no_number() -> None:
    assert refused(values.number(True, GPUS, report))[0].startswith("GPUs in the cluster is TRUE")
    assert refused(values.number(False, SHARE, report))[0].startswith("overhead is FALSE")


def test_an_error_is_named() -> None:
    message, remedy = refused(values.number(CellError("#DIV/0!"), TOKENS, report))
    assert message == "tokens is the error #DIV/0!, expected a number of 1e9 tokens"
    assert remedy == "Mend the formula or type a number."


@pytest.mark.parametrize(
    ("value", "of", "message", "enter"),
    [
        (40.0, SHARE, "overhead is 40, expected 0 to 5", "Enter 0.4 or 40%."),
        (12.5, SHARE, "overhead is 12.5, expected 0 to 5", "Enter 0.125 or 12.5%."),
        (
            900.0,
            SHARE,
            "overhead is 900, expected 0 to 5",
            ENTER_SHARE,
        ),
        (
            -0.1,
            SHARE,
            "overhead is -0.1, expected 0 to 5",
            ENTER_SHARE,
        ),
        (5.0000001, SHARE, "overhead is 5.0000001, expected 0 to 5", "Enter 0.050000001 or 5.0000001%."),
        (0.0, GPUS, "GPUs in the cluster is 0, expected 1 to 1,000,000", None),
        (
            3e11,
            TOKENS,
            "tokens is 300,000,000,000, expected 0.1 to 1,000,000",
            "Enter 300: the unit is 1e9 tokens.",
        ),
    ],
)
def test_a_number_out_of_bounds_is_refused_with_the_bounds_or_what_was_meant(
    value: float, of: Row, message: str, enter: str | None
) -> None:
    found = refused(values.number(value, of, report))
    assert found == (message, enter or "Enter a whole number from 1 to 1,000,000.")


def test_a_fraction_is_refused_where_whole_numbers_belong() -> None:
    message, remedy = refused(values.number(1023.6, GPUS, report))
    assert message == "GPUs in the cluster is 1,023.6, expected a whole number"
    assert remedy == "Enter 1024."


@pytest.mark.parametrize(("typed", "taken"), [("full", "full"), ("FULL", "full"), ("Selective", "selective")])
def test_a_choice_is_taken_in_any_capitals_and_kept_in_the_templates(typed: str, taken: str) -> None:
    assert values.word(typed, RECOMPUTE, RECOMPUTE.choices, report) == taken


def test_a_choice_that_is_nearly_one_is_asked_after() -> None:
    message, remedy = refused(values.word("selectiv", RECOMPUTE, RECOMPUTE.choices, report))
    assert "recomputation is" in message
    assert "selectiv" in message
    assert remedy.startswith("Did you mean ")
    assert "selective" in remedy.partition("?")[0]
    assert remedy.endswith("Choose one of: none, selective, full.")


@pytest.mark.parametrize("typed", ["some of it", 3.0, True])
def test_a_choice_that_is_none_lists_them(typed: CellValue) -> None:
    message, remedy = refused(values.word(typed, RECOMPUTE, RECOMPUTE.choices, report))
    assert "which is not a choice" in message
    assert remedy == "Choose one of: none, selective, full."


@pytest.mark.parametrize(("typed", "shown"), [(None, "empty"), ("", "empty"), (CellError("#N/A"), "#N/A")])
def test_a_choice_that_is_missing_or_an_error_lists_them(typed: CellValue, shown: str) -> None:
    message, remedy = refused(values.word(typed, RECOMPUTE, RECOMPUTE.choices, report))
    assert shown in message
    assert remedy == "Choose one of: none, selective, full."


def test_a_row_of_a_table_that_is_gone_names_the_table() -> None:
    message, remedy = refused(values.word("Azure 3 years", QUOTE, ["Azure, 3 years", "Own"], report))
    assert "gpu_prices" in message
    assert "Azure, 3 years" in remedy


@pytest.mark.parametrize("digits", [2024.0, "2024", "1,000", "-3.5", "1E5", "40%"])
def test_a_name_must_not_read_like_a_number(digits: CellValue) -> None:
    assert "reads like a number" in refused(values.text(digits, NAME, report))[0]
    assert isinstance(values.text(digits, NOTE, report), str)  # a note may be one


@pytest.mark.parametrize("name", ["A100", "3 years", "2024 list", "1-year", "八卡", "100x"])
def test_a_name_may_hold_digits(name: str) -> None:
    assert values.text(name, NAME, report) == name


@pytest.mark.parametrize("wild", ["A*", "what?", "~A"])
def test_a_name_must_not_hold_a_wildcard(wild: str) -> None:
    assert wild in refused(values.text(wild, NAME, report))[0]
    assert values.text(wild, NOTE, report) == wild  # a note may


@pytest.mark.parametrize(
    ("name", "counted"), [("x" * 256, "256"), ("名" * 300, "300"), ("\U00020000" * 128, "256")]
)
def test_a_name_that_is_looked_up_is_short(name: str, counted: str) -> None:
    """MATCH takes 255 characters, and a letter beyond U+FFFF is two of them in Excel."""
    for column in (NAME, MATCHED):
        message, remedy = refused(values.text(name, column, report))
        assert f"{counted} characters, expected at most 255" in message
        assert remedy.startswith("Shorten it")
        shorter = name[: 255 * len(name) // int(counted)]
        assert values.text(shorter, column, report) == shorter
    assert values.text(name, NOTE, report) == name  # a note may be longer


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("groß 910B", "ß"),
        ("GROẞ 910B", "ẞ"),
        ("µ-chip", "µ"),  # the sign of micro, which casefold makes a Greek mu
        ("ﬁne", "ﬁ"),
        ("σας", "ς"),
        ("ΣΑΣ", "Σ"),
        ("İzmir", "İ"),
        ("ılgaz", "ı"),
        ("\u212a100", "\u212a"),  # the sign of Kelvin, a capital of k to some
        ("\u2126", "\u2126"),
    ],
)
def test_a_name_has_letters_of_which_every_program_knows_the_capitals(name: str, letter: str) -> None:
    for column in (NAME, MATCHED):
        message, remedy = refused(values.text(name, column, report))
        assert f'has "{letter}" in it' in message
        assert "other letters" in remedy
    assert values.text(name, NOTE, report) == name


@pytest.mark.parametrize(
    "name", ["Höhe 8", "昇腾 910B", "Ёлка", "ΑΒΓ δ", "Éclair", "Ａ100", "H100 SXM5 80GB", "ş"]
)
def test_a_name_may_have_letters_of_any_language(name: str) -> None:
    assert values.text(name, NAME, report) == name


def test_a_text_may_be_missing_only_where_it_is_optional() -> None:
    for nothing in (None, ""):
        assert refused(values.text(nothing, NAME, report))[0] == "quote is empty"
        assert values.text(nothing, NOTE, report) == ""
    assert "#REF!" in refused(values.text(CellError("#REF!"), NOTE, report))[0]


@pytest.mark.parametrize("serial", [1.0, 45_000.0, 45_000.5, 2_958_465.0])
def test_a_date_is_a_day_of_excels_calendar(serial: float) -> None:
    assert values.date(serial, DAY, report) == serial


@pytest.mark.parametrize("value", [0.0, -1.0, 3e6, "2024-01-31", None, True, CellError("#N/A")])
def test_what_is_no_date_is_refused(value: CellValue) -> None:
    message, remedy = refused(values.date(value, DAY, report))
    assert message.startswith("price date is ")
    assert message.endswith("expected a date")
    assert remedy == "Enter a date such as 2026-01-31."


@pytest.mark.parametrize("name", ["=A1", "<1", ">=x"])
def test_a_name_must_not_begin_as_a_comparison(name: str) -> None:
    assert f"begins with {name[0]}" in refused(values.text(name, NAME, report))[0]
    assert values.text(f"A{name}", NAME, report) == f"A{name}"
