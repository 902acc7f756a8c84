"""The guide's pages: path to template and words. Made once, at publish; answered from memory."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from uitweg.knowledge.guide.public_views import card, prose, route_map
from uitweg.knowledge.guide.rules import RouteAnswers
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values import (
    ROUTE_ASKERS,
    ROUTE_WANTS,
    FactList,
    Prose,
    Signal,
    WrittenPage,
)

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
"""Group of signals to the last part of its page's address."""


def signals_words(content: Content) -> PageWords:
    """Return the signals by group, danger first, and since when all of them are checked."""
    checked = [signal.checked_on for signal in content.signals if signal.checked_on]
    return {"groups": _signal_groups(content), "checked_on": min(checked, default=None)}


def group_words(group: str, content: Content) -> PageWords:
    """Return one group's signals, each with words to bring it up and its sources."""
    (shown,) = (each for each in _signal_groups(content) if each.id == group)
    return {"group": shown, "groups": _signal_groups(content)}


@dataclass(frozen=True)
class SignalGroup:
    """The signals of one part of life, and where their own page stands."""

    id: str
    title: str
    path: str
    signals: tuple[Signal, ...]


def _signal_groups(content: Content) -> list[SignalGroup]:
    found = [
        SignalGroup(id, title, f"/signalen/{GROUP_SLUGS[id]}/", _signals_in_group(content, id))
        for id, title in sorted(content.groups.items(), key=lambda group: group[0] != "danger")
    ]
    return [group for group in found if group.signals]


def _signals_in_group(content: Content, id: str) -> tuple[Signal, ...]:
    return tuple(signal for signal in content.signals if signal.group == id)


def help_words(content: Content, asked: RouteAnswers | None = None) -> PageWords:
    """Return the three questions of the route map, answered as `asked` was, and all lines."""
    say, given = content.say, asked or RouteAnswers()
    wants = [(id, say[f"wants_{id.replace('-', '_')}"]) for id in ROUTE_WANTS]
    return {
        "contacts": content.contacts,
        "questions": [
            ("who", say["ask_who"], [(id, say[f"who_{id}"]) for id in ROUTE_ASKERS]),
            ("danger", say["ask_danger"], [(id, say[f"danger_{id}"]) for id in ("yes", "no")]),
            ("wants", say["ask_wants"], wants),
        ],
        "chosen": {
            given.who,
            given.wants,
            {True: "yes", False: "no"}[given.danger] if asked else "",
        },
    }


def lines_words(content: Content) -> PageWords:
    return {"contacts": content.contacts}


def map_words(content: Content) -> PageWords:
    return {"routes": content.routes, "picture": route_map.data_uri(content)}


def sources_words(letters: str, content: Content) -> PageWords:
    """Return the sources of publishers that begin with one of these letters ("a-h")."""
    first, last = letters.split("-")
    found = [each for each in content.sources if first <= each.publisher[0].lower() <= last]
    listed = sorted(found, key=lambda source: source.publisher.casefold())
    return {"letters": letters.upper(), "listed": listed}


def written_page_words(page: WrittenPage, content: Content) -> PageWords:
    """Return a written page, set: its pieces in order, its one next step, and what it rests on."""
    words, to = page.written.step
    contact = (
        content.contact(to.removeprefix(prose.CONTACT_SCHEME))
        if to.startswith("contact:")
        else None
    )
    return {
        "page": page,
        "tab": content.say[f"tab_{page.id}"],
        "title": page.written.title,
        "lead": prose.render_line(page.written.lead, content),
        "pieces": [_piece_html(each, content) for each in page.written.body],
        "step_words": words or (prose.number_or_address(contact) if contact else ""),
        "step_to": contact.tel or contact.url if contact else content.level.address(to),
        "step_line": contact,
    }


def _piece_html(piece: Prose | FactList, content: Content) -> tuple[str, Any]:
    """Return which partial sets the piece, and what it sets."""
    if isinstance(piece, Prose):
        return "prose", card.render_block_with_code(piece.markdown, content)
    kinds: dict[str, tuple[Any, ...]] = {
        "phases": content.phases,
        "vulnerabilities": content.vulnerabilities,
        "promises": content.promises,
        "sources": content.sources,
        **content.told,
    }
    found = kinds[piece.kind]
    wanted = [each for each in found if each.id in piece.ids] if piece.ids else list(found)
    return piece.kind if piece.kind in ("phases", "law", "sources", "meldcode") else "told", wanted


@dataclass(frozen=True)
class GuidePage:
    """One page at one level: its address's name, its template and what it says."""

    name: str
    template: str
    words: Callable[[], PageWords]
    path: str
    level: str


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
    for letters in ("a-h", "i-o", "p-z")
}
GENERATED_PAGES |= {
    f"/signalen/{slug}/": (f"signals-{id}", "guide/group.html", partial(group_words, id))
    for id, slug in GROUP_SLUGS.items()
}
"""Path to the address's name, template and words of the pages that are more than text."""


@cache
def guide_pages() -> dict[str, GuidePage]:
    """Return every page of the guide by its address, at every level."""
    return {page.path: page for level in levels() for page in _pages_at_level(load(level=level.id))}


def _pages_at_level(content: Content) -> list[GuidePage]:
    level = content.level
    mark = "" if level is levels()[0] else f"-{level.id}"

    def made(
        where: str, name: str, template: str, words: Callable[[Content], PageWords]
    ) -> GuidePage:
        return GuidePage(
            name + mark, template, lambda: words(content), level.address(where), level.id
        )

    def written(page: WrittenPage) -> GuidePage:
        return made(page.path, page.id, "guide/page.html", lambda c: written_page_words(page, c))

    return [
        *(made(where, *each) for where, each in GENERATED_PAGES.items()),
        *(written(page) for page in content.pages),
    ]


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
