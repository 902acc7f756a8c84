"""The template context of the check's pages: the form, one question, and details of signals."""

from dataclasses import dataclass
from typing import Any

from uitweg.knowledge.signalcheck.forms import MOST_DETAILED_SIGNALS, QuestionAnswers
from uitweg.knowledge.signalcheck.rules.answers import NO_DETAILS, CheckAnswers, SignalDetails
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.check import CheckQuestion
from uitweg.platform.content.values.values import Signal, SignalKind

HiddenFields = list[tuple[str, str]]
ABOUT_CHOICES = ("parent", "friend", "professional")
ANSWER_ICONS = {"yes": "tick", "no": "cross", "unknown": "unsure"}
ASKER_ICONS = {"parent": "two", "friend": "friends", "professional": "work", "other": "one"}
MOST_TELLING_KINDS = (SignalKind.HARM, SignalKind.RECRUITMENT, SignalKind.CIRCUMSTANCE)


@dataclass(frozen=True)
class TickBox:
    """One signal on the form; `ref` is its short id, which keeps the page small.

    `calls_life`: for this one a line about suicide comes before 112.
    """

    ref: str
    id: str
    words: str
    calls_life: bool = False


@dataclass(frozen=True)
class TickBoxGroup:
    """A group of boxes; closed, it says what is `ticked` in it, or else what it holds (`hint`)."""

    title: str
    icon: str
    hint: str
    ticked: str
    rows: tuple[TickBox, ...]


def form_words(
    content: Content,
    *,
    own: bool,
    check_answers: CheckAnswers | None = None,
    hidden: HiddenFields | None = None,
) -> dict[str, Any]:
    """Return the form; with `check_answers`, the boxes that were ticked are ticked again."""
    check = content.check
    words = check.words
    seen = check_answers or CheckAnswers()
    known = tuple(
        TickBox(reason.ref, reason.id, reason.own if own else reason.see)
        for reason in content.known_reasons
        if reason.own or not own
    )
    groups = [
        TickBoxGroup(
            group.title_own if own else group.title,
            group.icon,
            group.hint_own if own else group.hint,
            _ticked(group.signals, seen, own=own),
            _tick_boxes(group.own_signals if own else group.signals, own=own),
        )
        for group in check.groups
    ]
    return {
        "own": own,
        "words": words,
        "title": words["title_own"] if own else words["title"],
        "lead": words["lead_own"] if own else words["lead"],
        "danger_words": words["danger_own"] if own else words["danger"],
        "groups_title": words["groups_title_own" if own else "groups_title"],
        "flags": _tick_boxes(check.red_flags, own=own),
        "groups": [group for group in groups if group.rows],
        "known": TickBoxGroup(
            words["known_title"],
            "unsure",
            words["known_hint_own" if own else "known_hint"],
            " · ".join(box.words for box in known if box.id in seen.known),
            known,
        ),
        "sudden_options": [
            ("yes", words["sudden_yes"]),
            ("no", words["sudden_slow"]),
            ("unknown", words["sudden_unknown"]),
        ],
        "who_options": [] if own else [(who, words[f"about_{who}"]) for who in ABOUT_CHOICES],
        "seen": seen,
        "kept": [field for field in hidden or [] if "-" in field[0]],  # the details of signals
    }


def _tick_boxes(signals: tuple[Signal, ...], *, own: bool) -> tuple[TickBox, ...]:
    boxes = (
        TickBox(
            signal.ref,
            signal.id,
            signal.own if own else signal.see,
            signal.calls_life,
        )
        for signal in signals
    )
    return tuple(box for box in boxes if box.words)


def _ticked(signals: tuple[Signal, ...], answers: CheckAnswers, *, own: bool) -> str:
    return " · ".join(
        box.words for box in _tick_boxes(signals, own=own) if box.id in answers.signals
    )


@dataclass(frozen=True)
class AnswerOption:
    """One answer button: the name it sends, its text and its icon."""

    name: str
    words: str
    icon: str


