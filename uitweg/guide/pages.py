"""The guide's pages: path to template and words. Made once, at publish; answered from memory."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from uitweg.content import load
from uitweg.content.values import Signal, Source

Words = dict[str, Any]


@dataclass(frozen=True)
class Sourced:
    """A signal with the numbers of its sources in the page's own list."""

    signal: Signal
    numbers: tuple[int, ...]


def signals_words() -> Words:
    """Return the signals by group, and each source once, numbered by first use."""
    content, numbers = load(), dict[Source, int]()

    def sourced(signal: Signal) -> Sourced:
        return Sourced(
            signal, tuple(numbers.setdefault(s, len(numbers) + 1) for s in signal.sources)
        )

    groups = [
        (title, [sourced(s) for s in content.signals if s.group == id])
        for id, title in content.groups.items()
    ]
    dates = sorted(s.checked_on for s in content.signals if s.checked_on)
    return {
        "groups": [(title, rows) for title, rows in groups if rows],
        "sources": list(numbers),
        "checked_first": dates[0] if dates else None,
        "checked_last": dates[-1] if dates else None,
    }


def help_words() -> Words:
    return {"contacts": load().contacts, "promises": load().promises}


def what_it_is_words() -> Words:
    content = load()
    return {"phases": content.phases, "vulnerabilities": content.vulnerabilities}


def _nothing() -> Words:
    return {}


@dataclass(frozen=True)
class Page:
    name: str
    template: str
    words: Callable[[], Words] = _nothing


PAGES: dict[str, Page] = {
    "/": Page("guide-start", "guide/start.html"),
    "/wat-is-het/": Page("what-it-is", "guide/what_it_is.html", what_it_is_words),
    "/signalen/": Page("signals", "guide/signals.html", signals_words),
    "/hulp/": Page("help", "guide/help.html", help_words),
    "/veilig-bezoek/": Page("safe-visit", "guide/safe_visit.html"),
    "/privacy/": Page("privacy", "guide/privacy.html"),
}
