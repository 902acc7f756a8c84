"""What the page of one page shows: its state in words, who is next, and whom to call offline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from uitweg.casework.duty.callouts.actions.inbox import pages_to_take
from uitweg.casework.duty.callouts.actions.paging import UpcomingStep, newest_thing
from uitweg.casework.duty.callouts.actions.subjects import (
    SubjectForReader,
    hides_danger_from,
    load_subjects,
)
from uitweg.casework.duty.callouts.actions.timeline import load_timeline
from uitweg.casework.duty.callouts.models import Page
from uitweg.casework.duty.callouts.rules.paging import (
    DANGER_KINDS,
    HAPPENED,
    PageKind,
    PageState,
    Urgency,
    minutes_since,
    minutes_until,
    minutes_words,
)
from uitweg.casework.duty.callouts.rules.steps import class_of
from uitweg.casework.duty.callouts.views.rows import subject_url
from uitweg.casework.duty.channels.actions import possible_kinds
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.policy.escalation import step_table
from uitweg.platform.policy.page_steps import StepWho

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


def page_context(page: Page, *, by: Actor) -> dict[str, Any]:
    """Return all that the template needs, as this reader may know it."""
    seen = newest_thing(page)  # asked first: what joins now was not shown
    subjects = load_subjects(page, by=by)
    timeline = load_timeline(page, subjects, now=by.now)
    # a step for which nobody is there is passed over at once
    can_send = bool(possible_kinds())
    ahead = timeline.next if can_send else []
    steps = [_step_shown(step, by) for step in ahead if step.members]
    rules = class_of(page.progress, step_table())
    following = next((step for step in steps if not step.is_reader_alone), None)
    ago = minutes_since(page.opened_at, by.now)
    is_taken = page.state == PageState.ACKNOWLEDGED
    return {
        "page": page,
        "now": timezone.localtime(by.now),
        "urgency": Urgency(page.urgency).words,
        "is_urgent": page.urgency == Urgency.URGENT,
        "is_danger": any(subject.kind in DANGER_KINDS for subject in subjects),
        "is_handled": page.state == PageState.HANDLED,
        "is_taken": is_taken,
        "is_mine": is_taken and page.acknowledged_by_id == by.pk,
        "seen": seen,
        "may_act": may(by, Permission.PAGE_ACT, page),
        "may_take": not hides_danger_from(page, by=by),
        "is_for_reader": bool(pages_to_take([page], by=by)),
        "subjects": [_subject_shown(subject) for subject in subjects],
        "more_subjects": max(0, page.subjects.count() - len(subjects)),
        "heading": HAPPENED[PageKind.TEST] if not subjects else "",
        "ago": minutes_words(ago) if ago else "",
        "timeline": timeline,
        "steps": steps,
        "can_send": can_send,
        "following": following,
        "comes_back": minutes_words(minutes_until(page.next_at, by.now)) if page.next_at else "",
        "extensions_left": max(0, rules.extensions - page.extended),
        "extension": minutes_words(int(rules.extension.total_seconds() // 60)),
        "clock": "j M" if page.day_only else "H:i",
        "handled_by": Member.objects.filter(pk=page.handled_by or 0).first(),
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
