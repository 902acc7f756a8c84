"""Terms are carried out: warned before, held if someone says so, gone for good, and counted."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.grants.actions.opening import open_case
from uitweg.casework.retention.actions import conversations as keeping
from uitweg.casework.retention.actions import sent_mail
from uitweg.casework.retention.actions.execution import apply_terms
from uitweg.casework.retention.models import Destruction, Hold, Notice
from uitweg.casework.retention.rules.terms import HoldReason
from uitweg.channel.answers.actions import new_message_mail, reports
from uitweg.channel.conversation.models import Answer, Attachment, Chunk, Message, Report, Tombstone
from uitweg.channel.conversation.rules.reports import AdviceOutcome, ReportState
from uitweg.channel.deletion.actions import report_destruction
from uitweg.channel.deletion.actions.coarsening import coarsen_conversations
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.mailbox.actions import mailbox, news
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage, Timer
from uitweg.platform.jobs.rules import MessageState
from uitweg.platform.policy import retention
from uitweg.platform.sealing import code, tokens
from uitweg.site.operations.worker.run import run_due_jobs

DAY = timedelta(days=1)
TERM, WARNED = 180, 14
PAGE = "/beheer/bewaren/"


def closed(
    fatima, *, ago: int, answered: bool = True, read: bool = True,  # type: ignore[no-untyped-def]
    outcome: AdviceOutcome = AdviceOutcome.ADVISED, words: list[str] | None = None,
) -> Report:  # fmt: skip
    """Return a report that Fatima read, answered and closed so many days ago by the calendar."""
    at, ring = timezone.localtime() - ago * DAY, people.keyring_of(fatima)
    report = people.a_report(words, at=at)
    if read:
        reports.open_conversation(report=report, by=acting(fatima, keyring=ring))
    if answered:
        answer(report, fatima, at=at)
    reports.close_as_advice(report=report, by=acting(fatima, now=at), outcome=outcome)
    report.refresh_from_db()
    return report


def answer(report: Report, by, *, at: datetime) -> None:  # type: ignore[no-untyped-def]
    ring, key = people.keyring_of(by), tokens.new_token(16)
    reports.send_answer(
        report=report, by=acting(by, now=at, keyring=ring), text="Bel ons.", key=key
    )


def more(words: list[str], *, at: datetime | None = None) -> None:
    inbox.receive_message(people.sealed(words, text="Nog iets.", at=at or timezone.now())[0])


def rounds(now: datetime | None = None, *, times: int = 3) -> None:
    """Let the worker come by a few times."""
    for _ in range(times):
        reports.execute_tombstones(now=now or timezone.now())
        apply_terms(now=now or timezone.now())


def a_year_of_days() -> None:
    """Let the worker come by each month for a year, from today on."""
    for month in range(13):
        rounds(timezone.now() + month * 30 * DAY, times=2)


def state_of(report: Report) -> str:
    return Report.objects.get(pk=report.pk).state


# what never goes


@pytest.mark.postgres
def test_an_unread_report_never_goes(team, signed) -> None:
    report = people.a_report(at=timezone.now() - 4000 * DAY)
    a_year_of_days()

    assert state_of(report) == ReportState.WAITING
    assert Message.objects.count() == 1


def test_a_report_that_was_read_and_not_answered_never_goes(fatima, signed) -> None:
    report = closed(fatima, ago=4000, answered=False)
    a_year_of_days()

    assert state_of(report) == ReportState.ADVICE
    assert not Notice.objects.exists()


def test_a_message_that_waits_long_keeps_all_of_it(fatima, signed) -> None:
    words = code.new_words()
    report = closed(fatima, ago=4000, words=words)
    more(words, at=timezone.now() - 3000 * DAY)
    a_year_of_days()

    assert state_of(report) == ReportState.ADVICE
    assert Message.objects.count() == 2


def test_what_nobody_opened_never_goes_even_when_it_was_closed(fatima, signed) -> None:
    report = closed(fatima, ago=4000, answered=False, read=False, outcome=AdviceOutcome.NOT_FOR_US)
    a_year_of_days()

    assert state_of(report) == ReportState.ADVICE


def test_a_report_that_is_answered_and_not_closed_never_goes(fatima, signed) -> None:
    at = timezone.now() - 4000 * DAY
    report = people.a_report(at=at)
    answer(report, fatima, at=at)
    a_year_of_days()

    assert state_of(report) == ReportState.TAKEN


def test_a_report_that_became_a_case_stays_with_the_case(fatima, signed) -> None:
    report, ring = closed(fatima, ago=4000), people.keyring_of(fatima)
    said = reports.open_conversation(report=report, by=acting(fatima, keyring=ring))
    open_case(
        report=report,
        conversation=said,
        by=acting(fatima, now=timezone.now() - 4000 * DAY, keyring=ring),
    )
    a_year_of_days()

    assert state_of(report) == ReportState.CASE


def test_nothing_goes_while_the_table_is_not_signed(fatima) -> None:
    report = closed(fatima, ago=4000)
    a_year_of_days()

    assert state_of(report) == ReportState.ADVICE
    assert not Notice.objects.exists()


def test_nothing_goes_when_the_table_changed_after_the_warning(fatima, signed, obeyed) -> None:
    report = closed(fatima, ago=TERM + 20)
    rounds(timezone.now() - WARNED * DAY)
    obeyed.retention = replace(signed, text_hash="0" * 64)
    rounds()

    assert state_of(report) == ReportState.ADVICE


# what goes


@pytest.mark.postgres
def test_a_term_that_is_over_warns_first_and_destroys_after(fatima, signed) -> None:
    report, now = closed(fatima, ago=TERM + 1), timezone.now()
    rounds(now)
    rounds(now + (WARNED - 1) * DAY)
    assert Message.objects.count() == 1
    rounds(now + WARNED * DAY)

    assert state_of(report) == ReportState.DELETED
    assert (Message.objects.count(), Answer.objects.count()) == (0, 0)


def test_it_stays_through_the_last_day_of_its_term(fatima, signed) -> None:
    report = closed(fatima, ago=TERM)
    rounds(timezone.now() - WARNED * DAY)
    rounds()
    assert state_of(report) == ReportState.ADVICE
    rounds(timezone.now() + DAY)

    assert state_of(report) == ReportState.DELETED


def test_what_does_not_belong_here_goes_sooner_and_without_an_answer(fatima, signed) -> None:
    report = closed(fatima, ago=31, answered=False, outcome=AdviceOutcome.NOT_FOR_US)
    rounds()
    rounds(timezone.now() + 7 * DAY)

    assert state_of(report) == ReportState.DELETED


def gone(fatima, words: list[str] | None = None) -> Report:  # type: ignore[no-untyped-def]
    report = closed(fatima, ago=TERM + 20, words=words)
    rounds(timezone.now() - WARNED * DAY)
    rounds()
    report.refresh_from_db()
    assert report.state == ReportState.DELETED
    return report


def test_the_words_open_nothing_any_more_and_cannot_be_used_again(fatima, signed) -> None:
    words = code.new_words()
    gone(fatima, words)
    secret = code.stretch(words)

    assert not mailbox.open_mailbox(secret).exists
    assert mailbox.sealed_page(secret.mailbox_id, 0) == mailbox.sealed_page(bytes(32), 0)
    with pytest.raises(inbox.UnknownMailbox):
        more(words)


@pytest.mark.postgres
def test_the_files_of_it_go_along(fatima, signed) -> None:
    report, name = closed(fatima, ago=TERM + 20), bytes(32)
    for place in (0, 1):
        Chunk.objects.create(
            file_hash=name,
            place=place,
            last=place == 1,
            stored_on=timezone.localdate(),
            sealed=b"x",
        )
    Attachment.objects.create(
        report=report, message=report.messages.get(), file_hash=name, place=0, chunks=2
    )
    rounds(timezone.now() - WARNED * DAY)
    assert Chunk.objects.count() == 2
    rounds()

    assert (Attachment.objects.count(), Chunk.objects.count()) == (0, 0)


@pytest.mark.postgres
def test_what_is_counted_stays_the_same(fatima, signed) -> None:
    report = gone(fatima)

    assert report.outcome == AdviceOutcome.ADVISED
    assert bytes(report.reporter_key) == b""
    assert timezone.localtime(report.received_at).hour == 0


def test_the_proof_names_no_report(fatima, signed) -> None:
    for _ in range(3):
        closed(fatima, ago=TERM + 20)
    rounds(timezone.now() - WARNED * DAY)
    rounds()
    proof = Destruction.objects.get()

    assert (proof.row, proof.term, proof.count) == ("conversation-advice", "180 days", 3)
    assert not Hold.objects.exists()
    assert not Notice.objects.exists()


def test_the_trail_says_it_once_with_the_day_and_no_minute(fatima, signed) -> None:
    report = gone(fatima)
    line = AuditEntry.objects.get(act="report:destroy")

    assert (line.thing, line.reason) == (f"report:{report.pk}", "conversation-advice")
    assert (line.member, line.origin) == (None, "worker")
    assert timezone.localtime(line.at).time() == datetime.min.time()


def test_the_team_reads_that_its_term_was_over(fatima, signed, desk) -> None:
    report = gone(fatima)
    html = desk.get(f"/werk/melding/{report.pk}/").content.decode()

    assert "De termijn van dit gesprek is voorbij" in html
    assert "De melder heeft dit gesprek gewist" not in html
    assert "Vernietigd, termijn voorbij" in desk.get("/werk/meldingen/").content.decode()


# the clock starts again


def test_a_new_message_stops_the_clock_and_the_answer_starts_it_anew(fatima, signed) -> None:
    words, now = code.new_words(), timezone.now()
    report = closed(fatima, ago=TERM + 1, words=words)
    rounds(now)
    more(words)
    rounds(now + WARNED * DAY)
    assert state_of(report) == ReportState.ADVICE
    assert not Notice.objects.exists()
    answer(report, fatima, at=now + WARNED * DAY)
    rounds(now + WARNED * DAY)

    report.refresh_from_db()
    assert report.kept_until == timezone.localdate(now) + (WARNED + TERM) * DAY


def test_an_answer_moves_the_day_at_once(fatima, signed) -> None:
    report = closed(fatima, ago=100)
    keeping.set_last_days()
    answer(report, fatima, at=timezone.now())
    keeping.set_last_days()

    report.refresh_from_db()
    assert report.kept_until == timezone.localdate() + TERM * DAY


@pytest.mark.postgres
def test_a_message_that_comes_while_the_mailbox_is_closed_saves_the_conversation(
    fatima, signed
) -> None:
    words = code.new_words()
    report = closed(fatima, ago=TERM + 20, words=words)
    rounds(timezone.now() - WARNED * DAY)
    rounds(times=1)  # the mailbox is closed, nothing is removed
    assert Tombstone.objects.get().by_term
    arriving = people.sealed(words, text="Nog iets.")[0]
    inbox._add_message(arriving)  # it was let in a moment before
    rounds()

    assert state_of(report) == ReportState.ADVICE
    assert Message.objects.count() == 2
    assert not Tombstone.objects.exists()
    assert mailbox.open_mailbox(code.stretch(words)).exists


@pytest.mark.postgres
def test_a_case_that_is_opened_in_the_very_moment_saves_the_conversation(fatima, signed) -> None:
    report = closed(fatima, ago=TERM + 20)
    rounds(timezone.now() - WARNED * DAY)
    rounds(times=1)
    reports.close_report(
        report=report, by=acting(fatima, now=timezone.now()), state=ReportState.CASE
    )
    Report.objects.update(kept_until=timezone.localdate() - DAY)
    rounds()

    assert (state_of(report), Message.objects.count()) == (ReportState.CASE, 1)


def test_a_longer_table_counts_for_what_was_closed_before(fatima, signed, obeyed) -> None:
    report, now = closed(fatima, ago=TERM + 1), timezone.now()
    rounds(now)
    obeyed.retention = with_term(signed, 400)
    rounds(now + WARNED * DAY)

    report.refresh_from_db()
    assert (report.state, report.kept_until) == (
        ReportState.ADVICE, timezone.localdate(now) + (400 - TERM - 1) * DAY,
    )  # fmt: skip


def test_a_shorter_table_takes_back_no_promise(fatima, signed, obeyed) -> None:
    report = closed(fatima, ago=100)
    rounds()
    obeyed.retention = with_term(signed, 30)
    for days in (0, 20, 40, 60):
        rounds(timezone.now() + days * DAY)

    assert state_of(report) == ReportState.ADVICE


def with_term(signed: retention.RetentionTable, days: int) -> retention.RetentionTable:
    longer = replace(signed.rows["conversation-advice"], number=days, keep=f"{days} days")
    return replace(signed, rows={**signed.rows, "conversation-advice": longer})


# cut off


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("where", "name"),
    [
        (report_destruction, "delete_conversation_content"),
        (keeping, "_certify"),
        (report_destruction, "mark_tombstone_executed"),
        (report_destruction.leftover_files, "remove_files_of_report"),
    ],
    ids=["before the text goes", "before the proof", "before the end", "before the files"],
)
def test_a_round_that_is_cut_off_is_finished_later_and_counted_once(
    fatima, signed, monkeypatch, where, name: str
) -> None:
    report = closed(fatima, ago=TERM + 20)
    rounds(timezone.now() - WARNED * DAY)
    whole = getattr(where, name)
    for after in (False, True):
        monkeypatch.setattr(where, name, cut_off(whole, after=after))
        for _ in range(2):
            with pytest.raises((PowerCut, StopIteration)):
                rounds()
                raise StopIteration  # nothing was left to cut off
    monkeypatch.setattr(where, name, whole)
    rounds()

    assert state_of(report) == ReportState.DELETED
    assert (Message.objects.count(), Destruction.objects.get().count) == (0, 1)
    assert AuditEntry.objects.filter(act="report:destroy").count() == 1
    assert Tombstone.objects.get().executed_at is not None


class PowerCut(BaseException):
    """The machine stopped here."""


def cut_off(whole: Callable[..., object], *, after: bool) -> Callable[..., object]:
    def stopping(*given: object, **named: object) -> object:
        if after:
            whole(*given, **named)
        raise PowerCut

    return stopping


def test_a_reporter_who_was_first_is_not_counted_as_a_term(fatima, signed) -> None:
    report = closed(fatima, ago=TERM + 20)
    rounds(timezone.now() - WARNED * DAY)
    people.ask_to_delete(report)
    rounds()
    reports.execute_tombstones(now=timezone.now())
    rounds()

    report.refresh_from_db()
    assert (report.state, report.kept_until) == (ReportState.DELETED, None)
    assert not Destruction.objects.exists()


def test_a_forged_end_by_term_is_taken_back(fatima, signed) -> None:
    """Whoever takes over the public door can add a tombstone, and no term."""
    report = closed(fatima, ago=3)
    Tombstone.objects.create(
        mailbox_hash=report.mailbox_hash, asked_at=timezone.now(), by_term=True
    )
    rounds()

    assert (state_of(report), Tombstone.objects.exists()) == (ReportState.ADVICE, False)


# a hold


def hold(report: Report, by, *, days: int = 30) -> None:  # type: ignore[no-untyped-def]
    until = timezone.localdate() + days * DAY
    reason, now = HoldReason.MAYBE_CASE, timezone.now()
    keeping.hold_report(report=report, by=acting(by, now=now), until=until, reason=reason)


def test_a_hold_lets_it_stay_until_and_with_its_day(fatima, signed) -> None:
    report, now = closed(fatima, ago=TERM + 20), timezone.now()
    rounds(now - WARNED * DAY)
    hold(report, fatima)
    rounds(now + 30 * DAY)
    assert state_of(report) == ReportState.ADVICE
    rounds(now + 31 * DAY)

    assert state_of(report) == ReportState.DELETED
    assert AuditEntry.objects.get(act="report:hold").reason == "maybe-case"


def test_a_hold_that_is_ended_counts_no_more(fatima, signed) -> None:
    report, now = closed(fatima, ago=TERM + 20), timezone.now()
    rounds(now - WARNED * DAY)
    hold(report, fatima)
    keeping.release_report(report=report, by=acting(fatima))
    keeping.release_report(report=report, by=acting(fatima))
    rounds(now)

    assert state_of(report) == ReportState.DELETED
    assert AuditEntry.objects.filter(act="report:release").count() == 1


@pytest.mark.postgres
def test_a_hold_in_the_very_moment_gives_the_mailbox_back(fatima, signed) -> None:
    report = closed(fatima, ago=TERM + 20)
    rounds(timezone.now() - WARNED * DAY)
    rounds(times=1)
    Hold.objects.create(
        report_id=report.pk, until=timezone.localdate() + DAY, reason="law", by=fatima,
        since=timezone.localdate(),
    )  # fmt: skip
    rounds()

    assert (state_of(report), Tombstone.objects.exists()) == (ReportState.ADVICE, False)


def test_what_is_going_or_open_cannot_be_held(fatima, signed) -> None:
    open_, going = people.a_report(), closed(fatima, ago=TERM + 20)
    rounds(timezone.now() - WARNED * DAY)
    rounds(times=1)
    for report in (open_, going):
        with pytest.raises(NotPossible, match="hold-too-late"):
            hold(report, fatima)

    assert not Hold.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.LEAD}), ids=str)
def test_who_may_not_hold_is_refused_and_that_is_in_the_audit_log(
    team, fatima, signed, role
) -> None:
    report, member = closed(fatima, ago=10), people.a_member(team, "Wie", role)
    for act in (
        lambda: hold(report, member),
        lambda: keeping.release_report(report=report, by=acting(member)),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert AuditEntry.objects.filter(act="retention:hold", result="refused").count() == 2


# the warning


def test_who_asked_for_mail_is_warned_once_a_day_without_content(team, fatima, signed) -> None:
    for name, role in (("Lea", Role.LEAD), ("Ben", Role.ADMINISTRATOR), ("Stil", Role.LEAD)):
        member = people.a_member(team, name, role)
        member.mail, member.wants_mail = f"{name}@team.example", name != "Stil"
        member.save()
    for _ in range(3):
        report = closed(fatima, ago=TERM)
        rounds()
    mail = OutgoingMessage.objects.get()

    assert mail.to == "Lea@team.example"
    assert report.number not in mail.subject + mail.body + mail.key
    assert PAGE in mail.body


@pytest.mark.postgres
def test_now_says_that_something_goes_until_someone_decides(fatima, signed, desk) -> None:
    report = closed(fatima, ago=TERM)
    rounds()
    assert "1 gesprek verdwijnt binnenkort" in " ".join(desk.get("/werk/").content.decode().split())
    hold(report, fatima)

    assert "binnenkort" not in desk.get("/werk/").content.decode()


# the page


@pytest.mark.postgres
def test_the_page_says_what_goes_when_what_stays_and_the_table(fatima, signed, desk) -> None:
    going, staying = closed(fatima, ago=TERM), closed(fatima, ago=9, answered=False)
    gone(fatima)
    html = " ".join(desk.get(PAGE).content.decode().split())

    assert f'id="melding-{going.pk}"' in html
    assert "team gewaarschuwd" in html
    assert html.index("Gesloten, en blijft") < html.index(f">{staying.number}<")
    assert 'data-is="Aantal">1</td>' in html
    assert "De tabel is ondertekend." in html


def test_a_table_nobody_signed_says_so(desk) -> None:
    assert "nog niet ondertekend" in desk.get(PAGE).content.decode()


def test_a_privacy_officer_sees_numbers_and_no_button(team, fatima, signed) -> None:
    report = closed(fatima, ago=TERM)
    rounds()
    html = people.at_the_desk(people.a_member(team, "Piet", Role.PRIVACY_OFFICER)).get(PAGE)

    assert report.number in html.content.decode()
    assert "/langer/" not in html.content.decode()
    assert f"/werk/melding/{report.pk}/" not in html.content.decode()


def test_two_clicks_hold_and_end_it(fatima, signed, desk) -> None:
    report = closed(fatima, ago=10)
    rounds()
    until = timezone.localdate() + 365 * DAY
    said = {"until": until.isoformat(), "reason": "law"}
    answer = desk.post(f"{PAGE}melding/{report.pk}/langer/", said)
    assert (answer.status_code, Hold.objects.get().until) == (302, until)
    assert "justitie" in desk.get(PAGE).content.decode()
    desk.post(f"{PAGE}melding/{report.pk}/los/")

    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    ("until", "reason", "says"),
    [
        ("", "law", "Vul een dag in."),
        ("morgen", "law", "Schrijf de dag zo"),
        ("2026-13-45", "law", "Schrijf de dag zo"),
        ("2020-01-01", "law", "Kies een dag na vandaag"),
        ("9999-12-31", "law", "Kies een dag na vandaag"),
        ("9" * 100_000, "law", "Schrijf de dag zo"),
        ("2026-01-01\0", "law", "Schrijf de dag zo"),
        ("{tomorrow}", "", "Kies een reden."),
        ("{tomorrow}", "omdat Sam uit Almere terugkomt", "Kies een reden."),
    ],
)
def test_a_wrong_hold_is_one_sentence_and_changes_nothing(
    fatima, signed, desk, until: str, reason: str, says: str
) -> None:
    report = closed(fatima, ago=10)
    rounds()
    said = {"until": until.format(tomorrow=timezone.localdate() + DAY), "reason": reason}
    answer = desk.post(f"{PAGE}melding/{report.pk}/langer/", said)

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Hold.objects.exists()


def test_what_is_not_there_is_not_found_and_what_is_open_is_too_late(desk, signed, fatima) -> None:
    said = {"until": (timezone.localdate() + DAY).isoformat(), "reason": "law"}
    report = people.a_report()

    assert desk.post(f"{PAGE}melding/999999/langer/", said).status_code == 404
    assert desk.post(f"{PAGE}melding/999999/los/").status_code == 404
    assert desk.post(f"{PAGE}melding/{report.pk}/langer/", said).status_code == 409


@pytest.mark.postgres
def test_the_pages_follow_each_other(fatima, signed, desk, monkeypatch) -> None:
    monkeypatch.setattr("uitweg.casework.retention.actions.overview.ROWS_PER_PAGE", 2)
    numbers = [closed(fatima, ago=ago).number for ago in (50, 40, 40, 30, 20)]
    rounds()
    seen, address = [], PAGE
    while address:
        html = desk.get(address).content.decode()
        seen += [n for n in numbers if f">{n}<" in html]
        address = PAGE + html.partition('href="?na=')[2].partition('"')[0].join(("?na=", ""))
        address = address if address != f"{PAGE}?na=" else ""

    assert seen == numbers
    for nonsense in ("x", "2026-01-01", "2026-01-01.x", "9" * 5000, "2026-01-01.9" + "9" * 400):
        assert desk.get(PAGE, {"na": nonsense}).status_code == 200


# what the reporter sees


def mailbox_of(public, words: list[str], level: str = "") -> str:  # type: ignore[no-untyped-def]
    """Return the open mailbox without JavaScript, on one line."""
    said = public.post(f"{level}/postvak/openen/", {"words": " ".join(words)})
    return " ".join(said.content.decode().split())


def until_in(words: list[str]) -> str | None:
    """Return the day that the page's script is given."""
    pages = [mailbox.sealed_page(code.stretch(words).mailbox_id, number) for number in range(4)]
    length = int.from_bytes(pages[0][:4], "big")
    told: str | None = json.loads(b"".join(p[4:] for p in pages)[:length])[-1].get("until")
    return told


