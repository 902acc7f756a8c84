"""Typeset one paper inside the child process."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import typst

from uitweg.platform.sandbox.process import ParserAnswer, Reader
from uitweg.platform.sandbox.typeset import fields, glyphs, metadata
from uitweg.platform.sandbox.typeset.run import PaperTemplate

HERE = Path(__file__).parent


def load(kind: str) -> Reader:
    """Return what typesets a paper by the template `kind`; without one, by that of a case.

    Raises ValueError for another.
    """
    return partial(_typeset, PaperTemplate(kind) if kind else PaperTemplate.CASE)


def _typeset(template: PaperTemplate, content: bytes) -> ParserAnswer:
    """Return a PDF of the words in `content`, which is JSON. Raises what a library raises."""
    words: dict[str, Any] = json.loads(content)
    try:
        made = _compile(template, glyphs.printable(words))
    except RuntimeError:
        made = _compile(template, glyphs.printable(words, marks=False))
    if tooltips := words.get("tooltips"):
        made = fields.add_fields(made, tooltips)
    return ParserAnswer(None, (metadata.strip_metadata(made),))


def _compile(template: PaperTemplate, words: object) -> bytes:
    """Typeset with our own fonts and template; the words go in as data, not as markup."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(HERE / "fonts")],
    )
    made: bytes = typst.compile(
        HERE / f"{template}.typ",
        root=HERE,
        font_paths=fonts,
        sys_inputs={"paper": json.dumps(words, ensure_ascii=False)},
        pdf_standards="ua-1",
    )
    return made
