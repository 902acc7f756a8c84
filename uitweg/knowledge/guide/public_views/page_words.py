"""The guide's pages: for each path its template and context, mostly rendered once and published."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from uitweg.knowledge.guide.public_views import route_map
from uitweg.knowledge.guide.public_views.sections import onward_from, sections_of
from uitweg.knowledge.guide.rules import RouteAnswers
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import ROUTE_ASKERS, ROUTE_WANTS, Signal, WrittenPage
from uitweg.platform.ui import prose

PageWords = dict[str, Any]
GROUP_SLUGS = {
    "danger": "gevaar",
    "money": "geld",
    "contacts": "contacten",
    "online": "online",
    "home": "thuis",
    "school": "school",
    "behaviour": "gedrag",
    "body": "lichaam",
    "authorities": "instanties",
}
"""The id of a group of signals to the last part of its page's address."""
GROUP_PICTURES = {
    "danger": "mind",
    "money": "coins",
    "contacts": "friends",
    "online": "message",
    "home": "house",
    "school": "book",
    "behaviour": "afraid",
    "body": "plaster",
    "authorities": "work",
}
"""The id of a group of signals to its icon."""


def signals_words(content: Content) -> PageWords:
    """Return the signals by group, danger first, and the one that was checked longest ago."""
    oldest = min(content.signals, key=lambda signal: str(signal.checked_on), default=None)
    return {"groups": _signal_groups(content), "oldest": oldest}


def group_words(group: str, content: Content) -> PageWords:
    """Return one group of signals."""
    (own_group,) = (candidate for candidate in _signal_groups(content) if candidate.id == group)
    others = [group for group in _signal_groups(content) if group.id != own_group.id]
    onward = [(group.path, group.title, group.picture) for group in others]
    return {"group": own_group, "onward": onward}


@dataclass(frozen=True)
class SignalGroup:
    """The signals of one area of life, with the path of their page and an icon."""

    id: str
    title: str
    path: str
    picture: str
    signals: tuple[Signal, ...]


def _signal_groups(content: Content) -> list[SignalGroup]:
    groups = [
        SignalGroup(
            id,
            title,
            f"/signalen/{GROUP_SLUGS[id]}/",
            GROUP_PICTURES[id],
            _signals_in_group(content, id),
        )
        for id, title in sorted(content.groups.items(), key=lambda group: group[0] != "danger")
    ]
    return [group for group in groups if group.signals]


def _signals_in_group(content: Content, id: str) -> tuple[Signal, ...]:
    return tuple(signal for signal in content.signals if signal.group == id)


def help_words(content: Content, answers: RouteAnswers | None = None) -> PageWords:
    """Return the three questions of the route map, with `answers` filled in, and all lines."""
    say, chosen = content.say, answers or RouteAnswers()
    wants = [(id, say[f"wants_{id.replace('-', '_')}"]) for id in ROUTE_WANTS]
    return {
        "contacts": content.contacts,
        "questions": [
            ("who", say["ask_who"], [(id, say[f"who_{id}"]) for id in ROUTE_ASKERS]),
            ("danger", say["ask_danger"], [(id, say[f"danger_{id}"]) for id in ("yes", "no")]),
            ("wants", say["ask_wants"], wants),
        ],
        "chosen": {
            chosen.who,
            chosen.wants,
            {True: "yes", False: "no"}[chosen.danger] if answers else "",
        },
    }


def lines_words(content: Content) -> PageWords:
    return {"contacts": content.contacts, "onward": _help_onward(content, "/hulp/lijnen/")}


def map_words(content: Content) -> PageWords:
    return {
        "routes": content.routes,
        "picture": route_map.data_uri(content),
        "onward": _help_onward(content, "/hulp/kaart/"),
    }


def _help_onward(content: Content, here: str) -> list[tuple[str, str, str]]:
    """Return the other pages about whom to call, and how to write, as doors."""
    say = content.say
    doors = [
        ("/hulp/", say["help_title"], "list"),
        ("/hulp/lijnen/", say["lines_title"], "phone"),
        ("/hulp/als-je-belt/", say["when_calling"], "talks"),
        ("/schrijven/", say["write"], "lock"),
    ]
    return [door for door in doors if door[0] != here]


def sources_words(letters: str, content: Content) -> PageWords:
    """Return the sources whose publisher starts with a letter in this range, such as "a-h"."""
    first, last = letters.split("-")
    in_range = [
        source for source in content.sources if first <= source.publisher[0].lower() <= last
    ]
    listed = sorted(in_range, key=lambda source: source.publisher.casefold())
    others = [other for other in SOURCE_LETTERS if other != letters]
    onward = [(f"/bronnen/{other}/", other.upper(), "") for other in others]
    return {
        "letters": letters.upper(),
        "listed": listed,
        "onward": [("/bronnen/", content.say["sources"], "book"), *onward],
    }


