"""What a new team still has to do before it works, and who waits for the key."""

from dataclasses import dataclass
from datetime import timedelta

from uitweg.channel.conversation.models import Answer
from uitweg.platform.accounts.actions import admission
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role, may

ALONE_SHOWN_FOR = timedelta(days=14)
"""On Nu of each key holder; at Leden it stays until somebody else has seen who it is."""


@dataclass(frozen=True)
class FirstHour:
    """The steps from a lead alone to a team that answers; each tells whether it is done."""

    coordinator_invited: bool
    coordinator_has_key: bool
    report_answered: bool

    @property
    def is_over(self) -> bool:
        return all(vars(self).values())


@dataclass(frozen=True)
class TeamNow:
    """What waits for this member, and what they should know of how colleagues came in.

    `waiting` are colleagues who joined and whom this member can admit, `to_confirm` those whose
    invitation they can confirm, `brought_in_alone` those whom one person alone brought in lately.
    `to_review` counts accounts that end soon or were not looked at for a year. `first_hour` is None
    once the team works, and for whoever cannot invite.
    """

    waiting: list[Member]
    to_confirm: list[Member]
    brought_in_alone: list[Member]
    first_hour: FirstHour | None
    to_review: int = 0

    def __bool__(self) -> bool:
        return any(vars(self).values())


def load_team_now(*, by: Actor) -> TeamNow:
    """Return what this member can do for the team itself."""
    active = [m for m in Member.objects.with_keys() if m.is_active_on(by.today)]
    waiting = [
        member
        for member in active
        if member.waits_for_admission
        and may(by, Permission.MEMBER_ADMIT, member)
        and not admission.who_else_can_admit(member, by=by)
    ]
    to_confirm = [
        member
        for member in active
        if member.waits_for_confirmation_at(by.now) and may(by, Permission.MEMBER_CONFIRM, member)
    ]
    to_review = [
        member
        for member in active
        if member.is_due_for_review(by.today) and may(by, Permission.MEMBER_KEEP, member)
    ]
    alone, first_hour = _brought_in_alone(active, by=by), _first_hour(by, active)
    return TeamNow(waiting, to_confirm, alone, first_hour, len(to_review))


def _brought_in_alone(active: list[Member], *, by: Actor) -> list[Member]:
    """Return the members whom one person alone brought in, for two weeks after it."""
    since = by.now - ALONE_SHOWN_FOR
    return [
        member
        for member in active
        if member.brought_in_by is not None
        and member.admitted_at is not None
        and member.admitted_at >= since
    ]


def _first_hour(by: Actor, active: list[Member]) -> FirstHour | None:
    if not may(by, Permission.MEMBER_INVITE):
        return None
    coordinators = [other for other in active if other.role == Role.COORDINATOR]
    steps = FirstHour(
        coordinator_invited=bool(coordinators),
        coordinator_has_key=any(
            other.has_joined and not other.waits_for_admission for other in coordinators
        ),
        report_answered=Answer.objects.exists(),
    )
    return None if steps.is_over else steps
