"""The use case actuals: a file of what was paid and received, read into a plan beside what was planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from planner.actuals.content import Content
from planner.actuals.found import Standing, actuals_on, standing
from planner.actuals.judging import Held, Judged, formula_cells, held, judged, of_sheet, written_values
from planner.actuals.map_file import read_map
from planner.actuals.part import with_sheet
from planner.actuals.places import ANSWERS, Places
from planner.actuals.plan import Asked, Plan
from planner.actuals.planned import lines_in, months_of
from planner.actuals.reading import read
from planner.actuals.summing import Sum
from planner.actuals.tables import source_of
from planner.actuals.told import Actuals
from planner.book.edits import Edits
from planner.book.find import find
from planner.check import examine
from planner.check.checkers.base import Evaluation, by_sheet
from planner.check.examine import Reading
from planner.disk.replace import check_replaceable, write_back
from planner.disk.scratch import working_copy
from planner.problems import PlanError, Problem
from planner.repair.uptodate import of_today
from planner.results.actuals import (
    CHECKED,
    TO_COME,
    WRITTEN,
    ActualFile,
    ActualLine,
    ActualsRead,
)
from planner.results.statuses import AGREES, DIFFERS, PROBLEMS
from planner.template.review import actuals_texts
from planner.usecases.evaluation import Checker, checker_of
from planner.usecases.opening import opened
from planner.usecases.outcome import as_cell
from planner.xlsx.package import Package
from planner.xlsx.patch import Edit

NONE_YET = "the plan has no actuals yet"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file, its map, and how it is to be taken; as they were asked for."""

    source: str
    mapping: str
    through: str
    waived: Sequence[str]
    replace: bool
    add: bool


def actuals(
    path: Path | str,
    source: Path | str = "",
    mapping: Path | str = "",
    *,
    through: str = "",
    waive: Sequence[str] = (),
    replace: bool = False,
    add: bool = False,
    dry_run: bool = False,
    backup: bool = True,
    checker: str | None = None,
    password: str | None = None,
    drop_signature: bool = False,
) -> ActualsRead:
    """Read what was paid and received into a plan; without a source and a month, check the actuals it has.

    The file is summed by month and line of the plan and written to a sheet of its own, with live formulas for
    variances and the reforecast, which planner computes a second time. The plan itself stays as it is.

    Args:
        source: a ledger or bank statement as CSV, or a FOCUS billing export as CSV or Parquet.
        mapping: a TOML file that says which column is what, and which rows are which line.
        through: the last month that counts, such as 2027-03; the last of the file where it is left out.
            Without a source it is changed in the actuals that the plan has.
        waive: names of rows that no rule takes, which are left out.
        replace: months and lines that another file has told give way to this one.
        add: they count beside it.
        dry_run: say what would be written, but write nothing.
        backup: keep the version before as `NAME.bak.xlsx`.
        checker: the program that evaluates the formulas.
        password: of an encrypted workbook, which stays encrypted.
        drop_signature: take a digital signature out, which no change could keep.
    """
    wanted = _Wanted(str(source), str(mapping), through, waive, replace, add)
    try:
        package = opened(path, password, drop_signature)
        if not wanted.source and not wanted.through:
            return _checked(package, checker)
        if not dry_run:
            check_replaceable(package.path)
        return _read_in(package, wanted, checker, dry_run=dry_run, backup=backup)
    except PlanError as error:
        return ActualsRead(str(path), PROBLEMS, problems=error.problems)


def _reading(package: Package, ask: Checker) -> Reading:
    """The plan, examined."""
    package, older = of_today(package)
    if older is not None:
        raise PlanError(Problem(older.due(), "Run `planner refresh` on it first.", package.file))
    book = find(package)
    with ask.file_of(book) as seen:
        return examine.computed(book, partial(ask, seen))


def _checked(package: Package, checker: str | None) -> ActualsRead:
    """The sheet that a plan has, held against both computations. Reads only."""
    with checker_of(checker) as ask:
        reading = _reading(package, ask)
        there = standing(reading.book.package)
        if there is None:
            remedy = "Say --from FILE --map MAP.toml."
            raise PlanError(Problem(NONE_YET, remedy, package.file, usage=True))
        of = of_sheet(reading, there)
        with ask.file_of(reading.book) as seen:
            evaluation = ask(seen, by_sheet(formula_cells(there)))
    found = judged(of, there, evaluation.values)
    return _told(of, found, evaluation, CHECKED)


def _read_in(
    package: Package, wanted: _Wanted, checker: str | None, *, dry_run: bool, backup: bool
) -> ActualsRead:
    file = (source_of(wanted.source), read_map(wanted.mapping)) if wanted.source else None
    with checker_of(checker) as ask:
        reading = _reading(package, ask)
        there = standing(reading.book.package)
        plan = _plan(reading, there)
        asked = Asked(_month(plan, wanted.through), wanted.waived, wanted.replace, wanted.add)
        now, notes = read(*file, plan, asked, partial(_noted, reading)) if file else (_moved(plan, asked), ())
        of = held(reading, _with_reasons(now, reading))
        made, name, places = with_sheet(reading.book, of.content, there)
        edits, found, evaluation = _evaluated(of, made, name, places, ask)
    result = _told(of, found, evaluation, TO_COME if dry_run else WRITTEN)
    result = replace(result, notes=(*result.notes, *notes, *_as_planned(of)))
    if dry_run or not result.ok:
        return result
    written = write_back(made, edits.by_sheet, backup=backup)
    return replace(result, sha256=written.state.sha256)


