"""What the check answers: from what a person saw to reasons, and exactly one next step.

Never a number, never a verdict: the answer says why to call, what else it can be, and whom to call.
Source: uitweg-own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from uitweg.knowledge.signalcheck.rules.answers import (
    NO_DETAILS,
    AskerRole,
    CheckAnswers,
    ToldSignal,
)
from uitweg.platform.content.check_values import NextStep, Picture, PictureReason
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values import CallTarget

MOST_MISSING_LOOKS = 2  # more would send people looking instead of calling

EVERYBODY: frozenset[AskerRole] = frozenset(
    {"youngster", "parent", "friend", "professional", "other"}
)
YOUNGSTER: frozenset[AskerRole] = frozenset({"youngster"})
PROFESSIONAL: frozenset[AskerRole] = frozenset({"professional"})
WORRIED: frozenset[AskerRole] = EVERYBODY - YOUNGSTER - PROFESSIONAL
UNCLEAR_PICTURES = frozenset({"worry-unclear"})
HURT_PICTURES = frozenset({"hurt-unclear"})


@dataclass(frozen=True)
class AdviceReason:
    """One reason, and what was told that it rests on; none for danger or suddenness as such."""

    text: str
    notes: tuple[ToldSignal, ...]


@dataclass(frozen=True)
class Advice:
    """The answer. `pictures` is never empty and its first is the heading.

    Each note stands in exactly one reason. `heard` are those nobody saw themselves: said on,
    they change nothing else. `own`: speak to the youngster.
    """

    pictures: tuple[Picture, ...]
    notes: tuple[ToldSignal, ...]
    reasons: tuple[AdviceReason, ...]
    heard: tuple[ToldSignal, ...]
    also: tuple[str, ...]
    missing: tuple[str, ...]
    urgent: bool
    next_step: NextStep
    own: bool

    @property
    def picture(self) -> Picture:
        """Return the picture that gives the answer its heading."""
        return self.pictures[0]


@dataclass(frozen=True)
class NextStepRule:
    """A row of the table of next steps; what is None or empty holds for everybody."""

    step: str
    call: CallTarget | None = None
    who: frozenset[AskerRole] = EVERYBODY
    pictures: frozenset[str] = frozenset()


NEXT_STEPS: tuple[NextStepRule, ...] = (
    NextStepRule("call-emergency", call=CallTarget.EMERGENCY),
    NextStepRule("coordinator-now", call=CallTarget.COORDINATOR),
    NextStepRule("coordinator-youngster-unsure", who=YOUNGSTER, pictures=UNCLEAR_PICTURES),
    NextStepRule("coordinator-youngster", who=YOUNGSTER),
    NextStepRule("coordinator-professional", who=PROFESSIONAL),
    NextStepRule("advice-safe-at-home", who=WORRIED, pictures=HURT_PICTURES),
    NextStepRule("coordinator-unsure", who=WORRIED, pictures=UNCLEAR_PICTURES),
    NextStepRule("coordinator-worried"),
)
"""The first row that fits gives the step; the last fits everybody."""


def advice_for(seen: CheckAnswers, content: Content) -> Advice:
    """Return the advice for what was seen; any answer, an empty one too, ends in one next step.

    A red flag, or `seen.danger`, makes it urgent. Adding one never makes it less urgent.
    """
    notes = told_signals(seen, content)
    call = whom_to_call(seen, notes)
    pictures = fitting_pictures(seen, notes, content.pictures, urgent=call is not None)
    return Advice(
        pictures=pictures,
        notes=notes,
        reasons=tuple(_reasons(seen, notes, pictures, content.check.words)),
        heard=tuple(note for note in notes if note.observed.first_hand is False),
        also=pictures[0].also,
        missing=_missing(seen, notes, content) if call is None else (),
        urgent=call is not None,
        next_step=content.step(_next_step(seen.who, call, pictures[0].id)),
        own=seen.own,
    )


def told_signals(seen: CheckAnswers, content: Content) -> tuple[ToldSignal, ...]:
    """Return what was told, in the content's order: ticked signals, then answered questions."""
    ticked = (signal for signal in content.signals if signal.id in seen.signals)
    answered = (question for question in content.check.questions if question.id in seen.said)
    return (
        *(ToldSignal(s, (s,), seen.observed.get(s.id, NO_DETAILS)) for s in ticked),
        *(ToldSignal(question, question.signals) for question in answered),
    )


