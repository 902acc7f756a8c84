"""What somebody typed themselves in a field that was not empty when they began."""

import re
from difflib import SequenceMatcher
from itertools import groupby

MOVED_RUN_WORDS = 3
"""So many words in a row that stood there before were not typed again, but moved."""
LONGEST_COMPARED_WORDS = 1000
"""Words of one field that are laid side by side; in a longer one only runs are looked for."""
GAP_MARK = "…"


def own_words(value: str, was: str) -> str:
    """Return what of `value` did not stand in `was`; a gap marks each place where words did.

    What was moved within the field is not one's own either. Numbers and names that somebody
    typed again word by word are.
    """
    if not was.strip():
        return value
    mine, before = re.findall(r"\S+\s*", value), [_plain(word) for word in was.split()]
    plain = [_plain(word) for word in mine]
    stood = _moved(plain, before)
    if max(len(mine), len(before)) <= LONGEST_COMPARED_WORDS:
        stood |= _in_place(plain, before)
    runs = groupby(range(len(mine)), lambda at: at in stood)
    said = (
        GAP_MARK if there else "".join(mine[at] for at in places).strip() for there, places in runs
    )
    return " ".join(said) if len(stood) < len(mine) else ""


def _plain(word: str) -> str:
    return word.strip().strip(".,;:!?()“”\"'").casefold()


def _in_place(mine: list[str], before: list[str]) -> set[int]:
    same = SequenceMatcher(None, before, mine, autojunk=False).get_matching_blocks()
    return {block.b + n for block in same for n in range(block.size)}


def _moved(mine: list[str], before: list[str]) -> set[int]:
    runs = {
        tuple(before[at : at + MOVED_RUN_WORDS]) for at in range(len(before) - MOVED_RUN_WORDS + 1)
    }
    return {
        at + n
        for at in range(len(mine) - MOVED_RUN_WORDS + 1)
        if tuple(mine[at : at + MOVED_RUN_WORDS]) in runs
        for n in range(MOVED_RUN_WORDS)
    }
