"""Nothing is typed or calculated for nobody: it reaches what a reader is shown, or its reason is listed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model import LINES
from planner.template.load import load_template
from planner.template.references import references
from planner.template.rows import Row
from planner.template.schema import Template
from planner.template.sheets import Sheet

TEMPLATE = load_template()

READ_WHERE_THEY_STAND = {
    "architecture_active_b": "Training shows it; no check holds moe_active_parameters_b to it yet",
    "expected_failures": "Training shows it beside goodput, as the number that an operator has to staff for",
    "depreciation_month_usd": "Hardware shows what the books say; owning is compared by recovery of capital",
    "compared_memory_fits": "a line of the table Chips compared, which is read chip by chip",
    "compared_rented": "a line of the table Chips compared: where its price is from",
    "compared_run_usd": "a line of the table Chips compared: the cost that chips are ranked by",
    "compared_deadline_usd": "a line of the table Chips compared: the cost in time for the deadline",
    "compared_allowed": "a line of the table Chips compared: what export rules say of the chip",
    "phase_flop": "Phase timing shows it, as the size by which runs are compared and reported",
    "training_gpu_hours_used": "Income shows it beside what is paid, month by month",
    "training_gpu_hours_paid": "Income shows it beside what is used; idle_check compares them by cluster",
    "batch_fits": "a line of the table Batches, which is read batch by batch",
    "batch_user_tokens_per_s": "a line of the table Batches: what waiting costs in speed",
    "batch_usd_per_1m_tokens": "a line of the table Batches: what waiting saves in money",
    "loan_payment": "Loans shows it: the payment that a lender names",
    "founders_value": "Ownership shows after each round what the founders' part is worth",
}
"""Calc that no formula reads and no page shows -> what it is shown as on its own sheet."""

MOVES_NO_RESULT = {
    "compare_contract": {"compared_rented", "compared_run_usd", "compared_deadline_usd"},
}
"""Input that reaches no output, check, page or answer -> the lines of the list above that it does reach."""


def shown(template: Template) -> set[str]:
    """What a reader is shown: outputs, checks, key numbers, answers, lines of pages, which charts draw."""
    keys = {key for _, listed in template.summary for key in listed}
    keys |= {line.key for line in template.key_numbers}
    keys |= {line.key for page in template.pages for block in page.blocks for line in block.rows}
    named = {name.partition("@")[0] for text in template.answers for name in references(text)}
    for case in (case for cases in template.messages.values() for case in cases):
        named |= {name.partition("@")[0] for name in (*case.when, *references(case.text))}
    front = template.front_page
    keys |= {line.key for line in (*front.years, *front.figures, *front.uses)}
    return keys | (named & {row.key for _, row in template.rows()})


def read_by(template: Template) -> dict[str, set[str]]:
    """Line -> what its formula reads."""
    return {
        row.key: {key for name in references(row.formula) for key in keys_of(name, template)}
        for row in template.formulas
    }


def keys_of(reference: str, template: Template) -> set[str]:
    """The lines or columns of a reference; all of rows for each position, and of columns side by side."""
    name = reference.partition("@")[0]
    if rows := template.rows_of(name):
        return {row.key for row in rows}
    if ":" not in name:
        return {name}
    table, _, columns = name.partition(".")
    first, _, last = columns.partition(":")
    keys = [column.key for one in template.tables if one.key == table for column in one.columns]
    return {f"{table}.{key}" for key in keys[keys.index(first) : keys.index(last) + 1]}


def reached_from(keys: set[str], template: Template) -> set[str]:
    """These, and all that their formulas read at any depth."""
    reads, found, queue = read_by(template), set[str](), list(keys)
    while queue:
        key = queue.pop()
        if key not in found:
            found.add(key)
            queue += reads.get(key, ())
    return found


def ends(template: Template) -> set[str]:
    """Lines that no formula reads and no reader is shown but on their own sheet."""
    reads = read_by(template)
    return reads.keys() - set().union(*reads.values()) - shown(template)


def unreached_inputs(template: Template) -> set[str]:
    """Inputs, and number columns of tables, that move nothing a reader is shown."""
    columns = {
        f"{table.key}.{column.key}"
        for table in template.tables
        for column in table.columns
        if column.type == "number"
    }
    return ({row.key for row in template.inputs} | columns) - reached_from(shown(template), template)


def test_every_calc_is_read_or_shown_or_says_why_not() -> None:
    found = ends(TEMPLATE)
    missing = sorted(found - READ_WHERE_THEY_STAND.keys())
    assert not missing, (
        f"nothing reads or shows {', '.join(missing)}: make it an output, read it in another formula, put it "
        "on a page, or say in READ_WHERE_THEY_STAND what it is shown as"
    )
    wired = sorted(READ_WHERE_THEY_STAND.keys() - found)
    assert not wired, f"no longer an end, so take it off the list: {', '.join(wired)}"


def test_every_input_moves_something_that_a_reader_is_shown() -> None:
    found = unreached_inputs(TEMPLATE)
    missing = sorted(found - MOVES_NO_RESULT.keys())
    assert not missing, (
        f"{', '.join(missing)} moves no output, check, page or answer: let one of them read it"
    )
    wired = sorted(MOVES_NO_RESULT.keys() - found)
    assert not wired, f"moves a result now, so take it off the list: {', '.join(wired)}"


@pytest.mark.parametrize("key", MOVES_NO_RESULT)
def test_an_input_that_moves_no_result_moves_what_is_listed(key: str) -> None:
    assert {end for end in READ_WHERE_THEY_STAND if key in LINES.upstream(end)} == MOVES_NO_RESULT[key]


def changed(template: Template, key: str, **values: str) -> Template:
    """The template with one row changed."""

    def of(sheet: Sheet) -> Sheet:
        items = tuple(
            item._replace(**values) if isinstance(item, Row) and item.key == key else item  # type: ignore[arg-type]
            for item in sheet.items
        )
        return replace(sheet, items=items)

    return replace(template, sheets=tuple(map(of, template.sheets)))


def unread(key: str) -> Template:
    """The template in which every formula that reads a line or an input is a number instead."""
    template = TEMPLATE
    for reader, reads in read_by(TEMPLATE).items():
        if key in reads:
            template = changed(template, reader, formula="1")
    return template


def test_an_input_that_nothing_reads_is_found() -> None:
    assert unreached_inputs(unread("founders_share")) - unreached_inputs(TEMPLATE) == {"founders_share"}


def test_a_calc_that_nothing_reads_is_found() -> None:
    assert TEMPLATE.row("training_chip_row").kind == "calc"
    assert "training_chip_row" in ends(unread("training_chip_row"))
