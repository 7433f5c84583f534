"""What stands for the texts of a template in another language, and the template with them in their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from planner.template.amounts import Said
from planner.template.charts import Chart
from planner.template.front import said_in
from planner.template.pages import Page, Shown
from planner.template.preset import Preset, Printed
from planner.template.rows import Column, Row, Section, Table, Text
from planner.template.schema import CHECKS, COVER, LOG, SOURCES, SUMMARY, Template
from planner.template.sheets import Axis, Sheet
from planner.template.words import Words

FRONTS = (COVER, SUMMARY, CHECKS, SOURCES, LOG)
LITERAL = re.compile(r'"((?:[^"]|"")*)"')


@dataclass(frozen=True, slots=True)
class Locale:
    """What stands for each text of a template; a text that it does not have stays English."""

    language: str
    font: str
    sheets: Mapping[str, str]
    scenarios: Mapping[str, str]
    units: Mapping[str, str]
    choices: Mapping[str, str]
    headers: Mapping[str, str]
    statuses: Mapping[str, str]
    texts: Mapping[str, str]
    said: Said
    formats: Mapping[str, str] = field(default_factory=dict)
    """How a number is shown where the template's own format holds words or the order of another language."""
    earlier_answers: tuple[tuple[str, ...], ...] = ()

    def text(self, english: str) -> str:
        """A title, label, note, or a name in a table."""
        return self.texts.get(english, english)

    def sheet(self, english: str) -> str:
        """The name of a sheet."""
        return self.sheets.get(english, english)

    def choice(self, english: str) -> str:
        """A word of a drop-down list."""
        return self.choices.get(english, english)

    def value(self, value: Any, of: Row | Column | Axis) -> Any:
        """What is typed into an input: a word of its list, another text, or a number as it is."""
        if not isinstance(value, str):
            return value
        choices = () if isinstance(of, Axis) else of.choices
        return self.choice(value) if choices else self.text(value)


def translated(template: Template, locale: Locale) -> Template:
    """The template with every text in the locale's language."""
    words = {name: locale.text(text) for name, text in vars(template.words).items()}
    return replace(
        _for_readers(template, locale),
        title=locale.text(template.title),
        sheets=tuple(_sheet(sheet, locale) for sheet in template.sheets),
        scenario_names=_values(template.scenario_names, locale),
        titles=_values(template.titles, locale),
        statuses=_values(template.statuses, locale),
        words=Words(**words),
        said=locale.said._replace(
            sizes=template.said.sizes, currency=template.said.currency, start=template.said.start
        ),
        tables_on_screen=tuple(map(locale.sheet, template.tables_on_screen)),
        on_paper={locale.sheet(name): pages for name, pages in template.on_paper.items()},
        wide_on_paper={locale.sheet(name): pages for name, pages in template.wide_on_paper.items()},
        language=locale.language,
        font=locale.font,
        fronts={name: locale.sheet(name) for name in FRONTS},
        scenario_words=locale.scenarios,
        status_words=locale.statuses,
        meanings=meanings_of(locale),
    )


def _for_readers(template: Template, locale: Locale) -> Template:
    """The template with what shows lines once more, and says how to read them, in the locale's language."""
    text = locale.text
    return replace(
        template,
        conventions=tuple((text(label), text(said)) for label, said in template.conventions),
        summary=tuple((text(section), keys) for section, keys in template.summary),
        answers=tuple(map(text, template.answers)),
        earlier_answers=locale.earlier_answers or ((),) * len(template.answers),
        key_numbers=tuple(_shown(shown, locale) for shown in template.key_numbers),
        pages=tuple(_page(page, locale) for page in template.pages),
        charts=tuple(_chart(chart, locale) for chart in template.charts),
        messages={
            name: tuple(case._replace(text=text(case.text)) for case in cases)
            for name, cases in template.messages.items()
        },
        front_page=said_in(template.front_page, text),
    )


def meanings_of(locale: Locale) -> dict[str, str]:
    """What the engine takes each word of a list for.

    An English word is none of the workbook's: its formulas do not know it, so the engine must not either.
    """
    foreign = {english: f"{english} (English)" for english in locale.choices}
    return foreign | {said: english for english, said in locale.choices.items()}


def translated_preset(preset: Preset, template: Template, locale: Locale) -> Preset:
    """The preset with every text in the locale's language; `template` is the English one."""
    tables = {
        table.key: tuple(entry_in(table, entry, locale) for entry in preset.tables[table.key])
        for table in template.tables
    }
    inputs = {
        key: {scenario: locale.value(value, template.row(key)) for scenario, value in given.items()}
        for key, given in preset.inputs.items()
    }
    return preset._replace(
        title=locale.text(preset.title),
        question=locale.text(preset.question),
        inputs=inputs,
        tables=tables,
        texts={key: text_in(template.texts[key], value, locale) for key, value in preset.texts.items()},
        notes=_values(preset.notes, locale),
        printed=tuple(_printed(printed, locale) for printed in preset.printed),
    )


