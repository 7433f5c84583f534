"""What the cells that show and judge the lines must come to.

The workbook's own formulas for them are in ``planner.layout.owned``. This is the second statement of the
same rules, made from values and not from the formulas: a summary that lies is found like any difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from planner.check.checkers.base import FormulaError, NotRun, Value
from planner.check.front import said_on_paper
from planner.check.readers import answer, in_units, money, money_scale, unit_of, value_of
from planner.layout.owned import OwnedCell
from planner.layout.places import WHERE_EMPTY
from planner.results.statuses import LINE_STATUSES, LineStatus
from planner.template.preset import Printed
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import Template
from planner.template.texts import Texts, heading

TOLERANCE, FLOOR = 1e-9, 1e-300

NEAR, DIGITS = 1e-14, 15
"""Spreadsheets compare numbers by 15 digits or so: whether two that are nearer than 1e-14 of their size are
equal, each of them decides in its own way."""

Known = float | str | None


class Stored(NamedTuple):
    """What the last refresh wrote beside the live values of one row of Checks."""

    engine: tuple[Known, Known, Known]
    verdict: str


def digest(values: Sequence[Value]) -> Value:
    """What one row of Checks shows of a line: its value, or the sum along its axis; an error where one is."""
    numbers = [value for value in values if isinstance(value, float)]
    if len(numbers) == len(values):
        return sum(numbers)
    return next(value for value in values if not isinstance(value, float))


def live_values(
    template: Template,
    lines: Mapping[tuple[str, str], Value],
    scalars: Mapping[str, Mapping[str, float | str]],
    columns: Mapping[str, Sequence[float | None]],
) -> dict[tuple[str, str], Value]:
    """The live value that each row of Checks shows, by (key, scenario).

    Args:
        lines: (key, scenario) -> what the formulas of the lines come to, summed along an axis.
        scalars: scenario -> key -> input.
        columns: `table.column` -> the numbers in it.
    """
    live: dict[tuple[str, str], Value] = dict(lines)
    for row in template.inputs:
        live.update({(row.key, name): scalars[name].get(row.key) for name in SCENARIOS})
    for key, cells in columns.items():
        numbers = [value for value in cells if value is not None]
        sums = (sum(numbers), sum(value * value for value in numbers), max(numbers, default=0.0))
        live.update({(key, name): float(value) for name, value in zip(SCENARIOS, sums, strict=True)})
    return live


NO_SCALE = (0.0, 0.0, 0.0)


def difference(
    live: Sequence[Value], engine: Sequence[Known], scale: Sequence[Value] = NO_SCALE
) -> float | FormulaError | None:
    """The largest relative difference of a row; an error when one of its values is one.

    Args:
        scale: what each difference is relative to, where that is more than the values themselves.
    """
    worst = 0.0
    for ours, theirs, size in zip(live, engine, scale, strict=True):
        theirs = 0.0 if theirs is None else theirs  # noqa: PLW2901 - a spreadsheet counts a blank as zero
        error = next((value for value in (ours, size) if isinstance(value, FormulaError)), None)
        if error is not None:
            return error
        if isinstance(ours, str):
            return FormulaError("#VALUE!")
        ours = float(ours) if isinstance(ours, bool) else ours  # noqa: PLW2901 - so does arithmetic
        if not isinstance(ours, float) or not isinstance(theirs, float) or not isinstance(size, float):
            return None
        worst = max(worst, abs(ours - theirs) / max(abs(ours), abs(theirs), abs(size), FLOOR))
    return worst


def scales(
    template: Template, live: Mapping[tuple[str, str], Value], keys: Iterable[str]
) -> dict[str, Sequence[Value]]:
    """What the differences of each row of Checks are relative to, besides the values themselves."""
    rows = {row.key: row for _, row in template.rows() if row.scale or row.size}

    def of(row: Row | None) -> Sequence[Value]:
        if row is None:
            return NO_SCALE
        return tuple(live[row.scale, name] if row.scale else float(row.size) for name in SCENARIOS)

    return {key: of(rows.get(key)) for key in keys}


def statuses(
    template: Template,
    live: Mapping[tuple[str, str], Value],
    stored: Mapping[str, Stored],
    shown: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """What the status of every row of Checks must say.

    Args:
        shown: what those of the inputs do say, for those of which spreadsheets may say either.
    """
    kinds = {row.key: WARNING if row.warns else row.kind for _, row in template.rows()}
    sizes, shown = scales(template, live, stored), shown or {}
    return {
        key: status(
            [live[key, name] for name in SCENARIOS],
            kept,
            kinds.get(key, "table"),
            sizes[key],
            shown.get(key, ""),
        )
        for key, kept in stored.items()
    }


WARNING = "check that warns"
UNMET = {"check": LineStatus.FAILS, WARNING: LineStatus.WARNS}


def status(
    live: Sequence[Value], stored: Stored, kind: str, scale: Sequence[Value] = NO_SCALE, shown: str = ""
) -> str:
    """What the status of a row must say.

    Args:
        kind: the row's kind; an input must be the same to its 15 digits, a check must also hold, and one
            that warns is of the kind `WARNING`.
        scale: as in :func:`difference`.
        shown: what it does say, where spreadsheets may say either.
    """
    if stored.verdict != LineStatus.AGREES:
        return stored.verdict
    if kind == "input":
        pairs = list(zip(live, stored.engine, strict=True))
        if shown in {LineStatus.OK, LineStatus.STALE} and all(_same(*pair) or _near(*pair) for pair in pairs):
            return LineStatus.OK if all(ours == theirs for ours, theirs in pairs) else shown
        same = all(_same(ours, theirs) for ours, theirs in pairs)
    else:
        off = difference(live, stored.engine, scale)
        same = isinstance(off, float) and off <= TOLERANCE
    if not same:
        return LineStatus.STALE
    return UNMET.get(kind, LineStatus.OK) if 0.0 in live else LineStatus.OK


def master(statuses: Sequence[str]) -> tuple[str, dict[str, int]]:
    """The worst status that occurs, and how often each does; a word that is none of them is an error."""
    counts = Counter(word if word in LINE_STATUSES else LineStatus.ERROR for word in statuses)
    by_word = {word: counts[word] for word in LINE_STATUSES}
    return next(word for word, count in by_word.items() if count), by_word


def occurring(words: Sequence[str], *, typed_over: bool) -> tuple[str, dict[str, int], set[str]]:
    """The worst status, how often each stands in a row, and which occur, those on the cover included.

    Args:
        typed_over: whether a text on the cover holds no formula any more.
    """
    worst, counts = master([*words, LineStatus.OVERWRITTEN] if typed_over else words)
    rows = {word: count - (typed_over and word == LineStatus.OVERWRITTEN) for word, count in counts.items()}
    return worst, rows, {word for word, count in counts.items() if count}


def named(word: str, words: Mapping[str, str], template: Template) -> str:
    """The labels of the checks of the plan that have one status, as the cover lists them.

    Args:
        words: the status of each row of Checks.
    """
    labels = [row.label for row in template.formulas if row.kind == "check" and words.get(row.key) == word]
    return template.words.log_and.join(labels) or template.words.answer_none


def expected_values(
    owned: Sequence[OwnedCell],
    template: Template,
    live: Mapping[tuple[str, str], Value],
    stored: Mapping[str, Stored],
    *,
    printed: Sequence[Printed],
    axes: Mapping[str, Sequence[float | str]],
    along: Mapping[tuple[str, str], Sequence[Value]],
    shown: Mapping[str, str],
    texts: Texts,
    typed_over: bool = False,
) -> list[Value]:
    """What owned cells must show, all but the lines' own, one after another.

    Args:
        typed_over: whether a text on the cover holds no formula any more.
        along: (key, scenario) -> what the formulas of a line come to, one for each position.
        shown: as in :func:`statuses`.
        texts: what the owner says of the plan, which headings repeat.
    """
    by_role = {
        **_for_readers(template, live, stored, along),
        **_as_given(printed, axes, live),
        "heading": lambda cell: _heading(cell.key, template, texts),
        **said_on_paper(template, live, along, texts),
        **_of_statuses(template, live, stored, shown, typed_over=typed_over),
    }
    return [by_role[cell.role](cell) for cell in owned]


def _heading(shown: str, template: Template, texts: Texts) -> str:
    """What a heading says: the owner's words, or on the cover that there are none."""
    words = heading(getattr(template.headings, shown), texts, template.texts)
    return words or getattr(template.words, WHERE_EMPTY.get(shown, ""), "")


