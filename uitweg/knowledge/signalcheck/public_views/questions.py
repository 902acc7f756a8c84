"""The words of the check's pages: the form, the questions one by one, and a little more."""

from dataclasses import dataclass
from typing import Any

from uitweg.knowledge.signalcheck.forms import MOST_DETAILED_SIGNALS, QuestionAnswers
from uitweg.knowledge.signalcheck.rules.answers import NO_DETAILS, CheckAnswers, SignalDetails
from uitweg.platform.content.check_values import CheckQuestion
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values import Signal, SignalKind

HiddenFields = list[tuple[str, str]]
ASKER_CHOICES = ("parent", "friend", "professional", "other")
ANSWER_ICONS = {"yes": "tick", "no": "cross", "unknown": "unsure"}
ASKER_ICONS = {"parent": "two", "friend": "friends", "professional": "work", "other": "one"}
MOST_TELLING_KINDS = (SignalKind.HARM, SignalKind.RECRUITMENT, SignalKind.CIRCUMSTANCE)


@dataclass(frozen=True)
class TickBox:
    """One box to tick."""

    ref: str
    id: str
    words: str


@dataclass(frozen=True)
class TickBoxGroup:
    title: str
    rows: tuple[TickBox, ...]


def form_words(
    content: Content,
    *,
    own: bool,
    seen: CheckAnswers | None = None,
    hidden: HiddenFields | None = None,
) -> dict[str, Any]:
    """Return the form's words; with `seen`, what was ticked is ticked again."""
    check = content.check
    words = check.words
    groups = [
        TickBoxGroup(g.title_own, _tick_boxes(g.own_signals, own=True))
        if own
        else TickBoxGroup(g.title, _tick_boxes(g.signals, own=False))
        for g in (check.groups)
    ]
    return {
        "own": own,
        "words": words,
        "title": words["title_own"] if own else words["title"],
        "lead": words["lead_own"] if own else words["lead"],
        "danger_words": words["danger_own"] if own else words["danger"],
        "flags": TickBoxGroup(content.groups["danger"], _tick_boxes(check.red_flags, own=own)),
        "groups": [group for group in groups if group.rows],
        "sudden_options": [
            ("yes", words["sudden_yes"]),
            ("no", words["sudden_slow"]),
            ("unknown", words["sudden_unknown"]),
        ],
        "who_options": [] if own else [(who, words[f"who_{who}"]) for who in ASKER_CHOICES],
        "seen": seen or CheckAnswers(),
        "kept": [pair for pair in hidden or [] if "-" in pair[0]],
    }


def _tick_boxes(signals: tuple[Signal, ...], *, own: bool) -> tuple[TickBox, ...]:
    rows = (TickBox(s.ref, s.id, s.own if own else s.see) for s in signals)
    return tuple(row for row in rows if row.words)


@dataclass(frozen=True)
class AnswerOption:
    """One answer to tap: what it sends, what it says, its pictogram."""

    name: str
    words: str
    icon: str


def asked_questions(content: Content, *, own: bool) -> list[CheckQuestion]:
    """Return the questions that are asked, in their order."""
    return [q for q in content.check.questions if (q.ask_own if own else q.ask)]


def question_words(
    content: Content,
    *,
    own: bool,
    answers: QuestionAnswers | None = None,
    hidden: HiddenFields | None = None,
    who_known: bool = False,
) -> dict[str, Any] | None:
    """Return the first question without an answer, last who is asking; None when all is asked."""
    questions = asked_questions(content, own=own)
    left = [q for q in questions if q.id not in (answers or {})]
    if not left and (own or who_known):
        return None
    at = len(questions) - len(left)
    words = content.check.words
    return {
        "own": own,
        "words": words,
        "at": at + 1,
        "all": len(questions) + (not own),
        "previous": questions[at - 1].id if at else "",
        "hidden": hidden or [],
        **(_question_words(left[0], words, own=own) if left else _asker_words(words)),
    }


def _question_words(question: CheckQuestion, words: dict[str, str], *, own: bool) -> dict[str, Any]:
    return {
        "ask": question.ask_own if own else question.ask,
        "help": question.help_own if own else question.help,
        "icon": question.icon,
        "options": [
            AnswerOption(f"a.{question.id}.{answer}", words[f"answer_{answer}"], icon)
            for answer, icon in ANSWER_ICONS.items()
        ],
    }


def _asker_words(words: dict[str, str]) -> dict[str, Any]:
    options = [
        AnswerOption(f"who.{who}", words[f"who_{who}"], icon) for who, icon in ASKER_ICONS.items()
    ]
    return {"ask": words["who_title"], "help": "", "icon": "talk", "options": options}


@dataclass(frozen=True)
class DetailQuestion:
    """One signal we ask a little more about, what was told of it before, and what may be told."""

    ref: str
    words: str
    fields: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...]


def detail_words(
    content: Content, seen: CheckAnswers, *, own: bool, hidden: HiddenFields
) -> dict[str, Any]:
    """Return a page with a little more to tell about the most telling signals."""
    ticked = [s for s in content.signals if s.id in seen.signals]
    telling = sorted(ticked, key=lambda signal: MOST_TELLING_KINDS.index(signal.kind))[
        :MOST_DETAILED_SIGNALS
    ]
    refs = {signal.ref for signal in telling}
    return {
        "own": own,
        "words": content.check.words,
        "asked": [
            _detail_question(s, seen.observed.get(s.id, NO_DETAILS), content.check.words, own=own)
            for s in telling
        ],
        "hidden": [pair for pair in hidden if pair[0].partition("-")[2] not in refs],
    }


def _detail_question(
    signal: Signal, so_far: SignalDetails, words: dict[str, str], *, own: bool
) -> DetailQuestion:
    since = tuple((each, words[f"since_{each}"]) for each in ("days", "weeks", "months", "longer"))
    pace = (("yes", words["pace_yes"]), ("no", words["pace_no"]))
    fields: list[tuple[str, str, str, tuple[tuple[str, str], ...]]] = [
        ("since", words["since_title"], so_far.since, since),
        ("sudden", words["pace_title"], so_far.sudden, pace),
    ]
    if not own:  # what happens to yourself you did not hear from somebody
        how = (("seen", words["how_seen"]), ("heard", words["how_heard"]))
        known = {True: "seen", False: "heard", None: ""}[so_far.first_hand]
        fields.append(("how", words["how_title"], known, how))
    return DetailQuestion(signal.ref, (signal.own if own else "") or signal.see, tuple(fields))
