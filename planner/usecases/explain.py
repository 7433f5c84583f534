"""The use case explain: from a number of a plan back to the inputs that it comes from. Reads only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from planner.book.find import Book, find
from planner.book.read import Inputs, held_inputs
from planner.check.compare import as_cached
from planner.explain.columns import column_spot
from planner.explain.effects import Effects
from planner.explain.page import page
from planner.explain.spots import Spot, spot_of
from planner.explain.tree import Tree
from planner.layout.places import MASTER
from planner.problems import PlanError, Problem, did_you_mean, quoted
from planner.repair.uptodate import of_today
from planner.results.explain import EXPLAINED, Explained, Part
from planner.results.statuses import PROBLEMS, LineStatus
from planner.template.review import trace_texts
from planner.template.rows import SCENARIOS, Row
from planner.xlsx.package import open_package


def explain(
    path: Path | str,
    key: str,
    *,
    scenario: str = "base",
    month: str | None = None,
    depth: int | None = None,
    html: Path | str = "",
    password: str | None = None,
) -> Explained:
    """The tree from a line of a plan to its inputs, with the values that the workbook holds. Reads only.

    Args:
        key: of the line, as `planner show PATH --json` has it; or `table.column`, or `table[row].column`.
        scenario: `low`, `base` or `high`.
        month: of a line along months the month; of one along years or chips, the year or chip.
        depth: how many levels of parts; all by default.
        html: a file that gets a page with every number of the plan; it needs no network.
        password: of an encrypted workbook.
    """
    try:
        package, older = of_today(open_package(Path(path), password))
        book = find(package)
        inputs = held_inputs(book)
        _refuse_depth(depth, book)
        result, row = _spot(book, inputs, key, scenario, month)
        words, effects = trace_texts(book.template.language), Effects(inputs, book, scenario, result.key)
        part = Tree(book, inputs, words, depth, effects).of(result)
        part = replace(part, position=row) if row else part
        notes = [older.due()] if older is not None else list(_notes(book, part, effects))
        if html:
            _write(Path(html), Path(path), page(book, inputs, Path(path).name))
    except PlanError as error:
        return Explained(str(path), PROBLEMS, problems=error.problems)
    return Explained(str(path), EXPLAINED, part, str(html), notes=notes, language=book.template.language)


def _refuse_depth(depth: int | None, book: Book) -> None:
    if depth is not None and depth < 0:
        message, remedy = f"there is no depth {depth}", "Name how many levels of parts: 0, or more."
        raise PlanError(Problem(message, remedy, book.source.file, usage=True))


def _spot(book: Book, inputs: Inputs, key: str, scenario: str, month: str | None) -> tuple[Spot, str]:
    """The line that was asked for, at the position that was asked for; or cells of a table, and their row."""
    rows = {row.key: row for _, row in book.template.rows()}
    file = book.source.file
    if scenario not in SCENARIOS:
        remedy = did_you_mean(scenario, SCENARIOS, f"Scenarios: {', '.join(SCENARIOS)}.")
        raise PlanError(Problem(f"there is no scenario {quoted(scenario)}", remedy, file, usage=True))
    if key not in rows and (cells := column_spot(book, key)) is not None:
        if month is not None:
            message = f"{key} is of a table, which has no months"
            raise PlanError(Problem(message, "Leave --month out.", file, key=key, usage=True))
        return cells
    if key not in rows:
        remedy = did_you_mean(key, rows, "`planner show PATH --json` has every key.")
        raise PlanError(Problem(f"there is no line {quoted(key)}", remedy, file, key=key, usage=True))
    row = rows[key]
    at = None if month is None else _position(row, inputs, month, file)
    return spot_of(book, row, scenario, at), ""


def _position(row: Row, inputs: Inputs, wanted: str, file: str) -> int:
    if not row.axis:
        message = f"{row.key} is one number, not one for each month"
        raise PlanError(Problem(message, "Leave --month out.", file, key=row.key, usage=True))
    said = [f"{one:g}" if isinstance(one, float | int) else one for one in inputs.axes[row.axis]]
    if wanted in said:
        return said.index(wanted)
    message = f"{row.key} has no {row.axis.replace('_', ' ')} {quoted(wanted)}"
    known = f"{said[0]} to {said[-1]}" if said[0].isdigit() else ", ".join(said)
    raise PlanError(Problem(message, f"It has {known}.", file, key=row.key, usage=True))


def _notes(book: Book, part: Part, effects: Effects) -> list[str]:
    """That the numbers are older than the inputs, by the workbook's own status or by the engine."""
    shown = book.template.status_of(str(book.cell(book.layout[MASTER]).value))
    stale = shown == LineStatus.STALE
    differs = any(_differs(book, one, effects) for one in part.walk() if one.scenario == part.scenario)
    if not (stale or differs):
        return []
    return ["the workbook is STALE: its values are older than its inputs. Run `planner refresh` on it."]


def _differs(book: Book, part: Part, effects: Effects) -> bool:
    """Whether a cell shows another number than the engine finds from the inputs as they stand."""
    if part.kind not in {"calc", "output"} or part.position is not None or not isinstance(part.value, float):
        return False
    row, wanted = book.template.row(part.key), effects.values[part.key]
    return not (row.is_text or as_cached(float(wanted), part.value))


def _write(file: Path, plan: Path, content: bytes) -> None:
    """The page, in the place of an earlier one."""
    if file.resolve() == plan.resolve() or file.suffix.lower() not in {".html", ".htm"}:
        raise PlanError(Problem("a page is a file that ends in .html", "Use --html trace.html.", str(file)))
    try:
        file.write_bytes(content)
    except OSError as error:
        message = f"the page cannot be written ({error.strerror or error})"
        raise PlanError(Problem(message, "Choose another folder.", str(file))) from None
