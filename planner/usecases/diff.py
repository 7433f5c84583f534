"""The use case diff: what changed between two plans, and what each change did to the results."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from math import isclose
from pathlib import Path
from typing import Any

from planner.book import differing
from planner.book.beside import sheets_beside
from planner.check.examine import Reading
from planner.disk.onto_disk import backup_of
from planner.disk.scratch import sweep
from planner.problems import PlanError, Problem, did_you_mean, quoted
from planner.results.diff import COMPARED, Compared, ResultChange, moved_most
from planner.results.plan import YES_OR_NO, Shown
from planner.results.statuses import PROBLEMS, LineStatus
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import Template
from planner.usecases import differences
from planner.usecases.asked import known_scenario, several
from planner.usecases.attributed import attributed
from planner.usecases.recorded import recorder
from planner.usecases.sides import Read, is_package, is_preset, read_side, stale_lines
from planner.usecases.wording import wording

ROUNDING = 1e-13
"""Two results that are nearer than this, relative to their size, differ by the rounding of their sums."""


def diff(
    before: Path | str,
    after: Path | str | None = None,
    *,
    keys: Collection[str] = (),
    every: bool = False,
    scenario: str = "base",
    password: str | None = None,
    into: Path | str | None = None,
    backup: bool = True,
    drop_signature: bool = False,
    now: datetime | None = None,
) -> Compared:
    """Compare two plans: inputs, rows, formulas, sheets, results; and what each change did.

    Reads only, but for the plan that is named in `into`.

    Args:
        before: a file, the folder or zip file of a package, or the name of a preset.
        after: the same; where it is left out, `before` is compared with the version that planner kept of it.
        keys: the results to attribute; the key numbers where there are none.
        every: attribute all results.
        scenario: of which the changes are attributed.
        password: of encrypted plans.
        into: a plan, mostly the later of the two, into which a sheet that says it all is put.
        backup: keep the version of that plan before as `NAME.bak.xlsx`.
        drop_signature: take a digital signature out of it, which no change could keep.
        now: the day that the sheet names.
    """
    sweep()
    try:
        asked = several(keys), every, known_scenario(scenario)
        record = recorder(into, password, drop_signature) if into is not None else None
        with ExitStack() as stack:
            then, latest = _both(*_named(before, after), password, stack)
            found = _compared(then, latest, asked)
        return found if record is None else record(found, latest, backup, now)
    except PlanError as error:
        return Compared(str(after or before), PROBLEMS, scenario=scenario, problems=error.problems)


def _named(before: Path | str, after: Path | str | None) -> tuple[str, str]:
    """The two that are compared; a PlanError where they are one."""
    one, other = str(before), str(after if after is not None else before)
    if after is None:
        return _kept(Path(one)), other
    paths = [Path(name) for name in (one, other)]
    same = one == other or (all(path.exists() for path in paths) and paths[0].samefile(paths[1]))
    if same:
        remedy = "Name two plans, or one alone to compare it with the version that planner kept."
        raise PlanError(Problem("both are the same plan", remedy, one, usage=True))
    return one, other


def _kept(path: Path) -> str:
    """The version that planner kept of a file; a PlanError where there is none."""
    remedy = "Name a second plan or a preset."
    if not path.exists() or path.is_dir() or is_package(path):
        read = path.exists() or is_preset(str(path))  # of anything else, that it is not there
        message = "planner keeps no version of presets and packages" if read else "there is no such file"
        raise PlanError(Problem(message, remedy if read else "Check the path.", str(path), usage=read))
    kept = backup_of(path.resolve() if path.is_symlink() else path)
    if not kept.is_file():
        message = f"there is no kept version, {kept.name}, to compare it with"
        raise PlanError(Problem(message, remedy, str(path), usage=True))
    return str(kept)


def _compared(then: Read, now: Read, asked: tuple[Sequence[str], bool, str]) -> Compared:
    keys, every, scenario = asked
    chosen = _chosen(now, keys, every=every)
    results = list(_results(then.reading, now.reading, keys))
    stale = [stale_lines(side) for side in (then, now)]
    return replace(
        _differing(then.reading, now.reading),
        file=now.file,
        before=then.side(len(stale[0])),
        after=now.side(len(stale[1])),
        results=tuple(attributed(then.reading, now.reading, results, chosen, scenario)),
        scenario=scenario,
        unchanged=tuple(_unchanged(now.reading.book.template, results)),
        keys=tuple(keys),
        notes=tuple(_notes(then, now, stale)),
    )


def _both(before: str, after: str, password: str | None, stack: ExitStack) -> tuple[Read, Read]:
    """The two plans; a preset is written in the language of the other."""
    now, missing = _tried(after, password, stack)
    then, also = _tried(before, password, stack, now.reading.book.template.language if now else "")
    if now is None or then is None:
        raise PlanError([*also, *missing])
    if now.preset and not then.preset:
        now = read_side(after, password, stack, then.reading.book.template.language)
    return then, now


def _tried(
    named: str, password: str | None, stack: ExitStack, language: str = ""
) -> tuple[Read | None, tuple[Problem, ...]]:
    """A plan, or what stands against it: of two that are missing, both are told."""
    try:
        return read_side(named, password, stack, language), ()
    except PlanError as error:
        return None, error.problems


def _differing(then: Reading, now: Reading) -> Compared:
    """What differs but for the results."""
    rows = differences.rows(then.book, now.book)
    sheets = differences.sheets(then.book, now.book)
    return Compared(
        now.book.source.file,
        COMPARED,
        inputs=tuple(differences.inputs(then, now, rows)),
        rows=rows.changes,
        formulas=tuple(differences.formulas(then, now)),
        cells=tuple(differences.cells(then.book, now.book)),
        sheets_added=sheets[0],
        sheets_removed=sheets[1],
    )


def _chosen(now: Read, keys: Sequence[str], *, every: bool) -> tuple[str, ...]:
    """The lines to attribute; a PlanError that names what may have been meant by one that there is not."""
    template = now.reading.book.template
    rows = {row.key: row for row in template.formulas}
    for key in keys:
        if key not in rows:
            raise PlanError(_no_result(key, template, now.file))
    if every:
        return tuple(key for key, row in rows.items() if row.kind in {"output", "check"})
    return tuple(keys) or tuple(shown.key for shown in template.key_numbers)


def _no_result(key: str, template: Template, file: str) -> Problem:
    """That there is no such result to attribute, and what may have been meant."""
    names = "`planner show PATH --json` has the key of every result."
    if any(row.key == key for row in template.inputs):
        message, remedy = (
            f"{key} is an input, not a result",
            f"Inputs that changed are listed anyway. {names}",
        )
    else:
        message = f"there is no line {quoted(key)}"
        remedy = did_you_mean(key, [row.key for row in template.formulas], names)
    return Problem(message, remedy, file, key=key, usage=True)


def _results(then: Reading, now: Reading, keys: Sequence[str]) -> Iterator[ResultChange]:
    """Results that differ, key numbers first, then in the order of the summary; or the lines asked for."""
    template = now.book.template
    shown = {one.key: one.label for one in template.key_numbers}
    sections = {key: title for title, found in template.summary for key in found}
    kinds = {row.key: row for row in template.formulas if row.kind in {"output", "check"}}
    order = keys or list(dict.fromkeys((*shown, *sections, *kinds)))
    said = wording(then.book.template, template).said
    for key in order:
        row = template.row(key)
        for scenario in SCENARIOS:
            before, after = said(_value(then, row, scenario)), _value(now, row, scenario)
            if not _alike(before, after):
                label = shown.get(key, row.label)
                found = _result(
                    now, row, scenario, (before, after), label, sections.get(key, ""), key in shown
                )
                yield replace(found, unit_before=_unit(then, row, scenario, said))


def _alike(before: Shown, after: Shown) -> bool:
    """Whether two values are the same but for rounding."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        return len(before) == len(after) and all(map(_alike, before, after))
    if isinstance(before, float) and isinstance(after, float):
        return isclose(before, after, rel_tol=ROUNDING)
    return before == after


