"""The papers to print, made once for all tests of a process, and what can be read of one."""

import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdf

from tests.support import machine
from uitweg.knowledge.training.rules.papers import PAPERS, PrintedPaper
from uitweg.materials.paper_parts import PaperPlace, PaperWords
from uitweg.materials.papers import paper_pdf, paper_words
from uitweg.platform.content import load
from uitweg.platform.content.collection import Content
from uitweg.platform.sandbox.typeset.glyphs import BREAK_POINT

SITE = "https://uitweg.example"
LEVELS = ("nl", "nl-a2", "en")
UNPRINTED = frozenset({"lang", "page", "tel", "qr", "tooltips", "call"})
"""Keys of which the values are not words on the paper; a call is looked into by itself."""


def place() -> PaperPlace:
    """Return where the papers of the tests lead to; a day is said as 2026-11-24."""
    return PaperPlace(SITE, date.isoformat)


def paper(slug: str) -> PrintedPaper:
    return next(each for each in PAPERS if each.slug == slug)


@cache
def made(slug: str, level: str = "nl") -> bytes:
    """Return the PDF of one paper."""
    return paper_pdf(paper(slug), load(level=level), place())


def built(slug: str, level: str = "nl", content: Content | None = None) -> PaperWords:
    """Return the words of one paper."""
    return paper_words(paper(slug), content or load(level=level), place())


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def bare(text: str) -> str:
    """Return the letters alone: the lines of a PDF break where they like."""
    return "".join(text.replace(BREAK_POINT, "").split())


def printed_words(words: Any) -> Iterator[str]:
    """Yield every text that a paper should show, in its letters alone; not that of its file."""
    if isinstance(words, str):
        yield bare(words)
    elif isinstance(words, list | tuple):
        for each in words:
            yield from printed_words(each)
    elif isinstance(words, dict):
        if "tooltip" in words:
            yield bare(words["label"])
            return
        for key, value in words.items():
            if key not in UNPRINTED:
                yield from printed_words(value)
        if isinstance(words.get("call"), dict | str):
            yield from printed_words(words["call"])


@dataclass(frozen=True)
class PrintedWord:
    """A word on a page and its box, in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def words_with_places(pdf: bytes) -> list[tuple[float, float, list[PrintedWord]]]:
    """Return of each page its width, its height, and its words; by poppler."""
    done = _run(["pdftotext", "-bbox", "{pdf}", "-"], pdf)
    space = "{http://www.w3.org/1999/xhtml}"
    return [
        (
            float(page.get("width") or 0),
            float(page.get("height") or 0),
            [
                PrintedWord(
                    word.text or "",
                    *(float(word.get(side) or 0) for side in ("xMin", "yMin", "xMax", "yMax")),
                )
                for word in page.iter(f"{space}word")
            ],
        )
        for page in ET.fromstring(done).iter(f"{space}page")
    ]


def scanned(pdf: bytes, *, dots: int = 150) -> set[str]:
    """Return what a scanner reads in the codes on the first page, printed at so many dots an inch."""
    _need("pdftoppm", "poppler-utils")
    _need("zbarimg", "zbar-tools")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "paper.pdf"
        file.write_bytes(pdf)
        command = ["pdftoppm", "-r", str(dots), "-l", "1", "-singlefile", "-gray", "-png"]
        subprocess.run([*command, file, Path(folder) / "page"], check=True, timeout=60)
        read = subprocess.run(
            ["zbarimg", "--quiet", "--raw", Path(folder) / "page.png"],
            capture_output=True,
            check=False,
            timeout=60,
        )
    return set(read.stdout.decode().split())


def _need(program: str, package: str) -> None:
    """Install a program that is not there. Raises Missing."""
    if not shutil.which(program):
        machine.apt_install(package)
    if not shutil.which(program):
        raise machine.Missing(f"Type: sudo apt-get install {package}")


def _run(command: list[str], pdf: bytes) -> str:
    _need("pdftotext", "poppler-utils")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "paper.pdf"
        file.write_bytes(pdf)
        filled = [part.format(pdf=file) for part in command]
        return subprocess.run(filled, capture_output=True, check=True, timeout=60, text=True).stdout
