"""Maps what an earlier plan holds onto today's template, and makes of it what the writer takes."""

from __future__ import annotations

from typing import Any

from planner.template.load import load_template
from planner.template.locale import preset_in
from planner.template.preset import Preset
from planner.upgrade.costs import fill_costs
from planner.upgrade.draft import Draft
from planner.upgrade.earlier import Declared
from planner.upgrade.front import Front
from planner.upgrade.hardware import fill_hardware
from planner.upgrade.money import fill_money
from planner.upgrade.reading import Old
from planner.upgrade.selling import fill_selling


def mapped(old: Old, declared: Declared, name: str) -> Draft:
    """The new plan, and what became of every input of the old one."""
    draft = Draft.of(old, declared, name)
    draft.keep()
    fill_money(draft)
    fill_hardware(draft)
    fill_selling(draft)
    fill_costs(draft)
    _defaults(draft)
    return draft


def preset_of(draft: Draft, front: Front) -> Preset:
    """The new plan as values for the template; printed figures are those of the preset of that name."""
    name, language = draft.template.name, draft.old.language
    like = preset_in(language, draft.old.preset, name)
    notes = {key: text for key, text in draft.notes.items() if text}
    return Preset(
        name=draft.old.preset,
        title=front.title or like.title,
        question=front.question or like.question,
        inputs=draft.inputs,
        tables={table.key: tuple(draft.tables.get(table.key, ())) for table in draft.template.tables},
        notes=notes,
        printed=like.printed,
        own=frozenset(notes),
        texts=_texts(draft, like, front),
    )


def _texts(draft: Draft, like: Preset, front: Front) -> dict[str, str | float]:
    """What the plan says of itself: what its cover said, else what the preset says."""
    found = dict(like.texts)
    for key, text in draft.template.texts.items():
        said = {"title": front.title, "question": front.question}.get(text.of_preset, "")
        found |= {key: said} if said else {}
    if front.company:
        found[draft.declared.company] = front.company
    return found


def _defaults(draft: Draft) -> None:
    """Inputs that the old plan did not have, as the template gives them."""
    english = load_template(draft.template.name)
    for row in english.inputs:
        if row.key not in draft.inputs:
            default: Any = row.default
            draft.put(row.key, dict(default) if isinstance(default, dict) else {"base": default})