def written_page_words(page: WrittenPage, content: Content) -> PageWords:
    """Return a written page as HTML: its sections in order, and its one next step."""
    words, target = page.text.step
    sections = sections_of(page, content)
    contact = (
        content.contact(target.removeprefix(prose.CONTACT_SCHEME))
        if target.startswith(prose.CONTACT_SCHEME)
        else None
    )
    return {
        "page": page,
        "tab": content.say[f"tab_{page.id}"],
        "title": page.text.title,
        "lead": prose.render_line(page.text.lead, content),
        "sections": sections,
        "is_drawn": any(section.picture for section in sections),
        "onward": onward_from(page, content) or _help_onward(content, page.path),
        "step_words": words or (prose.number_html(contact, content) if contact else ""),
        "step_to": contact.tel or contact.url if contact else content.level.address(target),
        "step_line": contact,
    }


@dataclass(frozen=True)
class GuidePage:
    """One page at one level. `name` is the URL name; `words` makes the template context."""

    name: str
    template: str
    words: Callable[[], PageWords]
    path: str
    level: str


SOURCE_LETTERS = ("a-h", "i-o", "p-z")
GENERATED_PAGES: dict[str, tuple[str, str, Callable[[Content], PageWords]]] = {
    "/": ("guide-start", "guide/start.html", lambda _content: {}),
    "/signalen/": ("signals", "guide/signals.html", signals_words),
    "/hulp/": ("help", "guide/help.html", help_words),
    "/hulp/lijnen/": ("lines", "guide/lines.html", lines_words),
    "/hulp/kaart/": ("map", "guide/map.html", map_words),
}
GENERATED_PAGES |= {
    f"/bronnen/{letters}/": (
        f"sources-{letters}",
        "guide/sources.html",
        partial(sources_words, letters),
    )
    for letters in SOURCE_LETTERS
}
GENERATED_PAGES |= {
    f"/signalen/{slug}/": (f"signals-{id}", "guide/group.html", partial(group_words, id))
    for id, slug in GROUP_SLUGS.items()
}
"""Path to (URL name, template, context) of the pages that are not written text."""


@cache
def guide_pages() -> dict[str, GuidePage]:
    """Return every page of the guide, at every level, by its path."""
    return {page.path: page for level in levels() for page in _pages_at_level(load(level=level.id))}


def _pages_at_level(content: Content) -> list[GuidePage]:
    level = content.level
    suffix = "" if level is levels()[0] else f"-{level.id}"

    def guide_page(
        path: str, name: str, template: str, words: Callable[[Content], PageWords]
    ) -> GuidePage:
        return GuidePage(
            name + suffix, template, lambda: words(content), level.address(path), level.id
        )

    def from_written(page: WrittenPage) -> GuidePage:
        return guide_page(page.path, page.id, "guide/page.html", partial(written_page_words, page))

    return [
        *(guide_page(path, *page) for path, page in GENERATED_PAGES.items() if level.has(path)),
        *(from_written(page) for page in content.pages if level.has(page.path)),
    ]


PAGES_WITH_DUTY = ("/hulp/", "/hulp/lijnen/")
"""Where it says whether somebody of the team can be reached now."""


@cache
def duty_pages() -> dict[str, GuidePage]:
    """Return those pages at every level that has them, by path."""
    addresses = {level.address(path) for level in levels() for path in PAGES_WITH_DUTY}
    return {path: page for path, page in guide_pages().items() if path in addresses}


FAILURES: dict[int, tuple[str, str]] = {
    400: (
        "Dit klopt niet.",
        "Er ging iets mis bij het versturen. Er is niets bewaard. Ga terug en probeer het opnieuw.",
    ),
    404: ("Deze pagina is er niet.", "Misschien is het adres verkeerd overgenomen."),
    405: ("Hier kun je alleen lezen.", "Er is niets bewaard. Ga terug en probeer het opnieuw."),
    408: ("Het duurde te lang.", "Er is niets bewaard. Ga terug en probeer het opnieuw."),
    413: ("Dit is te groot.", "Maak je tekst korter en probeer het opnieuw. Er is niets bewaard."),
    500: ("Er ging iets mis.", "Dat ligt aan ons. Er is niets bewaard. Probeer het zo opnieuw."),
    503: ("Het is nu erg druk.", "Er is niets bewaard. Wacht een minuut en probeer het opnieuw."),
}
