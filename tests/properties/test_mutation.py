"""Every slip in a formula is found: in the workbook by its text, in the template by its values.

(a) Written into a cell of the workbook, a mutant is no longer the template's formula: `edited`.
(b) Written into the template, its text is the template's. Then only the engine's values can object; so every
mutant is evaluated for a few dozen plans, and must differ in one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner import plan
from planner.check import examine
from planner.check.checkers.base import by_sheet
from planner.check.checkers.session import Session
from planner.check.examine import Reading
from planner.check.structure import AGREES, DIFFERS, EDITED, OVERWRITTEN, changed_formulas
from planner.cli import main
from planner.model import LINES
from planner.workbook import template as loading
from planner.workbook.cells import Cell
from planner.workbook.edits import Edits
from planner.workbook.find import Book
from planner.workbook.formula import compile_formula
from planner.workbook.layout import LOG, Place
from planner.workbook.owned import OwnedCell
from planner.workbook.schema import SCENARIOS
from planner.workbook.template import TemplateError, load_template
from tests.books import Values, essay, judged, patched, put, read, typing, with_formula
from tests.edge_values import AT_THE_EDGE, LONGEST
from tests.mutants import mutants
from tests.random_values import random_values

TEMPLATE = load_template()
FORMULAS = {row.key: row for row in TEMPLATE.formulas}
MUTANTS = [(key, mutant) for key, row in FORMULAS.items() for mutant in mutants(row, TEMPLATE)]
KINDS = sorted({mutant.kind for _, mutant in MUTANTS})

WORDS_IN_ORDER = "of none, selective and full, full comes first and selective last, in any alphabet order"
DIGITS_ARE_WHOLE = "the number of digits is cut to a whole number"
EQUIVALENT = {
    ("flop_per_parameter_token", '{recompute}<="full"'): WORDS_IN_ORDER,
    ("flop_per_parameter_token", '{recompute}>="selective"'): WORDS_IN_ORDER,
    ("gpus_for_deadline", "6.000006"): DIGITS_ARE_WHOLE,
    ("reserve_check", "2.000002"): DIGITS_ARE_WHOLE,
    ("server_month_usd", "<>0"): "a price is blank, which is 0, or at least 1: never below 0",
}
"""Line and the part of a mutant that says what is changed -> why it always comes to the same."""


def why_equivalent(key: str, formula: str) -> str:
    """Why no plan can tell a mutant from the formula; empty where one can."""
    for (line, part), reason in EQUIVALENT.items():
        if line == key and part in formula and part not in FORMULAS[key].formula:
            return reason
    scenario = re.search(r"\{(\w+)@(?:low|high)\}", formula)
    if (
        scenario
        and scenario[1] in LINES
        and not LINES.upstream(scenario[1]) & {r.key for r in TEMPLATE.inputs}
    ):
        return "it reads another scenario of a line that depends on no scalar input, and is the same in all"
    return ""


def is_refused(key: str, formula: str) -> bool:
    """Whether the template with this mutant cannot be loaded, as its lines need one another."""
    try:
        loading._validate(with_formula(TEMPLATE, key, formula))
    except TemplateError:
        return True
    return False


def test_every_formula_has_mutants() -> None:
    assert {key for key, _ in MUTANTS} == set(FORMULAS)
    assert len(MUTANTS) > 900
    assert {"operator", "constant", "reference", "function", "dropped term", "brackets"} <= set(KINDS)


# (b) in the template


SPARE_ROW, SPARE_COLUMN = 500, 30
MutantAt = tuple[str, str]
"""Line and formula."""


def bench(
    book: Book, wanted: set[MutantAt], path: Path
) -> tuple[Book, dict[MutantAt, tuple[OwnedCell, ...]]]:
    """The workbook with each of these mutants in three spare cells of the Log, one a scenario."""
    edits, cells = Edits(), {}
    for number, (key, formula) in enumerate(sorted(wanted)):
        placed = []
        for across, scenario in enumerate(SCENARIOS):
            place = Place(LOG, SPARE_ROW + number, SPARE_COLUMN + across)
            text = compile_formula(formula, LOG, scenario, book.layout, TEMPLATE)
            put(edits, place, None, formula=text)
            placed.append(OwnedCell(place, text, "line", key, scenario))
        cells[key, formula] = tuple(placed)
    return patched(book, edits, path), cells


def plans() -> Iterator[Values]:
    yield from AT_THE_EDGE.values()
    yield from (random_values(TEMPLATE, seed, LONGEST) for seed in range(1000, 1015))


def survivors(
    book: Book, values: Values, cells: Mapping[MutantAt, tuple[OwnedCell, ...]], session: Session, path: Path
) -> set[MutantAt]:
    """The mutants that agree with the engine in every scenario of a plan."""
    reading = read(patched(book, typing(book, values), path))
    owned = tuple(cell for placed in cells.values() for cell in placed)
    owned += tuple(cell for cell in reading.owned if cell.role == "line")
    evaluation = session.evaluate(path, by_sheet(cell.position for cell in owned))
    mutated = replace(reading, owned=owned, changed={})
    checks = examine.judge(mutated, evaluation.values, examine.stored_by(reading, {}))
    found = {check.cell for check in checks if check.status != AGREES}
    return {at for at, placed in cells.items() if not found.intersection(placed)}


def test_every_mutant_in_the_template_is_found_by_its_values(
    roomy: Book, ironcalc: Session, tmp_path: Path
) -> None:
    loaded = {(key, mutant.formula) for key, mutant in MUTANTS if not is_refused(key, mutant.formula)}
    book, cells = bench(roomy, loaded, tmp_path / "all.xlsx")
    alive = survivors(book, essay(), cells, ironcalc, tmp_path / "plan.xlsx")
    assert len(alive) < len(loaded) / 3
    book, cells = bench(roomy, alive, tmp_path / "rest.xlsx")  # the others need no more plans
    for values in plans():
        alive &= survivors(book, values, cells, ironcalc, tmp_path / "plan.xlsx")
    assert {at for at in alive if not why_equivalent(*at)} == set(), "these agree with the engine"
    assert {at for at in loaded if why_equivalent(*at)} == alive, (
        "these were said to be the same, and are not"
    )


@pytest.mark.parametrize("key", FORMULAS)
def test_an_error_of_a_millionth_in_the_template_is_the_first_cause_of_what_differs(
    key: str, essay_book: Book, ironcalc: Session, tmp_path: Path
) -> None:
    wrong = with_formula(TEMPLATE, key, f"({FORMULAS[key].formula})*1.000001")
    edits = Edits()
    for scenario in SCENARIOS:
        place = essay_book.layout.cell(FORMULAS[key], scenario)
        formula = compile_formula(wrong.row(key).formula, place.sheet, scenario, essay_book.layout, wrong)
        put(edits, place, None, formula=formula)
    reading = read(replace(patched(essay_book, edits, tmp_path / "wrong.xlsx"), template=wrong))
    assert not reading.changed, "its text is the template's"
    checks = [check for check in judged(reading, ironcalc, tmp_path / "plan.xlsx") if check.status != AGREES]
    causes = [check for check in checks if check.first_cause]
    assert {(check.cell.key, check.status) for check in causes} == {(key, DIFFERS)}
    assert [check.cell.scenario for check in causes] == list(SCENARIOS)
    downstream = {key} | {line for line in LINES if key in LINES.upstream(line)}
    assert {check.cell.key for check in checks if check.cell.role == "line"} <= downstream


# (a) in the workbook


def statuses_with(reading: Reading, cell: OwnedCell, instead: Cell) -> dict[OwnedCell, str]:
    """What becomes of a cell when the workbook holds something else in it."""
    book = replace(reading.book, cells={**reading.book.cells, cell.position: instead})
    return changed_formulas(book, [cell])


def line_cells(reading: Reading) -> dict[tuple[str, str], OwnedCell]:
    return {(cell.key, cell.scenario): cell for cell in reading.owned if cell.role == "line"}


@pytest.mark.parametrize("key", FORMULAS)
def test_every_mutant_in_a_cell_is_edited(key: str, essay_reading: Reading) -> None:
    lines = line_cells(essay_reading)
    for _, mutant in ((line, mutant) for line, mutant in MUTANTS if line == key):
        for scenario in SCENARIOS:
            cell = lines[key, scenario]
            layout = essay_reading.book.layout
            formula = compile_formula(mutant.formula, cell.place.sheet, scenario, layout, TEMPLATE)
            if formula == cell.formula:
                assert f"@{scenario}" in mutant.formula, "that scenario's own cell, named"
                continue
            assert statuses_with(essay_reading, cell, Cell(None, formula)) == {cell: EDITED}, formula


@pytest.mark.parametrize("kind", KINDS)
def test_check_names_every_cell_with_a_mutant_of_this_kind(
    kind: str, essay_reading: Reading, tmp_path: Path
) -> None:
    book, lines = essay_reading.book, line_cells(essay_reading)
    edits, changed = Edits(), set()
    for number, key in enumerate(FORMULAS):
        scenario = SCENARIOS[number % 3]
        cell = lines[key, scenario]
        for formula in (mutant.formula for line, mutant in MUTANTS if (line, mutant.kind) == (key, kind)):
            text = compile_formula(formula, cell.place.sheet, scenario, book.layout, TEMPLATE)
            if text != cell.formula:
                put(edits, cell.place, None, formula=text)
                changed.add((key, cell.place.sheet, cell.place.a1))
                break
    patched(book, edits, tmp_path / "plan.xlsx")
    result = plan.check(tmp_path / "plan.xlsx")
    assert not result.ok
    edited = {(cell.key, cell.sheet, cell.cell) for cell in result.differences if cell.status == EDITED}
    assert edited == changed
    assert result.checked[EDITED] == len(changed) > 0


@pytest.mark.parametrize("key", FORMULAS)
def test_one_mutant_alone_makes_check_exit_with_1_and_name_the_cell(
    key: str, essay_reading: Reading, tmp_path: Path
) -> None:
    scenario = SCENARIOS[list(FORMULAS).index(key) % 3]
    cell = line_cells(essay_reading)[key, scenario]
    formula = next(mutant.formula for line, mutant in MUTANTS if line == key)
    edits, layout = Edits(), essay_reading.book.layout
    text = compile_formula(formula, cell.place.sheet, scenario, layout, TEMPLATE)
    put(edits, cell.place, None, formula=text)
    patched(essay_reading.book, edits, tmp_path / "plan.xlsx")
    ran = CliRunner().invoke(main, ["check", str(tmp_path / "plan.xlsx")])
    assert ran.exit_code == 1
    lines = [line for line in ran.output.splitlines() if f"{cell.place.sheet}!{cell.place.a1}" in line]
    assert any("edited" in line for line in lines), ran.output


@pytest.mark.parametrize("key", FORMULAS)
def test_a_typed_value_in_place_of_a_formula_is_overwritten(key: str, essay_reading: Reading) -> None:
    for scenario in SCENARIOS:
        cell = line_cells(essay_reading)[key, scenario]
        right = essay_reading.engine[key, scenario][0]
        for value in (right, right + 1, "", None, "text"):
            assert statuses_with(essay_reading, cell, Cell(value)) == {cell: OVERWRITTEN}


# The cells that show and judge the lines


def apparatus(reading: Reading) -> list[OwnedCell]:
    return [cell for cell in reading.owned if cell.role != "line"]


def slips(formula: str) -> Iterator[str]:
    """The formula with one token changed, for each token in turn."""
    tokens = re.findall(
        r"\"[^\"]*\"|'[^']*'!|\w+\[[^\]]*\]|\w+!|\$?[A-Z]{1,3}\$?[0-9]+|[0-9.]+(?:E-?[0-9]+)?|\w+|<=|>=|<>|.",
        formula,
    )
    assert "".join(tokens) == formula
    for number, token in enumerate(tokens):
        for other in wrong(token):
            yield "".join((*tokens[:number], other, *tokens[number + 1 :]))


def wrong(token: str) -> tuple[str, ...]:
    if cell := re.fullmatch(r"(\$?)([A-Z]{1,3})(\$?)([0-9]+)", token):
        dollar, column, fixed, row = cell.groups()
        after = column[:-1] + chr(ord(column[-1]) + 1)
        return f"{dollar}{column}{fixed}{int(row) + 1}", f"{dollar}{after}{fixed}{row}"
    if token.endswith("!"):
        return tuple({"Tokens!", "Team!"} - {token})
    if table := re.fullmatch(r"(\w+)\[([^\]]*)\]", token):
        return f"{table[1]}[Other]", f"other[{table[2]}]"
    if token.startswith('"'):
        return (f'"{token[1:-1]}x"',)
    if re.fullmatch(r"[0-9.]+(?:E-?[0-9]+)?", token):
        return f"{float(token) + 1:g}", f"{float(token) * 10 + 2:g}"
    if token.isalpha():
        return (f"{token}X",)
    swaps = {
        "+": "-",
        "-": "+",
        "*": "/",
        "/": "*",
        "=": "<>",
        "<>": "=",
        ">": ">=",
        "<=": "<",
        ",": ";",
        ":": ",",
    }
    return (swaps[token],) if token in swaps else ()


def test_every_slip_in_a_cell_that_shows_or_judges_is_edited(essay_reading: Reading) -> None:
    counted = 0
    for cell in apparatus(essay_reading):
        changed = list(slips(cell.formula))
        assert changed
        for formula in changed:
            assert statuses_with(essay_reading, cell, Cell(None, formula)) == {cell: EDITED}, formula
        counted += len(changed)
    assert counted > 5_000


def test_check_names_every_cell_that_shows_or_judges_when_all_are_changed(
    essay_reading: Reading, tmp_path: Path
) -> None:
    edits = Edits()
    for cell in apparatus(essay_reading):
        put(edits, cell.place, None, formula=next(slips(cell.formula)))
    patched(essay_reading.book, edits, tmp_path / "plan.xlsx")
    result = plan.check(tmp_path / "plan.xlsx")
    assert not result.ok
    edited = {(cell.sheet, cell.cell) for cell in result.differences if cell.status == EDITED}
    assert edited == {(cell.place.sheet, cell.place.a1) for cell in apparatus(essay_reading)}
