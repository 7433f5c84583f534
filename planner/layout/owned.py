"""Every formula cell that planner owns: the lines themselves, and the cells that show and judge them.

The formulas here are text. What they must come to is worked out separately, in ``planner.check.expected``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

from planner.layout.arrange import Check, checks_of
from planner.layout.formulas import compile_formula
from planner.layout.formulas_along import compile_run
from planner.layout.headings import heading_cells
from planner.layout.owned_cell import OwnedCell, new_owned
from planner.layout.places import (
    COMPUTED,
    COUNTS,
    DIFFERENCE,
    ENGINE,
    KEYS,
    LIMITS,
    MASTER,
    MASTER_ON_COVER,
    MASTER_ON_SUMMARY,
    OFF_BY,
    PRINTED,
    STATUS,
    STATUSES,
    SUMMARY_DIFFERENCE,
    SUMMARY_STATUS,
    VERDICT,
    WORDS,
    Layout,
    Place,
    axis_name,
    named_name,
    new_place,
    on_cover,
    printed_name,
)
from planner.layout.readers import shown_cells
from planner.results.statuses import LineStatus, line_statuses, unmet_statuses
from planner.template.preset import Preset
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import Template

__all__ = ["FLOOR", "TOLERANCE", "OwnedCell", "line_cells", "owned_cells"]

TOLERANCE, FLOOR = "1E-9", "1E-300"
"""Relative difference that still agrees; size below which two values count as zero."""


LONGEST_TEXT = 32767
"""Characters that a cell holds."""


def owned_cells(template: Template, preset: Preset, layout: Layout) -> Iterator[OwnedCell]:
    """Every formula cell of a workbook with that layout, lines first."""
    yield from line_cells(template, layout)
    for item in checks_of(template):
        if isinstance(item, Check):
            yield from _check_cells(item, template, layout)
    yield from _axis_cells(template, layout)
    yield from _master_cells(template, layout)
    yield from _named_cells(template, layout)
    for row in template.formulas:
        if row.kind != "calc":
            yield from _summary_cells(row, template, layout)
    yield from _printed_cells(template, preset, layout)
    yield from shown_cells(template, layout)
    yield from heading_cells(template, layout)


_LAST: list[tuple[Template, Preset, Layout, tuple[OwnedCell, ...]]] = []


def all_owned_cells(template: Template, preset: Preset, layout: Layout) -> tuple[OwnedCell, ...]:
    """All of them. The last ones are kept: refreshes of one workbook ask for the same again and again."""
    for kept_template, kept_preset, kept_layout, cells in _LAST:
        if kept_template is template and kept_preset is preset and kept_layout == layout:
            return cells
    found = tuple(owned_cells(template, preset, layout))
    _LAST[:] = [(template, preset, layout, found)]
    return found


def line_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """The cells of every calculated line: three a row, or three runs of cells along an axis."""
    for row in template.formulas:
        for scenario in SCENARIOS:
            if row.axis:
                run = layout.run(row, scenario)
                formulas = compile_run(row, scenario, layout, template)
                along = range(len(formulas))
                columns = range(run.column, run.column + len(formulas))
                places = [new_place((run.sheet, run.row, column, 1, 1)) for column in columns]
                same = repeat("line"), repeat(row.key), repeat(scenario)
                yield from map(new_owned, zip(places, formulas, *same, along))  # noqa: B905 - no ends
                continue
            place = layout.cell(row, scenario)
            formula = compile_formula(row.formula, place.sheet, scenario, layout, template)
            yield OwnedCell(place, formula, "line", row.key, scenario)


def _check_cells(check: Check, template: Template, layout: Layout) -> Iterator[OwnedCell]:
    place = layout.check(check.key)
    for across, scenario in enumerate(SCENARIOS):
        yield OwnedCell(place.at(across), _live(check, scenario, place, layout), "live", check.key, scenario)
    live, engine = ([place.at(first + i).a1 for i in range(3)] for first in (0, ENGINE))
    tolerance, floor = (layout[LIMITS].at(down=down).absolute.rpartition("!")[2] for down in (0, 1))
    difference = place.at(DIFFERENCE)
    # COUNTIF counts nothing where the difference is an error. One cell as a range: see docs/dialect.md.
    same = f'COUNTIF({difference.a1}:{difference.a1},"<="&{tolerance})'
    if check.row is not None and check.row.is_input:
        same = "*".join(f"({ours}={theirs})" for ours, theirs in zip(live, engine, strict=True))
    else:
        parts = ",".join(
            f"ABS({ours}-{theirs})/MAX(ABS({ours}),ABS({theirs}),{size}{floor})"
            for ours, theirs, size in zip(live, engine, _sizes(check, place, layout), strict=True)
        )
        yield OwnedCell(difference, f"MAX({parts})", "difference", check.key)
    yield OwnedCell(place.at(STATUS), _status(check, same, place, template), "status", check.key)


def _status(check: Check, same: str, place: Place, template: Template) -> str:
    """The verdict; where it agrees, whether it still does, and whether a check of the plan is met.

    Args:
        same: formula for whether the live values are the engine's.
    """
    verdict = place.at(VERDICT).a1
    unmet = LineStatus.WARNS if check.row is not None and check.row.warns else LineStatus.FAILS
    words = (LineStatus.AGREES, LineStatus.STALE, unmet, LineStatus.OK)
    agrees, stale, fails, fine = (f'"{template.word_of(word)}"' for word in words)
    if check.row is not None and check.row.kind == "check":
        passes = f"(COUNTIF({place.span(0, 3).a1},0)=0)"
        return f"CHOOSE(1+({verdict}={agrees})*(1+{same}*(1+{passes})),{verdict},{stale},{fails},{fine})"
    return f"CHOOSE(1+({verdict}={agrees})*(1+{same}),{verdict},{stale},{fine})"


def _live(check: Check, scenario: str, place: Place, layout: Layout) -> str:
    """The live value beside the engine's: the line's cell, or the sums over a table's column."""
    if check.row is not None:
        return _live_line(check.row, scenario, place, layout)
    assert check.table is not None and check.column is not None  # noqa: S101 - one of the two is there
    column = f"{check.table.key}[{layout.tables[check.table.key].headers[check.column.key]}]"
    return {"low": f"SUM({column})", "base": f"SUMSQ({column})", "high": f"MAX({column})"}[scenario]


