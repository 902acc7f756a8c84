"""What a partner opens and answers with an account, who has one, and a lawyer's own notes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from uitweg.casework.partners.conferences.models import Participant
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.basis import ends_of
from uitweg.casework.partners.dispatch.models import Package, PackageKeyCopy, PackageReply
from uitweg.casework.partners.dispatch.rules.packages import (
    STEPS_AFTER_YES,
    HandlingRule,
    OfferedAnswer,
    PackageEnd,
    PartnerAnswer,
    answer_words,
    answers_offered,
    dispatch_kind,
)
from uitweg.casework.partners.door.models import LawyerNote
from uitweg.platform.accounts.actions import team
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions.once import key_with_content, once
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_row

LIST_OWN_PACKAGES = Act("package:list", "Partner zag de eigen vragen")
WRITE_NOTE = Act("note:write", "Eigen notitie van een advocaat geschreven")
DELETE_NOTE = Act("note:delete", "Eigen notitie van een advocaat gewist")


class PartnerAccountRefusal(Refusal):
    ORGANISATION_STOPPED = "Deze organisatie is net gestopt. Er is niemand uitgenodigd."


@dataclass(frozen=True)
class DecryptedNote:
    """A note with the lawyer's own reference and text; both None when it does not open."""

    row: LawyerNote
    reference: str | None
    text: str | None


def add_note(*, package: Package, reference: str, text: str, form_key: bytes, by: Actor) -> None:
    """Write down a note with a package; the same form twice makes one.

    Raises NotPossible when another lawyer used the form, or it was sent with another text.
    """
    require(by, Permission.NOTE_WRITE, package)
    form_key = key_with_content(form_key, reference, text)
    with transaction.atomic():
        lock_row(package)
        whose = {"package": package, "written_by": by.member}
        if once(LawyerNote.objects.all(), form_key, of=whose):
            return
        public_key = bytes(by.member.public_key)
        words = json.dumps({"reference": reference, "text": text}, ensure_ascii=False)
        note = LawyerNote.objects.create(
            package=package,
            written_by=by.member,
            written_at=by.now,
            holder_id=envelope.key_id(public_key),
            form_key=form_key,
            sealed_text=envelope.seal(public_key, _context(form_key), envelope.pad(words.encode())),
        )
        audit_log.record(by.member, WRITE_NOTE, note)


def own_notes(*, by: Actor, package: Package | None = None) -> list[DecryptedNote]:
    """Decrypt the notes of this lawyer, newest first; of one package when that is given."""
    rows = LawyerNote.objects.filter(written_by=by.member)
    if package is not None:
        rows = rows.filter(package=package)
    return [_decrypt(row, by.keyring.seed) for row in rows]


def delete_note(*, note: LawyerNote, by: Actor) -> None:
    """Delete a note of one's own; twice changes nothing the second time."""
    require(by, Permission.NOTE_READ, note)
    with transaction.atomic():
        audit_log.record(by.member, DELETE_NOTE, note)
        note.delete()


def notes_as_text(notes: list[DecryptedNote]) -> str:
    """Return all notes as plain text, oldest first, to keep outside when the account ends."""
    blocks = [
        f"{timezone.localtime(note.row.written_at):%d-%m-%Y %H:%M}  {note.reference}\n\n{note.text}"
        for note in reversed(notes)
        if note.text is not None
    ]
    return ("\n\n" + "-" * 40 + "\n\n").join(blocks) + "\n"


def _delete_unreadable_notes(*, now: datetime) -> int:
    """Delete notes that nobody can open any more; return how many.

    Those are sealed to a key that their writer replaced by joining anew, and those of an account
    whose last day is longer ago than the term of notes.
    """
    term = timedelta(days=retention.retention_table().number("lawyer-notes"))
    last_day = timezone.localdate(now) - term
    over = LawyerNote.objects.filter(written_by__until__lt=last_day)
    return over.delete()[0] + sum(_notes_of_former_key(member).delete()[0] for member in _writers())


def _writers() -> QuerySet[Member]:
    written = LawyerNote.objects.order_by().values("written_by").distinct()
    return Member.objects.filter(pk__in=written).order_by("pk")


def _notes_of_former_key(member: Member) -> QuerySet[LawyerNote]:
    notes = LawyerNote.objects.filter(written_by=member)
    if not member.has_joined:
        return notes
    return notes.filter(~Q(holder_id=envelope.key_id(bytes(member.public_key))))


def _decrypt(row: LawyerNote, seed: bytes) -> DecryptedNote:
    try:
        opened = envelope.unseal(seed, _context(bytes(row.form_key)), bytes(row.sealed_text))
    except (CannotOpen, Malformed, ValueError):
        return DecryptedNote(row, None, None)
    words = json.loads(envelope.unpad(opened))
    return DecryptedNote(row, words["reference"], words["text"])


def _context(form_key: bytes) -> bytes:
    return context("lawyer-note", form_key.hex())


