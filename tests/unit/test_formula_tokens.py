"""One table of spellings for all who take formulas apart: tokens, where filling moves them, what they read.

What is expected is what Excel makes of them: [MS-XLSX] 2.2.2, and the limits of a sheet.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.xlsx.a1 import Area
from planner.xlsx.canonical import canonical
from planner.xlsx.formula_tokens import matches, tokenize
from planner.xlsx.package import Table
from planner.xlsx.references import Resolver, names_of
from planner.xlsx.translate import translate

TABLE = Table("T", "Data", "", Area(3, 2, 7, 4), 1, 1, ("x", "y's", "#z"))
SHEETS = (
    "S",
    "Data",
    "Sheet1",
    "Sheet2",
    "Sheet3",
    "S1",
    "S2",
    "S3",
    "a'b",
    "Sheet.1",
    "数据",
    "बजट",
    "Q1",
    "Jan",
    "Mar",
    "R1C1",
)
NAMES = {"rate": "Data!$C$4", "YTD2024": "Data!$C$5", "किराया": "Data!$C$6", "R1C1x": "Data!$C$7"}
RESOLVER = Resolver.of(SHEETS, names_of(NAMES, {"S1": {"rate": "'S1'!$A$9"}}), {"T": TABLE})


class Spelling(NamedTuple):
    """Kinds and texts of the tokens, the formula two rows down and one column right, and the cells read."""

    tokens: str
    moved: str
    reads: str = ""


def same(tokens: str, formula: str, reads: str = "") -> Spelling:
    """One that reads the same wherever it is filled to."""
    return Spelling(tokens, formula, reads)


SPELLINGS = {
    "1E5": same("number 1E5", "1E5"),
    "1E+5": same("number 1E+5", "1E+5"),
    "1.5e-3": same("number 1.5e-3", "1.5e-3"),
    ".5": same("number .5", ".5"),
    "5%": same("number 5|operator %", "5%"),
    "1E5*E5": Spelling("number 1E5|operator *|cells E5", "1E5*F7", "S!E5"),
    "A1:B2": Spelling("cells A1:B2", "B3:C4", "S!A1:B2"),
    "$a$1:b2": Spelling("cells $a$1:b2", "$a$1:C4", "S!A1:B2"),
    "A:C": Spelling("cells A:C", "B:D", "S!A1:C1048576"),
    "$A:$C": same("cells $A:$C", "$A:$C", "S!A1:C1048576"),
    "1:3": Spelling("cells 1:3", "3:5", "S!A1:XFD3"),
    "$1:3": Spelling("cells $1:3", "$1:5", "S!A1:XFD3"),
    "XFD1048576": Spelling("cells XFD1048576", "A2", "S!XFD1048576"),
    "XFE1": same("name XFE1", "XFE1"),
    "A1048577": same("name A1048577", "A1048577"),
    "XFE1:XFE2": same("name XFE1|operator :|name XFE2", "XFE1:XFE2"),
    "YTD2024": same("name YTD2024", "YTD2024", "Data!C5"),
    "TAX2024": Spelling("cells TAX2024", "TAY2026", "S!TAX2024"),
    "[1]S!A1": Spelling("cells [1]S A1", "[1]S!B3"),
    "'[1]S'!A1": Spelling("cells [1]S A1", "'[1]S'!B3"),
    "[1]Jan:Mar!A1": Spelling("cells [1]Jan:Mar A1", "[1]Jan:Mar!B3"),
    "[1]!rate": same("name [1] rate", "[1]!rate"),
    "[1]!T[x]": same("table [1] T[x]", "[1]!T[x]"),
    "[1]!do(A1)": Spelling("function [1] DO|open (|cells A1|close )", "[1]!do(B3)", "S!A1"),
    "[Book.xlsx]S!A1": Spelling("cells [Book.xlsx]S A1", "[Book.xlsx]S!B3"),
    r"'C:\a\[b.xlsx]S'!A1": Spelling(r"cells C:\a\[b.xlsx]S A1", r"'C:\a\[b.xlsx]S'!B3"),
    "'a''b'!A1": Spelling("cells a'b A1", "'a''b'!B3", "a'b!A1"),
    "s!A1": Spelling("cells s A1", "s!B3", "S!A1"),
    "S1:S3!A1": Spelling("cells S1|operator :|cells S3 A1", "T3:S3!B3", "S!S1 S3!A1"),
    "'S1:S3'!A1": Spelling("cells S1:S3 A1", "'S1:S3'!B3", "S1!A1 S2!A1 S3!A1"),
    "Sheet1:Sheet3!A1": Spelling(
        "cells Sheet1:Sheet3 A1", "Sheet1:Sheet3!B3", "Sheet1!A1 Sheet2!A1 Sheet3!A1"
    ),
    "Jan:Mar!A1": Spelling("cells Jan:Mar A1", "Jan:Mar!B3", "Jan!A1 Mar!A1"),
    "A1:S!B2": Spelling("cells A1|operator :|cells S B2", "B3:S!C4", "S!A1 S!B2"),
    "Q1!A1": Spelling("cells Q1 A1", "Q1!B3", "Q1!A1"),
    "S!A:B": Spelling("cells S A:B", "S!B:C", "S!A1:B1048576"),
    "Sheet.1!A1": Spelling("cells Sheet.1 A1", "Sheet.1!B3", "Sheet.1!A1"),
    "数据!A1": Spelling("cells 数据 A1", "数据!B3", "数据!A1"),
    "बजट!A1": Spelling("cells बजट A1", "बजट!B3", "बजट!A1"),
    "किराया*2": same("name किराया|operator *|number 2", "किराया*2", "Data!C6"),
    "T[[#This Row],[x]]": same("table T[[#This Row],[x]]", "T[[#This Row],[x]]", "Data!B5"),
    "T[@x]": same("table T[@x]", "T[@x]", "Data!B5"),
    "T[@[x]:[y''s]]": same("table T[@[x]:[y''s]]", "T[@[x]:[y''s]]", "Data!B5:C5"),
    "T[ [#This Row], [x] ]": same("table T[ [#This Row], [x] ]", "T[ [#This Row], [x] ]", "Data!B5"),
    "t[X]": same("table t[X]", "t[X]", "Data!B4:B6"),
    "T[y''s]": same("table T[y''s]", "T[y''s]", "Data!C4:C6"),
    "T['#z]": same("table T['#z]", "T['#z]", "Data!D4:D6"),
    "T[[x]:['#z]]": same("table T[[x]:['#z]]", "T[[x]:['#z]]", "Data!B4:D6"),
    "T[#All]": same("table T[#All]", "T[#All]", "Data!B3:D7"),
    "T[[#Headers],[#Data],[x]]": same(
        "table T[[#Headers],[#Data],[x]]", "T[[#Headers],[#Data],[x]]", "Data!B3:B6"
    ),
    "T[[#Headers],[x]]": same("table T[[#Headers],[x]]", "T[[#Headers],[x]]", "Data!B3"),
    "T[[#Totals],[x]]": same("table T[[#Totals],[x]]", "T[[#Totals],[x]]", "Data!B7"),
    "T[[#Data],[#Totals],[x]]": same(
        "table T[[#Data],[#Totals],[x]]", "T[[#Data],[#Totals],[x]]", "Data!B4:B7"
    ),
    "T": same("name T", "T", "Data!B4:D6"),
    "[@x]": same("own_table [@x]", "[@x]"),
    "{1,2;3,4}": same("array {1,2;3,4}", "{1,2;3,4}"),
    '{"}","A1"}': same('array {"}","A1"}', '{"}","A1"}'),
    '"a""b"': same('string "a""b"', '"a""b"'),
    '"A1"&A1': Spelling('string "A1"|operator &|cells A1', '"A1"&B3', "S!A1"),
    "#REF!": same("error #REF!", "#REF!"),
    "Data!#REF!": same("error Data #REF!", "Data!#REF!"),
    "#N/A": same("error #N/A", "#N/A"),
    "A1#": Spelling("cells A1|operator #", "B3#", "S!A1"),
    "@A1:A3": Spelling("operator @|cells A1:A3", "@B3:B5", "S!A1:A3"),
    "_xlfn.SINGLE(A1)": Spelling("function SINGLE|open (|cells A1|close )", "_xlfn.SINGLE(B3)", "S!A1"),
    "_xlfn._xlws.sort(A1)": Spelling("function SORT|open (|cells A1|close )", "_xlfn._xlws.sort(B3)", "S!A1"),
    "_xlfn.LET(_xlpm.a,1,_xlpm.a)": same(
        "function LET|open (|name _xlpm.a|comma ,|number 1|comma ,|name _xlpm.a|close )",
        "_xlfn.LET(_xlpm.a,1,_xlpm.a)",
    ),
    "LOG10(5)": same("function LOG10|open (|number 5|close )", "LOG10(5)"),
    "LOG10": Spelling("cells LOG10", "LOH12", "S!LOG10"),
    "now ()": same("function NOW|open (|close )", "now ()"),
    "A1 (B1)": Spelling("cells A1|open (|cells B1|close )", "B3 (C3)", "S!A1 S!B1"),
    "A1:C3 B2:B9": Spelling("cells A1:C3|cells B2:B9", "B3:D5 C4:C11", "S!A1:C3 S!B2:B9"),
    "A1:INDEX(B:B,3)": Spelling(
        "cells A1|operator :|function INDEX|open (|cells B:B|comma ,|number 3|close )",
        "B3:INDEX(C:C,3)",
        "S!A1 S!B1:B1048576",
    ),
    "TRUE": same("name TRUE", "TRUE"),
    "R1C1": same("name R1C1", "R1C1"),
    "'R1C1'!A1": Spelling("cells R1C1 A1", "'R1C1'!B3", "R1C1!A1"),
    "RC1": Spelling("cells RC1", "RD3", "S!RC1"),
    "R1C1x": same("name R1C1x", "R1C1x", "Data!C7"),
    "rate.v2": same("name rate.v2", "rate.v2"),
    r"\rate": same(r"name \rate", r"\rate"),
    "rate?": same("name rate?", "rate?"),
    "RATE": same("name RATE", "RATE", "Data!C4"),
    "'S1'!rate": same("name S1 rate", "'S1'!rate", "S1!A9"),
    "A1<>B1": Spelling("cells A1|operator <>|cells B1", "B3<>C3", "S!A1 S!B1"),
    "A1>=-B1": Spelling("cells A1|operator >=|operator -|cells B1", "B3>=-C3", "S!A1 S!B1"),
}


@pytest.mark.parametrize(("formula", "spelling"), SPELLINGS.items(), ids=SPELLINGS)
def test_a_spelling_has_these_tokens(formula: str, spelling: Spelling) -> None:
    found = [" ".join(filter(None, (token.kind, token.sheet, token.text))) for token in tokenize(formula)]
    assert found == spelling.tokens.split("|")


@pytest.mark.parametrize(("formula", "spelling"), SPELLINGS.items(), ids=SPELLINGS)
def test_a_spelling_is_moved_with_its_cell(formula: str, spelling: Spelling) -> None:
    assert translate(formula, 2, 1) == spelling.moved


@pytest.mark.parametrize(("formula", "spelling"), SPELLINGS.items(), ids=SPELLINGS)
def test_a_spelling_reads_these_cells(formula: str, spelling: Spelling) -> None:
    found = RESOLVER.references(formula, "S", (5, 9))
    assert " ".join(f"{one.sheet}!{one.area}" for one in found) == spelling.reads


ALIKE = (
    {"1E5", "1E+5"},
    {"A1:B2", "$a$1:b2"},
    {"A:C", "$A:$C"},
    {"1:3", "$1:3"},
    {"[1]S!A1", "'[1]S'!A1"},
    {"T[[#This Row],[x]]", "T[@x]", "T[ [#This Row], [x] ]"},
)
"""Spellings of one formula; of the others no two mean the same."""


@pytest.mark.parametrize("formula", SPELLINGS)
def test_a_spelling_has_one_canonical_form_and_no_other_has_it(formula: str) -> None:
    forms = {other: canonical(other, "S", {"t": TABLE}) for other in SPELLINGS}
    equal = {other for other, form in forms.items() if form == forms[formula]}
    assert equal == next((group for group in ALIKE if formula in group), {formula})


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from("AB1$:!'\"[]{}(),;.#@E+- \\xT_é数"), max_size=40) | st.text(max_size=40)
)
def test_nothing_of_a_text_is_lost_between_its_tokens(text: str) -> None:
    assert "".join(match[0] for match in matches(text)) == text
    assert all(token.text for token in tokenize(text))


HOSTILE = ("'", '"', "[", "T[", "{", "{'", "a'", "x!", "A1:", "[a]", "[']", "'a b", "\\", "x ")


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_formula_takes_no_time(piece: str) -> None:
    assert tokenize(piece * (8192 // len(piece)))
