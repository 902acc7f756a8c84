"""Carrying out the retention terms of closed conversations: last days, warnings, destruction.

The worker runs these functions again and again; each can be interrupted and repeated.
"""

from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from uitweg.casework.retention.actions import signing
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
from uitweg.channel.answers.actions.junk import DESTROY_REPORT
from uitweg.channel.conversation.actions.decryption import READ_REPORT
from uitweg.channel.conversation.models import Message, Report, Tombstone
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.channel.deletion.actions import report_destruction
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.mail import MemberMail, mail_member
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.audit.rules import Act
from uitweg.platform.policy import retention
from uitweg.platform.policy.retention import RetentionTerm

HOLD_REPORT = Act("report:hold", "Melding langer bewaard")
RELEASE_REPORT = Act("report:release", "Melding niet langer bewaard")
GIVE_UP_MESSAGE = Act("message:give-up", "Bericht opgegeven: het kon niet weg")

WARNINGS_PER_BATCH = 200
LAST_DAYS_PER_BATCH = 1000
DESTRUCTIONS_PER_BATCH = 50
WARNING_MAIL = MemberMail(
    "Uitweg: er loopt een termijn af",
    "In Uitweg loopt een bewaartermijn af.\n\n"
    "Kijk bij Bewaartermijnen: {address}/beheer/bewaren/\n",
)


class HoldRefusal(Refusal):
    HOLD_MOVED = "Een collega koos net een andere dag. Er is niets veranderd."
    HOLD_TOO_LATE = "Dit gesprek is net gewist, of het is niet gesloten. Er is niets veranderd."
    HOLD_TOO_LONG = "Kies een dag na vandaag, en niet verder dan de tabel toelaat."


def term_of_report(report: Report) -> RetentionTerm:
    """Return the retention term that goes with the outcome of this closed conversation."""
    return retention.retention_table().rows[term_of_outcome(report.outcome)]


def set_last_days() -> int:
    """Give conversations that a term can end their last day; return how many got one."""
    undated = report_destruction.reports_a_term_can_end().filter(kept_until=None)
    return sum(map(_set_last_day, undated.order_by("id")[:LAST_DAYS_PER_BATCH]))


def _set_last_day(report: Report) -> int:
    """Set the last day, or a later one when the term or the conversation got longer since.

    Return 1 when it was changed, and 0 when it was right or someone else changed it.
    """
    until = _last_day_of(report)
    unchanged = report_destruction.reports_a_term_can_end().filter(
        pk=report.pk, kept_until=report.kept_until
    )
    return unchanged.update(kept_until=until) if until != report.kept_until else 0


def _last_day_of(report: Report) -> date:
    days = retention.retention_table().number(term_of_report(report).id)
    return kept_until(report_destruction.last_activity_on(report), days, promised=report.kept_until)


def reports_to_warn_about(today: date) -> list[Report]:
    """Return the conversations that the team should be warned about by now, soonest first."""
    longest = max(term.warn_days for term in retention.retention_table().rows.values())
    reports = (
        report_destruction.reports_a_term_can_end()
        .filter(kept_until__lte=today + timedelta(days=longest))
        .order_by("kept_until", "id")
        .defer("reporter_key")
    )
    return [
        report
        for report in reports
        if report.kept_until
        and is_warning_due(report.kept_until, term_of_report(report).warn_days, today=today)
    ]


