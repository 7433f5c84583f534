"""The sheet `Risk inputs`: the table of what is uncertain, and one draw of it made again by formulas.

It is the only place of its addresses. Formulas here are written from the publications of the generator and of
the metalog, and share nothing with `hdr` and `quantiles`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from planner.risk.sheet_cells import (
    ASIDE,
    DECIMALS,
    HEADER,
    KEY_LOOK,
    NOTE_LOOK,
    SECTION,
    STATUS_LOOK,
    SUBTITLE,
    TEXT,
    TITLE,
    TYPED,
    WHOLE,
    WRITTEN,
    Cells,
    Filled,
    a1,
    down,
    look_of_input,
)
from planner.risk.uncertain import DISCRETE, EVENT, LOGNORMAL, METALOG, TRIANGULAR, UNIFORM, Uncertain
from planner.xlsx.a1 import quote_sheet
from planner.xlsx.cell import Value

MARK_ROW, SEED_AT, TRIAL_AT, KEPT_AT, STATUS_AT = 3, (5, 2), (6, 2), (7, 2), (8, 2)
OK_AT, DIFFERS_AT = (9, 2), (9, 3)
HEAD, FIRST = 11, 12
"""Rows of the headings of the table, and of its first row."""
TABLE = (
    *("label", "key", "kind", "low", "base", "high", "lower", "upper", "probability", "group"),
    *("correlation", "variable", "entity", "note"),
)
MADE = (
    *("half", "second_half", "u", "factor_half", "factor_second_half", "factor_u", "share"),
    *("t_low", "t_base", "t_high", "logit", "s", "value", "stored", "alike"),
)
WHOLE_NUMBERS = {"half", "second_half", "factor_half", "factor_second_half", "alike"}
AT = {name: number for number, name in enumerate((*TABLE, *MADE), start=1)}
"""Column of each name; the table itself, then the draw of the trial."""

HALVES = (
    *(("trial", 2_499_997, 2_246_527), ("variable", 1_800_451, 2_399_993), ("entity", 2_000_371, 2_100_869)),
    *(("seed", 1_796_777, 1_918_303), ("modulus", 7_450_589, 7_450_987), ("times", 4_658, 7_580)),
    *(("plus", 7_450_581, 7_560_584), ("times_2", 383, 17_669), ("modulus_2", 99_991, 7_440_893)),
)
"""Constants of HDR as published, for either half; below the second half's, those that stand alone."""
ALONE = (
    *(("numerator", 999_999_999_999_989), ("weight", 7_440_893), ("last_times", 1_343)),
    *(("range", 4_294_967_296), ("offset", 1_000_000)),
)
NUMBERS = (
    ("middle", 0.5),
    ("two", 2),
    ("nine", 9),
    ("eight_tenths", 0.8),
    ("nine_tenths", 0.9),
    ("tolerance", 1e-9),
)
CONSTANTS = len(TABLE) + 1
"""The column of the first constant, above the columns of the draw."""
_PLACES = {
    **{
        f"{name}_{half}": (4 + half, CONSTANTS + at)
        for at, (name, *_) in enumerate(HALVES)
        for half in (1, 2)
    },
    **{name: (5, CONSTANTS + len(HALVES) + at) for at, (name, _) in enumerate(ALONE)},
    **{name: (8, CONSTANTS + at) for at, (name, _) in enumerate(NUMBERS)},
}


Here = Callable[[str], str]
"""The cell of a column in the row of a formula."""


def constant(name: str) -> str:
    """The cell of a constant."""
    return a1(*_PLACES[name])


def mark(rows: int) -> str:
    """What the sheet says of itself, by which planner knows it again."""
    return f"planner risk inputs 1: {rows}"


def cells_of(
    rows: Sequence[Uncertain], seed: int, trial: int, draws: tuple[str, int, int], words: Mapping[str, str]
) -> Cells:
    """Every cell of the sheet.

    Args:
        draws: the sheet of the draws, the row of its first and how many there are; their inputs stand in the
            order of the rows, from column B on.
        words: texts in the language of the plan, and the words for `OK` and `DIFFERS`.
    """
    found = dict(_front(len(rows), seed, trial, draws, words))
    found |= dict(_constants(words))
    for name, column in AT.items():
        found[HEAD, column] = Filled(HEADER, words[f"inputs_{name}"])
    for number, row in enumerate(rows):
        found |= dict(_typed(row, FIRST + number))
        found |= dict(_drawn(row, FIRST + number, rows, (draws[0], draws[1], draws[2], 2 + number)))
    return found


