"""Danger that a reporter told of: it stays the team's until a member says how it ended."""

from django.db import transaction

from uitweg.channel.conversation.models import Message, Report
from uitweg.channel.conversation.rules.reports import DangerEnd, ReportState, possible_danger_ends
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log

STORE = "channel"


def end_danger(*, report: Report, why: DangerEnd, seen: int, by: Actor) -> None:
    """Say how the danger in this report ended, for what was handled up to message `seen`.

    A message with danger that still waits for an answer, or that came after `seen`, keeps its
    danger. Raises NotPossible when there is no such danger any more, and for an end that this
    report cannot have: `IN_CASE` without a case.
    """
    require(by, Permission.REPORT_CLOSE, report)
    if why not in possible_danger_ends(ReportState(report.state)):
        raise NotPossible("danger-no-case")
    with transaction.atomic(), transaction.atomic(using=STORE):
        endangered = Message.objects.in_danger().filter(report=report, pk__lte=seen)
        ended = {"danger_end": why, "danger_ended_on": by.today, "danger_ended_by": by.member.pk}
        if not endangered.update(**ended):
            latest = report.messages.exclude(danger_ended_by=None).order_by("id").last()
            raise NotPossible("danger-ended", ask=latest.danger_ended_by if latest else None)
        audit_log.record(by.member, "report:end-danger", report, reason=why.value)
