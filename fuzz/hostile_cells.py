"""Cells: a million rows, absurd addresses, control characters, texts like formulas, formulas that hang."""

from __future__ import annotations

from pathlib import Path

from fuzz.book import Book
from fuzz.hostile import Hostile, add_sheet, cell_of, edit, put, sheet_part

KEY, SHEET = "in_deadline_days", "Tokens"


def _rows(count: int, first: int = 1) -> bytes:
    """Rows with a text, a fraction and a whole number each, none of them like the one before."""
    return b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x%d</t></is></c><c r="B%d"><v>0.%d</v></c>'
        b'<c r="C%d"><v>%d</v></c></row>'
        % (row, row, row * 7919 % 997, row, row * 104_729 % 999_983, row, row * 31 % 65_537)
        for row in range(first, first + count)
    )


def _mine(plan: Path, rows: bytes) -> bytes:
    return add_sheet(Book.read(plan), rows).pack()


def _formulas(plan: Path, formula: bytes, count: int = 1) -> bytes:
    """Formulas on a sheet of the user's own."""
    rows = b"".join(
        b'<row r="%d"><c r="F%d"><f>%s</f></c></row>' % (row, row, formula) for row in range(1, count + 1)
    )
    return _mine(plan, rows)


def _input(plan: Path, content: bytes) -> bytes:
    return put(Book.read(plan), KEY, content).pack()


def _text(plan: Path, text: bytes) -> bytes:
    return _input(plan, b' t="inlineStr"><is><t>%s</t></is>' % text)


def million_rows_of_the_users_own(plan: Path) -> bytes:
    """Three million cells on another sheet."""
    return _mine(plan, _rows(1_000_000))


def million_rows_on_a_sheet_of_planners(plan: Path) -> bytes:
    """Three million cells below planner's own."""
    book = Book.read(plan)
    return edit(
        book, sheet_part(book, SHEET), b"</sheetData>", _rows(1_000_000, 500) + b"</sheetData>"
    ).pack()


def hundred_thousand_rows_on_a_sheet_of_planners(plan: Path) -> bytes:
    """Three hundred thousand cells below planner's own."""
    book = Book.read(plan)
    return edit(book, sheet_part(book, SHEET), b"</sheetData>", _rows(100_000, 500) + b"</sheetData>").pack()


def million_strings(plan: Path) -> bytes:
    """A million shared strings that nobody uses."""
    strings = b"".join(b"<si><t>s%d</t></si>" % number for number in range(1_000_000))
    return edit(Book.read(plan), "sharedStrings.xml", b"</sst>", strings + b"</sst>").pack()


def million_empty_rows(plan: Path) -> bytes:
    """Rows with nothing in them, as a format of whole rows leaves them."""
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % row for row in range(500, 1_048_577))
    book = Book.read(plan)
    return edit(book, sheet_part(book, SHEET), b"</sheetData>", rows + b"</sheetData>").pack()


def every_column(plan: Path) -> bytes:
    """A row of 16,384 cells."""
    from fuzz.letters import letters

    cells = b"".join(b'<c r="%s900"><v>1</v></c>' % letters(column).encode() for column in range(1, 16_385))
    book = Book.read(plan)
    return edit(
        book, sheet_part(book, SHEET), b"</sheetData>", b'<row r="900">%s</row></sheetData>' % cells
    ).pack()


def absurd_dimension(plan: Path) -> bytes:
    """A sheet that says it fills the whole grid."""
    pattern, whole = rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"'
    book = Book.read(plan)
    return edit(book, sheet_part(book, SHEET), pattern, whole).pack()


def cell_in_the_last_corner(plan: Path) -> bytes:
    """A cell at XFD1048576."""
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    book = Book.read(plan)
    return edit(book, sheet_part(book, SHEET), b"</sheetData>", corner).pack()


def cell_beyond_the_grid(plan: Path) -> bytes:
    """Cells that no sheet has."""
    return _mine(plan, b'<row r="1048577"><c r="XFE1048577"><v>1</v></c></row>')


def merged_as_a_whole(plan: Path) -> bytes:
    """One cell of the whole grid."""
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    book = Book.read(plan)
    return edit(book, sheet_part(book, SHEET), b"</sheetData>", merged).pack()


