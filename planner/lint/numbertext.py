"""Is a text nothing but a number, as people write one?"""

from __future__ import annotations

import re
import unicodedata

_CURRENCY = r"(?:[$€£¥]|USD|EUR|GBP|CNY|RMB|CHF|JPY)"
_DIGITS = r"(?:[0-9]{1,3}(?:[,'’. ][0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)"
_NUMBER = re.compile(
    rf"\(?\s*[-+−]?\s*{_CURRENCY}?\s*[-+−]?\s*{_DIGITS}(?:[eE][-+]?[0-9]+)?\s*(?:%|‰|{_CURRENCY})?\s*\)?"
)
LONGEST = 40


def is_number_text(text: str) -> bool:
    """Whether a text is a number: with separators, sign, percent, currency, in full-width digits too."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return len(plain) <= LONGEST and _NUMBER.fullmatch(plain) is not None
