"""The audit log: every read and write of a report or case, in one chain that shows tampering."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Model
from django.db.models.functions import TruncDate
from django.utils import timezone

from uitweg.platform.audit.models import AuditEntry, AuditHead, AuditReader
from uitweg.platform.audit.rules import ActOrigin
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_for_update
from uitweg.platform.ui.moments import local_midnight

GENESIS_HASH = bytes(32)
ENTRIES_PER_CUT = 5000


def audit_name(thing: Model | str) -> str:
    """Return how the audit log names a row: its kind and number, never a word from it."""
    return thing if isinstance(thing, str) else f"{thing._meta.model_name}:{thing.pk}"


@transaction.atomic
def record(
    by: Model | None,
    act: str,
    thing: Model | str,
    *,
    result: str = "done",
    origin: ActOrigin = ActOrigin.STAFF_DOOR,
    reason: str = "",
    at: datetime | None = None,
) -> AuditEntry:
    """Add one entry behind the last. Cheap, and always the last line of an action."""
    head, _ = lock_for_update(AuditHead.objects.all()).get_or_create(
        pk=1, defaults={"last_hash": GENESIS_HASH, "length": 0}
    )
    entry = AuditEntry(
        at=at or timezone.now(),
        member_id=by.pk if by else None,
        act=act,
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
    act: str,
    things: Iterable[str],
    *,
    reason: str = "",
) -> None:
    """Add one entry for each thing, in one insert; without `by` the worker did it, dated by day."""
    head, _ = lock_for_update(AuditHead.objects.all()).get_or_create(
        pk=1, defaults={"last_hash": GENESIS_HASH, "length": 0}
    )
    entries, last = list[AuditEntry](), bytes(head.last_hash)
    at = timezone.now() if by else local_midnight(timezone.now())
    for thing in things:
        entry = AuditEntry(
            at=at,
            member_id=by.pk if by else None,
            act=act,
            thing=thing,
            result="done",
            origin=ActOrigin.STAFF_DOOR if by else ActOrigin.WORKER,
            reason=reason,
            previous_hash=last,
        )
        last = entry.entry_hash = _hash(entry)
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries)
    head.last_hash, head.length = last, head.length + len(entries)
    head.save()


def things_with_act(act: str, things: Iterable[str]) -> set[str]:
    """Return which of these (names, some hundreds) have such an act behind them."""
    found = AuditEntry.objects.filter(thing__in=list(things), act=act, result="done")
    return set(found.values_list("thing", flat=True).distinct())


def things_done_lately(by: Model, act: str, things: Iterable[str], *, since: datetime) -> set[str]:
    """Return to which of these (names, some dozens) this member did this lately."""
    found = AuditEntry.objects.filter(thing__in=list(things), member=by.pk, act=act, at__gte=since)
    return set(found.values_list("thing", flat=True).distinct())


def was_done(by: Model, act: str, thing: Model, *, reason: str) -> bool:
    """Say whether this member did this to this row, for this reason."""
    named = {"act": act, "thing": audit_name(thing), "reason": reason, "result": "done"}
    return AuditEntry.objects.filter(**named, member=by.pk).exists()


@transaction.atomic
def record_once(by: Model, act: str, thing: Model, *, reason: str) -> None:
    """Add an entry unless the same act with the same reason is there."""
    named = {"act": act, "thing": audit_name(thing), "reason": reason}
    if not AuditEntry.objects.filter(**named).exists():
        record(by, act, thing, reason=reason)


def record_worker_day(act: str, thing: Model, *, reason: str) -> None:
    """Add what the worker did to an anonymous conversation: its day, for a minute could tell."""
    at = local_midnight(timezone.now())
    record(None, act, thing, origin=ActOrigin.WORKER, reason=reason, at=at)


def record_at_most_every(by: Model, act: str, thing: str, *, every: timedelta) -> None:
    """Add an entry for something done all day long, at most once in `every`."""
    lately = timezone.now() - every
    if not AuditEntry.objects.filter(thing=thing, member=by.pk, act=act, at__gte=lately).exists():
        record(by, act, thing)


def _hash(entry: AuditEntry) -> bytes:
    """Hash what the entry says behind the hash before it."""
    said: dict[str, Any] = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "member": entry.member_id,
        "act": entry.act,
        "thing": entry.thing,
        "result": entry.result,
        "origin": entry.origin,
        "reason": entry.reason,
    }
    return tokens.chain(bytes(entry.previous_hash), json.dumps(said, sort_keys=True).encode())


def first_broken_entry() -> int | None:
    """Return the number of the first entry that does not follow from the one before, or None.

    A removed last entry shows in the head, which counts along.
    """
    head = AuditHead.objects.filter(pk=1).first()
    previous, length, last = GENESIS_HASH, 0, 0
    if head is not None and head.cut_length:
        previous, length = bytes(head.cut_hash), head.cut_length
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        if bytes(entry.previous_hash) != previous or bytes(entry.entry_hash) != _hash(entry):
            return entry.pk
        previous, length, last = bytes(entry.entry_hash), length + 1, entry.pk
    if head is None:
        return last or None
    intact = bytes(head.last_hash) == previous and head.length == length
    return None if intact else last + 1


@transaction.atomic
def cut_old_entries(*, before: datetime, unread_stays: bool = False) -> int:
    """Take off the oldest entries, all of before a moment, some thousands at once; say how many.

    What is left begins at the hash of the last that went, so it can still be checked. The newest
    entry stays; with `unread_stays` also what the city's logbook has not had yet.
    """
    head = lock_for_update(AuditHead.objects.filter(pk=1)).first()
    first = AuditEntry.objects.filter(at__gte=before).order_by("id").first()
    if head is None or first is None:
        return 0
    old = AuditEntry.objects.filter(pk__lt=first.pk)
    if unread_stays:
        read = AuditReader.objects.aggregate(least=Min("last_id"))["least"]
        old = old.filter(pk__lte=read or 0)
    gone = list(old.order_by("id").values_list("pk", "entry_hash")[:ENTRIES_PER_CUT])
    if not gone:
        return 0
    AuditEntry.objects.filter(pk__lte=gone[-1][0]).delete()
    head.cut_hash, head.cut_length = bytes(gone[-1][1]), head.cut_length + len(gone)
    head.save()
    record(None, "audit:cut", "-", origin=ActOrigin.WORKER, reason=str(len(gone)))
    return len(gone)


def readers_of(thing: Model) -> list[tuple[str, list[date]]]:
    """Return who read this row and on which days, newest first."""
    acts = {"thing": audit_name(thing), "act": f"{thing._meta.model_name}:read", "result": "done"}
    by_day = AuditEntry.objects.filter(**acts).values("member__name", day=TruncDate("at"))
    found: dict[str, list[date]] = {}
    for row in by_day.annotate(last=Max("id")).order_by("-last"):
        found.setdefault(row["member__name"] or "systeem", []).append(row["day"])
    return list(found.items())
