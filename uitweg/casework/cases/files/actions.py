"""Files of a case: taking them in, and handing one over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.actions.once import once_in_case
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import OPEN_CASE_FILE, WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.casework.cases.files.models import FilePiece
from uitweg.casework.cases.timeline.actions.entries import (
    EntryAttributes,
    decrypt_entry,
    is_same_entry,
    require_entry_visible,
    write_entry,
)
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.cases.timeline.rules.events import EntryDetails, MailHeader
from uitweg.casework.cases.timeline.rules.fuzzy_dates import EARLIEST_DATE, FuzzyDate, Precision
from uitweg.channel.attachments.actions.attachments import DamagedFile, clean_chunks
from uitweg.channel.attachments.rules.attachments import FileUse
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sandbox.clean.run import CleanedFile
from uitweg.platform.sandbox.mail import run
from uitweg.platform.sealing import files
from uitweg.platform.sealing.files import (
    LONGEST_NAME,
    LONGEST_TYPE,
    CannotOpen,
    FileDescription,
    Malformed,
)

PIECES_PER_READ = 16
"""Pieces of 64 KiB that one query reads."""


@dataclass(frozen=True)
class CaseFile:
    """A file of an entry; `number` counts the entry's files from 1."""

    case: Case
    entry: Entry
    number: int
    file: FileDescription = field(repr=False)


def find_file(*, case: Case, entry: Entry, number: int, by: Actor, use: FileUse) -> CaseFile | None:
    """Return one file of an entry and record its use, or None when the entry has no such file.

    Raises NotAllowed when this member may not see the entry.
    """
    require(by, Permission.CASE_READ, case)
    require_entry_visible(entry, by=by)
    descriptions = decrypt_entry(entry, case_keys.open_case_key(case, by.keyring)).details.files
    if not 1 <= number <= len(descriptions):
        return None
    audit_log.record(by.member, OPEN_CASE_FILE, case, reason=f"{entry.pk}.{number} {use}")
    return CaseFile(case, entry, number, descriptions[number - 1])


def decrypt_pieces(case_file: CaseFile) -> Iterator[bytes]:
    """Decrypt a file piece by piece. Raises DamagedFile, sometimes only after the last piece."""
    try:
        yield from files.open_chunks(case_file.file, _stored_pieces(case_file))
    except (CannotOpen, Malformed):
        raise DamagedFile from None


def clean_file(case_file: CaseFile) -> CleanedFile:
    """Decrypt a file and remove what it should not tell. Raises CannotClean, DamagedFile."""
    return clean_chunks(decrypt_pieces(case_file), size=case_file.file.size)


def disclose_file(
    case_file: CaseFile,
    content: bytes,
    *,
    by: Actor,
) -> None:
    """Record that a file is about to be downloaded to the member's own computer."""
    part = DisclosurePart(case_file.case, 1, frozenset({DataGroup(case_file.entry.group)}))
    statement = DisclosureStatement(
        by.member.name, "Een bestand op de eigen computer", DisclosureBasis.OWN_WORK
    )
    disclosures.disclose(
        parts=[part], content=content, via=DisclosureMethod.FILE, statement=statement, by=by
    )


def _stored_pieces(case_file: CaseFile) -> Iterator[bytes]:
    """Yield the encrypted pieces of a file in order, a few at a time to keep memory small."""
    file_hash = files.stored_name(case_file.file.id)
    pieces = FilePiece.objects.filter(case=case_file.case, file_hash=file_hash).order_by("place")
    for first in range(0, files.chunks_of(case_file.file.size) + 1, PIECES_PER_READ):
        batch = pieces.filter(place__gte=first, place__lt=first + PIECES_PER_READ)
        yield from (bytes(sealed) for sealed in batch.values_list("sealed", flat=True))


MAX_FILES_PER_UPLOAD = 50


class CaseUploadRefused(Exception):
    """These files are refused and none is stored; the message, in Dutch, says which and why."""


@dataclass(frozen=True)
class PreparedEntry:
    """An entry not yet stored, with the encrypted pieces of its files.

    `pieces` has for each file its stored name and its pieces in order.
    """

    kind: EntryKind
    text: str = field(repr=False)
    details: EntryDetails = field(repr=False)
    pieces: tuple[tuple[bytes, list[bytes]], ...] = field(default=(), repr=False)


def prepare_entries(
    uploaded: Sequence[tuple[str, bytes]], *, note: str, now: datetime
) -> list[PreparedEntry]:
    """Make entries of uploaded files (name, content), without storing anything.

    Each mail becomes an entry; all other files together become one, with `note` as its text.
    Raises CaseUploadRefused.
    """
    _require_acceptable(uploaded)
    mails, other_files = [], []
    for name, content in uploaded:
        if run.extension_of(name) in run.MAIL_KINDS:
            mails.append((name, content))
        else:
            other_files.append((name, "", content))
    try:
        entries = [_entry_from_mail(run.read_mail(*mail), now=now) for mail in mails]
    except run.CannotReadMail as error:
        raise CaseUploadRefused(str(error)) from None
    if other_files:
        entries.append(_entry_with_files(EntryKind.FILE, note, EntryDetails(), other_files))
    elif note.strip():
        entries.append(PreparedEntry(EntryKind.NOTE, note, EntryDetails()))
    return entries


