"""The page for whoever receives a package: what was checked, and how to check it without planner.

It speaks the language of the plan; what it says stands in the template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from planner.book.find import Book
from planner.book.read import held_texts
from planner.explain.page import NAME as TRACE
from planner.handover.manifest import NAME as MANIFEST
from planner.handover.manifest import Manifest
from planner.handover.sums import sums
from planner.layout.places import MASTER, MASTER_ON_COVER
from planner.results.statuses import AGREES, IN_ORDER, LineStatus
from planner.template.review import review_texts
from planner.template.schema import Template
from planner.template.texts import Texts, heading

NAME = "review.html"
MOST_LINES = 6
STYLE = (
    "body{font:16px/1.5 Arial,'Liberation Sans',sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;"
    "color:#222}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "code{font-family:Consolas,'Liberation Mono',monospace;overflow-wrap:anywhere}"
)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page is written from.

    Attributes:
        template: in the language of the plan.
        book: None of a workbook that planner could not check.
        words: its texts by key.
    """

    manifest: Manifest
    template: Template
    book: Book | None
    words: Mapping[str, str]

    def text(self, key: str, **filled: object) -> str:
        """One of its texts, with what fills it in made safe for HTML."""
        safe = {name: escape(str(value)) for name, value in filled.items()}
        return self.words[key].format(**safe)

    def texts(self, *keys: str) -> tuple[str, ...]:
        """Several that nothing fills in."""
        return tuple(self.text(key) for key in keys)


