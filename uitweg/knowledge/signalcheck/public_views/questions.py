"""The words of the check's pages: the form, the questions one by one, and a little more."""

from dataclasses import dataclass
from typing import Any

from uitweg.knowledge.signalcheck.forms import MOST_MORE, Answers
from uitweg.knowledge.signalcheck.rules.answers import NOTHING_MORE, Observed, Seen
from uitweg.platform.content.check_values import Question
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values import Kind, Signal

Fields = list[tuple[str, str]]
WHO = ("parent", "friend", "professional", "other")
ANSWER_ICONS = {"yes": "tick", "no": "cross", "unknown": "unsure"}
WHO_ICONS = {"parent": "two", "friend": "friends", "professional": "work", "other": "one"}
TELLING = (Kind.HARM, Kind.RECRUITMENT, Kind.CIRCUMSTANCE)


@dataclass(frozen=True)
class Row:
    """One box to tick."""

    ref: str
    id: str
    words: str


@dataclass(frozen=True)
class Rows:
    title: str
    rows: tuple[Row, ...]


def form_words(
    content: Content, *, own: bool, seen: Seen | None = None, hidden: Fields | None = None
) -> dict[str, Any]:
    """Return the form's words; with `seen`, what was ticked is ticked again."""
    check = content.check
    words = check.words
    groups = [
        Rows(g.title_own, _rows(g.own_signals, own=True))
        if own
        else Rows(g.title, _rows(g.signals, own=False))
        for g in (check.groups)
    ]
    return {
        "own": own,
        "words": words,
        "title": words["title_own"] if own else words["title"],
        "lead": words["lead_own"] if own else words["lead"],
        "danger_words": words["danger_own"] if own else words["danger"],
        "flags": Rows(content.groups["danger"], _rows(check.red_flags, own=own)),
        "groups": [group for group in groups if group.rows],
        "sudden_options": [
            ("yes", words["sudden_yes"]),
            ("no", words["sudden_slow"]),
            ("unknown", words["sudden_unknown"]),
        ],
        "who_options": [] if own else [(who, words[f"who_{who}"]) for who in WHO],
        "seen": seen or Seen(),
        "kept": [pair for pair in hidden or [] if "-" in pair[0]],
    }


def _rows(signals: tuple[Signal, ...], *, own: bool) -> tuple[Row, ...]:
    rows = (Row(s.ref, s.id, s.own if own else s.see) for s in signals)
    return tuple(row for row in rows if row.words)


@dataclass(frozen=True)
class Option:
    """One answer to tap: what it sends, what it says, its pictogram."""

    name: str
    words: str
    icon: str


def asked(content: Content, *, own: bool) -> list[Question]:
    """Return the questions that are asked, in their order."""
    return [q for q in content.check.questions if (q.ask_own if own else q.ask)]


def question_words(
    content: Content,
    *,
    own: bool,
    answers: Answers | None = None,
    hidden: Fields | None = None,
    who_known: bool = False,
) -> dict[str, Any] | None:
    """Return the first question without an answer, last who is asking; None when all is asked."""
    questions = asked(content, own=own)
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
        **(_one(left[0], words, own=own) if left else _who(words)),
    }


def _one(question: Question, words: dict[str, str], *, own: bool) -> dict[str, Any]:
    return {
        "ask": question.ask_own if own else question.ask,
        "help": question.help_own if own else question.help,
        "icon": question.icon,
        "options": [
            Option(f"a.{question.id}.{answer}", words[f"answer_{answer}"], icon)
            for answer, icon in ANSWER_ICONS.items()
        ],
    }


def _who(words: dict[str, str]) -> dict[str, Any]:
    options = [Option(f"who.{who}", words[f"who_{who}"], icon) for who, icon in WHO_ICONS.items()]
    return {"ask": words["who_title"], "help": "", "icon": "talk", "options": options}


@dataclass(frozen=True)
class Asked:
    """One signal we ask a little more about, what was told of it before, and what may be told."""

    ref: str
    words: str
    fields: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...]


def more_words(content: Content, seen: Seen, *, own: bool, hidden: Fields) -> dict[str, Any]:
    """Return a page with a little more to tell about the most telling signals."""
    ticked = [s for s in content.signals if s.id in seen.signals]
    telling = sorted(ticked, key=lambda signal: TELLING.index(signal.kind))[:MOST_MORE]
    refs = {signal.ref for signal in telling}
    return {
        "own": own,
        "words": content.check.words,
        "asked": [
            _more(s, seen.observed.get(s.id, NOTHING_MORE), content.check.words, own=own)
            for s in telling
        ],
        "hidden": [pair for pair in hidden if pair[0].partition("-")[2] not in refs],
    }


def _more(signal: Signal, so_far: Observed, words: dict[str, str], *, own: bool) -> Asked:
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
    return Asked(signal.ref, (signal.own if own else "") or signal.see, tuple(fields))
