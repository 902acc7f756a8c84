"""What changes a case; each act asks permission first and ends on the trail."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from uitweg.access import trail, unsent
from uitweg.access.gate import NotAllowed, NotPossible, require
from uitweg.access.keyring import Keyring, NoKey
from uitweg.access.models import Member
from uitweg.access.rules import Permission
from uitweg.cases import facts as written_facts
from uitweg.cases import sealed
from uitweg.cases.facts import Facts
from uitweg.cases.models import Action, Case, CaseGrant, Entry, Goal, Period, Sheet
from uitweg.cases.rules import EntryKind, Level
from uitweg.cases.sealed import CaseKey
from uitweg.cases.sight import Audience, DataGroup, GrantKind, Reason
from uitweg.reports.actions import Said, settle
from uitweg.reports.models import Report, TeamKey
from uitweg.reports.rules import ReportState
from uitweg.sealing import box, tokens

TABLE, FACTS = Entry._meta.db_table, "sealed_facts"
NO_FACTS = Facts()


Row = Entry | Goal | Action | Sheet | Period


NOT_CORRECTED = frozenset({EntryKind.REPORT, EntryKind.STEP, EntryKind.MAIL, EntryKind.PERIOD})
"""A reporter's words are theirs, a mail's its sender's, and what happened to the case or
to a period happened."""


@dataclass(frozen=True)
class Meant:
    """For whom an entry is, what it is about, which one it puts right, what is known besides."""

    audience: Audience = Audience.TEAM
    group: DataGroup = DataGroup.SITUATION
    replaces: Entry | None = None
    facts: Facts = NO_FACTS


MEANT_FOR_TEAM = Meant()


@dataclass(frozen=True)
class Opened:
    """One entry as it may be read. `text` is None when it does not open."""

    entry: Entry
    text: str | None
    facts: Facts = field(default=NO_FACTS, repr=False)

    @property
    def on(self) -> date:
        """Return the day it happened, as far as that is known; else the day it was written."""
        when = self.facts.when
        return when.start if when else timezone.localdate(self.entry.written_at)


def open_case(
    *, report: Report, said: list[Said], by: Member, keyring: Keyring, now: datetime
) -> Case:
    """Open a case for a report, led by `by`, with what the reporter wrote quoted in it.

    The quote goes under the case's own key, so it stays when the reporter wipes the
    conversation. Run again after a crash between the two stores, it finishes the
    same case. Raises NotAllowed, NoKey, and NotPossible when a colleague was first.
    """
    require(by, Permission.CASE_OPEN, report)
    team = current_team_key(keyring)
    with transaction.atomic():
        case, made = Case.objects.get_or_create(
            report_id=report.pk,
            defaults={
                "coordinator": by,
                "opened_at": now,
                "sealed_key": b"",
                "key_id": team.key_id,
            },
        )
        if not made and case.coordinator_id != by.pk:
            raise NotPossible("report-already-taken")
        if made:
            key = found(case, team=team, by=by, now=now)
            quoted = "\n\n".join(one.text for one in said if one.text and not one.from_team)
            write_entry(key, EntryKind.REPORT, quoted, by=by, now=now)
            trail.record(by, "case:open", case, reason=report.number)
        seen = max((one.message for one in said), default=0)
        settle(report=report, by=by, state=ReportState.CASE, now=now, seen=seen)
    return case


def current_team_key(keyring: Keyring) -> TeamKey:
    """Return the key that new cases are sealed to. Raises NoKey for who cannot open it."""
    team = TeamKey.current()
    if team is None:
        raise NoKey
    keyring.keys_for(bytes(team.key_id))
    return team


def found(case: Case, *, team: TeamKey, by: Member, now: datetime) -> CaseKey:
    """Give a new case its own key, and its owner a grant; inside the caller's transaction."""
    key = CaseKey(case.pk, box.new_key())
    case.sealed_key = sealed.close(case, key.key, team_public=bytes(team.public_key))
    case.save(update_fields=["sealed_key"])
    CaseGrant.objects.create(
        case=case,
        member=by,
        kind=GrantKind.OWNER,
        level=Level.MANAGE,
        since=now,
        reason=Reason.OWNER,
        given_by=by.pk,
    )
    return key


def add_entry(
    *,
    case: Case,
    kind: EntryKind,
    text: str,
    by: Member,
    keyring: Keyring,
    form_key: bytes,
    now: datetime,
    audience: Audience = Audience.TEAM,
    group: DataGroup = DataGroup.SITUATION,
    facts: Facts = NO_FACTS,
) -> None:
    """Add to the timeline; the same form again (`form_key`, 16 bytes) changes nothing.

    Raises NotPossible when the key came with a form of another case.
    """
    require(by, Permission.CASE_WRITE, case)
    key, meant = sealed.opened(case, keyring), Meant(audience, group, facts=facts)
    with transaction.atomic():
        if not came_before(Entry, case, form_key):
            write_entry(key, kind, text, by=by, form_key=form_key, now=now, meant=meant)
            trail.record(by, "case:write", case, reason=kind.value)


