"""Periods that run in a case: starting one, moving its end, saying how it ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.actions import case_keys
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import EntryAttributes, already_submitted, write_entry
from uitweg.casework.cases.actions.plan import require_case_writable
from uitweg.casework.cases.models import Case, Period
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.events import EntryDetails
from uitweg.casework.cases.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.casework.cases.rules.periods import (
    OTHER_PERIOD_NAME,
    PERIOD_GROUPS,
    POLICY_KINDS,
    PeriodBound,
    PeriodEnd,
    PeriodKind,
    end_after,
    end_words,
    start_words,
    until_words,
)
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import (
    Audience,
    Visibility,
    may_change_period,
    sees_period,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.days import midnight
from uitweg.platform.policy import periods as policy
from uitweg.platform.store.locking import lock_for_update

TABLE = Period._meta.db_table


@dataclass(frozen=True)
class DecryptedPeriod:
    """A period with its words; `text` is None when it does not open."""

    row: Period
    text: str | None

    @property
    def name(self) -> str:
        """What it is called: by the policy, or by who started it."""
        if self.row.kind == PeriodKind.OTHER:
            return self.text or OTHER_PERIOD_NAME
        return policy.period_table()[self.row.kind].what

    @property
    def note(self) -> str:
        return "" if self.row.kind == PeriodKind.OTHER else self.text or ""

    @property
    def until(self) -> str:
        """Say in full up to what it runs."""
        return until_words(self.row.kind, self.row.end, timezone.get_current_timezone())

    @property
    def since(self) -> str:
        return start_words(self.row.start, timezone.get_current_timezone())

    @property
    def how(self) -> str:
        """Say how it ended, or ""."""
        return PeriodEnd(self.row.ended).words if self.row.ended else ""


def decrypt_periods(case: Case, key: CaseKey, visibility: Visibility) -> list[DecryptedPeriod]:
    """Open what these grants show of the periods of a case, the soonest end first."""
    rows = case.periods.select_related("ended_by").order_by("ends_at", "id")
    return [
        decrypt_period(row, key) for row in rows if sees_period(visibility, DataGroup(row.group))
    ]


def decrypt_running_periods(
    case: Case, key: CaseKey, visibility: Visibility
) -> list[DecryptedPeriod]:
    return [one for one in decrypt_periods(case, key, visibility) if not one.row.ended]


def periods_for_dashboard(*, of: Actor, most: int) -> list[DecryptedPeriod]:
    """Open what runs in the cases this member leads or stands in for, the soonest end first."""
    return _decrypt_many(Period.objects.of(of.member)[:most], of.keyring)


def periods_ended_on(*, of: Actor, on: date, most: int) -> list[DecryptedPeriod]:
    since = midnight(on, timezone.get_current_timezone())
    return _decrypt_many(Period.objects.ended_by_hand_of(of.member, since=since)[:most], of.keyring)


def decrypt_period(row: Period, key: CaseKey) -> DecryptedPeriod:
    closed = bytes(row.sealed_text)
    return DecryptedPeriod(row, key.unlock(TABLE, bytes(row.form_key), closed) if closed else "")


def _decrypt_many(rows: Iterable[Any], keyring: Keyring) -> list[DecryptedPeriod]:
    """Open periods of several cases, each under a grant that opens its group."""
    mine = {row.pk: row for row in rows if row.group in row.opens}.values()
    with_keys = case_keys.with_case_keys(mine, keyring)
    return [
        decrypt_period(row, key) if key else DecryptedPeriod(row, None) for row, key in with_keys
    ]


def start_period(
    *,
    case: Case,
    kind: PeriodKind,
    started: PeriodBound,
    ends: PeriodBound | None = None,
    text: str,
    group: DataGroup = DataGroup.SITUATION,
    by: Actor,
    form_key: bytes,
) -> None:
    """Let a period run; the same form again changes nothing.

    How long is what the policy says; another period says itself when it `ends`, and what it is
    called (`text`). Raises NotAllowed for what this member may not change, and NotPossible, also
    when one of this kind runs already.
    """
    about = PERIOD_GROUPS.get(kind, group)
    require_period_changeable(case, about, by)
    if kind in POLICY_KINDS:
        ends = end_after(
            started, policy.period_table()[kind].length, timezone.get_current_timezone()
        )
    if ends is None or ends.at <= started.at:
        raise NotPossible("period-too-early")
    key = case_keys.open_case_key(case, by.keyring)
    with transaction.atomic():
        case_keys.lock_case(key)
        if already_submitted(Period, case, form_key):
            return
        _require_none_running(case, kind)
        row = Period.objects.create(
            case=case,
            kind=kind,
            group=about,
            started_at=started.at,
            started_has_time=started.has_time,
            ends_at=ends.at,
            ends_has_time=ends.has_time,
            written_at=by.now,
            written_by=by.member,
            form_key=form_key,
            sealed_text=key.lock(TABLE, form_key, text) if text else b"",
        )
        one = DecryptedPeriod(row, text)
        said = f"{one.name}: vanaf {one.since}, {one.until}. {one.note}".strip()
        _write_on_timeline(one, key, said, by=by, on=started)
        audit_log.record(by.member, "case:write", case, reason="period")


def move_period_end(
    *,
    period: Period,
    ends: PeriodBound,
    why: str,
    version: int,
    by: Actor,
) -> None:
    """Let it end at another moment, and say why; twice is once.

    Raises NotPossible when a colleague changed it since `version`, or when it is over by hand.
    """
    require_period_changeable(period.case, DataGroup(period.group), by)
    if ends.at <= period.started_at:
        raise NotPossible("period-too-early")
    key = case_keys.open_case_key(period.case, by.keyring)
    with transaction.atomic():
        there = _lock_period(period, key)
        if there.end == ends and not there.ended:
            return
        _require_unchanged(there, version, runs=True)
        was = end_words(there.end, timezone.get_current_timezone())
        one = decrypt_period(
            _update_period(there, ends_at=ends.at, ends_has_time=ends.has_time), key
        )
        said = f"{one.name}: loopt nu {one.until}. Was: {was}. {why}"
        _write_on_timeline(one, key, said, by=by)
        audit_log.record(by.member, "case:write", period.case, reason="period:later")


def end_period(
    *,
    period: Period,
    how: PeriodEnd,
    version: int,
    by: Actor,
) -> None:
    """Say how it ended; twice is once. Raises NotPossible when a colleague changed it meanwhile."""
    require_period_changeable(period.case, DataGroup(period.group), by)
    key = case_keys.open_case_key(period.case, by.keyring)
    with transaction.atomic():
        there = _lock_period(period, key)
        if there.ended == how:
            return
        _require_unchanged(there, version, runs=True)
        end_locked_period(there, how, key, by=by)


def end_locked_period(
    row: Period,
    how: PeriodEnd,
    key: CaseKey,
    *,
    by: Actor,
) -> None:
    """End it, inside the transaction of who asked whether that may be."""
    one = decrypt_period(_update_period(row, ended=how, ended_at=by.now, ended_by=by.member), key)
    _write_on_timeline(one, key, f"{one.name}: {one.how.lower()}.", by=by)
    audit_log.record(by.member, "case:write", row.case, reason=f"period:{how}")


def reopen_period(
    *,
    period: Period,
    version: int,
    by: Actor,
) -> None:
    """Take an ending back; twice is once. Raises NotPossible when another of its kind runs."""
    require_period_changeable(period.case, DataGroup(period.group), by)
    key = case_keys.open_case_key(period.case, by.keyring)
    with transaction.atomic():
        there = _lock_period(period, key)
        if not there.ended:
            return
        _require_unchanged(there, version, runs=False)
        _require_none_running(there.case, PeriodKind(there.kind))
        one = decrypt_period(_update_period(there, ended="", ended_at=None, ended_by=None), key)
        _write_on_timeline(one, key, f"{one.name}: loopt weer, {one.until}.", by=by)
        audit_log.record(by.member, "case:write", period.case, reason="period:open")


def require_period_changeable(case: Case, about: DataGroup, by: Actor) -> None:
    """Raise NotAllowed, in the audit log, for who may not; NotPossible for a closed case."""
    require_case_writable(case, by)
    if not may_change_period(case.visibility_for(by.member.pk), about):
        audit_log.record(by.member, "case:write", case, result="refused", reason="period")
        raise NotAllowed("case:write")


def _lock_period(period: Period, key: CaseKey) -> Period:
    """Return the row as it is now; case and row stay so until the commit."""
    case_keys.lock_case(key)
    current = lock_for_update(Period.objects.filter(pk=period.pk).select_related("case")).get()
    if not current.case.is_open:
        raise NotPossible("case-closed")
    return current


def _require_unchanged(there: Period, version: int, *, runs: bool) -> None:
    if there.version != version or bool(there.ended) == runs:
        raise NotPossible("period-moved")


def _require_none_running(case: Case, kind: PeriodKind) -> None:
    if kind in POLICY_KINDS and case.periods.running().filter(kind=kind).exists():
        raise NotPossible("period-runs")


def _update_period(row: Period, **changes: object) -> Period:
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*changes, "version"])
    return row


def _write_on_timeline(
    one: DecryptedPeriod,
    key: CaseKey,
    said: str,
    *,
    by: Actor,
    on: PeriodBound | None = None,
) -> None:
    """Put it on the timeline, on the day it began when that is another, for who sees the period."""
    day = on.day(timezone.get_current_timezone()) if on else None
    before = day is not None and day != by.today
    facts = EntryDetails(when=FuzzyDate(day, Precision.DAY)) if day and before else EntryDetails()
    attributes = EntryAttributes(Audience.TEAM, DataGroup(one.row.group), details=facts)
    write_entry(key, EntryKind.PERIOD, said, by=by, attributes=attributes)


def end_periods_at_closing(
    case: Case,
    key: CaseKey,
    ends: Mapping[int, PeriodEnd],
    *,
    by: Actor,
) -> None:
    """End what runs, and `by` may change, as the form on closing says."""
    visibility = case.visibility_for(by.member.pk)
    for row in case.periods.running().filter(pk__in=ends).select_related("case"):
        if may_change_period(visibility, DataGroup(row.group)):
            end_locked_period(row, ends[row.pk], key, by=by)
