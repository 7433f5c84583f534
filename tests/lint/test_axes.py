"""Sheets whose lines run along months or batch sizes keep the rules too, and small changes of them do not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from planner.book import identify as finding
from planner.book.edits import Edits
from planner.book.find import Book, find
from planner.check.checkers.base import FormulaError, NotRun, Value, by_sheet
from planner.check.checkers.session import Session
from planner.layout.arrange import Check, checks_of
from planner.layout.owned import owned_cells
from planner.lint import registry
from planner.lint.book import Values, read_book
from planner.results.statuses import PASSES
from planner.template.load import load_preset, load_template
from planner.template.rows import SCENARIOS, Row, Section
from planner.template.schema import Template
from planner.template.sheets import Axis, Sheet
from planner.writer.workbook import write_workbook
from planner.xlsx.package import open_package
from planner.xlsx.patch import Edit, patch_package
from tests.books import NOW
from tests.surgery import Surgery, q

MONTHS = Axis("period", "Month", "months", tuple(float(month) for month in range(1, 13)))
BATCHES = Axis("size", "Batch", "sequences", (1.0, 2.0, 4.0, 8.0), min=1, max=4096, whole=True)
CASH = Sheet(
    "Money",
    "calculation",
    "Money month by month",
    (
        Section("Rent"),
        Row("rent_usd", "calc", "A month's rent", "USD", "{cluster_month_usd}*({period}>0)", axis="period"),
        Row("rent_so_far_usd", "calc", "Rent so far", "USD", "SUM({rent_usd@todate})", axis="period"),
    ),
    axis=MONTHS,
    apart=True,
)
BY_BATCH = Sheet(
    "Sizes",
    "calculation",
    "What a batch takes",
    (Row("batch_s", "calc", "Time of that size", "seconds", "{serving_latency_s}*{size}", axis="size"),),
    axis=BATCHES,
)
WHOLE = Sheet(
    "Whole",
    "calculation",
    "All months",
    (Row("rent_in_all_usd", "calc", "Rent of all months", "USD", "SUM({rent_usd@all})"),),
)
"""Low, base and high each read a sheet of their own."""

Results = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    """The plan's template with two sheets along axes; a workbook that names the plan's is read with it."""
    plain = load_template()
    template = replace(plain, sheets=(*plain.sheets, CASH, BY_BATCH, WHOLE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "load_template", lambda _: template)
        yield template


@pytest.fixture(scope="module")
def written(template: Template, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Values]:
    """A workbook with values as if planner's engine agreed, and what a checker makes of it."""
    folder = tmp_path_factory.mktemp("axes")
    write_workbook(folder / "new.xlsx", template, load_preset("essay"), now=NOW)
    book, edits = find(open_package(folder / "new.xlsx")), Edits()
    with Session("ironcalc") as session:
        values = evaluated(book, folder / "new.xlsx", session)
        for item in checks_of(template):
            if isinstance(item, Check):
                place = book.layout.check(item.key)
                live = [values[place.sheet, place.row, place.column + across] for across in range(3)]
                edits.checks(book, item.key, live, "AGREES")  # type: ignore[arg-type]
        patch(book, edits, folder / "agrees.xlsx")
        values = evaluated(book, folder / "agrees.xlsx", session)
    for at, value in values.items():
        if not isinstance(value, NotRun | FormulaError):
            edits.put(*at, Edit(value, "keep"))
    edits.log(book, ["2026-11-24", "0.1.0", "llm-programme", "ironcalc", "abc", 1.0, "agrees", "none"])
    patch(book, edits, folder / "plan.xlsx")
    return folder / "plan.xlsx", Values(values)


def evaluated(book: Book, path: Path, session: Session) -> dict[tuple[str, int, int], Value]:
    cells = {cell.position for cell in owned_cells(book.template, book.preset, book.layout)}
    follows = (book.layout.cell(row, scenario) for row in book.template.inputs for scenario in SCENARIOS)
    cells |= {(p.sheet, p.row, p.column) for p in follows if book.cell(p).formula is not None}
    return dict(session.evaluate(path, by_sheet(cells)).values)


def patch(book: Book, edits: Edits, path: Path) -> None:
    with path.open("wb") as out:
        patch_package(book.package, edits.by_sheet, out)


def results(path: Path, values: Values) -> Results:
    """The rules that do not pass, with the place of their first finding and what it says."""
    package = open_package(path)
    book = replace(read_book(package, find(package)), values=values)
    return {
        one.rule.name: (one.findings[0].where, one.findings[0].what) if one.findings else ("", one.reason)
        for one in registry.run(book)
        if one.status != PASSES
    }


@pytest.fixture
def changed(written: tuple[Path, Values], tmp_path: Path) -> Callable[[Callable[[Surgery], object]], Results]:
    def results_of(change: Callable[[Surgery], object]) -> Results:
        path = tmp_path / "plan.xlsx"
        shutil.copy(written[0], path)
        with Surgery(path) as book:
            change(book)
        return results(path, written[1])

    return results_of


def test_sheets_along_axes_pass_every_rule(written: tuple[Path, Values]) -> None:
    assert results(*written) == {}


def test_one_other_month_is_another_formula(changed: Callable[..., Results]) -> None:
    def other(book: Surgery) -> None:
        book.cell("Money low", "G6").find(q("f")).text += "*1"

    assert changed(other)["one-formula-a-row"] == ("Money low!G6", "holds another formula than C6")


def test_months_must_stay_in_view(changed: Callable[..., Results]) -> None:
    def loose(book: Surgery) -> None:
        view = next(book.tree(book.sheets["Money low"]).iter(q("sheetView")))
        view.remove(view.find(q("pane")))

    assert changed(loose)["headings-in-view"][0] == "Money low!C4"


def test_all_blocks_of_a_sheet_share_their_positions(changed: Callable[..., Results]) -> None:
    def other(book: Surgery) -> None:
        sheet, cells = book.place("axis_Sizes_base")
        book.put(sheet, cells.partition(":")[0], 3)

    where, what = changed(other)["one-time-axis"]
    assert where.startswith("Sizes!C")
    assert what == "is another time axis than the one at C4"


def test_a_month_stands_in_the_same_column_on_every_sheet(changed: Callable[..., Results]) -> None:
    def shifted(book: Surgery) -> None:
        for number in range(12):
            book.put("Money high", f"{chr(ord('C') + number)}4", number + 1 if number else None)

    assert "Money high" in str(changed(shifted))


def test_a_typed_month_is_a_number_over_a_formula(changed: Callable[..., Results]) -> None:
    assert changed(lambda book: book.put("Money low", "G6", 5))["no-typed-over-formulas"] == (
        "Money low!G6",
        "is a typed number in a row of formulas",
    )


def test_a_typed_position_is_an_input_with_bounds(changed: Callable[..., Results]) -> None:
    def free(book: Surgery) -> None:
        rules = book.tree(book.sheets["Sizes"]).find(q("dataValidations"))
        rules.getparent().remove(rules)

    assert changed(free)["input-validation"][0] == "Sizes!C4:F4"
