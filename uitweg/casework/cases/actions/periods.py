"""Periods that run in a case: starting one, moving its end, saying how it ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.actions import case_keys
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import Meant, came_before, write_entry
from uitweg.casework.cases.actions.plan import may_write_in
from uitweg.casework.cases.models import Case, Period
from uitweg.casework.cases.rules.events import Facts
from uitweg.casework.cases.rules.fuzzy_dates import Precision, When
from uitweg.casework.cases.rules.periods import (
    END_WORDS,
    IN_POLICY,
    OTHER_WORDS,
    PERIOD_GROUPS,
    Moment,
    PeriodEnd,
    PeriodKind,
    end_words,
    midnight,
    over_after,
    start_words,
    until_words,
)
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import (
    Audience,
    DataGroup,
    Sight,
    moves_period,
    sees_period,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.policy import periods as policy

TABLE = Period._meta.db_table


@dataclass(frozen=True)
class Shown:
    """A period with its words; `text` is None when it does not open."""

    row: Period
    text: str | None

    @property
    def name(self) -> str:
        """What it is called: by the policy, or by who started it."""
        if self.row.kind == PeriodKind.OTHER:
            return self.text or OTHER_WORDS
        return policy.table()[self.row.kind].what

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
        return END_WORDS[PeriodEnd(self.row.ended)] if self.row.ended else ""


def of_case(case: Case, key: CaseKey, sight: Sight) -> list[Shown]:
    """Open what these grants show of the periods of a case, the soonest end first."""
    rows = case.periods.select_related("ended_by").order_by("ends_at", "id")
    return [opened(row, key) for row in rows if sees_period(sight, DataGroup(row.group))]


def running(case: Case, key: CaseKey, sight: Sight) -> list[Shown]:
    return [one for one in of_case(case, key, sight) if not one.row.ended]


def board(*, of: Actor, most: int) -> list[Shown]:
    """Open what runs in the cases this member leads or stands in for, the soonest end first."""
    return _of_many(Period.objects.of(of.member)[:most], of.keyring)


def ended_today(*, of: Actor, on: date, most: int) -> list[Shown]:
    since = midnight(on, timezone.get_current_timezone())
    return _of_many(Period.objects.ended_by_hand_of(of.member, since=since)[:most], of.keyring)


def opened(row: Period, key: CaseKey) -> Shown:
    closed = bytes(row.sealed_text)
    return Shown(row, key.unlock(TABLE, bytes(row.form_key), closed) if closed else "")


def _of_many(rows: Iterable[Any], keyring: Keyring) -> list[Shown]:
    """Open periods of several cases, each under a grant that opens its group."""
    mine = {row.pk: row for row in rows if row.group in row.opens}.values()
    with_keys = case_keys.each_with_key(mine, keyring)
    return [opened(row, key) if key else Shown(row, None) for row, key in with_keys]


def start(
    *,
    case: Case,
    kind: PeriodKind,
    started: Moment,
    ends: Moment | None = None,
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
    may_move(case, about, by)
    if kind in IN_POLICY:
        ends = over_after(started, policy.table()[kind].length, timezone.get_current_timezone())
    if ends is None or ends.at <= started.at:
        raise NotPossible("period-too-early")
    key = case_keys.opened(case, by.keyring)
    with transaction.atomic():
        case_keys.hold(key)
        if came_before(Period, case, form_key):
            return
        _none_runs(case, kind)
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
        one = Shown(row, text)
        said = f"{one.name}: vanaf {one.since}, {one.until}. {one.note}".strip()
        _tell(one, key, said, by=by, on=started)
        audit_log.record(by.member, "case:write", case, reason="period")


def move_end(
    *,
    period: Period,
    ends: Moment,
    why: str,
    version: int,
    by: Actor,
) -> None:
    """Let it end at another moment, and say why; twice is once.

    Raises NotPossible when a colleague changed it since `version`, or when it is over by hand.
    """
    may_move(period.case, DataGroup(period.group), by)
    if ends.at <= period.started_at:
        raise NotPossible("period-too-early")
    key = case_keys.opened(period.case, by.keyring)
    with transaction.atomic():
        there = _held(period, key)
        if there.end == ends and not there.ended:
            return
        _still(there, version, runs=True)
        was = end_words(there.end, timezone.get_current_timezone())
        one = opened(_changed(there, ends_at=ends.at, ends_has_time=ends.has_time), key)
        said = f"{one.name}: loopt nu {one.until}. Was: {was}. {why}"
        _tell(one, key, said, by=by)
        audit_log.record(by.member, "case:write", period.case, reason="period:later")


def end(
    *,
    period: Period,
    how: PeriodEnd,
    version: int,
    by: Actor,
) -> None:
    """Say how it ended; twice is once. Raises NotPossible when a colleague changed it meanwhile."""
    may_move(period.case, DataGroup(period.group), by)
    key = case_keys.opened(period.case, by.keyring)
    with transaction.atomic():
        there = _held(period, key)
        if there.ended == how:
            return
        _still(there, version, runs=True)
        end_now(there, how, key, by=by)


def end_now(
    row: Period,
    how: PeriodEnd,
    key: CaseKey,
    *,
    by: Actor,
) -> None:
    """End it, inside the transaction of who asked whether that may be."""
    one = opened(_changed(row, ended=how, ended_at=by.now, ended_by=by.member), key)
    _tell(one, key, f"{one.name}: {one.how.lower()}.", by=by)
    audit_log.record(by.member, "case:write", row.case, reason=f"period:{how}")


def run_on(
    *,
    period: Period,
    version: int,
    by: Actor,
) -> None:
    """Take an ending back; twice is once. Raises NotPossible when another of its kind runs."""
    may_move(period.case, DataGroup(period.group), by)
    key = case_keys.opened(period.case, by.keyring)
    with transaction.atomic():
        there = _held(period, key)
        if not there.ended:
            return
        _still(there, version, runs=False)
        _none_runs(there.case, PeriodKind(there.kind))
        one = opened(_changed(there, ended="", ended_at=None, ended_by=None), key)
        _tell(one, key, f"{one.name}: loopt weer, {one.until}.", by=by)
        audit_log.record(by.member, "case:write", period.case, reason="period:open")


def may_move(case: Case, about: DataGroup, by: Actor) -> None:
    """Raise NotAllowed, on the trail, for who may not; NotPossible for a closed case."""
    may_write_in(case, by)
    if not moves_period(case.sight_of(by.member.pk), about):
        audit_log.record(by.member, "case:write", case, result="refused", reason="period")
        raise NotAllowed("case:write")


def _held(period: Period, key: CaseKey) -> Period:
    """Return the row as it is now; case and row stay so until the commit."""
    case_keys.hold(key)
    there = Period.objects.select_for_update(of=("self",)).select_related("case").get(pk=period.pk)
    if not there.case.is_at_work:
        raise NotPossible("case-closed")
    return there


def _still(there: Period, version: int, *, runs: bool) -> None:
    if there.version != version or bool(there.ended) == runs:
        raise NotPossible("period-moved")


def _none_runs(case: Case, kind: PeriodKind) -> None:
    if kind in IN_POLICY and case.periods.running().filter(kind=kind).exists():
        raise NotPossible("period-runs")


def _changed(row: Period, **changes: object) -> Period:
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*changes, "version"])
    return row


def _tell(
    one: Shown,
    key: CaseKey,
    said: str,
    *,
    by: Actor,
    on: Moment | None = None,
) -> None:
    """Put it on the timeline, on the day it began when that is another, for who sees the period."""
    day = on.day(timezone.get_current_timezone()) if on else None
    before = day is not None and day != by.today
    facts = Facts(when=When(day, Precision.DAY)) if day and before else Facts()
    meant = Meant(Audience.TEAM, DataGroup(one.row.group), facts=facts)
    write_entry(key, EntryKind.PERIOD, said, by=by, meant=meant)


def end_at_closing(
    case: Case,
    key: CaseKey,
    ends: Mapping[int, PeriodEnd],
    *,
    by: Actor,
) -> None:
    """End what runs, and `by` may change, as the form on closing says."""
    sight = case.sight_of(by.member.pk)
    for row in case.periods.running().filter(pk__in=ends).select_related("case"):
        if moves_period(sight, DataGroup(row.group)):
            end_now(row, ends[row.pk], key, by=by)
