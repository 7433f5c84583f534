"""Mutations of XML tokens: in the workbook, relationships, sheets, tables, strings."""

from __future__ import annotations

import re
from random import Random

from fuzz.book import Book, Member
from fuzz.hostile_texts import AREAS, ATTRIBUTES, DOCTYPES, MARKUP, NUMBERS, TEXTS

TOKEN = re.compile(rb"<[^>]*>|[^<]+")
ATTRIBUTE = re.compile(rb"""([\w:.-]+)=("[^"]*"|'[^']*')""")
LIKELY = ("xl/workbook.xml", ".rels", "[Content_Types].xml", "/sharedStrings.xml", "/styles.xml")


def _part(book: Book, chance: Random) -> Member:
    """An XML part; those that hold a workbook together come up often."""
    parts = book.find(".xml", ".rels")
    likely = [member for member in parts if member.name.endswith(LIKELY)]
    if not parts:
        book.members.append(Member("xl/workbook.xml", b"<a/>"))
        return book.members[-1]
    return chance.choice(likely if likely and chance.random() < 0.4 else parts)


def _tokens(member: Member) -> list[bytes]:
    return TOKEN.findall(member.content) or [b""]


def lose_tokens(book: Book, chance: Random) -> None:
    """Some tokens are missing."""
    member = _part(book, chance)
    tokens = _tokens(member)
    at = chance.randrange(len(tokens))
    del tokens[at : at + chance.choice((1, 1, 2, 5, 50))]
    member.content = b"".join(tokens)


def double_tokens(book: Book, chance: Random) -> None:
    """Some tokens are there twice, or very often."""
    member = _part(book, chance)
    tokens = _tokens(member)
    at = chance.randrange(len(tokens))
    some = tokens[at : at + chance.choice((1, 2, 5, 20))]
    tokens[at:at] = some * chance.choice((1, 1, 2, 100, 2000))
    member.content = b"".join(tokens)[: 64 << 20]


def swap_tokens(book: Book, chance: Random) -> None:
    """Two tokens stand in each other's place."""
    member = _part(book, chance)
    tokens = _tokens(member)
    one, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]
    member.content = b"".join(tokens)


def insert_markup(book: Book, chance: Random) -> None:
    """Markup that does not belong there."""
    member = _part(book, chance)
    tokens = _tokens(member)
    for _ in range(chance.choice((1, 1, 3))):
        piece = chance.choice(MARKUP).encode("utf-8", "surrogatepass")
        tokens.insert(chance.randrange(len(tokens) + 1), piece)
    member.content = b"".join(tokens)


def change_attribute(book: Book, chance: Random) -> None:
    """Attributes with other values."""
    member = _part(book, chance)
    for _ in range(chance.choice((1, 1, 2, 6))):
        found = list(ATTRIBUTE.finditer(member.content))
        if not found:
            return
        match = chance.choice(found)
        value = chance.choice(ATTRIBUTES).encode().replace(b"<", b"&lt;").replace(b'"', b"&quot;")
        if chance.random() < 0.3:
            value = chance.choice(found)[2][1:-1]
        member.content = (
            member.content[: match.start(2)] + b'"' + value + b'"' + member.content[match.end(2) :]
        )


def drop_attribute(book: Book, chance: Random) -> None:
    """An attribute is missing, everywhere or once."""
    member = _part(book, chance)
    found = list(ATTRIBUTE.finditer(member.content))
    if found:
        match = chance.choice(found)
        pattern = rb"\s" + re.escape(match[1]) + rb"""=("[^"]*"|'[^']*')"""
        member.content = re.sub(pattern, b"", member.content, count=chance.choice((0, 1)))


def declare_entities(book: Book, chance: Random) -> None:
    """A document type with entities, used or not."""
    member = _part(book, chance)
    start = member.content.find(b"?>") + 2 if member.content.startswith(b"<?") else 0
    used = member.content[start:].replace(b"<v>", b"<v>" + chance.choice((b"", b"&x;", b"&l9;")), 1)
    member.content = member.content[:start] + chance.choice(DOCTYPES).encode() + used


def encode(book: Book, chance: Random) -> None:
    """Another encoding than declared, or declared and odd."""
    member = _part(book, chance)
    name = chance.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-7", "cp1252", "utf-8-sig"))
    text = re.sub(r"<\?xml.*?\?>", "", member.content.decode("utf-8", "replace"))
    declared = chance.choice((f'<?xml version="1.0" encoding="{name}"?>', '<?xml version="1.0"?>', ""))
    member.content = (declared + text).encode(name, "replace")


def prefix(book: Book, chance: Random) -> None:
    """Every element with a prefix, bound or not."""
    member = _part(book, chance)
    content = re.sub(rb"<(/?)(\w+)", rb"<\1p:\2", member.content)
    member.content = content.replace(b"xmlns=", chance.choice((b"xmlns:p=", b"xmlns:q=", b"xmlns=")), 1)


def nest(book: Book, chance: Random) -> None:
    """Elements inside each other, far deeper than any program writes."""
    member = _part(book, chance)
    tokens = _tokens(member)
    depth, at = chance.choice((30, 100, 10_000, 200_000)), chance.randrange(len(tokens) + 1)
    name = chance.choice((b"c", b"row", b"a", b"is", b"extLst"))
    tokens.insert(at, (b"<%s>" % name) * depth + (b"</%s>" % name) * chance.choice((depth, depth - 1, 0)))
    member.content = b"".join(tokens)


def text(book: Book, chance: Random) -> None:
    """Other text between two tags."""
    member = _part(book, chance)
    tokens = _tokens(member)
    plain = [at for at, token in enumerate(tokens) if not token.startswith(b"<")]
    if plain:
        hostile = chance.choice((*TEXTS, *NUMBERS, *AREAS)).encode("utf-8", "surrogatepass")
        tokens[chance.choice(plain)] = hostile.replace(b"&", b"&amp;").replace(b"<", b"&lt;")
    member.content = b"".join(tokens)


MUTATIONS = (
    *(lose_tokens, double_tokens, swap_tokens, insert_markup, change_attribute, drop_attribute),
    *(declare_entities, encode, prefix, nest, text),
)
