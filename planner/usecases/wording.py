"""Two plans in two languages: what the earlier one says, in the words of the later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from planner.book.read import Inputs
from planner.template.schema import ENGLISH, Template


class Wording(NamedTuple):
    """What stands in the later language for a text of the template's; any other text stays as it is."""

    texts: Mapping[str, str]

    def said(self, value: Any) -> Any:
        """A text in the later language, anything else as it is."""
        return self.texts.get(value, value) if isinstance(value, str) else value

    def inputs(self, inputs: Inputs) -> Inputs:
        """The inputs of the earlier plan, as a plan in the later language would hold them."""
        if not self.texts:
            return inputs
        scalars = {
            scenario: {key: self.said(value) for key, value in typed.items()}
            for scenario, typed in inputs.scalars.items()
        }
        tables = {
            table: {key: tuple(map(self.said, cells)) for key, cells in columns.items()}
            for table, columns in inputs.tables.items()
        }
        return Inputs(scalars, tables, {key: tuple(map(self.said, at)) for key, at in inputs.axes.items()})


def wording(then: Template, now: Template) -> Wording:
    """From the language of one plan to that of the other."""
    if then.language == now.language:
        return Wording({})
    english = {said: text for texts in reversed(_texts(then)) for text, said in reversed(list(texts.items()))}
    said = {**_texts(now)[1], **_texts(now)[0]}
    if then.language == ENGLISH:
        return Wording(said)
    return Wording({text: said.get(meant, meant) for text, meant in english.items()})


def _texts(template: Template) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """English -> what the template's language has for it: words of lists, and other texts."""
    from planner.template.locale import load_locale

    if template.language == ENGLISH:
        return {}, {}
    locale = load_locale(template.language, template.name)
    return locale.choices, locale.texts
