"""Mutations of the packed bytes: what a bad disk, a cut transfer or a hand at a hex editor leaves."""

from __future__ import annotations

from random import Random

from fuzz.book import Book

SOME_BYTES = (
    b"\0",
    b"\xff",
    b"PK\3\4",
    b"PK\1\2",
    b"PK\5\6",
    b"PK\6\6",
    b"PK\6\7",
    b"\xff\xff\xff\xff",
    b"<",
)


def flip_bits(book: Book, chance: Random) -> None:
    """A few wrong bits."""
    places = [(chance.random(), 1 << chance.randrange(8)) for _ in range(chance.choice((1, 1, 2, 8)))]

    def change(data: bytes) -> bytes:
        changed = bytearray(data)
        for place, bit in places:
            if changed:
                changed[int(place * len(changed))] ^= bit
        return bytes(changed)

    book.after.append(change)


def cut(book: Book, chance: Random) -> None:
    """The end is missing."""
    place = chance.random()
    book.after.append(lambda data: data[: int(place * len(data))])


def lose(book: Book, chance: Random) -> None:
    """A stretch is missing."""
    place, length = chance.random(), chance.choice((1, 2, 7, 512, 4096))
    book.after.append(lambda data: data[: int(place * len(data))] + data[int(place * len(data)) + length :])


def insert(book: Book, chance: Random) -> None:
    """Something is there that does not belong."""
    place, what = chance.random(), chance.choice(SOME_BYTES) * chance.choice((1, 1, 4, 512))
    book.after.append(lambda data: data[: int(place * len(data))] + what + data[int(place * len(data)) :])


def blank(book: Book, chance: Random) -> None:
    """A block of zeros, as an interrupted write leaves."""
    place, length = chance.random(), chance.choice((1, 64, 512, 4096))

    def change(data: bytes) -> bytes:
        at = int(place * len(data))
        return data[:at] + bytes(min(length, len(data) - at)) + data[at + length :]

    book.after.append(change)


def near_the_end(book: Book, chance: Random) -> None:
    """A wrong byte in the index."""
    back, value = chance.randrange(1, 2500), chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))

    def change(data: bytes) -> bytes:
        at = max(0, len(data) - back)
        return data[:at] + bytes([value]) + data[at + 1 :]

    book.after.append(change)


MUTATIONS = (flip_bits, cut, lose, insert, blank, near_the_end)