def _value(side: Reading, row: Row, scenario: str) -> Shown:
    along = side.engine[row.key, scenario]
    return along if row.axis else along[0]


def _result(
    now: Reading, row: Row, scenario: str, values: tuple[Shown, Shown], label: str, section: str, is_key: bool
) -> ResultChange:
    book, turned, at = now.book, "", None
    place = book.layout.run(row, scenario) if row.axis else book.layout.cell(row, scenario)
    most, change = moved_most(*values)
    if row.axis:
        at = now.inputs.axes[row.axis][most]
    elif row.kind == "check":
        turned = LineStatus.OK if values[1] else LineStatus.WARNS if row.warns else LineStatus.FAILS
    look = book.template.format_of(row)
    unit = _unit(now, row, scenario)
    found = ResultChange(row.key, scenario, label, unit, look, *values, place.sheet, place.a1)
    return replace(found, section=section, is_key=is_key, turned=turned, at=at, change=change)


def _unit(side: Reading, row: Row, scenario: str, said: Callable[[Any], Any] = str) -> str:
    """Of a line of the later plan as it stands in one of the two: amounts are in that plan's currency."""
    if row.unit == YES_OR_NO:
        return row.unit
    template = side.book.template
    return template.unit_in(row, said(side.inputs.scalars[scenario][template.said.currency]))


