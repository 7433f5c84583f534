"""Puts in what a new preset needs, and says what is left: ``python -m tools.new_preset NAME --like startup``.

It begins with the values of another one. tests/cases/test_presets.py finds what nobody has written yet:
a title and a question of its own, values that differ, the story.
"""

from __future__ import annotations

import argparse
import re
import sys

from planner.template.folder import translations
from planner.template.load import presets
from planner.template.locale import load_locale
from planner.template.validate import KEY
from tools.new_line import run
from tools.scaffold import ROOT, TEMPLATE, ScaffoldError, Texts, meant, quoted, with_translation

STORIES = ROOT / "tools" / "presets.md"
STORY = "\n## {name}\n\n**The question.** {question}\n\n**The answer.**\n\n**What to watch.**\n"


def add(asked: argparse.Namespace, texts: Texts) -> list[str]:
    """Put a preset into the texts; what is left to do, each with where.

    Raises:
        ScaffoldError: there is such a preset already, or none to be like.
    """
    if KEY.fullmatch(asked.name) is None or asked.name in presets():
        raise ScaffoldError(
            f"{asked.name} is the name of a preset already, or none: small letters, digits and _"
        )
    if asked.like not in presets():
        raise ScaffoldError(f"there is no preset {asked.like}. {meant(asked.like, presets())}")
    path = TEMPLATE / "presets" / f"{asked.name}.toml"
    text = texts[path.with_stem(asked.like)]
    for field, said in (("title", asked.title), ("question", asked.question)):
        head, _, tail = re.split(rf"^({field} = .*)$", text, maxsplit=1, flags=re.MULTILINE)
        text = f"{head}{field} = {quoted(said)}{tail}"
    texts[path] = text
    texts[STORIES] += STORY.format(name=asked.name, question=asked.question)
    left = [f"{path.relative_to(ROOT)}: {_left_of_values(asked)}"]
    left += [f"{STORIES.relative_to(ROOT)}: its story, with figures in braces"]
    return [*left, *_add_translations(asked, texts), "make examples docs"]


def _left_of_values(asked: argparse.Namespace) -> str:
    missing = [f"a {field}, " for field in ("title", "question") if not getattr(asked, field)]
    return f"{''.join(missing)}values and notes of its own; all are those of {asked.like}"


def _add_translations(asked: argparse.Namespace, texts: Texts) -> list[str]:
    left = []
    for language in translations():
        path = TEMPLATE / "locale" / f"{language}.toml"
        for english in filter(None, (asked.title, asked.question)):
            if english not in load_locale(language).texts:
                texts[path] = with_translation(texts[path], "presets", english)
        left.append(f"{path.relative_to(ROOT)}: title, question, and every text of its own")
    return left


def main(words: list[str] | None = None) -> int:
    """Put in a preset; exit status 2 where that cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.new_preset", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("name", help="what follows --preset")
    parser.add_argument("--like", required=True, help="the preset whose values it begins with")
    parser.add_argument("--title", default="", help="what it plans, in one line")
    parser.add_argument("--question", default="", help="what its reader asks")
    return run(add, parser.parse_args(words), parser)


if __name__ == "__main__":
    sys.exit(main())
