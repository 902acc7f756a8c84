"""A lawyer's confidential notes: sealed to the key of the lawyer who writes, and to no other."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from uitweg.casework.partners.models import LawyerNote, Package
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.once import key_with_content, refuse_other_content
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_row


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
        refuse_other_content(LawyerNote.objects.all(), form_key)
        present = LawyerNote.objects.filter(form_key=form_key).first()
        if present is not None:
            if present.written_by_id != by.pk:
                raise NotPossible("form-used")
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
        audit_log.record(by.member, "note:write", note)


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
        audit_log.record(by.member, "note:delete", note)
        note.delete()


def notes_as_text(notes: list[DecryptedNote]) -> str:
    """Return all notes as plain text, oldest first, to keep outside when the account ends."""
    blocks = [
        f"{timezone.localtime(note.row.written_at):%d-%m-%Y %H:%M}  {note.reference}\n\n{note.text}"
        for note in reversed(notes)
        if note.text is not None
    ]
    return ("\n\n" + "-" * 40 + "\n\n").join(blocks) + "\n"


def delete_unreadable_notes(*, now: datetime, kept_days: int) -> int:
    """Delete notes that nobody can open any more; return how many.

    Those are sealed to a key that their writer replaced by joining anew, and those of an account
    whose last day is more than `kept_days` ago.
    """
    last_day = timezone.localdate(now) - timedelta(days=kept_days)
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
