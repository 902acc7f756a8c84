"""Invisible characters that change the direction of text, kept from turning what stands beside it.

Source: Unicode Standard Annex 9, the bidirectional algorithm.
"""

import re

CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE, _POP = "\u2068", "\u2069", "\u202c"
_ISOLATES, _EMBEDDINGS = "\u2066\u2067\u2068", "\u202a\u202b\u202d\u202e"


def isolated(text: str) -> str:
    """Return `text` with each line that has such characters closed in on itself.

    It is shown as before, but neither it nor what it leaves open reaches what stands after it.
    """
    if not CONTROLS.search(text):
        return text
    return "".join(_isolated_line(line) for line in text.splitlines(keepends=True))


def without_controls(text: str) -> str:
    """Return `text` without these characters, for what is not a page: a cell of a spreadsheet."""
    return CONTROLS.sub("", text)


def _isolated_line(line: str) -> str:
    if not CONTROLS.search(line):
        return line
    words = line.rstrip("\r\n")
    return f"{_FIRST_STRONG_ISOLATE}{_closed(words)}{_POP_ISOLATE}{line[len(words) :]}"


def _closed(line: str) -> str:
    """Return a line in which every isolate is closed, and nothing is closed that was not opened."""
    kept, opened, isolates = list[str](), list[str](), 0
    for char in line:
        if char in _ISOLATES or char in _EMBEDDINGS:
            opened.append(char)
            isolates += char in _ISOLATES
        elif char == _POP:
            if not (opened and opened[-1] in _EMBEDDINGS):
                continue
            opened.pop()
        elif char == _POP_ISOLATE:
            if not isolates:  # counted: looking through what is open takes seconds for a long line
                continue
            while opened.pop() not in _ISOLATES:  # an isolate that closes, closes what is in it
                pass
            isolates -= 1
        kept.append(char)
    return "".join(kept) + _POP_ISOLATE * isolates
