"""What does not stop planner from reading a plan, and `planner repair` would mend: a sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from planner.book.find import Book
from planner.book.survey import command
from planner.layout.places import MASTER_ON_COVER
from planner.xlsx.a1 import cell_name
from planner.xlsx.links import lost_links


def lost_cover_links(book: Book) -> Iterator[str]:
    """What to say of links on the cover that lead nowhere."""
    cover = book.layout[MASTER_ON_COVER].sheet
    if lost := lost_links(book.package, cover):
        what = "1 link of the cover leads" if len(lost) == 1 else f"{len(lost)} links of the cover lead"
        where = f"{cover}!{cell_name(*lost[0].at)}"
        yield f"{where}: {what} nowhere; run `{command(book.source)}`"
