"""What the team does with a report: read, answer, take, close; each is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from uitweg.channel.actions import (
    attachments,
    decryption,
    junk,
    leftover_files,
    report_destruction,
    uploads,
)
from uitweg.channel.actions.attachments import FileToSend, SentAttachment
from uitweg.channel.actions.report_destruction import start_of_local_day
from uitweg.channel.models import Answer, Attachment, Message, Report, TeamKey, Tombstone
from uitweg.channel.rules.reports import AdviceOutcome, ReportState, states_before
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.actions.mail import MemberMail, mail_member
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.sealing import conversation

STORE = "channel"
NEW_MESSAGE_MAIL = MemberMail(
    "Uitweg: er wacht iets", "Er is iets nieuws in Uitweg.\n\nOpen de werklijst: {address}/werk/\n"
)


@dataclass(frozen=True)
class OpenedMessage:
    """One thing said in a conversation, opened. `text` is None when it does not open."""

    from_team: bool
    at: datetime
    text: str | None
    by: str = ""
    role: str = ""
    language: str = ""
    safe_times: str = ""
    signals: tuple[str, ...] = ()
    danger_now: bool = False
    waits: bool = False
    message: int = 0
    answer: int = 0
    written_by: int = 0
    level: str = ""
    read_on: date | None = None  # None: this is the first time a person sees it
    withdrawn_on: date | None = None
    files: tuple[SentAttachment, ...] = ()


def publish_team_key(*, key_id: bytes, public_key: bytes, verify_key: bytes, now: datetime) -> None:
    """Put the public half where the public door reads it; an older key retires."""
    with transaction.atomic(using=STORE):
        TeamKey.objects.filter(retired_at=None).exclude(key_id=key_id).update(retired_at=now)
        TeamKey.objects.get_or_create(
            key_id=key_id,
            defaults={"public_key": public_key, "verify_key": verify_key, "since": now},
        )


def open_conversation(
    *,
    report: Report,
    by: Actor,
) -> list[OpenedMessage]:
    """Decrypt the whole conversation, oldest first; the reading is recorded before it is shown.

    What opens for the first time gets the day on it: the reporter sees that a person read it.
    """
    require(by.member, Permission.REPORT_READ, report)
    audit_log.record(by.member, "report:read", report)
    if Tombstone.objects.filter(mailbox_hash=report.mailbox_hash).exists():
        return []  # wiped by the reporter: gone from this moment, also before the worker comes by
    there = attachments.attachments_of(report)
    said = [_opened_message(report, m, by.keyring, there) for m in report.messages.all()]
    _mark_read([one.message for one in said if one.text is not None and one.read_on is None])
    said += [_opened_answer(report, a, by.keyring, there) for a in report.answers.all()]
    return sorted(said, key=lambda one: one.at)


def _mark_read(messages: list[int]) -> None:
    if messages:
        unread = Message.objects.filter(pk__in=messages, read_on=None)
        unread.update(read_on=timezone.localdate())


def role_of_sender(message: Message, keyring: Keyring) -> str:
    """Return who says they write ('youngster', …), for the list; empty when it does not open."""
    opened = decryption.decrypt_message(message.report, message, keyring)
    return opened.role if opened else ""


type AttachmentsByHash = dict[tuple[str, int, bytes], Attachment]


def _opened_message(
    report: Report, message: Message, keyring: Keyring, there: AttachmentsByHash
) -> OpenedMessage:
    opened = decryption.decrypt_message(report, message, keyring)
    said = OpenedMessage(
        from_team=False,
        at=message.received_at,
        text=None,
        danger_now=message.danger_now,
        waits=message.handled_at is None,
        message=message.pk,
        read_on=message.read_on,
    )
    if opened is None:
        return said
    return replace(
        said,
        text=opened.text,
        role=opened.role,
        language=opened.language,
        safe_times=opened.safe_times,
        signals=opened.signals,
        level=opened.level,
        files=attachments.match_attachments(there, "message", message.pk, opened.files),
    )


def _opened_answer(
    report: Report, answer: Answer, keyring: Keyring, there: AttachmentsByHash
) -> OpenedMessage:
    opened = decryption.decrypt_answer(report, answer, keyring)
    said = OpenedMessage(
        from_team=True,
        at=answer.written_at,
        text=None,
        answer=answer.pk,
        written_by=answer.written_by,
        withdrawn_on=answer.withdrawn_on,
    )
    if opened is None:
        return said
    sent = attachments.match_attachments(there, "answer", answer.pk, opened.files)
    return replace(said, text=opened.text, by=opened.by, files=sent)


def send_answer(
    *,
    report: Report,
    by: Actor,
    text: str,
    key: bytes,
    seen: int | None = None,
    sending: Sequence[FileToSend] = (),
) -> None:
    """Sign, seal and store an answer and its files; whoever answers a waiting report takes it.

    `key` (16 bytes) is the form's own: the same form twice is one answer. `seen` is the
    last message the page showed: what came in while typing goes on waiting. Raises
    NotAllowed, NotPossible (the reporter wiped the conversation), NoKey.
    """
    require(by.member, Permission.REPORT_ANSWER, report)
    team = TeamKey.current()
    if team is None or report.state == ReportState.DELETED:
        raise NotPossible("report-deleted")
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
            files=tuple(one.file for one in sending),
        ),
    )
    with transaction.atomic(), transaction.atomic(using=STORE):
        _require_not_deleted(report)
        drafts.discard_sent_draft(key)
        written, fresh = Answer.objects.get_or_create(
            key=key,
            defaults={
                "report": report,
                "written_at": by.now,
                "written_by": by.member.pk,
                "for_team": sealed.for_team,
                "for_reporter": sealed.for_reporter,
            },
        )
        if written.report_id != report.pk:
            raise NotPossible("form-used")
        if fresh:  # a form that was sent again has read nothing new
            uploads.attach_sealed_files([one.brought for one in sending], written, today=by.today)
            _handle_messages(report, by, seen=seen)
            mine = Report.objects.filter(pk=report.pk)
            mine.update(kept_until=None)  # the conversation went on: its term begins anew
            untaken = [ReportState.WAITING, ReportState.FOLDED]
            mine.filter(state__in=untaken).update(
                state=ReportState.TAKEN,
                taken_by=by.member.pk,
                fold=None,
                changed_at=start_of_local_day(by.now),
            )
        # the two stores commit one after the other: a repeat after a crash writes the line
        audit_log.record_once(by.member, "report:answer", report, reason=f"A-{written.pk:04d}")


def take_report(
    *,
    report: Report,
    by: Actor,
) -> None:
    """Make a waiting report mine. Raises NotPossible when a colleague was first."""
    require(by.member, Permission.REPORT_TAKE, report)
    with transaction.atomic(), transaction.atomic(using=STORE):
        waiting = Report.objects.filter(pk=report.pk, state=ReportState.WAITING)
        taken = {"state": ReportState.TAKEN, "taken_by": by.member.pk}
        if not waiting.update(**taken, changed_at=start_of_local_day(by.now)):
            mine = Report.objects.filter(
                pk=report.pk, state=ReportState.TAKEN, taken_by=by.member.pk
            )
            if mine.exists():
                return
            raise NotPossible("report-already-taken")
        audit_log.record(by.member, "report:take", report)


def close_as_advice(
    *, report: Report, by: Actor, outcome: AdviceOutcome, seen: int | None = None
) -> None:
    """Close a report with advice only; a message the page did not show (`seen`) goes on waiting."""
    require(by.member, Permission.REPORT_CLOSE, report)
    with transaction.atomic(), transaction.atomic(using=STORE):
        close_report(
            report=report, by=by, state=ReportState.ADVICE, outcome=outcome.value, seen=seen
        )
        audit_log.record(by.member, "report:advice", report, reason=outcome.value)


def close_report(
    *,
    report: Report,
    by: Actor,
    state: ReportState,
    outcome: str = "",
    seen: int | None = None,
) -> None:
    """Bring a report to a closing state and handle what waited. Raises NotPossible."""
    with transaction.atomic(using=STORE):
        open_ = Report.objects.filter(pk=report.pk, state__in=[*states_before(state), state])
        closed = {"state": state, "outcome": outcome, "taken_by": by.member.pk, "kept_until": None}
        if not open_.update(**closed, changed_at=start_of_local_day(by.now)):
            raise NotPossible("report-state-changed")
        _handle_messages(report, by, seen=seen)


def _handle_messages(report: Report, by: Actor, *, seen: int | None = None) -> None:
    waiting = Message.objects.filter(report=report, handled_at=None)
    if seen is not None:
        waiting = waiting.filter(pk__lte=seen)
    waiting.update(handled_at=by.now, handled_by=by.member.pk)


def _require_not_deleted(report: Report) -> None:
    if Tombstone.objects.filter(mailbox_hash=report.mailbox_hash).exists():
        raise NotPossible("report-deleted")


def execute_tombstones(*, now: datetime) -> int:
    """Remove the conversations whose reporter asked so; an interrupted round is done again."""
    done = 0
    asked = Tombstone.objects.filter(executed_at=None, by_term=False).order_by("id")
    for stone in asked[:200]:
        report = Report.objects.filter(mailbox_hash=stone.mailbox_hash).first()
        if report is not None and junk.cancel_junk_tombstone(report, stone):
            continue
        ours = report is not None and junk.is_junk_tombstone(report, stone)
        if report is not None:
            report_destruction.delete_conversation_content(report, now=now)
        report_destruction.mark_tombstone_executed(stone, now=now)
        if report is not None:
            why = "laid-aside" if ours else "reporter-asked"
            audit_log.record_worker_day("report:delete", report, reason=why)
        done += 1
    return done


def delete_late_arrivals() -> int:
    """Remove what arrived in a conversation at the very moment it was wiped."""
    leftover_files.remove_files_of_deleted_reports()
    return Message.objects.filter(report__state=ReportState.DELETED).delete()[0]


def enqueue_new_message_mails(*, now: datetime) -> int:
    """Queue a mail without content to each member who asked for it, once a message."""
    told = 0
    readers = [m for m in _members_with_keys(now) if m.wants_mail and m.mail]
    for message in Message.objects.waiting()[:100] if readers else []:
        for member in readers:
            mail_member(member, NEW_MESSAGE_MAIL, key=f"message-{message.pk}", now=now)
            told += 1
    return told


def _members_with_keys(now: datetime) -> list[Member]:
    today = timezone.localdate(now)
    return [
        m
        for m in Member.objects.exclude(public_key=b"")
        if m.should_hold_keys and m.is_active_on(today)
    ]
