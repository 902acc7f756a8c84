"""Finding what somebody typed themselves in a field that was not empty when they began."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby

MOVED_RUN_WORDS = 3
"""So many words in a row from the text before count as moved, not as typed again."""
LONGEST_COMPARED_WORDS = 1000
"""Texts of up to so many words are compared in full; in longer ones only moved runs are found."""
GAP_MARK = "…"


def own_words(value: str, was: str) -> str:
    """Return the words of `value` that were not in `was`, with a gap mark for those that were.

    Runs of words that were only moved within the field do not count as one's own; single names
    and numbers that somebody typed again do.
    """
    if not was.strip():
        return value
    words, before = re.findall(r"\S+\s*", value), [_plain(word) for word in was.split()]
    plain_words = [_plain(word) for word in words]
    old_positions = _moved(plain_words, before)
    if max(len(words), len(before)) <= LONGEST_COMPARED_WORDS:
        old_positions |= _in_place(plain_words, before)
    if len(old_positions) == len(words):
        return ""
    runs = groupby(range(len(words)), lambda position: position in old_positions)
    return " ".join(
        GAP_MARK if is_old else "".join(words[position] for position in positions).strip()
        for is_old, positions in runs
    )


def _plain(word: str) -> str:
    """Return a word as it is compared: without punctuation around it and without capitals."""
    return word.strip().strip(".,;:!?()“”\"'").casefold()


def _in_place(words: list[str], before: list[str]) -> set[int]:
    """Return the positions of words that were in `before` in the same order."""
    same = SequenceMatcher(None, before, words, autojunk=False).get_matching_blocks()
    return {block.b + offset for block in same for offset in range(block.size)}


def _moved(words: list[str], before: list[str]) -> set[int]:
    """Return the positions of words in a run that was somewhere in `before`."""
    old_runs = {run for _, run in _runs(before)}
    return {
        start + offset
        for start, run in _runs(words)
        if run in old_runs
        for offset in range(MOVED_RUN_WORDS)
    }


def _runs(words: list[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the start and the words of each run of MOVED_RUN_WORDS words."""
    for start in range(len(words) - MOVED_RUN_WORDS + 1):
        yield start, tuple(words[start : start + MOVED_RUN_WORDS])