def _values(texts: Mapping[str, str], locale: Locale) -> dict[str, str]:
    return {key: locale.text(text) for key, text in texts.items()}


def _printed(printed: Printed, locale: Locale) -> Printed:
    return printed._replace(text=locale.text(printed.text), note=locale.text(printed.note))


def entry_in(table: Table, entry: Mapping[str, Any], locale: Locale) -> dict[str, Any]:
    """A row of a table in the locale's language; the table is the English one."""
    return {key: locale.value(value, table.column(key)) for key, value in entry.items()}


def _sheet(sheet: Sheet, locale: Locale) -> Sheet:
    return replace(
        sheet,
        key=sheet.name,
        name=locale.sheet(sheet.name),
        title=locale.text(sheet.title),
        items=tuple(_item(item, locale) for item in sheet.items),
        table=_table(sheet.table, locale) if sheet.table else None,
        axis=_axis(sheet.axis, locale) if sheet.axis else None,
        scenario_words=locale.scenarios,
    )


def _shown(shown: Shown, locale: Locale) -> Shown:
    return shown._replace(label=locale.text(shown.label))


def _page(page: Page, locale: Locale) -> Page:
    blocks = tuple(
        block._replace(
            section=locale.text(block.section),
            rows=tuple(_shown(shown, locale) for shown in block.rows),
        )
        for block in page.blocks
    )
    return page._replace(name=locale.sheet(page.name), title=locale.text(page.title), blocks=blocks)


def _chart(chart: Chart, locale: Locale) -> Chart:
    places = tuple(place._replace(sheet=locale.sheet(place.sheet)) for place in chart.places)
    return chart._replace(title=locale.text(chart.title), page=locale.sheet(chart.page), places=places)


def _item(item: Row | Section | Text, locale: Locale) -> Row | Section | Text:
    if isinstance(item, Section):
        return Section(locale.text(item.section))
    if isinstance(item, Text):
        return _said(item, locale)
    return item._replace(
        label=locale.text(item.label),
        note=locale.text(item.note),
        long=locale.text(item.long),
        source=locale.text(item.source),
        unit_words=locale.units.get(item.unit, ""),
        choices=_choices(item.choices, locale),
        used_when=tuple(one._replace(words=_choices(one.words, locale)) for one in item.used_when),
        formula=_formula(item.formula, locale),
        format=locale.formats.get(item.format, item.format),
        earlier=tuple(_formula(formula, locale) for formula in item.earlier),
        earlier_notes=tuple(map(locale.text, item.earlier_notes)),
        default=None,
    )


def _said(text: Text, locale: Locale) -> Text:
    """What the owner says of the plan; a way of saying that holds no words is the same everywhere."""
    return text._replace(
        label=locale.text(text.label),
        default=text_in(text, text.default, locale),
        choices=_choices(text.choices, locale),
        said=text.said if text.said == "{text}" else locale.text(text.said),
        note=locale.text(text.note),
    )


def text_in(text: Text, value: Any, locale: Locale) -> Any:
    """What a preset says of the plan in the locale's language; `text` is the English one."""
    if not isinstance(value, str):
        return value
    return locale.choice(value) if text.choices else locale.text(value)


def _formula(formula: str, locale: Locale) -> str:
    """A formula that compares with the words of the locale's lists."""
    return LITERAL.sub(lambda literal: f'"{locale.choice(literal[1])}"', formula)


def _axis(axis: Axis, locale: Locale) -> Axis:
    return axis._replace(
        label=locale.text(axis.label),
        length=locale.text(axis.length),
        values=tuple(locale.value(value, axis) for value in axis.values),
        unit_words=locale.units.get(axis.unit, ""),
    )


def _table(table: Table, locale: Locale) -> Table:
    return table._replace(
        title=locale.text(table.title),
        note=locale.text(table.note),
        columns=tuple(_column(column, locale) for column in table.columns),
        rows=tuple(entry_in(table, entry, locale) for entry in table.rows),
        reference=tuple(entry_in(table, entry, locale) for entry in table.reference),
    )


def _column(column: Column, locale: Locale) -> Column:
    return column._replace(
        header=locale.headers.get(column.header, column.header),
        choices=_choices(column.choices, locale),
        unit_words=locale.units.get(column.unit, ""),
    )


def _choices(choices: Iterable[str], locale: Locale) -> tuple[str, ...]:
    return tuple(map(locale.choice, choices))
