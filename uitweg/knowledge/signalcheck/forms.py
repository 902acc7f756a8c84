"""Read the answers posted to the check; unknown values are ignored, not refused."""

from collections.abc import Iterable, Iterator
from typing import cast, get_args

from django.http import QueryDict

from uitweg.knowledge.signalcheck.rules.answers import (
    NO_DETAILS,
    AskerRole,
    CheckAnswers,
    SignalDetails,
    Since,
    Suddenness,
)
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.check import CheckQuestion
from uitweg.platform.content.values.values import Signal

LONGEST_BODY = 16_000  # bytes; every box ticked and details of six signals is about 3,500
MOST_DETAILED_SIGNALS = 6  # signals whose details are asked; more would keep people from calling
FIRST_HAND = {"seen": True, "heard": False}
ANSWER_CHOICES = ("yes", "no", "unknown")
QuestionAnswers = dict[str, str]
"""Question id to answer; a hidden field carries it from page to page as "debt.yes threat.no"."""

BUTTON_FIELDS = ("a", "back", "who")


def with_pressed_button(posted: QueryDict) -> QueryDict:
    """Return the posted fields with the pressed button as one: `a.debt.yes` becomes a=debt.yes.

    Buttons carry their choice in their name, because text browsers show a button's value.
    """
    fields = posted.copy()
    for name in posted:
        kind, _, choice = name.partition(".")
        if choice and kind in BUTTON_FIELDS:
            fields[kind] = choice
    return fields


def read_check_answers(posted: QueryDict, content: Content, *, own: bool = False) -> CheckAnswers:
    """Return all ticks and answers; unknown signals and choices count as not given.

    The boxes carry the short `ref` of a signal, which keeps the page small.
    """
    ids = {signal.ref: signal.id for signal in content.signals}
    refs = [ref for ref in dict.fromkeys(posted.getlist("s")) if ref in ids]
    who = (
        "youngster" if own else _allowed_or_default(posted.get("who"), get_args(AskerRole), "other")
    )
    answers = read_answers(posted, content.check.questions)
    is_told = {
        question.id: answers.get(question.id) == ("no" if question.on_no else "yes")
        for question in content.check.questions
    }
    return CheckAnswers(
        signals=frozenset(ids[ref] for ref in refs),
        sudden=cast(
            "Suddenness", _allowed_or_default(posted.get("sudden"), ANSWER_CHOICES, "unknown")
        ),
        danger="danger" in posted,
        who=cast("AskerRole", who),
        confirmed=frozenset(id for id in answers if is_told[id]),
        denied=frozenset(id for id in answers if not is_told[id] and answers[id] != "unknown"),
        known=frozenset(
            reason.id for reason in content.known_reasons if reason.ref in posted.getlist("k")
        ),
        details={
            ids[ref]: details
            for ref in refs
            if (details := _read_details(posted, ref)) != NO_DETAILS
        },
    )


def _read_details(posted: QueryDict, ref: str) -> SignalDetails:
    return SignalDetails(
        since=cast(
            "Since", _allowed_or_default(posted.get(f"since-{ref}"), get_args(Since), "unknown")
        ),
        sudden=cast(
            "Suddenness",
            _allowed_or_default(posted.get(f"sudden-{ref}"), ANSWER_CHOICES, "unknown"),
        ),
        first_hand=FIRST_HAND.get(posted.get(f"how-{ref}", "")),
    )


def read_answers(posted: QueryDict, questions: Iterable[CheckQuestion]) -> QuestionAnswers:
    """Return the answers so far, in the questions' order; the pressed button overrides older ones.

    A question that is asked again (`back`), and every question after it, counts as unanswered.
    """
    posted_answers = dict(_answer_pairs(f"{posted.get('past', '')} {posted.get('a', '')}"))
    answers: QuestionAnswers = {}
    for question in questions:
        if question.id == posted.get("back"):
            break
        if question.id in posted_answers:
            answers[question.id] = posted_answers[question.id]
    return answers


def _answer_pairs(text: str) -> Iterator[tuple[str, str]]:
    for pair in text[:LONGEST_BODY].split():
        id, _, answer = pair.partition(".")
        if answer in ANSWER_CHOICES:
            yield id, answer


def hidden_fields(
    posted: QueryDict, check_answers: CheckAnswers, content: Content
) -> list[tuple[str, str]]:
    """Return all answers as hidden fields (name, value), for the next page."""
    fields = [("s", signal.ref) for signal in content.signals if signal.id in check_answers.signals]
    fields += [("k", each.ref) for each in content.known_reasons if each.id in check_answers.known]
    for id, details in check_answers.details.items():
        fields += _detail_fields(content.signal(id), details)
    if answers := read_answers(posted, content.check.questions):
        fields.append(("past", " ".join(f"{id}.{answer}" for id, answer in answers.items())))
    others = {
        "sudden": check_answers.sudden,
        "who": check_answers.who,
        "stop": "1",
        "danger": "1",
    }
    return fields + [(name, value) for name, value in others.items() if name in posted]


def _detail_fields(signal: Signal, details: SignalDetails) -> Iterator[tuple[str, str]]:
    for name, value in (
        ("since", details.since if details.since != "unknown" else ""),
        ("sudden", details.sudden if details.sudden != "unknown" else ""),
        ("how", {True: "seen", False: "heard", None: ""}[details.first_hand]),
    ):
        if value:
            yield f"{name}-{signal.ref}", value


def _allowed_or_default(value: str | None, allowed: tuple[str, ...], default: str) -> str:
    return value if value in allowed else default
