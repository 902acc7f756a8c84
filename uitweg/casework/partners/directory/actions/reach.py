"""Who reads what goes to an organisation, and that somebody else than who set that called them.

Who sets both the mail address and the number for codes can read what is sent by link, and who lets
an account in for a made-up person reads it there. So each counts only once a second key holder has
called the organisation about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from uitweg.casework.partners.directory.actions.contact import sees_reach
from uitweg.casework.partners.directory.models import Organisation, OrganisationQuerySet
from uitweg.casework.partners.directory.rules import ACCOUNT_IS_NEW, REACH
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import envelope, tokens
from uitweg.platform.store.locking import lock_row

CONFIRM_PARTNER = Act("partner:confirm", "Partner nagebeld")


class ReachCallRefusal(Refusal):
    REACH_CHANGED = (
        "Het mailadres of het nummer van deze organisatie veranderde net. Er is niets bevestigd. "
        "Kijk opnieuw."
    )
    REACH_HIDDEN = (
        "Het mailadres of het nummer is afgeschermd voor jou. Er is niets bevestigd. Vraag een "
        "collega die het mag zien."
    )
    REACH_OF_ENDED = "Deze organisatie is beëindigd. Er is niets bevestigd."


@dataclass(frozen=True)
class Reach:
    """Whether an organisation's address and number count, for one member who looks.

    `is_hidden`: they are for members who are named, and this is none of them. `to_ask` are who
    can confirm, leads first, when this member cannot. `seen` goes with the tap, so that exactly
    what was shown is confirmed.
    """

    is_unconfirmed: bool
    may_confirm: bool
    is_hidden: bool
    to_ask: tuple[Member, ...]
    seen: str


def note_change(
    organisation: Organisation, before: Mapping[str, str], after: Mapping[str, str], *, by: Actor
) -> bool:
    """Write down who set where links go, which ends that it was confirmed; tell whether.

    `organisation` has the new values already. A column that was emptied leads nowhere, so nobody
    has to confirm it.
    """
    changed = [name for name in REACH if before.get(name, "") != after.get(name, "")]
    if not changed:
        return False
    earlier = {} if organisation.reach_confirmed_at else organisation.reach_set_by
    setters = earlier | dict.fromkeys(changed, by.pk)
    organisation.reach_set_by = {
        name: pk for name, pk in setters.items() if getattr(organisation, name)
    }
    organisation.reach_changed_at, organisation.reach_changed_by = by.now, by.member
    organisation.reach_confirmed_at, organisation.reach_confirmed_by = None, None
    return True


def confirm_reach(*, organisation: Organisation, seen: str, by: Actor) -> None:
    """Write down that this member called the organisation, on a number they looked up themselves.

    A second tap changes nothing. Raises NotAllowed for who set it themselves, and NotPossible:
    "reach-changed" when it is not what they saw, or was set anew by themselves, "reach-hidden"
    when it is not for them to see, "reach-of-ended".
    """
    require(by, Permission.PARTNER_CONFIRM, organisation)
    with transaction.atomic():
        locked = lock_row(organisation)
        if locked.ended_on is not None:
            raise NotPossible(ReachCallRefusal.REACH_OF_ENDED)
        if seen_of(locked) != seen or not may(by, Permission.PARTNER_CONFIRM, locked):
            raise NotPossible(ReachCallRefusal.REACH_CHANGED)
        if not locked.is_reach_unconfirmed:
            return
        if not sees_reach(locked, by=by):
            raise NotPossible(ReachCallRefusal.REACH_HIDDEN)
        locked.reach_confirmed_at, locked.reach_confirmed_by = by.now, by.member
        locked.save(update_fields=["reach_confirmed_at", "reach_confirmed_by"])
        audit_log.record(by.member, CONFIRM_PARTNER, locked)


def reach_of(organisation: Organisation, *, by: Actor) -> Reach:
    is_unconfirmed = organisation.is_reach_unconfirmed and has_reach(organisation)
    may_do_so = may(by, Permission.PARTNER_CONFIRM, organisation)
    is_hidden = not sees_reach(organisation, by=by)
    return Reach(
        is_unconfirmed=is_unconfirmed,
        may_confirm=is_unconfirmed and may_do_so and not is_hidden,
        is_hidden=is_hidden,
        to_ask=tuple(who_can_confirm(organisation, by=by))
        if is_unconfirmed and not may_do_so
        else (),
        seen=seen_of(organisation),
    )


def accounts_of(organisation: Organisation, *, today: date) -> list[Member]:
    """Return the accounts of this organisation that open what is sent to it today."""
    return list(Member.objects.of_organisation(organisation.pk, today=today))


def unknown_accounts(
    organisation: Organisation, accounts: Iterable[Member], *, now: datetime
) -> list[Member]:
    """Return those that are new, and that nobody knows but who let them in."""
    return [
        each
        for each in accounts
        if each.admitted_at is not None
        and now - each.admitted_at < ACCOUNT_IS_NEW
        and _key_of(each) not in organisation.known_accounts
    ]


@dataclass(frozen=True)
class UnknownAccounts:
    """Accounts to be known by somebody else than who invited or admitted them."""

    accounts: tuple[Member, ...]

    @property
    def reach_setters(self) -> list[int]:
        both = {pk for each in self.accounts for pk in (each.invited_by, each.admitted_by)}
        return sorted(pk for pk in both if pk is not None)

    @property
    def seen(self) -> str:
        """Return 32 hex digits that change with whom or which key it is about."""
        return tokens.sha256("".join(map(_key_of, self.accounts)).encode()).hex()[:32]


def accounts_to_know(organisation: Organisation, *, by: Actor) -> UnknownAccounts:
    accounts = accounts_of(organisation, today=by.today)
    return UnknownAccounts(tuple(unknown_accounts(organisation, accounts, now=by.now)))


def know_accounts(*, organisation: Organisation, seen: str, by: Actor) -> None:
    """Write down that this member knows that the new accounts' people work there.

    A second tap changes nothing. Raises NotAllowed for who invited or admitted one of them, and
    NotPossible: "reach-changed" when it is about others than they saw, "reach-of-ended".
    """
    require(by, Permission.PARTNER_CONFIRM, accounts_to_know(organisation, by=by))
    with transaction.atomic():
        locked = lock_row(organisation)
        if locked.ended_on is not None:
            raise NotPossible(ReachCallRefusal.REACH_OF_ENDED)
        unknown = accounts_to_know(locked, by=by)
        if not unknown.accounts:
            return
        if unknown.seen != seen or not may(by, Permission.PARTNER_CONFIRM, unknown):
            raise NotPossible(ReachCallRefusal.REACH_CHANGED)
        locked.known_accounts |= {_key_of(each): by.pk for each in unknown.accounts}
        locked.save(update_fields=["known_accounts"])
        audit_log.record(by.member, CONFIRM_PARTNER, locked, reason="account")


def has_reach(organisation: Organisation) -> bool:
    return bool(organisation.mail or organisation.code_phone)


def seen_of(organisation: Organisation) -> str:
    """Return 32 hex digits that change when anything changes about where a link goes."""
    stored = "\0".join(str(getattr(organisation, name)) for name in REACH)
    return tokens.sha256(stored.encode()).hex()[:32]


def _key_of(account: Member) -> str:
    """Return the id of an account's key: who joins anew has another, and is new again."""
    return envelope.key_id(bytes(account.public_key)).hex()


