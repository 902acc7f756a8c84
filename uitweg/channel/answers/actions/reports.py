"""What the team does with a report: read, answer, take or close it, and end its danger.

Each goes in the audit log.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.channel.answers.actions import answer_times, junk
from uitweg.channel.attachments.actions import attachments, leftover_files, uploads
from uitweg.channel.attachments.actions.attachments import FileToSend, SentAttachment
from uitweg.channel.conversation.actions import decryption
from uitweg.channel.conversation.actions.decryption import READ_REPORT
from uitweg.channel.conversation.models import (
    Answer,
    Attachment,
    Message,
    Report,
    TeamKey,
    Tombstone,
)
from uitweg.channel.conversation.rules.reports import (
    AdviceOutcome,
    DangerEnd,
    LateReason,
    ReportState,
    possible_danger_ends,
    states_before,
)
from uitweg.channel.deletion.actions import report_destruction, wishes
from uitweg.channel.deletion.actions.report_destruction import start_of_local_day
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.drafts.actions.once import FormRefusal
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.sealing import conversation

ANSWER_REPORT = Act("report:answer", "Melding beantwoord")
TAKE_REPORT = Act("report:take", "Melding opgepakt")
CLOSE_WITH_ADVICE = Act("report:advice", "Melding gesloten met advies")
DELETE_REPORT = Act("report:delete", "Melding gewist")
END_DANGER = Act("report:end-danger", "Gevaar in melding gesloten")
WITHDRAW_ANSWER = Act("report:withdraw", "Antwoord teruggenomen")

STORE = "channel"
TOMBSTONES_PER_TURN = 50


class ReportRefusal(Refusal):
    DANGER_NO_CASE = (
        "Van deze melding is nog geen casus. Maak eerst een casus, of kies een ander einde. Er is "
        "niets veranderd."
    )
    DANGER_ENDED = (
        "Een collega legde al vast hoe dit gevaar afliep, of er kwam iets nieuws. Er is niets "
        "veranderd."
    )
    REPORT_DELETED_ANSWER = "De melder wiste dit gesprek. Er is niets om terug te nemen."
    REPORT_ALREADY_TAKEN = "Een collega heeft deze melding net opgepakt."
    REPORT_STATE_CHANGED = "Deze melding is net veranderd, door een collega of door de melder."
    REPORT_DELETED = "Dit gesprek is net gewist. Je antwoord is niet verstuurd."


@dataclass(frozen=True)
class OpenedMessage:
    """One decrypted message or answer of a conversation; `text` is None when decryption failed.

    `message` or `answer` is the row's id, the other one 0; `written_by` is a member's id.
    """

    from_team: bool
    written_at: datetime
    text: str | None
    author: str = ""
    role: str = ""
    language: str = ""
    safe_times: str = ""
    signals: tuple[str, ...] = ()
    danger_now: bool = False
    is_waiting: bool = False
    message_id: int = 0
    answer_id: int = 0
    written_by: int = 0
    level: str = ""
    needed: str = ""
    read_on: date | None = None  # None when this is the first time a member sees it
    withdrawn_on: date | None = None
    files: tuple[SentAttachment, ...] = ()


def open_conversation(
    *,
    report: Report,
    by: Actor,
) -> list[OpenedMessage]:
    """Decrypt the whole conversation, oldest first; the audit log entry is written before that.

    A message that is decrypted for the first time gets `read_on`: the reporter sees on which day
    a person read it. Empty when the reporter deleted the conversation.
    """
    require(by, Permission.REPORT_READ, report)
    audit_log.record(by.member, READ_REPORT, report)
    if report.is_deletion_asked:
        return []  # deleted by the reporter: not shown, even before the worker removes it
    stored = attachments.attachments_of(report)
    messages = [_opened_message(report, row, by.keyring, stored) for row in report.messages.all()]
    first_read = [opened for opened in messages if opened.text is not None and not opened.read_on]
    _mark_read([opened.message_id for opened in first_read])
    answers = [_opened_answer(report, row, by.keyring, stored) for row in report.answers.all()]
    return sorted([*messages, *answers], key=lambda opened: opened.written_at)


def _mark_read(message_ids: list[int]) -> None:
    if message_ids:
        unread = Message.objects.filter(pk__in=message_ids, read_on=None)
        unread.update(read_on=timezone.localdate())


def role_and_need(message: Message, keyring: Keyring) -> tuple[str, str]:
    """Return the role the sender chose, and when they need somebody; empty when it cannot open."""
    opened = decryption.decrypt_message(message.report, message, keyring)
    return (opened.role, opened.needed) if opened else ("", "")


type AttachmentsByHash = dict[tuple[str, int, bytes], Attachment]


def _opened_message(
    report: Report, message: Message, keyring: Keyring, stored: AttachmentsByHash
) -> OpenedMessage:
    opened = decryption.decrypt_message(report, message, keyring)
    without_text = OpenedMessage(
        from_team=False,
        written_at=message.received_at,
        text=None,
        danger_now=message.danger_now,
        is_waiting=message.handled_at is None,
        message_id=message.pk,
        read_on=message.read_on,
    )
    if opened is None:
        return without_text
    return replace(
        without_text,
        text=opened.text,
        role=opened.role,
        language=opened.language,
        safe_times=opened.safe_times,
        signals=opened.signals,
        level=opened.level,
        needed=opened.needed,
        files=attachments.match_attachments(stored, "message", message.pk, opened.files),
    )


def _opened_answer(
    report: Report, answer: Answer, keyring: Keyring, stored: AttachmentsByHash
) -> OpenedMessage:
    opened = decryption.decrypt_answer(report, answer, keyring)
    without_text = OpenedMessage(
        from_team=True,
        written_at=answer.written_at,
        text=None,
        answer_id=answer.pk,
        written_by=answer.written_by,
        withdrawn_on=answer.withdrawn_on,
    )
    if opened is None:
        return without_text
    sent = attachments.match_attachments(stored, "answer", answer.pk, opened.files)
    return replace(without_text, text=opened.text, author=opened.by, files=sent)


def send_answer(
    *,
    report: Report,
    by: Actor,
    text: str,
    key: bytes,
    seen: int | None = None,
    sending: Sequence[FileToSend] = (),
    why_late: LateReason | None = None,
) -> None:
    """Sign, seal and store an answer and its files; answering a waiting report also takes it.

    `key` (16 bytes) identifies the form, so that the same form sent twice makes one answer.
    `seen` is the id of the last message on the member's page: a later one goes on waiting.
    `why_late` is why the first answer comes too late, if it does.
    Raises NotAllowed, NoKey, and NotPossible when the reporter deleted the conversation, or when
    the form was sent before with another text or other files.
    """
    require(by, Permission.REPORT_ANSWER, report)
    team = TeamKey.current()
    if team is None or report.state == ReportState.DELETED:
        raise NotPossible(ReportRefusal.REPORT_DELETED)
    keys = by.keyring.keys_for(bytes(team.key_id))
    sealed = conversation.seal_answer(
        keys.signing_seed,
        bytes(team.public_key),
        bytes(report.reporter_key),
        bytes(report.mailbox_hash),
        key,
        conversation.AnswerContent(
            text=text,
            by=by.member.name,
            on=by.today.isoformat(),
            files=tuple(attachment.file for attachment in sending),
        ),
    )
    with transaction.atomic(), transaction.atomic(using=STORE):
        _require_not_deleted(report)
        answer, created = Answer.objects.get_or_create(
            key=key,
            defaults={
                "report": report,
                "written_at": by.now,
                "written_by": by.member.pk,
                "for_team": sealed.for_team,
                "for_reporter": sealed.for_reporter,
            },
        )
        if answer.report_id != report.pk:
            raise NotPossible(FormRefusal.FORM_USED)
        if not created and not _is_same_answer(answer, text, sending, by.keyring):
            raise NotPossible(FormRefusal.FORM_OTHER)
        drafts.discard_sent_draft(key)
        if created:  # a retry of the same form changes nothing
            sealed_files = [attachment.sealed_file for attachment in sending]
            uploads.attach_sealed_files(sealed_files, answer, today=by.today)
            answer_times.record_first_answer(report, answer, by=by, reason=why_late)
            _handle_messages(report, by, seen=seen)
            this_report = Report.objects.filter(pk=report.pk)
            this_report.update(kept_until=None)  # the conversation goes on: its term starts again
            untaken = [ReportState.WAITING, ReportState.JUNK]
            this_report.filter(state__in=untaken).update(
                state=ReportState.TAKEN,
                taken_by=by.member.pk,
                junk_batch=None,
                changed_at=start_of_local_day(by.now),
            )
        # two databases commit one after the other: a retry after a crash adds the missing entry
        audit_log.record_once(by.member, ANSWER_REPORT, report, reason=f"A-{answer.pk:04d}")


def _is_same_answer(
    stored: Answer, text: str, sending: Sequence[FileToSend], keyring: Keyring
) -> bool:
    """Tell whether the stored answer says exactly this, with the same files."""
    opened = decryption.decrypt_answer(stored.report, stored, keyring)
    if opened is None:
        return False
    sent = [attachment.file for attachment in sending]
    kept, new = ([(file.name, file.sha256) for file in files] for files in (opened.files, sent))
    return opened.text == text and kept == new


def take_report(
    *,
    report: Report,
    by: Actor,
) -> None:
    """Assign a waiting report to the member; idempotent.

    Raises NotAllowed, and NotPossible when a colleague took it first.
    """
    require(by, Permission.REPORT_TAKE, report)
    with transaction.atomic(), transaction.atomic(using=STORE):
        waiting = Report.objects.filter(pk=report.pk, state=ReportState.WAITING)
        taken = {"state": ReportState.TAKEN, "taken_by": by.member.pk}
        if not waiting.update(**taken, changed_at=start_of_local_day(by.now)):
            already_mine = Report.objects.filter(pk=report.pk, **taken)
            if already_mine.exists():
                return
            taker = Report.objects.values_list("taken_by", flat=True).get(pk=report.pk)
            raise NotPossible(ReportRefusal.REPORT_ALREADY_TAKEN, ask=taker)
        audit_log.record(by.member, TAKE_REPORT, report)


def close_as_advice(
    *, report: Report, by: Actor, outcome: AdviceOutcome, seen: int | None = None
) -> None:
    """Close a report with advice only; a message newer than `seen` goes on waiting."""
    require(by, Permission.REPORT_CLOSE, report)
    with transaction.atomic(), transaction.atomic(using=STORE):
        close_report(
            report=report, by=by, state=ReportState.ADVICE, outcome=outcome.value, seen=seen
        )
        audit_log.record(by.member, CLOSE_WITH_ADVICE, report, reason=outcome.value)


def close_report(
    *,
    report: Report,
    by: Actor,
    state: ReportState,
    outcome: str = "",
    seen: int | None = None,
) -> None:
    """Close a report with `state` and mark its messages up to `seen` as handled.

    Raises NotPossible when the report's present state does not allow it.
    """
    with transaction.atomic(using=STORE):
        closable = Report.objects.filter(pk=report.pk, state__in=[*states_before(state), state])
        closed = {"state": state, "outcome": outcome, "taken_by": by.member.pk, "kept_until": None}
        if not closable.update(**closed, changed_at=start_of_local_day(by.now)):
            raise NotPossible(ReportRefusal.REPORT_STATE_CHANGED)
        _handle_messages(report, by, seen=seen)


def _handle_messages(report: Report, by: Actor, *, seen: int | None = None) -> None:
    waiting = Message.objects.filter(report=report, handled_at=None)
    if seen is not None:
        waiting = waiting.filter(pk__lte=seen)
    waiting.update(handled_at=by.now, handled_by=by.member.pk)


def _require_not_deleted(report: Report) -> None:
    if report.is_deletion_asked:
        raise NotPossible(ReportRefusal.REPORT_DELETED)


@job("tombstones", every=timedelta(seconds=2))
def execute_tombstones(*, now: datetime) -> int:
    """Delete the conversations whose reporter, or a member after junk, asked so; return how many.

    Safe to run again after an interruption. A junk tombstone is cancelled instead when the
    reporter wrote again; wishes that are held wait for a lead.
    """
    wishes.check_wishes(now=now)
    executed = 0
    pending = Tombstone.objects.filter(executed_at=None, by_term=False, is_held=False)
    for tombstone in pending.order_by("id")[:TOMBSTONES_PER_TURN]:
        report = Report.objects.filter(mailbox_hash=tombstone.mailbox_hash).first()
        if report is not None and junk.cancel_junk_tombstone(report, tombstone):
            continue
        is_junk = report is not None and junk.is_junk_tombstone(report, tombstone)
        if report is not None:
            report_destruction.delete_conversation_content(report, now=now)
        report_destruction.mark_tombstone_executed(tombstone, now=now)
        if report is not None:
            reason = "junk" if is_junk else "reporter-asked"
            audit_log.record_worker_day(DELETE_REPORT, report, reason=reason)
        executed += 1
    return executed


@job("late-arrivals", every=timedelta(hours=1))
def delete_late_arrivals(*, now: datetime) -> int:
    """Delete messages and files that arrived while their conversation was being deleted."""
    leftover_files.remove_files_of_deleted_reports()
    return Message.objects.filter(report__state=ReportState.DELETED).delete()[0]


def end_danger(*, report: Report, why: DangerEnd, seen: int, by: Actor) -> None:
    """Say how the danger in this report ended, for what was handled up to message `seen`.

    A message with danger that still waits for an answer, or that came after `seen`, keeps its
    danger. Raises NotPossible when there is no such danger any more, and for an end that this
    report cannot have: `IN_CASE` without a case.
    """
    require(by, Permission.REPORT_CLOSE, report)
    if why not in possible_danger_ends(ReportState(report.state)):
        raise NotPossible(ReportRefusal.DANGER_NO_CASE)
    with transaction.atomic(), transaction.atomic(using=STORE):
        endangered = Message.objects.in_danger().filter(report=report, pk__lte=seen)
        ended = {"danger_end": why, "danger_ended_on": by.today, "danger_ended_by": by.member.pk}
        if not endangered.update(**ended):
            latest = report.messages.exclude(danger_ended_by=None).order_by("id").last()
            raise NotPossible(
                ReportRefusal.DANGER_ENDED, ask=latest.danger_ended_by if latest else None
            )
        audit_log.record(by.member, END_DANGER, report, reason=why.value)


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
            raise NotPossible(ReportRefusal.REPORT_DELETED_ANSWER)
        not_withdrawn = Answer.objects.filter(pk=answer.pk, withdrawn_on=None)
        if not_withdrawn.update(withdrawn_on=by.today, for_reporter=b""):
            leftover_files.remove_files_of_answer(answer.pk)
            _reopen_answered_messages(report, answer)
        # two databases commit one after the other: a retry after a crash adds the missing entry
        audit_log.record_once(by.member, WITHDRAW_ANSWER, report, reason=f"A-{answer.pk:04d}")


def _reopen_answered_messages(report: Report, answer: Answer) -> None:
    """Put the messages this answer handled back on the worklist, unless a later answer stands."""
    later_answers = Answer.objects.filter(
        report=report, withdrawn_on=None, written_at__gte=answer.written_at
    )
    if report.state in (ReportState.WAITING, ReportState.TAKEN) and not later_answers.exists():
        Message.objects.filter(report=report, handled_at__gte=answer.written_at).update(
            handled_at=None, handled_by=None
        )