def correct_entry(
    *,
    entry: Entry,
    text: str,
    by: Member,
    keyring: Keyring,
    form_key: bytes,
    now: datetime,
    facts: Facts | None = None,
) -> None:
    """Put an entry right with a new one in its place; the old one stays, and says so.

    It reaches whom the old one reached, no more; without new `facts` it keeps the old. Raises
    NotAllowed for what this member does not see; NotPossible when a colleague was first, or for
    what was not written by hand.
    """
    require(by, Permission.CASE_WRITE, entry.case)
    sees(entry, by=by)
    if entry.kind in NOT_CORRECTED:
        raise NotPossible("entry-stays")
    key = sealed.opened(entry.case, keyring)
    known = open_entry(entry, key).facts if facts is None else facts
    meant = Meant(Audience(entry.audience), DataGroup(entry.group), replaces=entry, facts=known)
    with transaction.atomic():
        if came_before(Entry, entry.case, form_key):
            return
        if Entry.objects.filter(replaces=entry).exists():
            raise NotPossible("entry-replaced")
        kind = EntryKind(entry.kind)
        write_entry(key, kind, text, by=by, form_key=form_key, now=now, meant=meant)
        trail.record(by, "case:write", entry.case, reason="correction")


def sees(entry: Entry, *, by: Member) -> None:
    """Raise NotAllowed, on the trail, for an entry that this member's grants do not show."""
    mine = entry.case.entries.seen_with(entry.case.sight_of(by.pk))
    if not mine.filter(pk=entry.pk).exists():
        trail.record(by, "case:read", entry.case, result="refused", reason="entry")
        raise NotAllowed("case:read")


def read(*, case: Case, by: Member, keyring: Keyring) -> tuple[CaseKey, list[Opened]]:
    """Open the case: its key, and what this member may see of the timeline, by when it happened.

    The reading is on the trail before anything is shown.
    """
    require(by, Permission.CASE_READ, case)
    trail.record(by, "case:read", case)
    key = sealed.opened(case, keyring)
    entries = case.entries.seen_with(case.sight_of(by.pk)).prefetch_related("written_by")
    rows = [open_entry(entry, key) for entry in entries]
    return key, sorted(rows, key=lambda one: (one.on, one.entry.written_at), reverse=True)


def open_entry(entry: Entry, key: CaseKey) -> Opened:
    row = bytes(entry.form_key)
    text = key.unlock(TABLE, row, entry.sealed_text)
    closed = bytes(entry.sealed_facts)
    said = key.unlock(TABLE, row, closed, field=FACTS) if closed else None
    return Opened(entry, text, written_facts.from_text(said or ""))


def read_entry(*, entry: Entry, by: Member, keyring: Keyring) -> Opened:
    """Open one entry for who puts it right."""
    require(by, Permission.CASE_WRITE, entry.case)
    sees(entry, by=by)
    trail.record(by, "case:read", entry.case, reason="entry")
    return open_entry(entry, sealed.opened(entry.case, keyring))


def came_before(rows: type[Row], case: Case, form_key: bytes) -> bool:
    """Tell whether this form already made a row of this case; holds the case until the commit.

    The same form sent twice at once waits its turn here. What its writer had lying there of this
    form goes with the commit. Raises NotPossible when the key came with a form of another case,
    when the case got a new key since `case` was read, or when it is closed by now.
    """
    held = Case.objects.select_for_update().get(pk=case.pk)
    if held.key_round != case.key_round:
        raise NotPossible("case-rekeyed")
    known = rows._default_manager.filter(form_key=form_key).first()
    if known is not None and known.case_id != case.pk:
        raise NotPossible("form-used")
    if known is None and not held.is_at_work:
        raise NotPossible("case-closed")
    unsent.sent(form_key)
    return known is not None


def write_entry(
    key: CaseKey,
    kind: EntryKind,
    text: str,
    *,
    by: Member,
    now: datetime,
    form_key: bytes = b"",
    meant: Meant = MEANT_FOR_TEAM,
) -> None:
    """Put one thing on the timeline, inside the transaction of what it tells about."""
    sealed.hold(key)
    row, said = form_key or tokens.new_token(16), written_facts.as_text(meant.facts)
    Entry.objects.create(
        case_id=key.case_id,
        kind=kind,
        written_at=now,
        written_by=by,
        audience=meant.audience,
        group=meant.group,
        replaces=meant.replaces,
        form_key=row,
        sealed_text=key.lock(TABLE, row, text),
        sealed_facts=key.lock(TABLE, row, said, field=FACTS) if said else b"",
    )
