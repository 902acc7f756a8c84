"""What a fuzz target is, and what counts as a fault."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


class Fault(Exception):
    """A promise that an input broke; the text says which one."""


@dataclass(frozen=True)
class Target:
    """One reader of strangers' bytes.

    `attempt` takes an input and returns a word for how it ended ("read", "refused", …); any
    exception is a fault. `seconds` is the longest that one input may take.
    """

    examples: Sequence[bytes]
    attempt: Callable[[bytes], str]
    seconds: float = 2.0


def promise(kept: bool, sentence: str) -> None:
    """Raise Fault when a promise is not kept."""
    if not kept:
        raise Fault(sentence)


def ends(read: Callable[[], object]) -> str:
    """Return "read" or "refused"; the views answer 400 to these two exceptions and no other."""
    try:
        read()
    except (ValueError, RecursionError):
        return "refused"
    return "read"
