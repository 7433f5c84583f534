"""Excel tables that are gone: laid over their cells again, or written anew at the foot of their sheet."""

from __future__ import annotations

from planner.book.find import MOST_ROWS
from planner.layout.places import Place, TablePlace
from planner.problems import Problem, quoted
from planner.repair.homes import Home
from planner.repair.mending import AddedTable, Mending, MovedTable
from planner.repair.rows import write_row
from planner.template.rows import Table
from planner.xlsx.a1 import Area
from planner.xlsx.cell import Cell
from planner.xlsx.render import Edit


def restore_tables(mending: Mending) -> None:
    """Put back the tables of sheets that are there."""
    for sheet in mending.survey.template.sheets:
        table = sheet.table
        home = mending.homes.get(sheet.name)
        if table is None or home is None or table.key not in mending.survey.lost_tables:
            continue
        if found := _header(home, table):
            _lay_over(mending, home, table, found)
        else:
            _write(mending, home, table)


def restore_headers(mending: Mending) -> None:
    """Let header cells say what their tables say, and a table follow cells that were moved without it."""
    followed = {key for key in mending.survey.tables if _follow(mending, key)}
    for place, header, problem in mending.survey.unlike:
        if problem.key.casefold() in followed:
            continue
        home = next(
            (one for one in mending.homes.values() if one is not None and one.name == place.sheet), None
        )
        cell = home.rows.get(place.row, {}).get(place.column) if home is not None else None
        there = "nothing" if cell is None or cell.value in {None, ""} else quoted(str(cell.value))
        mending.edits.put(place.sheet, place.row, place.column, Edit(header, "drop"))
        message = f"the header says {quoted(header)} again, as its table does; there stood {there}"
        mending.say(place, "", message)


def _follow(mending: Mending, key: str) -> bool:
    """Lay a table over its cells where a program moved them, all headers with them, and left the table."""
    there = next(one for name, one in mending.survey.package.tables.items() if name.casefold() == key)
    unlike = any(one.problem.key.casefold() == key for one in mending.survey.unlike)
    home = next((one for one in mending.homes.values() if one and one.name == there.sheet), None)
    if not unlike or there.totals_rows or home is None:
        return False
    first, last = there.area.first_column, there.area.last_column
    rows = [
        row
        for row, cells in home.rows.items()
        if tuple(cells.get(column, Cell(None)).value for column in range(first, last + 1)) == there.columns
    ]
    if len(rows) != 1:
        return False
    down = rows[0] - there.area.first_row
    area = Area(rows[0], first, there.area.last_row + down, last)
    mending.moved_tables.append(MovedTable(there.part, str(there.area), str(area)))
    mending.tables[key] = mending.tables[key]._replace(first_row=mending.tables[key].first_row + down)
    place = Place(home.name, rows[0], first, area.last_row - rows[0] + 1, last - first + 1)
    mending.say(
        place, key, f"the table {key} lies over its cells again, which had been moved from {there.area}"
    )
    return True


def _header(home: Home, table: Table) -> tuple[int, dict[str, int]] | None:
    """The row that still holds the headers of all columns, and the column of each."""
    for row, cells in home.rows.items():
        texts = {str(cell.value).casefold().strip(): column for column, cell in cells.items()}
        if all(column.header.casefold() in texts for column in table.columns):
            return row, {column.key: texts[column.header.casefold()] for column in table.columns}
    return None


def _lay_over(mending: Mending, home: Home, table: Table, found: tuple[int, dict[str, int]]) -> None:
    """A table over its own cells, down to the last row before an empty one."""
    row, columns = found
    left, right = min(columns.values()), max(columns.values())
    last = row + 1
    while last - row < MOST_ROWS and any(not home.is_blank(last + 1, c) for c in columns.values()):
        last += 1
    texts = [home.rows[row][c].value if c in home.rows[row] else None for c in range(left, right + 1)]
    headers = tuple(text for text in texts if isinstance(text, str) and text)
    if len(headers) != len(texts) or len({text.casefold() for text in headers}) != len(headers):
        message = f"the table {table.key} is missing, and between its headers stands a column without one"
        remedy = "Give that column a header of its own, or take it out."
        where = Place(home.name, row, left, 1, right - left + 1)
        package = mending.survey.package
        mending.hopeless.append(Problem(message, remedy, package.file, home.name, where.a1, table.key))
        return
    count = last - row
    _add(mending, home, table, Area(row, left, last, right), headers)
    mending.tables[table.key] = TablePlace(
        home.name, row + 1, count, columns, {column.key: column.header for column in table.columns}
    )
    area = Place(home.name, row, left, count + 1, right - left + 1)
    what = f"the table {table.key} ({quoted(table.title)}) is a table again, over its {_rows(count)}"
    mending.say(area, table.key, what)


def _write(mending: Mending, home: Home, table: Table) -> None:
    expected = mending.survey.expected.tables[table.key]
    first = expected.first_row - (3 if table.note else 2)
    height = expected.first_row + expected.rows - first
    to = mending.foot(home, height)
    columns = {key: home.columns.of(column) for key, column in expected.columns.items()}
    left, right = min(columns.values()), max(columns.values())
    if right - left + 1 != len(columns):  # columns of the user's own stand among those of the lines above
        columns = {key: left + number for number, key in enumerate(columns)}
        right = left + len(columns) - 1
    for down in range(height):
        write_row(mending, home, first + down, to + down, columns=_straight(expected, columns))
    header = to + expected.first_row - 1 - first
    area = Area(header, left, header + expected.rows, right)
    _add(mending, home, table, area, tuple(expected.headers.values()))
    mending.tables[table.key] = TablePlace(home.name, header + 1, expected.rows, columns, expected.headers)
    place = Place(home.name, header, left, expected.rows + 1, right - left + 1)
    what = f"the table {table.key} ({quoted(table.title)}) is back, at the foot of the sheet"
    mending.say(
        place, table.key, f"{what}, with the preset's {_rows(len(mending.survey.preset.tables[table.key]))}"
    )


def _straight(expected: TablePlace, columns: dict[str, int]) -> dict[int, int]:
    return {there: columns[key] for key, there in expected.columns.items()}


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _add(mending: Mending, home: Home, table: Table, area: Area, headers: tuple[str, ...]) -> None:
    mending.new_tables.append(AddedTable(table.key, home.name, str(area), headers))


def moved_columns(mending: Mending) -> dict[str, str]:
    """The cells of tables' columns as rules refer to them: in a new workbook, and in this one."""
    found = {}
    for key, expected in mending.survey.expected.tables.items():
        there = mending.tables.get(key)
        for column in expected.columns if there is not None else ():
            old, new = expected.column(column), there.column(column)  # type: ignore[union-attr]
            found[old.absolute] = new.absolute
    return found
