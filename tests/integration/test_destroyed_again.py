"""What was destroyed after a backup is destroyed again in the restored stores."""

from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from tests.integration.test_call_retention import a_call
from tests.integration.test_case_destruction import approved, left_of, over, rounds
from tests.support import people
from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CallState
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.workflow.actions.destruction import journal_line
from uitweg.casework.retention.models import Run
from uitweg.channel.answers.actions import reports
from uitweg.channel.conversation.models import Message, Report, Tombstone
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.store import destroyed
from uitweg.site.config import secret_files
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import cli, in_use
from uitweg.site.operations.backup.replay import replay
from uitweg.site.operations.commands import stores


@pytest.fixture(autouse=True)
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, journal_of_its_own: None) -> Path:
    path = tmp_path / destroyed.FILE_NAME
    monkeypatch.setattr(destroyed, "journal_path", lambda: path)
    return path


@pytest.fixture
def ruud(team) -> Member:  # type: ignore[no-untyped-def]
    return people.a_member(team, "Ruud", Role.LEAD)


def carried_out(journal: Path) -> str:
    return replay([journal], knows_secret=True, now=timezone.now())[0]


@pytest.mark.postgres
def test_only_what_the_journal_names_goes_and_a_second_time_nothing(
    fatima: Member, journal: Path
) -> None:
    gone, kept, case, open_case = people.a_report(), people.a_report(), over(fatima), over(fatima)
    destroyed.note(destroyed.conversation(gone.mailbox_hash), journal_line(case))

    assert carried_out(journal).endswith("1 conversations, 1 cases, 0 person sheets, 0 call notes.")
    assert carried_out(journal).endswith("0 conversations, 0 cases, 0 person sheets, 0 call notes.")
    gone.refresh_from_db()
    assert gone.state == ReportState.DELETED
    assert {*Message.objects.values_list("report", flat=True)} >= {kept.pk}
    assert not Message.objects.filter(report=gone).exists()
    assert Tombstone.objects.get(mailbox_hash=gone.mailbox_hash).executed_at
    assert not Case.objects.get(pk=case.pk).sealed_key
    assert left_of(case) <= {"Goal"}
    assert Case.objects.get(pk=open_case.pk).sealed_key
    assert AuditEntry.objects.filter(reason="journal").count() == 2


