"""Every text of a plan has its translation, none is left over, and what formulas compare stays one word."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from planner.cli.options import LANGUAGES as COMMAND_LINE
from planner.results.statuses import LINE_STATUSES
from planner.template.earlier_data import earlier_data, translated_data
from planner.template.errors import TemplateError
from planner.template.folder import templates_folder, translations
from planner.template.load import (
    load_preset,
    load_template,
    presets,
    read_toml,
)
from planner.template.locale import languages, load_locale, preset_in, template_in
from planner.template.preset import Preset
from planner.template.review import changes_texts
from planner.template.schema import Template
from planner.template.translation import Locale, translated, translated_preset
from planner.template.words import Words
from planner.xlsx.number_format import is_date
from planner.xlsx.number_shown import shown

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
PARTS = ("sheets", "units", "choices", "headers", "statuses", "texts")
TEMPLATE = load_template()
LANGUAGES = translations()
"""Every language beside English: whoever adds one has all of this asked of it."""

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_preset = pytest.mark.parametrize(("language", "name"), [*product(LANGUAGES, presets())])


def raw(language: str) -> dict[str, Any]:
    """What the file of a language says beside what stands for each text."""
    return read_toml(templates_folder() / "llm-programme" / "locale" / f"{language}.toml")


@cache
def names(language: str) -> frozenset[str]:
    """What reads alike in both languages."""
    return frozenset(raw(language)["names"])


ENGLISH_WORD = re.compile(
    r"\b(?:the|of|is|are|and|to|in|for|with|by|from|not|as|that|which|a|an|on|or|it|one|each|all|what|its|at"
    r"|row|rows|choose|enter|per|months?|years?|price|cost|model|sheet|low|base|high|yes|no)\b"
)
TITLES = ("The Llama 3 Herd of Models", "Communications of the ACM")
"""Titles of papers that hold such words."""
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+|\{[^{}]*\}")
"""A file or a repository, and what code fills in."""
FORBIDDEN_IN_SHEETS = re.compile(r"[\[\]:*?/\\']")


class Asked(dict[str, str]):
    """A part of a locale that remembers what was looked up in it."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        super().__init__(entries)
        self.hits: set[str] = set()
        self.misses: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        (self.hits if key in self else self.misses).add(key)
        return super().get(key, default)


@cache
def asked_of(language: str) -> dict[str, Asked]:
    """What the translation of the template and of every preset asks of each part."""
    parts = {name: Asked(getattr(load_locale(language), name).items()) for name in PARTS}
    locale = replace(load_locale(language), **parts)
    translated(TEMPLATE, locale)
    for name in presets():
        translated_preset(load_preset(name), TEMPLATE, locale)
    for data in earlier_data(TEMPLATE):  # rows of plans that took them
        translated_data(data, locale)
    for word in (*LINE_STATUSES, "AGREES"):  # the words that formulas and the log show
        parts["statuses"].get(word)
    return parts


def test_there_is_a_language_to_ask() -> None:
    assert "zh" in LANGUAGES


@pytest.mark.parametrize("part", PARTS)
@each_language
def test_every_text_has_a_translation(language: str, part: str) -> None:
    missing = asked_of(language)[part].misses - {""} - (names(language) if part == "texts" else set())
    assert not missing, f"locale/{language}.toml has no translation of {sorted(missing)}"


@pytest.mark.parametrize("part", PARTS)
@each_language
def test_no_translation_is_left_over(language: str, part: str) -> None:
    asked = asked_of(language)[part]
    unused = asked.keys() - asked.hits
    assert not unused, f"nothing in the template or its presets says {sorted(unused)}"


@each_language
def test_a_text_with_a_number_stands_for_each_of_its_rows_and_the_number_stays(language: str) -> None:
    said = load_locale(language).texts
    rows = [row for _, row in TEMPLATE.rows() if row.stem]
    assert len({said[row.label] for row in rows}) == len({row.label for row in rows}) > 100
    for row in rows:
        assert row.key.removeprefix(f"{row.stem}_") in said[row.label], row.key
    assert not [text for text in said if "#" in text]


