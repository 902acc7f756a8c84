"""Prepare, finish or check signatures inside the child process."""

import base64
import json

import lxml.etree  # noqa: F401  pyHanko loads it late, when the box is closed already

from uitweg.platform.sandbox.process import ParserAnswer, Reader
from uitweg.platform.sandbox.sign import checking, writing

KINDS = {"prepare": writing.prepare, "finish": writing.finish, "check": checking.check}


def load(kind: str) -> Reader:
    """Return what does one of the three; the content is a line of JSON, and then the PDF."""
    work = KINDS[kind]

    def read(content: bytes) -> ParserAnswer:
        line, _, pdf = content.partition(b"\n")
        told = json.loads(line)
        raw = {name: base64.b64decode(value) for name, value in told.pop("bytes", {}).items()}
        return work(told | raw, pdf)

    return read