def warn_team(*, now: datetime) -> int:
    """Warn the team, on the page and by mail without content, of what is destroyed soon.

    Return how many conversations were warned about. Nothing happens before the table is signed.
    """
    today = timezone.localdate(now)
    if not signing.is_signed_on(today):
        return 0
    due = reports_to_warn_about(today)
    warned = dict(Notice.objects.values_list("report_id", "kept_until"))
    _delete_notices(set(warned) - {report.pk for report in due})
    unwarned = [
        report
        for report in due
        if warned.get(report.pk) != report.kept_until and _was_read(report.pk)
    ]
    # a conversation that turns out to be kept longer gets its new last day instead of a warning
    reports = [report for report in unwarned[:WARNINGS_PER_BATCH] if not _set_last_day(report)]
    with transaction.atomic():
        for report in reports:
            notice = {"kept_until": report.kept_until, "told_on": today}
            Notice.objects.update_or_create(report_id=report.pk, defaults=notice)
        roles = {role for report in reports for role in term_of_report(report).warn}
        for member in Member.objects.filter(role__in=roles):
            mail_member(member, WARNING_MAIL, key=f"retention-{today}", now=now)
    return len(reports)


def _delete_notices(report_ids: set[int]) -> None:
    for batch in batched(sorted(report_ids), 500):
        Notice.objects.filter(report_id__in=batch).delete()


def _was_read(report_id: int) -> bool:
    """Tell whether a member ever opened this conversation; if not, it may not be destroyed.

    The audit log knows. Its old entries are deleted, so the day on the message counts too.
    """
    read = {"thing": f"report:{report_id}", "act": READ_REPORT.code, "result": "done"}
    if AuditEntry.objects.filter(**read).exists():
        return True
    return Message.objects.filter(report=report_id).exclude(read_on=None).exists()


def count_about_to_go() -> int:
    """Count the conversations that the team was warned about and that nobody holds."""
    holds = Exists(Hold.objects.filter(report_id=OuterRef("report_id")))
    return Notice.objects.filter(~holds).count()


def is_due(report: Report, *, now: datetime) -> bool:
    """Tell whether this conversation is to be destroyed now.

    The table is signed, the term is over and would not end later if it were set today, the team
    was warned in time, nobody holds the conversation, and somebody read it.
    """
    today = timezone.localdate(now)
    if report.kept_until is None or not signing.is_signed_on(today):
        return False
    notice = Notice.objects.filter(report_id=report.pk, kept_until=report.kept_until).first()
    hold = Hold.objects.filter(report_id=report.pk).first()
    may_go = may_be_destroyed(
        report.kept_until,
        warned_on=notice.told_on if notice else None,
        warn_days=term_of_report(report).warn_days,
        held_until=hold.until if hold else None,
        today=today,
    )
    return may_go and _was_read(report.pk) and _last_day_of(report) == report.kept_until


def destroy_due(*, now: datetime) -> int:
    """Finish the destructions that an earlier round began, then begin those that are due.

    A message can arrive while a mailbox closes, so the round after looks at everything once more.
    Return how many conversations were destroyed.
    """
    begun = report_destruction.unfinished_destructions()[:DESTRUCTIONS_PER_BATCH]
    destroyed = sum(_finish(tombstone, now=now) for tombstone in begun)
    holds = Exists(Hold.objects.filter(report_id=OuterRef("report_id")))
    overdue = Notice.objects.filter(~holds, kept_until__lt=timezone.localdate(now))
    for notice in overdue.order_by("kept_until", "id")[:DESTRUCTIONS_PER_BATCH]:
        _begin(notice, now=now)
    return destroyed


def _begin(notice: Notice, *, now: datetime) -> None:
    """Close the mailbox if the conversation is due; otherwise correct its last day."""
    has_begun = report_destruction.begin_destruction(
        notice.report_id, now=now, due=lambda report: is_due(report, now=now)
    )
    report = None if has_begun else Report.objects.filter(pk=notice.report_id).first()
    if report is not None and report.kept_until is not None:
        _set_last_day(report)  # the term can have become longer since the warning


def _finish(tombstone: Tombstone, *, now: datetime) -> bool:
    if _is_destroyed_with_case(tombstone):
        return False
    report = report_destruction.confirm_destruction(
        tombstone, due=lambda report: is_due(report, now=now)
    )
    if report is None:
        return False
    report_destruction.delete_conversation_content(report, now=now, kept_until=report.kept_until)
    _certify(report, now=now)
    report_destruction.mark_tombstone_executed(tombstone, now=now)
    return True


