"""Open data for other sites and programs: facts as plain values, with words at every level.

It contains only what a visitor may see, because `Content` holds nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import (
    Contact,
    Explanation,
    Fact,
    Phase,
    Region,
    Route,
    Signal,
    Source,
)

VERSION = "1.1.0"
"""The version of the documents' structure, not of their content (semantic versioning)."""
LICENCE = "EUPL-1.2"
JsonObject = dict[str, Any]


@dataclass(frozen=True)
class OpenDataKind:
    """One kind of document: its items in `Content`, and how to get values and words of an item."""

    items: Callable[[Content], Sequence[Fact]]
    plain: Callable[[Any], JsonObject]
    words: Callable[[Any, Content], JsonObject]


def document(kind: str, *, city: str, made_on: date) -> JsonObject:
    """Return the document of one kind. Raises KeyError for a kind that is not published."""
    return {
        "version": VERSION,
        "city": city,
        "licence": LICENCE,
        "madeOn": made_on.isoformat(),
        "levels": [
            {"id": level.id, "lang": level.lang, "dir": level.dir, "name": level.name}
            for level in levels()
        ],
        "items": _sources() if kind == "sources" else _items(DOCUMENT_KINDS[kind]),
    }


def _items(kind: OpenDataKind) -> list[JsonObject]:
    content_of_levels = [load(level=level.id) for level in levels()]
    words: dict[str, JsonObject] = {}
    for content in content_of_levels:
        for item in kind.items(content):
            if item.lang == content.level.lang:  # else it is the fallback for a missing translation
                item_words = _without_empty(kind.words(item, content))
                words.setdefault(item.id, {})[content.level.id] = item_words
    return [
        {"id": item.id, **kind.plain(item), **_fact_fields(item), "words": words[item.id]}
        for item in kind.items(content_of_levels[0])
    ]


def _fact_fields(fact: Fact) -> JsonObject:
    """Return the fact's sources, when and how it was checked, and for how long that counts."""
    return {
        "sources": [_source(source) for source in fact.sources],
        "checkedOn": _day(fact.checked_on),
        "checkedBeside": str(fact.how_checked),
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
    """Return every source; `derived` ones are our own derivation, not read on a page."""
    return [_source(source) | {"derived": source.seen == "D"} for source in load().sources]


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
        "chat": contact.chat,
        "alwaysOpen": contact.opening.always,
        "open": [
            {"days": str(period.days), "from": period.opens, "to": period.closes}
            for period in contact.opening.periods
        ],
        "onHolidays": str(contact.opening.on_holidays),
        "anonymous": str(contact.anonymous),
        "free": contact.free or None,  # without a source it is not known, and never false
    }


def _contact_words(contact: Contact, content: Content) -> JsonObject:
    return {
        "name": contact.name,
        "short": contact.short,
        "when": contact.when,
        "hours": contact.opening.sentence(content.say),
        "anonymity": contact.anonymity,
        "speaks": contact.speaks,
        "does": list(contact.does),
        "doesNot": list(contact.does_not),
        "calling": contact.calling,
    }


def _region(region: Region) -> JsonObject:
    return {
        "order": region.order,
        "part": region.part,
        "organisation": region.organisation,
        "number": region.number or None,
        "tel": region.tel or None,
        "mail": region.mail or None,
        "url": region.url or None,
        "sourceYear": region.source_year,
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


def _explanation_words(explanation: Explanation, _content: Content) -> JsonObject:
    return {"title": explanation.title, "text": explanation.text, "more": explanation.more}


def _without_empty(words: JsonObject) -> JsonObject:
    return {key: text for key, text in words.items() if text}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


DOCUMENT_KINDS: dict[str, OpenDataKind] = {
    "signals": OpenDataKind(lambda content: content.signals, _signal, _signal_words),
    "contacts": OpenDataKind(lambda content: content.contacts, _contact, _contact_words),
    "regions": OpenDataKind(
        lambda content: content.regions,
        _region,
        lambda region, _content: {"title": region.title, "text": region.text},
    ),
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
        lambda content: content.explanations["forms"],
        lambda explanation: {"order": explanation.order},
        _explanation_words,
    ),
}
DOCUMENT_NAMES = (*DOCUMENT_KINDS, "sources")
