"""Mutations of the zip file: members that are missing, doubled, misnamed, or not what their headers say."""

from __future__ import annotations

import struct
from dataclasses import replace
from random import Random

from fuzz.book import Book, Member
from fuzz.hostile_texts import PATHS


def _one(book: Book, chance: Random) -> Member:
    if not book.members:
        book.members.append(Member("a.xml", b"<a/>"))
    return chance.choice(book.members)


def drop(book: Book, chance: Random) -> None:
    """A part is missing."""
    if book.members:
        book.members.remove(_one(book, chance))


def double(book: Book, chance: Random) -> None:
    """A part is there twice, perhaps in other capitals."""
    member = _one(book, chance)
    name = chance.choice((member.name, member.name.upper(), member.name.replace("/", "\\")))
    book.members.insert(chance.randrange(len(book.members) + 1), replace(member, name=name))


def rename(book: Book, chance: Random) -> None:
    """A part has another name."""
    _one(book, chance).name = chance.choice(PATHS)


def add(book: Book, chance: Random) -> None:
    """A part that nobody asked for."""
    content = chance.choice((b"", b"<a/>", bytes(100_000), b"MZ\x90", b"PK\5\6" + bytes(18)))
    book.members.append(Member(chance.choice(PATHS), content))


def exchange(book: Book, chance: Random) -> None:
    """Two parts have each other's content."""
    one, other = _one(book, chance), _one(book, chance)
    one.content, other.content = other.content, one.content


def lie(book: Book, chance: Random) -> None:
    """A header does not tell the truth."""
    member = _one(book, chance)
    match chance.randrange(5):
        case 0:
            member.crc = chance.randrange(1 << 32)
        case 1:
            member.size = chance.choice((0, 1, len(member.content) * 2, 1 << 20, 1 << 30, 0xFFFFFFFF))
        case 2:
            member.method = chance.choice((0, 1, 9, 12, 14, 93, 99))
        case 3:
            member.flags ^= 1 << chance.randrange(16)
        case 4:
            member.extra = struct.pack("<2H", chance.choice((1, 0x7075, 9)), chance.choice((0, 8, 24, 65535)))


def bomb(book: Book, chance: Random) -> None:
    """A part that unpacks to much more than it weighs."""
    member, length = _one(book, chance), chance.choice((9 << 20, 40 << 20, 120 << 20))
    inside = chance.choice((b"\0", b" ", b"<a/>", b"<row/>", b'<c r="A1"/>', b"<!---->", b"x"))
    middle = inside * (length // len(inside))
    at = max(0, member.content.rfind(b"</"))
    member.content = chance.choice((middle, member.content[:at] + middle + member.content[at:]))


def store(book: Book, chance: Random) -> None:
    """Some parts are not compressed, in another order, after a prefix or before a comment."""
    for member in book.members:
        member.stored = chance.random() < 0.5
    if chance.random() < 0.3:
        chance.shuffle(book.members)
    book.comment = chance.choice((b"", b"comment", b"PK\5\6" + bytes(18), b"x" * 60_000))
    book.prefix = chance.choice((b"", b"", b"#!/bin/sh\n"))


def many(book: Book, chance: Random) -> None:
    """More parts than any workbook has."""
    count = chance.choice((500, 5_000, 60_000))
    book.members += [Member(f"x/{number}.xml", b"<a/>", stored=True) for number in range(count)]


MUTATIONS = (drop, double, rename, add, exchange, lie, bomb, store, many)
