"""After a restore: destroy again what the journal says was destroyed after the backup."""

from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from uitweg.platform.store import destroyed
from uitweg.site.config.environment import Misconfigured

NO_JOURNAL_NOTE = (
    "There is no journal of what was destroyed: conversations and cases that were destroyed after"
    " this backup was made are back."
)


def replay(journals: list[Path], *, knows_secret: bool, now: datetime) -> list[str]:
    """Carry the journals out in the restored stores; return what was done.

    Can be repeated. Raises Misconfigured when one cannot be read.
    """
    if not journals:
        return [NO_JOURNAL_NOTE]
    if not knows_secret:
        raise Misconfigured(
            f"What was destroyed stands in {journals[0]}, which is read with the staff door's "
            "secret: put staff.secret in its place first."
        )
    lines = _read(journals)
    conversations = _destroy_conversations(lines, now=now)
    cases, kept = _destroy_cases(lines)
    persons, calls = _forget_persons(lines), _empty_call_notes(lines)
    return [
        f"Destroyed again, as {destroyed.FILE_NAME} says: {conversations} conversations,"
        f" {cases} cases, {persons} person sheets, {calls} call notes.",
        *(f"Case {number} could not be destroyed again; propose it anew." for number in kept),
    ]


def _read(journals: list[Path]) -> set[bytes]:
    for journal in journals:  # each by itself, so that the sentence names it
        try:
            destroyed.read_journal(journal)
        except OSError as error:
            raise Misconfigured(f"{journal} cannot be read: {error.strerror}.") from None
        except destroyed.WrongJournal as error:
            raise Misconfigured(f"{journal} cannot be carried out: {error}.") from None
    return destroyed.read_journal(*journals)


def _destroy_conversations(lines: set[bytes], *, now: datetime) -> int:
    from uitweg.channel.answers.actions.junk import DESTROY_REPORT
    from uitweg.channel.conversation.models import Report, Tombstone
    from uitweg.channel.conversation.rules.reports import ReportState
    from uitweg.channel.deletion.actions import report_destruction
    from uitweg.platform.audit.actions import audit_log

    count = 0
    for report in Report.objects.exclude(state=ReportState.DELETED).order_by("id").iterator():
        if destroyed.conversation(report.mailbox_hash) not in lines:
            continue
        tombstone, _ = Tombstone.objects.get_or_create(
            mailbox_hash=report.mailbox_hash,
            defaults={"asked_at": report_destruction.start_of_local_day(now)},
        )
        report_destruction.delete_conversation_content(report, now=now)
        report_destruction.mark_tombstone_executed(tombstone, now=now)
        audit_log.record_worker_day(DESTROY_REPORT, report, reason="journal")
        count += 1
    return count


def _destroy_cases(lines: set[bytes]) -> tuple[int, list[int]]:
    """Destroy cases; return how many, and the numbers of those that the store would not let go."""
    from uitweg.casework.cases.case.models import Case
    from uitweg.casework.cases.case.rules.acts import DESTROY_CASE
    from uitweg.casework.cases.workflow.actions import destruction
    from uitweg.casework.retention.models import RunLine
    from uitweg.platform.audit.actions import audit_log
    from uitweg.platform.audit.rules import ActOrigin
    from uitweg.platform.store.locking import lock_row

    count, kept = 0, []
    for case in Case.objects.exclude(key_id=b"").order_by("id"):
        if destruction.journal_line(case) not in lines:
            continue
        try:
            with transaction.atomic():
                destruction.destroy_contents(lock_row(case), kept_models=(RunLine,))
                origin = ActOrigin.COMMAND_LINE
                audit_log.record(None, DESTROY_CASE, case, origin=origin, reason="journal")
            count += 1
        except IntegrityError:
            kept.append(case.pk)
    return count, kept


def _forget_persons(lines: set[bytes]) -> int:
    """Delete the persons of cases whose sheets the journal names; return how many sheets."""
    from uitweg.casework.cases.case.models import Case
    from uitweg.casework.cases.case.rules.contents import SheetKind
    from uitweg.casework.cases.sheets.models import Sheet
    from uitweg.casework.cases.workflow.actions import destruction
    from uitweg.casework.retention.actions.case_destruction import REMOVE_PERSON
    from uitweg.casework.subject_access.actions import packages
    from uitweg.platform.audit.actions import audit_log
    from uitweg.platform.audit.rules import ActOrigin
    from uitweg.platform.store.locking import lock_row

    sheets = Sheet.objects.filter(kind=SheetKind.PERSON).values_list("case", "form_key")
    cases = {case for case, form_key in sheets if destruction.sheet_line(form_key) in lines}
    count, origin = 0, ActOrigin.COMMAND_LINE
    for case in Case.objects.filter(pk__in=cases).order_by("id"):
        with transaction.atomic():
            count += destruction.forget_person(lock_row(case))
            packages.delete_unfinished_packages(case)
            audit_log.record(None, REMOVE_PERSON, case, origin=origin, reason="journal")
    return count


def _empty_call_notes(lines: set[bytes]) -> int:
    from uitweg.casework.calls.models import CallNote
    from uitweg.casework.retention.actions import calls

    notes = CallNote.objects.exclude(sealed_text=b"").order_by("id")
    return sum(calls.delete_text(note) for note in notes if calls.journal_line(note) in lines)
