"""Every text of a plan has its translation, none is left over, and what formulas compare stays one word."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from planner.cli.main import LANGUAGES
from planner.results.statuses import LINE_STATUSES
from planner.template.load import (
    TemplateError,
    load_preset,
    load_template,
    presets,
    read_toml,
    templates_folder,
)
from planner.template.locale import (
    Locale,
    languages,
    load_locale,
    preset_in,
    template_in,
    translated,
    translated_preset,
)
from planner.template.schema import Preset, Template

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "china-zh.xlsx"
PARTS = ("sheets", "units", "choices", "headers", "statuses", "texts")
ZH = load_locale("zh")
TEMPLATE, CHINESE = load_template(), template_in("zh")
NAMES = frozenset(read_toml(templates_folder() / "llm-programme" / "locale" / "zh.toml")["names"])

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


@pytest.fixture(scope="module")
def asked() -> dict[str, Asked]:
    """What the translation of the template and of every preset asks of each part."""
    parts = {name: Asked(getattr(ZH, name).items()) for name in PARTS}
    locale = replace(ZH, **parts)
    translated(TEMPLATE, locale)
    for name in presets():
        translated_preset(load_preset(name), TEMPLATE, locale)
    for word in (*LINE_STATUSES, "AGREES"):  # the words that formulas and the log show
        parts["statuses"].get(word)
    return parts


@pytest.mark.parametrize("part", PARTS)
def test_every_text_has_a_translation(asked: dict[str, Asked], part: str) -> None:
    missing = asked[part].misses - {""} - (NAMES if part == "texts" else set())
    assert not missing, f"locale/zh.toml has no translation of {sorted(missing)}"


@pytest.mark.parametrize("part", PARTS)
def test_no_translation_is_left_over(asked: dict[str, Asked], part: str) -> None:
    unused = asked[part].keys() - asked[part].hits
    assert not unused, f"nothing in the template or its presets says {sorted(unused)}"


def test_a_name_that_reads_alike_is_in_use_and_not_translated_too(asked: dict[str, Asked]) -> None:
    assert asked["texts"].misses - {""} == NAMES


def test_the_command_line_knows_the_languages_of_the_template() -> None:
    assert languages() == LANGUAGES


def test_english_needs_no_locale() -> None:
    assert template_in("en") is load_template("llm-programme")
    assert preset_in("en", "china") is load_preset("china", "llm-programme")


def test_a_language_that_is_not_there_is_an_error() -> None:
    with pytest.raises(TemplateError, match="fr"):
        template_in("fr")


def test_words_fill_in_what_the_english_ones_fill_in() -> None:
    left_out = {"note_unchecked": {"reason"}, "note_fallback": {"reason"}}  # what a checker said is English
    for field in fields(TEMPLATE.words):
        english, said = (
            set(re.findall(r"\{(\w+)\}", getattr(words, field.name)))
            for words in (TEMPLATE.words, CHINESE.words)
        )
        assert said == english - left_out.get(field.name, set()), field.name


def test_keys_units_bounds_and_shapes_stay() -> None:
    for (_, english), (_, said) in zip(TEMPLATE.rows(), CHINESE.rows(), strict=True):
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
            "format",
        )
        assert [getattr(english, name) for name in same] == [getattr(said, name) for name in same]
        assert len(said.choices) == len(english.choices)
    assert [sheet.key for sheet in CHINESE.sheets] == [sheet.name for sheet in TEMPLATE.sheets]
    assert [table.key for table in CHINESE.tables] == [table.key for table in TEMPLATE.tables]
    assert [keys for _, keys in CHINESE.summary] == [keys for _, keys in TEMPLATE.summary]


def test_a_formula_differs_in_its_words_alone() -> None:
    for (_, english), (_, said) in zip(TEMPLATE.rows(), CHINESE.rows(), strict=True):
        back = re.sub(r'"([^"]*)"', lambda match: f'"{CHINESE.meanings[match[1]]}"', said.formula)
        assert back == english.formula, english.key


@pytest.mark.parametrize("part", ["choices", "statuses", "sheets", "headers"])
def test_two_words_that_differ_stay_different(part: str) -> None:
    said = [word.casefold() for word in getattr(ZH, part).values()]
    assert len(set(said)) == len(said)


def test_a_word_that_a_formula_looks_for_in_free_text_is_translated_alike() -> None:
    assert ZH.text("every chip") == ZH.choice("every chip") == "所有芯片"
    both = ZH.choices.keys() & {
        str(entry[column.key])
        for name in presets()
        for table in TEMPLATE.tables
        for entry in load_preset(name).tables[table.key]
        for column in table.columns
        if column.type == "text" and column.key in entry
    }
    assert {ZH.text(word) for word in both} == {ZH.choice(word) for word in both}


def test_the_engine_takes_a_chinese_word_for_the_english_one_and_that_for_nothing() -> None:
    for english, said in ZH.choices.items():
        assert CHINESE.meanings[said] == english
        if english != said:
            assert CHINESE.meanings[english] not in ZH.choices


def test_headings_of_tables_need_no_brackets_in_formulas() -> None:
    """Excel and the checkers read `table[heading]` alike only where it holds letters, digits and blanks."""
    for table in CHINESE.tables:
        headings = [column.header for column in table.columns]
        assert len(set(headings)) == len(headings)
        assert all(heading.replace(" ", "").isalnum() for heading in headings), headings


def test_sheets_have_names_that_excel_allows() -> None:
    names = [*CHINESE.fronts.values(), *(name for sheet in CHINESE.sheets for name in sheet.names)]
    assert len({name.casefold() for name in names}) == len(names) > 20
    assert not [name for name in names if len(name) > 31 or FORBIDDEN_IN_SHEETS.search(name)]
    assert "现金流 低成本" in names


def test_drop_down_lists_fit_into_a_validation() -> None:
    for _, row in CHINESE.rows():
        assert len(",".join(row.choices)) <= 253
        assert not any("," in word for word in row.choices)


@pytest.mark.parametrize("name", presets())
def test_rows_of_a_table_keep_names_of_their_own(name: str) -> None:
    preset = preset_in("zh", name)
    for table in CHINESE.tables:
        if table.unique is not None:
            named = [str(entry[table.unique.key]).casefold() for entry in preset.tables[table.key]]
            assert len(set(named)) == len(named), table.key


@pytest.mark.parametrize("name", presets())
def test_a_chosen_word_is_one_of_its_list(name: str) -> None:
    preset = preset_in("zh", name)
    for row in CHINESE.inputs:
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
    elif is_dataclass(value):
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
        }
        hidden |= {"name"} if isinstance(value, Preset | Template) else set()
        hidden |= {"formats", "language", "font", "meanings", "one_of"}
        for field in fields(value):
            if field.name not in hidden and not field.name.startswith("_"):
                yield from texts_in(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from (text for item in value.values() for text in texts_in(item))
    elif isinstance(value, tuple):
        yield from (text for item in value for text in texts_in(item))


def english_in(texts: Iterable[str]) -> list[str]:
    """The texts that hold a word of an English sentence."""
    found = []
    for text in texts:
        rest = PATH.sub("", text)
        for title in (*TITLES, *NAMES):
            rest = rest.replace(title, "")
        if ENGLISH_WORD.search(rest):
            found.append(text)
    return found


def test_english_sentences_are_found() -> None:
    assert english_in(["Rent of the cluster for a month", "集群月租金", "Add rows at the end."]) == [
        "Rent of the cluster for a month",
        "Add rows at the end.",
    ]


def test_the_chinese_template_holds_no_english_sentence() -> None:
    keys = {key for _, found in CHINESE.summary for key in found} | {axis.key for _, axis in CHINESE.axes}
    assert not english_in(set(texts_in(CHINESE)) - keys)


@pytest.mark.parametrize("name", presets())
def test_a_chinese_preset_holds_no_english_sentence(name: str) -> None:
    assert not english_in(texts_in(preset_in("zh", name)))


def test_the_chinese_example_holds_no_english_sentence() -> None:
    """In its bytes: cells, sheet names, messages of validations, headers, formats by condition, charts."""
    keys = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?")
    wanted = re.compile(
        r"<(?:\w+:)?t(?: [^>]*)?>([^<]*)<|<odd(?:Header|Footer)>([^<]*)<|<formula[12]?>([^<]*)<"
        r'|(?:prompt|error|promptTitle|errorTitle)="([^"]*)"|<sheet [^>]*?name="([^"]*)"'
        r'|<c [^>]*t="str"[^>]*>.*?<v>([^<]*)<'
    )
    texts = set()
    with ZipFile(EXAMPLE) as archive:
        for member in archive.namelist():
            if member.startswith("xl/") and member.endswith(".xml") and "theme" not in member:
                for found in wanted.findall(archive.read(member).decode()):
                    texts |= {html.unescape(text) for text in found if text}
    readable = {text for text in texts if not keys.fullmatch(text)}
    assert "集群月租金" in readable
    assert len(readable) > 1000
    assert not english_in(readable)


def test_the_font_is_the_locale_s_own() -> None:
    with ZipFile(EXAMPLE) as archive:
        styles = archive.read("xl/styles.xml").decode()
    fonts = set(re.findall(r'<name val="([^"]*)"', styles))
    assert fonts == {CHINESE.font} == {"Microsoft YaHei"}


def test_locales_are_plain_data() -> None:
    assert isinstance(ZH, Locale)
    assert all(isinstance(said, str) and said for part in PARTS for said in getattr(ZH, part).values())


@pytest.mark.parametrize("language", languages())
def test_every_currency_has_a_unit_of_its_own_in_every_step(language: str) -> None:
    said = template_in(language).said
    assert said.sizes == load_template().said.sizes
    assert {tuple(step.units) for step in said.steps} == {("USD", "CNY")}
    assert len(set(said.words)) == 2 * len(said.steps)
