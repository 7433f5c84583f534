"""Does a text tell a unit: `Rent (USD)`, `Share, %`, `tokens per second`, `万元`?"""

from __future__ import annotations

import re

_CURRENCIES = "USD|EUR|GBP|CNY|RMB|JPY|CHF|AUD|CAD|HKD|SGD|INR|KRW|SEK|NOK|DKK"
_UNIT = re.compile(
    rf"""[%‰$€£¥￥#]
      | \([^()]*[^\W\d][^()]*\) | \[[^\[\]]*[^\W\d][^\[\]]*\]
      | \b(?:{_CURRENCIES}|FLOPS?|TFLOPS?|GPUs?|FTEs?|[kMGT]?Wh?|[kMGTP]i?B|kg|km|sqm|m2|bps?|pp)\b
      | (?i:\b(?:per|units?|hours?|minutes?|seconds?|days?|weeks?|months?|quarters?|years?|tokens?|people
          |persons?|headcount|staff|number\ of|no\.|count|qty|quantity|share|ratio|rate|factor|multiple
          |fraction|percent\w*|epochs?|rows?|cells?|servers?|clusters?|customers?|users?|thousands?|millions?
          |billions?|bn|mn|mio|tonnes?)\b)
      | 单位|万元|亿元|元|美元|人民币|个月|小时|分钟|千|百万|亿|吨|人|台|张|次|天|年|月|秒|倍|个
    """,
    re.VERBOSE,
)
_ALL_IN = re.compile(
    rf"(?i:\b(?:in|all figures|amounts?|values?|currency)\b).*(?:\b(?:{_CURRENCIES})\b|[$€£¥￥])|单位[:：]",
)


def tells_unit(text: str) -> bool:
    """Whether a label or heading tells in which unit its numbers are."""
    return _UNIT.search(text) is not None


def tells_unit_of_all(text: str) -> bool:
    """Whether a text tells one unit for a whole sheet: `All figures in thousand USD`."""
    return _ALL_IN.search(text) is not None
