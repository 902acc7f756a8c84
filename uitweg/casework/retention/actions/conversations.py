"""What carries the table out: dates, warnings, holds, destruction; each can be run again."""

from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from uitweg.casework.retention.models import Destruction, Hold, Notice, RunLine
from uitweg.casework.retention.rules.case_destruction import ListedCaseState
from uitweg.casework.retention.rules.terms import (
    HoldReason,
    is_warning_due,
    kept_until,
    may_be_destroyed,
    may_hold_until,
    term_of_outcome,
)
from uitweg.channel.actions import report_destruction
from uitweg.channel.models import Message, Report, Tombstone
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.mail import MemberMail, mail_member
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.policy import retention
from uitweg.platform.policy.retention import RetentionTerm

A_TURN, ENDS_A_TURN = 200, 50
WARNING_MAIL = MemberMail(
    "Uitweg: er loopt een termijn af",
    "In Uitweg loopt een bewaartermijn af.\n\n"
    "Kijk bij Bewaartermijnen: {address}/beheer/bewaren/\n",
)


def term_of_report(report: Report) -> RetentionTerm:
    return retention.retention_table().rows[term_of_outcome(report.outcome)]


def set_last_days() -> int:
    """Say of each conversation that a term can end until when it stays; returns how many."""
    given = 0
    for report in (
        report_destruction.reports_a_term_can_end()
        .filter(kept_until=None)
        .order_by("id")[: 5 * A_TURN]
    ):
        given += _set_last_day(report)
    return given


def _set_last_day(report: Report) -> int:
    """Set the day, or a later one when the table got longer or something was said since."""
    until = _last_day_of(report)
    same = report_destruction.reports_a_term_can_end().filter(
        pk=report.pk, kept_until=report.kept_until
    )
    return same.update(kept_until=until) if until != report.kept_until else 0


def _last_day_of(report: Report) -> date:
    days = retention.retention_table().number(term_of_report(report).id)
    return kept_until(report_destruction.last_activity_on(report), days, promised=report.kept_until)


def reports_to_warn_about(today: date) -> list[Report]:
    """Return the conversations of which the team should know by now that they go, soonest first."""
    most = max(term.warn_days for term in retention.retention_table().rows.values())
    dated = report_destruction.reports_a_term_can_end().filter(
        kept_until__lte=today + timedelta(days=most)
    )
    rows = dated.order_by("kept_until", "id").defer("reporter_key")
    return [
        row
        for row in rows
        if row.kept_until
        and is_warning_due(row.kept_until, term_of_report(row).warn_days, today=today)
    ]


def warn_team(*, now: datetime) -> int:
    """Warn the team, on the page and by a mail without content, of what goes soon."""
    today = timezone.localdate(now)
    if not retention.retention_table().is_signed_on(today):
        return 0
    soon = reports_to_warn_about(today)
    known = dict(Notice.objects.values_list("report_id", "kept_until"))
    _forget_notices(set(known) - {report.pk for report in soon})
    fresh = [r for r in soon if known.get(r.pk) != r.kept_until and _was_read(r.pk)][:A_TURN]
    told = [report for report in fresh if not _set_last_day(report)]  # or it stays longer after all
    with transaction.atomic():
        for report in told:
            notice = {"kept_until": report.kept_until, "told_on": today}
            Notice.objects.update_or_create(report_id=report.pk, defaults=notice)
        roles = {role for report in told for role in term_of_report(report).warn}
        for member in Member.objects.filter(role__in=roles):
            mail_member(member, WARNING_MAIL, key=f"retention-{today}", now=now)
    return len(told)


def _forget_notices(report_ids: set[int]) -> None:
    for some in batched(sorted(report_ids), 500):
        Notice.objects.filter(report_id__in=some).delete()


def _was_read(report_id: int) -> bool:
    """Nothing goes that nobody has opened; the audit log knows, and of long ago the day on it."""
    read = {"thing": f"report:{report_id}", "act": "report:read", "result": "done"}
    if AuditEntry.objects.filter(**read).exists():
        return True
    return Message.objects.filter(report=report_id).exclude(read_on=None).exists()


def count_about_to_go() -> int:
    """Return how many conversations go soon, and nobody decided otherwise."""
    held = Exists(Hold.objects.filter(report_id=OuterRef("report_id")))
    return Notice.objects.filter(~held).count()


def is_due(report: Report, *, now: datetime) -> bool:
    """Say whether this conversation has to go now, by everything that is known."""
    today = timezone.localdate(now)
    if report.kept_until is None or not retention.retention_table().is_signed_on(today):
        return False
    notice = Notice.objects.filter(report_id=report.pk, kept_until=report.kept_until).first()
    hold = Hold.objects.filter(report_id=report.pk).first()
    goes = may_be_destroyed(
        report.kept_until,
        warned_on=notice.told_on if notice else None,
        warn_days=term_of_report(report).warn_days,
        held_until=hold.until if hold else None,
        today=today,
    )
    return goes and _was_read(report.pk) and _last_day_of(report) == report.kept_until


