"""Typeset one paper inside the child process."""

import json
from pathlib import Path

import typst

from uitweg.platform.sandbox.process import ParserAnswer, Reader
from uitweg.platform.sandbox.typeset import glyphs, metadata

HERE = Path(__file__).parent


def load(_kind: str) -> Reader:
    """Return what typesets a paper; there is one kind."""
    return _typeset


def _typeset(content: bytes) -> ParserAnswer:
    """Return a PDF of the words in `content`, which is JSON. Raises what a library raises."""
    words = json.loads(content)
    try:
        made = _compile(glyphs.printable(words))
    except RuntimeError:
        made = _compile(glyphs.printable(words, marks=False))
    return ParserAnswer(None, (metadata.strip_metadata(made),))


def _compile(words: object) -> bytes:
    """Typeset with our own fonts and template; the words go in as data, not as markup."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(HERE / "fonts")],
    )
    made: bytes = typst.compile(
        HERE / "paper.typ",
        root=HERE,
        font_paths=fonts,
        sys_inputs={"paper": json.dumps(words, ensure_ascii=False)},
        pdf_standards="ua-1",
    )
    return made