def who_can_confirm(thing: Organisation | UnknownAccounts, *, by: Actor) -> list[Member]:
    """Return the key holders of today who set none of it, leads first."""
    members = Member.objects.holding_key(today=by.today)
    setters = thing.reach_setters
    free = [each for each in members if not any(map(each.is_same_person_as, setters))]
    return sorted(free, key=lambda each: (each.role != Role.LEAD, each.pk))


def to_call(*, by: Actor) -> OrganisationQuerySet:
    """Return the organisations to which nothing can go until a second member called; by name."""
    rows = Organisation.objects.with_unconfirmed_reach()
    admitted = Member.objects.of_partners().filter(admitted_at__gt=by.now - ACCOUNT_IS_NEW)
    with_new = Organisation.objects.filter(ended_on=None, pk__in=admitted.values("organisation"))
    new = [each.pk for each in with_new.order_by("pk") if accounts_to_know(each, by=by).accounts]
    waiting = Organisation.objects.filter(pk__in=[*rows.values_list("pk", flat=True), *new])
    return waiting.order_by("name")


def count_to_call(*, by: Actor) -> int:
    """Return how many `to_call` has, for who may do something about it; 0 for others."""
    return to_call(by=by).count() if may(by, Permission.PARTNER_CONFIRM) else 0