def _live_line(row: Row, scenario: str, place: Place, layout: Layout) -> str:
    """A line's cell, or the sum along its axis."""
    if row.axis:
        return f"SUM({layout.run(row, scenario).seen_from(place.sheet)})"
    return layout.cell(row, scenario).seen_from(place.sheet)


def _sizes(check: Check, place: Place, layout: Layout) -> list[str]:
    """What each of the three differences is relative to, besides the values: a number, or another row."""
    if check.row is not None and check.row.size:
        return [f"{check.row.size:g},"] * len(SCENARIOS)
    if check.row is None or not check.row.scale:
        return [""] * len(SCENARIOS)
    scale = layout.check(check.row.scale)
    return [f"ABS({scale.at(across).seen_from(place.sheet)})," for across in range(len(SCENARIOS))]


def _axis_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """The positions above the blocks for base and high repeat those above the first."""
    for sheet in template.sheets:
        if sheet.axis and not sheet.apart:
            first = layout[axis_name(sheet, "low")]
            for scenario in ("base", "high"):
                place = layout[axis_name(sheet, scenario)]
                for index in range(place.columns):
                    formula = first.at(index).a1
                    yield OwnedCell(place.at(index), formula, "axis", sheet.axis.key, scenario, index)


def _master_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    limits, counts, words, statuses = (layout[name] for name in (LIMITS, COUNTS, WORDS, STATUSES))
    yield OwnedCell(limits.at(), TOLERANCE, "tolerance")
    yield OwnedCell(limits.at(down=1), FLOOR, "floor")
    for down, word in enumerate(line_statuses(template.statuses)):
        cell, label = counts.at(down=down), words.at(down=down)
        count = f"COUNTIF({statuses.a1},{label.a1})"
        if word == LineStatus.ERROR:
            others = (
                counts.at(down=i).a1
                for i, other in enumerate(line_statuses(template.statuses))
                if other != word
            )
            count = f'SUMPRODUCT(({layout[KEYS].a1}<>"")*1)-{"-".join(others)}'
        yield OwnedCell(cell, count, "count", word)
        formula = f"IF({cell.a1}>0,1,0)"
        if word == LineStatus.OVERWRITTEN:  # at once, where a text on the cover is typed over
            texts = (place.seen_from(cell.sheet) for place in on_cover(template, layout))
            formula = f"IF(AND({cell.a1}=0,{','.join(f'_xlfn.ISFORMULA({text})' for text in texts)}),0,1)"
        yield OwnedCell(counts.at(1, down), formula, "occurs", word)
    master, occurs = layout[MASTER], counts.span(1, 1)
    yield OwnedCell(master, f"INDEX({words.a1},MATCH(1,{occurs.a1},0))", "master")
    for name in (MASTER_ON_COVER, MASTER_ON_SUMMARY):
        yield OwnedCell(layout[name], master.seen_from(layout[name].sheet), "master")


