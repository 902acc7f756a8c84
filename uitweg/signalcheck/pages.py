"""The words of the check's form, for publishing it and for showing it again with ticks."""

from dataclasses import dataclass
from typing import Any

from uitweg.content import load
from uitweg.content.values import Signal
from uitweg.signalcheck.rules import Seen

WHO = {
    "parent": "Ouder of familie",
    "friend": "Vriend of buur",
    "professional": "Ik werk met jongeren",
    "other": "Iemand anders",
}
PATHS = {"/check/": False, "/check/zelf/": True}
"""Path to whether the youngster speaks about themselves."""


@dataclass(frozen=True)
class Row:
    """One box to tick."""

    ref: str
    id: str
    words: str


@dataclass(frozen=True)
class Rows:
    title: str
    rows: tuple[Row, ...]


def form_words(*, own: bool, seen: Seen | None = None) -> dict[str, Any]:
    """Return the form's words; with `seen`, what was ticked is ticked again."""
    check = load().check
    words = check.words
    groups = [
        Rows(g.title_own, _rows(g.own_signals, own=True))
        if own
        else Rows(g.title, _rows(g.signals, own=False))
        for g in check.groups
    ]
    flags = Rows(load().groups.get("danger", "Direct gevaar"), _rows(check.red_flags, own=own))
    sudden = [("yes", words["sudden_yes"]), ("no", words["sudden_slow"])]
    return {
        "own": own,
        "title": words["title_own"] if own else words["title"],
        "lead": words["lead_own"] if own else words["lead"],
        "danger_words": words["danger_own"] if own else words["danger"],
        "flags": flags,
        "groups": [group for group in groups if group.rows],
        "sudden_title": words["sudden"],
        "sudden_options": [*sudden, ("unknown", words["sudden_unknown"])],
        "who_options": WHO.items(),
        "submit": words["submit"],
        "seen": seen or Seen(),
    }


def _rows(signals: tuple[Signal, ...], *, own: bool) -> tuple[Row, ...]:
    rows = (Row(s.ref, s.id, s.own if own else s.see) for s in signals)
    return tuple(row for row in rows if row.words)
