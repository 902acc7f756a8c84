"""One file of a case: found by its entry, opened inside the session, cleaned before it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from uitweg.casework.cases.actions import case_keys, disclosures
from uitweg.casework.cases.actions.disclosures import Part, Why
from uitweg.casework.cases.actions.entries import open_entry, sees
from uitweg.casework.cases.models import Case, Entry, Piece
from uitweg.casework.cases.rules.disclosures import Basis, Via
from uitweg.casework.cases.rules.visibility import DataGroup
from uitweg.channel.actions.attachments import Damaged, clean_pieces
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sandbox.clean.run import Cleaned
from uitweg.platform.sealing import files
from uitweg.platform.sealing.files import CannotOpen, File, Malformed

AT_ONCE = 16  # pieces of 64 KiB read together


@dataclass(frozen=True)
class Held:
    """A file and the entry that names it; `number` counts within the entry, from 1."""

    case: Case
    entry: Entry
    number: int
    file: File = field(repr=False)


def find(*, case: Case, entry: Entry, number: int, by: Actor, why: str) -> Held | None:
    """Return one file of an entry, with the looking on the trail; None when it has no such file.

    `why` is seen, clean or as-is. Raises NotAllowed for what this member's grants do not show.
    """
    require(by.member, Permission.CASE_READ, case)
    sees(entry, by=by)
    there = open_entry(entry, case_keys.opened(case, by.keyring)).facts.files
    if not 1 <= number <= len(there):
        return None
    audit_log.record(by.member, "case:file", case, reason=f"{entry.pk}.{number} {why}")
    return Held(case, entry, number, there[number - 1])


def pieces(held: Held) -> Iterator[bytes]:
    """Open a file piece by piece. Raises Damaged, at the latest behind the last piece."""
    try:
        yield from files.open_chunks(held.file, _stored(held))
    except (CannotOpen, Malformed):
        raise Damaged from None


def clean(held: Held) -> Cleaned:
    """Open a file and take out what it should not tell. Raises CannotClean, Damaged."""
    return clean_pieces(pieces(held), size=held.file.size)


def hand_out(
    held: Held,
    content: bytes,
    *,
    by: Actor,
) -> None:
    """Write down that a file goes to a member's own computer; call it before it does."""
    part = Part(held.case, 1, frozenset({DataGroup(held.entry.group)}))
    why = Why(by.member.name, "Een bestand op de eigen computer", Basis.OWN_WORK)
    disclosures.disclose(parts=[part], content=content, via=Via.FILE, why=why, by=by)


def _stored(held: Held) -> Iterator[bytes]:
    rows = Piece.objects.filter(case=held.case, file_hash=files.stored_name(held.file.id))
    for first in range(0, files.chunks_of(held.file.size) + 1, AT_ONCE):
        some = rows.filter(place__gte=first, place__lt=first + AT_ONCE).order_by("place")
        yield from (bytes(one) for one in some.values_list("sealed", flat=True))
