"""Make a paper: words in, a tagged PDF out."""

import json
from enum import StrEnum
from typing import Any

from uitweg.platform.sandbox.process import ParserError, run_parser

TYPESETTING_MEMORY_BYTES = 2 * 1024**3
"""The typesetter starts a thread for each core, and each thread reserves memory."""


class PaperTemplate(StrEnum):
    """What a paper is laid out by: a file beside `child.py`, by name."""

    CASE = "paper"
    SIGNALS = "papers/signals"
    ROUTES = "papers/routes"
    POCKET = "papers/pocket"
    PROTOCOL = "papers/protocol"
    CERTIFICATE = "papers/certificate"


class CannotTypeset(Exception):
    """No PDF could be made of these words."""


def typeset(words: dict[str, Any], template: PaperTemplate = PaperTemplate.CASE) -> bytes:
    """Return the paper as a PDF (PDF/UA-1). Raises CannotTypeset.

    The template says which words it needs. Raises it too for what does not fit on the paper.
    """
    content = json.dumps(words).encode()
    try:
        (made,) = run_parser(
            "typeset", content, kind=template.value, memory=TYPESETTING_MEMORY_BYTES
        ).files
    except (ParserError, ValueError):
        raise CannotTypeset from None
    return made
