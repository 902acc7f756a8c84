"""Periods that run in a case: starting one, moving its end, ending it and reopening it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.actions.once import once_in_case
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import (
    Audience,
    Visibility,
    may_change_period,
    sees_period,
)
from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.periods.rules import (
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
from uitweg.casework.cases.plan.actions.plan import require_case_writable
from uitweg.casework.cases.timeline.actions.entries import EntryAttributes, write_entry
from uitweg.casework.cases.timeline.rules.events import EntryDetails
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, Refusal
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.days import midnight
from uitweg.platform.policy import periods as policy
from uitweg.platform.store.locking import lock_for_update


class PeriodRefusal(Refusal):
    PERIOD_MOVED = "Een collega veranderde deze termijn net. Jouw klik veranderde niets."
    PERIOD_RUNS = "Deze termijn loopt al in deze casus. Er is niets begonnen."
    PERIOD_TOO_EARLY = "Een termijn eindigt later dan hij begon. Er is niets veranderd."


@dataclass(frozen=True)
class DecryptedPeriod:
    """A period with its text, which is None when it cannot be decrypted.

    The text is the name of a period of kind `other`, and a note for the other kinds.
    """

    row: Period
    text: str | None

    @property
    def name(self) -> str:
        """What the period is called by the policy, or by the member who started it."""
        if self.row.kind == PeriodKind.OTHER:
            return self.text or OTHER_PERIOD_NAME
        return policy.period_table()[self.row.kind].what

    @property
    def note(self) -> str:
        return "" if self.row.kind == PeriodKind.OTHER else self.text or ""

    @property
    def until(self) -> str:
        """The end in Dutch words, with the preposition: tot en met 11 februari 2027."""
        return until_words(self.row.kind, self.row.end, timezone.get_current_timezone())

    @property
    def since(self) -> str:
        return start_words(self.row.start, timezone.get_current_timezone())

    @property
    def how(self) -> str:
        """How the period ended in Dutch words, or "" while it runs."""
        return PeriodEnd(self.row.ended).words if self.row.ended else ""


def decrypt_periods(case: Case, key: CaseKey, visibility: Visibility) -> list[DecryptedPeriod]:
    """Decrypt the periods of a case that this reader may see, the soonest end first."""
    rows = case.periods.select_related("ended_by").order_by("ends_at", "id")
    return [
        decrypt_period(row, key) for row in rows if sees_period(visibility, DataGroup(row.group))
    ]


def decrypt_running_periods(
    case: Case, key: CaseKey, visibility: Visibility
) -> list[DecryptedPeriod]:
    return [each for each in decrypt_periods(case, key, visibility) if not each.row.ended]


def periods_for_dashboard(*, by: Actor, limit: int) -> list[DecryptedPeriod]:
    """Decrypt the running periods of the cases this member manages, the soonest end first."""
    return _decrypt_many(Period.objects.managed_by(by.member)[:limit], by.keyring)


def periods_ended_since(*, by: Actor, day: date, limit: int) -> list[DecryptedPeriod]:
    """Decrypt the periods this member ended on `day` or later, so that they can be reopened."""
    since = midnight(day, timezone.get_current_timezone())
    rows = Period.objects.ended_by_hand_of(by.member, since=since)
    return _decrypt_many(rows[:limit], by.keyring)


def decrypt_period(row: Period, key: CaseKey) -> DecryptedPeriod:
    return DecryptedPeriod(row, row.unseal(key))


def _decrypt_many(rows: Iterable[Any], keyring: Keyring) -> list[DecryptedPeriod]:
    """Decrypt periods of several cases, as far as a grant opens their data group.

    Each row has the data groups of one grant in `opens`; a member with two grants gets a row twice.
    """
    visible = {row.pk: row for row in rows if row.group in row.granted_groups}.values()
    with_keys = case_keys.with_case_keys(visible, keyring)
    return [
        decrypt_period(row, key) if key else DecryptedPeriod(row, None) for row, key in with_keys
    ]


def start_period(
    *,
    case: Case,
    kind: PeriodKind,
    start: PeriodBound,
    end: PeriodBound | None = None,
    text: str,
    group: DataGroup = DataGroup.SITUATION,
    by: Actor,
    form_key: bytes,
) -> None:
    """Start a period. Sending the same form twice starts one period.

    The policy says how long a period runs and what it is about; one of kind `other` needs an `end`,
    a `group`, and its name as `text`. Raises NotAllowed when this member may not change periods of
    this data group, and NotPossible for a closed case, an end that is not after the start, or when
    a period of this kind is already running.
    """
    group = PERIOD_GROUPS.get(kind, group)
    require_period_changeable(case, group, by)
    if kind in POLICY_KINDS:
        length = policy.period_table()[kind].length
        end = end_after(start, length, timezone.get_current_timezone())
    if end is None or end.at <= start.at:
        raise NotPossible(PeriodRefusal.PERIOD_TOO_EARLY)
    key = case_keys.open_case_key(case, by.keyring)

    def is_same(stored: Period) -> bool:
        said_now = _is_now(stored.started_at, stored.written_at) and _is_now(start.at, by.now)
        same_start = stored.start == start or said_now
        same_end = kind in POLICY_KINDS or stored.end == end  # else it follows from the start
        same_text = decrypt_period(stored, key).text == text
        return (stored.kind, stored.group) == (kind, group) and (
            same_start and same_end and same_text
        )

    with transaction.atomic():
        case_keys.lock_case(key)
        if once_in_case(Period, case, form_key, is_same):
            return
        _require_none_running(case, kind)
        row = Period(
            case=case,
            kind=kind,
            group=group,
            started_at=start.at,
            started_has_time=start.has_time,
            ends_at=end.at,
            ends_has_time=end.has_time,
            written_at=by.now,
            written_by=by.member,
            form_key=form_key,
        ).seal(key, text=text)
        row.save(force_insert=True)
        started = DecryptedPeriod(row, text)
        words = f"{started.name}: vanaf {started.since}, {started.until}. {started.note}".strip()
        _write_on_timeline(started, key, words, by=by, happened_on=start)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason="period")


def _is_now(start: datetime, moment: datetime) -> bool:
    """Tell whether a start is the moment at which the form was sent, as when none was typed."""
    return abs(moment - start) < timedelta(minutes=1)


def move_period_end(
    *,
    period: Period,
    end: PeriodBound,
    why: str,
    version: int,
    by: Actor,
) -> None:
    """Let a running period end at another moment, with the reason on the timeline.

    The same request twice changes nothing the second time. Raises NotPossible when a colleague
    changed or ended the period after the page showed `version`.
    """
    require_period_changeable(period.case, DataGroup(period.group), by)
    if end.at <= period.started_at:
        raise NotPossible(PeriodRefusal.PERIOD_TOO_EARLY)
    key = case_keys.open_case_key(period.case, by.keyring)
    with transaction.atomic():
        row = _lock_period(period, key)
        if row.end == end and not row.ended:
            return
        _require_unchanged(row, version, is_running=True)
        earlier_end = end_words(row.end, timezone.get_current_timezone())
        _update_period(row, ends_at=end.at, ends_has_time=end.has_time)
        moved = decrypt_period(row, key)
        words = f"{moved.name}: loopt nu {moved.until}. Was: {earlier_end}. {why}"
        _write_on_timeline(moved, key, words, by=by)
        audit_log.record(by.member, WRITE_IN_CASE, period.case, reason="period:later")


def end_period(
    *,
    period: Period,
    how: PeriodEnd,
    version: int,
    by: Actor,
) -> None:
    """End a running period; the same request twice changes nothing the second time.

    Raises NotPossible when a colleague changed it after the page showed `version`.
    """
    require_period_changeable(period.case, DataGroup(period.group), by)
    key = case_keys.open_case_key(period.case, by.keyring)
    with transaction.atomic():
        row = _lock_period(period, key)
        if row.ended == how:
            return
        _require_unchanged(row, version, is_running=True)
        _end_locked_period(row, how, key, by=by)


def _end_locked_period(
    row: Period,
    how: PeriodEnd,
    key: CaseKey,
    *,
    by: Actor,
) -> None:
    """End a period that the caller locked and checked."""
    _update_period(row, ended=how, ended_at=by.now, ended_by=by.member)
    ended = decrypt_period(row, key)
    _write_on_timeline(ended, key, f"{ended.name}: {ended.how.lower()}.", by=by)
    audit_log.record(by.member, WRITE_IN_CASE, row.case, reason=f"period:{how}")


def reopen_period(
    *,
    period: Period,
    version: int,
    by: Actor,
) -> None:
    """Let an ended period run again; the same request twice changes nothing the second time.

    Raises NotPossible when a colleague changed it after the page showed `version`, or when another
    period of its kind is running.
    """
    require_period_changeable(period.case, DataGroup(period.group), by)
    key = case_keys.open_case_key(period.case, by.keyring)
    with transaction.atomic():
        row = _lock_period(period, key)
        if not row.ended:
            return
        _require_unchanged(row, version, is_running=False)
        _require_none_running(row.case, PeriodKind(row.kind))
        _update_period(row, ended="", ended_at=None, ended_by=None)
        reopened = decrypt_period(row, key)
        words = f"{reopened.name}: loopt weer, {reopened.until}."
        _write_on_timeline(reopened, key, words, by=by)
        audit_log.record(by.member, WRITE_IN_CASE, period.case, reason="period:open")


def require_period_changeable(case: Case, group: DataGroup, by: Actor) -> None:
    """Raise NotAllowed, and record the refusal, unless `by` may change periods of this data group.

    Raises NotPossible for a closed case.
    """
    require_case_writable(case, by)
    if not may_change_period(case.visibility_for(by.member.pk), group):
        audit_log.record(by.member, WRITE_IN_CASE, case, result="refused", reason="period")
        raise NotAllowed("case:write")


def _lock_period(period: Period, key: CaseKey) -> Period:
    """Return the period as it is now, with it and its case locked until the transaction ends."""
    case_keys.lock_case(key)
    current = lock_for_update(Period.objects.filter(pk=period.pk).select_related("case")).get()
    if not current.case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    return current


def _require_unchanged(row: Period, version: int, *, is_running: bool) -> None:
    if row.version != version or bool(row.ended) == is_running:
        raise NotPossible(PeriodRefusal.PERIOD_MOVED)


def _require_none_running(case: Case, kind: PeriodKind) -> None:
    if kind in POLICY_KINDS and case.periods.running().filter(kind=kind).exists():
        raise NotPossible(PeriodRefusal.PERIOD_RUNS)


def _update_period(row: Period, **changes: object) -> None:
    """Store these columns as the next version of the row."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*changes, "version"])


def _write_on_timeline(
    period: DecryptedPeriod,
    key: CaseKey,
    words: str,
    *,
    by: Actor,
    happened_on: PeriodBound | None = None,
) -> None:
    """Add an entry about a period, visible to who may see the period.

    `happened_on` is given when it may have happened on another day than today.
    """
    day = happened_on.day(timezone.get_current_timezone()) if happened_on else by.today
    details = EntryDetails()
    if day != by.today:
        details = EntryDetails(when=FuzzyDate(day, Precision.DAY))
    attributes = EntryAttributes(Audience.TEAM, DataGroup(period.row.group), details=details)
    write_entry(key, EntryKind.PERIOD, words, by=by, attributes=attributes)


def end_periods_at_closing(
    case: Case,
    key: CaseKey,
    ends: Mapping[int, PeriodEnd],
    *,
    by: Actor,
) -> None:
    """End the running periods that `by` may change; `ends` has by row id how each ended."""
    visibility = case.visibility_for(by.member.pk)
    for row in case.periods.running().filter(pk__in=ends).select_related("case"):
        if may_change_period(visibility, DataGroup(row.group)):
            _end_locked_period(row, ends[row.pk], key, by=by)