def _require_acceptable(uploaded: Sequence[tuple[str, bytes]]) -> None:
    """Raise CaseUploadRefused when there is no file, when there are too many, or one is empty."""
    if not uploaded:
        raise CaseUploadRefused("Kies een mail of een bestand.")
    if len(uploaded) > MAX_FILES_PER_UPLOAD:
        raise CaseUploadRefused(
            f"Kies hooguit {MAX_FILES_PER_UPLOAD} bestanden tegelijk. Er is niets bewaard."
        )
    for name, content in uploaded:
        if not content:
            raise CaseUploadRefused(f"“{name}” is leeg. Er is niets bewaard.")


def _entry_from_mail(mail: run.ReadMail, *, now: datetime) -> PreparedEntry:
    sent_at = _sent_at(mail.sent, now)
    sent = sent_at.isoformat() if sent_at else ""
    details = EntryDetails(
        when=FuzzyDate(timezone.localdate(sent_at), Precision.DAY) if sent_at else None,
        mail=MailHeader(mail.sender, mail.to, mail.subject, sent),
    )
    return _entry_with_files(EntryKind.MAIL, mail.text, details, mail.files)


def _sent_at(sent: str, now: datetime) -> datetime | None:
    """Return when a mail was sent, or None when its header has no moment that can be true."""
    try:
        sent_at = datetime.fromisoformat(sent)
        if sent_at.tzinfo is None:
            # The sender's local time: most senders are in our time zone.
            sent_at = sent_at.replace(tzinfo=timezone.get_current_timezone())
        is_plausible = timezone.localdate(sent_at) >= EARLIEST_DATE and sent_at <= now + timedelta(
            days=1
        )
    except (ValueError, OverflowError):
        return None
    return sent_at if is_plausible else None


def _entry_with_files(
    kind: EntryKind,
    text: str,
    details: EntryDetails,
    named_contents: Sequence[tuple[str, str, bytes]],
) -> PreparedEntry:
    """Encrypt files, given as (name, media type or "", content), for an entry that names them."""
    described = [
        files.describe(content, name=name[-LONGEST_NAME:], kind=media_type[:LONGEST_TYPE])
        for name, media_type, content in named_contents
    ]
    pieces = tuple(
        (files.stored_name(file.id), list(files.seal(file, content)))
        for file, (_, _, content) in zip(described, named_contents, strict=True)
    )
    return PreparedEntry(kind, text, replace(details, files=tuple(described)), pieces)


def add_uploads(
    *,
    case: Case,
    entries: Sequence[PreparedEntry],
    by: Actor,
    form_key: bytes,
    attributes: EntryAttributes,
) -> Entry:
    """Add prepared entries to the timeline, all or none; return the first of them.

    The same form twice adds them once. Raises NotPossible when the case is closed, or when the form
    was used for another case.
    """
    require(by, Permission.CASE_WRITE, case)
    if not case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    key = case_keys.open_case_key(case, by.keyring)

    def is_same(first: Entry) -> bool:
        return _are_same(first, key, entries, attributes)

    with transaction.atomic():
        if earlier := once_in_case(Entry, case, form_key, is_same):
            return earlier
        written = []
        for index, entry in enumerate(entries):
            row = write_entry(
                key,
                entry.kind,
                entry.text,
                by=by,
                form_key=b"" if index else form_key,
                attributes=replace(attributes, details=entry.details),
            )
            written.append(row)
            _store_pieces(case, entry)
            audit_log.record(by.member, WRITE_IN_CASE, case, reason=entry.kind.value)
    return written[0]


def _are_same(
    first: Entry, key: CaseKey, entries: Sequence[PreparedEntry], attributes: EntryAttributes
) -> bool:
    """Tell whether the entries that were stored together, beginning with `first`, are these."""
    together = Entry.objects.filter(
        case_id=first.case_id, written_by=first.written_by_id, written_at=first.written_at
    )
    stored = list(together.order_by("id"))
    return len(stored) == len(entries) and all(
        is_same_entry(row, key, entry.kind, entry.text, replace(attributes, details=entry.details))
        for row, entry in zip(stored, entries, strict=True)
    )


def _store_pieces(case: Case, entry: PreparedEntry) -> None:
    for file_hash, pieces in entry.pieces:
        FilePiece.objects.bulk_create(
            FilePiece(case=case, file_hash=file_hash, place=place, sealed=piece)
            for place, piece in enumerate(pieces)
        )
