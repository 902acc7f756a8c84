"""What the told signals say together: how strong, and which picture.

The rules, as a coordinator would say them:
1. Is there danger now? Then that comes first, and nothing else is weighed.
2. Does the person know an explanation? Then the signals that it explains count for nothing.
3. Do two of the signals that are left strengthen each other? Then it fits pressure or exploitation.
4. Is one of them heavy by itself (a debt, an injury, doing it under threat)? Then it is not clear
   yet.
5. Are there two or more? Then it is not clear yet either. Talk.
6. Is the explanation known? Then that is the answer.
7. One signal alone says little, however sudden it came.
Source: uitweg-own; tried on the cases of content/cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from uitweg.knowledge.signalcheck.rules.answers import CheckAnswers, ToldSignal
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.check import Combination, KnownReason, Picture
from uitweg.platform.content.values.values import CallTarget


class Strength(StrEnum):
    """How much the told signals say; never a score."""

    DANGER = "danger"
    STRONG = "strong"
    SOME = "some"
    LITTLE = "little"
    KNOWN = "known"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Judgement:
    """How much the signals say, the picture they give, and an explanation that is known."""

    strength: Strength
    picture: Picture
    known: KnownReason | None = None


def judge(
    answers: CheckAnswers,
    notes: Iterable[ToldSignal],
    content: Content,
    call: CallTarget | None,
) -> Judgement:
    """Return what the answers say together; `call` is whom a red flag calls for."""
    if call:
        return Judgement(Strength.DANGER, content.pictures[0])
    left, known = unexplained_notes(answers, notes, content), _known_reasons(answers, content)
    if joined := next((each for each in content.combinations if notes_of(each, left)), None):
        return Judgement(Strength.STRONG, content.picture(joined.picture))
    heavy = (p for p in content.pictures[1:] if any(note.ids <= p.signals for note in left))
    if picture := next(heavy, None):
        return Judgement(Strength.SOME, picture)
    if len(left) > 1:
        return Judgement(Strength.SOME, content.picture("some-signals"))
    if known:
        return Judgement(Strength.KNOWN, content.picture("known-reason"), known[0])
    if left:
        return Judgement(Strength.LITTLE, content.picture("one-signal"))
    return Judgement(Strength.NOTHING, content.pictures[-1])


def _known_reasons(answers: CheckAnswers, content: Content) -> list[KnownReason]:
    return [reason for reason in content.known_reasons if reason.id in answers.known]


def unexplained_notes(
    answers: CheckAnswers, notes: Iterable[ToldSignal], content: Content
) -> tuple[ToldSignal, ...]:
    """Return what was told without the red flags, and without what a known reason explains."""
    explained = frozenset[str]().union(*(r.explains for r in _known_reasons(answers, content)))
    return tuple(note for note in calm_notes(notes) if not note.ids <= explained)


def calm_notes(notes: Iterable[ToldSignal]) -> tuple[ToldSignal, ...]:
    """Return what was told without the red flags."""
    return tuple(note for note in notes if not any(signal.acute for signal in note.signals))


def notes_of(combination: Combination, notes: Iterable[ToldSignal]) -> tuple[ToldSignal, ...]:
    """Return what was told of a combination, its first side first; nothing when it does not hold.

    It holds when two different answers stand for its two sides.
    """
    first = [note for note in notes if note.ids & combination.first]
    second = [note for note in notes if note.ids & combination.second]
    both = tuple(dict.fromkeys([*first, *second]))
    return both if first and second and len(both) > 1 else ()
