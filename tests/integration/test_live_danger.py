"""What an open staff page asks by itself: is there new danger, and what may this member know of it?"""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import duty_rows, people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.dashboard.danger.actions import acute_cases
from uitweg.casework.dashboard.danger.actions import answered as danger
from uitweg.casework.duty.callouts.models import Callout
from uitweg.channel.conversation.models import Message
from uitweg.platform.accounts.models import Session
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry

KEYS = (Role.COORDINATOR, Role.LEAD)
ADDRESS = "/werk/gevaar/"


def told(browser) -> list[dict[str, str]]:  # type: ignore[no-untyped-def]
    return browser.get(ADDRESS).json()["dangers"]


def make_acute(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(risk="acute", risk_since=timezone.now())


@pytest.mark.parametrize("role", KEYS)
def test_a_report_with_danger_is_told_with_the_way_to_it_and_nothing_of_its_text(
    team, role
) -> None:
    report = people.a_report(danger=True)
    browser = people.at_the_desk(people.a_member(team, "Ander", role))
    message = Message.objects.get()

    assert told(browser) == [
        {
            "key": f"m{message.pk}",
            "row": f"melding-{report.pk}",
            "number": report.number,
            "url": f"/werk/melding/{report.pk}/",
            "ask": "",
        }
    ]


@pytest.mark.parametrize("role", sorted(set(Role) - set(KEYS)))
def test_who_does_not_read_the_worklist_is_told_nothing_and_asks_nothing(team, role) -> None:
    report = people.a_report(danger=True)
    browser = people.at_the_desk(people.a_member(team, "Ander", role))
    answer = browser.get(ADDRESS)

    assert answer.status_code == 403
    assert report.number not in answer.content.decode()
    assert 'id="nieuw"' not in browser.get("/ik/").content.decode()


def test_a_stranger_is_told_nothing(team, client, public) -> None:
    people.a_report(danger=True)
    answers = [client.get(ADDRESS), public.get(ADDRESS)]

    assert [answer.status_code for answer in answers] == [302, 404]


def test_it_takes_no_form(desk) -> None:
    assert desk.post(ADDRESS).status_code == 405


@pytest.mark.parametrize("page", ["/werk/", "/werk/meldingen/", "/casussen/", "/ik/"])
def test_every_page_of_who_reads_the_worklist_has_the_line(desk, page) -> None:
    assert f'data-url="{ADDRESS}"' in desk.get(page).content.decode()


def test_the_login_page_asks_nothing(team, client) -> None:
    page = client.get("/inloggen/").content.decode()

    assert "Inlognaam" in page
    assert "live." not in page


def test_a_page_that_has_it_all_gets_an_empty_answer_until_something_changes(desk) -> None:
    people.a_report(danger=True)
    stand = desk.get(ADDRESS).json()["stand"]
    same = desk.get(ADDRESS, {"stand": stand})
    people.a_report(danger=True)

    assert (same.status_code, same.content) == (204, b"")
    assert len(desk.get(ADDRESS, {"stand": stand}).json()["dangers"]) == 2


def test_danger_in_a_later_message_is_new_danger_of_the_same_report(desk) -> None:
    report = people.a_report(danger=True)
    Message.objects.create(
        report=report, key=b"k" * 16, digest=b"d" * 32, danger_now=True,
        received_at=timezone.now(), for_team=b"", for_reporter=b"",
    )  # fmt: skip
    dangers = told(desk)

    assert len({each["key"] for each in dangers}) == 2
    assert {each["row"] for each in dangers} == {f"melding-{report.pk}"}


def test_what_has_no_danger_or_was_answered_is_not_told(desk) -> None:
    people.a_report()
    people.a_report(danger=True)
    Message.objects.filter(danger_now=True).update(handled_at=timezone.now())

    assert told(desk) == []


def test_the_newest_is_told_also_when_more_wait_than_are_told(desk, monkeypatch) -> None:
    monkeypatch.setattr("uitweg.casework.dashboard.danger.actions.live.MESSAGES_TOLD", 2)
    reports = [people.a_report(danger=True) for _ in range(3)]

    assert [each["number"] for each in told(desk)] == [reports[2].number, reports[1].number]


def test_of_an_acute_case_a_colleague_hears_the_number_and_whom_to_ask(case, desk, joris) -> None:
    make_acute(case)
    colleague, owner = told(people.at_the_desk(joris)), told(desk)

    assert (colleague[0]["number"], colleague[0]["ask"]) == (case.number, "vraag Fatima")
    assert colleague[0]["url"] == ""
    assert (owner[0]["url"], owner[0]["ask"]) == (f"/casus/{case.pk}/", "")


def test_with_access_to_the_card_only_the_way_is_to_the_card(case, joris) -> None:
    make_acute(case)
    (acute,) = told(people.let_in(case, joris, "card"))

    assert acute["url"] == f"/casus/{case.pk}/kaart/"


def test_of_a_restricted_case_nobody_is_named_and_no_way_is_shown(case, joris) -> None:
    make_acute(case)
    Case.objects.update(is_restricted=True)
    answer = people.at_the_desk(joris).get(ADDRESS)

    assert answer.json()["dangers"][0]["ask"] == "bel de leiding"
    assert "Fatima" not in answer.content.decode()
    assert answer.json()["dangers"][0]["url"] == ""


def test_access_that_ended_shows_no_way(case, joris) -> None:
    make_acute(case)
    browser = people.let_in(case, joris, "read")
    CaseGrant.objects.filter(member=joris).update(until=timezone.now())

    assert told(browser)[0]["url"] == ""


def test_acute_again_is_new_danger(case, desk) -> None:
    make_acute(case)
    before = told(desk)[0]["key"]
    Case.objects.update(risk_since=timezone.now() + timedelta(minutes=1))

    assert told(desk)[0]["key"] != before


def test_asking_records_nothing_and_decrypts_nothing(fatima, desk) -> None:
    people.a_report(danger=True)
    before = AuditEntry.objects.count()
    desk.get(ADDRESS)

    assert AuditEntry.objects.count() == before
    assert Message.objects.get().read_on is None


def test_a_page_that_asks_by_itself_does_not_keep_the_session_alive(desk) -> None:
    nearly_over = timezone.now() - timedelta(minutes=29)
    Session.objects.update(seen_at=nearly_over)
    desk.get(ADDRESS, headers={"X-By-Itself": "1"})
    assert Session.objects.get().seen_at == nearly_over

    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=31))
    assert desk.get(ADDRESS, headers={"X-By-Itself": "1"}).status_code == 302


