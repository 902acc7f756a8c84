"""The audit log: every read and write of a report or case, in a hash chain that shows tampering."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Model
from django.db.models.functions import TruncDate
from django.utils import timezone

from uitweg.platform.audit.models import AuditEntry, AuditHead, AuditReader
from uitweg.platform.audit.rules import Act, ActOrigin
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_for_update
from uitweg.platform.ui.moments import local_midnight

CUT_AUDIT_LOG = Act("audit:cut", "Oudste deel van het logboek eraf")
READ_AUDIT_LOG = Act("audit:read", "Logboek gelezen")

GENESIS_HASH = bytes(32)
ENTRIES_PER_CUT = 5000


def audit_name(thing: Model | str) -> str:
    """Return how the audit log names a row: table and id (`case:12`), never text from it."""
    if isinstance(thing, str):
        return thing
    meta = thing._meta
    return f"{meta.db_table.removeprefix(f'{meta.app_label}_')}:{thing.pk}"


def record(
    by: Model | None,
    act: Act,
    thing: Model | str,
    *,
    result: str = "done",
    origin: ActOrigin = ActOrigin.STAFF_DOOR,
    reason: str = "",
    at: datetime | None = None,
) -> AuditEntry:
    """Append one entry; `thing` is a row or its `audit_name`.

    Actions call it last, because it holds the lock on the chain until their transaction ends.
    """
    return _append(by, act.code, thing, result=result, origin=origin, reason=reason, at=at)


def record_refusal(by: Model, permission: str, thing: Model | str) -> None:
    """Append that a member did not get this permission, under its name."""
    _append(by, permission, thing, result="refused", origin=ActOrigin.STAFF_DOOR)


@transaction.atomic
def _append(
    by: Model | None,
    code: str,
    thing: Model | str,
    *,
    result: str,
    origin: ActOrigin,
    reason: str = "",
    at: datetime | None = None,
) -> AuditEntry:
    head = _locked_head()
    entry = AuditEntry(
        at=at or timezone.now(),
        member_id=by.pk if by else None,
        act=code,
        thing=audit_name(thing),
        result=result,
        origin=origin,
        reason=reason,
        previous_hash=bytes(head.last_hash),
    )
    entry.entry_hash = _hash(entry)
    entry.save(force_insert=True)
    head.last_hash, head.length = entry.entry_hash, head.length + 1
    head.save()
    return entry


@transaction.atomic
def record_all(
    by: Model | None,
    act: Act,
    things: Iterable[str],
    *,
    reason: str = "",
) -> None:
    """Append an entry for each thing, in one insert.

    Without `by` the worker did it, and the entries have only the day as their time.
    """
    head = _locked_head()
    entries, last_hash = list[AuditEntry](), bytes(head.last_hash)
    at = timezone.now() if by else local_midnight(timezone.now())
    for thing in things:
        entry = AuditEntry(
            at=at,
            member_id=by.pk if by else None,
            act=act.code,
            thing=thing,
            result="done",
            origin=ActOrigin.STAFF_DOOR if by else ActOrigin.WORKER,
            reason=reason,
            previous_hash=last_hash,
        )
        last_hash = entry.entry_hash = _hash(entry)
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries)
    head.last_hash, head.length = last_hash, head.length + len(entries)
    head.save()


def _locked_head() -> AuditHead:
    """Return the head of the chain, locked, so that entries are appended one after another."""
    head, _ = lock_for_update(AuditHead.objects.all()).get_or_create(
        pk=1, defaults={"last_hash": GENESIS_HASH, "length": 0}
    )
    return head


def things_with_act(act: Act, things: Iterable[str]) -> set[str]:
    """Return which of these things (audit names, at most some hundreds) have had this act."""
    entries = AuditEntry.objects.filter(thing__in=list(things), act=act.code, result="done")
    return set(entries.values_list("thing", flat=True).distinct())


def things_done_lately(by: Model, act: Act, things: Iterable[str], *, since: datetime) -> set[str]:
    """Return to which of these things (audit names) this member did this since a moment."""
    own_entries = AuditEntry.objects.filter(member=by.pk, act=act.code, at__gte=since)
    things_done = own_entries.filter(thing__in=list(things)).values_list("thing", flat=True)
    return set(things_done.distinct())


def was_done(by: Model, act: Act, thing: Model, *, reason: str) -> bool:
    """Return whether this member did this to this row, for this reason."""
    act_and_thing = {
        "act": act.code,
        "thing": audit_name(thing),
        "reason": reason,
        "result": "done",
    }
    return AuditEntry.objects.filter(**act_and_thing, member=by.pk).exists()


def done_at(act: Act, thing: Model) -> datetime | None:
    """Return when this was last done to this row, or None when the audit log does not say."""
    entries = AuditEntry.objects.filter(act=act.code, thing=audit_name(thing), result="done")
    return entries.order_by("-id").values_list("at", flat=True).first()


@transaction.atomic
def record_once(by: Model, act: Act, thing: Model, *, reason: str) -> None:
    """Append an entry unless this row has one with the same act and reason, by anyone."""
    act_and_thing = {"act": act.code, "thing": audit_name(thing), "reason": reason}
    if not AuditEntry.objects.filter(**act_and_thing).exists():
        record(by, act, thing, reason=reason)


def record_worker_day(act: Act, thing: Model, *, reason: str) -> None:
    """Append what the worker did to an anonymous conversation.

    The entry has only the day: the exact time could help to identify a reporter.
    """
    at = local_midnight(timezone.now())
    record(None, act, thing, origin=ActOrigin.WORKER, reason=reason, at=at)


def record_at_most_every(by: Model, act: Act, thing: str, *, every: timedelta) -> None:
    """Append an entry for something done all day long, at most once in each period of `every`."""
    since = timezone.now() - every
    if not AuditEntry.objects.filter(
        thing=thing, member=by.pk, act=act.code, at__gte=since
    ).exists():
        record(by, act, thing)


def _hash(entry: AuditEntry) -> bytes:
    """Return the hash of an entry's content, chained to the hash of the entry before it."""
    content: dict[str, Any] = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "member": entry.member_id,
        "act": entry.act,
        "thing": entry.thing,
        "result": entry.result,
        "origin": entry.origin,
        "reason": entry.reason,
    }
    return tokens.chain(bytes(entry.previous_hash), json.dumps(content, sort_keys=True).encode())


