"""Every slip in a formula of the template is found by its values.

Its text is then the template's own, so only the engine's values can object. Every mutant stands in spare
cells and is evaluated for some dozens of plans, and for values typed over what it reads; it must differ in
one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.book.edits import Edits
from planner.book.find import Book
from planner.check.checkers.session import Session
from planner.layout.owned import line_cells
from planner.model import LINES
from planner.results.statuses import AGREES, DIFFERS
from planner.template.errors import TemplateError
from planner.template.rows import SCENARIOS
from planner.template.validate import validate
from tests.books import judged, patched, put, read, with_formula
from tests.cases_for_mutants import Case
from tests.edge_values import AT_THE_EDGE, PRESETS, TEMPLATE, mixed
from tests.lines_alone import ALONE
from tests.mutant_bench import FIRST_LOOK, SECOND_LOOK, bench, same_all_along
from tests.mutants import Mutant, all_mutants, is_refused

FORMULAS = {row.key: row.formula for row in TEMPLATE.formulas}
MUTANTS = all_mutants(TEMPLATE)

FIRST = (1005, 1011, 1017, 1023, 1029, 1002, 1008, 1014)
"""Random plans that tell most mutants from their formulas, so that few are left for those that follow."""

LAST = (1020, 1026, 1000, 1001, 1004, 1009, 1010, 1013, 1025)

ANEW = 3
"""Mutants are put into a workbook of their own again when at most one in so many is left."""


def cases() -> Iterator[tuple[str, Case]]:
    plans = [*mixed(FIRST), *PRESETS.items(), *AT_THE_EDGE.items(), *mixed(LAST)]
    yield from ((name, Case(values)) for name, values in plans)
    yield from ALONE.items()


# What no values can tell from the formula

NEVER_BELOW = "what is compared with 0 here is never below 0"
NEVER_LESS = {
    *("server_month_usd", "serving_server_month_usd", "training_peak_tflops", "serving_chip_fp8_tflops"),
    *("attention_counted", "optimum_disagreement", "open_rules", "training_rules", "serving_rules"),
    *("compared_rules", "compared_quotes", "compared_hour_usd", "serving_cache_bytes", "serving_phase"),
    *("cash_lasts_months", "cash_check", "rows_in_time_check", "rounds_in_order_check", "usd_cny_month"),
    *("round_new_share", "round_out_of_order", "round_post_money_reported"),
}
"""Lines that ask of a price, a peak, a count or a share whether there is any."""

FP8_PEAK = "INDEX({chips.fp8_tflops@block},{training_chip_row})>0"
CONTRACTS = {"commitment_months", "serving_commitment_months"}
POWER = "to the power of 0 a number is 1, which is the least anyway; to the power of 1 it is itself"
FLAGS = {"cash_lasts_months", "cash_check", "rounds_in_order_check"}
COUNTED = {"rows_in_time_check", "usd_cny_month"}
MULTIPLE = "a count and its multiple are 0 at the same time"
BEYOND = "no plan comes so close to a full load: its inputs have not so many digits"
WHOLE_MONTHS = "months are whole, and a twelfth of a year is the least that there is over a whole one"

ROUNDED_SHARES = {
    "earlier_investors_share": "1-{founders_share}-{option_pool_share}",
    "serving_gross_margin": "1-{breakeven_usd_per_1k_tokens}/{serving_revenue_usd_per_1k_tokens}",
}
SMALL_STEP = "a step of 1E-12 of a whole is a thousandth of what counts; nothing reads 0 is tested apart"

EQUIVALENT = (
    *(
        ({key}, f"ROUND({share},12)", instead, SMALL_STEP)
        for key, share in ROUNDED_SHARES.items()
        for instead in (
            share,
            *(f"{name}({share},12)" for name in ("ROUNDUP", "ROUNDDOWN")),
            *(f"ROUND({share},{digits})" for digits in (11, 13, 120)),
        )
    ),
    (NEVER_LESS, ">0", "<>0", NEVER_BELOW),
    (NEVER_LESS, "=0", "<=0", NEVER_BELOW),
    (
        {"training_peak_tflops"},
        f"({FP8_PEAK})",
        FP8_PEAK,
        "a product of a peak and 1 is above 0 where that is",
    ),
    (CONTRACTS, "12*", "12^", POWER),
    (CONTRACTS, "{long_contract_months}*", "{long_contract_months}^", POWER),
    ({"crossover_months"}, "{owning_pays}=1", "{owning_pays}>=1", "it is 1 or 0"),
    ({"compared_hour_usd"}, "{compared_quotes}", "{compared_rented}", "one is 0 where the other is"),
    ({"serving_load_check"}, "+1/1E9", "+1.000001/1E9", BEYOND),
    ({"serving_load_check"}, "+1/1E9", "+1/1000001000", BEYOND),
    ({"serving_load_check"}, "+1/1E9", "+2/1E9", BEYOND),
    (
        {"plan_money_reported"},
        "{starting_cash_reported@first}",
        "{opening_cash_reported@first}",
        "the first month opens with what the plan begins with",
    ),
    (FLAGS, "SUM", "MAX", "of ones and zeros the sum is 0 where the largest is"),
    (COUNTED, "*1)", "*2)", MULTIPLE),
    (COUNTED, "*1)", "*10)", MULTIPLE),
    (COUNTED, "*1)", "*1.000001)", MULTIPLE),
    ({"plan_year"}, ",6)", ",5)", WHOLE_MONTHS),
    ({"plan_year"}, ",6)", ",7)", WHOLE_MONTHS),
    ({"plan_year"}, ",6)", ",60)", WHOLE_MONTHS),
    ({"plan_year"}, "(ROUND(", "(ROUNDUP(", WHOLE_MONTHS),
    ({"plan_year"}, "(ROUND(", "(ROUNDDOWN(", WHOLE_MONTHS),
    ({"plan_year"}, "ROUND({month}/12,6)", "{month}/12", WHOLE_MONTHS),
    ({"plan_year"}, "/12", "/12.000012", WHOLE_MONTHS),
    ({"round_out_of_order"}, "<MAX", "<>MAX", "a month is never above the latest so far"),
    (
        {"round_post_money_reported"},
        "{round_new_share}>0",
        "{round_pre_money_own}>0",
        "one is 0 where the other is",
    ),
)
"""Lines, a part of their formula, what stands in its place, and why both always come to the same."""


def why_equivalent(mutant: Mutant) -> str:
    """Why no values can tell a mutant from its formula; empty where some can."""
    formula = FORMULAS[mutant.key]
    if mutant.formula != formula and _anywhere(mutant.formula) == _anywhere(formula):
        return "the line has the same value at every position, and another position is read"
    for keys, part, instead, reason in EQUIVALENT:
        if mutant.key in keys and mutant.formula in replaced_once(FORMULAS[mutant.key], part, instead):
            return reason
    return ""


def _anywhere(formula: str) -> str:
    """The formula without the positions at which it reads lines that are the same all along."""
    names = "|".join(sorted(same_all_along(TEMPLATE.name)))
    return re.sub(rf"\{{({names})@(?:first|last)\}}", r"{\1}", formula)


def replaced_once(formula: str, part: str, instead: str) -> set[str]:
    """The formula with one occurrence of a part replaced, for each in turn."""
    places = [match.start() for match in re.finditer(re.escape(part), formula)]
    return {formula[:at] + instead + formula[at + len(part) :] for at in places}


def test_every_formula_has_mutants_of_every_kind_that_it_can_have() -> None:
    assert {mutant.key for mutant in MUTANTS} == set(FORMULAS)
    assert len(MUTANTS) > 10_000
    kinds = {mutant.kind for mutant in MUTANTS}
    assert kinds >= {"operator", "constant", "reference", "function", "dropped term", "brackets"}
    for key, formula in FORMULAS.items():
        mine = {mutant.kind for mutant in MUTANTS if mutant.key == key}
        assert "reference" in mine or "{" not in formula
        assert "operator" in mine or not re.search(r"[-+*/^<>]", re.sub(r"\{.*?\}", "", formula))


def test_a_mutant_is_refused_where_the_template_would_not_load() -> None:
    refused = [mutant for mutant in MUTANTS if is_refused(mutant, TEMPLATE)]
    assert len(refused) < len(MUTANTS) / 20
    for mutant in refused[::10]:
        with pytest.raises(TemplateError):
            validate(with_formula(TEMPLATE, mutant.key, mutant.formula))
    for mutant in MUTANTS[::500]:
        if not is_refused(mutant, TEMPLATE):
            validate(with_formula(TEMPLATE, mutant.key, mutant.formula))


def test_every_mutant_in_the_template_is_found_by_its_values(
    roomy: Book, ironcalc: Session, tmp_path: Path
) -> None:
    loaded = [mutant for mutant in MUTANTS if not is_refused(mutant, TEMPLATE)]
    on = bench(roomy, loaded, FIRST_LOOK, tmp_path / "mutants.xlsx")
    alive = set(loaded)
    for name, case in cases():
        left, wrong = on.look(case, ironcalc, tmp_path / "plan.xlsx")
        assert wrong == [], f"{name}: formulas that are right"
        alive &= left
        if len(alive) * ANEW < len(on.cells):
            on = bench(roomy, sorted(alive, key=loaded.index), SECOND_LOOK, tmp_path / "mutants.xlsx")
    missed = [f"{mutant.key}: {mutant.formula}" for mutant in alive if not why_equivalent(mutant)]
    assert "\n".join(sorted(missed)) == "", "these agree with the engine"
    found = [f"{mutant.key}: {mutant.formula}" for mutant in set(loaded) - alive if why_equivalent(mutant)]
    assert "\n".join(sorted(found)) == "", "these were said to be the same, and are not"


SAMPLE = (
    *("training_flop", "young_hours", "serving_step_s", "owned_cluster_usd", "plan_costs_reported"),
    *("compared_days", "batch_latency_s", "people_usd", "annual_people_reported", "founders_after"),
)
"""Lines of every sheet of calculations and every axis, in front of many others and at the end."""


@pytest.mark.parametrize("key", SAMPLE)
def test_an_error_of_a_millionth_in_the_template_is_the_first_cause_of_what_differs(
    key: str, startup_book: Book, ironcalc: Session, tmp_path: Path
) -> None:
    wrong = with_formula(TEMPLATE, key, f"({FORMULAS[key]})*1.000001")
    edits = Edits()
    for cell in line_cells(wrong, startup_book.layout):
        if cell.key == key:
            put(edits, cell.place, None, formula=cell.formula)
    reading = read(patched(startup_book, edits, tmp_path / "wrong.xlsx")._replace(template=wrong))
    assert not reading.changed, "its text is the template's"
    checks = [check for check in judged(reading, ironcalc, tmp_path / "plan.xlsx") if check.status != AGREES]
    causes = [check for check in checks if check.first_cause]
    assert {(check.cell.key, check.status) for check in causes} == {(key, DIFFERS)}
    assert {check.cell.scenario for check in causes} == set(SCENARIOS)
    downstream = {key} | {line for line in LINES if key in LINES.upstream(line)}
    assert {check.cell.key for check in checks if check.cell.role == "line"} <= downstream
