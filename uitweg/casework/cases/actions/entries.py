"""What changes a case; each act asks permission first and ends in the audit log."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.actions import case_keys
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.models import Action, Case, Entry, Goal, Period, Sheet
from uitweg.casework.cases.rules import events as written_facts
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.events import EntryDetails
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.sealing import tokens

TABLE, DETAILS_FIELD = Entry._meta.db_table, "sealed_details"


NO_DETAILS = EntryDetails()
FormRow = Entry | Goal | Action | Sheet | Period


UNCORRECTABLE_KINDS = frozenset(
    {EntryKind.REPORT, EntryKind.STEP, EntryKind.MAIL, EntryKind.PERIOD}
)
"""A reporter's words are theirs, a mail's its sender's, and what happened to the case or
to a period happened."""


@dataclass(frozen=True)
class EntryAttributes:
    """For whom an entry is, what it is about, which one it puts right, what is known besides."""

    audience: Audience = Audience.TEAM
    group: DataGroup = DataGroup.SITUATION
    replaces: Entry | None = None
    details: EntryDetails = NO_DETAILS


DEFAULT_ATTRIBUTES = EntryAttributes()


@dataclass(frozen=True)
class DecryptedEntry:
    """One entry as it may be read. `text` is None when it does not open."""

    entry: Entry
    text: str | None
    details: EntryDetails = field(default=NO_DETAILS, repr=False)

    @property
    def on(self) -> date:
        """Return the day it happened, as far as that is known; else the day it was written."""
        when = self.details.when
        return when.start if when else timezone.localdate(self.entry.written_at)


def add_entry(
    *,
    case: Case,
    kind: EntryKind,
    text: str,
    by: Actor,
    form_key: bytes,
    audience: Audience = Audience.TEAM,
    group: DataGroup = DataGroup.SITUATION,
    facts: EntryDetails = NO_DETAILS,
) -> None:
    """Add to the timeline; the same form again (`form_key`, 16 bytes) changes nothing.

    Raises NotPossible when the key came with a form of another case.
    """
    require(by.member, Permission.CASE_WRITE, case)
    key, attributes = (
        case_keys.open_case_key(case, by.keyring),
        EntryAttributes(audience, group, details=facts),
    )
    with transaction.atomic():
        if not already_submitted(Entry, case, form_key):
            write_entry(key, kind, text, by=by, form_key=form_key, attributes=attributes)
            audit_log.record(by.member, "case:write", case, reason=kind.value)


def correct_entry(
    *,
    entry: Entry,
    text: str,
    by: Actor,
    form_key: bytes,
    facts: EntryDetails | None = None,
) -> None:
    """Put an entry right with a new one in its place; the old one stays, and says so.

    It reaches whom the old one reached, no more; without new `facts` it keeps the old. Raises
    NotAllowed for what this member does not see; NotPossible when a colleague was first, or for
    what was not written by hand.
    """
    require(by.member, Permission.CASE_WRITE, entry.case)
    require_entry_visible(entry, by=by)
    if entry.kind in UNCORRECTABLE_KINDS:
        raise NotPossible("entry-stays")
    key = case_keys.open_case_key(entry.case, by.keyring)
    known = decrypt_entry(entry, key).details if facts is None else facts
    attributes = EntryAttributes(
        Audience(entry.audience), DataGroup(entry.group), replaces=entry, details=known
    )
    with transaction.atomic():
        if already_submitted(Entry, entry.case, form_key):
            return
        if Entry.objects.filter(replaces=entry).exists():
            raise NotPossible("entry-replaced")
        kind = EntryKind(entry.kind)
        write_entry(key, kind, text, by=by, form_key=form_key, attributes=attributes)
        audit_log.record(by.member, "case:write", entry.case, reason="correction")


def require_entry_visible(entry: Entry, *, by: Actor) -> None:
    """Raise NotAllowed, in the audit log, for an entry that this member's grants do not show."""
    mine = entry.case.entries.seen_with(entry.case.visibility_for(by.member.pk))
    if not mine.filter(pk=entry.pk).exists():
        audit_log.record(by.member, "case:read", entry.case, result="refused", reason="entry")
        raise NotAllowed("case:read")


def read_case(
    *,
    case: Case,
    by: Actor,
) -> tuple[CaseKey, list[DecryptedEntry]]:
    """Open the case: its key, and what this member may see of the timeline, by when it happened.

    The reading is in the audit log before anything is shown.
    """
    require(by.member, Permission.CASE_READ, case)
    audit_log.record(by.member, "case:read", case)
    key = case_keys.open_case_key(case, by.keyring)
    entries = case.entries.seen_with(case.visibility_for(by.member.pk)).prefetch_related(
        "written_by"
    )
    rows = [decrypt_entry(entry, key) for entry in entries]
    return key, sorted(rows, key=lambda one: (one.on, one.entry.written_at), reverse=True)


def decrypt_entry(entry: Entry, key: CaseKey) -> DecryptedEntry:
    row = bytes(entry.form_key)
    text = key.unlock(TABLE, row, entry.sealed_text)
    closed = bytes(entry.sealed_details)
    said = key.unlock(TABLE, row, closed, field=DETAILS_FIELD) if closed else None
    return DecryptedEntry(entry, text, written_facts.details_from_json(said or ""))


def read_entry(
    *,
    entry: Entry,
    by: Actor,
) -> DecryptedEntry:
    """Open one entry for who puts it right."""
    require(by.member, Permission.CASE_WRITE, entry.case)
    require_entry_visible(entry, by=by)
    audit_log.record(by.member, "case:read", entry.case, reason="entry")
    return decrypt_entry(entry, case_keys.open_case_key(entry.case, by.keyring))


def already_submitted(rows: type[FormRow], case: Case, form_key: bytes) -> bool:
    """Tell whether this form already made a row of this case; locks the case until the commit.

    The same form sent twice at once waits its turn here. What its writer had lying there of this
    form goes with the commit. Raises NotPossible when the key came with a form of another case,
    when the case got a new key since `case` was read, or when it is closed by now.
    """
    locked = case_keys.lock_cases({case.pk: case.key_round})[case.pk]
    known = rows._default_manager.filter(form_key=form_key).first()
    if known is not None and known.case_id != case.pk:
        raise NotPossible("form-used")
    if known is None and not locked.is_open:
        raise NotPossible("case-closed")
    drafts.discard_sent_draft(form_key)
    return known is not None


def write_entry(
    key: CaseKey,
    kind: EntryKind,
    text: str,
    *,
    by: Actor,
    form_key: bytes = b"",
    attributes: EntryAttributes = DEFAULT_ATTRIBUTES,
) -> None:
    """Put one thing on the timeline, inside the transaction of what it tells about."""
    case_keys.lock_case(key)
    row, said = form_key or tokens.new_token(16), written_facts.details_to_json(attributes.details)
    Entry.objects.create(
        case_id=key.case_id,
        kind=kind,
        written_at=by.now,
        written_by=by.member,
        audience=attributes.audience,
        group=attributes.group,
        replaces=attributes.replaces,
        form_key=row,
        sealed_text=key.lock(TABLE, row, text),
        sealed_details=key.lock(TABLE, row, said, field=DETAILS_FIELD) if said else b"",
    )
