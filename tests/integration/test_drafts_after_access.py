"""Access to a case ended: a member's own words are theirs, the case is no longer."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.integration.test_drafts import JSON, KEY, TAB
from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions import team as members
from uitweg.platform.accounts.rules import Role
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.drafts.models import Draft

WHERE, ALARM = "Bij oma aan de Kade", "Wordt opgewacht bij het station"
FATHER = "Zijn vader drinkt de laatste tijd veel"
MINE = "tot vrijdag bij een tante"


@pytest.fixture(autouse=True)
def rested() -> None:
    drafts._saves_left.clear()


@pytest.fixture
def case(case, desk):  # type: ignore[no-untyped-def]
    card = {"blad-where": WHERE, "blad-alarm": ALARM, "version": 0, "key": "1a" * 16}
    desk.post(f"/casus/{case.pk}/veiligheid/", card)
    return case


@pytest.fixture
def grant(case, desk, joris) -> CaseGrant:  # type: ignore[no-untyped-def]
    typed = {"to": joris.pk, "level": "work", "reason": "works-along"}
    desk.post(f"/casus/{case.pk}/toegang/", typed)
    return CaseGrant.objects.get(member=joris)


@pytest.fixture
def his(grant, case, joris) -> Client:  # type: ignore[no-untyped-def]
    """Joris' browser, with a form on the safety card that he began to change."""
    browser = people.at_the_desk(joris)
    began(browser, case)
    return browser


def began(browser: Client, case: Case, word: str = "veiligheid/", **more: object):  # type: ignore[no-untyped-def]
    place = f"/casus/{case.pk}/{word}"
    fields = [
        ["version", "1", "", ""],
        ["blad-where", f"{WHERE}, {MINE}", "Waar is de jongere", WHERE],
        ["blad-alarm", ALARM, "Het grootste gevaar", ALARM],
    ]
    said = {"page": place, "title": "Veiligheidskaart", "what": "Veiligheidskaart"}
    words = json.dumps(said | {"fields": more.pop("fields", fields)})
    typed = {"place": place, "key": KEY, "base": 0, "tab": TAB, "turn": 1, "words": words}
    return browser.post("/onverstuurd/bewaar/", typed | more, **JSON)


def lies(browser: Client) -> str:
    page = " ".join(browser.get("/onverstuurd/").content.decode().split())
    main = page.partition("<main")[2].partition("</main>")[0]
    return main.replace('data-url="/werk/gevaar/"', "")


def is_his_words_alone(browser: Client, case: Case) -> None:
    """His words to copy or to throw away; the case by its number; nothing that stood in it."""
    page = lies(browser)
    assert MINE in page
    assert f"Casus {case.number}" in page
    assert "Dit formulier gaat voor jou niet meer open." in page
    assert "Gooi weg" in page
    for of_the_case in (WHERE, "oma aan", ALARM, "gevaar", "Veiligheidskaart", "Ga verder"):
        assert of_the_case not in page, of_the_case
    another_tab = began(browser, case, tab="22" * 8)
    assert another_tab.status_code == 409
    assert another_tab.json()["kept"]["fields"] is None
    assert WHERE not in browser.get(f"/casus/{case.pk}/").content.decode()


def test_while_he_works_in_the_case_all_of_it_lies_there(case, his) -> None:
    page = lies(his)
    form = his.get(f"/casus/{case.pk}/veiligheid/").content.decode()

    assert f"{WHERE}, {MINE}" in page
    assert "Ga verder in Veiligheidskaart" in page
    assert ALARM not in page  # he did not touch it
    assert MINE in form


def ended(case, desk, grant, **_):  # type: ignore[no-untyped-def]
    desk.post(f"/casus/toegang/{grant.pk}/")


def over(grant, **_):  # type: ignore[no-untyped-def]
    CaseGrant.objects.filter(pk=grant.pk).update(until=timezone.now() - timedelta(minutes=1))


def made_smaller(case, desk, joris, **_):  # type: ignore[no-untyped-def]
    typed = {"to": joris.pk, "level": "card", "groups": ["school-work"], "reason": "other"}
    desk.post(f"/casus/{case.pk}/toegang/", typed | {"seen": people.shown(case)})


def made_strict(case, desk, grant, team, **_):  # type: ignore[no-untyped-def]
    """Strict for two others; he was let out before."""
    ended(case, desk, grant)
    noor = people.a_member(team, "Noortje")
    typed = {"to": noor.pk, "level": "manage", "reason": "other", "seen": people.shown(case)}
    desk.post(f"/casus/{case.pk}/toegang/", typed)
    assert desk.post(f"/casus/{case.pk}/strikt/", {"strikt": "ja"}).status_code == 302
    assert Case.objects.get().is_restricted