def test_after_logging_out_it_tells_nothing(desk) -> None:
    desk.post("/uitloggen/")

    assert desk.get(ADDRESS).status_code == 302


def test_nu_says_how_many_more_answered_dangers_there_are(desk, monkeypatch) -> None:
    for _ in range(3):
        people.a_report(danger=True)
    Message.objects.update(handled_at=timezone.now())
    assert "En nog" not in desk.get("/werk/").content.decode()

    monkeypatch.setattr(danger, "DANGERS_SHOWN", 1)
    assert "En nog 2 nieuwere meldingen" in desk.get("/werk/").content.decode()


def test_nu_counts_the_acute_cases_that_it_does_not_show(case, desk, monkeypatch) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    Case.objects.update(risk="acute", risk_since=timezone.now())
    monkeypatch.setattr(acute_cases, "ACUTE_CASES_SHOWN", 1)
    page = " ".join(desk.get("/werk/").content.decode().split())

    assert "Acuut gevaar: 2" in page
    assert "En nog 1 casus, die later begonnen." in page


def test_the_sound_is_for_who_chose_it_on_every_screen_also_after_logging_out(desk, fatima) -> None:
    assert "data-sound" not in desk.get("/werk/").content.decode()
    desk.post("/ik/", {"mail": "", "wants_sound": "on"})
    desk.post("/uitloggen/")
    again = people.at_the_desk(fatima)
    assert "data-sound" in again.get("/casussen/").content.decode()

    again.post("/ik/", {"mail": ""})
    assert "data-sound" not in again.get("/casussen/").content.decode()


