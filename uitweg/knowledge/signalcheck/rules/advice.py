"""The advice of the signal check: from a person's answers to reasons and exactly one next step.

The advice is never a score and never a verdict. It says why, what else it can be, what to do, and
whom to call or talk to. Source: uitweg-own.
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
from uitweg.knowledge.signalcheck.rules.judgement import Judgement, Strength, judge
from uitweg.knowledge.signalcheck.rules.reasons import AdviceReason, reasons_for
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.check import Helper, KnownReason, NextStep, Picture, UrgentHelp
from uitweg.platform.content.values.values import CallTarget, Contact

MOST_MISSING_LOOKS = 2  # with more, people would go and look instead of calling

EVERYBODY: frozenset[AskerRole] = frozenset(
    {"youngster", "parent", "friend", "professional", "other"}
)
YOUNGSTER: frozenset[AskerRole] = frozenset({"youngster"})
PROFESSIONAL: frozenset[AskerRole] = frozenset({"professional"})
PARENT: frozenset[AskerRole] = frozenset({"parent"})
OUTSIDE_FAMILY = EVERYBODY - YOUNGSTER - PARENT
HURT = frozenset({"hurt-unclear"})
FORCED = frozenset({"street-fine", "forced-by-family", "home-taken", "forced-unclear", "arrested"})
NEEDS_A_HELPER = FORCED | {"money-mule", "online-pressure"}
"""Pictures of one heavy signal: a talk at home is not enough."""


@dataclass(frozen=True)
class WhatToDo:
    """What to do now, what to say and what not to do, and further lines beside the next step."""

    do: tuple[str, ...]
    say: tuple[str, ...]
    leave: tuple[str, ...]
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Advice:
    """The outcome of the check.

    Each signal of `told` is in exactly one reason. `heard_only` are those that the person only
    heard of; that is repeated in the outcome and changes nothing else. `known` is the explanation
    that the person knows, when that is the answer. `other_explanations` says what else it can be,
    `missing` what to look at, `helpers` who else may step in. With `about_self` it speaks to the
    youngster. `headline` is whose title and intro stand above it.
    """

    strength: Strength
    picture: Picture
    known: KnownReason | None
    headline: Picture | KnownReason | UrgentHelp
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


@dataclass(frozen=True)
class NextStepRule:
    """A row of the table of next steps; a field that is None or empty matches everything."""

    step: str
    call: CallTarget | None = None
    who: frozenset[AskerRole] = EVERYBODY
    strengths: frozenset[Strength] = frozenset()
    pictures: frozenset[str] = frozenset()


NEXT_STEPS: tuple[NextStepRule, ...] = (
    NextStepRule("call-emergency", call=CallTarget.EMERGENCY),
    NextStepRule("call-suicide-prevention", call=CallTarget.SUICIDE_PREVENTION),
    NextStepRule("coordinator-now", call=CallTarget.COORDINATOR, who=YOUNGSTER),
    NextStepRule("coordinator-now-worried", call=CallTarget.COORDINATOR),
    NextStepRule("advice-safe-at-home", who=OUTSIDE_FAMILY, pictures=HURT),
    NextStepRule("gp", who=PARENT, pictures=HURT),
    NextStepRule("coordinator-youngster", who=YOUNGSTER, pictures=FORCED),
    NextStepRule("coordinator-youngster", who=YOUNGSTER, strengths=frozenset({Strength.STRONG})),
    NextStepRule("childrens-line", who=YOUNGSTER, strengths=frozenset({Strength.LITTLE})),
    NextStepRule("coordinator-youngster-unsure", who=YOUNGSTER),
    NextStepRule("own-team", who=PROFESSIONAL, strengths=frozenset({Strength.LITTLE})),
    NextStepRule("coordinator-professional", who=PROFESSIONAL),
    NextStepRule("coordinator-worried", strengths=frozenset({Strength.STRONG})),
    NextStepRule("coordinator-worried", pictures=frozenset({"forced-by-family"})),
    NextStepRule("coordinator-unsure", pictures=NEEDS_A_HELPER),
    NextStepRule("coordinator-unsure", strengths=frozenset({Strength.NOTHING})),
    NextStepRule("talk"),
)
"""The first matching row gives the step, unless a known reason names its own."""


def advice_for(answers: CheckAnswers, content: Content) -> Advice:
    """Return the advice for these answers; any answers, even none, lead to one next step.

    A red flag or `answers.danger` makes it urgent. Adding one never makes it less urgent.
    """
    notes = told_signals(answers, content)
    call = whom_to_call(answers, notes)
    judgement = judge(answers, notes, content, call)
    step = content.step(_next_step(answers.who, call, judgement))
    return Advice(
        strength=judgement.strength,
        picture=judgement.picture,
        known=judgement.known,
        headline=_headline(answers, notes, judgement, content.urgent_help),
        told=notes,
        reasons=tuple(reasons_for(answers, notes, content)),
        heard_only=tuple(note for note in notes if note.details.first_hand is False),
        other_explanations=judgement.picture.also,
        missing=_missing(answers, notes, content) if call is None else (),
        urgent=call is not None,
        next_step=step,
        what_to_do=_what_to_do(answers, notes, judgement, content.urgent_help, step),
        helpers=tuple(_helpers(answers, notes, content.helpers, urgent=call is not None)),
        about_self=answers.about_self,
    )


def _next_step(who: AskerRole, call: CallTarget | None, judgement: Judgement) -> str:
    if judgement.known:
        return judgement.known.steps.get(who, judgement.known.steps["rest"])
    return next(
        rule.step
        for rule in NEXT_STEPS
        if rule.call in (call, None)
        and who in rule.who
        and (not rule.strengths or judgement.strength in rule.strengths)
        and (not rule.pictures or judgement.picture.id in rule.pictures)
    )


def _helpers(
    answers: CheckAnswers,
    notes: Iterable[ToldSignal],
    helpers: Iterable[Helper],
    *,
    urgent: bool,
) -> Iterable[Helper]:
    told = frozenset[str]().union(*(note.ids for note in notes))
    for helper in helpers:
        always = not (helper.signals or helper.known)
        fits = always or helper.signals & told or helper.known & answers.known
        for_them = answers.who in helper.who and not helper.but_not & told
        if fits and for_them and (helper.in_danger or not urgent):
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


def _fitting_help(
    notes: Iterable[ToldSignal], urgent_help: Iterable[UrgentHelp]
) -> tuple[list[UrgentHelp], bool]:
    """Return the help about the red flags that were told, and whether each flag has some."""
    flags = [note.ids for note in notes if any(signal.acute for signal in note.signals)]
    fitting = [help for help in urgent_help if any(ids <= help.signals for ids in flags)]
    covered = all(any(ids <= help.signals for help in fitting) for ids in flags)
    return fitting, bool(flags) and covered


def _headline(
    answers: CheckAnswers,
    notes: Iterable[ToldSignal],
    judgement: Judgement,
    urgent_help: Iterable[UrgentHelp],
) -> Picture | KnownReason | UrgentHelp:
    """Return whose title stands above: that of the only red flag, if it has one of its own."""
    fitting, covered = _fitting_help(notes, urgent_help)
    if covered and len(fitting) == 1 and fitting[0].title and not answers.danger:
        return fitting[0]
    return judgement.known or judgement.picture


def _what_to_do(
    answers: CheckAnswers,
    notes: Iterable[ToldSignal],
    judgement: Judgement,
    urgent_help: Iterable[UrgentHelp],
    step: NextStep,
) -> WhatToDo:
    """Return what to do about the red flags that were told, or else what the picture says.

    Danger that no row of `urgent_help` covers adds the words of the picture, after the others.
    The line of the next step is not among the further lines.
    """
    picture, known = judgement.picture, judgement.known
    fitting, covered = _fitting_help(notes, urgent_help)
    own, professional = answers.about_self, answers.who == "professional"
    rows = [
        WhatToDo(help.own if own else help.others, help.say, help.leave, help.contacts)
        for help in fitting
    ]
    if answers.danger or not covered:
        say = picture.say_professional if professional else picture.say
        do = picture.own if own else ()
        if known:
            do = known.do_own if own else known.do
        rows.append(WhatToDo(do, say, picture.leave))
    return WhatToDo(
        do=_each_once(row.do for row in rows),
        say=() if own else _each_once(row.say for row in rows),
        leave=() if own else _each_once(row.leave for row in rows),
        contacts=tuple(
            each for each in _each_once(row.contacts for row in rows) if each != step.contact
        ),
    )


def _each_once[T](groups: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


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