def _front(
    count: int, seed: int, trial: int, draws: tuple[str, int, int], words: Mapping[str, str]
) -> Iterator[tuple[tuple[int, int], Filled]]:
    yield (1, 1), Filled(TITLE, words["inputs_title"])
    yield (2, 1), Filled(SUBTITLE, words["inputs_subtitle"])
    yield (MARK_ROW, 1), Filled(KEY_LOOK, mark(count))
    agrees = down(AT["alike"], FIRST, count)
    sheet, first, kept = draws
    trials = f"{quote_sheet(sheet)}!{down(1, first, kept)}"
    off = f"({a1(*TRIAL_AT)}<={a1(*KEPT_AT)})*(SUM({agrees})<ROWS({agrees}))"
    status = f"IF({off}=1,{a1(*DIFFERS_AT)},{a1(*OK_AT)})"
    told = (
        ("seed", SEED_AT, Filled(WHOLE, float(seed))),
        ("trial", TRIAL_AT, Filled(WHOLE, float(trial))),
        ("kept", KEPT_AT, Filled(WRITTEN, float(kept), f"ROWS({trials})")),
        ("status", STATUS_AT, Filled(STATUS_LOOK, words["ok"], status)),
    )
    for name, at, cell in told:
        yield (at[0], 1), Filled(TEXT, words[f"inputs_top_{name}"])
        yield at, cell
        yield (at[0], 3), Filled(ASIDE, words[f"inputs_top_{name}_note"])
    yield (9, 1), Filled(TEXT, words["inputs_top_words"])
    yield OK_AT, Filled(STATUS_LOOK, words["ok"])
    yield DIFFERS_AT, Filled(STATUS_LOOK, words["unlike"])


def _constants(words: Mapping[str, str]) -> Iterator[tuple[tuple[int, int], Filled]]:
    yield (3, CONSTANTS), Filled(SECTION, words["inputs_constants"])
    for name, first, second in HALVES:
        row, column = _PLACES[f"{name}_1"]
        yield (row - 1, column), Filled(NOTE_LOOK, words[f"constant_{name}"])
        yield (row, column), Filled(WRITTEN, float(first))
        yield (row + 1, column), Filled(WRITTEN, float(second))
    for name, value in (*ALONE, *NUMBERS):
        row, column = _PLACES[name]
        yield (row - 1, column), Filled(NOTE_LOOK, words[f"constant_{name}"])
        yield (row, column), Filled(WRITTEN if float(value).is_integer() else DECIMALS, float(value))


def _typed(row: Uncertain, at: int) -> Iterator[tuple[tuple[int, int], Filled]]:
    values: dict[str, Value] = {
        **{"label": row.label, "key": row.name, "kind": row.kind, "low": row.low, "base": row.base},
        **{"high": row.high, "lower": row.lower, "upper": row.upper, "group": row.group or None},
        **{"probability": row.probability or None, "correlation": row.correlation or None},
        **{"variable": float(row.variable), "entity": float(row.entity), "note": row.note},
    }
    own = dict.fromkeys(("low", "base", "high"), look_of_input(row.name))
    special = {"label": TEXT, "key": KEY_LOOK, "note": NOTE_LOOK, **own, "variable": WHOLE, "entity": WHOLE}
    for name, value in values.items():
        yield (at, AT[name]), Filled(special.get(name, TYPED), value)


def _drawn(
    row: Uncertain, at: int, rows: Sequence[Uncertain], stored: tuple[str, int, int, int]
) -> Iterator[tuple[tuple[int, int], Filled]]:
    """The draw of the trial, a formula a column."""

    def here(name: str) -> str:
        return a1(at, AT[name], row_moves=True)

    formulas = {**_shared(row, len(rows), here), **_made(row, here), **_compared(row, here, stored)}
    for name, formula in formulas.items():
        yield (at, AT[name]), Filled(WRITTEN if name in WHOLE_NUMBERS else DECIMALS, None, formula)


def _shared(row: Uncertain, rows: int, here: Here) -> dict[str, str]:
    """The share of an input, which in a group leans on the factor."""
    variable, entity = here("variable"), here("entity")
    found = {"half": _half(1, variable, entity), "second_half": _half(2, variable, entity)}
    found["u"] = _joined(here("half"), here("second_half"))
    if not row.group:
        return found | {"share": here("u")}
    match = f"MATCH({here('group')},{down(AT['group'], FIRST, rows)},0)"
    first = f"INDEX({down(AT['variable'], FIRST, rows)},{match})+{constant('offset')}"
    second = f"INDEX({down(AT['entity'], FIRST, rows)},{match})"
    found["factor_half"] = _half(1, f"({first})", second)
    found["factor_second_half"] = _half(2, f"({first})", second)
    found["factor_u"] = _joined(here("factor_half"), here("factor_second_half"))
    leaning = here("correlation")
    own = f"SQRT(1-{leaning}*{leaning})*NORMSINV({here('u')})"
    return found | {"share": f"NORMSDIST({leaning}*NORMSINV({here('factor_u')})+{own})"}