def test_the_reporter_reads_until_when_only_when_it_is_closed(fatima, signed, public) -> None:
    words = code.new_words()
    people.a_report(words)
    rounds()

    assert "Dit postvak blijft zolang we in gesprek zijn." in mailbox_of(public, words)
    assert until_in(words) is None


@pytest.mark.parametrize(
    ("level", "says"),
    [
        ("", "Dit postvak blijft tot ten minste {} mei 2027."),
        ("/makkelijk", "Dit postvak blijft tot ten minste {} mei 2027."),
        ("/en", "This mailbox stays until at least {} May 2027."),
    ],
)
def test_a_closed_mailbox_says_at_every_level_until_when_it_stays(
    fatima, signed, public, level: str, says: str
) -> None:
    words = code.new_words()
    report = closed(fatima, ago=9, words=words)
    Report.objects.filter(pk=report.pk).update(kept_until=date(2027, 5, 15))

    assert says.format(15) in mailbox_of(public, words, level)
    assert until_in(words) == "2027-05-15"


def test_a_new_message_takes_the_day_away_until_it_is_answered(fatima, signed, public) -> None:
    words = code.new_words()
    report = closed(fatima, ago=9, words=words)
    rounds()
    more(words)
    assert until_in(words) is None
    assert "zolang we in gesprek zijn" in mailbox_of(public, words)
    answer(report, fatima, at=timezone.now())
    rounds()

    assert until_in(words) == str(timezone.localdate() + TERM * DAY)