def destroy_due(*, now: datetime) -> int:
    """Finish what was begun in an earlier round, then begin what is due; returns how many went."""
    done = sum(
        _finish(stone, now=now)
        for stone in report_destruction.unfinished_destructions()[:ENDS_A_TURN]
    )
    held = Exists(Hold.objects.filter(report_id=OuterRef("report_id")))
    over = Notice.objects.filter(~held, kept_until__lt=timezone.localdate(now))
    for notice in over.order_by("kept_until", "id")[:ENDS_A_TURN]:
        begun = report_destruction.begin_destruction(
            notice.report_id, now=now, due=lambda report: is_due(report, now=now)
        )
        report = None if begun else Report.objects.filter(pk=notice.report_id).first()
        if report is not None and report.kept_until is not None:
            _set_last_day(report)  # the table got longer since the warning
    return done


def _finish(stone: Tombstone, *, now: datetime) -> bool:
    if _goes_with_a_case(stone):
        return False
    report = report_destruction.confirm_destruction(
        stone, due=lambda report: is_due(report, now=now)
    )
    if report is None:
        return False
    report_destruction.delete_conversation_content(report, now=now, kept_until=report.kept_until)
    _certify(report, now=now)
    report_destruction.mark_tombstone_executed(stone, now=now)
    return True


def _goes_with_a_case(stone: Tombstone) -> bool:
    """Leave alone what keeping.destroying is taking away."""
    report = Report.objects.filter(mailbox_hash=stone.mailbox_hash).values_list("pk", flat=True)
    going = RunLine.objects.filter(state=ListedCaseState.GOING, case__report_id__in=list(report))
    return going.exists()


@transaction.atomic
def _certify(report: Report, *, now: datetime) -> None:
    """Count it and write it down, once, however often the round is begun again."""
    if not AuditEntry.objects.filter(
        thing=audit_log.audit_name(report), act="report:destroy"
    ).exists():
        term = term_of_report(report)
        proof, _ = Destruction.objects.get_or_create(
            day=timezone.localdate(now), row=term.id, term=term.keep
        )
        Destruction.objects.filter(pk=proof.pk).update(count=F("count") + 1)
        audit_log.record_worker_day("report:destroy", report, reason=term.id)
    Hold.objects.filter(report_id=report.pk).delete()
    Notice.objects.filter(report_id=report.pk).delete()


def hold_report(
    *,
    report: Report,
    by: Actor,
    until: date,
    reason: HoldReason,
    was: date | None = None,
) -> None:
    """Let a closed conversation stay until and with a day; again replaces it.

    Raises NotAllowed, and NotPossible when it is gone, going, or not closed.
    """
    require(by.member, Permission.RETENTION_HOLD, report)
    today = by.today
    if not may_hold_until(
        until, today=today, longest_days=retention.retention_table().longest_hold_days
    ):
        raise NotPossible("hold-too-long")
    with transaction.atomic():
        _require_holdable(report)
        refuse_changed_hold(Hold.objects.filter(report_id=report.pk), was, until)
        held = {"until": until, "reason": reason, "by": by.member, "since": today}
        Hold.objects.update_or_create(report_id=report.pk, defaults=held)
        audit_log.record(by.member, "report:hold", report, reason=reason)


def refuse_changed_hold(held: QuerySet[Any], was: date | None, until: date) -> None:
    """Raise NotPossible when a colleague chose another day since the page showed `was`."""
    there = held.values_list("until", flat=True).first()
    if there not in (was, until):
        raise NotPossible("hold-moved")


def _require_holdable(report: Report) -> None:
    gone = Tombstone.objects.filter(mailbox_hash=report.mailbox_hash).exists()
    if gone or not Report.objects.filter(pk=report.pk, state=ReportState.ADVICE).exists():
        raise NotPossible("hold-too-late")


def release_report(*, report: Report, by: Actor) -> None:
    """End a hold before its day; the term counts as if it had not been there."""
    require(by.member, Permission.RETENTION_HOLD, report)
    with transaction.atomic():
        if Hold.objects.filter(report_id=report.pk).delete()[0]:
            audit_log.record(by.member, "report:release", report)


def delete_ended_holds(*, today: date) -> int:
    """Remove holds that are over, and those of what is no closed conversation any more."""
    held = list(Hold.objects.values_list("report_id", flat=True))
    closed = Report.objects.filter(pk__in=held, state=ReportState.ADVICE)
    gone = set(held) - set(closed.values_list("pk", flat=True))
    return Hold.objects.filter(Q(until__lt=today) | Q(report_id__in=gone)).delete()[0]
