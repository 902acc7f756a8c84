"""Make a paper: words in, a tagged PDF out."""

import json
from typing import Any

from uitweg.platform.sandbox.process import ParserError, run_parser

TYPESETTING_MEMORY_BYTES = 2 * 1024**3
"""The typesetter starts a thread for each core, and each thread reserves memory."""


class CannotTypeset(Exception):
    """No PDF could be made of these words."""


def typeset(words: dict[str, Any]) -> bytes:
    """Return the paper as a PDF (PDF/UA-1). Raises CannotTypeset."""
    content = json.dumps(words).encode()
    try:
        (made,) = run_parser("typeset", content, memory=TYPESETTING_MEMORY_BYTES).files
    except (ParserError, ValueError):
        raise CannotTypeset from None
    return made