def test_an_answer_that_was_taken_back_is_no_answer(fatima, signed) -> None:
    report = closed(fatima, ago=TERM + 20)
    Answer.objects.update(withdrawn_on=timezone.localdate())
    a_year_of_days()

    assert state_of(report) == ReportState.ADVICE


@pytest.mark.postgres
def test_an_open_mailbox_hears_no_news_when_moments_become_days(fatima) -> None:
    report = people.a_report()
    answer(report, fatima, at=timezone.now())
    before = news.mailbox_status(bytes(report.mailbox_hash))
    coarsen_conversations(now=timezone.now())

    assert before.news
    assert news.mailbox_status(bytes(report.mailbox_hash)) == before


# moments


def test_a_moment_becomes_a_day_when_it_is_answered_and_not_before(fatima) -> None:
    at = timezone.now() - timedelta(hours=1)
    report = people.a_report(at=at)
    coarsen_conversations(now=timezone.now())
    assert Message.objects.get().received_at == at
    answer(report, fatima, at=timezone.now())
    coarsen_conversations(now=timezone.now())

    report.refresh_from_db()
    message, said = Message.objects.get(), Answer.objects.get()
    moments = [report.received_at, report.changed_at, message.handled_at]
    moments += [message.received_at, said.written_at]
    assert all(m and timezone.localtime(m).strftime("%H:%M:%S") == "00:00:00" for m in moments)
    assert timezone.localdate(message.received_at) == timezone.localdate(at)