def invite_partner(
    *,
    organisation: Organisation,
    name: str,
    login_name: str,
    role: Role,
    phone: str,
    until: date | None,
    by: Actor,
) -> tuple[Member, str]:
    """Invite somebody of an organisation; return the account and its code, as `team.invite` does.

    The organisation is locked, so that it cannot end meanwhile and leave this account. Raises
    NotPossible(PartnerAccountRefusal.ORGANISATION_STOPPED) when it did, and as `team.invite`.
    """
    with transaction.atomic():
        if lock_row(organisation).ended_on is not None:
            raise NotPossible(PartnerAccountRefusal.ORGANISATION_STOPPED)
        return team.invite(
            by=by,
            name=name,
            login_name=login_name,
            role=role,
            phone=phone,
            until=until,
            organisation=organisation.pk,
        )


@job("partner-accounts", every=timedelta(minutes=1))
def forget_former_accounts(*, now: datetime) -> int:
    """Delete what accounts that ended or joined anew cannot open any more; return how many rows."""
    notes = _delete_unreadable_notes(now=now)
    return _delete_former_copies(now) + notes


def _delete_former_copies(now: datetime) -> int:
    """Delete key copies of accounts that are over, not admitted, or have another key by now."""
    today = timezone.localdate(now)
    copies = PackageKeyCopy.objects.select_related("member").order_by("pk")
    former = [
        copy.pk
        for copy in copies
        if not (copy.member.is_admitted and copy.member.is_active_on(today))
        or bytes(copy.holder_id) != envelope.key_id(bytes(copy.member.public_key))
    ]
    return PackageKeyCopy.objects.filter(pk__in=former).delete()[0]


CONFERENCE_OF = ("conference_participant__conference", "minutes_participant__conference")


@dataclass(frozen=True)
class PackageLine:
    """A package in the list of an account; `end` is why nobody can open it any more.

    `is_older` is true for one that was sent before the account could get a copy of its key.
    `asked` is how the question begins, "" when it does not open; `meets_at` is when its conference
    begins.
    """

    row: Package
    end: PackageEnd | None
    is_older: bool
    answer: str
    asked: str = ""
    meets_at: datetime | None = None


def own_packages(*, by: Actor, limit: int = 200) -> list[PackageLine]:
    """Return what was sent to this account's organisation, newest first.

    Of what is open the first line of the question is decrypted, so that one is not taken for
    another; the audit log then has that the list was read.
    """
    require(by, Permission.PACKAGE_LIST)
    rows = list(
        Package.objects.for_organisation(by.organisation or 0)
        .select_related("organisation", "sent_by", *CONFERENCE_OF)
        .prefetch_related("replies")[:limit]
    )
    ends = ends_of(rows, now=by.now)
    copies = own_copies(by=by, numbers=list(ends))
    lines = [_line(row, ends[row.pk], row.pk in copies, by) for row in rows]
    if any(line.asked for line in lines):
        audit_log.record(by.member, LIST_OWN_PACKAGES, f"organisation:{by.organisation}")
    return lines


def _line(row: Package, end: PackageEnd | None, has_copy: bool, by: Actor) -> PackageLine:
    is_read = end is None and has_copy and dispatch_kind(row.kind).is_question
    return PackageLine(
        row,
        end=end,
        is_older=not has_copy,
        answer=_last_answer(row),
        asked=packages.read_first_line(package=row, by=by) if is_read else "",
        meets_at=_conference_begins(row),
    )


def _conference_begins(row: Package) -> datetime | None:
    for name in ("conference_participant", "minutes_participant"):
        seat: Participant | None = getattr(row, name, None)
        if seat is not None:
            return seat.conference.starts_at
    return None


def own_services(*, by: Actor) -> list[Service]:
    """Return what this account may say the capacity of: the running services of who gives care."""
    rows = Service.objects.running().filter(organisation=by.organisation or 0)
    mine = rows.select_related("organisation").order_by("name", "pk")
    return [each for each in mine if may(by, Permission.CAPACITY_REPORT, each.organisation)]


def own_copies(*, by: Actor, numbers: Sequence[int]) -> set[int]:
    """Return those of these packages of which this account has a copy of the key."""
    holder = envelope.key_id(bytes(by.member.public_key))
    copies = PackageKeyCopy.objects.filter(member=by.member, holder_id=holder)
    return set(copies.filter(package__in=numbers).values_list("package", flat=True))


def _last_answer(row: Package) -> str:
    """Return the words of the last answer that counts, or ""."""
    counting = [reply for reply in row.replies.all() if reply.counts]
    if not counting:
        return ""
    return answer_words(row.kind, PartnerAnswer(counting[-1].answer))


def possible_answers(package: Package) -> list[OfferedAnswer]:
    """Return what can be answered to a package now; what was said once is not asked again.

    What is done has begun as well.
    """
    said = packages.steps_said(package)
    over = {*said, *STEPS_AFTER_YES} if PartnerAnswer.DONE in said else {*said}
    offered = answers_offered(package.kind, packages.decided_answer(package))
    return [each for each in offered if each.answer not in over]


def answer(
    *,
    package: Package,
    answer: PartnerAnswer,
    text: str,
    rule: HandlingRule | None,
    form_key: bytes,
    by: Actor,
) -> PackageReply:
    """Send an answer of this account; the rule is sealed with the text.

    Raises NotAllowed for another organisation's package and NotPossible for an answer that does not
    fit it any more, or a form that was used for another package.
    """
    return packages.answer_package(
        package=package,
        answer=answer,
        text=text,
        rule=rule.value if rule and text else "",
        form_key=form_key,
        by=by,
    )
