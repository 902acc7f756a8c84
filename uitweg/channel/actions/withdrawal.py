"""Taking an answer back: the reporter is told so, and what was sealed to them is destroyed."""

from django.db import transaction

from uitweg.channel.actions import leftover_files
from uitweg.channel.models import Answer, Message, Report, Tombstone
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log

STORE = "channel"


def withdraw_answer(
    *,
    answer: Answer,
    by: Actor,
) -> None:
    """Take an answer back; what it had answered waits again, unless the report was closed.

    Whether the reporter has read it nobody knows. The team keeps its own copy of the words, and
    loses the files with the reporter. The same click again changes nothing. Raises NotAllowed,
    NotPossible (the reporter wiped the conversation).
    """
    require(by.member, Permission.REPORT_WITHDRAW, answer)
    report = answer.report
    with transaction.atomic(), transaction.atomic(using=STORE):
        if Tombstone.objects.filter(mailbox_hash=report.mailbox_hash).exists():
            raise NotPossible("report-deleted-answer")
        standing = Answer.objects.filter(pk=answer.pk, withdrawn_on=None)
        if standing.update(withdrawn_on=by.today, for_reporter=b""):
            leftover_files.remove_files_of_answer(answer.pk)
            _reopen_answered_messages(report, answer)
        # the two stores commit one after the other: a repeat after a crash writes the line
        audit_log.record_once(by.member, "report:withdraw", report, reason=f"A-{answer.pk:04d}")


def _reopen_answered_messages(report: Report, answer: Answer) -> None:
    """Put back on the worklist what this answer had answered, when no other stands after it."""
    later = Answer.objects.filter(
        report=report, withdrawn_on=None, written_at__gte=answer.written_at
    )
    if report.state in (ReportState.WAITING, ReportState.TAKEN) and not later.exists():
        Message.objects.filter(report=report, handled_at__gte=answer.written_at).update(
            handled_at=None, handled_by=None
        )
