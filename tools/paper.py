"""Turns workbooks into PDF with LibreOffice, and reads where the words stand on their pages."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from types import MappingProxyType

LONGEST_S = 600
_FONTS = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
    "<include>/etc/fonts/fonts.conf</include>{aliases}</fontconfig>"
)
_ALIAS = (
    '<match target="pattern"><test name="family"><string>{font}</string></test>'
    '<edit name="family" mode="assign" binding="strong"><string>{other}</string></edit></match>'
)
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page, in points from the upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page: its size and the words on it, header and footer included."""

    width: float
    height: float
    words: tuple[Word, ...]


def to_pdf(
    soffice: Path, books: Sequence[Path], folder: Path, fonts: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Convert workbooks in one run of LibreOffice; each becomes a PDF of its name in the folder.

    Args:
        fonts: fonts that are drawn in others.
    """
    profile = (folder / "profile").absolute().as_uri()
    command = [str(soffice), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(folder), *map(str, books)]
    aliases = "".join(_ALIAS.format(font=font, other=other) for font, other in fonts.items())
    config = folder / "fonts.conf"
    config.write_text(_FONTS.format(aliases=aliases), encoding="utf-8")
    environment = os.environ | ({"FONTCONFIG_FILE": str(config.absolute())} if fonts else {})
    subprocess.run(  # noqa: S603 - LibreOffice
        command, check=True, capture_output=True, timeout=LONGEST_S, env=environment
    )


def read_pdf(pdf: Path) -> list[PaperPage]:
    """The pages of a PDF, by poppler's pdftotext."""
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    xml = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout  # noqa: S603
    return [
        PaperPage(float(width), float(height), tuple(_words(body)))
        for width, height, body in _PAGE.findall(xml)
    ]


def _words(body: str) -> list[Word]:
    return [
        Word(unescape(text), float(left), float(top), float(right), float(bottom))
        for left, top, right, bottom, text in _WORD.findall(body)
    ]


def picture(pdf: Path, page: int, target: Path, *, dots_per_inch: int) -> None:
    """One page of a PDF, counted from 1, as a PNG."""
    command = ["pdftoppm", "-r", str(dots_per_inch), "-f", str(page), "-l", str(page), "-png", "-singlefile"]
    subprocess.run([*command, str(pdf), str(target.with_suffix(""))], check=True)  # noqa: S603 - poppler