def first_broken_entry() -> int | None:
    """Return the id of the first entry whose hash does not fit the one before, or None.

    The head has the number of entries and the last hash, so entries removed from the end show
    too: then it is the id after the last.
    """
    head = AuditHead.objects.filter(pk=1).first()
    previous_hash, length, last_id = GENESIS_HASH, 0, 0
    if head is not None and head.cut_length:
        previous_hash, length = bytes(head.cut_hash), head.cut_length
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        if bytes(entry.previous_hash) != previous_hash or bytes(entry.entry_hash) != _hash(entry):
            return entry.pk
        previous_hash, length, last_id = bytes(entry.entry_hash), length + 1, entry.pk
    if head is None:
        return last_id or None
    is_intact = bytes(head.last_hash) == previous_hash and head.length == length
    return None if is_intact else last_id + 1


@transaction.atomic
def cut_old_entries(*, before: datetime, unread_stays: bool = False) -> int:
    """Delete the oldest entries, all from before a moment, at most 5000 at once; return how many.

    The head keeps the hash of the last deleted entry, so the rest can still be verified. Nothing
    is deleted when no newer entry exists. With `unread_stays` entries also stay until the city's
    logboek has received them.
    """
    head = lock_for_update(AuditHead.objects.filter(pk=1)).first()
    first_kept = AuditEntry.objects.filter(at__gte=before).order_by("id").first()
    if head is None or first_kept is None:
        return 0
    old_entries = AuditEntry.objects.filter(pk__lt=first_kept.pk)
    if unread_stays:
        read_up_to = AuditReader.objects.aggregate(least=Min("last_id"))["least"]
        old_entries = old_entries.filter(pk__lte=read_up_to or 0)
    cut = list(old_entries.order_by("id").values_list("pk", "entry_hash")[:ENTRIES_PER_CUT])
    if not cut:
        return 0
    last_id, last_hash = cut[-1]
    AuditEntry.objects.filter(pk__lte=last_id).delete()
    head.cut_hash, head.cut_length = bytes(last_hash), head.cut_length + len(cut)
    head.save()
    record(None, CUT_AUDIT_LOG, "-", origin=ActOrigin.WORKER, reason=str(len(cut)))
    return len(cut)


def readings_of(things: Iterable[str], acts: Iterable[Act]) -> list[tuple[int, str, str, date]]:
    """Return who did one of these acts with these things: id, name, thing and the last day.

    By name, and of one member by thing. Entries of the worker are left out.
    """
    entries = AuditEntry.objects.filter(
        thing__in=list(things),
        act__in=[act.code for act in acts],
        result="done",
        member__isnull=False,
    )
    rows = entries.values_list("member", "member__name", "thing").annotate(last=Max("at"))
    ordered = rows.order_by("member__name", "member", "thing")
    return [(pk, name, thing, timezone.localdate(last)) for pk, name, thing, last in ordered]


def days_done(act: Act, thing: Model) -> list[tuple[str, datetime, datetime]]:
    """Return who did this to this row: for each member and day the name, first and last moment.

    The newest first, at most two hundred.
    """
    entries = AuditEntry.objects.filter(act=act.code, thing=audit_name(thing), result="done")
    by_day = entries.values("member", "member__name", day=TruncDate("at"))
    days = by_day.annotate(first=Min("at"), last=Max("at")).order_by("-last", "member")[:200]
    return [(row["member__name"] or "systeem", row["first"], row["last"]) for row in days]


def readers_of(act: Act, thing: Model) -> list[tuple[str, list[date]]]:
    """Return who read this row, which is this act, and on which days, newest first."""
    reads = AuditEntry.objects.filter(thing=audit_name(thing), act=act.code, result="done")
    by_day = reads.values("member__name", day=TruncDate("at")).annotate(last=Max("id"))
    days_by_reader: dict[str, list[date]] = {}
    for row in by_day.order_by("-last"):
        days_by_reader.setdefault(row["member__name"] or "systeem", []).append(row["day"])
    return list(days_by_reader.items())
