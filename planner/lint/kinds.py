"""What a sheet is for, as it says itself: input, calculation, output or control."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from planner.lint.sheets import Sheet

INPUT, CALCULATION, OUTPUT, CONTROL = "input", "calculation", "output", "control"
KINDS = (INPUT, CALCULATION, OUTPUT, CONTROL)

_WORDS: Mapping[str, str] = {
    INPUT: "inputs? assumptions? drivers? parameters? foundation 输入 假设 参数",
    CALCULATION: "calcs? calculations? workings? computations? engine 计算 测算",
    OUTPUT: "outputs? summary results? dashboards? reports? cover title presentation charts? "
    "封面 摘要 汇总 结果 图表",
    CONTROL: "checks? controls? logs? versions? changes? changelog history readme about index contents toc "
    "notes sources? legend documentation 检查 校验 日志 目录 来源 说明 版本",
}
_PATTERNS = {
    kind: re.compile(
        "|".join(rf"(?<![^\W\d_]){word}(?![^\W\d_])" if word.isascii() else word for word in words.split()),
        re.IGNORECASE,
    )
    for kind, words in _WORDS.items()
}
_FRONT = re.compile(
    r"(?<![^\W\d_])(?:cover|title|front|readme|about|intro(?:duction)?|welcome|home|start)(?![^\W\d_])|封面|首页",
    re.IGNORECASE,
)
_LOG = re.compile(
    r"(?<![^\W\d_])(?:(?:version|change|revision|release)s?[\s_-]*(?:log|history|control)?|log|history|changelog)"
    r"(?![^\W\d_])|版本|日志|变更|修订",
    re.IGNORECASE,
)
TITLE_ROWS = 3
SHORT = 40  # letters; a text that long says more than what a sheet is for


def kind_in(text: str) -> str:
    """The first kind of sheet that a short text names; empty for none."""
    found = [(match.start(), kind) for kind, words in _PATTERNS.items() if (match := words.search(text))]
    return min(found)[1] if found else ""


def is_front(text: str) -> bool:
    """Whether a sheet's name says that it is the cover."""
    return _FRONT.search(text) is not None


def is_log(text: str) -> bool:
    """Whether a text says that a log of versions follows."""
    return _LOG.search(text) is not None


def kinds_by_index(sheets: Sequence[Sheet]) -> dict[str, str]:
    """What an index says of each sheet: a row that holds its name, and beside it a kind."""
    names = {sheet.name.casefold(): sheet.name for sheet in sheets}
    found: dict[str, str] = {}
    for sheet in sheets:
        rows: dict[int, list[str]] = {}
        for (row, _), cell in sheet.cells.items():
            if isinstance(cell.value, str):
                rows.setdefault(row, []).append(cell.value.strip())
        for texts in rows.values():
            listed = next((text for text in texts if text.casefold() in names), None)
            beside = (kind_in(text) for text in texts if text != listed and len(text) < SHORT)
            if listed is not None and len(texts) > 1 and (kind := next(filter(None, beside), "")):
                found.setdefault(names[listed.casefold()], kind)
    return found


def kind_of(sheet: Sheet, index: Mapping[str, str]) -> str:
    """What a sheet is for by an index, by its name, or by what stands on top; empty where nothing says."""
    if kind := index.get(sheet.name) or kind_in(sheet.name):
        return kind
    for row in range(1, TITLE_ROWS + 1):
        for (at, _), cell in sheet.cells.items():
            if at == row and isinstance(cell.value, str) and len(cell.value) < SHORT:
                label = re.match(r"\s*(?:sheet )?(?:type|kind|class)\b\W*(.*)", cell.value, re.IGNORECASE)
                if label and (kind := kind_in(label[1])):
                    return kind
    return ""
