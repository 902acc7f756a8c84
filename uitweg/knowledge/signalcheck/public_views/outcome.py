"""The words of the answer: why, what else, what to say, and the one next step."""

from typing import Any

from uitweg.knowledge.signalcheck.public_views.questions import HiddenFields
from uitweg.knowledge.signalcheck.rules.advice import Advice
from uitweg.knowledge.signalcheck.rules.answers import CheckAnswers, ToldSignal
from uitweg.platform.content.collection import Content

FURTHER_READING = {
    "youngster": ("way_youngster", "/ik-zit-erin/"),
    "professional": ("way_professional", "/professionals/"),
}
FURTHER_READING_WORRIED = ("way_worried", "/mijn-kind/")


def outcome_words(
    content: Content, seen: CheckAnswers, advice: Advice, hidden: HiddenFields
) -> dict[str, Any]:
    words, picture = content.check.words, advice.picture
    way, to = FURTHER_READING.get(seen.who, FURTHER_READING_WORRIED)
    at_work = seen.who == "professional"
    return {
        "own": seen.own,
        "at_work": at_work,
        "words": words,
        "advice": advice,
        "title": picture.title_own if seen.own else picture.title,
        "intro": picture.intro_own if seen.own else picture.intro,
        "reasons": [
            (reason.text, [told_signal_words(note, words, own=seen.own) for note in reason.notes])
            for reason in advice.reasons
        ],
        "heard": [_signal_words(note, own=seen.own) for note in advice.heard],
        "say": picture.say_professional if at_work else picture.say,
        "say_title": words["say_professional_title" if at_work else "say_title"],
        "way": words[way],
        "way_to": to,
        "may_tell_more": bool(seen.signals) and not advice.urgent,
        "hidden": hidden,
        "carried": carried_signal_ids(advice),
    }


def told_signal_words(note: ToldSignal, words: dict[str, str], *, own: bool) -> str:
    """Return what was told as the form says it, with what more was told about it."""
    more = note.observed
    details = []
    if more.since == "longer":
        details.append(words["since_long"])
    elif more.since != "unknown":
        details.append(f"{words['since']} {words[f'since_{more.since}']}")
    if more.sudden == "yes":
        details.append(words["at_once"])
    if more.first_hand is not None:
        details.append(words["seen" if more.first_hand else "heard"])
    return _signal_words(note, own=own) + (f" ({', '.join(details)})" if details else "")


def carried_signal_ids(advice: Advice) -> str:
    """Return the signals to take along in a message.

    An answer that stands for several signals says none of them for sure, so it is not among them.
    """
    return " ".join(sorted({n.signals[0].id for n in advice.notes if len(n.signals) == 1}))


def _signal_words(note: ToldSignal, *, own: bool) -> str:
    return (note.what.own if own else "") or note.what.see or note.what.own
