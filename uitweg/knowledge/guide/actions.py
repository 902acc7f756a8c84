"""Votes on pages, as the public door adds them. And who-is-there.

The worker says whether somebody has duty, for a short time; the public door reads it.
"""

from datetime import datetime

from uitweg.knowledge.guide.models import DutyStatus, PageVote
from uitweg.knowledge.guide.rules import (
    DUTY_SAID_AHEAD,
    MOST_VOTES_WAITING,
    DutyState,
    duty_state_at,
    is_voted_on,
)
from uitweg.platform.content import levels, load


def is_page(path: str, level: str) -> bool:
    """Tell whether there is a page that asks for votes at this path and reading level."""
    reading_level = next((each for each in levels() if each.id == level), None)
    if reading_level is None or not reading_level.has(path):
        return False
    return is_voted_on(path, {page.path for page in load(level=level).pages})


def add_vote(*, page: str, level: str, helped: bool) -> bool:
    """Store one vote; return False when so many wait that it is not stored.

    The bound is looked at before anything is written, so a flood of votes takes no turn from the
    messages that are stored in the same database.
    """
    if PageVote.objects.values("id")[:MOST_VOTES_WAITING].count() >= MOST_VOTES_WAITING:
        return False
    PageVote.objects.create(page=page, level=level, helped=helped)
    return True


def say_duty(state: DutyState, *, until: datetime, now: datetime) -> bool:
    """Say to the public door what holds until a moment; return whether a row was written.

    It is cut off at a minute and a half. Said again before half of that is over, nothing is
    written.
    """
    until = min(until, now + DUTY_SAID_AHEAD)
    said = DutyStatus.objects.first()
    if state is DutyState.UNSAID:
        return said is not None and bool(DutyStatus.objects.all().delete())
    if (
        said
        and said.state == state
        and (said.until == until or now + DUTY_SAID_AHEAD / 2 < said.until <= until)
    ):
        return False
    DutyStatus.objects.update_or_create(pk=1, defaults={"state": state, "until": until})
    return True


def said_of_duty(*, now: datetime) -> tuple[DutyState, datetime]:
    """Return what holds now of who has duty, and until when; UNSAID until `now`."""
    said = DutyStatus.objects.first()
    if said is None or not duty_state_at(now, state=DutyState(said.state), until=said.until):
        return DutyState.UNSAID, now
    return DutyState(said.state), said.until