@pytest.mark.postgres
def test_what_was_said_keeps_its_order_within_the_day(fatima) -> None:
    words = code.new_words()
    noon = timezone.localtime().replace(hour=12) - DAY
    report = people.a_report(words, text="1", at=noon)
    for minute in (1, 2, 3):
        answer(report, fatima, at=noon + timedelta(minutes=10 * minute))
        coarsen_conversations(now=timezone.now())
        more(words, at=noon + timedelta(minutes=10 * minute + 5))
    lines = mailbox.open_mailbox(code.stretch(words)).lines
    answer(report, fatima, at=noon + timedelta(minutes=40))
    coarsen_conversations(now=timezone.now())
    coarsen_conversations(now=timezone.now())

    assert [line.from_reporter for line in lines] == [True, False, True, False, True, False, True]
    after = mailbox.open_mailbox(code.stretch(words)).lines
    assert [line.from_reporter for line in after] == [
        True,
        False,
        True,
        False,
        True,
        False,
        True,
        False,
    ]


def test_an_hour_can_be_kept_a_few_days_longer_by_the_table(fatima, monkeypatch) -> None:
    table = retention.retention_table()
    longer = replace(table.rows["exact-moments"], number=3)
    changed = replace(table, rows={**table.rows, longer.id: longer})
    monkeypatch.setattr(retention, "retention_table", lambda: changed)
    now = timezone.now()
    report = people.a_report(at=now)
    answer(report, fatima, at=now)

    assert coarsen_conversations(now=now) == 0
    assert coarsen_conversations(now=now + 3 * DAY) == 1
    assert coarsen_conversations(now=now + 3 * DAY) == 0


