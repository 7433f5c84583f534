"""Every slip written into a cell of the workbook is `edited`, a value typed there `overwritten`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from click.testing import CliRunner

from planner import plan
from planner.book.changed import changed_formulas
from planner.book.edits import Edits
from planner.check.examine import Reading
from planner.cli.main import main
from planner.layout.formulas import compile_formula
from planner.layout.formulas_along import compile_run
from planner.layout.headings import ROLE as HEADING
from planner.layout.owned import OwnedCell
from planner.results.statuses import EDITED, OVERWRITTEN
from planner.template.rows import SCENARIOS
from planner.xlsx.cell import Cell
from tests.books import patched, put
from tests.edge_values import TEMPLATE
from tests.mutants import Mutant, all_mutants, distinct
from tests.sampled import FULL

FORMULAS = {row.key: row for row in TEMPLATE.formulas}
MUTANTS = all_mutants(TEMPLATE)
KINDS = sorted({mutant.kind for mutant in MUTANTS})
SOME = MUTANTS if FULL else MUTANTS[::7]


def statuses(reading: Reading, instead: Mapping[OwnedCell, Cell]) -> dict[OwnedCell, str]:
    """What becomes of cells when the workbook holds something else in them."""
    typed = {cell.position: held for cell, held in instead.items()}
    book = reading.book._replace(cells={**reading.book.cells, **typed})
    return changed_formulas(book, list(instead))


def lines_of(reading: Reading) -> list[OwnedCell]:
    return [cell for cell in reading.owned if cell.role == "line"]


def one_cell_each(reading: Reading) -> dict[str, OwnedCell]:
    """A cell of each line; scenarios, and positions between the ends of an axis, take turns."""
    cells: dict[str, list[OwnedCell]] = {}
    for cell in lines_of(reading):
        row = FORMULAS[cell.key]
        if not row.axis or 0 < cell.along < len(TEMPLATE.axis(row.axis).values) - 1:
            cells.setdefault(cell.key, []).append(cell)
    return {key: mine[(7 * number) % len(mine)] for number, (key, mine) in enumerate(cells.items())}


def written(mutant: Mutant, cell: OwnedCell, reading: Reading) -> str:
    """A mutant as it would stand in a cell of its line."""
    row, layout = FORMULAS[mutant.key], reading.book.layout
    if row.axis:
        return compile_run(row._replace(formula=mutant.formula), cell.scenario, layout, TEMPLATE)[cell.along]
    return compile_formula(mutant.formula, cell.place.sheet, cell.scenario, layout, TEMPLATE)


def in_rounds(wrong: Mapping[OwnedCell, Sequence[str]]) -> Iterator[dict[OwnedCell, str]]:
    """Each cell with its first formula, then each with its second, and so on."""
    for formulas in zip_longest(*wrong.values()):
        yield {cell: text for cell, text in zip(wrong, formulas, strict=True) if text is not None}


def assert_edited(reading: Reading, wrong: Mapping[OwnedCell, Sequence[str]]) -> None:
    for formulas in in_rounds(wrong):
        found = statuses(reading, {cell: Cell(None, text) for cell, text in formulas.items()})
        assert [text for cell, text in formulas.items() if found.get(cell) != EDITED] == []


def test_every_mutant_in_a_cell_is_edited(essay_reading: Reading) -> None:
    wrong: dict[OwnedCell, list[str]] = {cell: [] for cell in one_cell_each(essay_reading).values()}
    by_key = {cell.key: cell for cell in wrong}
    for mutant in SOME:
        cell = by_key[mutant.key]
        text = written(mutant, cell, essay_reading)
        if text != cell.formula:
            wrong[cell].append(text)
        else:
            assert f"@{cell.scenario}" in mutant.formula, "that scenario's own cell, named"
    assert sum(map(len, wrong.values())) > len(SOME) * 0.95
    assert_edited(essay_reading, wrong)


def test_check_names_every_cell_with_a_mutant(essay_reading: Reading, tmp_path: Path) -> None:
    """A mutant in each line, of several alike in one, of all kinds in turn."""
    edits, changed, keys = Edits(), set(), {row.key for row in distinct(TEMPLATE)}
    cells = {key: cell for key, cell in one_cell_each(essay_reading).items() if key in keys}
    for number, (key, cell) in enumerate(cells.items()):
        kinds = KINDS[number % len(KINDS) :] + KINDS
        mine = sorted((mutant for mutant in MUTANTS if mutant.key == key), key=lambda m: kinds.index(m.kind))
        text = next(t for t in (written(m, cell, essay_reading) for m in mine) if t != cell.formula)
        put(edits, cell.place, None, formula=text)
        changed.add((key, cell.place.sheet, cell.place.a1))
    patched(essay_reading.book, edits, tmp_path / "plan.xlsx")
    result = plan.check(tmp_path / "plan.xlsx")
    assert not result.ok
    edited = {(cell.key, cell.sheet, cell.cell) for cell in result.differences if cell.status == EDITED}
    assert edited == changed
    assert result.checked[EDITED] == len(changed) == len(keys)


def test_one_mutant_alone_makes_check_exit_with_1_and_name_the_cell(
    essay_reading: Reading, tmp_path: Path
) -> None:
    cell = next(cell for cell in lines_of(essay_reading) if cell.key == "people" and cell.along == 17)
    mutant = next(mutant for mutant in MUTANTS if mutant.key == cell.key)
    edits = Edits()
    put(edits, cell.place, None, formula=written(mutant, cell, essay_reading))
    patched(essay_reading.book, edits, tmp_path / "plan.xlsx")
    ran = CliRunner().invoke(main, ["check", str(tmp_path / "plan.xlsx")])
    assert ran.exit_code == 1
    lines = [line for line in ran.output.splitlines() if f"{cell.place.sheet}!{cell.place.a1}" in line]
    assert any("edited" in line for line in lines), ran.output


def test_a_typed_value_in_place_of_a_formula_is_overwritten(essay_reading: Reading) -> None:
    cells = lines_of(essay_reading)
    assert {cell.scenario for cell in cells} == set(SCENARIOS)
    right = {cell: essay_reading.engine[cell.key, cell.scenario][cell.along] for cell in cells}
    for typed in (right, dict.fromkeys(cells, ""), dict.fromkeys(cells), dict.fromkeys(cells, "text")):
        found = statuses(essay_reading, {cell: Cell(value) for cell, value in typed.items()})
        assert found == dict.fromkeys(cells, OVERWRITTEN)


# The cells that show and judge the lines


def apparatus(reading: Reading) -> list[OwnedCell]:
    return [cell for cell in reading.owned if cell.role != "line"]


TOKENS = re.compile(
    r"_xlfn\.\w+|\"[^\"]*\"|'[^']*'!|\w+\[[^\]]*\]|\w+!|\$?[A-Z]{1,3}\$?[0-9]+|[0-9.]+(?:E-?[0-9]+)?|\w+|<=|>=|<>|."
)
SWAPS = {"+": "-", "-": "+", "*": "/", "/": "*", "=": "<>", "<>": "=", ">": ">=", "<=": "<"}
SWAPS |= {",": ";", ":": ","}


def slips(formula: str) -> Iterator[str]:
    """The formula with one token changed, for each token in turn."""
    tokens = TOKENS.findall(formula)
    assert "".join(tokens) == formula
    for number, token in enumerate(tokens):
        for other in wrong_token(token):
            yield "".join((*tokens[:number], other, *tokens[number + 1 :]))


def wrong_token(token: str) -> tuple[str, ...]:
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
        return f"{float(token) + 1:.15g}", f"{float(token) * 10 + 2:.15g}"
    if token.isalpha():
        return (f"{token}X",)
    return (SWAPS[token],) if token in SWAPS else ()


def of_each_shape(reading: Reading) -> list[OwnedCell]:
    """Of cells that show and judge alike, and differ in their row only, the first and the last."""
    shapes: dict[tuple[str, str, str], list[OwnedCell]] = {}
    for cell in apparatus(reading):
        shape = re.sub(r"[0-9]+", "0", cell.formula)
        shapes.setdefault((cell.role, cell.place.sheet, shape), []).append(cell)
    return [cell for cells in shapes.values() for cell in {cells[0]: 0, cells[-1]: 0}]


def test_every_slip_in_a_cell_that_shows_or_judges_is_edited(essay_reading: Reading) -> None:
    wrong = {cell: list(slips(cell.formula)) for cell in of_each_shape(essay_reading)}
    assert {cell.role for cell in wrong} == {cell.role for cell in apparatus(essay_reading)}
    assert all(wrong.values())
    assert sum(map(len, wrong.values())) > 2_000
    assert_edited(essay_reading, wrong)


def test_a_slip_in_any_cell_that_shows_or_judges_is_edited(essay_reading: Reading) -> None:
    assert_edited(essay_reading, {cell: [next(slips(cell.formula))] for cell in apparatus(essay_reading)})


def test_check_names_every_cell_that_shows_or_judges_when_all_are_changed(
    essay_reading: Reading, tmp_path: Path
) -> None:
    """But a heading, which says no number and is the owner's to word."""
    edits = Edits()
    for cell in apparatus(essay_reading):
        put(edits, cell.place, None, formula=next(slips(cell.formula)))
    patched(essay_reading.book, edits, tmp_path / "plan.xlsx")
    result = plan.check(tmp_path / "plan.xlsx")
    assert not result.ok
    edited = {(cell.sheet, cell.cell) for cell in result.differences if cell.status == EDITED}
    judged = [cell for cell in apparatus(essay_reading) if cell.role != HEADING]
    assert edited == {(cell.place.sheet, cell.place.a1) for cell in judged}