@each_language
def test_a_translation_says_something(language: str) -> None:
    locale = load_locale(language)
    empty = [english for part in PARTS for english, said in getattr(locale, part).items() if not said.strip()]
    assert not empty, f"locale/{language}.toml says nothing for {sorted(empty)}"


@each_language
def test_a_name_that_reads_alike_is_in_use_and_not_translated_too(language: str) -> None:
    assert asked_of(language)["texts"].misses - {""} == names(language)


def test_the_command_line_knows_the_languages_of_the_template() -> None:
    assert languages() == COMMAND_LINE


def test_english_needs_no_locale() -> None:
    assert template_in("en") is load_template("llm-programme")
    assert preset_in("en", "china") is load_preset("china", "llm-programme")


def test_a_language_that_is_not_there_is_an_error() -> None:
    with pytest.raises(TemplateError, match="fr"):
        template_in("fr")


@each_language
def test_words_fill_in_what_the_english_ones_fill_in(language: str) -> None:
    left_out = {"note_unchecked": {"reason"}, "note_fallback": {"reason"}}  # what a checker said is English
    for name in vars(TEMPLATE.words):
        english, said = (
            set(re.findall(r"\{(\w+)\}", getattr(words, name)))
            for words in (TEMPLATE.words, template_in(language).words)
        )
        assert said == english - left_out.get(name, set()), name


@each_language
def test_keys_units_bounds_and_shapes_stay(language: str) -> None:
    template = template_in(language)
    for (_, english), (_, said) in zip(TEMPLATE.rows(), template.rows(), strict=True):
        same = (
            "key",
            "kind",
            "unit",
            "min",
            "max",
            "whole",
            "choices_from",
            "axis",
            "scale",
            "size",
        )
        assert [getattr(english, name) for name in same] == [getattr(said, name) for name in same]
        assert len(said.choices) == len(english.choices)
    assert [sheet.key for sheet in template.sheets] == [sheet.name for sheet in TEMPLATE.sheets]
    assert [table.key for table in template.tables] == [table.key for table in TEMPLATE.tables]
    assert [keys for _, keys in template.summary] == [keys for _, keys in TEMPLATE.summary]


@each_language
def test_a_format_differs_where_the_language_says_another_and_shows_the_same_kind(language: str) -> None:
    own = load_locale(language).formats
    rows = [*zip(TEMPLATE.rows(), template_in(language).rows(), strict=True)]
    assert own.keys() <= {english.format for (_, english), _ in rows}
    for (_, english), (_, said) in rows:
        assert said.format == own.get(english.format, english.format)
        assert is_date(said.format) == is_date(english.format)


def test_months_and_fiscal_years_are_said_in_chinese() -> None:
    month, year = (template_in("zh").row(key).format for key in ("month_start_date", "year_number"))
    assert (shown(46_235.0, month), shown(2027.0, year).strip()) == ("2026-08", "2027财年")


@each_language
def test_a_formula_differs_in_its_words_alone(language: str) -> None:
    template = template_in(language)
    for (_, english), (_, said) in zip(TEMPLATE.rows(), template.rows(), strict=True):
        back = re.sub(r'"([^"]*)"', lambda match: f'"{template.meanings[match[1]]}"', said.formula)
        assert back == english.formula, english.key


@pytest.mark.parametrize("part", ["choices", "statuses", "sheets", "headers"])
@each_language
def test_two_words_that_differ_stay_different(language: str, part: str) -> None:
    said = [word.casefold() for word in getattr(load_locale(language), part).values()]
    assert len(set(said)) == len(said)


@each_language
def test_a_text_that_stands_in_a_cell_leads_back_to_one_english_text(language: str) -> None:
    """Plans in two languages are compared by that: `Pre-training` and `pre-training` are two texts."""
    locale = load_locale(language)
    cells = {
        text for name in presets() for text in texts_in((load_preset(name).tables, load_preset(name).notes))
    }
    said: dict[str, set[str]] = {}
    for text in cells - locale.choices.keys():
        said.setdefault(locale.text(text), set()).add(text)
    for word, meant in locale.choices.items():
        said.setdefault(meant, set()).add(word)
    assert [texts for texts in said.values() if len(texts) > 1] == []


