"""The night screen: what needs somebody now, an answer in two taps, and nothing that a grant does not open."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support import duty_rows, people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.dashboard.night.actions import contacts_open_at
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.channel.conversation.models import Answer, Message, Report
from uitweg.platform.accounts.models import NamedReader
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

CARD = {
    "blad-contact": "Niet terugbellen",
    "blad-plan_b": "Tante bellen",
    "blad-address": "Straat 1",
}


def night(browser) -> str:  # type: ignore[no-untyped-def]
    return " ".join(browser.get("/nacht/").content.decode().split())


def send(browser, report: Report, **typed: str):  # type: ignore[no-untyped-def]
    form = {"key": tokens.new_token(16).hex(), "text": "", "seen": Message.objects.latest("pk").pk}
    return browser.post(f"/werk/melding/{report.pk}/kort/", form | typed)


@pytest.fixture
def unsafe(case, desk) -> Case:  # type: ignore[no-untyped-def]
    desk.post(f"/casus/{case.pk}/veiligheid/", CARD | {"version": 0, "key": "3c" * 16})
    Case.objects.update(risk="acute", risk_since=timezone.now())
    return Case.objects.get()


@pytest.mark.postgres
def test_the_callout_that_nobody_took_stands_on_top_and_is_taken_in_one_tap(
    team, desk, fatima
) -> None:
    duty_rows.a_shift(fatima)
    people.a_report(danger=True, role="youngster")
    callout = duty_rows.a_callout(f"message:{Message.objects.get().pk}")
    shown = night(desk)

    assert shown.index("Nieuw gevaar, melding") < shown.index("Wacht op antwoord")
    assert "Wie schrijft: jongere zelf. Nog door niemand geopend." in shown
    assert f'<form method="post" action="/oproep/{callout.pk}/oppakken/">' in shown
    assert "je hebt dienst tot" in shown
    assert 'href="/belnotitie/"' in shown
    assert 'href="tel:112"' in shown


def test_a_waiting_report_is_answered_from_here_and_the_screen_says_so(team, desk, fatima) -> None:
    report = people.a_report()
    assert f'href="/werk/melding/{report.pk}/kort/"' in night(desk)
    assert people.STORY in desk.get(f"/werk/melding/{report.pk}/kort/").content.decode()
    answer = send(desk, report, text="Ik lees het. Ben je veilig?")

    assert answer.url == f"/nacht/?gedaan=night-answered&om={report.number}"
    assert f"Je antwoord op {report.number} is verstuurd." in desk.get(answer.url).content.decode()
    assert Answer.objects.get().written_by == fatima.pk
    assert "Er wacht niemand op antwoord." in night(desk)


def test_a_ready_sentence_is_sent_at_once_with_what_was_typed_below_it(team, desk) -> None:
    report = people.a_report(danger=True)
    send(desk, report, sentence="safe-now", text="Ik blijf hier.")
    said = desk.get(f"/werk/melding/{report.pk}/").content.decode()

    assert "Ben je nu veilig?" in said
    assert said.index("Ben je nu veilig?") < said.index("Ik blijf hier.")
    assert Answer.objects.count() == 1


def test_an_empty_answer_and_an_unknown_sentence_send_nothing(team, desk) -> None:
    report = people.a_report()
    codes = [send(desk, report, **typed).status_code for typed in ({}, {"sentence": "danger-now"})]

    assert codes == [400, 400]
    assert not Answer.objects.exists()


@pytest.mark.postgres
def test_the_same_form_twice_is_one_answer_and_a_broken_one_none(team, desk) -> None:
    report = people.a_report()
    for _ in range(2):
        send(desk, report, text="Ik lees het.", key="ab" * 16)
    assert Answer.objects.count() == 1
    for typed in ({"key": "zz"}, {"text": "x" * 500_000}, {"seen": "-1"}):
        assert send(desk, report, **{"text": "Nog iets.", **typed}).status_code in (400, 413)
    assert Answer.objects.count() == 1


def test_a_report_of_a_restricted_case_waits_for_its_own_people_only(team, desk, joris) -> None:
    report = people.a_report()
    NamedReader.objects.create(thing=f"report:{report.pk}", member=joris, because="case:1")

    assert report.number not in night(desk)
    assert desk.get(f"/werk/melding/{report.pk}/kort/").status_code == 403
    assert send(desk, report, text="Hallo").status_code == 403
    assert not Answer.objects.exists()


def test_the_lines_of_the_card_are_there_for_who_has_a_grant_and_the_reading_is_recorded(
    unsafe, desk
) -> None:
    before = AuditEntry.objects.filter(act="case:read-card").count()
    shown = [night(desk) for _ in range(2)][1]

    assert "Niet terugbellen" in shown
    assert "Tante bellen" in shown
    assert "Straat 1" not in shown
    assert AuditEntry.objects.filter(act="case:read-card").count() == before + 1


def test_duty_opens_no_card_but_says_whom_to_ask_and_the_way_that_cannot_wait(
    unsafe, fatima, joris
) -> None:
    duty_rows.a_shift(joris)
    shown = night(people.at_the_desk(joris))

    assert unsafe.number in shown
    assert "Niet terugbellen" not in shown
    assert "Fatima" in shown
    assert f'href="/casus/{unsafe.pk}/noodtoegang/"' in shown
    Case.objects.update(is_restricted=True)
    hidden = night(people.at_the_desk(joris))
    assert "Fatima" not in hidden
    assert "Strikte casus. Bel de leiding" in hidden


def test_a_grant_for_the_card_shows_the_lines_and_one_that_ended_does_not(unsafe, joris) -> None:
    his = people.let_in(unsafe, joris, "card")
    assert "Tante bellen" in night(his)
    CaseGrant.objects.filter(member=joris).update(until=timezone.now())
    assert "Tante bellen" not in night(his)


@pytest.mark.postgres
def test_what_runs_out_before_the_end_of_the_shift_is_listed(case, desk, fatima, joris) -> None:
    shift = duty_rows.a_shift(fatima)
    people.a_report(at=timezone.now() - timedelta(days=9))
    taken = {"state": "acknowledged", "acknowledged_by": fatima, "acknowledged_at": timezone.now()}
    duty_rows.a_callout("case:1", CalloutKind.TEST, **taken)
    CaseGrant.objects.create(
        case=case,
        member=fatima,
        kind="emergency",
        level="card",
        since=timezone.now(),
        until=shift.ends_at,
        reason="danger",
    )
    shown = night(desk)
    block = shown[shown.index('id="loopt-af"') : shown.index('id="wie-kan"')]

    until = re.search(r"Loopt af voor (?:morgen )?(\d\d:\d\d)", block)
    assert until
    assert until[1] == f"{timezone.localtime(shift.ends_at):%H:%M}"
    assert "Antwoord aan de melder" in block
    assert "te laat," in block
    assert "Oproep komt terug bij jou" in block
    assert "Jouw noodtoegang" in block


@pytest.mark.parametrize(
    ("at", "opened", "closed"),
    [
        (
            "2026-11-28T03:00",
            {"keerpunt", "safe-at-home", "police"},
            {"comensha", "childrens-line"},
        ),
        ("2026-11-27T12:00", {"comensha", "childrens-line"}, {"keerpunt", "coordinator"}),
        ("2026-12-25T12:00", {"childrens-line"}, {"comensha", "emergency"}),
    ],
)
def test_only_help_lines_that_are_open_at_this_hour_are_listed(at, opened, closed) -> None:
    moment = timezone.make_aware(datetime.fromisoformat(at))
    listed = {each.contact.id for each in contacts_open_at(moment)}

    assert opened <= listed
    assert not closed & listed


@pytest.mark.postgres
def test_the_screen_asks_few_questions_however_much_there_is(unsafe, desk, fatima) -> None:
    duty_rows.a_shift(fatima)
    for n in range(12):
        people.a_report(danger=n < 3)
    callout = duty_rows.a_callout(f"message:{Message.objects.latest('pk').pk}")
    duty_rows.a_call(callout, fatima)
    desk.get("/nacht/")
    counted = {}
    for store in ("default", "channel"):
        with CaptureQueriesContext(connections[store]) as asked:
            desk.get("/nacht/")
        counted[store] = len(asked)

    assert counted["default"] <= 32
    assert counted["channel"] <= 3


def test_on_nu_the_callouts_of_the_team_stand_on_top_and_a_link_to_the_night(
    desk, fatima, joris
) -> None:
    duty_rows.a_callout("case:1", CalloutKind.TEST)
    taken = {"state": "acknowledged", "acknowledged_by": joris, "acknowledged_at": timezone.now()}
    duty_rows.a_callout("case:2", CalloutKind.TEST, number="2AB", **taken)
    shown = " ".join(desk.get("/werk/").content.decode().split())
    block = shown[shown.index('id="oproepen"') : shown.index("Alles wat wacht")]

    assert 'href="/nacht/"' in shown
    assert block.index("7K4") < block.index("2AB")
    assert "Joris pakte dit op" in block


@pytest.mark.parametrize("is_dark", [True, False])
def test_at_night_nu_offers_the_screen_first_to_who_has_duty(
    desk, fatima, monkeypatch, is_dark
) -> None:
    from uitweg.casework.dashboard.now import views as view

    monkeypatch.setattr(view, "is_night", lambda _: is_dark)
    duty_rows.a_shift(fatima)

    assert ("Naar het nachtscherm" in desk.get("/werk/").content.decode()) == is_dark


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.LEAD}))
def test_who_reads_no_reports_has_no_night_screen(team, role) -> None:
    report = people.a_report()
    other = people.at_the_desk(people.a_member(team, "Ander", role))

    assert other.get("/nacht/").status_code == 403
    assert other.get(f"/werk/melding/{report.pk}/kort/").status_code == 403


def answered_with_danger(desk) -> Report:  # type: ignore[no-untyped-def]
    """Return a report with danger that was taken and answered from the night screen."""
    report = people.a_report(danger=True)
    send(desk, report, text="Ben je nu veilig?")
    return report


def test_an_answered_danger_stays_until_somebody_says_how_it_ended(team, desk) -> None:
    report = answered_with_danger(desk)
    colleague = people.at_the_desk(people.a_member(team, "Joris"))

    for browser in (desk, colleague):
        shown = night(browser)
        assert f"{report.number}: </span>Gevaar, wacht op de jongere" in shown
        assert shown.index("Wacht op de jongere") < shown.index("Wacht op antwoord")
    typed = {"why": "said-safe", "seen": Message.objects.get().pk, "back": "night"}
    ended = desk.post(f"/werk/melding/{report.pk}/gevaar/", typed)

    assert ended.url.startswith("/nacht/?gedaan=danger-ended")
    assert "wacht op de jongere" not in night(desk).lower()


def test_a_callout_that_is_handled_takes_no_danger_off_the_screen(team, desk, fatima) -> None:
    duty_rows.a_shift(fatima)
    report = people.a_report(danger=True, role="youngster")
    callout = duty_rows.a_callout(f"message:{Message.objects.get().pk}")
    desk.post(f"/oproep/{callout.pk}/oppakken/")
    send(desk, report, text="Ben je nu veilig?")
    desk.post(f"/oproep/{callout.pk}/klaar/", {"state": "handled"})

    assert f"{report.number}: </span>Gevaar, wacht op de jongere" in night(desk)


def test_danger_behind_a_restricted_case_is_there_without_its_words(case, desk, joris) -> None:
    report = Report.objects.get()
    Message.objects.update(danger_now=True)
    thing, because = f"report:{report.pk}", f"case:{case.pk}"
    NamedReader.objects.create(thing=thing, member=case.coordinator, because=because)
    shown = night(people.at_the_desk(joris))

    assert "Gevaar bij een strikte casus" in shown
    assert people.STORY not in shown


SAFE_TIMES = {
    "in the hours": ("tussen 0 en 23:59", False),
    "outside them": ("23:58 tot 23:59", True),
    "in own words": ("Alleen overdag, op school", False),
    "not said": ("", False),
}


@pytest.mark.parametrize(("said", "outside"), SAFE_TIMES.values(), ids=SAFE_TIMES.keys())
@pytest.mark.parametrize("where", ["", "kort/"])
def test_when_an_answer_is_safe_stands_above_the_button(desk, said, outside, where) -> None:  # type: ignore[no-untyped-def]
    report = people.a_report(safe_times=said)
    shown = " ".join(desk.get(f"/werk/melding/{report.pk}/{where}").content.decode().split())
    form = shown[shown.index("Antwoord aan de melder") :]
    line = form.index("Veilig om te antwoorden")

    assert (said or "niet gezegd") in form[line : line + 120]
    assert line < form.index("Verstuur")
    assert ("dat valt erbuiten" in form) is outside
