"""Formulas taken apart: tokens, calls, R1C1, references, circles."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.lint.calls import calls_of, relative
from planner.lint.formulas import Formula
from planner.lint.graph import Graph
from planner.xlsx.a1 import Area
from planner.xlsx.formula_tokens import tokenize
from planner.xlsx.package import Table
from planner.xlsx.references import Lost, Name, Reference, Resolver

TABLE = Table("Mix", "Data", "xl/tables/table1.xml", Area(3, 2, 7, 4), 1, 1, ("Source", "Tokens (b)", "Note"))
RESOLVER = Resolver(
    {name.casefold(): name for name in ("Data", "Calc", "Other")},
    {
        ("", "rate"): Name("rate", "Data!$C$4", "", False),
        ("calc", "local"): Name("local", "Calc!$A$1:$A$3", "Calc", False),
        ("", "twice"): Name("twice", "rate", "", False),
        ("", "round"): Name("round", "round", "", False),
        ("", "lost"): Name("lost", "Data!#REF!", "", False),
    },
    {"mix": TABLE},
)


@pytest.mark.parametrize(
    ("formula", "kinds"),
    [
        ("A1+B$2", "cells operator cells"),
        ("LOG10(A1)", "function open cells close"),
        ("LOG10", "cells"),  # a column called LOG
        ("1E5*2.5E-3", "number operator number"),
        ('"a""b,"&A1', "string operator cells"),
        ("'It''s'!A1", "cells"),
        ("[1]Sheet1!A1", "cells"),
        ("'[1]My sheet'!A1:B2", "cells"),
        ("Sheet1:Sheet3!A1", "cells"),
        ("A:C", "cells"),
        ("$2:$5", "cells"),
        ("Mix[Tokens (b)]", "table"),
        ("Mix[[#This Row],[Tokens (b)]]", "table"),
        ("in_rate.v2", "name"),
        ("Calc!local", "name"),
        ("TRUE", "name"),
        ("#REF!+1", "error operator number"),
        ("Data!#REF!", "error"),
        ("{1,2;3,4}", "array"),
        ("a<>b", "name operator name"),
        ("_xlfn.XLOOKUP(1,A1,B1)", "function open number comma cells comma cells close"),
    ],
)
def test_a_formula_is_taken_into_its_pieces(formula: str, kinds: str) -> None:
    assert " ".join(token.kind for token in tokenize(formula)) == kinds


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_tokens_and_calls(text: str) -> None:
    tokens = tokenize(text)
    calls_of(tokens)
    assert len(relative(tokens, 1, 1)) == len(tokens)


def test_calls_know_their_arguments_and_what_stands_around_them() -> None:
    calls = calls_of(tokenize('IF(A1>0,SUM(B1:B3,(C1,D1)),VLOOKUP(a,b,2,))&"IF(1)"'))
    assert [(call.name, len(call.arguments), call.inside) for call in calls] == [
        ("SUM", 2, ("IF",)),
        ("VLOOKUP", 4, ("IF",)),
        ("IF", 3, ()),
    ]
    assert calls[1].arguments[3] == ()


def test_a_function_without_arguments_has_none() -> None:
    (call,) = calls_of(tokenize("TODAY()"))
    assert (call.name, call.arguments) == ("TODAY", ())


@pytest.mark.parametrize(
    ("formula", "row", "column", "spelled"),
    [
        ("A1", 2, 2, "R[-1]C[-1]"),
        ("$A$1:B3", 3, 2, "R1C1:R[0]C[0]"),
        ("Data!B$2", 9, 1, "DATA!R2C[1]"),
        ("$C:$D", 1, 1, "C3:C4"),
        ("rate", 1, 1, "RATE"),
    ],
)
def test_r1c1_is_the_same_wherever_a_formula_is_filled_to(
    formula: str, row: int, column: int, spelled: str
) -> None:
    assert "".join(relative(tokenize(formula), row, column)) == spelled


def meanings(formula: str, sheet: str = "Calc", at: tuple[int, int] | None = None) -> list[str]:
    found = RESOLVER.resolve(tokenize(formula), sheet, at)
    return [f"{one.sheet}!{one.area}" if isinstance(one, Reference) else one.why for one in found]


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("A1+data!B2", ["Calc!A1", "Data!B2"]),
        ("Calc:Other!A1", ["Calc!A1", "Other!A1"]),
        ("SUM(Mix[Tokens (b)])", ["Data!C4:C6"]),
        ("SUM(mix[[#All],[Tokens (b)]])", ["Data!C3:C7"]),
        ("Mix[#Totals]", ["Data!B7:D7"]),
        ("ROWS(Mix)", ["Data!B4:D6"]),
        ("Mix[[Source]:[Note]]", ["Data!B4:D6"]),
        ("rate*twice", ["Data!C4", "Data!C4"]),
        ("local", ["Calc!A1:A3"]),
        ("[1]Sheet1!A1+[1]!far", []),
        ("round", []),
        ("_xlfn.LET(_xlpm.a,A1,_xlpm.a)", ["Calc!A1"]),
    ],
)
def test_references_lead_to_cells(formula: str, found: list[str]) -> None:
    assert meanings(formula) == found


def test_this_row_is_the_formula_s_own() -> None:
    assert meanings("Mix[[#This Row],[Tokens (b)]]", "Data", (5, 5)) == ["Data!C5"]


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("nothing", "uses the name nothing, which is not defined"),
        ("Mix[Price]", "refers to the column 'Price', which the table Mix does not have"),
        ("Sales[Price]", "refers to the table Sales, which is not there"),
        ("Gone!A1", "refers to the sheet Gone, which is not there"),
        ("Gone!rate", "refers to the sheet Gone, which is not there"),
        ("lost", "uses the name lost, which refers to cells that were deleted (#REF!)"),
        ("A1+#REF!", "refers to cells that were deleted (#REF!)"),
    ],
)
def test_what_leads_nowhere_says_why(formula: str, why: str) -> None:
    lost = [one for one in RESOLVER.resolve(tokenize(formula), "Calc") if isinstance(one, Lost)]
    assert [one.why for one in lost] == [why]


def graph_of(cells: dict[str, str]) -> Graph:
    """Formulas on the sheet Calc, by address."""
    formulas = []
    for at, text in cells.items():
        area = next(RESOLVER.resolve(tokenize(at), "Calc"))
        assert isinstance(area, Reference)
        row, column = area.area.first
        tokens = tokenize(text)
        found = [one for one in RESOLVER.resolve(tokens, "Calc") if isinstance(one, Reference)]
        formulas.append(Formula("Calc", row, column, text, None, tokens, calls_of(tokens), tuple(found), ()))
    return Graph.of(formulas)


@pytest.mark.parametrize(
    ("cells", "circles"),
    [
        ({"A1": "B1", "B1": "A1", "C1": "A1"}, [[(1, 1), (1, 2)]]),
        ({"A1": "SUM(A1:A3)"}, [[(1, 1)]]),
        ({"A2": "SUM(B1:B9)", "B5": "A3", "A3": "A2+1"}, [[(2, 1), (3, 1), (5, 2)]]),
        ({"A1": "A2", "A2": "A3", "A3": "1"}, []),
        ({"A1": "ROW(A1)", "A2": "ROWS(A1:A5)"}, []),
        ({"A1": "ROW(A1)+A1"}, [[(1, 1)]]),
        ({"A1": "SUM($B$1:B1)", "B1": "2", "A2": "SUM($B$1:B2)", "B2": "A1"}, []),
    ],
)
def test_circles_are_found_through_ranges(
    cells: dict[str, str], circles: list[list[tuple[int, int]]]
) -> None:
    found = [[(one.row, one.column) for one in circle] for circle in graph_of(cells).circles()]
    assert sorted(found) == circles


def test_what_depends_on_a_cell_at_any_depth() -> None:
    graph = graph_of({"A1": "NOW()", "A2": "SUM(A1:A1)", "A3": "A2+B1", "B1": "1", "B2": "B1"})
    assert graph.depending({("Calc", 1, 1)}) == {("Calc", 1, 1), ("Calc", 2, 1), ("Calc", 3, 1)}


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 20), st.data())
def test_a_circle_is_found_exactly_where_following_references_comes_back(
    size: int, data: st.DataObject
) -> None:
    cells = {}
    reads: dict[int, set[int]] = {}
    for row in range(1, size + 1):
        first = data.draw(st.integers(1, size))
        last = data.draw(st.integers(first, min(size, first + 3)))
        cells[f"A{row}"] = f"SUM(A{first}:A{last})"
        reads[row] = set(range(first, last + 1))
    for _ in range(size):  # everything that a row reaches
        reads = {row: found.union(*(reads[one] for one in found)) for row, found in reads.items()}
    inside = {formula.row for circle in graph_of(cells).circles() for formula in circle}
    assert inside == {row for row, found in reads.items() if row in found}