@each_language
def test_a_word_that_a_formula_looks_for_in_free_text_is_translated_alike(language: str) -> None:
    locale = load_locale(language)
    assert locale.text("every chip") == locale.choice("every chip") != "every chip"
    both = locale.choices.keys() & {
        str(entry[column.key])
        for name in presets()
        for table in TEMPLATE.tables
        for entry in load_preset(name).tables[table.key]
        for column in table.columns
        if column.type == "text" and column.key in entry
    }
    assert {locale.text(word) for word in both} == {locale.choice(word) for word in both}


def test_a_rule_for_every_chip_is_one_in_chinese() -> None:
    assert load_locale("zh").choice("every chip") == "所有芯片"


@each_language
def test_the_engine_takes_a_foreign_word_for_the_english_one_and_that_for_nothing(language: str) -> None:
    choices, meanings = load_locale(language).choices, template_in(language).meanings
    for english, said in choices.items():
        assert meanings[said] == english
        if english != said:
            assert meanings[english] not in choices


@each_language
def test_currencies_keep_their_codes(language: str) -> None:
    """How money is said is looked up by what stands in the cell."""
    locale = load_locale(language)
    *codes, _ = TEMPLATE.said.currencies  # the last unit is that of any other
    changed = [code for code in codes if locale.choice(code) != code]
    assert not changed, f"locale/{language}.toml: {', '.join(changed)} stays as it is"


@each_language
def test_headings_of_tables_need_no_brackets_in_formulas(language: str) -> None:
    """Excel and the checkers read `table[heading]` alike only where it holds letters, digits and blanks."""
    for table in template_in(language).tables:
        headings = [column.header for column in table.columns]
        assert len(set(headings)) == len(headings)
        assert all(heading.replace(" ", "").isalnum() for heading in headings), headings


def sheets_in(language: str) -> list[str]:
    """The names of all sheets of a plan."""
    template = template_in(language)
    return [*template.fronts.values(), *(name for sheet in template.sheets for name in sheet.names)]


@each_language
def test_sheets_have_names_that_excel_allows(language: str) -> None:
    found = sheets_in(language)
    assert len({name.casefold() for name in found}) == len(found) > 20
    assert not [name for name in found if len(name) > 31 or FORBIDDEN_IN_SHEETS.search(name)]


def test_a_sheet_of_a_scenario_is_named_after_it_in_chinese() -> None:
    assert "收支与现金 有利" in sheets_in("zh")


@each_language
def test_drop_down_lists_fit_into_a_validation(language: str) -> None:
    for _, row in template_in(language).rows():
        assert len(",".join(row.choices)) <= 253
        assert not any("," in word for word in row.choices)


@each_preset
def test_rows_of_a_table_keep_names_of_their_own(language: str, name: str) -> None:
    preset = preset_in(language, name)
    for table in template_in(language).tables:
        if table.unique is not None:
            named = [str(entry[table.unique.key]).casefold() for entry in preset.tables[table.key]]
            assert len(set(named)) == len(named), table.key


@each_preset
def test_a_chosen_word_is_one_of_its_list(language: str, name: str) -> None:
    preset = preset_in(language, name)
    for row in template_in(language).inputs:
        if row.is_text:
            allowed = set(row.choices)
            if row.choices_from:
                table, _, column = row.choices_from.partition(".")
                allowed = {entry[column] for entry in preset.tables[table]}
            assert set(preset.inputs[row.key].values()) <= allowed, row.key


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a template or preset that people read."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) or hasattr(value, "_fields") or isinstance(value, Words):
        hidden = {
            "key",
            "kind",
            "unit",
            "formula",
            "format",
            "scale",
            "size",
            "choices_from",
            "type",
            "scenario",
            "when",
        }
        hidden |= {"name"} if isinstance(value, Preset | Template) else set()
        hidden |= {"formats", "language", "font", "meanings", "one_of"}
        for name in type(value).__annotations__:
            if name not in hidden and not name.startswith("_"):
                yield from texts_in(getattr(value, name))
    elif isinstance(value, dict):
        yield from (text for item in value.values() for text in texts_in(item))
    elif isinstance(value, tuple):
        yield from (text for item in value for text in texts_in(item))