def _made(row: Uncertain, here: Here) -> dict[str, str]:
    """The value at that share."""
    found = {}
    if row.kind == METALOG:
        found = {f"t_{name}": _unbounded(here(name), row, here) for name in ("low", "base", "high")}
        found["logit"] = f"LN({here('share')}/(1-{here('share')}))"
        found["s"] = _metalog(here)
    value = _value(row, here)
    return found | {"value": f"ROUND({value},0)" if row.of.whole and not row.is_word else value}


def _compared(row: Uncertain, here: Here, stored: tuple[str, int, int, int]) -> dict[str, str]:
    """The value that is stored, and whether it is the one that was made."""
    sheet, top, kept, column = stored
    cells, trial = f"{quote_sheet(sheet)}!{down(column, top, kept)}", a1(*TRIAL_AT)
    made, there = here("value"), here("stored")
    near = f"ABS({made}-{there})<={constant('tolerance')}*ABS({made})"
    alike = f"({made}={there})*1" if row.is_word else f"IF({trial}<={a1(*KEPT_AT)},({near})*1,0)"
    return {"stored": f'IF({trial}<={a1(*KEPT_AT)},INDEX({cells},{trial}),"")', "alike": alike}


def _half(half: int, variable: str, entity: str) -> str:
    """One half of the generator."""

    def of(name: str) -> str:
        return constant(f"{name}_{half}")

    counted = (
        f"{a1(*TRIAL_AT)}*{of('trial')}+{variable}*{of('variable')}+{entity}*{of('entity')}"
        f"+{a1(*SEED_AT)}*{of('seed')}"
    )
    inner = f"MOD({counted},{of('modulus')})*{of('times')}+{of('plus')}"
    made = f"MOD(MOD({constant('numerator')},{inner})*{of('times_2')},{of('modulus_2')})"
    return f"{made}*{constant('weight')}" if half == 1 else made


def _joined(first: str, second: str) -> str:
    whole = f"MOD(({first}+{second})*{constant('last_times')},{constant('range')})"
    return f"({whole}+{constant('middle')})/{constant('range')}"


def _unbounded(cell: str, row: Uncertain, here: Here) -> str:
    """A value on the line that has no ends."""
    lower, upper = here("lower"), here("upper")
    if row.lower is not None and row.upper is not None:
        return f"LN(({cell}-{lower})/({upper}-{cell}))"
    if row.lower is not None:
        return f"LN({cell}-{lower})"
    return cell if row.upper is None else f"0-LN({upper}-{cell})"


def _metalog(here: Here) -> str:
    """a1 + a2 L + a3 (y - 1/2) L."""
    low, base, high = (here(f"t_{name}") for name in ("low", "base", "high"))
    logit, share, nine = here("logit"), here("share"), f"LN({constant('nine')})"
    second = f"({high}-{low})/({constant('two')}*{nine})*{logit}"
    third = f"({high}+{low}-{constant('two')}*{base})/({constant('eight_tenths')}*{nine})"
    return f"{base}+{second}+{third}*({share}-{constant('middle')})*{logit}"


def _value(row: Uncertain, here: Here) -> str:
    """The value of the input at its share."""
    low, base, high, share, probability = (
        here(name) for name in ("low", "base", "high", "share", "probability")
    )
    if row.kind == METALOG:
        return _bounded(row, here)
    left = f"{low}+SQRT({share}*({high}-{low})*({base}-{low}))"
    right = f"{high}-SQRT((1-{share})*({high}-{low})*({high}-{base}))"
    width = f"(LN({high})-LN({low}))/({constant('two')}*NORMSINV({constant('nine_tenths')}))"
    middle = f"(LN({low})+LN({high}))/{constant('two')}"
    return {
        TRIANGULAR: f"IF({share}*({high}-{low})<{base}-{low},{left},{right})",
        DISCRETE: f"CHOOSE(1+({share}>={probability})+({share}>=1-{probability}),{low},{base},{high})",
        EVENT: f"CHOOSE(1+({share}>=1-{probability}),{base},{high})",
        LOGNORMAL: f"EXP({middle}+{width}*NORMSINV({share}))",
        UNIFORM: f"{low}+{share}*({high}-{low})",
    }[row.kind]


def _bounded(row: Uncertain, here: Here) -> str:
    """The metalog back between its bounds."""
    s, lower, upper = here("s"), here("lower"), here("upper")
    if row.lower is not None and row.upper is not None:
        return f"{lower}+({upper}-{lower})/(1+EXP(0-{s}))"
    if row.lower is not None:
        return f"{lower}+EXP({s})"
    return s if row.upper is None else f"{upper}-EXP(0-{s})"
