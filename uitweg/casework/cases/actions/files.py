"""One file of a case: found by its entry, opened inside the session, cleaned before it leaves."""

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

PIECES_PER_READ = 16  # pieces of 64 KiB read together


@dataclass(frozen=True)
class CaseFile:
    """A file and the entry that names it; `number` counts within the entry, from 1."""

    case: Case
    entry: Entry
    number: int
    file: FileDescription = field(repr=False)


def find_file(*, case: Case, entry: Entry, number: int, by: Actor, use: FileUse) -> CaseFile | None:
    """Return one file of an entry and record the reading; None when the entry has no such file.

    Raises NotAllowed for what this member's grants do not show.
    """
    require(by.member, Permission.CASE_READ, case)
    require_entry_visible(entry, by=by)
    there = decrypt_entry(entry, case_keys.open_case_key(case, by.keyring)).details.files
    if not 1 <= number <= len(there):
        return None
    audit_log.record(by.member, "case:file", case, reason=f"{entry.pk}.{number} {use}")
    return CaseFile(case, entry, number, there[number - 1])


def decrypt_pieces(held: CaseFile) -> Iterator[bytes]:
    """Open a file piece by piece. Raises Damaged, at the latest behind the last piece."""
    try:
        yield from files.open_chunks(held.file, _stored_pieces(held))
    except (CannotOpen, Malformed):
        raise DamagedFile from None


def clean_file(held: CaseFile) -> CleanedFile:
    """Open a file and take out what it should not tell. Raises CannotClean, Damaged."""
    return clean_chunks(decrypt_pieces(held), size=held.file.size)


def disclose_file(
    held: CaseFile,
    content: bytes,
    *,
    by: Actor,
) -> None:
    """Write down that a file goes to a member's own computer; call it before it does."""
    part = DisclosurePart(held.case, 1, frozenset({DataGroup(held.entry.group)}))
    why = DisclosureStatement(
        by.member.name, "Een bestand op de eigen computer", DisclosureBasis.OWN_WORK
    )
    disclosures.disclose(parts=[part], content=content, via=DisclosureMethod.FILE, why=why, by=by)


def _stored_pieces(held: CaseFile) -> Iterator[bytes]:
    rows = FilePiece.objects.filter(case=held.case, file_hash=files.stored_name(held.file.id))
    for first in range(0, files.chunks_of(held.file.size) + 1, PIECES_PER_READ):
        some = rows.filter(place__gte=first, place__lt=first + PIECES_PER_READ).order_by("place")
        yield from (bytes(one) for one in some.values_list("sealed", flat=True))
