"""Where a link to an organisation ends up, and that somebody else than who set it called them.

Who sets both the mail address and the number for codes can read what is sent there. So what was
set counts only once a second key holder has called the organisation about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from uitweg.casework.partners.actions.partner_contact import sees_reach
from uitweg.casework.partners.models import Organisation
from uitweg.casework.partners.rules.edits import REACH
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_row


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
    when it is not for them to see, "organisation-ended".
    """
    require(by, Permission.PARTNER_CONFIRM, organisation)
    with transaction.atomic():
        locked = lock_row(organisation)
        if locked.ended_on is not None:
            raise NotPossible("organisation-ended")
        if seen_of(locked) != seen or not may(by, Permission.PARTNER_CONFIRM, locked):
            raise NotPossible("reach-changed")
        if not locked.is_reach_unconfirmed:
            return
        if not sees_reach(locked, by=by):
            raise NotPossible("reach-hidden")
        locked.reach_confirmed_at, locked.reach_confirmed_by = by.now, by.member
        locked.save(update_fields=["reach_confirmed_at", "reach_confirmed_by"])
        audit_log.record(by.member, "partner:confirm", locked)


def reach_of(organisation: Organisation, *, by: Actor) -> Reach:
    is_unconfirmed = organisation.is_reach_unconfirmed and has_reach(organisation)
    may_do_so = may(by, Permission.PARTNER_CONFIRM, organisation)
    is_hidden = not sees_reach(organisation, by=by)
    return Reach(
        is_unconfirmed=is_unconfirmed,
        may_confirm=is_unconfirmed and may_do_so and not is_hidden,
        is_hidden=is_hidden,
        to_ask=tuple(_others(organisation, by)) if is_unconfirmed and not may_do_so else (),
        seen=seen_of(organisation),
    )


def has_reach(organisation: Organisation) -> bool:
    return bool(organisation.mail or organisation.code_phone)


def seen_of(organisation: Organisation) -> str:
    """Return 32 hex digits that change when anything changes about where a link goes."""
    stored = "\0".join(str(getattr(organisation, name)) for name in REACH)
    return tokens.sha256(stored.encode()).hex()[:32]


def _others(organisation: Organisation, by: Actor) -> list[Member]:
    """Return the key holders of today who set none of it, leads first."""
    members = Member.objects.holding_key(today=by.today)
    setters = organisation.reach_setters
    free = [each for each in members if not any(map(each.is_same_person_as, setters))]
    return sorted(free, key=lambda each: (each.role != Role.LEAD, each.pk))


def count_to_call(*, by: Actor) -> int:
    """Return to how many organisations no link can go yet, for who may do something about it."""
    if not may(by, Permission.PARTNER_CONFIRM):
        return 0
    return Organisation.objects.with_unconfirmed_reach().count()
