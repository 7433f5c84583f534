"""Price feeds as somebody who means ill, or a broken download, would have them: samples changed at random."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

from fuzz.hostile_texts import TEXTS

Change = Callable[[Random, bytes], bytes]

_CELL = re.compile(rb"[^,\n\":{}\[\]]+")
NUMBERS = b"-1", b"0", b"1e999", b"-inf", b"nan", b"1" * 60, b"0x10", b"1_000", b"2,5", b"9e307", b"1e-320"


def hostile(samples: Mapping[str, bytes], seed: int) -> tuple[str, bytes]:
    """One of the samples, by its name, after one to four changes."""
    chance = Random(f"feed {seed}")
    name = chance.choice(sorted(samples))
    data = samples[name]
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(CHANGES)(chance, data)
    return name, data


def _at(chance: Random, data: bytes) -> int:
    return chance.randrange(len(data) + 1)


def _bit(chance: Random, data: bytes) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(chance: Random, data: bytes) -> bytes:
    return data[: _at(chance, data)]


def _gap(chance: Random, data: bytes) -> bytes:
    first, last = sorted((_at(chance, data), _at(chance, data)))
    return data[:first] + data[last:]


def _twice(chance: Random, data: bytes) -> bytes:
    first, last = sorted((_at(chance, data), _at(chance, data)))
    return data[:last] + data[first:last] * chance.randint(1, 3) + data[last:]


def _cell(chance: Random, data: bytes) -> bytes:
    cells = list(_CELL.finditer(data))
    if not cells:
        return data
    cell, text = chance.choice(cells), chance.choice(TEXTS).encode("utf-8", "surrogatepass")
    return data[: cell.start()] + text + data[cell.end() :]


def _number(chance: Random, data: bytes) -> bytes:
    cells = list(re.finditer(rb"[0-9]+(?:\.[0-9]+)?", data))
    if not cells:
        return data
    cell = chance.choice(cells)
    return data[: cell.start()] + chance.choice(NUMBERS) + data[cell.end() :]


def _nest(chance: Random, data: bytes) -> bytes:
    at, depth = _at(chance, data), chance.choice((3, 5_000, 200_000))
    return data[:at] + chance.choice((b"[", b'{"a":', b'"')) * depth + data[at:]


def _utf16(_: Random, data: bytes) -> bytes:
    return data.decode("utf-8", "replace").encode("utf-16")


CHANGES: tuple[Change, ...] = (_bit, _cut, _gap, _twice, _cell, _cell, _number, _number, _nest, _utf16)
