"""Workbooks damaged at random, but the same way for the same seed."""

from __future__ import annotations

import random
import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

VALUES = (b"", b"-1", b"999999999", b"abc", b"1e400", b"A1:XFD1048576", b"0", b"A1", b"nan", b"\xe2\x82\xac")
TEXTS = (
    b"", b"SUM(A:A)+Sheet1!A1", b"((((", b'"', b"A1:", b"'x'!A1", b"1e999", b"#REF!", b"IF(IF(IF(", b"[1]!x",
    b"T[[#This Row],[x]]", b"{1;2", b"-5", b"Tbl[", b"_xlfn.LET(_xlpm.a,1,_xlpm.a)", b"OFFSET(A1,1,1)",
    b"\xef\xbc\x91\xef\xbc\x90",
)  # fmt: skip
ATTRIBUTE, TEXT, EMPTY = (re.compile(p) for p in (rb'="([^"]*)"', rb">([^<]+)<", rb"(<[a-zA-Z:]+[^<>]*/>)"))
CHANGES = ((ATTRIBUTE, VALUES), (TEXT, TEXTS), (EMPTY, (b"",)))


def damaged(path: Path, target: Path, seed: int) -> Path:
    """A copy with one to four attributes, texts or elements of its parts replaced."""
    choose = random.Random(seed)  # noqa: S311 - a reproducible choice, no secret
    with ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    names = sorted(name for name in parts if name.endswith(".xml") and "theme" not in name)
    for _ in range(choose.randint(1, 4)):
        name = choose.choice(names)
        pattern, instead = choose.choice(CHANGES)
        found = list(pattern.finditer(parts[name]))
        if found:
            match = choose.choice(found)
            content = parts[name]
            parts[name] = content[: match.start(1)] + choose.choice(instead) + content[match.end(1) :]
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target
