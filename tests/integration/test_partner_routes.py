"""Steps for a partner: what a route makes in a case, once, and for whom."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents
from uitweg.casework.cases.consents.actions.consents import ConsentAnswer
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState, Recipient
from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.periods.rules import last_day
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.partners.routes import actions as routes
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible
from uitweg.platform.accounts.rules import PARTNERS, Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.content import load
from uitweg.platform.content.values.partners import PartnerRoute

ROUTES = {route.id: route for route in load().partner_routes}
LAWYERS, COMENSHA = ROUTES["lawyers"], ROUTES["comensha"]


def page_of(browser: Client, case: Case, route: str = "lawyers") -> str:
    page = browser.get(f"/casus/{case.pk}/route/?route={route}").content.decode()
    return " ".join(page.split())


def sent(case: Case, route: PartnerRoute, **said: object) -> dict[str, object]:
    """Return the form with every step and period ticked."""
    steps = [step.id for step in route.steps]
    periods = [period.id for period in route.periods]
    starts = {f"vanaf-{id}": timezone.localdate().isoformat() for id in periods}
    form: dict[str, object] = {"key": "ab" * 16, "wie": case.coordinator_id, "stap": steps}
    return form | {"termijn": periods} | starts | said


def post(browser: Client, case: Case, form: dict[str, object], route: str = "lawyers") -> Any:
    return browser.post(f"/casus/{case.pk}/route/?route={route}", form)


def nothing_made() -> bool:
    return not Action.objects.exists() and not Period.objects.exists()


def agree(
    case: Case, member: Any, purpose: ConsentPurpose, state: ConsentState = ConsentState.GIVEN
) -> Consent:
    said = ConsentAnswer(
        state,
        groups=frozenset({DataGroup.SITUATION}),
        recipients=(Recipient("CoMensha (verzonnen)"),),
        purpose=purpose,
        until=timezone.localdate() + timedelta(days=30),
    )
    by = acting(member, keyring=people.keyring_of(member))
    return consents.record_consents(case=case, answers=[said], by=by)[0]


@pytest.mark.parametrize("route", ROUTES.values(), ids=lambda route: route.id)
def test_each_route_makes_what_it_says_with_its_groups_and_days(case, fatima, route) -> None:
    for purpose in route.consents:
        agree(case, fatima, ConsentPurpose(purpose))
    by = acting(fatima, keyring=people.keyring_of(fatima))
    today = timezone.localdate()
    made = routes.make_steps(
        case=case,
        route=route,
        steps=[step.id for step in route.steps],
        starts={period.id: today for period in route.periods},
        owner=fatima,
        by=by,
        form_key=b"k" * 16,
    )

    assert made == len(route.steps) + len(route.periods)
    rows = sorted(Action.objects.values_list("group", "due_on"))
    days = [(step.group, today + timedelta(days=step.days)) for step in route.steps]
    assert rows == sorted(days)
    assert set(Action.objects.values_list("owner", flat=True)) == {fatima.pk}
    kinds = sorted(Period.objects.values_list("kind", flat=True))
    assert kinds == sorted(period.kind for period in route.periods)


@pytest.mark.postgres
def test_the_page_lists_the_routes_and_one_of_them_shows_what_it_will_make(case, desk) -> None:
    chosen = desk.get(f"/casus/{case.pk}/route/").content.decode()
    page = page_of(desk, case)

    assert all(route.title in chosen for route in ROUTES.values())
    assert "Vraag een slachtofferadvocaat" in page
    assert "vaak: advocaat" in page
    assert "alleen als de jongere ook verdachte is" in page
    assert "Aan een strafrechtadvocaat" in page
    assert "Wegwijzer mensenhandel" in page
    assert "Stappen en brieven" in desk.get(f"/casus/{case.pk}/").content.decode()


def test_one_tap_makes_it_and_a_second_and_a_colleagues_tap_add_nothing(case, desk, joris) -> None:
    colleague = people.let_in(case, joris, "work")
    first = post(desk, case, sent(case, LAWYERS))
    post(desk, case, sent(case, LAWYERS))
    post(desk, case, sent(case, LAWYERS, key="cd" * 16))
    post(colleague, case, sent(case, LAWYERS, key="ef" * 16))

    assert first.url == f"/casus/{case.pk}/route/?route=lawyers"
    assert Action.objects.count() == len(LAWYERS.steps)
    assert "staat in het plan" in page_of(desk, case)
    assert "Zet in het plan" not in page_of(desk, case)


def test_a_step_that_was_done_can_be_made_again(case, desk) -> None:
    post(desk, case, sent(case, LAWYERS, stap=["explain"]))
    Action.objects.update(state="done", done_on=timezone.localdate())
    post(desk, case, sent(case, LAWYERS, stap=["explain"], key="cd" * 16))

    assert Action.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the SQLite of tests has one connection for all threads"
)
@pytest.mark.django_db(transaction=True, databases=["default", "channel"])
def test_two_colleagues_at_the_same_moment_make_it_once(case, fatima, joris) -> None:
    desks = [people.at_the_desk(fatima), people.let_in(case, joris, "work")]
    forms = [sent(case, ROUTES["shelter"], key=key * 16) for key in ("ab", "cd")]

    gate = threading.Barrier(2)

    def tap(number: int) -> None:
        gate.wait()
        post(desks[number], case, forms[number], "shelter")
        connections.close_all()

    threads = [threading.Thread(target=tap, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Action.objects.count() == len(ROUTES["shelter"].steps)
    assert Period.objects.count() == len(ROUTES["shelter"].periods)


def test_only_what_was_ticked_is_made(case, desk) -> None:
    post(desk, case, sent(case, LAWYERS, stap=["explain", "victim-lawyer"]))

    assert Action.objects.count() == 2


@pytest.mark.parametrize(
    ("age", "shown", "hidden"),
    [
        ("16", "onder de 18 loopt opvang via de Jeugdwet", "72-uursplek"),
        ("20", "72-uursplek", "onder de 18 loopt opvang via de Jeugdwet"),
    ],
)
def test_what_the_person_sheet_says_is_not_asked(case, desk, age, shown, hidden) -> None:
    form = {"blad-age": age, "version": 0, "key": "aa" * 16}
    desk.post(f"/casus/{case.pk}/persoon/", form)
    page = page_of(desk, case, "shelter")

    assert shown in page
    assert hidden not in page
    assert "De leeftijd staat niet op het blad Persoon" not in page


def test_what_the_person_sheet_does_not_say_is_asked(case, desk) -> None:
    page = page_of(desk, case, "shelter")

    assert "De leeftijd staat niet op het blad Persoon" in page
    assert "alleen onder de 18" in page
    assert "alleen vanaf 18 jaar" in page
    assert 'value="cosm" >' in page
    assert 'value="youth-act" >' in page
    assert 'value="ask-place" checked >' in page


def test_comensha_waits_for_each_yes_apart_and_never_makes_one_up(case, desk, fatima) -> None:
    before = page_of(desk, case, "comensha")
    refused = post(desk, case, sent(case, COMENSHA), "comensha")
    statistics = agree(case, fatima, ConsentPurpose.STATISTICS)
    after = page_of(desk, case, "comensha")
    too_much = post(desk, case, sent(case, COMENSHA), "comensha")

    assert before.count("eerst toestemming") == 2
    assert f"/casus/{case.pk}/toestemming/?waarvoor=statistics" in before
    assert refused.status_code == too_much.status_code == 409
    assert after.count("eerst toestemming") == 1
    assert nothing_made()
    assert list(Consent.objects.all()) == [statistics]


@pytest.mark.parametrize("then", ["refused", "withdrawn"])
def test_a_later_no_ends_an_earlier_yes(case, desk, fatima, then) -> None:
    given = agree(case, fatima, ConsentPurpose.STATISTICS)
    if then == "refused":
        agree(case, fatima, ConsentPurpose.STATISTICS, ConsentState.REFUSED)
    else:
        by = acting(fatima, keyring=people.keyring_of(fatima))
        consents.withdraw_consent(consent=given, by=by)
    answer = post(desk, case, sent(case, COMENSHA, stap=["register"]), "comensha")

    assert answer.status_code == 409
    assert nothing_made()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"stap": ["nonsense"]}, "Deze stap hoort hier niet bij."),
        ({"wie": 10**6}, "Kies wie het doet."),
        ({"wie": ""}, "Kies wie het doet."),
        ({"stap": [], "termijn": []}, "Kies minstens één stap of termijn."),
        ({"vanaf-waiting-list": "morgen"}, "Dit is geen dag."),
        ({"vanaf-waiting-list": ""}, "Kies een dag."),
        ({"vanaf-waiting-list": "2999-01-01"}, "Die dag ligt te ver weg."),
    ],
)
def test_a_wrong_form_says_so_and_makes_nothing(case, desk, wrong, sentence) -> None:
    answer = post(desk, case, sent(case, ROUTES["shelter"], **wrong), "shelter")

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert nothing_made()


def test_a_route_that_does_not_exist_is_not_found(case, desk) -> None:
    assert desk.get(f"/casus/{case.pk}/route/?route=nonsense").status_code == 404
    assert post(desk, case, sent(case, LAWYERS), "nonsense").status_code == 404


@pytest.mark.postgres
def test_a_failure_halfway_makes_nothing(case, desk, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("halfway")

    monkeypatch.setattr(routes, "_start_periods", full)
    with pytest.raises(OSError, match="halfway"):
        post(desk, case, sent(case, ROUTES["shelter"]), "shelter")

    assert nothing_made()


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2027, 1, 31), date(2027, 2, 3)),
        (date(2028, 2, 28), date(2028, 3, 2)),
        (date(2027, 3, 27), date(2027, 3, 30)),
        (date(2026, 10, 24), date(2026, 10, 27)),
        (date(2026, 12, 30), date(2027, 1, 2)),
    ],
    ids=["month-end", "leap-day", "to-summer-time", "to-winter-time", "new-year"],
)
def test_terms_count_days_of_the_calendar(case, fatima, today, due) -> None:
    keyring = people.keyring_of(fatima)
    shelter = ROUTES["shelter"]
    routes.make_steps(
        case=case,
        route=shelter,
        steps=[],
        starts={"waiting-list": today},
        owner=fatima,
        by=acting(fatima, today=today, keyring=keyring),
        form_key=b"k" * 16,
    )
    period = Period.objects.get()
    step = next(step for step in LAWYERS.steps if step.id == "victim-lawyer")

    assert routes.due_on(step, today) == due
    zone = timezone.get_current_timezone()
    assert last_day(period.end, zone) == today + timedelta(days=6)


@pytest.mark.postgres
def test_reading_and_making_are_in_the_audit_log(case, desk) -> None:
    page_of(desk, case)
    post(desk, case, sent(case, LAWYERS, stap=["explain"]))

    reasons = list(AuditEntry.objects.order_by("id").values_list("act", "reason"))
    assert ("case:read", "route") in reasons
    assert reasons[-1] == ("case:write", "action")


@pytest.mark.parametrize("level", ["card", "read"])
def test_who_only_reads_makes_nothing(case, joris, level) -> None:
    colleague = people.let_in(case, joris, level)

    assert colleague.get(f"/casus/{case.pk}/route/").status_code in (403, 404)
    assert post(colleague, case, sent(case, LAWYERS)).status_code in (403, 404)
    assert nothing_made()


@pytest.mark.parametrize(
    "role", [role for role in Role if role is not Role.COORDINATOR and role not in PARTNERS]
)
def test_no_other_role_reaches_it_without_a_grant(case, team, role) -> None:
    browser = people.at_the_desk(people.a_member(team, "Ander", role))

    assert browser.get(f"/casus/{case.pk}/route/").status_code in (302, 403, 404)
    assert post(browser, case, sent(case, LAWYERS)).status_code in (302, 403, 404)
    assert nothing_made()


def test_a_closed_case_gets_no_steps(case, fatima) -> None:
    Case.objects.update(state="closed")
    case.refresh_from_db()
    by = acting(fatima, keyring=people.keyring_of(fatima))
    terms: dict[str, Any] = {"owner": fatima, "by": by, "form_key": b"k" * 16, "starts": {}}

    with pytest.raises((NotAllowed, NotPossible)):
        routes.make_steps(case=case, route=LAWYERS, steps=["explain"], **terms)
    assert nothing_made()


def test_a_member_with_some_groups_sees_no_periods_of_others(case, joris) -> None:
    colleague = people.let_in(case, joris, "work", "situation")

    assert "Wachtlijst opvang" not in page_of(colleague, case, "shelter")
    answer = post(colleague, case, sent(case, ROUTES["shelter"]), "shelter")
    assert answer.status_code == 400
    assert nothing_made()