def _unchanged(template: Template, results: Sequence[ResultChange]) -> Iterator[str]:
    """Sections of the summary in which nothing differs."""
    moved = {one.key for one in results}
    return (title for title, keys in template.summary if not moved.intersection(keys))


def _notes(then: Read, now: Read, stale: Sequence[Sequence[Problem]]) -> Iterator[str]:
    """What a reader should know before believing a comparison."""
    for side, lines in zip((then, now), stale, strict=True):
        if lines:
            first, more = lines[0], f" ({len(lines) - 1:,} more lines like it)" if len(lines) > 1 else ""
            what = f"is {LineStatus.STALE}: {first.sheet}!{first.cell} {first.key} {first.message}{more}"
            yield f"{side.file} {what}, and what they come to is compared. {first.remedy}"
        if side.reading.changed:
            count = len(side.reading.changed)
            yield f"{side.file} has {count:,} formulas that are not the template's; the engine's are compared"
        if side.was:
            yield f"{side.file} is of template {side.was}; it is compared as one of {_version(side)}"
    yield from _beside(then, now)
    yield from _unlike(then, now)
    alike = then.side(0).language == now.side(0).language and not (then.preset or now.preset)
    if alike and (names := differing.parts(now.reading.book.package, then.reading.book.package)):
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"other parts of the files differ too: {', '.join(names[:3])}{more}"


def _beside(then: Read, now: Read) -> Iterator[str]:
    """Planner's sheets of what changed and of actuals, where one plan alone has them, or in other words."""
    packages = [side.reading.book.package for side in (then, now)]
    before, after = ({name.casefold(): name for name in sheets_beside(one)} for one in packages)
    for side, ours, others in ((then, before, after), (now, after, before)):
        for name in ours.keys() - others.keys():
            yield f"planner's own sheet {quoted(ours[name])} is in {side.file} alone"
    for name in differing.beside(packages[1], packages[0]):
        yield f"planner's own sheet {quoted(name)} says something else in the two plans"


def _version(side: Read) -> str:
    return side.reading.book.template.version


def _unlike(then: Read, now: Read) -> Iterator[str]:
    """Plans that began with other presets, are in other languages, or count in other currencies."""
    said = now.reading.book.template.said.currency
    sides = [(read.side(0), read.reading.inputs.scalars["base"][said]) for read in (then, now)]
    (before, was), (after, is_now) = sides
    for whats, one, other in (
        ("different presets", before.preset, after.preset),
        ("different languages", before.language, after.language),
        ("different currencies", was, is_now),
    ):
        if one != other:
            yield f"the two plans are of {whats}: {one} before, {other} after"
