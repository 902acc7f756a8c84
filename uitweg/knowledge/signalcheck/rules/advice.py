"""The advice of the signal check: from a person's answers to reasons and exactly one next step.

The advice is never a score and never a verdict. It says why to call, what else it can be, and
whom to call. A "picture" (content/signal-pictures.yaml) is a pattern that several signals can fit.
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
from uitweg.platform.content.check_values import (
    Combination,
    Helper,
    NextStep,
    Picture,
    PictureReason,
    UrgentHelp,
)
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values import CallTarget, Contact

MOST_COMBINATIONS = 2  # with more, people stop reading before the next step
MOST_MISSING_LOOKS = 2  # with more, people would go and look instead of calling

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
    """One reason, and the told signals behind it; none when it is danger or suddenness itself.

    With a title it is about signals that say more together.
    """

    text: str
    told: tuple[ToldSignal, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class WhatToDo:
    """What to do now, what to say and what not to do, and further lines beside the next step."""

    do: tuple[str, ...]
    say: tuple[str, ...]
    leave: tuple[str, ...]
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Advice:
    """The outcome of the check. `pictures` is never empty; the first one gives the heading.

    Each signal of `told` is in exactly one reason. `heard_only` are those that the person only
    heard of; that is repeated in the outcome and changes nothing else. `other_explanations` says
    what else it can be, `missing` what to look at. With `about_self` it speaks to the youngster.
    """

    pictures: tuple[Picture, ...]
    told: tuple[ToldSignal, ...]
    reasons: tuple[AdviceReason, ...]
    heard_only: tuple[ToldSignal, ...]
    other_explanations: tuple[str, ...]
    missing: tuple[str, ...]
    urgent: bool
    next_step: NextStep
    what_to_do: WhatToDo
    helpers: tuple[Helper, ...]
    about_self: bool

    @property
    def picture(self) -> Picture:
        """Return the picture that gives the outcome its heading."""
        return self.pictures[0]


@dataclass(frozen=True)
class NextStepRule:
    """A row of the table of next steps; a field that is None or empty matches everything."""

    step: str
    call: CallTarget | None = None
    who: frozenset[AskerRole] = EVERYBODY
    pictures: frozenset[str] = frozenset()


NEXT_STEPS: tuple[NextStepRule, ...] = (
    NextStepRule("call-emergency", call=CallTarget.EMERGENCY),
    NextStepRule("call-suicide-prevention", call=CallTarget.SUICIDE_PREVENTION),
    NextStepRule("coordinator-now", call=CallTarget.COORDINATOR),
    NextStepRule("coordinator-youngster-unsure", who=YOUNGSTER, pictures=UNCLEAR_PICTURES),
    NextStepRule("coordinator-youngster", who=YOUNGSTER),
    NextStepRule("coordinator-professional", who=PROFESSIONAL),
    NextStepRule("advice-safe-at-home", who=WORRIED, pictures=HURT_PICTURES),
    NextStepRule("coordinator-unsure", who=WORRIED, pictures=UNCLEAR_PICTURES),
    NextStepRule("coordinator-worried"),
)
"""The first matching row gives the step; the last one matches everybody."""


def advice_for(answers: CheckAnswers, content: Content) -> Advice:
    """Return the advice for these answers; any answers, even none, lead to one next step.

    A red flag or `answers.danger` makes it urgent. Adding one never makes it less urgent.
    """
    notes = told_signals(answers, content)
    call = whom_to_call(answers, notes)
    pictures = fitting_pictures(answers, notes, content.pictures, urgent=call is not None)
    return Advice(
        pictures=pictures,
        told=notes,
        reasons=tuple(_reasons(answers, notes, pictures, content)),
        heard_only=tuple(note for note in notes if note.details.first_hand is False),
        other_explanations=pictures[0].also,
        missing=_missing(answers, notes, content) if call is None else (),
        urgent=call is not None,
        next_step=content.step(_next_step(answers.who, call, pictures[0].id)),
        what_to_do=_what_to_do(answers, notes, pictures[0], content.urgent_help),
        helpers=() if call else tuple(_helpers(answers, pictures[0], content.helpers)),
        about_self=answers.about_self,
    )


def _helpers(
    answers: CheckAnswers, picture: Picture, helpers: Iterable[Helper]
) -> Iterable[Helper]:
    for helper in helpers:
        fits = not helper.pictures or picture.id in helper.pictures
        if fits and answers.who in helper.who and not helper.but_not & answers.signals:
            yield helper


def told_signals(answers: CheckAnswers, content: Content) -> tuple[ToldSignal, ...]:
    """Return the told signals in the content's order: ticked ones, then answered questions."""
    ticked = (signal for signal in content.signals if signal.id in answers.signals)
    answered = (
        question for question in content.check.questions if question.id in answers.confirmed
    )
    return (
        *(
            ToldSignal(signal, (signal,), answers.details.get(signal.id, NO_DETAILS))
            for signal in ticked
        ),
        *(ToldSignal(question, question.signals) for question in answered),
    )


def whom_to_call(answers: CheckAnswers, notes: Iterable[ToldSignal]) -> CallTarget | None:
    """Return whom to call at once; None when no answer shows that it is urgent."""
    acute = [signal for note in notes for signal in note.signals if signal.acute]
    calls = {signal.call_own if answers.about_self else signal.call for signal in acute}
    if answers.danger or CallTarget.EMERGENCY in calls:
        return CallTarget.EMERGENCY
    return next((target for target in CallTarget if target in calls), None)