def test_the_sound_of_one_member_is_not_anothers(desk, joris) -> None:
    desk.post("/ik/", {"mail": "", "wants_sound": "on"})

    page = people.at_the_desk(joris).get("/werk/").content.decode()
    assert f'data-url="{ADDRESS}"' in page
    assert "data-sound" not in page
    assert "data-sound" in desk.get("/werk/").content.decode()


def test_who_is_told_nothing_is_not_asked_about_a_sound(team) -> None:
    editor = people.at_the_desk(people.a_member(team, "Ander", Role.EDITOR))

    page = editor.get("/ik/").content.decode()
    assert 'name="mail"' in page
    assert "wants_sound" not in page


def callouts_told(browser) -> list[str]:  # type: ignore[no-untyped-def]
    return [callout["number"] for callout in browser.get(ADDRESS).json()["pages"]]


def test_a_callout_is_told_to_who_has_duty_who_was_called_and_leads_when_nobody_has_it(
    team, fatima, joris
) -> None:
    ruud = people.a_member(team, "Ruud", Role.LEAD)
    hers, his, leads = map(people.at_the_desk, (fatima, joris, ruud))
    callout = duty_rows.a_callout()
    assert [callouts_told(browser) for browser in (hers, his, leads)] == [[], [], ["7K4"]]
    shift = duty_rows.a_shift(fatima)
    assert [callouts_told(browser) for browser in (hers, his, leads)] == [["7K4"], [], []]
    duty_rows.a_call(callout, joris)
    assert [callouts_told(browser) for browser in (hers, his, leads)] == [["7K4"], ["7K4"], []]
    shift.delete()
    Callout.objects.update(audience="leads")
    assert [callouts_told(browser) for browser in (hers, his, leads)] == [[], ["7K4"], ["7K4"]]


def test_an_open_screen_hears_of_each_change_and_of_nothing_else(desk, fatima) -> None:
    duty_rows.a_shift(fatima)
    stand = desk.get(ADDRESS).json()["stand"]
    assert desk.get(f"{ADDRESS}?stand={stand}").status_code == 204
    callout = duty_rows.a_callout()
    stand = desk.get(f"{ADDRESS}?stand={stand}").json()["stand"]
    assert desk.get(f"{ADDRESS}?stand={stand}").status_code == 204
    Callout.objects.update(
        state="acknowledged", acknowledged_by=fatima, acknowledged_at=callout.next_at
    )
    answer = desk.get(f"{ADDRESS}?stand={stand}").json()

    assert answer["pages"] == []
    assert answer["stand"] != stand


def test_a_callout_stands_on_every_page_of_who_is_to_take_it_without_a_script(desk, fatima) -> None:
    duty_rows.a_shift(fatima)
    callout = duty_rows.a_callout("message:1")
    for path in ("/werk/meldingen/", "/casussen/", "/ik/"):
        shown = " ".join(desk.get(path).content.decode().split())

        assert f'href="/oproep/{callout.pk}/"><b>Oproep 7K4 voor jou:</b> dringend</a>' in shown
    assert "voor jou" not in desk.get(f"/oproep/{callout.pk}/").content.decode()


def test_however_many_callouts_wait_the_line_names_the_most_urgent_alone(desk, fatima) -> None:
    duty_rows.a_shift(fatima)
    for number, urgency in (("2AB", "normal"), ("7K4", "urgent"), ("9ZZ", "normal")):
        duty_rows.a_callout(f"case:{len(number) + ord(number[0])}", number=number, urgency=urgency)
    shown = " ".join(desk.get("/ik/").content.decode().split())

    assert shown.count("voor jou:</b>") == 1
    assert '<b>Oproep 7K4 voor jou:</b> dringend</a> <a href="/oproepen/">en nog 2</a>' in shown


def test_a_page_that_lists_the_callouts_says_them_once(desk, fatima) -> None:
    duty_rows.a_shift(fatima)
    callout = duty_rows.a_callout("message:1")
    for path in ("/werk/", "/nacht/"):
        shown = " ".join(desk.get(path).content.decode().split())

        assert "voor jou: dringend" not in shown
        assert f'data-listed="/oproep/{callout.pk}/ "' in shown
