"""Who takes part in a conference, in which items, whether they came and promised secrecy."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from uitweg.casework.cases.case.models import Case
from uitweg.casework.partners.conferences.actions.answers import attendance_of, replies_that_count
from uitweg.casework.partners.conferences.actions.conferences import (
    WRITE_CONFERENCE,
    ConferenceRefusal,
)
from uitweg.casework.partners.conferences.actions.texts import contact_of, seal_contact
from uitweg.casework.partners.conferences.models import (
    AgendaItem,
    Conference,
    Participant,
    ParticipantItem,
)
from uitweg.casework.partners.conferences.rules.states import (
    MOST_PARTICIPANTS,
    TALKING_STATES,
    WRITABLE_STATES,
    Attendance,
    ConferenceState,
)
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.models import PackageReply
from uitweg.casework.partners.dispatch.rules.packages import (
    PackageKind,
    PartnerAnswer,
    answer_words,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.choices import Refusal
from uitweg.platform.store.locking import lock_row


class ParticipantRefusal(Refusal):
    CONFERENCE_WHO = "Kies een collega óf een organisatie. Er is niets veranderd."
    CONFERENCE_FULL = "Hier zitten al veertig mensen. Er is niemand bij gekomen."


@dataclass(frozen=True)
class PersonAtTable:
    """A participant as the chair sees them; `name` is who comes, `of` their organisation.

    `attendance` says of an invited organisation whether it comes, `refusal` why not, in the words
    it chose.
    """

    row: Participant
    name: str
    of: str
    items: frozenset[int]
    accepted_at: datetime | None
    attendance: Attendance | None = None
    refusal: str = ""

    @property
    def called(self) -> tuple[str, ...]:
        return tuple(name for name in (self.name, self.of) if name)

    @property
    def whole_name(self) -> str:
        return ", ".join(self.called)

    @property
    def seat_key(self) -> str:
        kind = "member" if self.row.member_id else "organisation"
        return f"{kind}:{self.row.member_id or self.row.organisation_id}"


def people_at_table(conference: Conference, *, by: Actor) -> list[PersonAtTable]:
    """Return who takes part, members first, each with the ids of their items."""
    rows = conference.participants.filter(ended_at=None).select_related(
        "member", "organisation", "package"
    )
    participants = list(rows.order_by("id"))
    items = _items_of(participants)
    replies = replies_that_count({row.package_id for row in participants if row.package_id})
    people = [
        _person(row, items.get(row.pk, frozenset()), replies.get(row.package_id or 0), by)
        for row in participants
    ]
    return sorted(people, key=lambda person: (person.row.member_id is None, person.row.pk))


def _person(
    row: Participant, items: frozenset[int], reply: PackageReply | None, by: Actor
) -> PersonAtTable:
    """Return one of them; who comes for an organisation promised secrecy by saying so."""
    attendance = attendance_of(row, reply)
    accepted_at, refusal = row.accepted_at, ""
    if reply and attendance is Attendance.COMES:
        accepted_at = accepted_at or reply.replied_at
    if reply and attendance is Attendance.NOT:
        refusal = answer_words(PackageKind.CONFERENCE, PartnerAnswer(reply.answer))
    return PersonAtTable(
        row,
        row.member.name if row.member else contact_of(row, by.keyring),
        row.organisation.name if row.organisation else "",
        items,
        accepted_at,
        attendance,
        refusal,
    )


def _items_of(participants: Iterable[Participant]) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    seats = ParticipantItem.objects.filter(participant__in=list(participants)).order_by("id")
    for seat in seats:
        found[seat.participant_id] = found.get(seat.participant_id, frozenset()) | {seat.item_id}
    return found


@dataclass(frozen=True)
class ParticipantTerms:
    """Who is to take part, exactly one of the two; `contact` is who comes for an organisation."""

    items: Collection[AgendaItem]
    member: Member | None = None
    organisation: Organisation | None = None
    contact: str = ""


def add_participant(
    *, conference: Conference, terms: ParticipantTerms, by: Actor, form_key: bytes
) -> Participant:
    """Add who takes part, or change in which items; who comes late sees from now on.

    Raises NotPossible when the minutes left, or for too many people, or for nobody.
    """
    require(by, Permission.CONFERENCE_WRITE)
    if (terms.member is None) == (terms.organisation is None):
        raise NotPossible(ParticipantRefusal.CONFERENCE_WHO)
    with transaction.atomic():
        locked = _locked_writable(conference)
        row = locked.participants.filter(
            member=terms.member, organisation=terms.organisation
        ).first()
        if row is None:
            if locked.participants.filter(ended_at=None).count() >= MOST_PARTICIPANTS:
                raise NotPossible(ParticipantRefusal.CONFERENCE_FULL)
            row = Participant(
                conference=locked,
                member=terms.member,
                organisation=terms.organisation,
                form_key=form_key,
            )
        if row.ended_at is not None:  # their calendar let it go: a next version brings it back
            locked.sequence += 1
            locked.save(update_fields=["sequence"])
        row.ended_at = None
        row.sealed_text = seal_contact(bytes(row.form_key), terms.contact)
        if locked.state in TALKING_STATES:
            row.sees_from, row.came_at = row.sees_from or by.now, row.came_at or by.now
        row.save()
        _set_items(row, terms.items, by)
        audit_log.record(by.member, WRITE_CONFERENCE, locked, reason="participant")
    return row


def _set_items(row: Participant, items: Collection[AgendaItem], by: Actor) -> None:
    """Let somebody take part in these items; what is about cases of others stays as it is."""
    own = AgendaItem.objects.filter(
        conference=row.conference_id, case__in=Case.objects.worked_on_by(by.member)
    )
    writable = set(own.values_list("pk", flat=True))
    kept = {item.pk for item in items} & writable
    row.own_items.filter(item__in=writable - kept).delete()
    there = set(row.own_items.values_list("item", flat=True))
    ParticipantItem.objects.bulk_create(
        ParticipantItem(participant=row, item_id=pk) for pk in sorted(kept - there)
    )


def mark_present(*, participant: Participant, is_there: bool, by: Actor) -> None:
    """Write down that somebody is there, from now on, or is not after all."""
    require(by, Permission.CONFERENCE_WRITE)
    with transaction.atomic():
        locked = _locked_writable(participant.conference)
        came_at = by.now if is_there else None
        if is_there == (participant.came_at is not None):
            return
        Participant.objects.filter(pk=participant.pk).update(came_at=came_at)
        audit_log.record(by.member, WRITE_CONFERENCE, locked, reason="came")


def accept_secrecy(*, conference: Conference, by: Actor) -> None:
    """Promise, as a member who takes part, to keep what is said here secret. Once is enough."""
    require(by, Permission.CONFERENCE_READ)
    own = conference.participants.filter(member=by.member, ended_at=None)
    if not own.exists():
        raise NotAllowed(Permission.CONFERENCE_READ.value)
    with transaction.atomic():
        if own.filter(accepted_at=None).update(accepted_at=by.now):
            audit_log.record(by.member, WRITE_CONFERENCE, conference, reason="secrecy")


def _locked_writable(conference: Conference) -> Conference:
    locked = lock_row(conference)
    if ConferenceState(locked.state) not in WRITABLE_STATES:
        raise NotPossible(ConferenceRefusal.CONFERENCE_MOVED)
    return locked