def test_a_wish_to_delete_leaves_a_day_and_no_minute(fatima) -> None:
    report = people.a_report()
    people.ask_to_delete(report)
    reports.execute_tombstones(now=timezone.now())
    stone, line = Tombstone.objects.get(), AuditEntry.objects.get(act="report:delete")

    for moment in (stone.asked_at, stone.executed_at, line.at):
        assert moment
        assert timezone.localtime(moment).time() == datetime.min.time()


# mail


@pytest.fixture
def wants_mail(fatima):  # type: ignore[no-untyped-def]
    fatima.mail, fatima.wants_mail = "fatima@team.example", True
    fatima.save()
    return fatima


def test_mail_that_was_not_sent_about_what_is_handled_goes_at_once(wants_mail) -> None:
    report = people.a_report()
    new_message_mail.enqueue_new_message_mails(now=timezone.now())
    assert sent_mail.delete_old_mail(now=timezone.now()) == 0
    answer(report, wants_mail, at=timezone.now())

    assert sent_mail.delete_old_mail(now=timezone.now()) == 1


def test_mail_that_was_sent_goes_after_its_term_unless_its_message_still_waits(wants_mail) -> None:
    report, later = people.a_report(), timezone.now() + 31 * DAY
    new_message_mail.enqueue_new_message_mails(now=timezone.now())
    OutgoingMessage.objects.update(state=MessageState.HANDED_OVER, ended_at=timezone.now())
    assert sent_mail.delete_old_mail(now=later) == 0
    answer(report, wants_mail, at=timezone.now())

    assert sent_mail.delete_old_mail(now=timezone.now()) == 0
    assert sent_mail.delete_old_mail(now=later) == 1


# the worker


def test_the_tick_does_it_all_by_itself(fatima, signed) -> None:
    report = closed(fatima, ago=TERM + 20)
    Notice.objects.create(
        report_id=report.pk,
        kept_until=timezone.localdate() - 20 * DAY,
        told_on=timezone.localdate() - 34 * DAY,
    )
    for _ in range(3):
        Timer.objects.all().delete()  # each step has its turn again
        run_due_jobs()

    assert state_of(report) == ReportState.DELETED