def closed(case, **_):  # type: ignore[no-untyped-def]
    CaseGrant.objects.filter(member__name="Joris").update(until=timezone.now())
    Case.objects.update(state="closed", closed_on=timezone.localdate(), ending="safe")


@pytest.mark.parametrize("how", [ended, over, made_smaller, made_strict, closed])
def test_after_access_ended_only_his_own_words_are_there(  # type: ignore[no-untyped-def]
    case, desk, team, joris, grant, his, how
) -> None:
    how(case=case, desk=desk, team=team, joris=joris, grant=grant)

    assert not case.may_be_worked_on_by(joris.pk)
    is_his_words_alone(his, case)
    row = Draft.objects.get()
    his.post("/onverstuurd/weg/", {"place": row.place, "version": row.version})
    assert MINE not in lies(his)


def test_who_handed_the_case_over_keeps_their_own_words(case, desk, team, fatima, joris) -> None:
    began(desk, case)
    typed = {"to": joris.pk, "why": "Ik ga weg.", "keeps": "nothing", "was": fatima.pk}
    desk.post(f"/casus/{case.pk}/overdragen/", typed | {"key": "2b" * 16})

    is_his_words_alone(desk, case)


def test_with_the_member_everything_they_typed_goes(case, his, team, joris) -> None:
    boss = people.a_member(team, "Leo", Role.LEAD)
    members.end_membership(by=acting(boss), member=joris, last_day=timezone.localdate())

    assert not Draft.objects.filter(member=joris).exists()


def test_a_group_that_was_taken_away_takes_its_field_away_and_leaves_the_rest(
    case, desk, joris, grant, his
) -> None:
    """He still works on safety; where the jongere is, is no longer his."""
    CaseGrant.objects.filter(pk=grant.pk).update(groups=["safety"])
    form = his.get(f"/casus/{case.pk}/veiligheid/").content.decode()

    assert ALARM in form
    for page in (form, lies(his)):
        assert WHERE not in page
    assert MINE in lies(his)


def test_an_entry_that_is_no_longer_for_him_is_not_shown_by_its_correction(
    case, desk, joris, grant, his
) -> None:
    desk.post(f"/casus/{case.pk}/", {"text": FATHER, "kind": "note", "key": "3c" * 16})
    entry = Entry.objects.get(kind="note")
    fields = [["text", f"{FATHER}, {MINE}", "Zo moet het zijn", FATHER]]
    began(his, case, f"stuk/{entry.pk}/", fields=fields, tab="33" * 8)
    assert "Ga verder in" in lies(his)
    CaseGrant.objects.filter(pk=grant.pk).update(groups=["safety"])

    assert FATHER not in lies(his)
    assert MINE in lies(his)
    assert FATHER not in his.get(f"/casus/{case.pk}/").content.decode()


def test_a_case_that_is_not_there_has_no_form_either(team, desk) -> None:
    began(desk, Case(pk=4321))
    page = lies(desk)

    assert "Casus U-4321" in page
    assert WHERE not in page


def test_a_lead_who_lost_no_right_goes_on_handing_over(case, team) -> None:
    lead = people.at_the_desk(people.a_member(team, "Lies", Role.LEAD))
    began(lead, case, "overdragen/", fields=[["why", MINE, "Waarom", ""]])

    assert "Ga verder in" in lies(lead)


def test_a_reason_for_an_emergency_on_a_case_that_became_strict_is_still_theirs(
    case, his, desk, joris, team, grant
) -> None:
    nora = people.at_the_desk(people.a_member(team, "Nora"))
    began(nora, case, "noodtoegang/", fields=[["why", MINE, "Waarom", ""]])
    assert "Ga verder in" in lies(nora)
    made_strict(case=case, desk=desk, grant=grant, team=team)
    page = lies(nora)

    assert MINE in page
    assert "Ga verder in" not in page


def test_a_sheet_that_came_back_says_what_was_there_before_he_typed(case, his) -> None:
    """Else the script would take what stood in the form for his own words."""
    wrong = {"blad-where": "x" * 5000, "version": 1, "key": KEY}
    page = his.post(f"/casus/{case.pk}/veiligheid/", wrong).content.decode()
    told = json.loads(
        page.split('<script id="onverstuurd" type="application/json">')[1].split("<")[0]
    )

    assert told["was"]["blad-where"] == WHERE
    assert told["back"] == f"/casus/{case.pk}/veiligheid/"