@pytest.mark.postgres
def test_what_is_destroyed_stands_in_the_journal_before_the_store_forgets_it(
    fatima: Member, ruud: Member, signed: None, journal: Path
) -> None:
    case = over(fatima)
    lines = {journal_line(case), destroyed.conversation(case_report(case).mailbox_hash)}
    noted: list[set[bytes]] = []

    def look(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.startswith("DELETE") and "cases_entry" in sql:
            noted.append(destroyed.read_journal(journal))
        return execute(sql, params, many, context)

    approved(case, by=fatima, second=ruud)
    with connections["default"].execute_wrapper(look):
        rounds()

    assert not Case.objects.get(pk=case.pk).sealed_key
    assert noted[0] >= lines


def case_report(case: Case) -> Report:
    return Report.objects.get(pk=case.report_id)


@pytest.mark.parametrize(
    ("here", "copy", "is_destroyed"),
    [
        ("+", "+-", False),
        ("+-", "+", False),
        ("+-", "+-+", True),
        ("+-+", "+-", True),
        ("", "+-+", True),
        ("x", "+-", False),
    ],
)
def test_the_newest_of_two_copies_of_the_journal_decides(
    journal: Path, tmp_path: Path, here: str, copy: str, is_destroyed: bool
) -> None:
    """Junk was to go (+), its reporter wrote in time (-), and later it went all the same (+)."""
    line, other = destroyed.conversation(b"h" * 32), tmp_path / "copy.journal"
    said = {"+": line, "-": destroyed.TAKEN_BACK + line, "x": destroyed.conversation(b"x" * 32)}
    for path, signs in ((journal, here), (other, copy)):
        path.write_bytes(b"\n".join([destroyed._check(), *map(said.__getitem__, signs)]))

    assert (line in destroyed.read_journal(journal, other)) is is_destroyed
    destroyed.merge_into(journal, other)
    assert (line in destroyed.read_journal(journal)) is is_destroyed


def test_the_person_and_the_call_notes_that_two_people_let_go_stay_gone(
    fatima: Member, ruud: Member, signed: None, journal: Path
) -> None:
    """Destroyed, put back as they were by a restore, and destroyed again."""
    desk, case = people.at_the_desk(fatima), over(fatima)
    call, kept = (a_call(desk, CallState.ADVICE, ago=ago) for ago in (400, 300))
    sheets = list(Sheet.objects.filter(kind="person"))
    desk.post(f"/casus/{case.pk}/wissen/")
    desk.post("/beheer/bewaren/belnotities/voorstel/")
    for run in Run.objects.all():
        people.at_the_desk(ruud).post(f"/beheer/bewaren/lijst/{run.pk}/akkoord/")
    rounds()
    assert not Sheet.objects.filter(kind="person").exists()
    assert not CallNote.objects.get(pk=call.pk).sealed_text
    Sheet.objects.bulk_create(sheets)
    CallNote.objects.filter(pk=call.pk).update(sealed_text=call.sealed_text)

    assert carried_out(journal).endswith("0 conversations, 0 cases, 1 person sheets, 1 call notes.")
    assert carried_out(journal).endswith("0 conversations, 0 cases, 0 person sheets, 0 call notes.")
    assert not Sheet.objects.filter(kind="person").exists()
    assert not CallNote.objects.get(pk=call.pk).sealed_text
    assert CallNote.objects.get(pk=kept.pk).sealed_text
    assert Case.objects.get(pk=case.pk).sealed_key


def test_the_reporters_own_deletion_stands_in_it_too(team, journal: Path) -> None:  # type: ignore[no-untyped-def]
    report = people.a_report()
    Tombstone.objects.create(
        mailbox_hash=report.mailbox_hash, asked_at=timezone.now(), by_reporter=True
    )
    reports.execute_tombstones(now=timezone.now())

    assert destroyed.conversation(report.mailbox_hash) in destroyed.read_journal(journal)


def test_without_the_secret_or_under_another_nothing_is_restored(journal: Path, settings) -> None:  # type: ignore[no-untyped-def]
    destroyed.note(destroyed.conversation(b"h" * 32))
    with pytest.raises(Misconfigured, match=r"put staff\.secret in its place"):
        replay([journal], knows_secret=False, now=timezone.now())
    settings.SECRET_KEY = "another secret, of more than 32 characters"
    with pytest.raises(Misconfigured, match=r"another staff\.secret"):
        replay([journal], knows_secret=True, now=timezone.now())


def test_without_a_journal_it_says_what_is_back() -> None:
    assert "are back" in replay([], knows_secret=True, now=timezone.now())[0]


@pytest.mark.postgres
def test_by_command_after_another_tool_put_the_databases_back(
    fatima: Member,
    journal: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(stores, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(secret_files, "secret_problem", lambda: "")  # no file in a new clone
    gone, case = people.a_report(), over(fatima)
    destroyed.note(destroyed.conversation(gone.mailbox_hash))
    of_another_machine = journal.rename(tmp_path / "elsewhere")
    destroyed.note(journal_line(case))

    assert cli.main(["destroy-again", "--journal", str(of_another_machine)]) == 0
    assert "1 conversations, 1 cases" in capsys.readouterr().out
    assert destroyed.read_journal(journal) == {
        journal_line(case),
        destroyed.conversation(gone.mailbox_hash),
    }
    with in_use.shared(tmp_path):
        assert cli.main(["destroy-again"]) == 2
    assert "stop it first" in capsys.readouterr().err
