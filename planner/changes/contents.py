"""What the sheet of changes says: inputs, rows, formulas, sheets, versions; then results, and what did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from planner import __version__
from planner.book.input_cells import FOLLOWS
from planner.changes.effects import effects
from planner.changes.following import Recorded, block, status_line
from planner.changes.formats import apart
from planner.changes.lines import Band, Item, Line
from planner.changes.names import Names, file_name
from planner.results.diff import CellChange, Compared, InputChange, ResultChange, Side
from planner.results.plan import YES_OR_NO
from planner.results.undo import Content
from planner.template.schema import Template

MOST_CELLS = 40
"""Formulas and cells of the owner's that are listed one by one; `planner diff --json` has all."""

OF_TEMPLATE = "the template's"
"""What a comparison says of a formula that is planner's own."""


def contents(
    compared: Compared,
    template: Template,
    texts: Mapping[str, str],
    now: datetime,
    recorded: Recorded | None = None,
) -> Iterator[Item]:
    """Everything on the sheet below its headings, from the top.

    Args:
        recorded: what the sheet follows of its plan; None where that is not the later of the two.
    """
    names = Names(template, texts)
    if recorded is not None:
        yield status_line(recorded, texts)
    yield from _inputs(compared, names)
    yield from _book(compared, names)
    yield from _versions(compared, names, now)
    yield from _results(compared, names)
    yield from effects(compared, names)
    if recorded is not None:
        yield from block(recorded, texts)


def _inputs(compared: Compared, names: Names) -> Iterator[Item]:
    texts = names.texts
    if not compared.inputs:
        yield Band(texts["no_inputs"])
    else:
        yield Band(texts["inputs"].format(count=len(compared.inputs)))
        yield from (_input(one, names) for one in compared.inputs)
    if compared.rows:
        yield Band(texts["rows"].format(count=len(compared.rows)))
    for row in compared.rows:
        key = f"{row.table}[{row.row}]"
        yield Line(
            names.row(row.table, row.row), cell=f"{row.sheet}!{row.cell}", word=texts[row.change], key=key
        )


def _input(one: InputChange, names: Names) -> Line:
    before, after = (_content(value, names) for value in (one.before, one.after))
    numbers = isinstance(before, float) and isinstance(after, float) and not one.is_day
    look = apart(before, after, one.format or "General")
    return Line(
        names.input(one),
        one.unit,
        before,
        after,
        look,
        subtracts=numbers,
        change_look=look,
        cell=f"{one.sheet}!{one.cell}",
        note=one.note,
        key=one.key,
    )


def _content(value: Content, names: Names) -> Content:
    """What stands in a cell, as people say it."""
    return names.texts["empty"] if value is None else names.texts["follows"] if value == FOLLOWS else value


def _book(compared: Compared, names: Names) -> Iterator[Item]:
    """Formulas of planner's, sheets and cells of the owner's."""
    texts = names.texts
    for title, found in (("formulas", compared.formulas), ("cells", compared.cells)):
        if found:
            yield Band(texts[title].format(count=len(found)))
        yield from (_cell(one, names) for one in found[:MOST_CELLS])
        if len(found) > MOST_CELLS:
            yield Line(texts["more"].format(count=len(found) - MOST_CELLS))
    sheets = dict.fromkeys(compared.sheets_added, "added")
    sheets |= dict.fromkeys(compared.sheets_removed, "removed")
    if sheets:
        yield Band(texts["sheets"].format(count=len(sheets)))
    yield from (Line(name, word=texts[change]) for name, change in sheets.items())


def _cell(one: CellChange, names: Names) -> Line:
    said = {OF_TEMPLATE: names.texts["of_template"]} if one.key else {}
    before, after = (
        said.get(value, value) if isinstance(value, str) else _content(value, names)
        for value in (one.before, one.after)
    )
    place, row = f"{one.sheet}!{one.cell}", names.rows.get(one.key)
    label = row.label if row else one.key or place
    return Line(label, before=before, after=after, look=apart(before, after, NUMBER), cell=place, key=one.key)


