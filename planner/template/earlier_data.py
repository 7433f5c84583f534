"""The reference data of earlier days, by which a row that nobody has edited is known."""

from __future__ import annotations

from planner.template import folder
from planner.template.load import load_template, read_toml
from planner.template.locale import load_locale
from planner.template.reference import ReferenceData
from planner.template.schema import ENGLISH, Template
from planner.template.translation import Locale, entry_in


def earlier_data(template: Template) -> tuple[ReferenceData, ...]:
    """What each of the files in ``reference/`` of a template holds, the earliest first, in its language.

    Raises:
        TemplateError: a file cannot be read.
    """
    files = sorted((folder.templates_folder() / template.name / "reference").glob("*.toml"))
    found = []
    for path in files:
        raw = read_toml(path)
        data = ReferenceData(raw["version"], {key: tuple(rows) for key, rows in raw["tables"].items()})
        english = template.language == ENGLISH
        found.append(
            data if english else translated_data(data, load_locale(template.language, template.name))
        )
    return tuple(found)


def translated_data(data: ReferenceData, locale: Locale, name: str = "llm-programme") -> ReferenceData:
    """The same in a language."""
    template = load_template(name)
    tables = {
        key: tuple(entry_in(template.table(key), entry, locale) for entry in rows)
        for key, rows in data.tables.items()
    }
    return data._replace(tables=tables)
