"""The template context of the outcome: why, what else, what to say, and the one next step."""

from dataclasses import dataclass
from typing import Any

from uitweg.knowledge.signalcheck.public_views.questions import HiddenFields
from uitweg.knowledge.signalcheck.rules.advice import Advice
from uitweg.knowledge.signalcheck.rules.answers import CheckAnswers, ToldSignal
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import CallTarget

FURTHER_READING = {
    "youngster": ("way_youngster", "/voor-jou/"),
    "professional": ("way_professional", "/professionals/"),
}
FURTHER_READING_WORRIED = ("way_worried", "/mijn-kind/")
FURTHER_READING_CALM = ("way_calm", "/rust/")
ARRESTS = frozenset({"first-arrest", "arrested-far-away"})
FURTHER_READING_ARREST = {
    "youngster": "/voor-jou/rechten/",
    "parent": "/mijn-kind/aangehouden/",
    "professional": "/professionals/politie-en-justitie/",
}
ABOUT = {
    "youngster": "about_me",
    "parent": "about_parent",
    "friend": "about_friend",
    "professional": "about_professional",
}
CARRIED_ROLES = {
    "youngster": "youngster",
    "parent": "family",
    "friend": "friend",
    "professional": "professional",
}
"""Who asks to the role in a message; "other" is what the form says when nothing was chosen."""


@dataclass(frozen=True)
class ReasonWords:
    """One reason on the page; with a title it is about signals that say more together."""

    title: str
    text: str
    said: list[str]


def outcome_words(
    content: Content, check_answers: CheckAnswers, advice: Advice, hidden: HiddenFields
) -> dict[str, Any]:
    words = content.check.words
    shown = advice.headline
    reasons = [
        ReasonWords(
            reason.title,
            reason.text,
            [told_signal_words(note, words, own=check_answers.about_self) for note in reason.told],
        )
        for reason in advice.reasons
    ]
    way, to = _further_reading(check_answers, advice)
    at_work = check_answers.who == "professional"
    return {
        "own": check_answers.about_self,
        "at_work": at_work,
        "words": words,
        "advice": advice,
        "title": shown.title_own if check_answers.about_self else shown.title,
        "intro": shown.intro_own if check_answers.about_self else shown.intro,
        "known": _known_words(content, check_answers),
        "reasons": reasons,
        "loose": [reason for reason in reasons if not reason.title],
        "loose_title": words["rest_title" if any(each.title for each in reasons) else "why_title"],
        "about": words[ABOUT.get(check_answers.who, "about_other_short")],
        "heard": [_signal_words(note, own=check_answers.about_self) for note in advice.heard_only],
        "say_title": words[_say_title(at_work=at_work, urgent=advice.urgent)],
        "call_first": advice.urgent and advice.next_step.calls != "coordinator",
        "way": words[way],
        "way_to": to,
        "may_tell_more": bool(check_answers.signals) and not advice.urgent,
        "hidden": hidden,
        "carried": carried_fields(check_answers, advice),
    }


def _further_reading(check_answers: CheckAnswers, advice: Advice) -> tuple[str, str]:
    """Return the words and the address of the page that goes on where the outcome ends."""
    who = check_answers.who
    if check_answers.about_self and advice.next_step.calls == CallTarget.SUICIDE_PREVENTION:
        return FURTHER_READING_CALM
    told = frozenset[str]().union(*(note.ids for note in advice.told))
    if told & ARRESTS and who in FURTHER_READING_ARREST:
        return "way_arrested", FURTHER_READING_ARREST[who]
    return FURTHER_READING.get(who, FURTHER_READING_WORRIED)


def _say_title(*, at_work: bool, urgent: bool) -> str:
    if urgent:
        return "say_now_title"
    return "say_professional_title" if at_work else "say_title"


def told_signal_words(note: ToldSignal, words: dict[str, str], *, own: bool) -> str:
    """Return a told signal in the words of the form, with its details in parentheses."""
    observed = note.details
    details = []
    if observed.since == "longer":
        details.append(words["since_long"])
    elif observed.since != "unknown":
        details.append(f"{words['since']} {words[f'since_{observed.since}']}")
    if observed.sudden == "yes":
        details.append(words["at_once"])
    if observed.first_hand is not None:
        details.append(words["seen" if observed.first_hand else "heard"])
    return _signal_words(note, own=own) + (f" ({', '.join(details)})" if details else "")


def carried_fields(check_answers: CheckAnswers, advice: Advice) -> HiddenFields:
    """Return what goes along to a message, as hidden fields: all answers, danger, and the role."""
    known = sorted(f"known.{id}" for id in check_answers.known)
    fields = [("signals", " ".join([*carried_answer_ids(advice), *known]))]
    if advice.urgent:
        fields.append(("danger", "1"))
    if role := CARRIED_ROLES.get(check_answers.who):
        fields.append(("role", role))
    return fields


def carried_answer_ids(advice: Advice) -> list[str]:
    """Return the ids of all that was told (see Content.check_answers).

    A question that stands for several signals goes as the question: none of them is certain.
    """
    return sorted({_answer_id(note) for note in advice.told})


def _known_words(content: Content, check_answers: CheckAnswers) -> list[str]:
    return [
        (check_answers.about_self and reason.own) or reason.see
        for reason in content.known_reasons
        if reason.id in check_answers.known
    ]


def _answer_id(note: ToldSignal) -> str:
    return note.signals[0].id if len(note.signals) == 1 else f"ask.{note.source.id}"


def _signal_words(note: ToldSignal, *, own: bool) -> str:
    return (note.source.own if own else "") or note.source.see or note.source.own
