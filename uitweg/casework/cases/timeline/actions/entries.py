"""Reading a case, and adding entries to its timeline or correcting them."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.actions.once import once_in_case
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import READ_CASE, WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.cases.timeline.rules.events import (
    EntryDetails,
    details_from_json,
    details_to_json,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.choices import Refusal
from uitweg.platform.sealing import tokens

NO_DETAILS = EntryDetails()
UNCORRECTABLE_KINDS = frozenset(
    {EntryKind.REPORT, EntryKind.STEP, EntryKind.MAIL, EntryKind.PERIOD, EntryKind.PARTNER}
)
"""Words of a reporter, a mail's sender or a partner, and steps that the program recorded."""


class EntryRefusal(Refusal):
    ENTRY_REPLACED = "Een collega heeft dit net verbeterd. Jouw tekst is niet bewaard."
    ENTRY_STAYS = "Dit stuk wordt niet verbeterd. Schrijf een nieuw stuk."


@dataclass(frozen=True)
class EntryAttributes:
    """For whom an entry is, its data group, the entry it corrects, and its other details."""

    audience: Audience = Audience.TEAM
    group: DataGroup = DataGroup.SITUATION
    replaces: Entry | None = None
    details: EntryDetails = NO_DETAILS


DEFAULT_ATTRIBUTES = EntryAttributes()


@dataclass(frozen=True)
class DecryptedEntry:
    """An entry with its text (None when it cannot be decrypted) and details."""

    row: Entry
    text: str | None
    details: EntryDetails = field(default=NO_DETAILS, repr=False)

    @property
    def happened_on(self) -> date:
        """The first day on which it can have happened; if unknown, the day it was written."""
        when = self.details.when
        return when.start if when else timezone.localdate(self.row.written_at)


def add_entry(
    *,
    case: Case,
    kind: EntryKind,
    text: str,
    by: Actor,
    form_key: bytes,
    audience: Audience = Audience.TEAM,
    group: DataGroup = DataGroup.SITUATION,
    details: EntryDetails = NO_DETAILS,
) -> Entry:
    """Add an entry to the timeline. Sending the same form twice adds one entry.

    `form_key` is the 16 bytes that identify the form. Raises NotPossible when that form was used
    for another case or with other content, or the case is closed.
    """
    require(by, Permission.CASE_WRITE, case)
    key = case_keys.open_case_key(case, by.keyring)
    attributes = EntryAttributes(audience, group, details=details)

    def is_same(stored: Entry) -> bool:
        return is_same_entry(stored, key, kind, text, attributes)

    with transaction.atomic():
        if earlier := once_in_case(Entry, case, form_key, is_same):
            return earlier
        entry = write_entry(key, kind, text, by=by, form_key=form_key, attributes=attributes)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason=kind.value)
    return entry


def correct_entry(
    *,
    entry: Entry,
    text: str,
    by: Actor,
    form_key: bytes,
    details: EntryDetails | None = None,
) -> None:
    """Correct an entry by adding a new one that replaces it; the old one is kept.

    The new entry has the audience and data group of the old one, and its details too unless
    `details` is given. Raises NotAllowed when this member may not see the entry, and NotPossible
    when a colleague corrected it first or when its kind cannot be corrected.
    """
    require(by, Permission.CASE_WRITE, entry.case)
    require_entry_visible(entry, by=by)
    if entry.kind in UNCORRECTABLE_KINDS:
        raise NotPossible(EntryRefusal.ENTRY_STAYS)
    key = case_keys.open_case_key(entry.case, by.keyring)
    if details is None:
        details = decrypt_entry(entry, key).details
    attributes = EntryAttributes(
        Audience(entry.audience), DataGroup(entry.group), replaces=entry, details=details
    )
    kind = EntryKind(entry.kind)

    def is_same(stored: Entry) -> bool:
        return is_same_entry(stored, key, kind, text, attributes)

    with transaction.atomic():
        if once_in_case(Entry, entry.case, form_key, is_same):
            return
        if newer := Entry.objects.filter(replaces=entry).first():
            raise NotPossible(EntryRefusal.ENTRY_REPLACED, ask=newer.written_by_id)
        write_entry(key, kind, text, by=by, form_key=form_key, attributes=attributes)
        audit_log.record(by.member, WRITE_IN_CASE, entry.case, reason="correction")


