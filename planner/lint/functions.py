"""Functions by name: the ones that a plain model needs, and the ones that a rule is about."""

from __future__ import annotations

_ALLOWED = """
ABS AND AVERAGE AVERAGEIFS CEILING CHOOSE COLUMNS COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DAY
EDATE EOMONTH EXACT EXP FLOOR HLOOKUP HYPERLINK IF IFERROR INDEX INT IRR ISBLANK ISERROR ISFORMULA
ISNUMBER LEFT LEN LN LOG LOG10 MATCH MAX MID MIN MOD MONTH NORMSDIST NORMSINV NOT OR PERCENTILE PI
PMT POWER PRODUCT RIGHT ROUND ROUNDDOWN ROUNDUP ROWS SIGN SQRT SUM SUMIF SUMIFS SUMPRODUCT SUMSQ
TEXT TRUNC VLOOKUP XIRR XNPV YEAR
"""
ALLOWED = frozenset(_ALLOWED.split())
"""What docs/dialect.md proves: the same value in Excel since 2016, ironcalc, cellrune and LibreOffice."""

VOLATILE = frozenset({"NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "CELL", "INFO"})
"""Functions that come to something else without any input having changed; OFFSET and INDIRECT have a rule."""

BUILT_AT_RUN_TIME = frozenset({"OFFSET", "INDIRECT"})
"""Functions whose references no reader, and no rule, can see."""

MASKS = {"IFERROR": 2, "IFNA": 2}
"""Functions that put something else in the place of an error, and which argument that is."""

ERROR_TESTS = frozenset({"ISERROR", "ISERR", "ISNA"})
