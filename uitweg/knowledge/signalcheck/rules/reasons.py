"""Why the check says what it says: danger, signals that strengthen each other, and what is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from uitweg.knowledge.signalcheck.rules.answers import CheckAnswers, ToldSignal
from uitweg.knowledge.signalcheck.rules.judgement import notes_of, unexplained_notes
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.check import PictureReason

MOST_COMBINATIONS = 2  # with more, people stop reading before the next step


@dataclass(frozen=True)
class AdviceReason:
    """One reason, and the told signals behind it; none when it is danger or suddenness itself.

    With a title it is about signals that say more together.
    """

    text: str
    told: tuple[ToldSignal, ...] = ()
    title: str = ""


def reasons_for(
    answers: CheckAnswers, notes: tuple[ToldSignal, ...], content: Content
) -> Iterable[AdviceReason]:
    """Yield why: danger, what strengthens each other, what is left, and suddenness.

    Each told signal is in exactly one reason.
    """
    words, own = content.check.words, answers.about_self
    if answers.danger:
        yield AdviceReason(words["danger_reason_own" if own else "danger_reason"])
    left = list(notes)
    reasons = [*_danger_reasons(notes, content, own=own), *_joined_reasons(answers, notes, content)]
    for reason in reasons:
        yield reason
        left = [note for note in left if note not in reason.told]
    if left:
        alone = "heavy_reason" if _is_heavy(answers, left[0], content) else "one_reason"
        key = "rest_reason" if reasons else alone if len(left) == 1 else "loose_reason"
        yield AdviceReason(words[f"{key}_own" if own else key], tuple(left))
    if is_sudden(answers, notes):
        yield AdviceReason(words["sudden_reason"])


def _is_heavy(answers: CheckAnswers, note: ToldSignal, content: Content) -> bool:
    """Tell whether this gives a picture by itself, and is not what a known reason explains."""
    pictures = content.pictures[1:]
    is_left = note in unexplained_notes(answers, [note], content)
    return is_left and any(note.ids <= picture.signals for picture in pictures)


def is_sudden(answers: CheckAnswers, notes: Iterable[ToldSignal]) -> bool:
    """Tell whether a change was sudden; details of one signal take precedence over the answer."""
    return any(
        (note.details.sudden if note.details.sudden != "unknown" else answers.sudden) == "yes"
        and any(signal.sudden_matters for signal in note.signals)
        for note in notes
    )


def _danger_reasons(
    notes: tuple[ToldSignal, ...], content: Content, *, own: bool
) -> Iterable[AdviceReason]:
    reasons = [reason for picture in content.pictures for reason in picture.reasons]
    chosen = [(_reason_for(note, reasons), note) for note in notes]
    for reason in reasons:
        if based_on := tuple(note for chosen_for, note in chosen if chosen_for is reason):
            yield AdviceReason((own and reason.text_own) or reason.text, based_on)


def _joined_reasons(
    answers: CheckAnswers, notes: tuple[ToldSignal, ...], content: Content
) -> Iterable[AdviceReason]:
    """Yield the two combinations that say most, each of signals that no other one has used."""
    left, shown = unexplained_notes(answers, notes, content), 0
    for combination in content.combinations:
        joined = notes_of(combination, left)
        if joined and shown < MOST_COMBINATIONS:
            text = (answers.about_self and combination.text_own) or combination.text
            yield AdviceReason(text, joined, combination.title)
            left = tuple(note for note in left if note not in joined)
            shown += 1


def _reason_for(note: ToldSignal, reasons: Iterable[PictureReason]) -> PictureReason | None:
    """Return the reason for one told signal; None when no reason mentions it.

    Best is a reason that covers every signal it can stand for, then one for its first signal,
    then one for any of them.
    """
    with_ids = [(reason, {signal.id for signal in reason.signals}) for reason in reasons]
    cover_all = (reason for reason, ids in with_ids if note.ids <= ids)
    cover_first = (reason for reason, ids in with_ids if note.signals[0].id in ids)
    cover_any = (reason for reason, ids in with_ids if note.ids & ids)
    return next(chain(cover_all, cover_first, cover_any), None)
