"""Mail and files that are dropped in a case: read, sealed, and put on the timeline in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.actions import case_keys
from uitweg.casework.cases.actions.entries import EntryAttributes, already_submitted, write_entry
from uitweg.casework.cases.models import Case, Entry, FilePiece
from uitweg.casework.cases.rules.events import EntryDetails, MailHeader
from uitweg.casework.cases.rules.fuzzy_dates import EARLIEST_DATE, FuzzyDate, Precision
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sandbox.mail import run
from uitweg.platform.sealing import files
from uitweg.platform.sealing.files import LONGEST_NAME, LONGEST_TYPE

MAX_FILES_PER_UPLOAD = 50


class CaseUploadRefused(Exception):
    """These files cannot be taken; the sentence says which and why. Nothing of them is kept."""


@dataclass(frozen=True)
class PreparedEntry:
    """One entry to be, with the sealed pieces of its files."""

    kind: EntryKind
    text: str = field(repr=False)
    details: EntryDetails = field(repr=False)
    pieces: tuple[tuple[bytes, list[bytes]], ...] = field(default=(), repr=False)


def prepare_entries(
    given: Sequence[tuple[str, bytes]], *, note: str, now: datetime
) -> list[PreparedEntry]:
    """Make entries of dropped files (name, bytes): one of each mail, one of all else together.

    Raises NotTaken.
    """
    if not given:
        raise CaseUploadRefused("Kies een mail of een bestand.")
    if len(given) > MAX_FILES_PER_UPLOAD:
        raise CaseUploadRefused(
            f"Kies hooguit {MAX_FILES_PER_UPLOAD} bestanden tegelijk. Er is niets bewaard."
        )
    for name, content in given:
        if not content:
            raise CaseUploadRefused(f"“{name}” is leeg. Er is niets bewaard.")
    letters = [each for each in given if run.extension_of(each[0]) in run.MAIL_KINDS]
    loose = [
        (name, "", content)
        for name, content in given
        if run.extension_of(name) not in run.MAIL_KINDS
    ]
    try:
        parcels = [_entry_from_mail(run.read_mail(*each), now=now) for each in letters]
    except run.CannotReadMail as error:
        raise CaseUploadRefused(str(error)) from None
    if loose:
        parcels.append(_entry_with_files(EntryKind.FILE, note, EntryDetails(), loose))
    elif note.strip():
        parcels.append(PreparedEntry(EntryKind.NOTE, note, EntryDetails()))
    return parcels


def _entry_from_mail(letter: run.ReadMail, *, now: datetime) -> PreparedEntry:
    at = _sent_at(letter.sent, now)
    facts = EntryDetails(
        when=FuzzyDate(timezone.localdate(at), Precision.DAY) if at else None,
        mail=MailHeader(letter.sender, letter.to, letter.subject, at.isoformat() if at else ""),
    )
    return _entry_with_files(EntryKind.MAIL, letter.text, facts, letter.files)


def _sent_at(sent: str, now: datetime) -> datetime | None:
    """Return when a mail was sent; None when its clock says what cannot be."""
    try:
        said = datetime.fromisoformat(sent)
        # without a zone it is the sender's own, and theirs is most often ours
        at = said if said.tzinfo else said.replace(tzinfo=timezone.get_current_timezone())
        sane = timezone.localdate(at) >= EARLIEST_DATE and at <= now + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return at if sane else None


def _entry_with_files(
    kind: EntryKind, text: str, facts: EntryDetails, given: Sequence[tuple[str, str, bytes]]
) -> PreparedEntry:
    described = [
        files.describe(content, name=name[-LONGEST_NAME:], kind=said[:LONGEST_TYPE])
        for name, said, content in given
    ]
    pieces = tuple(
        (files.stored_name(file.id), list(files.seal(file, content)))
        for file, (_, _, content) in zip(described, given, strict=True)
    )
    return PreparedEntry(kind, text, replace(facts, files=tuple(described)), pieces)


def add_uploads(
    *,
    case: Case,
    parcels: Sequence[PreparedEntry],
    by: Actor,
    form_key: bytes,
    attributes: EntryAttributes,
) -> None:
    """Put them on the timeline, all or nothing; the same form again changes nothing.

    Raises NotPossible for a closed case, or a key of another case's form.
    """
    require(by.member, Permission.CASE_WRITE, case)
    if not case.is_open:
        raise NotPossible("case-closed")
    key = case_keys.open_case_key(case, by.keyring)
    with transaction.atomic():
        if already_submitted(Entry, case, form_key):
            return
        for nth, each in enumerate(parcels):
            write_entry(
                key,
                each.kind,
                each.text,
                by=by,
                form_key=b"" if nth else form_key,
                attributes=replace(attributes, details=each.details),
            )
            _store_pieces(case, each)
            audit_log.record(by.member, "case:write", case, reason=each.kind.value)


def _store_pieces(case: Case, parcel: PreparedEntry) -> None:
    for file_hash, pieces in parcel.pieces:
        FilePiece.objects.bulk_create(
            FilePiece(case=case, file_hash=file_hash, place=place, sealed=piece)
            for place, piece in enumerate(pieces)
        )
