"""The callout of one callout: what happened, who has it, what became of each call, and four things to do."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import duty_rows, people
from uitweg.casework.cases.case.models import Case
from uitweg.casework.duty.callouts.actions import timeline as callout_timeline
from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.channel.conversation.models import Message, Report
from uitweg.platform.accounts.models import Member, NamedReader
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.rules import Channel


@pytest.fixture
def ruud(team) -> Member:  # type: ignore[no-untyped-def]
    lead = people.a_member(team, "Ruud", Role.LEAD)
    Member.objects.filter(pk=lead.pk).update(phone="+31655501111")
    return Member.objects.get(pk=lead.pk)


@pytest.fixture
def night(fatima, ruud, monkeypatch) -> Callout:  # type: ignore[no-untyped-def]
    """Danger that a youngster wrote, while Fatima has duty; Ruud is next."""
    people.a_report(danger=True, role="youngster")
    duty_rows.a_shift(fatima)
    callout = duty_rows.a_callout(f"message:{Message.objects.get().pk}")
    step = SimpleNamespace(at=timezone.now() + timedelta(minutes=3), members=[ruud], who="leads")
    monkeypatch.setattr(callout_timeline, "upcoming_steps", lambda callout, now: [step])
    monkeypatch.setattr(outbox, "configured_channels", lambda: frozenset(Channel))
    return callout


def shown(browser: Client, callout: Callout) -> str:
    return " ".join(browser.get(f"/oproep/{callout.pk}/").content.decode().split())


def taken_by(callout: Callout, member: Member, **columns: object) -> None:
    moments = {"acknowledged_at": timezone.now(), "next_at": timezone.now() + timedelta(minutes=15)}
    given = {"state": "acknowledged", "acknowledged_by": member} | moments | columns
    Callout.objects.filter(pk=callout.pk).update(**given)


@pytest.mark.postgres
def test_an_open_callout_says_what_happened_and_what_becomes_of_it(desk, night) -> None:
    callout = shown(desk, night)

    assert f'Nieuw gevaar, melding <span class="nb">{Report.objects.get().number}</span>' in callout
    assert "3 minuten geleden. Wie schrijft: jongere zelf. Nog door niemand geopend." in callout
    assert "Ik kan niet: door naar Ruud" in callout
    assert "vanzelf naar Ruud, leiding." in callout
    assert 'href="tel:112"' in callout
    assert people.STORY not in callout


def test_one_tap_takes_it_and_then_the_way_to_the_report_is_there(desk, fatima, night) -> None:
    answer = desk.post(f"/oproep/{night.pk}/oppakken/", follow=True)
    callout = answer.content.decode()

    assert answer.redirect_chain == [(f"/oproep/{night.pk}/", 302)]
    assert "Jij hebt dit opgepakt" in callout
    assert f'href="/werk/melding/{Report.objects.get().pk}/">Open de melding' in callout
    assert "Nog 15 minuten" in callout
    assert "Geef door aan" in callout
    assert Callout.objects.get().acknowledged_by == fatima


@pytest.mark.postgres
def test_whoever_is_later_reads_who_was_faster_and_has_nothing_left_to_press(
    desk, night, joris
) -> None:
    taken_by(night, joris)
    for answer in (desk.get(f"/oproep/{night.pk}/"), desk.post(f"/oproep/{night.pk}/oppakken/")):
        callout = answer.content.decode()

        assert "Joris pakte dit op om" in callout
        assert "Ik neem deze" not in callout
        assert "/klaar/" not in callout
    assert answer.status_code == 409
    assert Callout.objects.get().acknowledged_by == joris


def test_more_time_is_given_twice_and_then_the_page_says_that_it_goes_on(
    desk, fatima, night
) -> None:
    taken_by(night, fatima)
    later = [desk.post(f"/oproep/{night.pk}/langer/") for _ in range(3)]

    assert [answer.status_code for answer in later] == [302, 302, 409]
    assert "Meer tijd kan niet" in " ".join(later[2].content.decode().split())
    assert "/langer/" not in later[2].content.decode()


def test_a_callout_that_came_back_says_who_had_it(desk, fatima, night) -> None:
    taken_by(night, fatima, state="open", round=1)

    assert "Je pakte dit op om" in shown(desk, night)
    assert "Het is nog niet klaar." in shown(desk, night)


def test_where_nobody_comes_after_the_reader_no_button_says_so(
    desk, fatima, night, monkeypatch
) -> None:
    step = SimpleNamespace(at=timezone.now() + timedelta(minutes=3), members=[fatima], who="leads")
    monkeypatch.setattr(callout_timeline, "upcoming_steps", lambda callout, now: [step])
    callout = shown(desk, night)

    assert "Na jou is er niemand. Kun je niet? Bel zelf een collega." in callout
    assert "/doorgeven/" not in callout


def test_where_nothing_can_be_sent_the_page_promises_no_call(desk, night, monkeypatch) -> None:
    monkeypatch.setattr(outbox, "configured_channels", frozenset)

    assert "er wordt niemand gebeld, en deze oproep staat alleen op het scherm" in shown(
        desk, night
    )
    assert "vanzelf naar" not in shown(desk, night)


def test_a_callout_that_ended_by_itself_says_so_and_has_no_button(desk, night) -> None:
    ended = {"state": "handled", "next_at": None, "handled_at": timezone.now()}
    Callout.objects.update(**ended)

    assert "Vanzelf klaar, " in shown(desk, night)
    assert "Alle telefoons zijn stil." in shown(desk, night)
    assert '<button class="b go' not in shown(desk, night)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("handed-over", "afgeleverd"),
        ("uncertain", "onzeker of het aankwam"),
        ("failed", "niet gelukt"),
        ("waiting", "wordt verstuurd"),
        ("", "nog niet verstuurd"),
    ],
)
def test_the_timeline_says_what_became_of_each_call(desk, joris, night, state, words) -> None:
    duty_rows.a_call(night, joris, channel="voice", state=state)
    opened = timezone.localtime(night.opened_at)

    assert f"telefoontje {opened:%H:%M} {words}" in shown(desk, night)


def test_a_call_that_is_not_due_yet_did_not_happen(desk, joris, night) -> None:
    duty_rows.a_call(night, joris, due_at=timezone.now() + timedelta(minutes=1))

    assert "Joris" not in shown(desk, night)


def test_of_a_restricted_report_a_callout_says_its_number_and_whom_to_ask(
    desk, joris, night
) -> None:
    report = Report.objects.get()
    NamedReader.objects.create(thing=f"report:{report.pk}", member=joris, because="case:1")
    callout = shown(desk, night)

    assert report.number in callout
    assert "Bel de leiding: " in callout
    assert "jongere zelf" not in callout
    assert f"/werk/melding/{report.pk}/" not in callout


def test_of_a_colleagues_case_a_callout_says_whom_to_ask_and_the_way_in_that_cannot_wait(
    case: Case, joris, ruud
) -> None:
    callout = duty_rows.a_callout(f"case:{case.pk}", CalloutKind.ACUTE_CASE)
    his = people.at_the_desk(joris)

    assert f'Acuut gevaar, casus <span class="nb">{case.number}</span>' in shown(his, callout)
    assert "Vraag" in shown(his, callout)
    assert "Fatima" in shown(his, callout)
    assert f'href="/casus/{case.pk}/noodtoegang/"' in shown(his, callout)
    assert f'href="/casus/{case.pk}/"' not in shown(his, callout)
    Case.objects.update(is_restricted=True)
    assert "Fatima" not in shown(his, callout)
    assert "noodtoegang" not in shown(his, callout)


@pytest.mark.parametrize("thing", ["message:999", "nothing:1", "case", "alarm:7", "message:x"])
def test_a_callout_about_something_that_is_gone_still_opens(desk, night, thing) -> None:
    night.subjects.update(thing=thing)

    assert desk.get(f"/oproep/{night.pk}/").status_code == 200
    assert desk.get("/oproepen/", follow=True).status_code == 200


@pytest.mark.postgres
def test_one_callout_opens_by_itself_and_several_are_a_list_the_most_urgent_first(
    desk, night
) -> None:
    assert desk.get("/oproepen/").url == f"/oproep/{night.pk}/"
    duty_rows.a_callout("case:9", CalloutKind.TEST, number="2AB", urgency="normal")
    duty_rows.a_callout("case:8", CalloutKind.URGENT_ACTION, number="9ZZ")
    listed = desk.get("/oproepen/").content.decode()
    places = {number: listed.index(f">{number}<") for number in ("7K4", "2AB", "9ZZ")}
    numbers = sorted(places, key=places.__getitem__)

    assert numbers == ["7K4", "9ZZ", "2AB"]


def test_reading_is_in_the_audit_log_once_and_changes_nothing(desk, night) -> None:
    before = Callout.objects.values().get()
    for way in ("", "oppakken/", "doorgeven/", "langer/", "klaar/"):
        assert desk.get(f"/oproep/{night.pk}/{way}").status_code == (405 if way else 200)

    assert Callout.objects.values().get() == before
    assert AuditEntry.objects.filter(act="page:read", thing=f"page:{night.pk}").count() == 1


def test_a_form_of_another_site_takes_no_callout(fatima, night) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = people.at_the_desk(fatima).cookies
    answers = [
        strict.post(f"/oproep/{night.pk}/{way}/").status_code
        for way in ("oppakken", "doorgeven", "langer", "klaar")
    ]

    assert answers == [403] * 4
    assert Callout.objects.get().state == "open"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.LEAD}))
def test_who_reads_no_reports_sees_no_callout(team, night, role) -> None:
    other = people.at_the_desk(people.a_member(team, "Ander", role))

    assert other.get(f"/oproep/{night.pk}/").status_code == 403
    assert other.get("/oproepen/").status_code == 403
    assert other.post(f"/oproep/{night.pk}/oppakken/").status_code == 403
    assert Callout.objects.get().state == "open"
    assert "7K4" not in other.get("/ik/").content.decode()


# taking the report itself


def test_who_takes_the_report_on_the_worklist_has_the_callout_about_it(desk, fatima, night) -> None:
    answer = desk.post(f"/werk/melding/{Report.objects.get().pk}/oppakken/")

    night.refresh_from_db()
    assert answer.status_code == 302
    assert (night.state, night.acknowledged_by) == ("acknowledged", fatima)


def test_a_callout_about_another_report_too_stays_open_when_one_is_taken(desk, night) -> None:
    first = Report.objects.get()
    people.a_report(danger=True)
    other = Message.objects.exclude(report=first).get()
    night.subjects.create(kind=CalloutKind.DANGER, thing=f"message:{other.pk}", at=night.opened_at)
    desk.post(f"/werk/melding/{first.pk}/oppakken/")

    night.refresh_from_db()
    assert night.state == "open"


def test_what_a_colleague_has_stays_theirs_when_the_report_is_taken(desk, joris, night) -> None:
    taken_by(night, joris)
    desk.post(f"/werk/melding/{Report.objects.get().pk}/oppakken/")

    night.refresh_from_db()
    assert night.acknowledged_by == joris


def test_who_takes_the_callout_has_the_report_and_no_screen_says_that_it_is_nobodys(
    desk, fatima, joris, night
) -> None:
    report = Report.objects.get()
    for _ in range(2):
        desk.post(f"/oproep/{night.pk}/oppakken/")
        report.refresh_from_db()
        assert (report.state, report.taken_by) == ("taken", fatima.pk)

    for address in ("/werk/", f"/werk/melding/{report.pk}/", "/nacht/"):
        seen = people.at_the_desk(joris).get(address).content.decode()
        assert "nog van niemand" not in seen
        assert f'action="/werk/melding/{report.pk}/oppakken/"' not in seen


@pytest.mark.parametrize("is_settled", [False, True])
def test_of_a_callout_about_two_reports_only_the_one_that_still_waits_is_taken(
    desk, night, is_settled: bool
) -> None:
    first = Report.objects.get()
    people.a_report(danger=True)
    other = Message.objects.exclude(report=first).get()
    settled = {"at": night.opened_at, "is_settled": is_settled}
    night.subjects.create(kind=CalloutKind.DANGER, thing=f"message:{other.pk}", **settled)
    desk.post(f"/oproep/{night.pk}/oppakken/")

    first.refresh_from_db()
    assert first.state == ("taken" if is_settled else "waiting")
    assert Report.objects.get(pk=other.report_id).state == "waiting"


def test_a_report_that_a_colleague_has_stays_theirs_when_the_callout_is_taken(
    desk, fatima, joris, night
) -> None:
    Report.objects.update(state="taken", taken_by=joris.pk)
    desk.post(f"/oproep/{night.pk}/oppakken/")

    night.refresh_from_db()
    assert (night.acknowledged_by, Report.objects.get().taken_by) == (fatima, joris.pk)