def last_row_of_the_log(plan: Path) -> bytes:
    """The log is full."""
    row = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    book = Book.read(plan)
    return edit(book, sheet_part(book, "Log"), b"</sheetData>", row).pack()


def formula_of_32767_characters(plan: Path) -> bytes:
    """As long as a cell's text may be."""
    return _input(plan, b"><f>%s</f><v>1</v>" % (b"1" + b"+1" * 16_383))


def formula_of_32767_characters_of_the_users_own(plan: Path) -> bytes:
    """The same on another sheet."""
    return _formulas(plan, b"SUM(" + b"1," * 16_380 + b"1)", 20)


def formula_of_a_megabyte(plan: Path) -> bytes:
    """Longer than any program writes."""
    return _formulas(plan, b"1" + b"+1" * 500_000)


def formula_of_three_thousand_brackets(plan: Path) -> bytes:
    """ironcalc's stack does not hold them."""
    return _formulas(plan, b"(" * 3000 + b"1" + b")" * 3000)


def formula_in_an_input_of_three_thousand_brackets(plan: Path) -> bytes:
    """The same where planner needs the value."""
    return _input(plan, b"><f>%s</f><v>1</v>" % (b"(" * 3000 + b"1" + b")" * 3000))


def circular_reference(plan: Path) -> bytes:
    """An input that reads itself."""
    _, address = cell_of(Book.read(plan), KEY)
    return _input(plan, b"><f>%s+1</f><v>1</v>" % address)


def thousand_whole_column_lookups(plan: Path) -> bytes:
    """ironcalc hangs on these."""
    return _formulas(plan, b"VLOOKUP(ROW(),A:E,2,FALSE)+COUNTIF(A:A,ROW())", 1000)


HANGING = b"SUMPRODUCT(SQRT(ROW(Log!$1:$300000))*%d)"


def sums_over_whole_rows(plan: Path) -> bytes:
    """Four hundred formulas of a second and more each, for ironcalc."""
    rows = b"".join(
        b'<row r="%d"><c r="F%d"><f>%s</f></c></row>' % (n, n, HANGING % n) for n in range(1, 401)
    )
    return _mine(plan, rows)


def sums_over_whole_rows_in_inputs(plan: Path) -> bytes:
    """The same where planner needs the value first."""
    book = Book.read(plan)
    for column in range(3):
        sums = b"+".join(HANGING % number for number in range(100))
        put(book, KEY, b"><f>(%s)*0+7</f><v>7</v>" % sums, column)
    return book.pack()


def texts_that_grow(plan: Path) -> bytes:
    """Texts that double in each row."""
    rows = b'<row r="1"><c r="A1"><f>REPT("x",30000)</f></c></row>' + b"".join(
        b'<row r="%d"><c r="A%d"><f>A%d&amp;A%d</f></c></row>' % (row, row, row - 1, row - 1)
        for row in range(2, 60)
    )
    return _mine(plan, rows)


def arrays_that_fill_the_grid(plan: Path) -> bytes:
    """Seventeen thousand million cells."""
    return _formulas(plan, b"_xlfn.SEQUENCE(1048576,16384)", 3)


def _twenty_thousand(plan: Path, formula: bytes) -> bytes:
    rows = b"".join(
        b'<row r="%d"><c r="AB%d">%s<v>1</v></c></row>' % (row, row, formula) for row in range(500, 20_500)
    )
    book = Book.read(plan)
    return edit(book, sheet_part(book, SHEET), b"</sheetData>", rows + b"</sheetData>").pack()


def arrays_over_each_other(plan: Path) -> bytes:
    """As many ranges as cells, each over the whole sheet."""
    return _twenty_thousand(plan, b'<f t="array" ref="A1:XFD1048576">SUM(A1,A2)</f>')


def data_tables_over_each_other(plan: Path) -> bytes:
    """As many ranges as cells, each over a column."""
    return _twenty_thousand(plan, b'<f t="dataTable" ref="A:A" dt2D="1" dtr="1" r1="A1" r2="B1"/>')


def matrices(plan: Path) -> bytes:
    """Products of large matrices."""
    return _formulas(plan, b"SUM(MMULT(A1:ZZ700,A1:ZZ700))", 20)


def recursive_lambda(plan: Path) -> bytes:
    """A function that calls itself for ever."""
    return _formulas(plan, b"_xlfn.LET(f,_xlfn.LAMBDA(g,n,g(g,n+1)),f(f,1))", 3)