def _what_to_do(
    answers: CheckAnswers,
    notes: Iterable[ToldSignal],
    picture: Picture,
    urgent_help: Iterable[UrgentHelp],
) -> WhatToDo:
    """Return what to do about the red flags that were told, or else what the picture says.

    Danger that no row of `urgent_help` covers adds the words of the picture, after the others.
    """
    flags = [note.ids for note in notes if any(signal.acute for signal in note.signals)]
    fitting = [help for help in urgent_help if any(ids <= help.signals for ids in flags)]
    covered = flags and all(any(ids <= help.signals for help in fitting) for ids in flags)
    own, professional = answers.about_self, answers.who == "professional"
    rows = [
        WhatToDo(help.own if own else help.others, help.say, help.leave, help.contacts)
        for help in fitting
    ]
    if answers.danger or not covered:
        say = picture.say_professional if professional else picture.say
        rows.append(WhatToDo(picture.own if own else (), say, picture.leave))
    return WhatToDo(
        do=_each_once(row.do for row in rows),
        say=() if own else _each_once(row.say for row in rows),
        leave=() if own else _each_once(row.leave for row in rows),
        contacts=_each_once(row.contacts for row in rows),
    )


def _each_once[T](groups: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


def fitting_pictures(
    answers: CheckAnswers,
    notes: tuple[ToldSignal, ...],
    pictures: tuple[Picture, ...],
    *,
    urgent: bool,
) -> tuple[Picture, ...]:
    """Return the pictures that fit, in the content's order; at least one.

    A sudden change counts as one more signal. A picture marked `alone` is given only when no
    other fits, and the last picture when none fits at all. Urgent advice starts with the first
    picture, which is about danger.
    """
    sudden = is_sudden(answers, notes)
    fitting = [
        picture for picture in pictures if picture.core and _fits(picture, notes, sudden=sudden)
    ]
    combinable = [picture for picture in fitting if not picture.alone]
    if urgent:  # also when only the danger box was ticked, and no signal fits the first picture
        return tuple(dict.fromkeys([pictures[0], *combinable]))
    if combinable:
        return tuple(combinable)
    return (next(iter(fitting), pictures[-1]),)


def is_sudden(answers: CheckAnswers, notes: Iterable[ToldSignal]) -> bool:
    """Tell whether a change was sudden; details of one signal take precedence over the answer."""
    return any(
        (note.details.sudden if note.details.sudden != "unknown" else answers.sudden) == "yes"
        and any(signal.sudden_matters for signal in note.signals)
        for note in notes
    )


def _fits(picture: Picture, notes: Iterable[ToldSignal], *, sudden: bool) -> bool:
    needed = max(1, picture.least - sudden)
    all_ids = [note.ids for note in notes]
    return any(ids & picture.core for ids in all_ids) and (
        sum(1 for ids in all_ids if ids & (picture.core | picture.fits)) >= needed
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
    answers: CheckAnswers,
    notes: tuple[ToldSignal, ...],
    pictures: tuple[Picture, ...],
    content: Content,
) -> Iterable[AdviceReason]:
    """Yield why: danger, what strengthens each other, what is left, and suddenness."""
    words, own = content.check.words, answers.about_self
    if answers.danger:
        yield AdviceReason(words["danger_reason_own" if own else "danger_reason"])
    left = list(notes)
    reasons = [
        *_danger_reasons(notes, pictures, own=own),
        *_joined_reasons(notes, content.combinations, own=own),
    ]
    for reason in reasons:
        yield reason
        left = [note for note in left if note not in reason.told]
    if left:
        key = "rest_reason" if reasons else "one_reason" if len(left) == 1 else "loose_reason"
        yield AdviceReason(words[f"{key}_own" if own else key], tuple(left))
    if is_sudden(answers, notes):
        yield AdviceReason(words["sudden_reason"])


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


def _danger_reasons(
    notes: tuple[ToldSignal, ...], pictures: tuple[Picture, ...], *, own: bool
) -> Iterable[AdviceReason]:
    reasons = [reason for picture in pictures for reason in picture.reasons]
    chosen = [(_reason_for(note, reasons), note) for note in notes]
    for reason in reasons:
        if based_on := tuple(note for chosen_for, note in chosen if chosen_for is reason):
            yield AdviceReason((own and reason.text_own) or reason.text, based_on)


def _joined_reasons(
    notes: tuple[ToldSignal, ...], combinations: tuple[Combination, ...], *, own: bool
) -> Iterable[AdviceReason]:
    """Yield the two combinations that say most, each of signals that no other one has used."""
    left, shown = calm_notes(notes), 0
    for combination in combinations:
        joined = notes_of(combination, left)
        if joined and shown < MOST_COMBINATIONS:
            text = (own and combination.text_own) or combination.text
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


def _missing(
    answers: CheckAnswers, notes: tuple[ToldSignal, ...], content: Content
) -> tuple[str, ...]:
    """Return what to look at still: suddenness, then groups of signals without any answer."""
    denied = [
        question.signals for question in content.check.questions if question.id in answers.denied
    ]
    told = [note.signals for note in notes]
    answered_groups = {signal.group for signals in (*told, *denied) for signal in signals}
    known_suddenness = {answers.sudden, *(note.details.sudden for note in notes)} - {"unknown"}
    looks = [content.check.words["missing_sudden"]] if notes and not known_suddenness else []
    looks += [group.look for group in content.check.groups if group.id not in answered_groups]
    return tuple(looks[:MOST_MISSING_LOOKS])