def asked_questions(content: Content, *, own: bool) -> list[CheckQuestion]:
    """Return the questions that have a text for this asker, in order."""
    return [
        question
        for question in content.check.questions
        if (question.ask_own if own else question.ask)
    ]


def question_words(
    content: Content,
    *,
    own: bool,
    answers: QuestionAnswers | None = None,
    hidden: HiddenFields | None = None,
    who_known: bool = False,
) -> dict[str, Any] | None:
    """Return the first unanswered question, or None when there are no more.

    The last question is who is asking, unless the youngster asks or `who_known` is true.
    """
    questions = asked_questions(content, own=own)
    unanswered = [question for question in questions if question.id not in (answers or {})]
    if not unanswered and (own or who_known):
        return None
    position = len(questions) - len(unanswered)
    words = content.check.words
    return {
        "own": own,
        "words": words,
        "at": position + 1,
        "all": len(questions) + (not own),
        "previous": questions[position - 1].id if position else "",
        "hidden": hidden or [],
        **(_question_words(unanswered[0], words, own=own) if unanswered else _asker_words(words)),
    }


def _question_words(question: CheckQuestion, words: dict[str, str], *, own: bool) -> dict[str, Any]:
    if own and question.feelings:
        choices = [*question.feelings, ("unsure", words["answer_unknown"], "unknown")]
    else:
        choices = [
            (icon, words[f"answer_{answer}"], answer) for answer, icon in ANSWER_ICONS.items()
        ]
    return {
        "ask": question.ask_own if own else question.ask,
        "help": question.help_own if own else question.help,
        "icon": question.icon,
        "options": [
            AnswerOption(f"a.{question.id}.{answer}", says, icon) for icon, says, answer in choices
        ],
    }


def _asker_words(words: dict[str, str]) -> dict[str, Any]:
    options = [
        AnswerOption(f"who.{who}", words[f"who_{who}"], icon) for who, icon in ASKER_ICONS.items()
    ]
    return {"ask": words["who_title"], "help": "", "icon": "talk", "options": options}


@dataclass(frozen=True)
class DetailQuestion:
    """The details asked about one signal. Each field: name, label, present answer, and options."""

    ref: str
    words: str
    fields: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...]


def detail_words(
    content: Content, check_answers: CheckAnswers, *, own: bool, hidden: HiddenFields
) -> dict[str, Any]:
    """Return the page that asks details of the most telling of the ticked signals."""
    ticked = [signal for signal in content.signals if signal.id in check_answers.signals]
    telling = sorted(ticked, key=lambda signal: MOST_TELLING_KINDS.index(signal.kind))[
        :MOST_DETAILED_SIGNALS
    ]
    refs = {signal.ref for signal in telling}
    return {
        "own": own,
        "words": content.check.words,
        "asked": [
            _detail_question(
                signal,
                check_answers.details.get(signal.id, NO_DETAILS),
                content.check.words,
                own=own,
            )
            for signal in telling
        ],
        "hidden": [field for field in hidden if field[0].partition("-")[2] not in refs],
    }


def _detail_question(
    signal: Signal, details: SignalDetails, words: dict[str, str], *, own: bool
) -> DetailQuestion:
    since = tuple(
        (value, words[f"since_{value}"]) for value in ("days", "weeks", "months", "longer")
    )
    pace = (("yes", words["pace_yes"]), ("no", words["pace_no"]))
    fields: list[tuple[str, str, str, tuple[tuple[str, str], ...]]] = [
        ("since", words["since_title"], details.since, since),
        ("sudden", words["pace_title"], details.sudden, pace),
    ]
    if not own:  # nobody only hears about what happens to themselves
        how = (("seen", words["how_seen"]), ("heard", words["how_heard"]))
        answered = {True: "seen", False: "heard", None: ""}[details.first_hand]
        fields.append(("how", words["how_title"], answered, how))
    return DetailQuestion(signal.ref, (signal.own if own else "") or signal.see, tuple(fields))
