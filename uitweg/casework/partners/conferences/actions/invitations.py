"""Inviting everybody in one click, again after a change, and telling that it is off."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from uitweg.casework.partners.conferences.actions import calendar as conference_calendar
from uitweg.casework.partners.conferences.actions import packages as conference_packages
from uitweg.casework.partners.conferences.actions.conferences import (
    WRITE_CONFERENCE,
    ConferenceRefusal,
    set_state,
)
from uitweg.casework.partners.conferences.actions.items import read_items
from uitweg.casework.partners.conferences.actions.packages import ItemForParty
from uitweg.casework.partners.conferences.actions.people import PersonAtTable, people_at_table
from uitweg.casework.partners.conferences.actions.sending import SEND_MINUTES
from uitweg.casework.partners.conferences.actions.texts import (
    ConferenceText,
    DecryptedItem,
    conference_text,
)
from uitweg.casework.partners.conferences.models import Conference, Participant
from uitweg.casework.partners.conferences.rules.states import (
    SEES_AFTER_END,
    WRITABLE_STATES,
    ConferenceState,
)
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions.basis import sending_standing
from uitweg.casework.partners.dispatch.actions.ends import end_package
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.packages import PackageEnd, PackageKind
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.store.locking import lock_row


class ConferenceInvitationRefusal(Refusal):
    CONFERENCE_CHAIR = "Wie voorzit blijft op de lijst. Er is niets veranderd."


def waits_for_call(organisation: Organisation, *, by: Actor) -> bool:
    """Return whether nothing goes there until a second member has called them."""
    return sending_standing(organisation, (), now=by.now).waits_for_call


@dataclass(frozen=True)
class Invited:
    """How inviting went: how many were mailed, and who has no address for one."""

    mailed: int
    without_mail: tuple[str, ...]


def send_invitations(*, conference: Conference, by: Actor) -> Invited:
    """Mail everybody their invitation, and send each organisation its own items.

    A second time, only whoever is new gets something, unless the time changed since: then each
    calendar gets the next version. All or nothing. Raises NotAllowed for whoever does not chair
    it, and NotPossible when it is over, or a basis went meanwhile ("no-basis").
    """
    require(by, Permission.CONFERENCE_SEND, conference)
    items = read_items(conference, by=by)
    people, text = people_at_table(conference, by=by), conference_text(conference, by.keyring)
    with transaction.atomic():
        locked = _locked_writable(conference)
        locked.invited_at = locked.invited_at or by.now
        locked.save(update_fields=["invited_at"])
        mailed = [_invite(person, locked, text, items, by) for person in people]
        audit_log.record(by.member, SEND_MINUTES, locked, reason="invitation")
    names = [
        person.whole_name for person, is_mailed in zip(people, mailed, strict=True) if not is_mailed
    ]
    return Invited(sum(mailed), tuple(names))


def _invite(
    person: PersonAtTable,
    conference: Conference,
    text: ConferenceText,
    items: Sequence[DecryptedItem],
    by: Actor,
) -> bool:
    """Invite one participant; return whether a mail could be queued.

    An organisation whose address nobody confirmed is not invited yet: it stays on the list.
    """
    row = person.row
    row.conference = conference
    if row.organisation is not None and waits_for_call(row.organisation, by=by):
        return False
    Participant.objects.filter(pk=row.pk).update(
        sees_from=row.sees_from or by.now, sees_until=conference.ends_at + SEES_AFTER_END
    )
    if row.organisation is not None and row.package_id is None:
        _send_items(person, conference, text, items, by)
    return conference_calendar.mail_invitation(row, now=by.now)


def _send_items(
    person: PersonAtTable,
    conference: Conference,
    text: ConferenceText,
    items: Sequence[DecryptedItem],
    by: Actor,
) -> None:
    organisation = person.row.organisation
    assert organisation is not None
    # nothing of a case leaves any more once it was closed
    own = [item for item in items if item.row.pk in person.items and item.row.case.is_open]
    standing = sending_standing(organisation, [item.row.case for item in own], now=by.now)
    if standing.unreachable:
        return
    for_party = [ItemForParty(item, standing.bases[item.row.case_id]) for item in own]
    party = conference_packages.beforehand(conference, text, for_party, by=by)
    opens_until = conference.ends_at + SEES_AFTER_END
    if party is not None and opens_until > by.now:
        conference_packages.send_to(
            person, party, kind=PackageKind.CONFERENCE, opens_until=opens_until, by=by
        )


def invite_again(*, conference: Conference, by: Actor) -> None:
    """Send everybody who was invited the next version: another time, or a time that is off.

    At another time each organisation is asked anew: what it answered was about the time before.
    The caller changed the conference in the same request.
    """
    require(by, Permission.CONFERENCE_SEND, conference)
    items = read_items(conference, by=by)
    people, text = people_at_table(conference, by=by), conference_text(conference, by.keyring)
    readable = frozenset(item.row.pk for item in items if item.is_open)
    with transaction.atomic():
        locked = lock_row(conference)
        if locked.invited_at is None:
            return
        locked.sequence += 1
        locked.save(update_fields=["sequence"])
        is_off = locked.state == ConferenceState.CANCELLED
        for person in people:
            person.row.conference = locked
            if is_off:
                _take_back(person.row, by)
            elif person.row.package is not None and person.items <= readable:
                _ask_anew(person, locked, text, items, by)
            else:
                _open_until(person.row, locked)
            conference_calendar.mail_invitation(person.row, now=by.now)
        audit_log.record(by.member, SEND_MINUTES, locked, reason="invitation")


def _ask_anew(
    person: PersonAtTable,
    conference: Conference,
    text: ConferenceText,
    items: Sequence[DecryptedItem],
    by: Actor,
) -> None:
    """Send an organisation its items with the new time, in the place of what it had."""
    row = person.row
    assert row.package is not None
    end_package(package=row.package, end=PackageEnd.EXPIRED, now=by.now)
    row.package, row.sees_until = None, conference.ends_at + SEES_AFTER_END
    row.save(update_fields=["package", "sees_until"])
    _send_items(person, conference, text, items, by)


def cancel_conference(*, conference: Conference, by: Actor) -> None:
    """Call a planned conference off, and tell everybody who was invited; again changes nothing."""
    require(by, Permission.CONFERENCE_SEND, conference)
    with transaction.atomic():
        locked = lock_row(conference)
        if locked.state == ConferenceState.CANCELLED:
            return
        set_state(locked, ConferenceState.CANCELLED, by=by)
        invite_again(conference=locked, by=by)


def remove_participant(*, participant: Participant, by: Actor) -> None:
    """Take somebody off the list; what they got cannot be opened any more, and they are told."""
    conference = participant.conference
    require(by, Permission.CONFERENCE_SEND, conference)
    with transaction.atomic():
        locked = _locked_writable(conference)
        row = lock_row(participant)
        if row.ended_at is not None:
            return
        if row.member_id == locked.chair_id:
            raise NotPossible(ConferenceInvitationRefusal.CONFERENCE_CHAIR)
        was_invited = row.sees_until is not None
        _take_back(row, by)
        row.ended_at, row.package, row.conference = by.now, None, locked
        row.sees_from = row.sees_until = None  # whoever comes back is invited anew
        row.save(update_fields=["ended_at", "package", "sees_from", "sees_until"])
        locked.sequence += 1
        locked.save(update_fields=["sequence"])
        if was_invited:
            conference_calendar.mail_invitation(row, now=by.now)
        audit_log.record(by.member, WRITE_CONFERENCE, locked, reason="participant")


def _open_until(row: Participant, conference: Conference) -> None:
    """Let what a participant got beforehand open until an hour after the new end."""
    until = conference.ends_at + SEES_AFTER_END
    Participant.objects.filter(pk=row.pk).exclude(sees_until=None).update(sees_until=until)
    Package.objects.filter(pk=row.package_id or 0, ended_at=None).update(opens_until=until)


def _take_back(row: Participant, by: Actor) -> None:
    if row.package is not None:
        end_package(package=row.package, end=PackageEnd.WITHDRAWN, now=by.now)


def _locked_writable(conference: Conference) -> Conference:
    locked = lock_row(conference)
    if ConferenceState(locked.state) not in WRITABLE_STATES:
        raise NotPossible(ConferenceRefusal.CONFERENCE_MOVED)
    return locked
