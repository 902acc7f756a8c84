"""Files in a case: finding, decrypting and cleaning one, and recording that it was downloaded."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from uitweg.casework.cases.actions import case_keys, disclosures
from uitweg.casework.cases.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.actions.entries import decrypt_entry, require_entry_visible
from uitweg.casework.cases.models import Case, Entry, FilePiece
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.channel.actions.attachments import DamagedFile, clean_chunks
from uitweg.channel.rules.attachments import FileUse
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sandbox.clean.run import CleanedFile
from uitweg.platform.sealing import files
from uitweg.platform.sealing.files import CannotOpen, FileDescription, Malformed

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
    audit_log.record(by.member, "case:file", case, reason=f"{entry.pk}.{number} {use}")
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
