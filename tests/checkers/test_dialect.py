"""The formulas that every checker evaluates alike, each against a value worked out by hand.

A template may use what stands in SAFE. What else was tried, and what to write instead, is in docs/dialect.md.
The values follow from the contents written by `_fill`:

    table Mix on the sheet Data               Calc, column H       Calc, columns K to M
    Source  Tokens  Epochs  Extra  Price      1  0                 1  low   mid  high
    web     10      1       2      10         2  4                 2  10    20   30
    code    4       2.5            20         3  =1/0              3  0     1    0
    books   0.5     4       3      30         4  text              4  11    18   33
    web     6       1              40         5  web               5  7
    maths   1.25    2       1      50         6  -1                7  -100  60   60
                                              7  0.5               8  dates a year apart
    Months, rows 2 and 3: 1 to 60             8  1E-9
    and, as formulas, 60 to 1                 9  1E-8
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from planner import plan
from planner.check.checkers.base import Evaluation, FormulaError, NotRun, Value
from planner.check.checkers.run import evaluate

DIV, NA = FormulaError("#DIV/0!"), FormulaError("#N/A")

SAFE: Mapping[str, Mapping[str, float | str | bool | FormulaError]] = {
    "looking back, across and up in tables": {
        'SUMIFS(Months!$A3:A3,Months!$A2:A2,">"&(Months!B2-3))': 0,
        'SUMIFS(Months!$A3:E3,Months!$A2:E2,">"&(Months!F2-3))': 115,
        'SUMIFS(Months!B3:BI3,Months!B2:BI2,">"&(Months!BI2-12))': 78,
        "INDEX(Mix[[Tokens]:[Epochs]],2,2)": 2.5,
        "INDEX(Months!B2:BI3,2,7)": 54,
        "INDEX(Months!B3:BI3,1,7)": 54,
        "IF(6<=ROWS(Mix[[Tokens]:[Tokens]]),INDEX(Mix[[Tokens]:[Tokens]],6),0)": 0,
        "CHOOSE(1+(6<=ROWS(Mix[[Tokens]:[Tokens]])),0,INDEX(Mix[[Tokens]:[Tokens]],6))": 0,
        "IF(INDEX(Mix[[Extra]:[Extra]],2)=0,7,8)": 7,
        "SUMPRODUCT(Mix[Epochs]*SUMIF(Mix[Source],Mix[Source],Mix[Tokens]))": 46.5,
        "SUMPRODUCT((Months!B2:BI2<=2)*Mix[Tokens])": 43.5,
        "SUMPRODUCT(K3:M3*K2:M4*H6:H8)": -19.499999982,
        "SUMPRODUCT(Mix[Tokens]*(1+Mix[Extra])^INT((30-Mix[Price (USD)])/12))": 40.8125,
        "EDATE(46023,3)": 46113,
        "YEAR(46388)+(MONTH(46388)>6)": 2027,
        'YEAR(46359)&"-"&MID(100+MONTH(46359),2,2)&"-"&MID(100+DAY(46359),2,2)': "2026-12-03",
        'MID(IF((Z90=0)+(Z90="")>0,"",", "&Z90)&", b",3,9)': "b",
    },
    "tables": {
        "SUM(Mix[Tokens])": 21.75,
        "SUM(Mix[Price (USD)])": 150,
        "SUM(Mix[[Tokens]:[Epochs]])": 32.25,
        "SUM(Mix[Tokens],1)": 22.75,
        "SUMPRODUCT(Mix[Tokens],Mix[Epochs])": 30.5,
        "SUMPRODUCT(Mix[Tokens]*Mix[Epochs])": 30.5,
        "SUMPRODUCT(Mix[Tokens],Mix[Tokens])": 153.8125,
        "SUMSQ(Mix[Tokens])": 153.8125,
        "SUMSQ(Mix[Extra])": 14,
        "SUMPRODUCT(Mix[Tokens]/Mix[Epochs])": 18.35,
        "SUMPRODUCT(Mix[Tokens],Mix[Epochs]^2)": 54,
        "SUMPRODUCT(Mix[Tokens]*1E12,Mix[Epochs])": 30.5e12,
        "ROUNDUP(SUMPRODUCT(Mix[Tokens],Mix[Epochs])/8,0)*8": 32,
        "INDEX(Mix[Tokens],2)": 4,
        'INDEX(Mix[Tokens],MATCH("books",Mix[Source],0))': 0.5,
        'MATCH("books",Mix[Source],0)': 3,
        'MATCH("BOOKS",Mix[Source],0)': 3,
        'MATCH("nope",Mix[Source],0)': NA,
        "MAX(Mix[Tokens])": 10,
        "MIN(Mix[Tokens])": 0.5,
        "ROWS(Mix[Tokens])": 5,
        "COUNTA(Mix[Source])": 5,
    },
    "blanks in a table": {
        "SUM(Mix[Extra])": 6,
        "COUNT(Mix[Extra])": 3,
        "COUNTBLANK(Mix[Extra])": 2,
        'COUNTIF(Mix[Extra],"")': 2,
        "AVERAGE(Mix[Extra])": 2,
        "SUMPRODUCT(Mix[Tokens],Mix[Extra])": 22.75,
        "SUMPRODUCT(Mix[Tokens]*Mix[Extra])": 22.75,
        'SUMPRODUCT((Mix[Extra]="")*1)': 2,
        "SUMPRODUCT((Mix[Extra]=0)*1)": 2,
        "SUMPRODUCT((Mix[Extra]<>0)*Mix[Tokens])": 11.75,
        "INDEX(Mix[Extra],2)*3": 0,
        "INDEX(Mix[Extra],2)": 0,
    },
    "conditions over ranges": {
        'SUMPRODUCT((Mix[Source]="web")*Mix[Tokens])': 16,
        'SUMPRODUCT((Mix[Source]="WEB")*Mix[Tokens])': 16,
        "SUMPRODUCT((Mix[Source]=H5)*Mix[Tokens]*Mix[Epochs])": 16,
        "SUMPRODUCT((Mix[Source]=Calc!$H$5)*1)": 2,
        'SUMPRODUCT((Mix[Source]<>"")*1)': 5,
        'SUMPRODUCT(--(Mix[Source]="web"),Mix[Tokens])': 16,
        "SUMPRODUCT((Mix[Tokens]>1)*(Mix[Epochs]<=2)*Mix[Tokens])": 17.25,
        "SUMPRODUCT((Mix[Source]=H5)*(Mix[Tokens]=MAX(Mix[Tokens])))": 1,
        "SUMPRODUCT(1-(K2:M2=20))": 2,
        "SUMPRODUCT((K2:M2>15)*1)": 2,
        'SUMIFS(Mix[Tokens],Mix[Source],"web")': 16,
        "SUMIFS(Mix[Tokens],Mix[Source],H5)": 16,
        'SUMIFS(Mix[Tokens],Mix[Source],"web",Mix[Epochs],">0")': 16,
        'SUMIF(Mix[Source],"web",Mix[Tokens])': 16,
        'AVERAGEIFS(Mix[Tokens],Mix[Source],"web")': 8,
        'COUNTIFS(Mix[Source],"web",Mix[Tokens],">6")': 1,
        'COUNTIF(Mix[Source],"web")': 2,
        'COUNTIF(Mix[Source],"w*")': 2,
        'COUNTIF(Mix[Tokens],">="&H2)': 3,
        "COUNTIF(Mix[Source],H5)>1": True,
    },
    "COUNTIF of one cell, as a range": {
        'COUNTIF(H1:H1,"<="&1E-9)': 1,
        'COUNTIF(H2:H2,"<="&1E-9)': 0,
        'COUNTIF(H3:H3,"<="&1E-9)': 0,
        'COUNTIF(H4:H4,"<="&1E-9)': 0,
        'COUNTIF(H6:H6,"<="&1E-9)': 1,
        'COUNTIF(H99:H99,"<="&1E-9)': 0,
        'COUNTIF(H8:H8,"<="&H8)': 1,
        'COUNTIF(H9:H9,"<="&H8)': 0,
        'COUNTIF($H$1:$H$1,"<="&$H$8)': 1,
        'COUNTIF(Calc!H1:H1,"<="&Calc!$H$8)': 1,
        'COUNTIF(H5:H5,"web")': 1,
        "COUNTIF(H1:H9,H5)": 1,
        'COUNTIF(H1:H9,">0")': 4,
        'COUNTIF(H1:H9,"<0")': 1,
        "COUNTIF(K3:M3,0)": 2,
        'COUNTIF(K3:M3,"<>0")': 1,
        "COUNTBLANK(H99)": 1,
        "ROWS(H1:H9)-COUNTBLANK(H1:H9)": 9,
    },
    "choosing and finding": {
        'CHOOSE(2,"a","b","c")': "b",
        'CHOOSE(1+(H5="WEB")*(1+COUNTIF(H1:H1,"<="&1E-9)),"x","STALE","OK")': "OK",
        'CHOOSE(1+(H5="WEB")*(1+COUNTIF(H2:H2,"<="&1E-9)),"x","STALE","OK")': "STALE",
        'CHOOSE(1+(H4="WEB")*(1+COUNTIF(H2:H2,"<="&1E-9)),"x","STALE","OK")': "x",
        "CHOOSE(H3,1,2)": DIV,
        "CHOOSE(1,K2,L2)": 10,
        "INDEX(K2:M2,2)": 20,
        "INDEX(K2:M2,1,2)": 20,
        "INDEX(K1:M1,MATCH(1,K3:M3,0))": "mid",
        'INDEX(K2:M2,MATCH("HIGH",K1:M1,0))': 30,
        "SUM(INDEX(K2:M3,0,2))": 21,
        "SUM(INDEX(K2:M3,1,0))": 60,
        "MATCH(25,K2:M2,1)": 2,
        "MATCH(5,K2:M2,1)": NA,
        'VLOOKUP("code",Data!A1:E6,2,FALSE)': 4,
        'HLOOKUP("mid",K1:M3,2,FALSE)': 20,
    },
    "rounding": {
        "ROUNDUP(2.1,0)": 3,
        "ROUNDUP(-2.1,0)": -3,
        "ROUNDUP(3,0)": 3,
        "ROUNDUP(2.0000000001,0)": 3,
        "ROUNDUP(0.1*3*10,0)": 3,  # 3.0000000000000004: they look at 15 digits first
        "ROUNDUP(1234.5,-2)": 1300,
        "ROUNDDOWN(2.9,0)": 2,
        "ROUND(2.5,0)": 3,
        "ROUND(-2.5,0)": -3,
        "ROUND(1.005,2)": 1.01,
        "INT(-2.5)": -3,
        "TRUNC(-2.5)": -2,
        "CEILING(7,5)": 10,
        "CEILING(-7,5)": -5,
        "FLOOR(7,5)": 5,
        "FLOOR(-7,5)": -10,
        "MOD(13,12)": 1,
        "MOD(-1,12)": 11,
        "MOD(5.5,1)": 0.5,
        "MOD(5,0)": DIV,
    },
    "dates": {
        "DATE(2026,1,31)": 46053,
        "DATE(2026,13,1)": 46388,
        "EDATE(DATE(2026,1,31),1)": 46081,
        "EDATE(DATE(2026,3,15),-1)": 46068,
        "EOMONTH(DATE(2026,1,15),0)": 46053,
        "YEAR(46081)": 2026,
        "MONTH(46081)": 2,
        "DAY(46081)": 28,
        "DATE(2027,1,1)-DATE(2026,1,1)": 365,
    },
    "logic and comparison": {
        "AND(TRUE,1>0)": True,
        "OR(FALSE,1>2)": False,
        "NOT(1>2)": True,
        'IF(AND(H1=0,H5="web"),1,2)': 1,
        "IF(1>2,5)": False,
        "IF(FALSE,1/0,7)": 7,
        "IF(H3>0,1,2)": DIV,
        "(H1=0)*5": 5,
        "(H1=0)+(H1=1)": 1,
        "1-(H1=0)": 0,
        "H2*(H2>0)": 4,
        "(K2=10)*(K3=0)": 1,
        '"abc"="ABC"': True,
        'EXACT("abc","ABC")': False,
        'H5="web"': True,
        '1="1"': False,
        "0.1+0.2=0.3": True,
        "ISNUMBER(H1)": True,
        "ISNUMBER(H3)": False,
        "ISNUMBER(H5)": False,
        "ISNUMBER(H99)": False,
        "ISBLANK(H99)": True,
        "ISERROR(H3)": True,
        "IFERROR(H3,5)": 5,
        "IFERROR(1/0,5)": 5,
    },
    "largest, smallest, sums over ranges": {
        "MAX(K2:M2)": 30,
        "MAX(K1:M2)": 30,
        "MIN(K2:M2,5)": 5,
        "MAX(-3,-5)": -3,
        "MAX(H99:H105)": 0,
        "MAX(H99,-1)": -1,
        "MIN(H99,5)": 5,
        "MIN(MAX(H2,1),3)": 3,
        "MAX(H1:H9)": DIV,
        "MAX(ABS(K2),ABS(K4),1E-300)": 11,
        "SUM(K1:M1)": 0,
        "SUM(H1:H3)": DIV,
        "SUM(K2,L2,M2)": 60,
        "AVERAGE(K2:M2)": 20,
        "PRODUCT(K2:M2)": 6000,
        "SUMPRODUCT(K2:M2,K4:M4)": 1460,
        "SUMPRODUCT(K2:M2,K3:M3,K4:M4)": 360,
        "SUMPRODUCT(K2:M2*K4:M4)": 1460,
        "SUMPRODUCT(K2:M2/K4:M4)": 10 / 11 + 20 / 18 + 30 / 33,
        "SUMPRODUCT((K2:M2-K4:M4)^2)": 14,
        "SUMPRODUCT(ABS(K2:M2-K4:M4))": 6,
        "SUMPRODUCT(-K2:M2)": -60,
        "SUMPRODUCT(K2:M2*K5)": 420,
        "IRR(K7:M7)": (math.sqrt(60**2 + 4 * 100 * 60) + 60) / 200 - 1,  # 100 q^2 = 60 q + 60
        "XIRR(K7:M7,K8:M8)": (math.sqrt(60**2 + 4 * 100 * 60) + 60) / 200 - 1,
        "XNPV(0.1,K7:M7,K8:M8)": -100 + 60 / 1.1 + 60 / 1.21,
        "PMT(0.01,12,-1000)": 10 / (1 - 1.01**-12),
    },
    "texts": {
        'HYPERLINK("#Calc!A1","go")': "go",
        'H5&" "&H2&" x"': "web 4 x",
        '"n="&COUNTIF(K3:M3,1)': "n=1",
        '"a"&0.1': "a0.1",
        '"<="&1E-9': "<=0.000000001",
        '"a""b"': 'a"b',
        'TEXT(0.25,"0%")': "25%",
        'TEXT(H7,"0.00")': "0.50",
        'TEXT(1234.5,"#,##0.0")': "1,234.5",
        'TEXT(46081,"yyyy-mm-dd")': "2026-02-28",
        'LEFT("web",1)&MID("web",2,1)&RIGHT("web",1)': "web",
        'LEN("web")': 3,
    },
    "operators": {
        "-2^2": 4,
        "-K5^2": 49,
        "0-2^2": -4,
        "-(2^2)": -4,
        "2^3^2": 64,
        "2^-1": 0.5,
        "K2^-K5": 1e-7,
        "2--2": 4,
        "2*-3": -6,
        "K2/-2": -5,
        "-K2-K4": -21,
        "-5%": -0.05,
        "50%*2": 1,
        "10%^2": 0.01,
        "K5%": 0.07,
        "2*(3+4)^2/7-1": 13,
        "1/0": DIV,
    },
    "names": {
        "in_scalar*2": 14,
        "in_rate.v2": 7,
        "IF(in_scalar>5,in_scalar,0)": 7,
        "SUM(in_rate)": 60,
        "SUM(IN_RATE)": 60,
        "INDEX(in_rate,2)": 20,
        "INDEX(in_rate,1,3)": 30,
        'INDEX(in_rate,1+(H5="web"))': 20,
        "SUMPRODUCT(in_rate,in_other)": 1460,
        "SUM(calc_x.low)": 1830,
        "MAX(calc_x.low)": 60,
        "AVERAGE(calc_x.low)": 30.5,
        "INDEX(calc_x.low,60)": 60,
        "COLUMNS(calc_x.low)": 60,
        "SUMPRODUCT(calc_x.low,calc_y.low)": 61 * 1830 - 60 * 61 * 121 / 6,
        "SUMPRODUCT((calc_x.low>=6)*(calc_x.low<=9)*calc_y.low)": 55 + 54 + 53 + 52,
        'COUNTIF(calc_x.low,">30")': 30,
        'SUMIFS(calc_x.low,calc_y.low,"<=10")': 555,
        'SUMIF(calc_x.low,">=58",calc_y.low)': 6,
        "INDEX(calc_x.low,MATCH(1,calc_y.low,0))": 60,
    },
    "other sheets": {
        "'Prices 2026'!B2*2": 5,
        "'R&D''s'!B2+1": 9,
        "SUM(Months!$B$2:$M$2)": 78,
        "SUM(Months!$B$2:D2)": 6,
        "SUM(Data!B2:B6)": 21.75,
    },
    "a blank cell": {
        "H99": 0,
        "H99+1": 1,
        "H99*5": 0,
        "H99^2": 0,
        "-H99": 0,
        "ABS(H99)": 0,
        "SUM(H99,1)": 1,
        'H99&"x"': "x",
        'H99=""': True,
        "H99=0": True,
        "IF(H99,1,2)": 2,
        "5/H99": DIV,
        "AVERAGE(H99:H101)": DIV,
    },
    "whether a cell holds a formula": {
        "_xlfn.ISFORMULA(H3)": True,
        "_xlfn.ISFORMULA(H4)": False,
        "_xlfn.ISFORMULA(H99)": False,
        "IF(AND(H2=4,_xlfn.ISFORMULA(H3),_xlfn.ISFORMULA(H4)),0,1)": 1,
        "IF(AND(H2=4,_xlfn.ISFORMULA(H3)),0,1)": 0,
    },
    "the normal distribution and percentiles": {
        "NORMSDIST(0)": 0.5,
        "NORMSDIST(40)": 1,
        "NORMSINV(0.5)": 0,
        "NORMSINV(0.975)": 1.959963984540054,  # published to 15 digits
        "NORMSINV(0.001)": -3.090232306167813,
        "NORMSDIST(NORMSINV(0.2)*0+NORMSINV(0.5))": 0.5,
        "PERCENTILE(K2:M2,0)": 10,
        "PERCENTILE(K2:M2,0.5)": 20,
        "PERCENTILE(K2:M2,0.9)": 28,  # 2 x 0.9 steps behind the first: between 20 and 30
        "PERCENTILE(K2:K2,0.9)": 10,
        "PERCENTILE(H4:H8,0.75)": 0.2500000005,  # -1, 1E-9, 0.5, no texts: half the way between the last two
    },
    "functions of one number": {
        "EXP(1)": math.e,
        "LN(10)": math.log(10),
        "LOG10(1000)": 3,
        "LOG(8,2)": 3,
        "SQRT(2)": math.sqrt(2),
        "POWER(2,0.5)": math.sqrt(2),
        "PI()": math.pi,
        "SIGN(-3)": -1,
    },
    "large and small numbers": {
        "1E+21": 1e21,
        "6E+21/3600": 6e21 / 3600,
        "1000000000000": 1e12,
        "3600*24*365.25": 31557600,
        "1/3*3=1": True,
        "(1/3)*1E-300": 1e-300 / 3,
        "1E-300*1E-300": 0,
        "ABS(0-0)/MAX(ABS(0),ABS(0),1E-300)": 0,
        "ABS(K2-K4)/MAX(ABS(K2),ABS(K4),1E-300)": 1 / 11,
    },
}

UNSAFE_IN_IRONCALC: Mapping[str, float | str] = {
    'COUNTIF(H1,"<="&1E-9)': 1,
    'SUMIF(H2,">0")': 4,
    "INDEX(H2,1)": 4,
    "MATCH(4,H2,0)": 1,
    'COUNTIF(H1:H9,"<>web")': 8,
    "SUMPRODUCT(ABS(K2:M2))": 60,
    "SUMPRODUCT(EXP(K3:M3))": 2 + math.e,
    "SUMPRODUCT(ROUNDUP(K4:M4/4,0))": 17,
    "SUMPRODUCT(ISNUMBER(K2:M2)*1)": 3,
    "SUM(mix[tokens])": 21.75,
    "SUM(INDEX(calc_x.low,1):INDEX(calc_x.low,12))": 78,
    "SUM((K2,L2))": 30,
    "INT(4.35*100)": 435,
    '"a"&1/3': "a0.333333333333333",
    'IF(J1="",1,2)': 1,
    "SUMPRODUCT(MATCH(Mix[Source],Mix[Source],0)*1)": 12,
    "SUMPRODUCT(COUNTIF(Mix[Source],Mix[Source])*1)": 7,
}
"""What docs/dialect.md warns of because of ironcalc, with the right values, which cellrune gives."""

TO_NINE_DIGITS: Mapping[str, float] = {
    "NORMSDIST(1)": math.erfc(-1 / math.sqrt(2)) / 2,
    "NORMSDIST(-1.96)": math.erfc(1.96 / math.sqrt(2)) / 2,
    "NORMSDIST(-6)": math.erfc(6 / math.sqrt(2)) / 2,
}
"""What ironcalc approximates: enough to be compared, one digit in 1E-11 from the others."""

FORMULAS = [
    *(formula for topic in SAFE.values() for formula in topic),
    *(*UNSAFE_IN_IRONCALC, *TO_NINE_DIGITS),
]


def _fill(workbook: Workbook) -> None:
    calc, data, months, prices, research = (
        workbook.create_sheet(title) for title in ("Calc", "Data", "Months", "Prices 2026", "R&D's")
    )
    for row in (
        ["Source", "Tokens", "Epochs", "Extra", "Price (USD)"],
        ["web", 10, 1, 2, 10],
        ["code", 4, 2.5, None, 20],
        ["books", 0.5, 4, 3, 30],
        ["web", 6, 1, None, 40],
        ["maths", 1.25, 2, 1, 50],
    ):
        data.append(row)
    data.add_table(Table(displayName="Mix", ref="A1:E6"))
    for number, value in enumerate([0, 4, "=1/0", "text", "web", -1, 0.5, 1e-9, 1e-8], 1):
        calc[f"H{number}"] = value
    rows: list[list[object]] = [["low", "mid", "high"], [10, 20, 30], [0, 1, 0], [11, 18, 33]]
    rows += [[7], [], [-100, 60, 60], [46023, 46388, 46753]]
    for number, values in enumerate(rows, 1):
        for across, value in enumerate(values):
            calc.cell(number, 11 + across, value)
    calc["J1"].number_format = "@"  # blank, but there
    for month in range(1, 61):
        months.cell(2, 1 + month, month)
        months.cell(3, 1 + month, f"=61-{months.cell(2, 1 + month).coordinate}")
    prices["B2"], research["B2"] = 2.5, 8
    names = {
        "in_rate": "Calc!$K$2:$M$2",
        "in_other": "Calc!$K$4:$M$4",
        "in_scalar": "Calc!$K$5",
        "in_rate.v2": "Calc!$K$5",
        "calc_x.low": "Months!$B$2:$BI$2",
        "calc_y.low": "Months!$B$3:$BI$3",
    }
    for name, text in names.items():
        workbook.defined_names[name] = DefinedName(name, attr_text=text)
    for number, formula in enumerate(FORMULAS, 1):
        calc.cell(number, 1, f"={formula}")


@pytest.fixture(scope="module")
def dialect(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    _fill(workbook)
    path = tmp_path_factory.mktemp("dialect") / "dialect.xlsx"
    workbook.save(path)
    return path


def _evaluate(path: Path, checker: str) -> Evaluation:
    return evaluate(path, {"Calc": [(row, 1) for row in range(1, len(FORMULAS) + 1)]}, checker=checker)


def _of(evaluation: Evaluation, formula: str) -> Value:
    return evaluation.values["Calc", FORMULAS.index(formula) + 1, 1]


def _agrees(found: Value, expected: float | str | bool | FormulaError) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool):
        return found is expected
    if isinstance(found, float) and isinstance(expected, int | float):
        return found == pytest.approx(expected, rel=1e-12, abs=0)
    return found == expected


@pytest.mark.parametrize("checker", plan.checkers())
def test_every_safe_formula_has_its_value(
    checker: str, dialect: Path, request: pytest.FixtureRequest
) -> None:
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    evaluation = _evaluate(dialect, checker)
    wrong = {
        f"{topic}: {formula}": (_of(evaluation, formula), expected)
        for topic, formulas in SAFE.items()
        for formula, expected in formulas.items()
        if not _agrees(_of(evaluation, formula), expected)
    }
    assert wrong == {}


@pytest.mark.parametrize("checker", plan.checkers())
def test_the_normal_distribution_is_good_to_nine_digits(
    checker: str, dialect: Path, request: pytest.FixtureRequest
) -> None:
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    evaluation = _evaluate(dialect, checker)
    for formula, expected in TO_NINE_DIGITS.items():
        found = _of(evaluation, formula)
        assert found == pytest.approx(expected, rel=1e-9, abs=0)
        assert _agrees(found, expected) == (checker != "ironcalc"), formula


def test_what_the_documentation_warns_of_is_still_so(dialect: Path) -> None:
    """When this fails after an update of ironcalc, docs/dialect.md can be shortened."""
    ironcalc, cellrune = _evaluate(dialect, "ironcalc"), _evaluate(dialect, "cellrune")
    for formula, expected in UNSAFE_IN_IRONCALC.items():
        assert _agrees(_of(cellrune, formula), expected), formula
        assert not _agrees(_of(ironcalc, formula), expected), formula


def test_what_ironcalc_gets_wrong_without_a_sign_of_it_is_known(dialect: Path) -> None:
    evaluation = _evaluate(dialect, "ironcalc")
    silent = {
        formula
        for formula, expected in UNSAFE_IN_IRONCALC.items()
        if not _agrees(_of(evaluation, formula), expected)
        and not isinstance(_of(evaluation, formula), NotRun | FormulaError)
    }
    assert silent == {
        'COUNTIF(H1:H9,"<>web")',
        "SUMPRODUCT(ISNUMBER(K2:M2)*1)",
        "INT(4.35*100)",
        '"a"&1/3',
        'IF(J1="",1,2)',
        "SUMPRODUCT(COUNTIF(Mix[Source],Mix[Source])*1)",
    }


def test_what_ironcalc_cannot_do_leads_to_the_second_checker(dialect: Path) -> None:
    evaluation = evaluate(dialect, {"Calc": [(row, 1) for row in range(1, len(FORMULAS) + 1)]})
    wrong = {
        formula
        for formula, expected in UNSAFE_IN_IRONCALC.items()
        if not _agrees(_of(evaluation, formula), expected)
    }
    assert wrong == set()
    assert not any(isinstance(value, NotRun) for value in evaluation.values.values())


SINGLE_ROW: Mapping[str, float] = {
    "SUM(Single[Blank])": 0,
    "MAX(Single[Blank])": 0,
    "SUMSQ(Single[Blank])": 0,
    "SUMSQ(Single[Number])": 9,
    "SUMSQ(Single[Text])": 0,
    "SUMPRODUCT(Single[Blank]*Single[Blank])": 0,
    "SUMPRODUCT(Single[Blank]*Single[Number])": 0,
    "SUMPRODUCT(Single[Number]*Single[Blank])": 0,
    'SUMPRODUCT((Single[Text]="text")*Single[Number])': 3,
}
"""Of a table with one row, what planner writes in the place of SUMPRODUCT(a,b), which Excel makes #VALUE!."""


@pytest.mark.parametrize("checker", plan.checkers())
def test_sums_of_products_over_a_single_row_with_a_blank(
    checker: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    workbook = openpyxl.Workbook()
    sheet = workbook["Sheet"]
    sheet.append(["Blank", "Number", "Text"])
    sheet.append([None, 3, "text"])
    sheet.add_table(Table(displayName="Single", ref="A1:C2"))
    for number, formula in enumerate(SINGLE_ROW, 1):
        sheet.cell(number, 5, f"={formula}")
    workbook.save(tmp_path / "single.xlsx")
    cells = {"Sheet": [(row, 5) for row in range(1, len(SINGLE_ROW) + 1)]}
    values = evaluate(tmp_path / "single.xlsx", cells, checker=checker).values
    found = {formula: values["Sheet", row, 5] for row, formula in enumerate(SINGLE_ROW, 1)}
    assert found == SINGLE_ROW
