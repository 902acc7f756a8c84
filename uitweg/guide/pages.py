"""The guide's pages: path to template and words. Made once, at publish; answered from memory."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from uitweg.content import load

Words = dict[str, Any]
MOST_TOLD = 6
"""So many vulnerabilities are explained, the others named: the page stays short."""


def signals_words() -> Words:
    """Return the signals by group, who wrote about them, and since when all of them are checked."""
    content = load()
    groups = [
        (title, [signal for signal in content.signals if signal.group == id])
        for id, title in sorted(content.groups.items(), key=lambda group: group[0] != "danger")
    ]
    publishers = {source.publisher for signal in content.signals for source in signal.sources}
    return {
        "groups": [(title, signals) for title, signals in groups if signals],
        "publishers": sorted(publishers, key=str.casefold),
        "checked_on": min((s.checked_on for s in content.signals if s.checked_on), default=None),
    }


def help_words() -> Words:
    return {"contacts": load().contacts, "promises": load().promises}


def what_it_is_words() -> Words:
    content = load()
    first, rest = content.vulnerabilities[:MOST_TOLD], content.vulnerabilities[MOST_TOLD:]
    return {"phases": content.phases, "vulnerabilities": first, "also": rest}


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

FAILURES: dict[int, tuple[str, str]] = {
    400: (
        "Dit klopt niet.",
        "Er ging iets mis bij het versturen. Er is niets bewaard. Ga terug en probeer het opnieuw.",
    ),
    404: ("Deze pagina is er niet.", "Misschien is het adres verkeerd overgenomen."),
    408: ("Het duurde te lang.", "Er is niets bewaard. Ga terug en probeer het opnieuw."),
    413: ("Dit is te groot.", "Maak je tekst korter en probeer het opnieuw. Er is niets bewaard."),
    500: ("Er ging iets mis.", "Dat ligt aan ons. Er is niets bewaard. Probeer het zo opnieuw."),
    503: ("Het is nu erg druk.", "Er is niets bewaard. Wacht een minuut en probeer het opnieuw."),
}
