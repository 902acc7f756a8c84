"""What other sites and machines may take: facts as plain values, in the words of every level.

Only what a visitor may see is in it: `Content` holds nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values import Contact, Explanation, Fact, Phase, Route, Signal, Source

VERSION = "1.0.0"
"""Of what the documents look like, not of what they say (semantic versioning)."""
LICENCE = "EUPL-1.2"
JsonObject = dict[str, Any]


@dataclass(frozen=True)
class OpenDataKind:
    """One kind: which items of `Content`, their plain values, and their words at one level."""

    items: Callable[[Content], Sequence[Fact]]
    plain: Callable[[Any], JsonObject]
    words: Callable[[Any, Content], JsonObject]


def document(kind: str, *, city: str, made_on: date) -> JsonObject:
    """Return everything of one kind; raises KeyError for a kind we do not publish."""
    return {
        "version": VERSION,
        "city": city,
        "licence": LICENCE,
        "madeOn": made_on.isoformat(),
        "levels": [
            {"id": each.id, "lang": each.lang, "dir": each.dir, "name": each.name}
            for each in levels()
        ],
        "items": _sources() if kind == "sources" else _items(DOCUMENT_KINDS[kind]),
    }


def _items(kind: OpenDataKind) -> list[JsonObject]:
    every = [load(level=level.id) for level in levels()]
    words: dict[str, JsonObject] = {}
    for content in every:
        for item in kind.items(content):
            if item.lang == content.level.lang:  # a missing translation is no translation
                said = kind.words(item, content)
                words.setdefault(item.id, {})[content.level.id] = _without_empty(said)
    return [
        {"id": item.id, **kind.plain(item), **_fact_fields(item), "words": words[item.id]}
        for item in kind.items(every[0])
    ]


def _fact_fields(fact: Fact) -> JsonObject:
    """Return who stands for the fact, and for how long it may be trusted."""
    return {
        "sources": [_source(source) for source in fact.sources],
        "checkedOn": _day(fact.checked_on),
        "reviewMonths": fact.review_months,
    }


def _source(source: Source) -> JsonObject:
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "where": source.where,
        "checkedOn": _day(source.checked_on),
    }


def _sources() -> list[JsonObject]:
    """Return every source; `derived`: not seen on a page, but our own derivation."""
    return [_source(each) | {"derived": each.seen == "D"} for each in load().sources]


def _signal(signal: Signal) -> JsonObject:
    return {
        "ref": signal.ref,
        "group": signal.group,
        "kind": str(signal.kind),
        "acute": signal.acute,
        "call": str(signal.call) if signal.call else None,
        "suddenMatters": signal.sudden_matters,
        "seenAt": list(signal.seen_at),
    }


def _signal_words(signal: Signal, content: Content) -> JsonObject:
    group = content.groups[signal.group]
    return {"see": signal.see, "ask": signal.ask, "own": signal.own, "group": group}


def _contact(contact: Contact) -> JsonObject:
    return {
        "order": contact.order,
        "number": contact.number or None,
        "tel": contact.tel or None,
        "url": contact.url or None,
        "alwaysOpen": contact.always_open,
        "anonymous": str(contact.anonymous),
        "free": contact.free or None,  # without a source that says so we do not know
    }


def _contact_words(contact: Contact, _content: Content) -> JsonObject:
    return {
        "name": contact.name,
        "short": contact.short,
        "when": contact.when,
        "hours": contact.hours,
        "anonymity": contact.anonymity,
        "does": list(contact.does),
        "doesNot": list(contact.does_not),
        "calling": contact.calling,
    }


def _route(route: Route) -> JsonObject:
    return {
        "order": route.order,
        "danger": route.danger,
        "who": sorted(route.who),
        "wants": sorted(route.wants),
        "to": route.to.id,
        "also": [contact.id for contact in route.also if contact.shown],
    }


def _phase(phase: Phase) -> JsonObject:
    shown = [signal.id for signal in phase.signals if signal.shown]
    return {"order": phase.order, "signals": shown}


def _explanation_words(told: Explanation, _content: Content) -> JsonObject:
    return {"title": told.title, "text": told.text, "more": told.more}


def _without_empty(words: JsonObject) -> JsonObject:
    return {key: said for key, said in words.items() if said}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


DOCUMENT_KINDS: dict[str, OpenDataKind] = {
    "signals": OpenDataKind(lambda content: content.signals, _signal, _signal_words),
    "contacts": OpenDataKind(lambda content: content.contacts, _contact, _contact_words),
    "routes": OpenDataKind(
        lambda content: [route for route in content.routes if route.to.shown],
        _route,
        lambda route, _content: {"ask": route.ask, "why": route.why},
    ),
    "phases": OpenDataKind(
        lambda content: content.phases,
        _phase,
        lambda phase, _content: {"title": phase.title, "text": phase.text},
    ),
    "forms": OpenDataKind(
        lambda content: content.told["forms"],
        lambda told: {"order": told.order},
        _explanation_words,
    ),
}
DOCUMENT_NAMES = (*DOCUMENT_KINDS, "sources")
