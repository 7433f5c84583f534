"""For every rule, small changes of a sound model that break it, and where that must be found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.check.checkers.base import FormulaError, Value
from tests.lint.model import SHARE, Model, Tab, columns
from tests.surgery import BOOK, HEAD, Surgery, q

Change = Callable[[Model], object]
CALC, IN = "Calculations", "Inputs"
PROFIT = {column: 1000 * (1 + 0.02 * month) * 3 - 2000 for month, column in enumerate(columns())}


@dataclass(frozen=True)
class Break:
    """One way to break a rule.

    Attributes:
        where: the place of the first finding; empty for the whole workbook.
        what: a part of what it says.
        surgery: what is changed in the written file.
        computed: what a checker makes of some cells, where that is not what they show.
        also: other rules that the same change breaks, or that cannot tell any more.
    """

    rule: str
    where: str
    what: str
    change: Change = lambda _: None
    surgery: Callable[[Surgery], object] = lambda _: None
    computed: Mapping[tuple[str, int, int], Value] = field(default_factory=dict)
    also: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        return f"{self.rule}: {self.what}"


def row(number: int, formula: str, look: str = "formula", **more: Any) -> Change:
    """The formula of a row of Calculations in every month, `{c}` for the column; it shows the profit."""

    def change(model: Model) -> None:
        for column in columns():
            model[CALC].put(f"{column}{number}", formula.format(c=column), look, PROFIT[column], **more)
        if f"A{number}" not in model[CALC].cells:
            model[CALC].put(f"A{number}", f"Line {number}")
            model[CALC].put(f"B{number}", "USD")
        model[CALC].printed = f"A1:H{max(11, number)}"

    return change


def put(sheet: str, at: str, content: Any, look: str = "text", value: Any = None, **more: Any) -> Change:
    """One cell."""
    return lambda model: model[sheet].put(at, content, look, value, **more)


def drop(sheet: str, *cells: str) -> Change:
    """Cells that are emptied."""

    def change(model: Model) -> None:
        for at in cells:
            del model[sheet].cells[at]

    return change


def check(formula: str, value: Any = 1) -> Change:
    """The second check."""
    return put("Checks", "C5", formula, "link flag", value)


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(model: Model) -> None:
        for one in changes:
            one(model)

    return change


def of(sheet: str, **fields: Any) -> Change:
    """Settings of a sheet."""

    def change(model: Model) -> None:
        for name, value in fields.items():
            setattr(model[sheet], name, value)

    return change


def width(sheet: str, column: str, value: float) -> Change:
    return lambda model: model[sheet].widths.update({column: value})


MONTHS_TWICE = ("Jan 2027", "Feb 2027", "Feb 2027", "Apr 2027")


def shares(*values: float) -> Change:
    """Three shares below the inputs, and what they come to."""

    def change(model: Model) -> None:
        for at, value in enumerate(values, 10):
            for column, text in zip("ABD", (f"Share {at}", "fraction", "A survey"), strict=True):
                model[IN].put(f"{column}{at}", text)
            model[IN].put(f"C{at}", value, "input share")
        model[IN].put("A14", "All shares")
        model[IN].put("B14", "fraction")
        model[IN].put("C14", "=SUM(C10:C12)", "formula", sum(values), num_format=SHARE)
        model[IN].validated = ["C4:C12"]
        model[IN].printed = "A1:D14"

    return change


def extra_sheet(name: str) -> Change:
    def change(model: Model) -> None:
        model.tabs[name] = Tab(printed="A1:B2")
        model[name].put("A1", "Some words")

    return change


def other_columns(model: Model) -> None:
    """A second sheet of inputs, one column further to the right than the first."""
    tab = model.tabs["More inputs"] = Tab(frozen=3, printed="A1:E5", validated=["D4:D5"])
    for at, text in zip("BCDE", ("Line", "Unit", "Value", "Source"), strict=True):
        tab.put(f"{at}3", text, "head")
    for number, label in ((4, "Rent"), (5, "Power")):
        tab.put(f"B{number}", label)
        tab.put(f"C{number}", "USD")
        tab.put(f"D{number}", number, "input")
        tab.put(f"E{number}", "The contract")


def hidden_window(book: Surgery) -> None:
    next(book.tree(BOOK).iter(q("workbookView"))).set("visibility", "hidden")


def table_without_note(model: Model) -> None:
    """A table of inputs of which the second row says nothing of its source."""
    tab = model[IN]
    for at, text in zip("ABCD", ("Source of flour", "Bags", "Price (USD)", "Source"), strict=True):
        tab.put(f"{at}11", text, "head")
    for number, note in ((12, "The mill's list"), (13, "")):
        tab.put(f"A{number}", f"Mill {number}")
        tab.put(f"B{number}", number, "input")
        tab.put(f"C{number}", number, "input")
        if note:
            tab.put(f"D{number}", note)
    headings = [{"header": text} for text in ("Source of flour", "Bags", "Price (USD)", "Source")]
    tab.tables["A11:D13"] = {"name": "mills", "columns": headings, "autofilter": False}
    tab.validated += ["B12:C13"]
    tab.printed = "A1:D13"
    check("=IF(SUMPRODUCT(mills[Bags],mills[Price (USD)])>0,1,0)")(model)


def cover_last(model: Model) -> None:
    model.tabs["Cover"] = model.tabs.pop("Cover")


def many_rows(model: Model) -> None:
    for number in range(3, 1500):
        model["Log"].put(f"C{number}", "Nothing changed")
    model["Log"].printed = "A1:H1500"


def no_value(book: Surgery) -> None:
    cell = book.cell(CALC, "D5")
    cell.remove(cell.find(q("v")))


def calculation(**settings: str) -> Callable[[Surgery], None]:
    def surgery(book: Surgery) -> None:
        book.tree(BOOK).find(q("calcPr")).attrib.update(settings)

    return surgery


def hidden_name(book: Surgery) -> None:
    book.tree(BOOK).find(f".//{q('definedName')}[@name='loaf_price']").set("hidden", "1")


def related(kind: str) -> Callable[[Surgery], None]:
    """A part of the workbook that another program left: a link to another file, or a data connection."""

    def surgery(book: Surgery) -> None:
        book.add_part(f"xl/{kind}.xml", HEAD + b"<x/>", "application/xml")
        book.relate(BOOK, kind, f"xl/{kind}.xml")

    return surgery


def lines_in_formula(book: Surgery) -> None:
    book.cell(CALC, "D11").find(q("f")).text = "D5-\nD9"


TYPED = frozenset({"sheet-types", "input-sources", "input-validation"})
UNLISTED = frozenset({"known-functions"})
LONG = "={c}5-{c}9" + "+0*{c}5" * 60
SAME = "Calculations!H4>=Calculations!C4"

BREAKS = (
    Break(
        "no-error-values",
        f"{CALC}!D5",
        "shows the error #DIV/0!",
        put(CALC, "D5", "=D4*loaf_price", "link", "#DIV/0!"),
    ),
    Break(
        "no-error-values",
        f"{CALC}!D5",
        "comes to the error #N/A",
        computed={(CALC, 5, 4): FormulaError("#N/A")},
        also=frozenset({"values-agree"}),
    ),
    Break(
        "cached-values",
        f"{CALC}!D5",
        "a formula without a value",
        surgery=no_value,
        computed={(CALC, 5, 4): 4080.0},
    ),
    Break(
        "values-agree",
        f"{CALC}!D5",
        "shows 4080 where its formula comes to 4081",
        computed={(CALC, 5, 4): 4081.0},
    ),
    Break(
        "names-resolve",
        f"{CALC}!C5:H5",
        "the name loaf_prise, which is not defined",
        row(5, "={c}4*loaf_prise", "link"),
        also=frozenset({"input-colours"}),
    ),
    Break(
        "names-resolve",
        "Checks!C5",
        "the sheet Bakers, which is not there",
        check("=IF(Bakers!A1>0,1,0)"),
        also=frozenset({"input-colours"}),
    ),
    Break(
        "names-resolve",
        "Checks!C5",
        "cells that were deleted",
        check("=IF(Calculations!#REF!>0,1,0)"),
        also=frozenset({"input-colours"}),
    ),
    Break(
        "names-resolve",
        "Checks!C5",
        "the table Loaves, which is not there",
        check("=IF(Loaves[Price]>0,1,0)"),
        also=frozenset({"input-colours"}),
    ),
    Break(
        "names-resolve",
        "",
        "the name lost refers to cells that were deleted",
        lambda model: model.names.update(lost="=Inputs!#REF!"),
    ),
    Break("sheet-types", "Sheet6", "does not say whether it holds inputs", extra_sheet("Sheet6")),
    Break(
        "sheet-types",
        f"{CALC}!J11",
        "a typed number that formulas read, on a sheet of calculations",
        both(
            put(CALC, "J11", 5, "input"),
            of(CALC, validated=["J11"], comments={"J11": "Counted in May"}),
            check("=IF(Calculations!J11>0,1,0)"),
            of(CALC, printed="A1:J11"),
        ),
    ),
    Break("same-columns", "More inputs", "has its labels in column B", other_columns),
    Break(
        "one-time-axis",
        f"{CALC}!C13",
        "another time axis than the one at C3",
        both(*(put(CALC, f"{c}13", 2026.0 + n, "head") for n, c in enumerate(columns()))),
    ),
    Break("headings-in-view", f"{CALC}!C3", "scroll out of view", of(CALC, frozen=0)),
    Break(
        "one-formula-a-row",
        f"{CALC}!E5",
        "another formula than C5",
        put(CALC, "E5", "=E4*Inputs!$C$4", "link", 4160),
        also=frozenset({"formulas-alike"}),
    ),
    Break(
        "one-formula-a-row",
        "Checks!D5",
        "another formula than the cells on both sides",
        both(
            *(
                put("Checks", f"{c}5", f"=IF(Calculations!{at}>0,1,0)", "link flag", 1)
                for c, at in (("C", "C4"), ("D", "$D$4"), ("E", "E4"))
            ),
            of("Checks", printed="A1:E6"),
        ),
        also=frozenset({"formulas-alike"}),
    ),
    Break(
        "flow",
        f"{CALC}!C5:H5",
        "reads cells below itself, in row 13",
        both(row(5, "={c}4*loaf_price+{c}13", "link"), row(13, "=Inputs!$C$8", "link")),
    ),
    Break(
        "flow",
        f"{IN}!C9",
        "reads Calculations, a sheet further on",
        both(
            put(IN, "A9", "Loaves sold first"),
            put(IN, "B9", "loaves"),
            put(IN, "C9", "=Calculations!C4", "link", 1000),
            of(IN, printed="A1:D9"),
        ),
    ),
    Break(
        "flow",
        f"{CALC}!C5:H5",
        "reads cells to its right",
        both(*(put(CALC, f"{c}5", f"={c}4*loaf_price+0*{chr(ord(c) + 1)}5", "link", 1) for c in columns())),
        also=frozenset({"references-hold", "no-empty-references"}),
    ),
    Break("units", f"{CALC}!A5", "'Revenue' has no unit", drop(CALC, "B5")),
    Break("input-sources", f"{IN}!C6", "without a note or source", drop(IN, "D6")),
    Break(
        "input-sources",
        f"{IN}!B13:C13",
        "without a note or source",
        table_without_note,
        also=frozenset({"units"}),
    ),
    Break("no-literals", f"{CALC}!C7:H7", "the typed number 1.05", row(7, "={c}4*Inputs!$C$7*1.05", "link")),
    Break(
        "no-literals", f"{CALC}!C13:H13", "a typed number without label, unit and source", row(13, "=2000")
    ),
    Break(
        "no-literals",
        "Checks!C5",
        "the typed number {1,2}",
        check("=IF(SUM({1,2})>0,1,0)"),
        also=frozenset({"input-colours"}),
    ),
    Break("formula-length", f"{CALC}!C11:H11", "a formula of 305 characters", row(11, LONG)),
    Break("single-line-formulas", f"{CALC}!D11", "a formula of several lines", surgery=lines_in_formula),
    Break("known-functions", "Checks!C5", "uses MEDIAN", check("=IF(MEDIAN(Calculations!C4:H4)>0,1,0)")),
    Break(
        "known-functions",
        "Checks!C5",
        "uses XLOOKUP",
        check("=IF(_xlfn.XLOOKUP(1,Calculations!C3:H3,Calculations!C4:H4)>0,1,0)"),
    ),
    Break("no-nested-if", "Checks!C5", "an IF inside an IF", check(f"=IF({SAME},IF(C4=1,1,0),0)")),
    Break("no-nested-if", "Checks!C5", "an IF inside an IF", check(f"=IF({SAME},SUM(IF(C4=1,1,0),0),0)")),
    Break(
        "no-offset-indirect",
        "Checks!C5",
        "uses OFFSET",
        check("=IF(OFFSET(Calculations!C4,0,0)>0,1,0)"),
        also=UNLISTED | {"no-circles"},
    ),
    Break(
        "no-offset-indirect",
        "",
        "the name last: uses INDIRECT",
        lambda model: model.names.update(last='=INDIRECT("Inputs!C4")'),
        also=UNLISTED,
    ),
    Break("no-npv", "Checks!C5", "uses NPV", check("=IF(NPV(0,Calculations!C11:H11)>0,1,0)"), also=UNLISTED),
    Break(
        "no-volatile-functions",
        "Cover!C5",
        "uses TODAY",
        put("Cover", "C5", "=TODAY()", "date", 46174, num_format="yyyy-mm-dd"),
        also=UNLISTED,
    ),
    Break(
        "no-circles",
        f"{CALC}!C7",
        "of a circle of 3 cells: Calculations!C7, Calculations!C9, Calculations!C11",
        row(7, "={c}4*Inputs!$C$7+0*{c}11", "link"),
        also=frozenset({"flow"}),
    ),
    Break(
        "no-circles",
        f"{CALC}!D7",
        "reads itself",
        put(CALC, "D7", "=D4*Inputs!$C$7+0*D7", "link", 1020),
        also=frozenset({"formulas-alike", "one-formula-a-row"}),
    ),
    Break("no-circles", "", "iterative calculation is on", surgery=calculation(iterate="1")),
    Break(
        "automatic-calculation",
        "",
        "calculation is manual",
        lambda model: setattr(model, "calculation", "manual"),
    ),
    Break(
        "automatic-calculation",
        "",
        "automatic except for tables",
        lambda model: setattr(model, "calculation", "auto_except_tables"),
    ),
    Break("automatic-calculation", "", "as they are displayed", surgery=calculation(fullPrecision="0")),
    Break("no-external-links", "Checks!C5", "reads another workbook", check("=IF([1]Sheet1!$A$1>0,1,0)")),
    Break(
        "no-external-links", "Checks!C5", "reads another workbook", check("=IF('[1]Prices 2026'!$A$1>0,1,0)")
    ),
    Break(
        "no-external-links",
        "",
        "the name far reads another workbook",
        lambda model: model.names.update(far="=[1]Sheet1!$A$1"),
    ),
    Break(
        "no-external-links",
        "",
        "a link to another workbook that no formula uses",
        surgery=related("externalLink"),
    ),
    Break("no-external-links", "", "a connection to data elsewhere", surgery=related("connections")),
    Break(
        "no-typed-over-formulas",
        f"{CALC}!E5",
        "a typed number in a row of formulas",
        put(CALC, "E5", 4160.0, "input"),
        also=TYPED,
    ),
    Break(
        "no-typed-over-formulas",
        f"{CALC}!H5",
        "a typed number in a row of formulas",
        put(CALC, "H5", 4400.0, "input"),
        also=TYPED,
    ),
    Break("no-numbers-as-text", f"{CALC}!I5", "holds the number 40% as text", put(CALC, "I5", "40%")),
    Break("no-numbers-as-text", f"{CALC}!I5", "holds the number １０ as text", put(CALC, "I5", "１０")),
    Break("sums-are-whole", f"{CALC}!C9:H9", "the number directly above", row(6, "=Inputs!$C$8", "link")),
    Break(
        "sums-are-whole",
        f"{CALC}!I4",
        "the number directly to the right of",
        put(CALC, "I4", "=SUM(C4:G4)", "formula", 5200),
    ),
    Break(
        "no-double-counting",
        f"{CALC}!C13:H13",
        "the subtotal in row 9 together with its parts",
        row(13, "=SUM({c}7:{c}9)"),
    ),
    Break(
        "no-double-counting",
        f"{CALC}!C13:H13",
        "the subtotal in row 9 together with its parts",
        row(13, "={c}7+{c}8+{c}9"),
    ),
    Break(
        "no-empty-references",
        f"{CALC}!C11:H11",
        "reads a cell of row 10 that is empty",
        row(11, "={c}5-{c}9-{c}10"),
    ),
    Break(
        "no-empty-references",
        "Checks!C5",
        "reads Calculations!J4:L9, which is empty",
        check("=IF(SUM(Calculations!J4:L9)=0,1,0)"),
    ),
    Break(
        "exact-lookups",
        "Checks!C5",
        "MATCH may find the next best entry",
        check("=IF(MATCH(7,Calculations!C3:H3)>0,1,0)"),
    ),
    Break(
        "exact-lookups", "Checks!C5", "VLOOKUP may find", check("=IF(VLOOKUP(7,Calculations!C3:H9,2)>0,1,0)")
    ),
    Break(
        "no-masked-errors",
        f"{CALC}!C11:H11",
        "IFERROR shows 0 in place of any error",
        row(11, "=IFERROR({c}5-{c}9,0)"),
    ),
    Break("no-masked-errors", "Checks!C5", "ISERROR inside IF", check("=IF(ISERROR(Calculations!C4),0,1)")),
    Break(
        "no-merged-data",
        f"{CALC}!I4",
        "I4:J4 is merged",
        both(put(CALC, "I4", "The first oven"), of(CALC, merged=["I4:J4"])),
    ),
    Break("input-colours", f"{IN}!C5", "an input in black, not blue", put(IN, "C5", 1000, "formula")),
    Break("input-colours", f"{CALC}!C11:H11", "a formula in blue, not black", row(11, "={c}5-{c}9", "input")),
    Break(
        "input-colours",
        f"{CALC}!C8:H8",
        "a formula that reads another sheet in black, not green",
        row(8, "=Inputs!$C$8"),
    ),
    Break(
        "negatives-in-parentheses",
        f"{CALC}!C11",
        "#,##0 shows a negative number with a minus sign, as in 5",
        row(11, "={c}5-{c}9", num_format="#,##0"),
    ),
    Break(
        "unique-labels",
        f"{CALC}!A8",
        "has the label 'cost of flour' of row 7",
        put(CALC, "A8", "cost of flour"),
    ),
    Break("unique-labels", f"{CALC}!C8", "has numbers but no label", drop(CALC, "A8")),
    Break(
        "master-check",
        "Checks!C6",
        "the master check says ERROR",
        put("Checks", "C6", '=IF(MIN(C4:C5)=1,"OK","ERROR")', "formula", "ERROR"),
    ),
    Break(
        "master-check",
        "",
        "no cell sums up the checks",
        both(drop("Checks", "A6", "C6"), drop("Cover", "A5", "B5")),
    ),
    Break("master-check", "Checks!C6", "no other sheet shows the master check", drop("Cover", "A5", "B5")),
    Break("sign-convention", "", "no text says which amounts are positive", drop("Cover", "A3")),
    Break("cover", IN, "the first sheet is no cover", cover_last),
    Break(
        "links-lead-somewhere",
        "Cover!A8",
        "leads to Imputs!A1, which is not there",
        lambda model: model["Cover"].links.update(A8="Imputs!A1"),
    ),
    Break("nothing-hidden", "Log", "is hidden", of("Log", hidden={"state": "hidden"})),
    Break("nothing-hidden", "Log", "is very hidden", of("Log", hidden={"state": "very hidden"})),
    Break("nothing-hidden", f"{CALC}!A5", "the row is hidden", of(CALC, hidden={"row": 5})),
    Break("nothing-hidden", f"{CALC}!A1", "the column is hidden", of(CALC, hidden={"column": "A"})),
    Break("nothing-hidden", "", "the name loaf_price is hidden", surgery=hidden_name),
    Break("nothing-hidden", "", "the window of the workbook is hidden", surgery=hidden_window),
    Break(
        "nothing-hidden",
        f"{CALC}!C13",
        "shows nothing",
        put(CALC, "C13", 5, "formula", num_format=";;;"),
        also=frozenset({"units", "unique-labels"}),
    ),
    Break(
        "nothing-hidden",
        f"{CALC}!I5",
        "the colour of its background",
        put(CALC, "I5", "Secret", font_color="#FFFFFF"),
    ),
    Break("input-validation", f"{IN}!C8", "takes whatever is typed", of(IN, validated=["C4:C7"])),
    Break("print-setup", CALC, "has no print area", of(CALC, printed="")),
    Break(
        "print-setup",
        CALC,
        "in width: it just does now, and a wider column would split it",
        of(CALC, fits=False),
    ),
    Break(
        "print-setup",
        CALC,
        "in width: it prints on 2 pages side by side",
        of(CALC, fits=False, widths={"A": 60, "B": 16, "C:H": 16, "I": 40}),
    ),
    Break("print-setup", "", "prints on about", many_rows),
    Break("version-log", "Log!A1", "the log has no row", drop("Log", "A2", "B2", "C2")),
    Break(
        "version-log",
        "",
        "no sheet keeps a log",
        lambda model: model.tabs.update(Notes=model.tabs.pop("Log")) or model["Cover"].links.pop("A11"),
    ),
    Break(
        "formulas-alike",
        f"{CALC}!E11",
        "holds another formula than the rest of its row",
        put(CALC, "E11", "=E5+E9", "formula", PROFIT["E"]),
        also=frozenset({"one-formula-a-row"}),
    ),
    Break(
        "references-hold",
        f"{CALC}!D7",
        "reads Inputs!D7, which holds no number; C7 reads C7 there",
        row(7, "={c}4*Inputs!{c}$7", "link"),
        also=frozenset({"no-empty-references"}),
    ),
    Break(
        "references-hold",
        f"{CALC}!J5:J6",
        "reads a list that moves along; in J4 it is C3:C11",
        both(
            *(
                put(CALC, f"J{at}", f"=IF(MATCH(C{at},C{at - 1}:C{at + 7},0)>0,1,0)", "flag", 1)
                for at in (4, 5, 6)
            )
        ),
        also=frozenset({"flow", "no-empty-references", "units", "unique-labels"}),
    ),
    Break(
        "lookup-keys",
        f"{IN}!A8",
        "holds the key 'growth a month' once more, and MATCH finds that of A6",
        both(
            put(IN, "A8", "growth a month"),
            check('=IF(MATCH("Wages",Inputs!A4:A8,0)>0,1,0)'),
        ),
        also=frozenset({"unique-labels"}),
    ),
    Break(
        "lookup-keys",
        f"{IN}!A8",
        "has a blank too many for MATCH, in 'Wages '",
        both(put(IN, "A8", "Wages "), check('=IF(MATCH("Wages",Inputs!A4:A8,0)>0,1,0)')),
    ),
    Break(
        "ranges-reach-the-end",
        "Checks!C5",
        "ends at C5:G5, and H5 behind it is like the last one",
        check("=IF(AVERAGE(Calculations!C5:G5)>0,1,0)"),
    ),
    Break(
        "ranges-reach-the-end",
        "Checks!C5",
        "SUMIF pairs C4:H4 with C5:G5, which has 5 cells and not 6",
        check('=IF(SUMIF(Calculations!C4:H4,">0",Calculations!C5:G5)>0,1,0)'),
    ),
    Break(
        "units-agree",
        f"{CALC}!C9:H9",
        "adds thousand USD, of row 8, to USD, of row 7",
        put(CALC, "B8", "thousand USD"),
    ),
    Break("units-agree", f"{CALC}!C9:H9", "adds hours, of row 8, to USD, of row 7", put(CALC, "B8", "hours")),
    Break(
        "dates-in-step",
        f"{CALC}!E13",
        "is no step behind the period before it",
        both(*(put(CALC, f"{column}13", month) for column, month in zip("CDEF", MONTHS_TWICE, strict=True))),
    ),
    Break(
        "shares-are-whole",
        f"{IN}!C14",
        "adds shares up to 0.9, not to 1: C10:C12",
        shares(0.5, 0.3, 0.1),
    ),
    Break("nothing-clipped", f"{CALC}!C4:H5", "####", width(CALC, "C:H", 3)),
    Break("nothing-clipped", f"{IN}!A4:A7", "cut off by the cell beside it", width(IN, "A", 10)),
    Break(
        "nothing-clipped",
        "Cover!A2",
        "runs out of the print area",
        both(put("Cover", "A2", "A question much longer than all columns of this narrow page " * 4)),
    ),
    Break(
        "nothing-clipped",
        f"{CALC}!I5",
        "lines, its row is lower than that",
        both(
            put(CALC, "I5", "A long explanation of where revenue comes from. " * 3, text_wrap=True),
            of(CALC, heights={5: 16}),
        ),
    ),
)
"""At least one for each rule."""
