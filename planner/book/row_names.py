"""What the rows of a table are called, wherever planner names one: `rounds[2]`, `data_mix[Wikipedia]`."""

from __future__ import annotations

from collections import Counter

from planner.book.find import Book
from planner.template.rows import Column, Table


def row_names(book: Book, table: Table) -> list[str]:
    """A name for each row, by which `planner set` finds it; `row 3` of one that has none to itself."""
    said = naming_words(book, table)
    counted = [Counter(word.casefold() for word in words) for words in said.values()]
    names = []
    for number in range(book.layout.tables[table.key].rows):
        name, before = f"row {number + 1}", set[str]()
        for words, counts in zip(said.values(), counted, strict=True):
            word = words[number].casefold()
            if word and counts[word] == 1 and word not in before:
                name = words[number]
                break
            before.update(counts)
        names.append(name)
    return names


def naming_words(book: Book, table: Table) -> dict[str, list[str]]:
    """What names rows, by column: the one in which no two are alike, and then the first."""
    naming = [column for column in (table.unique, table.columns[0]) if column is not None]
    return {column.key: _words(book, table, column) for column in naming}


def _words(book: Book, table: Table, column: Column) -> list[str]:
    """What a column says in each row, nothing for an empty cell."""
    place = book.layout.tables[table.key]
    found = [book.cell(place.cell(column.key, number)).value for number in range(place.rows)]
    return [
        "" if value is None else f"{value:g}" if isinstance(value, float | int) else str(value)
        for value in found
    ]
