"""The bytes of a feed: a file of this machine, or an address that the user typed. Nothing else is asked."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from pathlib import Path

from planner.feeds.feed import UNTOUCHED, Raw
from planner.xlsx.openfile import read_bytes

MOST_BYTES = 64 << 20
PATIENCE_S = 30.0

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_VERSION = re.compile(
    r"(?<![0-9a-z])(?:([0-9]{4})([0-9]{2})([0-9]{2})-[0-9]{1,6}|[0-9a-f]{7,40})(?![0-9a-z])"
)


def fetched(address: str, day: date | None = None, provider: str = "") -> Raw:
    """What stands at a path, or at an http address; a PlanError with one problem where it cannot be had."""
    raw = Raw(address, b"", day, provider)
    scheme = _ADDRESS.match(address)
    if scheme is None:
        data = _read(raw)
    elif scheme[1].lower() in {"http", "https"}:
        data = _downloaded(raw)
    else:
        raise raw.refused(
            "this is no address that planner reads", "Give a file, or an http or https address."
        )
    if len(data) > MOST_BYTES:
        raise raw.refused(f"it has more than {MOST_BYTES >> 20} MB", "Take out the rows that you want.")
    if not data.strip():
        raise raw.refused("it is empty")
    return raw._replace(data=data)


def _read(raw: Raw) -> bytes:
    path = Path(raw.address)
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        return b" " * (MOST_BYTES + 1)
    return read_bytes(path)[0]


def _downloaded(raw: Raw) -> bytes:
    from http.client import HTTPException
    from urllib.request import Request, urlopen

    try:
        asked = Request(raw.address, headers={"User-Agent": "planner"})  # noqa: S310 - http alone, see above
        with urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310
            data: bytes = answer.read(MOST_BYTES + 1)
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error or type(error).__name__
        remedy = f"{UNTOUCHED} Try again later, or give a file that you have."
        raise raw.refused(f"it cannot be fetched ({reason})", remedy) from None
    return data


def version_of(raw: Raw) -> str:
    """Which one it is: the version or commit that its address names, and the digits of its bytes."""
    found = _version_in(raw.address)
    digits = f"sha256 {sha256(raw.data).hexdigest()[:12]}"
    return f"{found[0]}, {digits}" if found else digits


def day_of(raw: Raw) -> date | None:
    """The day that was said, or that of the version that its address names."""
    if raw.day is not None:
        return raw.day
    found = _version_in(raw.address)
    if not found or not found[1]:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def needed_day(raw: Raw) -> date:
    """The same of a feed whose rows have no date."""
    day = day_of(raw)
    if day is None:
        raise raw.refused(
            "its rows have no date", "Say --date, the day on which these prices were published."
        )
    return day


def _version_in(address: str) -> re.Match[str] | None:
    """The last part of an address that is a version: letters alone, and digits alone, are words and years."""
    found = [
        one
        for one in _VERSION.finditer(address)
        if one[1] or (any(map(str.isdigit, one[0])) and any(map(str.isalpha, one[0])))
    ]
    return found[-1] if found else None