def require_entry_visible(entry: Entry, *, by: Actor) -> None:
    """Raise NotAllowed, and record the refusal, unless this member may see the entry."""
    visible = entry.case.entries.visible_with(entry.case.visibility_for(by.member.pk))
    if not visible.filter(pk=entry.pk).exists():
        audit_log.record(by.member, READ_CASE, entry.case, result="refused", reason="entry")
        raise NotAllowed("case:read")


def read_case(
    *,
    case: Case,
    by: Actor,
) -> tuple[CaseKey, list[DecryptedEntry]]:
    """Return the case key and the entries this member may see, the latest first.

    Entries are ordered by the day they happened. The audit log has the reading before anything is
    decrypted.
    """
    require(by, Permission.CASE_READ, case)
    audit_log.record(by.member, READ_CASE, case)
    key = case_keys.open_case_key(case, by.keyring)
    visible = case.entries.visible_with(case.visibility_for(by.member.pk))
    entries = [decrypt_entry(row, key) for row in visible.prefetch_related("written_by")]
    entries.sort(key=lambda entry: (entry.happened_on, entry.row.written_at), reverse=True)
    return key, entries


def decrypt_entry(entry: Entry, key: CaseKey) -> DecryptedEntry:
    """Decrypt an entry's text and details; details that cannot be decrypted are empty."""
    details = details_from_json(entry.unseal(key, "details") or "")
    return DecryptedEntry(entry, entry.unseal(key), details)


def read_entry(
    *,
    entry: Entry,
    by: Actor,
) -> DecryptedEntry:
    """Decrypt one entry for a member who is about to correct it."""
    require(by, Permission.CASE_WRITE, entry.case)
    require_entry_visible(entry, by=by)
    audit_log.record(by.member, READ_CASE, entry.case, reason="entry")
    return decrypt_entry(entry, case_keys.open_case_key(entry.case, by.keyring))


def is_same_entry(
    stored: Entry, key: CaseKey, kind: EntryKind, text: str, attributes: EntryAttributes
) -> bool:
    """Tell whether the stored entry says exactly this; files are compared by their content."""
    opened = decrypt_entry(stored, key)
    rest = (stored.kind, stored.audience, stored.group, stored.replaces_id)
    replaces = attributes.replaces.pk if attributes.replaces else None
    return (
        opened.text == text
        and rest == (kind, attributes.audience, attributes.group, replaces)
        and _without_keys(opened.details) == _without_keys(attributes.details)
    )


def _without_keys(details: EntryDetails) -> EntryDetails:
    """Return the details with files that say only what is in them: each sealing has other keys."""
    return replace(details, files=tuple(replace(file, id=b"", key=b"") for file in details.files))


def write_entry(
    key: CaseKey,
    kind: EntryKind,
    text: str,
    *,
    by: Actor,
    form_key: bytes = b"",
    attributes: EntryAttributes = DEFAULT_ATTRIBUTES,
) -> Entry:
    """Add an entry to the timeline, inside the caller's transaction; without a permission check.

    Without a `form_key` the entry gets a random one.
    """
    case_keys.lock_case(key)
    entry = Entry(
        case_id=key.case_id,
        kind=kind,
        written_at=by.now,
        written_by=by.member,
        audience=attributes.audience,
        group=attributes.group,
        replaces=attributes.replaces,
        form_key=form_key or tokens.new_token(16),
    )
    entry.seal(key, text=text, details=details_to_json(attributes.details)).save(force_insert=True)
    return entry
