"""Withdraw an answer: the reporter is told so, and their sealed copy of it is destroyed."""

from django.db import transaction

from uitweg.channel.attachments.actions import leftover_files
from uitweg.channel.conversation.models import Answer, Message, Report
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log

STORE = "channel"


def withdraw_answer(
    *,
    answer: Answer,
    by: Actor,
) -> None:
    """Withdraw an answer; the messages it answered wait again, unless the report was closed.

    Nobody knows whether the reporter has read it already. The team keeps its own copy of the
    text; the files are gone for both sides. Idempotent. Raises NotAllowed, and NotPossible when
    the reporter deleted the conversation.
    """
    report = answer.report
    require(by, Permission.REPORT_READ, report)
    require(by, Permission.REPORT_WITHDRAW, answer)
    with transaction.atomic(), transaction.atomic(using=STORE):
        if report.is_deletion_asked:
            raise NotPossible("report-deleted-answer")
        not_withdrawn = Answer.objects.filter(pk=answer.pk, withdrawn_on=None)
        if not_withdrawn.update(withdrawn_on=by.today, for_reporter=b""):
            leftover_files.remove_files_of_answer(answer.pk)
            _reopen_answered_messages(report, answer)
        # two databases commit one after the other: a retry after a crash adds the missing entry
        audit_log.record_once(by.member, "report:withdraw", report, reason=f"A-{answer.pk:04d}")


def _reopen_answered_messages(report: Report, answer: Answer) -> None:
    """Put the messages this answer handled back on the worklist, unless a later answer stands."""
    later_answers = Answer.objects.filter(
        report=report, withdrawn_on=None, written_at__gte=answer.written_at
    )
    if report.state in (ReportState.WAITING, ReportState.TAKEN) and not later_answers.exists():
        Message.objects.filter(report=report, handled_at__gte=answer.written_at).update(
            handled_at=None, handled_by=None
        )
