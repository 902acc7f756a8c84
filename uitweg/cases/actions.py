"""What changes a case; each act asks permission first and ends on the trail."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from uitweg.access import trail
from uitweg.access.gate import NotPossible, require
from uitweg.access.keyring import Keyring, NoKey
from uitweg.access.models import Member
from uitweg.access.rules import Permission
from uitweg.cases.models import Case, CaseGrant, Entry
from uitweg.cases.rules import EntryKind, Level
from uitweg.reports.actions import Said, settle
from uitweg.reports.models import Report, TeamKey
from uitweg.reports.rules import ReportState
from uitweg.sealing import box, envelope, tokens
from uitweg.sealing.envelope import CannotOpen, Malformed, context


@dataclass(frozen=True)
class Opened:
    """One entry as it may be read. `text` is None when it does not open."""

    entry: Entry
    text: str | None


def open_case(
    *, report: Report, said: list[Said], by: Member, keyring: Keyring, now: datetime
) -> Case:
    """Open a case for a report, led by `by`, with what the reporter wrote quoted in it.

    The quote goes under the case's own key, so it stays when the reporter wipes the
    conversation. Run again after a crash between the two stores, it finishes the
    same case. Raises NotAllowed, NoKey, and NotPossible when a colleague was first.
    """
    require(by, Permission.CASE_OPEN, report)
    team = TeamKey.current()
    if team is None:
        raise NoKey
    keyring.keys_for(bytes(team.key_id))
    with transaction.atomic():
        key = box.new_key()
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
            case.sealed_key = envelope.seal(bytes(team.public_key), _key_context(case), key)
            case.save(update_fields=["sealed_key"])
            CaseGrant.objects.create(
                case=case, member=by, level=Level.MANAGE, since=now, reason="owner"
            )
            quoted = "\n\n".join(one.text for one in said if one.text and not one.from_team)
            _write(
                case, key, EntryKind.REPORT, quoted, by=by, form_key=tokens.new_token(16), now=now
            )
            trail.record(by, "case:open", case, reason=report.number)
        seen = max((one.message for one in said), default=0)
        settle(report=report, by=by, state=ReportState.CASE, now=now, seen=seen)
    return case


def add_entry(
    *,
    case: Case,
    kind: EntryKind,
    text: str,
    by: Member,
    keyring: Keyring,
    form_key: bytes,
    now: datetime,
) -> None:
    """Add to the timeline; the same form again (`form_key`, 16 bytes) changes nothing.

    Raises NotPossible when the key came with a form of another case.
    """
    require(by, Permission.CASE_WRITE, case)
    key = _key_of(case, keyring)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)  # the same form at once waits its turn
        known = Entry.objects.filter(form_key=form_key).first()
        if known is not None and known.case_id != case.pk:
            raise NotPossible("form-used")
        if known is None:
            _write(case, key, kind, text, by=by, form_key=form_key, now=now)
            trail.record(by, "case:write", case, reason=kind.value)


def read(*, case: Case, by: Member, keyring: Keyring) -> list[Opened]:
    """Open the timeline, newest first; the reading is on the trail before it is shown."""
    require(by, Permission.CASE_READ, case)
    trail.record(by, "case:read", case)
    key = _key_of(case, keyring)
    entries = case.entries.prefetch_related("written_by")
    return [Opened(entry, _text_of(entry, key)) for entry in entries]


def _write(
    case: Case,
    key: bytes,
    kind: EntryKind,
    text: str,
    *,
    by: Member,
    form_key: bytes,
    now: datetime,
) -> None:
    Entry.objects.create(
        case=case,
        kind=kind,
        written_at=now,
        written_by=by,
        form_key=form_key,
        sealed_text=box.lock(key, _entry_context(case.pk, form_key), text.encode()),
    )


def _text_of(entry: Entry, key: bytes) -> str | None:
    where = _entry_context(entry.case_id, bytes(entry.form_key))
    try:
        return box.unlock(key, where, bytes(entry.sealed_text)).decode()
    except (CannotOpen, Malformed):
        return None


def _key_of(case: Case, keyring: Keyring) -> bytes:
    """Return the case's key. Raises NoKey when this member does not hold the team key."""
    seed = keyring.keys_for(bytes(case.key_id)).seed
    return envelope.unseal(seed, _key_context(case), bytes(case.sealed_key))


def _key_context(case: Case) -> bytes:
    return context("cases_case", str(case.pk), "sealed_key")


def _entry_context(case_id: int, form_key: bytes) -> bytes:
    return context("cases_entry", str(case_id), form_key.hex(), "sealed_text")
