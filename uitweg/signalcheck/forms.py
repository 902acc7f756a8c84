"""What came with a check, read forgivingly: what we do not know is left out."""

from collections.abc import Iterable
from typing import Literal, cast

from django.http import QueryDict

from uitweg.content.values import Signal
from uitweg.signalcheck.rules import Seen

LONGEST_BODY = 16_000  # bytes; every box of ours ticked is about 3,000
Sudden = Literal["yes", "no", "unknown"]
Who = Literal["youngster", "parent", "friend", "professional", "other"]


def read_seen(posted: QueryDict, signals: Iterable[Signal]) -> Seen:
    """Return what was ticked; unknown signals and choices count as not given.

    The boxes carry the short `ref` of a signal, which keeps the page small.
    """
    ids = {signal.ref: signal.id for signal in signals}
    sudden = _one_of(posted.get("sudden"), ("yes", "no", "unknown"), "unknown")
    who = _one_of(
        posted.get("who"), ("youngster", "parent", "friend", "professional", "other"), "other"
    )
    return Seen(
        signals=frozenset(ids[ref] for ref in posted.getlist("s") if ref in ids),
        sudden=cast("Sudden", sudden),
        danger="danger" in posted,
        who=cast("Who", who),
    )


def _one_of(given: str | None, allowed: tuple[str, ...], default: str) -> str:
    return given if given in allowed else default
