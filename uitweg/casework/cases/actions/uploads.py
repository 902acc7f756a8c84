"""Mail and files that are dropped in a case: read, sealed, and put on the timeline in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.actions import case_keys
from uitweg.casework.cases.actions.entries import Meant, came_before, write_entry
from uitweg.casework.cases.models import Case, Entry, Piece
from uitweg.casework.cases.rules.events import Facts, Mail
from uitweg.casework.cases.rules.fuzzy_dates import OLDEST, Precision, When
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sandbox.mail import run
from uitweg.platform.sealing import files
from uitweg.platform.sealing.files import LONGEST_NAME, LONGEST_TYPE

MOST_AT_ONCE = 50


class NotTaken(Exception):
    """These files cannot be taken; the sentence says which and why. Nothing of them is kept."""


@dataclass(frozen=True)
class Parcel:
    """One entry to be, with the sealed pieces of its files."""

    kind: EntryKind
    text: str = field(repr=False)
    facts: Facts = field(repr=False)
    pieces: tuple[tuple[bytes, list[bytes]], ...] = field(default=(), repr=False)


def packed(given: Sequence[tuple[str, bytes]], *, note: str, now: datetime) -> list[Parcel]:
    """Make entries of dropped files (name, bytes): one of each mail, one of all else together.

    Raises NotTaken.
    """
    if not given:
        raise NotTaken("Kies een mail of een bestand.")
    if len(given) > MOST_AT_ONCE:
        raise NotTaken(f"Kies hooguit {MOST_AT_ONCE} bestanden tegelijk. Er is niets bewaard.")
    for name, content in given:
        if not content:
            raise NotTaken(f"“{name}” is leeg. Er is niets bewaard.")
    letters = [each for each in given if run.ending(each[0]) in run.KINDS]
    loose = [(name, "", content) for name, content in given if run.ending(name) not in run.KINDS]
    try:
        parcels = [_of_mail(run.read(*each), now=now) for each in letters]
    except run.CannotRead as error:
        raise NotTaken(str(error)) from None
    if loose:
        parcels.append(_parcel(EntryKind.FILE, note, Facts(), loose))
    elif note.strip():
        parcels.append(Parcel(EntryKind.NOTE, note, Facts()))
    return parcels


def _of_mail(letter: run.Letter, *, now: datetime) -> Parcel:
    at = _sent_at(letter.sent, now)
    facts = Facts(
        when=When(timezone.localdate(at), Precision.DAY) if at else None,
        mail=Mail(letter.sender, letter.to, letter.subject, at.isoformat() if at else ""),
    )
    return _parcel(EntryKind.MAIL, letter.text, facts, letter.files)


def _sent_at(sent: str, now: datetime) -> datetime | None:
    """Return when a mail was sent; None when its clock says what cannot be."""
    try:
        said = datetime.fromisoformat(sent)
        # without a zone it is the sender's own, and theirs is most often ours
        at = said if said.tzinfo else said.replace(tzinfo=timezone.get_current_timezone())
        sane = timezone.localdate(at) >= OLDEST and at <= now + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return at if sane else None


def _parcel(
    kind: EntryKind, text: str, facts: Facts, given: Sequence[tuple[str, str, bytes]]
) -> Parcel:
    described = [
        files.describe(content, name=name[-LONGEST_NAME:], kind=said[:LONGEST_TYPE])
        for name, said, content in given
    ]
    pieces = tuple(
        (files.stored_name(file.id), list(files.seal(file, content)))
        for file, (_, _, content) in zip(described, given, strict=True)
    )
    return Parcel(kind, text, replace(facts, files=tuple(described)), pieces)


def add(
    *,
    case: Case,
    parcels: Sequence[Parcel],
    by: Actor,
    form_key: bytes,
    meant: Meant,
) -> None:
    """Put them on the timeline, all or nothing; the same form again changes nothing.

    Raises NotPossible for a closed case, or a key of another case's form.
    """
    require(by.member, Permission.CASE_WRITE, case)
    if not case.is_at_work:
        raise NotPossible("case-closed")
    key = case_keys.opened(case, by.keyring)
    with transaction.atomic():
        if came_before(Entry, case, form_key):
            return
        for nth, each in enumerate(parcels):
            write_entry(
                key,
                each.kind,
                each.text,
                by=by,
                form_key=b"" if nth else form_key,
                meant=replace(meant, facts=each.facts),
            )
            _store(case, each)
            audit_log.record(by.member, "case:write", case, reason=each.kind.value)


def _store(case: Case, parcel: Parcel) -> None:
    for file_hash, pieces in parcel.pieces:
        Piece.objects.bulk_create(
            Piece(case=case, file_hash=file_hash, place=place, sealed=piece)
            for place, piece in enumerate(pieces)
        )
