"""The team's day: what waits, one report, an answer, advice or a case, and who read it."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.timeline.models import Entry
from uitweg.channel.conversation.actions.decryption import READ_REPORT
from uitweg.channel.conversation.models import Answer, Message
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import code


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("act", flat=True))


@pytest.mark.postgres
def test_danger_stands_first_and_then_the_oldest(team, desk) -> None:
    now = timezone.now()
    young = people.a_report(at=now - timedelta(hours=1))
    old = people.a_report(at=now - timedelta(days=3))
    danger = people.a_report(at=now, danger=True)
    page = desk.get("/werk/").content.decode()
    order = sorted((young, old, danger), key=lambda r: page.index(r.number))

    assert order == [danger, old, young]


@pytest.mark.postgres
def test_the_worklist_is_one_query_and_says_who_writes(
    team, desk, django_assert_num_queries
) -> None:
    for _ in range(3):
        people.a_report(role="school")
    # the others: danger that was answered, and which team keys are old
    with django_assert_num_queries(3, using="channel"):
        page = desk.get("/werk/").content.decode()

    assert page.count("School") == 3


@pytest.mark.postgres
def test_the_worklist_goes_on_behind_its_last_row(team, desk) -> None:
    reports = [people.a_report(danger=n < 3) for n in range(30)]
    first = desk.get("/werk/")
    later = desk.get(f"/werk/?na={first.context['next']}")
    blocks = [answer.context[name] for answer in (first, later) for name in ("danger_rows", "rows")]
    shown = [row.id for rows in blocks for row in rows]

    assert shown == [r.pk for r in reports]
    assert "Acuut gevaar: 3" in first.content.decode()
    assert "Acuut gevaar" not in later.content.decode()


@pytest.mark.parametrize(
    "place", ["x", "1.2", "9" * 60, "1.99999999999999999999.0.1", "1.1.1.-1", "\x00"]
)
def test_nonsense_for_a_place_is_the_first_page(team, desk, place: str) -> None:
    people.a_report()

    assert desk.get("/werk/", {"na": place}).status_code == 200


def test_reading_a_report_shows_it_and_stands_in_the_audit_log(team, desk) -> None:
    report = people.a_report(safe_times="na school")
    page = desk.get(f"/werk/melding/{report.pk}/").content.decode()

    assert people.STORY in page
    assert "na school" in page
    assert "report:read" in acts()
    assert "Fatima" in page[page.index("Wie las dit") :]


def test_an_answer_is_signed_sealed_and_takes_the_report(team, desk, fatima) -> None:
    report = people.a_report()
    desk.post(f"/werk/melding/{report.pk}/", {"text": "Goed dat je schrijft.", "key": "ab" * 16})
    report.refresh_from_db()

    assert (report.state, report.taken_by) == ("taken", fatima.pk)
    assert b"Goed dat" not in bytes(Answer.objects.get().for_team)
    assert not Message.objects.waiting().exists()
    assert acts()[-1] == "report:answer"


@pytest.mark.postgres
def test_the_same_answer_twice_is_one(team, desk) -> None:
    report = people.a_report()
    for _ in range(2):
        desk.post(f"/werk/melding/{report.pk}/", {"text": "Eén keer.", "key": "ab" * 16})

    assert Answer.objects.count() == 1


@pytest.mark.parametrize(
    "given", [{"text": ""}, {"text": "x" * 20_001}, {"key": "zz"}, {"key": ""}, {"text": "a\x00b"}]
)
def test_an_answer_that_cannot_be_sent_keeps_its_text_and_says_why(team, desk, given) -> None:
    report = people.a_report()
    page = desk.post(
        f"/werk/melding/{report.pk}/", {"text": "Mijn lange antwoord.", "key": "ab" * 16, **given}
    )

    assert page.status_code == 400
    assert not Answer.objects.exists()
    assert "text" in given or "Mijn lange antwoord." in page.content.decode()


@pytest.mark.postgres
def test_two_colleagues_who_take_it_at_once_both_learn_who_has_it(team, desk) -> None:
    report, joris = people.a_report(), people.at_the_desk(people.a_member(team, "Joris"))
    answers = [d.post(f"/werk/melding/{report.pk}/oppakken/") for d in (desk, joris)]

    assert [a.status_code for a in answers] == [302, 409]
    assert "collega" in answers[1].content.decode()


def test_advice_only_takes_it_off_the_list_with_its_outcome(team, desk) -> None:
    report = people.a_report()
    desk.post(f"/werk/melding/{report.pk}/advies/", {"outcome": "advised"})
    report.refresh_from_db()

    assert (report.state, report.outcome) == ("advice", "advised")
    assert "Niets wacht" in desk.get("/werk/").content.decode()


def test_a_forged_outcome_changes_nothing(team, desk) -> None:
    report = people.a_report()
    desk.post(f"/werk/melding/{report.pk}/advies/", {"outcome": "score-2"})
    report.refresh_from_db()

    assert report.state == "waiting"


def test_opening_a_case_quotes_the_report_under_the_cases_own_key(team, desk, fatima) -> None:
    report = people.a_report()
    answers = [desk.post(f"/werk/melding/{report.pk}/casus/") for _ in range(2)]
    case = Case.objects.get()

    assert {a.url for a in answers} == {f"/casus/{case.pk}/"}
    assert people.STORY in desk.get(f"/casus/{case.pk}/").content.decode()
    assert people.STORY.encode() not in bytes(Entry.objects.get().sealed_text)
    assert CaseGrant.objects.get().member == fatima
    assert "case:open" in acts()


@pytest.mark.postgres
def test_a_second_coordinator_cannot_open_a_second_case(team, desk) -> None:
    report, joris = people.a_report(), people.at_the_desk(people.a_member(team, "Joris"))
    answers = [d.post(f"/werk/melding/{report.pk}/casus/") for d in (desk, joris)]

    assert [a.status_code for a in answers] == [302, 409]
    assert Case.objects.count() == 1


@pytest.mark.postgres
def test_a_case_half_opened_by_a_crash_is_finished_by_the_next_click(
    team, desk, monkeypatch
) -> None:
    from uitweg.casework.cases.grants.actions import opening

    report = people.a_report()
    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(opening, "close_report", lambda **_: (_ for _ in ()).throw(RuntimeError))
        desk.post(f"/werk/melding/{report.pk}/casus/")
    desk.post(f"/werk/melding/{report.pk}/casus/")
    report.refresh_from_db()

    assert (Case.objects.count(), Entry.objects.count(), report.state) == (1, 1, "case")


def test_a_case_is_shut_to_a_coordinator_without_a_grant(team, desk) -> None:
    report, joris = people.a_report(), people.at_the_desk(people.a_member(team, "Joris"))
    desk.post(f"/werk/melding/{report.pk}/casus/")
    case = Case.objects.get()
    refused = [
        joris.get(f"/casus/{case.pk}/"),
        joris.post(f"/casus/{case.pk}/", {"text": "x", "key": "ab" * 16, "kind": "note"}),
    ]

    assert [a.status_code for a in refused] == [403, 403]
    assert people.STORY not in refused[0].content.decode()
    assert Entry.objects.count() == 1
    assert AuditEntry.objects.filter(result="refused").count() == 2


def test_a_grant_that_ended_lets_nobody_in(team, desk, fatima) -> None:
    report = people.a_report()
    desk.post(f"/werk/melding/{report.pk}/casus/")
    CaseGrant.objects.update(until=timezone.now())

    assert desk.get(f"/casus/{Case.objects.get().pk}/").status_code == 403
    assert "U-00" not in desk.get("/casussen/").content.decode()


def test_an_entry_is_written_once_and_reads_back(team, desk) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    case = Case.objects.get()
    for _ in range(2):
        desk.post(
            f"/casus/{case.pk}/", {"text": "Gebeld met moeder.", "key": "cd" * 16, "kind": "call"}
        )
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert page.partition('<ol class="tl">')[2].count("Gebeld met moeder.") == 1
    assert Entry.objects.count() == 2


def test_an_entry_moved_to_another_case_does_not_open(team, desk) -> None:
    for _ in range(2):
        desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    one, other = Case.objects.order_by("id")
    Entry.objects.filter(case=one).update(case=other)
    page = desk.get(f"/casus/{other.pk}/").content.decode()

    assert page.partition('<ol class="tl">')[2].count(people.STORY) == 1


def test_a_message_moved_to_another_report_does_not_open(team, desk) -> None:
    one, other = people.a_report(text="Verhaal één."), people.a_report(text="Verhaal twee.")
    Message.objects.filter(report=one).update(report=other)
    page = desk.get(f"/werk/melding/{other.pk}/").content.decode()

    assert "Verhaal één." not in page
    assert "Verhaal twee." in page


@pytest.mark.postgres
def test_the_reporter_who_wipes_while_we_write_wins(team, desk, public) -> None:
    words = list(code.WORDS[:7])
    report = people.a_report(words)
    public.post("/postvak/wissen/", {"words": " ".join(words), "sure": "yes"})
    page = desk.post(f"/werk/melding/{report.pk}/", {"text": "Te laat.", "key": "ab" * 16})

    assert page.status_code == 409
    assert not Answer.objects.exists()


@pytest.mark.postgres
def test_a_changed_trail_shows_where(team, desk) -> None:
    desk.get(f"/werk/melding/{people.a_report().pk}/")
    assert audit_log.first_broken_entry() is None
    second = AuditEntry.objects.order_by("id")[1]
    AuditEntry.objects.filter(pk=second.pk).update(act="nothing:happened")

    assert audit_log.first_broken_entry() == second.pk


@pytest.mark.postgres
def test_a_trail_with_its_end_cut_off_shows(team, desk) -> None:
    desk.get(f"/werk/melding/{people.a_report().pk}/")
    AuditEntry.objects.order_by("-id").first().delete()

    assert audit_log.first_broken_entry() is not None


def test_the_privacy_officer_reads_the_trail_of_one_report_and_sees_no_story(team, desk) -> None:
    report = people.a_report()
    desk.get(f"/werk/melding/{report.pk}/")
    petra = people.at_the_desk(people.a_member(team, "Petra", Role.PRIVACY_OFFICER))
    page = petra.get(f"/logboek/?wat=report:{report.pk}").content.decode()

    assert "report:read" in page or "gelezen" in page
    assert people.STORY not in page


def test_news_is_mailed_once_without_content_to_who_asked(
    team, fatima, settings, mailoutbox
) -> None:
    from uitweg.channel.answers.actions.new_message_mail import enqueue_new_message_mails
    from uitweg.platform.accounts.actions.team import change_contact
    from uitweg.platform.jobs.actions.delivery import deliver_due
    from uitweg.platform.jobs.models import OutgoingMessage
    from uitweg.platform.jobs.rules import Lane

    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    change_contact(by=acting(fatima), phone="", mail="fatima@example.org", wants_mail=True)
    people.a_report(danger=True)
    for _ in range(3):
        enqueue_new_message_mails(now=timezone.now())
        deliver_due(lane=Lane.MAIL, now=timezone.now())

    assert [m.to for m in mailoutbox] == [["fatima@example.org"]]
    assert OutgoingMessage.objects.count() == 1
    assert people.STORY not in mailoutbox[0].body
    assert "M-" not in mailoutbox[0].body + mailoutbox[0].subject


def test_a_form_key_of_another_report_or_case_is_refused_and_nothing_is_lost_in_silence(
    team, desk
) -> None:
    one, other = people.a_report(), people.a_report()
    desk.post(f"/werk/melding/{one.pk}/", {"text": "Voor één.", "key": "ab" * 16})
    page = desk.post(f"/werk/melding/{other.pk}/", {"text": "Voor twee.", "key": "ab" * 16})

    assert page.status_code == 409
    assert Answer.objects.get().report == one


def test_an_answer_whose_line_was_lost_in_a_crash_gets_it_when_it_is_sent_again(team, desk) -> None:
    report, form = people.a_report(), {"text": "Goed dat je schrijft.", "key": "ab" * 16}
    desk.post(f"/werk/melding/{report.pk}/", form)
    AuditEntry.objects.filter(act="report:answer").delete()
    desk.post(f"/werk/melding/{report.pk}/", form)

    assert (Answer.objects.count(), acts().count("report:answer")) == (1, 1)


def test_looking_at_the_worklist_stands_in_the_audit_log_once_in_a_while(team, desk) -> None:
    people.a_report()
    for _ in range(3):
        desk.get("/werk/")

    assert acts().count("worklist:read") == 1


def test_what_the_reporter_wiped_is_gone_from_the_desk_before_the_tick_comes_by(
    team, desk, public
) -> None:
    words = list(code.WORDS[:7])
    report = people.a_report(words)
    address = f"/werk/melding/{report.pk}/"
    assert people.STORY in desk.get(address).content.decode()
    public.post("/postvak/wissen/", {"words": " ".join(words), "sure": "yes"})

    page = desk.get(address).content.decode()
    assert people.STORY not in page
    assert "Er staat niets meer in dit gesprek." in page


@pytest.mark.postgres
def test_a_longer_case_asks_the_store_no_more_questions(team, desk) -> None:
    case = people.a_report()
    url = desk.post(f"/werk/melding/{case.pk}/casus/").url

    def questions() -> int:
        with CaptureQueriesContext(connections["default"]) as asked:
            desk.get(url)
        return len(asked)

    short = questions()
    for nth in range(12):
        desk.post(url, {"kind": "note", "text": "Gebeld.", "key": f"{nth:032x}"})

    assert questions() == short


def test_the_timeline_escapes_what_was_written_and_keeps_its_paragraphs(team, desk) -> None:
    url = desk.post(f"/werk/melding/{people.a_report().pk}/casus/").url
    text = "<script>x</script> & zo\nverder\n\nNieuw stuk"
    desk.post(url, {"kind": "decision", "text": text, "key": "cd" * 16})
    page = desk.get(url).content.decode()

    assert "<p>&lt;script&gt;x&lt;/script&gt; &amp; zo<br>verder</p>\n\n<p>Nieuw stuk</p>" in page
    assert "woorden van de melder, overgenomen door Fatima" in page
    assert "Besluit" in page


@pytest.mark.postgres
def test_who_read_a_case_shows_each_day_once_newest_reader_first(team, desk, fatima) -> None:
    report, joris = people.a_report(), people.a_member(team, "Joris")
    for by, days in ((fatima, 2), (fatima, 2), (joris, 1), (fatima, 0)):
        line = audit_log.record(by, READ_REPORT, report)
        moment = timezone.now() - timedelta(days=days)
        AuditEntry.objects.filter(pk=line.pk).update(at=moment)
    today = timezone.localdate()

    assert audit_log.readers_of(READ_REPORT, report) == [
        ("Fatima", [today, today - timedelta(days=2)]),
        ("Joris", [today - timedelta(days=1)]),
    ]
