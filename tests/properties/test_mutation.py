"""Every slip in a formula of the template is found by its values.

Its text is then the template's own, so only the engine's values can object. Every mutant stands in spare
cells and is evaluated for some dozens of plans, and for values typed over what it reads; it must differ in
one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from planner.book.edits import Edits
from planner.book.find import Book, find
from planner.check.checkers.session import Session
from planner.layout.owned import line_cells
from planner.model import LINES
from planner.results.statuses import AGREES, DIFFERS
from planner.template.errors import TemplateError
from planner.template.rows import SCENARIOS
from planner.template.validate import validate
from planner.xlsx.package import open_package
from tests.books import Values, judged, patched, put, read, with_formula, write
from tests.cases_for_mutants import Case
from tests.crowded_plan import crowded
from tests.edge_values import AT_THE_EDGE, PRESETS, ROOM, TEMPLATE, mixed, with_sizes
from tests.lines_alone import ALONE
from tests.mutant_bench import FIRST_LOOK, SECOND_LOOK, bench, same_all_along
from tests.mutants import OF_SEVERAL, Mutant, all_mutants, distinct, is_refused
from tests.sampled import FULL, sampled

FORMULAS = {row.key: row.formula for row in distinct(TEMPLATE)}
MUTANTS = all_mutants(TEMPLATE)
EVERY = 97
"""One mutant in so many is judged by its values where the whole suite was not asked for."""


def drawn(mutants: list[Mutant] = MUTANTS, every: int = EVERY) -> list[Mutant]:
    """One mutant in so many, each chosen by its own line and formula: no other line draws it or drops it."""
    return [mutant for mutant in mutants if crc32(f"{mutant.key}={mutant.formula}".encode()) % every == 0]


FIRST = (1005, 1011)
"""Random plans that tell most mutants from their formulas, so that few are left for those that follow."""

LAST = (1017, 1023)
ANEW = 3
"""Mutants are put into a workbook of their own again when at most one in so many is left."""


def two_each() -> Values:
    """Two rows in each table: of what stands for a second currency or cluster, none is behind it."""
    plan = with_sizes(dict.fromkeys(ROOM, 2))
    second = {
        "currency": plan.tables["currencies"][1]["currency"],
        "phase": plan.tables["phases"][0]["phase"],
    }
    held = [{**cluster, "hold_from": 2, "hold_to": 31} for cluster in plan.tables["clusters"]]
    data = [{**item, **second} for item in plan.tables["data_items"]]
    return plan.with_rows("clusters", held).with_rows("data_items", data)


NARROW = {"one row in each table": with_sizes(dict.fromkeys(ROOM, 1)), "two rows in each table": two_each()}
"""Workbooks whose tables have no room for more, so that what looks up a row too many would be an error."""

FEW = ("scenarios that have little in common", "rates that move every year", "rows of one month")
"""Plans at an edge that tell most of the others."""


RULES = ("export rules", "other export rules")


def cases() -> Iterator[tuple[str, Case]]:
    first = {"startup": PRESETS["startup"], **{name: AT_THE_EDGE[name] for name in FEW}, **dict(mixed(FIRST))}
    first |= {"no two rows alike": crowded(), **{name: AT_THE_EDGE[name] for name in RULES}}
    yield from ((name, Case(values)) for name, values in first.items())
    yield from ALONE.items()
    more = {**PRESETS, **AT_THE_EDGE, **dict(mixed(LAST))} if FULL else dict(mixed(LAST))
    yield from ((name, Case(values)) for name, values in more.items() if name not in first)


# What no values can tell from the formula

NEVER_BELOW = "what is compared with 0 here is never below 0"
NEVER_LESS = {
    *(
        "training_peak_tflops",
        "serving_chip_fp8_tflops",
        "serving_chip_fp4_tflops",
        "cluster_peak_tflops",
        "cluster_price",
        "model_price",
    ),
    *("attention_counted", "optimum_disagreement", "open_rules", "training_rules", "serving_rules"),
    *("cluster_held_2", "idle_check", "architecture_check", "parameters_check"),
    *("cluster_gpus_signed_late", "model_replicas_signed_late"),
    *("compared_rules", "compared_quotes", "compared_hour_usd", "serving_cache_bytes", "round_new_share"),
    *("short_before_funding", "value_check"),
    *("rounds_in_order_check", "round_out_of_order", "round_post_money", "round_amount"),
    *("dscr", "lowest_dscr", "dscr_breach_month", "liquidity_breach_month", "loan_annuity_step"),
    *("dscr_covenant_check", "liquidity_covenant_check", "liquidity_headroom"),
    *("debt_roll_check", "maturities_check"),
}
"""Lines that ask of a price, a peak, a count, a month or a share whether there is any."""

FP8_PEAK = "INDEX({chips.fp8_tflops@block},{training_chip_row})>0"
SUMMED = {"rounds_in_order_check"}
LATE = {
    *("receipts_api", "receipts_subscriptions", "receipts_contracts", "suppliers_paid", "pay_paid"),
}
"""Flows that are paid after a lag, in part in the month before it and in part in the month after."""

ROUNDED_SHARES = {"earlier_investors_share": "1-{founders_share}-{option_pool_share}"}
SMALL_STEP = "a step of 1E-12 of a whole is a thousandth of what counts; nothing reads 0 is tested apart"

SECOND = {name: f"{{{name}_term_months@{OF_SEVERAL}}}" for name in ("cluster", "model")}
"""Months of the contracts of the second cluster and model."""

OWED = {f"{name}_owed_{when}_{OF_SEVERAL}" for name in SECOND for when in ("later", "3y", "1y", "after_plan")}
OWED_AFTER = {"-{month}>{three_years_months}", "-{month}>12", "-{month}>0", ">{month@last}"}
"""The ends of conditions: what is owed after three years, one, none, and after the plan."""

NOTHING_LEFT = "months are whole, so the two differ only where the months that are left come to 0"

OTHER_COSTS = {row.key for row in distinct(TEMPLATE) if "{other_costs.cadence}" in row.formula}
SINCE = "({month}-{other_costs.start_month})"
BEGUN = "costs count from their first month on, so that no month since is below 0"

LOOKED_UP = re.compile(r"(?<=@block\},MAX\()1(?=,\{\w+_row(?:@\d)?\}\)\))")
"""The first row of a block, where a line names none."""

GRACE, LOAN_END = "{loan_grace_end_month@all}", "{loan_end_month@all}"
OWED_OF_LOANS = {"debt_outstanding", "debt_due_later"}
NEVER_BEFORE = {"loan_balloon", "loan_straight_step"}
SHARES_OF_ONE = "({loan_straight_step}*"
REPAID_SHARES = FORMULAS["loan_repayments"].partition("*")[2]
AS_TYPED = {"loan_amount", "loan_draw_month", "loan_balloon"}

LOANS_ALIKE = (
    (OWED_OF_LOANS, f">{GRACE}", f">={GRACE}", "nothing is repaid yet in the last month of grace"),
    *(
        (
            {"debt_due_later"},
            f"+12>{GRACE}",
            f"+{months}>{GRACE}",
            "nothing is repaid yet in the last month of grace",
        )
        for months in ("12.000012", "13")
    ),
    ({"debt_due_later"}, f"+12<{LOAN_END}", f"+12.000012<{LOAN_END}", "months are whole"),
    ({"loan_fees_unamortised"}, f"<{LOAN_END}", f"<={LOAN_END}", "nothing is left at maturity"),
    (NEVER_BEFORE, "{loan_end_month}={", "{loan_end_month}<={", "grace never ends after maturity"),
    (
        {"loan_annuity_step"},
        "({loan_end_month}-{loan_grace_end_month})=0",
        "({loan_grace_end_month}-{loan_end_month})=0",
        "it is 0 where its opposite is",
    ),
    *(
        ({"loan_repayments"}, f"*{SHARES_OF_ONE}", f"{sign}{SHARES_OF_ONE}", "the shares come to 1")
        for sign in "/^"
    ),
    (AS_TYPED, "@here}*1", "@here}", "a cell of a table that is blank is 0"),
    ({"dscr"}, "{month@todate}", "{month@all}", "of ranges of two lengths the checker reads the shorter"),
    ({"loan_repayments"}, f"{{loan_amount}}*{REPAID_SHARES}", "{loan_amount}", "the shares come to 1"),
    (
        {"dscr_breach_month", "liquidity_breach_month"},
        "*({month@last}+1-{month@all})",
        "*{month@last}+1-{month@all}",
        "the first month of a breach comes to more than any without",
    ),
)

EQUIVALENT = (
    *LOANS_ALIKE,
    *(
        (OWED, f"{term}-1{after}", f"{term}{less}{more}", NOTHING_LEFT)
        for term in SECOND.values()
        for after in OWED_AFTER
        for less, more in (
            ("-1", after.replace(">", ">=")),
            *((less, after) for less in ("", "-0", "-1.000001")),
        )
    ),
    *(
        (OWED, f"-1-{{month}}>{after}", f"-1-{{month}}>{instead}", NOTHING_LEFT)
        for after, instead in (("12", "11"), ("12", "12.000012"), ("0", "(-1)"))
    ),
    (
        {f"cluster_use_{OF_SEVERAL}"},
        "({phase_begin@all}<{month})",
        "({phase_begin@all}<={month})",
        "what begins as the month ends takes 0 of it",
    ),
    (
        {f"cluster_use_{OF_SEVERAL}"},
        "({phase_end@all}>{month}-1)",
        "({phase_end@all}>={month}-1)",
        "what ends as the month begins takes 0 of it",
    ),
    (OTHER_COSTS, f"{SINCE}=0", "({other_costs.start_month}-{month})=0", "it is 0 where its opposite is"),
    (OTHER_COSTS, f"{SINCE}=0", f"{SINCE}<=0", BEGUN),
    (OTHER_COSTS, f"{SINCE}/12=INT", f"{SINCE}/12<=INT", "nothing is below its whole part"),
    (
        {"round_amount"},
        "{round_amount_own}=0",
        "{round_month}=0",
        "each round has a month and an amount, of 1 or more; where there is none, both are 0",
    ),
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
    ({"crossover_months"}, "{owning_pays}=1", "{owning_pays}>=1", "it is 1 or 0"),
    ({"compared_hour_usd"}, "{compared_quotes}", "{compared_rented}", "one is 0 where the other is"),
    (
        {"phase_gpu_hours"},
        "{phase@before}",
        "{phase@todate}",
        "a row of its own number is never named; of ranges of two lengths the checker reads the shorter",
    ),
    (
        {"cluster_paid_gpus"},
        "-{rounding}",
        "",
        "both numbers of GPUs are whole: their quotient is whole to the last bit, or a 72nd above",
    ),
    *(
        (LATE, "<1)", instead, "what is a month away from the lag has a share of 0, or of a millionth")
        for instead in ("<=1)", "<1.000001)")
    ),
    (SUMMED, "SUM", "MAX", "of ones and zeros the sum is 0 where the largest is"),
    ({"round_out_of_order"}, "<MAX", "<>MAX", "a month is never above the latest so far"),
    (
        {"round_post_money"},
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
    if mutant.kind == "constant" and mutant.formula in _looked_up(formula):
        return "of the place of a row only the whole part counts"
    for keys, part, instead, reason in EQUIVALENT:
        if mutant.key in keys and mutant.formula in replaced_once(FORMULAS[mutant.key], part, instead):
            return reason
    return ""


def _looked_up(formula: str) -> set[str]:
    """The formula with a millionth more than a whole place, for each in turn."""
    places = [match.span() for match in LOOKED_UP.finditer(formula)]
    return {f"{formula[:at]}1.000001{formula[end:]}" for at, end in places}


def _anywhere(formula: str) -> str:
    """The formula without the positions at which it reads lines that are the same all along."""
    names = "|".join(sorted(same_all_along(TEMPLATE.name)))
    return re.sub(rf"\{{({names})@(?:first|last)\}}", r"{\1}", formula)


def replaced_once(formula: str, part: str, instead: str) -> set[str]:
    """The formula with one occurrence of a part replaced, for each in turn."""
    places = [match.start() for match in re.finditer(re.escape(part), formula)]
    return {formula[:at] + instead + formula[at + len(part) :] for at in places}


NO_OPERATORS = re.compile(r"\{.*?\}|[0-9]E-[0-9]")
"""Names, and exponents of numbers."""


def test_every_formula_has_mutants_of_every_kind_that_it_can_have() -> None:
    assert {mutant.key for mutant in MUTANTS} == set(FORMULAS)
    assert len(MUTANTS) > 20_000
    kinds = {mutant.kind for mutant in MUTANTS}
    assert kinds >= {"operator", "constant", "reference", "function", "dropped term", "brackets"}
    for key, formula in FORMULAS.items():
        mine = {mutant.kind for mutant in MUTANTS if mutant.key == key}
        assert "reference" in mine or "{" not in formula
        assert "operator" in mine or not re.search(r"[-+*/^<>]", NO_OPERATORS.sub("", formula))


def test_a_line_that_is_added_or_edited_draws_no_other_anew() -> None:
    key = MUTANTS[0].key
    edited = all_mutants(with_formula(TEMPLATE, key, f"{FORMULAS[key]}*2"))
    assert len(edited) != len(MUTANTS)
    assert [one for one in drawn(edited) if one.key != key] == [one for one in drawn() if one.key != key]
    assert len(MUTANTS) / EVERY * 0.8 < len(drawn()) < len(MUTANTS) / EVERY * 1.2


def test_a_mutant_is_refused_where_the_template_would_not_load() -> None:
    some = drawn(every=EVERY // 8)
    refused = [mutant for mutant in some if is_refused(mutant, TEMPLATE)]
    assert 0 < len(refused) < len(some) / 20
    for mutant in refused[::5]:
        with pytest.raises(TemplateError):
            validate(with_formula(TEMPLATE, mutant.key, mutant.formula))
    for mutant in drawn(every=2_003):
        if not is_refused(mutant, TEMPLATE):
            validate(with_formula(TEMPLATE, mutant.key, mutant.formula))


def test_every_mutant_in_the_template_is_found_by_its_values(
    roomy: Book, ironcalc: Session, tmp_path: Path
) -> None:
    some = MUTANTS if FULL else drawn()
    loaded = [mutant for mutant in some if not is_refused(mutant, TEMPLATE)]
    on = bench(roomy, loaded, FIRST_LOOK, tmp_path / "mutants.xlsx")
    alive = set(loaded)
    for name, case in cases():
        left, wrong = on.look(case, ironcalc, tmp_path / "plan.xlsx")
        assert wrong == [], f"{name}: formulas that are right"
        alive &= left
        if len(alive) * ANEW < len(on.cells):
            on = bench(roomy, sorted(alive, key=loaded.index), SECOND_LOOK, tmp_path / "mutants.xlsx")
    for name, values in NARROW.items():
        write(tmp_path / "narrow.xlsx", values)
        book = find(open_package(tmp_path / "narrow.xlsx"))
        on = bench(book, sorted(alive, key=loaded.index), SECOND_LOOK, tmp_path / "mutants.xlsx")
        left, wrong = on.look(Case(values), ironcalc, tmp_path / "plan.xlsx")
        assert wrong == [], f"{name}: formulas that are right"
        alive &= left
    missed = [f"{mutant.key}: {mutant.formula}" for mutant in alive if not why_equivalent(mutant)]
    assert "\n".join(sorted(missed)) == "", "these agree with the engine"
    found = [f"{mutant.key}: {mutant.formula}" for mutant in set(loaded) - alive if why_equivalent(mutant)]
    assert "\n".join(sorted(found)) == "", "these were said to be the same, and are not"


SAMPLE = (
    *("training_flop", "young_hours", "serving_step_s", "owned_cluster_usd", "compared_days", "npv"),
    *("batch_latency_s", "founders_after", "cluster_rent_1", "people_r_and_d", "year_revenue"),
)
"""Lines of many sheets of calculations and every axis, in front of many others and at the end."""


@pytest.mark.parametrize("key", sampled(SAMPLE, ("serving_step_s", "cluster_rent_1", "year_revenue")))
def test_an_error_of_a_millionth_in_the_template_is_the_first_cause_of_what_differs(
    key: str, startup_book: Book, ironcalc: Session, tmp_path: Path
) -> None:
    wrong = with_formula(TEMPLATE, key, f"({TEMPLATE.row(key).formula})*1.000001")
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
    stem = TEMPLATE.row(key).stem or key
    downstream = {stem} | {line for line in LINES if stem in LINES.upstream(line)}
    rows = [TEMPLATE.row(check.cell.key) for check in checks if check.cell.role == "line"]
    assert {row.stem or row.key for row in rows} <= downstream
