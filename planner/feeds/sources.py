"""The one list of formats, and how the format of a feed is told where nobody says it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from planner.feeds import genai, gpuhunt, own, skypilot
from planner.feeds.feed import Feed, Raw
from planner.feeds.fetch import fetched

READERS: dict[str, Callable[[Raw], Feed]] = {
    "csv": own.read,
    "skypilot": skypilot.read,
    "gpuhunt": gpuhunt.read,
    "genai": genai.read,
}
GENAI = "genai"
FIRST_BYTES = 4096


def feed_of(address: str, source: str = "", day: date | None = None, provider: str = "") -> Feed:
    """The feed at a path or an address. Raises PlanError with one problem where nothing can be taken from it.

    Args:
        source: its format; told from its first bytes where it is left out.
        day: the day that its prices are of.
        provider: whose prices they are.
    """
    raw = fetched(address, day, provider)
    return READERS[source or _format(raw)](raw)


def _format(raw: Raw) -> str:
    head = raw.data[:FIRST_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(gpuhunt.ZIP):
        return "gpuhunt"
    if head.startswith((b"[", b"{")):
        return GENAI
    columns = {name.strip(b' "\r').lower() for name in head.partition(b"\n")[0].split(b",")}
    known = {"skypilot": skypilot.COLUMNS, "gpuhunt": gpuhunt.COLUMNS, "csv": own.COLUMNS}
    for source, needed in known.items():
        if {name.lower().encode() for name in needed} <= columns:
            return source
    raise raw.refused("it is none of the formats that planner reads", "Say --source.")