def whom_to_call(seen: CheckAnswers, notes: Iterable[ToldSignal]) -> CallTarget | None:
    """Return whom to call at once, None when nothing shows that it cannot wait."""
    acute = [signal for note in notes for signal in note.signals if signal.acute]
    calls = {signal.call_own if seen.own else signal.call for signal in acute}
    if seen.danger or CallTarget.EMERGENCY in calls:
        return CallTarget.EMERGENCY
    return CallTarget.COORDINATOR if calls else None


def fitting_pictures(
    seen: CheckAnswers,
    notes: tuple[ToldSignal, ...],
    pictures: tuple[Picture, ...],
    *,
    urgent: bool,
) -> tuple[Picture, ...]:
    """Return the pictures that fit, in their order; never none.

    What changed suddenly counts for one signal more. A picture that stands `alone` is given only
    when no other fits, the last one when none fits at all. What is urgent starts with the first.
    """
    sudden = _is_sudden(seen, notes)
    fits = [p for p in pictures if p.core and _fits(p, notes, sudden=sudden)]
    together = [picture for picture in fits if not picture.alone]
    if urgent:  # danger that no red flag names is danger all the same
        return tuple(dict.fromkeys([pictures[0], *together]))
    if together:
        return tuple(together)
    return (next(iter(fits), pictures[-1]),)


def _is_sudden(seen: CheckAnswers, notes: Iterable[ToldSignal]) -> bool:
    """Say whether something changed suddenly; what was said of one signal goes before the rest."""
    return any(
        (note.observed.sudden if note.observed.sudden != "unknown" else seen.sudden) == "yes"
        and any(signal.sudden_matters for signal in note.signals)
        for note in notes
    )


def _fits(picture: Picture, notes: Iterable[ToldSignal], *, sudden: bool) -> bool:
    enough = max(1, picture.least - sudden)
    all_ids = [note.ids for note in notes]
    return any(ids & picture.core for ids in all_ids) and (
        sum(1 for ids in all_ids if ids & (picture.core | picture.fits)) >= enough
    )


def _next_step(who: AskerRole, call: CallTarget | None, picture: str) -> str:
    return next(
        rule.step
        for rule in NEXT_STEPS
        if rule.call in (call, None)
        and who in rule.who
        and (not rule.pictures or picture in rule.pictures)
    )


def _reasons(
    seen: CheckAnswers,
    notes: tuple[ToldSignal, ...],
    pictures: tuple[Picture, ...],
    words: dict[str, str],
) -> Iterable[AdviceReason]:
    """Yield the reasons of the pictures, then what fits none of them, then suddenness."""
    if seen.danger:
        yield AdviceReason(words["danger_reason_own" if seen.own else "danger_reason"], ())
    reasons = [reason for picture in pictures for reason in picture.reasons]
    chosen = [(_reason_for(note, reasons), note) for note in notes]
    for reason in dict.fromkeys(reasons):
        if resting := tuple(note for why, note in chosen if why is reason):
            yield AdviceReason((seen.own and reason.text_own) or reason.text, resting)
    if rest := tuple(note for why, note in chosen if why is None):
        yield AdviceReason(words["rest_reason_own" if seen.own else "rest_reason"], rest)
    if _is_sudden(seen, notes):
        yield AdviceReason(words["sudden_reason"], ())


def _reason_for(note: ToldSignal, reasons: Iterable[PictureReason]) -> PictureReason | None:
    """Return the reason for one note: one that holds whatever it was, else its first signal's."""
    may = [(reason, {signal.id for signal in reason.signals}) for reason in reasons]
    sure = (reason for reason, ids in may if note.ids <= ids)
    first = (reason for reason, ids in may if note.signals[0].id in ids)
    other = (reason for reason, ids in may if note.ids & ids)
    return next(chain(sure, first, other), None)


def _missing(
    seen: CheckAnswers, notes: tuple[ToldSignal, ...], content: Content
) -> tuple[str, ...]:
    """Return what one could still look at: suddenness first, then groups nothing was said of."""
    denied = [q.signals for q in content.check.questions if q.id in seen.denied]
    told = [note.signals for note in notes]
    groups = {signal.group for signals in (*told, *denied) for signal in signals}
    known = {seen.sudden, *(note.observed.sudden for note in notes)} - {"unknown"}
    looks = [content.check.words["missing_sudden"]] if notes and not known else []
    looks += [group.look for group in content.check.groups if group.id not in groups]
    return tuple(looks[:MOST_MISSING_LOOKS])
