"""How long an account stays: its end, keeping it for another year, what goes when it is over."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from uitweg.platform.accounts.actions import key_shares
from uitweg.platform.accounts.actions.authorization import (
    Actor,
    NotPossible,
    require,
    require_still,
)
from uitweg.platform.accounts.models import KeyShare, Member, Passkey, Session
from uitweg.platform.accounts.rules import ACCOUNT_LASTS, Permission, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act, ActOrigin
from uitweg.platform.choices import Refusal
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.store.locking import lock_row

KEEP_ACCOUNT = Act("member:keep", "Account een jaar langer gehouden")
LAPSE_ACCOUNT = Act("member:lapse", "Account liep af")
END_ACCOUNT = Act("member:end", "Toegang beëindigd")


class AccountEndRefusal(Refusal):
    END_NOT_IN_A_YEAR = "Kies een dag binnen een jaar. Daarna kan het telkens een jaar langer."
    MEMBER_ENDED = "Dit account is al gestopt. Wie terugkomt, krijgt een nieuwe uitnodiging."
    ACCOUNTS_BY_LEAD = (
        "Bij deze organisatie horen accounts. Alleen een teamleider kan haar laten stoppen. Er is "
        "niets veranderd."
    )


def checked_end(until: date | None, *, today: date) -> date:
    """Return the last day of a new account: `until`, or else a year from now.

    Raises NotPossible when that is over already, or later than a year from now.
    """
    last_day = until or today + ACCOUNT_LASTS
    if not today <= last_day <= today + ACCOUNT_LASTS:
        raise NotPossible(AccountEndRefusal.END_NOT_IN_A_YEAR)
    return last_day


def keep_for_a_year(*, by: Actor, member: Member) -> None:
    """Let an account stay for a year from now; twice on a day changes nothing the second time.

    An account without an end stays without one. Raises NotPossible for one that is over.
    """
    require(by, Permission.MEMBER_KEEP, member)
    with transaction.atomic():
        key_shares.lock_shares()
        member = lock_row(member, may_be_named=True)
        require_still(by, Permission.MEMBER_KEEP, member)
        if not member.is_active_on(by.today):
            raise NotPossible(AccountEndRefusal.MEMBER_ENDED)
        last_day = member.until and by.today + ACCOUNT_LASTS
        if (member.reviewed_on, member.until) == (by.today, last_day):
            return
        member.reviewed_on, member.until = by.today, last_day
        member.save(update_fields=["reviewed_on", "until"])
        audit_log.record(by.member, KEEP_ACCOUNT, member)


def running_accounts_of(organisation: int, *, today: date) -> list[Member]:
    """Return the accounts of an organisation that are not over, invited ones too, by name."""
    rows = Member.objects.filter(organisation=organisation, until__gte=today)
    return list(rows.order_by("name", "pk"))


def end_accounts_of_organisation(organisation: int, *, by: Actor) -> int:
    """End every account of an organisation at once, invited ones too; return how many.

    Raises NotPossible(AccountEndRefusal.ACCOUNTS_BY_LEAD), and ends none, when one of them is not
    `by`'s to end.
    """
    with transaction.atomic():
        ending = running_accounts_of(organisation, today=by.today)
        if not all(may(by, Permission.MEMBER_END, member) for member in ending):
            raise NotPossible(AccountEndRefusal.ACCOUNTS_BY_LEAD)
        for each in ending:
            member = lock_row(each, may_be_named=True)
            member.until, member.wants_mail, member.phone = by.today - timedelta(days=1), False, ""
            member.invitation, member.invited_until = b"", None
            member.save(
                update_fields=["until", "wants_mail", "phone", "invitation", "invited_until"]
            )
            key_shares.take_everything(member, now=by.now)
            audit_log.record(by.member, END_ACCOUNT, member)
    return len(ending)


@job("lapsed-accounts", every=timedelta(minutes=1))
def end_lapsed_accounts(*, now: datetime) -> int:
    """Take keys, passkeys, sessions and drafts of accounts whose last day passed; return how many.

    Who ended an account by hand took them at once.
    """
    today = timezone.localdate(now)
    holders = [model.objects.values("member") for model in (KeyShare, Passkey, Session)]
    has_something = Q(pk__in=holders[0]) | Q(pk__in=holders[1]) | Q(pk__in=holders[2])
    lapsed = Member.objects.filter(has_something, until__lt=today).order_by("pk")
    return sum(_end_lapsed(member, now=now) for member in lapsed)


@transaction.atomic
def _end_lapsed(member: Member, *, now: datetime) -> bool:
    member = lock_row(member, may_be_named=True)
    if member.is_active_on(timezone.localdate(now)):
        return False  # somebody kept it just now
    key_shares.take_everything(member, now=now)
    audit_log.record(None, LAPSE_ACCOUNT, member, origin=ActOrigin.WORKER)
    return True