def english_in(texts: Iterable[str], language: str) -> list[str]:
    """The texts that hold a word of an English sentence, which is none of the language's own."""
    found, own = [], set(raw(language).get("own_words", ()))
    for text in texts:
        rest = PATH.sub("", text)
        for title in (*TITLES, *names(language)):
            rest = rest.replace(title, "")
        if set(ENGLISH_WORD.findall(rest)) - own:
            found.append(text)
    return found


def test_english_sentences_are_found() -> None:
    texts = ["Rent of the cluster for a month", "集群月租金", "Add rows at the end."]
    assert english_in(texts, "zh") == [
        "Rent of the cluster for a month",
        "Add rows at the end.",
    ]


@each_language
def test_a_template_in_a_language_holds_no_english_sentence(language: str) -> None:
    template = template_in(language)
    keys = {key for _, found in template.summary for key in found} | {axis.key for _, axis in template.axes}
    assert not english_in(set(texts_in(template)) - keys, language)


@each_preset
def test_a_preset_in_a_language_holds_no_english_sentence(language: str, name: str) -> None:
    assert not english_in(texts_in(preset_in(language, name)), language)


def example(language: str) -> ZipFile:
    """The committed example in a language."""
    return ZipFile(WORKBOOKS / f"{raw(language)['example']}-{language}.xlsx")


@each_language
def test_the_example_in_a_language_holds_no_english_sentence(language: str) -> None:
    """In its bytes: cells, sheet names, messages of validations, headers, formats by condition, charts."""
    keys = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?")
    wanted = re.compile(
        r"<(?:\w+:)?t(?: [^>]*)?>([^<]*)<|<odd(?:Header|Footer)>([^<]*)<|<formula[12]?>([^<]*)<"
        r'|(?:prompt|error|promptTitle|errorTitle)="([^"]*)"|<sheet [^>]*?name="([^"]*)"'
        r'|<c [^>]*t="str"[^>]*>.*?<v>([^<]*)<'
    )
    texts = set()
    with example(language) as archive:
        for member in archive.namelist():
            if member.startswith("xl/") and member.endswith(".xml") and "theme" not in member:
                for found in wanted.findall(archive.read(member).decode()):
                    texts |= {html.unescape(text) for text in found if text}
    readable = {text for text in texts if not keys.fullmatch(text)}
    assert load_locale(language).text("Rent of the first cluster for a month") in readable
    assert len(readable) > 1000
    assert not english_in(readable, language)


@each_language
def test_the_font_is_the_locale_s_own(language: str) -> None:
    with example(language) as archive:
        styles = archive.read("xl/styles.xml").decode()
    assert set(re.findall(r'<name val="([^"]*)"', styles)) == {template_in(language).font}


def test_the_font_of_chinese_is_one_that_windows_has() -> None:
    assert template_in("zh").font == "Microsoft YaHei"


@each_language
def test_the_sheet_of_changes_is_said_whole(language: str) -> None:
    """Each text, with the same in braces, and none in English; names of planner's stay."""
    english, said = changes_texts("en"), changes_texts(language)
    own = raw(language)["changes"]
    assert own.keys() == english.keys()
    assert said == own
    for key, text in english.items():
        assert set(re.findall(r"\{(\w+)\}", own[key])) == set(re.findall(r"\{(\w+)\}", text)), key
    assert not english_in(own.values(), language)
    assert len(said["sheet"]) <= 31
    assert said["sheet"] not in sheets_in(language)
    assert english["sheet"] not in sheets_in("en")


@each_language
def test_locales_are_plain_data(language: str) -> None:
    locale = load_locale(language)
    assert isinstance(locale, Locale)
    assert all(isinstance(said, str) and said for part in PARTS for said in getattr(locale, part).values())


@pytest.mark.parametrize("language", languages())
def test_every_currency_has_a_unit_of_its_own_in_every_step(language: str) -> None:
    said = template_in(language).said
    assert said.sizes == load_template().said.sizes
    assert {tuple(step.units) for step in said.steps} == {("USD", "EUR", "CNY", "other")}
    assert len(set(said.words)) == 4 * len(said.steps)
