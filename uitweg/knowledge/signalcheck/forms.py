"""What came with a check, read forgivingly: what we do not know is left out."""

from collections.abc import Iterable, Iterator
from typing import cast, get_args

from django.http import QueryDict

from uitweg.knowledge.signalcheck.rules.answers import (
    AskerRole,
    CheckAnswers,
    SignalDetails,
    Since,
    Suddenness,
)
from uitweg.platform.content.check_values import CheckQuestion
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values import Signal

LONGEST_BODY = 16_000  # bytes; every box of ours ticked, with more about six, is about 3,500
MOST_DETAILED_SIGNALS = 6  # signals we ask a little more about; more would keep people from calling
FIRST_HAND = {"seen": True, "heard": False}
ANSWER_CHOICES = ("yes", "no", "unknown")
QuestionAnswers = dict[str, str]
"""Question id to what was answered; it travels in the page as "debt.yes threat.no"."""


BUTTON_FIELDS = ("a", "back", "who")


def with_pressed_button(posted: QueryDict) -> QueryDict:
    """Return what was posted with the button pressed as a field: `a.debt.yes` is a=debt.yes.

    A button says it in its name, because a browser without pictures shows its value.
    """
    fields = posted.copy()
    for name in posted:
        kind, _, choice = name.partition(".")
        if choice and kind in BUTTON_FIELDS:
            fields[kind] = choice
    return fields


def read_check_answers(posted: QueryDict, content: Content, *, own: bool = False) -> CheckAnswers:
    """Return what was ticked and answered; unknown signals and choices count as not given.

    The boxes carry the short `ref` of a signal, which keeps the page small.
    """
    ids = {signal.ref: signal.id for signal in content.signals}
    refs = [ref for ref in dict.fromkeys(posted.getlist("s")) if ref in ids]
    who = (
        "youngster" if own else _allowed_or_default(posted.get("who"), get_args(AskerRole), "other")
    )
    answers = read_answers(posted, content.check.questions)
    told = {
        q.id: answers.get(q.id) == ("no" if q.on_no else "yes") for q in content.check.questions
    }
    return CheckAnswers(
        signals=frozenset(ids[ref] for ref in refs),
        sudden=cast(
            "Suddenness", _allowed_or_default(posted.get("sudden"), ANSWER_CHOICES, "unknown")
        ),
        danger="danger" in posted,
        who=cast("AskerRole", who),
        said=frozenset(id for id in answers if told[id]),
        denied=frozenset(id for id in answers if not told[id] and answers[id] != "unknown"),
        observed={
            ids[ref]: more
            for ref in refs
            if (more := _read_details(posted, ref)) != SignalDetails()
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
    """Return the answers so far, in the questions' order; the button pressed goes before the rest.

    A question that is asked again (`back`) has no answer, and neither has what follows it.
    """
    given = dict(_answer_pairs(f"{posted.get('past', '')} {posted.get('a', '')}"))
    answers: QuestionAnswers = {}
    for question in questions:
        if question.id == posted.get("back"):
            break
        if question.id in given:
            answers[question.id] = given[question.id]
    return answers


def _answer_pairs(text: str) -> Iterator[tuple[str, str]]:
    for each in text[:LONGEST_BODY].split():
        id, _, answer = each.partition(".")
        if answer in ANSWER_CHOICES:
            yield id, answer


def hidden_fields(posted: QueryDict, seen: CheckAnswers, content: Content) -> list[tuple[str, str]]:
    """Return everything that was told as hidden fields, to ask on or to show it again elsewhere."""
    fields = [("s", signal.ref) for signal in content.signals if signal.id in seen.signals]
    for id, more in seen.observed.items():
        fields += _detail_fields(content.signal(id), more)
    if answers := read_answers(posted, content.check.questions):
        fields.append(("past", " ".join(f"{id}.{answer}" for id, answer in answers.items())))
    kept = {"sudden": seen.sudden, "who": seen.who, "stop": "1", "danger": "1"}
    return fields + [(name, value) for name, value in kept.items() if name in posted]


def _detail_fields(signal: Signal, more: SignalDetails) -> Iterator[tuple[str, str]]:
    for name, value in (
        ("since", more.since if more.since != "unknown" else ""),
        ("sudden", more.sudden if more.sudden != "unknown" else ""),
        ("how", {True: "seen", False: "heard", None: ""}[more.first_hand]),
    ):
        if value:
            yield f"{name}-{signal.ref}", value


def _allowed_or_default(given: str | None, allowed: tuple[str, ...], default: str) -> str:
    return given if given in allowed else default