def _is_destroyed_with_case(tombstone: Tombstone) -> bool:
    """Tell whether this conversation belongs to a case that `execution` is destroying."""
    report_ids = Report.objects.filter(mailbox_hash=tombstone.mailbox_hash).values_list(
        "pk", flat=True
    )
    # `list` runs this query first: reports and cases are in different databases
    lines = RunLine.objects.filter(case__report_id__in=list(report_ids))
    return lines.filter(state=ListedCaseState.GOING).exists()


@transaction.atomic
def _certify(report: Report, *, now: datetime) -> None:
    """Count the destruction and record it in the audit log, once, however often this runs."""
    if not AuditEntry.objects.filter(
        thing=audit_log.audit_name(report), act=DESTROY_REPORT.code
    ).exists():
        term = term_of_report(report)
        Destruction.objects.add(term.id, term.keep, day=timezone.localdate(now))
        audit_log.record_worker_day(DESTROY_REPORT, report, reason=term.id)
    Hold.objects.filter(report_id=report.pk).delete()
    Notice.objects.filter(report_id=report.pk).delete()


def hold_report(
    *,
    report: Report,
    by: Actor,
    until: date,
    reason: HoldReason,
    shown_until: date | None = None,
) -> None:
    """Keep a closed conversation up to and including `until`; replaces an earlier hold.

    `shown_until` is the last day of the hold that the page showed. Raises NotPossible when `until`
    is out of range, when the conversation is not closed or its destruction has begun, or when a
    colleague changed the hold since.
    """
    require(by, Permission.RETENTION_HOLD, report)
    if not may_hold_until(
        until, today=by.today, longest_days=retention.retention_table().longest_hold_days
    ):
        raise NotPossible(HoldRefusal.HOLD_TOO_LONG)
    with transaction.atomic():
        _require_holdable(report)
        refuse_changed_hold(Hold.objects.filter(report_id=report.pk), shown_until, until)
        hold = {"until": until, "reason": reason, "by": by.member, "since": by.today}
        Hold.objects.update_or_create(report_id=report.pk, defaults=hold)
        audit_log.record(by.member, HOLD_REPORT, report, reason=reason)


def refuse_changed_hold(holds: QuerySet[Any], shown_until: date | None, until: date) -> None:
    """Raise NotPossible when a colleague changed the hold since the page showed `shown_until`.

    The same request sent twice is accepted: the hold then already lasts `until` that day.
    """
    current_until = holds.values_list("until", flat=True).first()
    if current_until not in (shown_until, until):
        raise NotPossible(HoldRefusal.HOLD_MOVED)


def _require_holdable(report: Report) -> None:
    has_begun = Tombstone.objects.filter(mailbox_hash=report.mailbox_hash).exists()
    closed = Report.objects.filter(pk=report.pk, state=ReportState.ADVICE)
    if has_begun or not closed.exists():
        raise NotPossible(HoldRefusal.HOLD_TOO_LATE)


def release_report(*, report: Report, by: Actor) -> None:
    """End a hold early; from then on only the term counts."""
    require(by, Permission.RETENTION_HOLD, report)
    with transaction.atomic():
        if Hold.objects.filter(report_id=report.pk).delete()[0]:
            audit_log.record(by.member, RELEASE_REPORT, report)


def delete_ended_holds(*, today: date) -> int:
    """Delete holds whose last day is past, and holds on reports that are not closed any more."""
    held = set(Hold.objects.values_list("report_id", flat=True))
    closed = Report.objects.filter(pk__in=held, state=ReportState.ADVICE)
    not_closed = held - set(closed.values_list("pk", flat=True))
    return Hold.objects.filter(Q(until__lt=today) | Q(report_id__in=not_closed)).delete()[0]