def _of_statuses(
    template: Template,
    live: Mapping[tuple[str, str], Value],
    stored: Mapping[str, Stored],
    shown: Mapping[str, str],
    *,
    typed_over: bool,
) -> dict[str, Callable[[OwnedCell], Value]]:
    """What cells must show that judge lines: by the role of a cell, how it is found."""
    rows = {key: [live[key, name] for name in SCENARIOS] for key in stored}
    sizes = scales(template, live, stored)
    words = statuses(template, live, stored, shown)
    unknown = {key: value for key in rows for value in rows[key] if isinstance(value, NotRun)}
    judged = {key: value for key, value in unknown.items() if stored[key].verdict == LineStatus.AGREES}
    return {
        "difference": lambda cell: (
            unknown.get(cell.key) or difference(rows[cell.key], stored[cell.key].engine, sizes[cell.key])
        ),
        "status": lambda cell: judged.get(cell.key) or template.word_of(words[cell.key]),
        **_of_all_statuses(template, words, next(iter(judged.values()), None), typed_over=typed_over),
    }


def _of_all_statuses(
    template: Template, words: Mapping[str, str], not_run: NotRun | None, *, typed_over: bool
) -> dict[str, Callable[[OwnedCell], Value]]:
    """What cells must show that judge all lines at once: by the role of a cell, how it is found.

    Args:
        words: the status of each row of Checks.
        not_run: of a line that should agree: what reads it is not known either.
    """
    worst, counts, occur = occurring(list(words.values()), typed_over=typed_over)
    return {
        "count": lambda cell: not_run or float(counts[cell.key]),
        "occurs": lambda cell: not_run or float(cell.key in occur),
        "master": lambda _: not_run or template.word_of(worst),
        "named": lambda cell: not_run or named(cell.key, words, template),
    }


