"""The bytes of one edited cell."""

from __future__ import annotations

import operator
from math import isfinite
from typing import Literal, NamedTuple

from planner.xlsx.a1 import Position, cell_name
from planner.xlsx.cell import CellError, Value
from planner.xlsx.xml import Tag, escape_markup, escape_string

MAX_TEXT = 32_767  # characters in a cell, UTF-16 units
MAX_FORMULA = 8_192
EXACT_INTEGERS = 2**53  # beyond these a double skips some


class Edit(NamedTuple):
    """What a cell is to hold.

    The value is a constant, or the cached result where the cell keeps its formula or gets a new one (without
    `=`). `style` is an index into the workbook's cell formats; None keeps what the cell has.
    """

    value: Value
    formula: Literal["keep", "drop"] = "keep"
    style: int | None = None
    new_formula: str | None = None

    @property
    def drops_formula(self) -> bool:
        """Whether the formula that the cell has, if any, goes."""
        return self.formula == "drop" or self.new_formula is not None


def objection(edit: Edit) -> str:
    """Why this edit cannot be written; empty when it can."""
    value = edit.value
    if isinstance(value, str) and len(value.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT:
        return f"the text is longer than the {MAX_TEXT:,} characters that a cell holds"
    if edit.new_formula is not None and len(edit.new_formula) > MAX_FORMULA:
        return f"the formula is longer than the {MAX_FORMULA:,} characters that Excel accepts"
    if isinstance(value, float) and not isfinite(value):
        return f"the value is {value}, which is no number that a cell holds"
    return ""


def number_text(value: float) -> str:
    """The shortest text that reads back as the same double."""
    if isinstance(value, float):
        return float.__repr__(value).removesuffix(".0")
    integer = operator.index(value)
    return str(integer) if abs(integer) <= EXACT_INTEGERS else number_text(float(integer))


def new_formula(text: str, prefix: bytes) -> bytes:
    """An `<f>` element for a formula without `=`."""
    return b"<%sf>%s</%sf>" % (prefix, escape_markup(text), prefix)


def edited_cell(tag: Tag, edit: Edit, formula: bytes, extension: bytes) -> bytes:
    """A `<c>` that is there, with the edit's value; `formula` and `extension` are the children it keeps."""
    sort, content = _content(edit.value, tag.prefix, has_formula=bool(formula))
    changes: dict[bytes, str | None] = {b"vm": None, b"t": sort}
    if edit.drops_formula:
        changes[b"cm"] = None
    if edit.style is not None:
        changes[b"s"] = str(edit.style)
    inside = formula + content + extension
    head = tag.written(changes, empty=not inside)
    return head + inside + b"</%s>" % tag.name if inside else head


def new_cell(position: Position, edit: Edit, prefix: bytes) -> bytes:
    """A `<c>` that was not there; nothing when the edit leaves it blank and without a format."""
    formula = b"" if edit.new_formula is None else new_formula(edit.new_formula, prefix)
    if edit.value is None and edit.style is None and not formula:
        return b""
    tag = Tag(prefix + b"c", ((b"r", b' r="%s"' % cell_name(*position).encode()),), True, 0)
    if edit.style is not None:
        tag = Tag(tag.name, (*tag.attributes, (b"s", b' s="%d"' % edit.style)), True, 0)
    return edited_cell(tag, edit, formula, b"")


def _content(value: Value, prefix: bytes, *, has_formula: bool) -> tuple[str | None, bytes]:
    """The `t` of a cell and the element that holds its value."""
    if value is None:
        return None, b""
    if isinstance(value, str):
        text = escape_markup(escape_string(value))
        if has_formula:
            return "str", b"<%sv>%s</%sv>" % (prefix, text, prefix)
        space = b' xml:space="preserve"' if value != value.strip() or "\n" in value or "\t" in value else b""
        return "inlineStr", b"<%sis><%st%s>%s</%st></%sis>" % (prefix, prefix, space, text, prefix, prefix)
    if isinstance(value, CellError):
        sort, text = "e", escape_markup(value.code)
    elif isinstance(value, bool):
        sort, text = "b", b"1" if value else b"0"
    else:
        return None, b"<%sv>%s</%sv>" % (prefix, number_text(value).encode(), prefix)
    return sort, b"<%sv>%s</%sv>" % (prefix, text, prefix)
