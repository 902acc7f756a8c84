"""Mail to the members who manage a case; it never says what is in the case."""

from datetime import datetime

from uitweg.casework.cases.actions.grants import can_hold_key
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.grants import MANAGE_LEVELS
from uitweg.platform.accounts.actions.mail import MemberMail, mail_member
from uitweg.platform.accounts.models import Member


def mail_managers(
    case: Case, mail: MemberMail, *, key: str, except_for: Member, now: datetime
) -> None:
    """Queue this mail for each member who manages the case now.

    A second call with the same `key` queues nothing.
    """
    grants = case.grants.active().filter(level__in=MANAGE_LEVELS).exclude(member=except_for)
    for member in Member.objects.filter(pk__in=grants.values("member")):
        if can_hold_key(member, now=now):
            mail_member(member, mail, key=key, now=now)