def _as_given(
    printed: Sequence[Printed],
    axes: Mapping[str, Sequence[float | str]],
    live: Mapping[tuple[str, str], Value],
) -> dict[str, Callable[[OwnedCell], Value]]:
    """What cells must show that is given: positions along axes, figures in print, tolerances."""
    return {
        "off by": lambda cell: _off_by(printed[int(cell.key)], live),
        "axis": lambda cell: axes[cell.key][cell.along],
        "tolerance": lambda _: TOLERANCE,
        "floor": lambda _: FLOOR,
    }


def _for_readers(
    template: Template,
    live: Mapping[tuple[str, str], Value],
    stored: Mapping[str, Stored],
    along: Mapping[tuple[str, str], Sequence[Value]],
) -> dict[str, Callable[[OwnedCell], Value]]:
    """What cells must show that judge nothing: by the role of a cell, how it is found."""
    return {
        "live": lambda cell: live[cell.key, cell.scenario],
        "engine": lambda cell: _engine(cell, stored),
        "said": lambda cell: value_of(cell, template, live, along),
        "said engine": lambda cell: in_units(_engine(cell, stored), cell.key, template, live),
        "money": lambda _: money(template, live),
        "scale": lambda _: money_scale(template, live),
        "unit": lambda cell: unit_of(cell.key, template, live),
        "answer": lambda cell: answer(template.answers[cell.along], template, live),
    }


def _engine(cell: OwnedCell, stored: Mapping[str, Stored]) -> Value:
    return stored[cell.key].engine[SCENARIOS.index(cell.scenario)] or 0.0


def _off_by(printed: Printed, live: Mapping[tuple[str, str], Value]) -> Value:
    computed = live[printed.key, printed.scenario]
    return computed / printed.printed - 1 if isinstance(computed, float) else computed


def _same(ours: Value, theirs: Known) -> bool:
    """As a spreadsheet compares: text without regard to case, numbers by their first 15 digits."""
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours.casefold() == theirs.casefold()
    if isinstance(ours, float) and isinstance(theirs, float):
        return ours == theirs or f"{ours:.{DIGITS}g}" == f"{theirs:.{DIGITS}g}"
    return ours == theirs


def _near(ours: Value, theirs: Known) -> bool:
    """Whether spreadsheets disagree about two numbers being equal."""
    if not (isinstance(ours, float) and isinstance(theirs, float)):
        return False
    return abs(ours - theirs) <= NEAR * max(abs(ours), abs(theirs))