def page(manifest: Manifest, template: Template, book: Book | None) -> bytes:
    """The page. Without `book`, a workbook that planner could not check, it says only what is known.

    A package whose workbook has a password shows none of its numbers here.
    """
    said = _Page(manifest, template, book, review_texts(template.language))
    blocks = [
        *_head(said),
        *_files(said),
        *_recalculate(said),
        *(_by_hand(said, book) if book else ()),
        *(_statuses(said) if book else ()),
        *_with_planner(said),
    ]
    body = "\n".join(blocks)
    title = said.text("title", workbook=manifest.workbook)
    text = (
        f'<!DOCTYPE html>\n<html lang="{template.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return text.encode()


def _head(said: _Page) -> Iterator[str]:
    manifest = said.manifest
    yield f"<h1>{said.text('title', workbook=manifest.workbook)}</h1>"
    if said.book is not None and not manifest.encrypted:
        texts = held_texts(said.book)
        yield from (f"<p>{escape(line)}</p>" for line in _whose(texts, said.template) if line)
    yield f"<p>{_checked(said)}</p>"
    if counts := manifest.lint:
        waived = said.text("lint_waived", count=counts["waived"]) if counts["waived"] else ""
        rules = sum(counts.values())
        yield f"<p>{said.text('lint', passes=counts['passes'], rules=rules, waived=waived)}</p>"
    if manifest.waived:
        yield f"<p>{said.text('waived')}</p>"
        places: dict[str, list[str]] = {}
        for one in manifest.waived:
            where = "!".join(part for part in (one.get("sheet", ""), one.get("cell", "")) if part)
            places.setdefault(one["rule"], []).extend([where] if where else [])
        rows = [(rule, ", ".join(found)) for rule, found in places.items()]
        yield _table(said.texts("rule", "where"), rows)
    if manifest.acknowledged:
        yield f"<p>{said.text('acknowledged')}</p>"
        yield _table(said.texts("check", "scenarios", "reason", "by"), list(_warnings(said)))


def _whose(texts: Texts, template: Template) -> Iterator[str]:
    """What the owner says of the plan: its title, and whose it is, in which state and as of when."""
    of = template.headings
    for keys in (of.about, (*of.title, *of.round, *of.status, *of.as_of, *of.secret)):
        yield heading(keys, texts, template.texts)


def _warnings(said: _Page) -> Iterator[tuple[str, ...]]:
    """Each check that warns, where, and what the maker of the plan says of it."""
    names = said.template.scenario_names
    for one in said.manifest.acknowledged:
        scenarios = ", ".join(names.get(name, name) for name in one["scenarios"].split(", "))
        yield one["check"], scenarios, one["reason"], one["by"]


def _checked(said: _Page) -> str:
    """What came of the check."""
    manifest, check = said.manifest, said.manifest.check
    day = manifest.made[:10]
    if not check:
        return said.text("unchecked", planner=manifest.planner, day=day)
    return said.text(
        "checked",
        checker=manifest.checker,
        planner=manifest.planner,
        agree=f"{check[AGREES]:,}",
        cells=f"{check['cells']:,}",
        status=said.template.word_of(str(check["master"])),
        fingerprint=manifest.fingerprint,
        logged=said.text("logged") if check["master"] in IN_ORDER else "",
        day=day,
    )


def _files(said: _Page) -> Iterator[str]:
    manifest = said.manifest
    yield f"<h2>{said.text('files')}</h2>"
    yield f"<p>{said.text('hashes')}</p>"
    what = {
        manifest.workbook: said.text("the_workbook_locked" if manifest.encrypted else "the_workbook"),
        TRACE: said.text("the_trace"),
        NAME: said.text("the_page"),
        MANIFEST: said.text("the_manifest"),
    }
    names = dict.fromkeys([*(file.name for file in manifest.files), NAME, MANIFEST])
    rows = [(name, what.get(name, said.text("the_print"))) for name in names]
    yield _table(said.texts("file", "what"), rows)


def _recalculate(said: _Page) -> Iterator[str]:
    yield f"<h2>{said.text('recalculate')}</h2>"
    yield f"<p>{said.text('recalculate_how')}</p>"
    if (book := said.book) is None:
        return
    master, word = book.layout[MASTER_ON_COVER], said.template.word_of
    status = word(str(said.manifest.check.get("master", LineStatus.OK)))
    checks = book.layout[MASTER].sheet
    filled = {"status": status, "checks": checks, "stale": word(LineStatus.STALE)}
    yield f"<p>{said.text('recalculate_status', cell=f'{master.sheet}!{master.a1}', **filled)}</p>"
    yield f"<p>{said.text('precedents')}</p>"


def _by_hand(said: _Page, book: Book) -> Iterator[str]:
    found, hide = list(sums(book))[:MOST_LINES], said.manifest.encrypted
    if not found:
        return
    yield f"<h2>{said.text('by_hand')}</h2>"
    yield f"<p>{said.text('by_hand_how')}</p>"
    if hide:
        yield f"<p>{said.text('by_hand_hidden')}</p>"
    rows = [
        (
            f"{escape(one.label)}<br>{_cell(one.cell)}",
            f"<code>{escape(one.formula)}</code>" + ("" if hide else f"<br>{escape(one.numbers)}"),
            escape(one.unit) if hide else f"{escape(one.result)} {escape(one.unit)}",
        )
        for one in found
    ]
    yield _table(said.texts("line", "formula", "unit" if hide else "result"), rows, raw=True)


def _statuses(said: _Page) -> Iterator[str]:
    yield f"<h2>{said.text('statuses')}</h2>"
    word = said.template.word_of
    rows = [(word(status), meaning) for status, meaning in said.template.statuses.items()]
    yield _table(said.texts("status", "meaning"), rows)


def _with_planner(said: _Page) -> Iterator[str]:
    manifest = said.manifest
    yield f"<h2>{said.text('planner')}</h2>"
    template = said.text("planner_template", template=manifest.template) if manifest.template else ""
    checker = said.text("planner_checker", checker=manifest.checker) if manifest.checker else ""
    secret = " --password PASSWORD" if manifest.encrypted else ""
    filled = {"secret": secret, "planner": manifest.planner, "template": template, "checker": checker}
    yield f"<p>{said.text('planner_how', **filled)}</p>"


def _cell(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, raw: bool = False) -> str:
    def line(tag: str, cells: Iterable[str]) -> str:
        return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"

    body = "\n".join(line("td", row if raw else map(escape, row)) for row in rows)
    return f"<table>\n{line('th', map(escape, heads))}\n{body}\n</table>"