def _plan(reading: Reading, there: Standing | None) -> Plan:
    lines, months = lines_in(reading), months_of(reading)
    file = reading.book.source.file
    known = actuals_on(there, file, lines, months) if there else Actuals()
    return Plan(file, months, lines, known)


def _moved(plan: Plan, asked: Asked) -> Actuals:
    """The actuals that a plan has, to another month."""
    if not plan.known.told:
        raise PlanError(Problem(NONE_YET, "Say --from FILE --map MAP.toml.", plan.file, usage=True))
    if (through := asked.through or 0) > (last := plan.known.last_month):
        message = f"the files that were read end with {plan.months.said(last)}"
        remedy = f"Read one that tells {plan.months.said(through)}, or say an earlier --through."
        raise PlanError(Problem(message, remedy, plan.file, usage=True))
    return replace(plan.known, through=through)


def _month(plan: Plan, typed: str) -> int | None:
    if not typed:
        return None
    if (month := plan.months.called(typed)) is None:
        when = f"{plan.months.said(1)} to {plan.months.said(plan.months.number)}"
        message = f"{typed} is no month of the plan, which runs from {when}"
        raise PlanError(Problem(message, "Write it as 2027-03.", plan.file, usage=True))
    return month


def _noted(reading: Reading, one: Sum) -> str:
    """What a month of a line says beside its amount."""
    template = reading.book.template
    words = actuals_texts(template.language, template.name)
    credit = words["told_credits"].format(count=one.credits, amount=f"{one.credited:,.2f}")
    return "; ".join([*([credit] if one.credits else []), *sorted(one.rates)])


def _with_reasons(now: Actuals, reading: Reading) -> Actuals:
    """What was waived says so where a reason stands."""
    template = reading.book.template
    waived = actuals_texts(template.language, template.name)["left_waived"]
    return replace(now, left_out=[replace(one, reason=one.reason or waived) for one in now.left_out])


def _evaluated(
    of: Held, made: Package, name: str, places: Places, ask: Checker
) -> tuple[Edits, Judged, Evaluation]:
    """The new sheet evaluated and judged, and its values as edits."""
    there = standing(made)
    if there is None:
        raise AssertionError(f"the sheet {name} is not found again")
    cells = formula_cells(there)

    def write(draft: Path) -> None:
        draft.write_bytes(made.archive.data)

    with working_copy(f"draft{made.path.suffix}", write, made.file) as draft:
        evaluation = ask(draft, by_sheet(cells))
    found, edits = judged(of, there, evaluation.values), Edits()
    for (sheet, row, column), value in evaluation.values.items():
        edits.put(sheet, row, column, Edit(as_cell(value), "keep"))
    for (row, column), word in written_values(of, places, found.verdict):
        edits.put(name, row, column, Edit(word, "drop"))
    return edits, found, evaluation


def _as_planned(of: Held) -> Iterator[str]:
    """What no file tells of the months that count."""
    through, months = of.found.through, of.content.months
    unread = [one for one in of.found.lines if one.months < through and (one.plan or one.months)]
    if unread:
        names = ", ".join(of.content.lines[one.key].name for one in unread)
        yield f"to {months.said(through)}, months that no file tells stand as planned: {names}"


def _told(of: Held, found: Judged, evaluation: Evaluation, status: str) -> ActualsRead:
    months, through = of.content.months, of.found.through
    return ActualsRead(
        of.reading.book.source.file,
        status if found.verdict == AGREES else DIFFERS,
        months.said(through) if through else "",
        months.currency,
        _lines(of),
        {name: of.found.answers[name] for name in ANSWERS},
        {level: {name: one.answers[name] for name in ANSWERS} for level, one in of.levels.items()},
        _labels(of.content),
        _files(of.content),
        of.content.actuals.left_out,
        found.cells,
        f"{evaluation.checker} {evaluation.version}".strip(),
        found.differences,
    )


def _lines(of: Held) -> list[ActualLine]:
    """The lines that a file tells."""
    keys = {*of.content.actuals.keys}
    return [one for one in of.found.lines if one.key in keys]


def _labels(content: Content) -> dict[str, tuple[str, str]]:
    """What the sheet calls each answer, and its unit there."""
    words, currency = content.words, content.months.currency
    return {name: (words[f"answer_{name}"], words.get(f"answer_{name}_unit", currency)) for name in ANSWERS}


def _files(content: Content) -> list[ActualFile]:
    told = content.actuals.told
    return [
        ActualFile(name, digits, sum(row.rows for row in told if row.sha256 == digits))
        for name, digits in content.files
    ]
