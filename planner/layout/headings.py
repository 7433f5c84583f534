"""The formulas by which headings follow what the owner says of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.layout.arrange import headed
from planner.layout.owned_cell import OwnedCell
from planner.layout.places import ON_COVER, WHERE_EMPTY, Layout, Place, heading_name
from planner.template.schema import Template
from planner.template.texts import BETWEEN

ROLE = "heading"
SHEET = "sheet"
LONGEST = 1000
"""Characters of a heading; more than the texts of any come to."""


def heading_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """The headings of the cover, and the line below the title of every other sheet."""
    for name, shown in ON_COVER.items():
        place = layout[name]
        keys = getattr(template.headings, shown)
        if shown in WHERE_EMPTY:
            (key,) = keys
            missing = getattr(template.words, WHERE_EMPTY[shown])
            formula = _part(key, place, template, layout, "", missing)
        else:
            formula = _formula(keys, place, template, layout)
        yield OwnedCell(place, formula, ROLE, shown)
    for english, _ in headed(template):
        place = layout[heading_name(english)]
        formula = _formula(template.headings.sheet, place, template, layout)
        yield OwnedCell(place, formula, ROLE, SHEET)


def _formula(keys: Sequence[str], place: Place, template: Template, layout: Layout) -> str:
    """The texts one after another, each behind what parts it from the one before; the first such goes."""
    parts = [_part(key, place, template, layout, BETWEEN if len(keys) > 1 else "") for key in keys]
    return f"MID({'&'.join(parts)},{len(BETWEEN) + 1},{LONGEST})" if len(keys) > 1 else parts[0]


def _part(key: str, place: Place, template: Template, layout: Layout, before: str, missing: str = "") -> str:
    """One text behind what parts it from the one before; another word where the owner has said nothing."""
    text = template.texts[key]
    cell = layout.text(text).seen_from(place.sheet)
    said = f"{cell}"
    if text.day:
        said = f'YEAR({cell})&"-"&MID(100+MONTH({cell}),2,2)&"-"&MID(100+DAY({cell}),2,2)'
    first, _, last = text.said.partition("{text}")
    pieces = [_literal(before + first), said, _literal(last)]
    # A blank that has a format is 0 to some programs and "" to others; what a formula left empty is "".
    return f'IF(({cell}=0)+({cell}="")>0,"{missing}",{"&".join(piece for piece in pieces if piece)})'


def _literal(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if text else ""
