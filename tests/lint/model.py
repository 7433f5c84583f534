"""A small model as another program writes it, that keeps every rule; and how to break it in one place."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

MONEY, SHARE, COUNT = "#,##0_);(#,##0);0_)", "0.0%_);(0.0%);0.0%_)", "0_);(0);0_)"
LOOKS: dict[str, dict[str, Any]] = {
    "text": {},
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF"},
    "input": {"font_color": "#0000FF", "num_format": MONEY},
    "input share": {"font_color": "#0000FF", "num_format": SHARE},
    "formula": {"num_format": MONEY},
    "flag": {"num_format": COUNT},
    "link": {"font_color": "#007A33", "num_format": MONEY},
    "link flag": {"font_color": "#007A33", "num_format": COUNT},
    "date": {"num_format": "yyyy-mm-dd"},
}
MONTHS = 6
FIRST = "C"


@dataclass
class Content:
    """What stands in a cell: a number, text or date; or a formula with the value that it shows."""

    content: Any
    look: str = "text"
    value: Any = None
    more: dict[str, Any] = field(default_factory=dict)  # of its look


@dataclass
class Tab:
    """A sheet; `validated` are ranges into which any number from 0 may be typed."""

    cells: dict[str, Content] = field(default_factory=dict)
    widths: dict[str, float] = field(default_factory=lambda: {"A": 30, "B": 16, "C:H": 12, "I": 40})
    heights: dict[int, float] = field(default_factory=dict)
    frozen: int = 0
    validated: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, Any] = field(default_factory=dict)  # state, row, column
    printed: str = "A1:I12"
    fits: bool = True

    def put(self, at: str, content: Any, look: str = "text", value: Any = None, **more: Any) -> None:
        self.cells[at] = Content(content, look, value, more)


@dataclass
class Model:
    """A workbook."""

    tabs: dict[str, Tab] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    calculation: str = "auto"

    def __getitem__(self, name: str) -> Tab:
        return self.tabs[name]

    def copy(self) -> Model:
        return deepcopy(self)

    def write(self, path: Path) -> Path:
        import xlsxwriter

        book: Any = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
        for name, tab in self.tabs.items():
            _write(book, book.add_worksheet(name), tab)
        for name, text in self.names.items():
            book.define_name(name, text)
        book.set_calc_mode(self.calculation)
        book.close()
        return path


def _write(book: Any, sheet: Any, tab: Tab) -> None:
    _write_lines(sheet, tab)
    for at, cell in tab.cells.items():
        _write_cell(sheet, at, cell, book.add_format(LOOKS[cell.look] | cell.more))
    for area in tab.merged:
        cell = tab.cells[area.partition(":")[0]]
        sheet.merge_range(area, cell.content, book.add_format(LOOKS[cell.look]))
    for at, target in tab.links.items():
        sheet.write_url(at, f"internal:{target}", book.add_format({}), tab.cells[at].content)
    for area in tab.validated:
        rule = {"validate": "decimal", "criteria": ">=", "value": 0, "input_message": "A number from 0"}
        sheet.data_validation(area, rule)
    for area, options in tab.tables.items():
        sheet.add_table(area, options)
    for at, text in tab.comments.items():
        sheet.write_comment(at, text)
    sheet.set_landscape()
    sheet.freeze_panes(tab.frozen, 1 if tab.frozen else 0)
    if tab.printed:
        sheet.print_area(tab.printed)
    if tab.fits:
        sheet.fit_to_pages(1, 0)
    if state := tab.hidden.get("state"):
        getattr(sheet, {"hidden": "hide", "very hidden": "very_hidden"}[state])()


def _write_lines(sheet: Any, tab: Tab) -> None:
    """Widths, heights, and what of them is hidden."""
    for columns, width in tab.widths.items():
        span = columns if ":" in columns else f"{columns}:{columns}"
        sheet.set_column(span, width, None, {"hidden": columns == tab.hidden.get("column")})
    for row, height in tab.heights.items():
        sheet.set_row(row - 1, height)
    if row := tab.hidden.get("row"):
        sheet.set_row(row - 1, None, None, {"hidden": True})


def _write_cell(sheet: Any, at: str, cell: Content, look: Any) -> None:
    if isinstance(cell.content, str) and cell.content.startswith("="):
        sheet.write_formula(at, cell.content, look, "" if cell.value is None else cell.value)
    elif isinstance(cell.content, date):
        sheet.write_datetime(at, cell.content, look)
    elif isinstance(cell.content, str):
        sheet.write_string(at, cell.content, look)
    else:
        sheet.write(at, cell.content, look)


def columns() -> list[str]:
    """The columns of the months."""
    return [chr(ord(FIRST) + number) for number in range(MONTHS)]


def bakery() -> Model:
    """A bakery for six months: inputs, calculations along a time axis, checks, a log."""
    model = Model({name: Tab() for name in ("Cover", "Inputs", "Calculations", "Checks", "Log")})
    _cover(model["Cover"])
    _inputs(model["Inputs"])
    _calculations(model["Calculations"])
    _checks(model["Checks"])
    _log(model["Log"])
    model.names["loaf_price"] = "=Inputs!$C$4"
    return model


def _cover(tab: Tab) -> None:
    tab.put("A1", "What a bakery earns in six months", "title")
    tab.put("A2", "Does one oven pay for itself within half a year?")
    tab.put("A3", "Costs are positive; a negative profit stands in parentheses.")
    tab.put("A5", "Master check")
    tab.put("B5", "=Checks!C6", "link", "OK")
    tab.put("A7", "Contents", "head")
    tab.put("B7", "Kind of sheet", "head")
    for row, (name, kind) in enumerate(
        (("Inputs", "Input"), ("Calculations", "Calculation"), ("Checks", "Control"), ("Log", "Control")), 8
    ):
        tab.put(f"A{row}", name)
        tab.put(f"B{row}", kind)
        tab.links[f"A{row}"] = f"{name}!A1"


def _inputs(tab: Tab) -> None:
    tab.put("A1", "What is assumed", "title")
    for at, text in zip("ABCD", ("Line", "Unit", "Value", "Source"), strict=True):
        tab.put(f"{at}3", text, "head")
    tab.widths["D"] = 40
    for row, (label, unit, value, look, source) in enumerate(
        (
            ("Price of a loaf", "USD per loaf", 4, "input", "Survey of May 2026"),
            ("Loaves in the first month", "loaves", 1000, "input", "Orders in hand"),
            ("Growth a month", "fraction", 0.02, "input share", "The last year's average"),
            ("Flour for a loaf", "USD per loaf", 1, "input", "The mill's list of May 2026"),
            ("Wages", "USD per month", 2000, "input", "Two contracts"),
        ),
        4,
    ):
        tab.put(f"A{row}", label)
        tab.put(f"B{row}", unit)
        tab.put(f"C{row}", value, look)
        tab.put(f"D{row}", source)
    tab.validated = ["C4:C8"]
    tab.frozen = 3
    tab.printed = "A1:D8"


def _calculations(tab: Tab) -> None:
    tab.put("A1", "Month by month", "title")
    tab.put("A3", "Month", "head")
    tab.put("B3", "Unit", "head")
    lines = {
        4: ("Loaves sold", "loaves", "=Inputs!$C$5*(1+Inputs!$C$6*({c}$3-1))", "link"),
        5: ("Revenue", "USD", "={c}4*loaf_price", "link"),
        7: ("Cost of flour", "USD", "={c}4*Inputs!$C$7", "link"),
        8: ("Cost of wages", "USD", "=Inputs!$C$8", "link"),
        9: ("Cost in all", "USD", "=SUM({c}7:{c}8)", "formula"),
        11: ("Profit", "USD", "={c}5-{c}9", "formula"),
    }
    for row, (label, unit, _, _) in lines.items():
        tab.put(f"A{row}", label)
        tab.put(f"B{row}", unit)
    for month, column in enumerate(columns(), 1):
        tab.put(f"{column}3", month, "head")
        loaves = 1000 * (1 + 0.02 * (month - 1))
        values = {4: loaves, 5: loaves * 4, 7: loaves, 8: 2000, 9: loaves + 2000, 11: loaves * 3 - 2000}
        for row, (_, _, formula, look) in lines.items():
            tab.put(f"{column}{row}", formula.format(c=column), look, values[row])
    tab.frozen = 3
    tab.printed = "A1:H11"


def _checks(tab: Tab) -> None:
    tab.put("A1", "Does it add up?", "title")
    for at, text in zip("ABC", ("Check", "Unit", "Passes"), strict=True):
        tab.put(f"{at}3", text, "head")
    profit = "ROUND(SUM(Calculations!C11:H11)-SUM(Calculations!C5:H5)+SUM(Calculations!C9:H9),2)"
    for row, (label, formula) in enumerate(
        (
            ("Profit is revenue less cost", f"=IF({profit}=0,1,0)"),
            ("Loaves never fall", "=IF(Calculations!H4>=Calculations!C4,1,0)"),
        ),
        4,
    ):
        tab.put(f"A{row}", label)
        tab.put(f"B{row}", "1 = yes")
        tab.put(f"C{row}", formula, "link flag", 1)
    tab.put("A6", "Master check")
    tab.put("C6", '=IF(MIN(C4:C5)=1,"OK","ERROR")', "formula", "OK")
    tab.frozen = 3
    tab.printed = "A1:C6"


def _log(tab: Tab) -> None:
    for at, text in zip("ABC", ("Date", "Version", "What changed"), strict=True):
        tab.put(f"{at}1", text, "head")
    tab.put("A2", date(2026, 6, 1), "date")
    tab.put("B2", "v1")
    tab.put("C2", "First version")
    tab.widths["C:H"] = 14
    tab.printed = "A1:H2"