def chain_of_fifty_thousand(plan: Path) -> bytes:
    """A chain of references deeper than a stack."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><f>A%d+1</f></c></row>' % (n, n, n + 1) for n in range(1, 50_000)
    )
    return _mine(plan, rows)


def shared_formula_without_end(plan: Path) -> bytes:
    """A shared formula over the whole grid."""
    rows = b'<row r="1"><c r="A1"><f t="shared" ref="A1:XFD1048576" si="0">B2+1</f><v>1</v></c></row>'
    return _mine(plan, rows + b'<row r="2"><c r="A2"><f t="shared" si="7"/></c></row>')


def array_over_planners_cells(plan: Path) -> bytes:
    """An array formula whose range covers the whole sheet."""
    return _input(plan, b'><f t="array" ref="A1:XFD1048576">1</f><v>1</v>')


def data_table_over_planners_cells(plan: Path) -> bytes:
    """A what-if table whose range covers the whole sheet."""
    return _input(plan, b'><f t="dataTable" ref="A1:XFD1048576" dt2D="1" r1="A1" r2="B1"/><v>1</v>')


def control_characters_in_an_input(plan: Path) -> bytes:
    """As Excel escapes them: a bell, an escape, half a surrogate pair."""
    return _text(plan, b"_x0007__x001B_[2J_xD800_")


def number_that_is_none(plan: Path) -> bytes:
    """NaN."""
    return _input(plan, b"><v>NaN</v>")


def number_without_end(plan: Path) -> bytes:
    """A million digits."""
    return _input(plan, b"><v>%s</v>" % (b"9" * 1_000_000))


def number_too_large(plan: Path) -> bytes:
    """More than a double holds."""
    return _input(plan, b"><v>1e999</v>")


def string_that_is_not_there(plan: Path) -> bytes:
    """A shared string beyond the last."""
    return _input(plan, b' t="s"><v>99999999</v>')


def two_cells_of_one_address(plan: Path) -> bytes:
    """Which of them counts?"""
    _, address = cell_of(Book.read(plan), KEY)
    return _input(plan, b'><v>7</v></c><c r="%s"><v>8</v>' % address)


def text_of_40000_characters(plan: Path) -> bytes:
    """More than a cell holds."""
    return _text(plan, b"x" * 40_000)


def text_like_a_formula(plan: Path) -> bytes:
    """A text that starts with an equals sign, where a number belongs."""
    return _text(plan, b"=1+6")


TOO_MUCH = "planner reads 48 MB of a sheet of its own"
HEAVY = (
    *(million_rows_of_the_users_own, hundred_thousand_rows_on_a_sheet_of_planners, million_strings),
    *(million_empty_rows, merged_as_a_whole, formula_of_a_megabyte, thousand_whole_column_lookups),
    *(formula_of_32767_characters_of_the_users_own, sums_over_whole_rows, sums_over_whole_rows_in_inputs),
    *(texts_that_grow, matrices, absurd_dimension, cell_in_the_last_corner, cell_beyond_the_grid),
    *(formula_of_32767_characters, formula_in_an_input_of_three_thousand_brackets),
    *(arrays_that_fill_the_grid, recursive_lambda, chain_of_fifty_thousand, shared_formula_without_end),
    *(data_table_over_planners_cells, two_cells_of_one_address),
)
LIGHT = (
    *(every_column, formula_of_three_thousand_brackets, circular_reference, array_over_planners_cells),
    *(arrays_over_each_other, data_tables_over_each_other),
)
NO_NUMBER = (number_that_is_none, number_too_large, number_without_end)
FILES = (
    *(Hostile(make, heavy=True) for make in HEAVY),
    *(Hostile(make) for make in LIGHT),
    *(Hostile(make, "where a number belongs") for make in NO_NUMBER),
    Hostile(million_rows_on_a_sheet_of_planners, TOO_MUCH, heavy=True),
    Hostile(last_row_of_the_log, "the log has no row left"),
    Hostile(string_that_is_not_there, "shared string that is not there"),
    Hostile(control_characters_in_an_input, "is text"),
    *(Hostile(make, "is text") for make in (text_of_40000_characters, text_like_a_formula)),
)
