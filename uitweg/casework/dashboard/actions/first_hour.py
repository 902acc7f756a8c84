"""What a new team still has to do before it works, and who waits for the key."""

from dataclasses import dataclass

from uitweg.channel.models import Answer
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role, may


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
    """`waiting` are colleagues who joined and to whom this member can give the key.

    `first_hour` is None once the team works, and for whoever cannot invite.
    """

    waiting: list[Member]
    first_hour: FirstHour | None


def load_team_now(*, by: Actor) -> TeamNow:
    """Return what this member can do for the team itself."""
    active = [m for m in Member.objects.with_keys() if m.is_active_on(by.today)]
    waiting = [
        member
        for member in active
        if member.waits_for_key and may(by.member, Permission.MEMBER_ADMIT, member)
    ]
    return TeamNow(waiting, _first_hour(by.member, active))


def _first_hour(member: Member, active: list[Member]) -> FirstHour | None:
    if not may(member, Permission.MEMBER_INVITE):
        return None
    coordinators = [other for other in active if other.role == Role.COORDINATOR]
    steps = FirstHour(
        coordinator_invited=bool(coordinators),
        coordinator_has_key=any(
            other.has_joined and not other.waits_for_key for other in coordinators
        ),
        report_answered=Answer.objects.exists(),
    )
    return None if steps.is_over else steps