NUMBER = "#,##0.00##########_);(#,##0.00##########);0_)"
"""How a number of the owner's is shown, whose own format says nothing here."""


def _versions(compared: Compared, names: Names, now: datetime) -> Iterator[Item]:
    before, after, texts = compared.before, compared.after, names.texts
    if before is None or after is None:
        return
    words = names.template.words
    yield Band(texts["versions"])
    yield Line(texts["file"], before=file_name(before.file), after=file_name(after.file))
    then, now_is = (f"{side.template} {side.version}" for side in (before, after))
    yield Line(words.template, "", then, now_is)
    yield Line(texts["preset"], "", before.preset, after.preset)
    for table in dict.fromkeys((*before.dates, *after.dates)):
        newest = before.dates.get(table), after.dates.get(table)
        if newest[0] != newest[1]:
            label = texts["newest"].format(sheet=names.sheets.get(table, table))
            yield Line(label, "", _content(newest[0], names), _content(newest[1], names))
    yield from _stale(before, after, names)
    note = texts["written_note"].format(planner=__version__)
    yield Line(texts["written"], after=now.strftime("%Y-%m-%d"), note=note)


def _stale(before: Side, after: Side, names: Names) -> Iterator[Line]:
    texts, look = names.texts, names.template.formats["count"]
    if before.stale or after.stale:
        then, now = float(before.stale), float(after.stale)
        unit = names.template.words.count_unit
        yield Line(texts["stale"], unit, then, now, look, note=texts["stale_note"])


def _results(compared: Compared, names: Names) -> Iterator[Item]:
    """Key numbers, checks that turned at any level, then the others."""
    texts, scenario = names.texts, compared.scenario
    level = names.level(scenario)
    mine = [one for one in compared.results if one.scenario == scenario]
    if not mine:
        yield Band(texts["no_results"].format(level=level))
    turned = [one for one in compared.results if one.turned]
    groups = (
        (texts["key_results"], [one for one in mine if one.is_key and not one.turned]),
        (texts["turned"], sorted(turned, key=lambda one: one.scenario != scenario)),
        (texts["results"], [one for one in mine if not one.is_key and not one.turned]),
    )
    for title, found in groups:
        if found:
            yield Band(title.format(level=level))
        yield from (_result(one, names, scenario) for one in found)
    yield from _elsewhere(compared, mine, names)
    if compared.unchanged and mine and not compared.keys:
        sections = names.template.words.listed.join(compared.unchanged)
        yield Line(texts["unchanged"].format(sections=sections))


def _elsewhere(compared: Compared, mine: Sequence[ResultChange], names: Names) -> Iterator[Line]:
    """How many results differ at another level alone."""
    told = {one.key for one in mine}
    for scenario in names.template.scenario_names:
        more = [one for one in compared.results if one.scenario == scenario and one.key not in told]
        count = sum(not one.turned for one in more)
        if count:
            yield Line(names.texts["elsewhere"].format(level=names.level(scenario), count=count))


def _result(one: ResultChange, names: Names, scenario: str) -> Line:
    before, after = one.pair
    where = f"{one.sheet}!{one.cell}"
    if one.turned or one.unit == YES_OR_NO:
        words = names.template.words
        then, now = (words.answer_yes if value else words.answer_no for value in (before, after))
        word = names.template.word_of(one.turned) if one.turned else ""
        label = names.result(one, scenario)
        return Line(label, "", then, now, cell=where, status=one.turned, word=word, key=one.key)
    both = isinstance(before, float) and isinstance(after, float)
    look = apart(before, after, one.format) if both else one.format
    return Line(
        names.result(one, scenario),
        names.unit(one),
        before,
        after,
        look,
        subtracts=both and one.comparable,
        change_look=look,
        cell=where,
        key=one.key,
    )