def _named_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """Cells of the cover that name every check that fails, and every one that warns."""
    between = template.words.log_and.replace('"', '""')
    for word in unmet_statuses(template.statuses):
        place, said = layout[named_name(word)], template.word_of(word)
        names = [
            f'IF({layout.check(row.key).at(STATUS).seen_from(place.sheet)}="{said}","{between}{row.label}","")'
            for row in checks_with(word, template)
        ]
        counted = layout[COUNTS].at(down=line_statuses(template.statuses).index(word)).seen_from(place.sheet)
        none = f'"{template.words.answer_none}"'
        listed = f"MID({'&'.join(names)},{len(template.words.log_and) + 1},{LONGEST_TEXT})"
        yield OwnedCell(place, f"CHOOSE(1+({counted}>0),{none},{listed})" if names else none, "named", word)


def checks_with(word: str, template: Template) -> list[Row]:
    """The checks that have this status where they are not met."""
    return [
        row for row in template.formulas if row.kind == "check" and row.warns == (word == LineStatus.WARNS)
    ]


def _summary_cells(row: Row, template: Template, layout: Layout) -> Iterator[OwnedCell]:
    place, check = layout.summary(row.key), layout.check(row.key)
    for across, scenario in enumerate(SCENARIOS):
        formula = layout.cell(row, scenario).seen_from(place.sheet)
        yield OwnedCell(place.at(across), formula, "live", row.key, scenario)
        formula = check.at(ENGINE + across).seen_from(place.sheet)
        yield OwnedCell(place.at(ENGINE + across), formula, "engine", row.key, scenario)
    formula = check.at(DIFFERENCE).seen_from(place.sheet)
    yield OwnedCell(place.at(SUMMARY_DIFFERENCE), formula, "difference", row.key)
    formula = check.at(STATUS).seen_from(place.sheet)
    yield OwnedCell(place.at(SUMMARY_STATUS), formula, "status", row.key)


def _printed_cells(template: Template, preset: Preset, layout: Layout) -> Iterator[OwnedCell]:
    for number, printed in enumerate(preset.printed):
        place = layout[printed_name(number)]
        computed = layout.cell(template.row(printed.key), printed.scenario).seen_from(place.sheet)
        yield OwnedCell(place.at(COMPUTED), computed, "live", printed.key, printed.scenario)
        ratio = f"{place.at(COMPUTED).a1}/{place.at(PRINTED).a1}-1"
        yield OwnedCell(place.at(OFF_BY), ratio, "off by", str(number), printed.scenario)
