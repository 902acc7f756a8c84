"""What is shown of callouts: rows of a list, and the page of one with who is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from uitweg.casework.duty.callouts.actions.callouts import (
    UpcomingStep,
    callouts_to_take,
    newest_thing,
)
from uitweg.casework.duty.callouts.actions.subjects import (
    SubjectForReader,
    hides_danger_from,
    load_subjects,
    most_urgent_first,
    subject_for,
)
from uitweg.casework.duty.callouts.actions.timeline import load_timeline
from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.callouts.rules.callouts import (
    DANGER_KINDS,
    CalloutKind,
    CalloutState,
    Urgency,
    minutes_since,
    minutes_until,
    minutes_words,
)
from uitweg.casework.duty.callouts.rules.steps import class_of
from uitweg.casework.duty.channels.actions import possible_kinds
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.policy.callout_steps import StepWho
from uitweg.platform.policy.escalation import step_table

PATH_OF_KIND = {
    CalloutKind.HANDOVER: "/dienst/overdracht/",
    CalloutKind.ROTA_GAP: "/dienst/",
    CalloutKind.UNREACHABLE: "/dienst/bereikbaar/",
}
"""Where to look when the callout is about no row of its own."""


@dataclass(frozen=True)
class CalloutRow:
    """One callout in a list.

    `taken_by` is "" while nobody has it; `more` counts what else it is about.
    """

    pk: int
    number: str
    url: str
    urgency: str
    is_urgent: bool
    is_danger: bool
    subject: SubjectForReader | None
    more: int
    opened_at: datetime
    taken_by: str
    is_mine: bool
    next_at: datetime | None

    @property
    def is_open(self) -> bool:
        return not self.taken_by


@dataclass(frozen=True)
class CalloutLine:
    """What the line on every screen says of a callout that its reader is to take."""

    number: str
    urgency: str
    url: str


def callout_line(callout: Callout) -> CalloutLine:
    url = reverse("callout", args=[callout.pk])
    return CalloutLine(callout.number, Urgency(callout.urgency).words.lower(), url)


def callout_rows(callouts: Iterable[Callout], *, by: Actor) -> list[CalloutRow]:
    """Return the rows, with what `by` may know of the first thing that each callout is about."""
    callouts = list(callouts)
    prefetch_related_objects(callouts, "subjects")
    return [_callout_row(callout, by) for callout in callouts]


def _callout_row(callout: Callout, by: Actor) -> CalloutRow:
    rows = most_urgent_first(callout)
    first = next(iter(rows), None)
    taker = callout.acknowledged_by if callout.state == CalloutState.ACKNOWLEDGED else None
    return CalloutRow(
        pk=callout.pk,
        number=callout.number,
        url=reverse("callout", args=[callout.pk]),
        urgency=Urgency(callout.urgency).words,
        is_urgent=callout.urgency == Urgency.URGENT,
        is_danger=first is not None and first.kind in DANGER_KINDS,
        subject=subject_for(first, by=by) if first else None,
        more=max(0, len(rows) - 1),
        opened_at=callout.opened_at,
        taken_by=taker.name if taker else "",
        is_mine=taker is not None and taker.pk == by.pk,
        next_at=callout.next_at,
    )


def subject_url(subject: SubjectForReader) -> str:
    """Return the address of the thing for this reader; "" when they may not open it."""
    if subject.address:
        return reverse(subject.address, args=subject.args)
    return PATH_OF_KIND.get(subject.kind, "")


WHO_WORDS = {
    StepWho.DUTY: "heeft dienst",
    StepWho.BACKUP: "achterwacht",
    StepWho.LEADS: "leiding",
    StepWho.ACKNOWLEDGER: "",
}
BUTTON_WORDS = {
    "melding": "Open de melding",
    "belnotitie": "Open de belnotitie",
    "casus": "Open de casus",
}


@dataclass(frozen=True)
class SubjectShown:
    """A subject with the way to it; `url` is "" when this reader may not open it."""

    subject: SubjectForReader
    url: str
    button: str


@dataclass(frozen=True)
class StepShown:
    """Who is called next, at which moment, and as what; `minutes` until then, in words."""

    at: datetime
    members: list[Member]
    as_what: str
    is_reader_alone: bool
    minutes: str


def callout_context(callout: Callout, *, by: Actor) -> dict[str, Any]:
    """Return all that the template needs, as this reader may know it."""
    seen = newest_thing(callout)  # asked first: what joins now was not shown
    subjects = load_subjects(callout, by=by)
    timeline = load_timeline(callout, subjects, now=by.now)
    # a step for which nobody is there is passed over at once
    can_send = bool(possible_kinds())
    ahead = timeline.next if can_send else []
    steps = [_step_shown(step, by) for step in ahead if step.members]
    rules = class_of(callout.progress, step_table())
    following = next((step for step in steps if not step.is_reader_alone), None)
    ago = minutes_since(callout.opened_at, by.now)
    is_taken = callout.state == CalloutState.ACKNOWLEDGED
    return {
        "callout": callout,
        "now": timezone.localtime(by.now),
        "urgency": Urgency(callout.urgency).words,
        "is_urgent": callout.urgency == Urgency.URGENT,
        "is_danger": any(subject.kind in DANGER_KINDS for subject in subjects),
        "is_handled": callout.state == CalloutState.HANDLED,
        "is_taken": is_taken,
        "is_mine": is_taken and callout.acknowledged_by_id == by.pk,
        "seen": seen,
        "may_act": may(by, Permission.CALLOUT_ACT, callout),
        "may_take": not hides_danger_from(callout, by=by),
        "is_for_reader": bool(callouts_to_take([callout], by=by)),
        "subjects": [_subject_shown(subject) for subject in subjects],
        "more_subjects": max(0, callout.subjects.count() - len(subjects)),
        "heading": CalloutKind.TEST.words if not subjects else "",
        "ago": minutes_words(ago) if ago else "",
        "timeline": timeline,
        "steps": steps,
        "can_send": can_send,
        "following": following,
        "comes_back": minutes_words(minutes_until(callout.next_at or by.now, by.now)),
        "extensions_left": max(0, rules.extensions - callout.extended),
        "extension": minutes_words(int(rules.extension.total_seconds() // 60)),
        "clock": "j M" if callout.day_only else "H:i",
        "handled_by": Member.objects.filter(pk=callout.handled_by or 0).first(),
        "to_call_offline": _to_call(steps, by),
    }


def _subject_shown(subject: SubjectForReader) -> SubjectShown:
    button = BUTTON_WORDS.get(subject.noun, "Kijk wat er is")
    return SubjectShown(subject, subject_url(subject), button)


def _step_shown(step: UpcomingStep, by: Actor) -> StepShown:
    members = list(step.members)
    return StepShown(
        at=step.at,
        members=[member for member in members if member.pk != by.pk] or members,
        as_what=WHO_WORDS[step.who],
        is_reader_alone=all(member.pk == by.pk for member in members),
        minutes=minutes_words(minutes_until(step.at, by.now)),
    )


def _to_call(steps: Sequence[StepShown], by: Actor) -> Member | None:
    """Return a colleague with a telephone number who is next; the template else names a lead."""
    callable_members = (
        member for step in steps for member in step.members if member.phone and member.pk != by.pk
    )
    return next(callable_members, None)
