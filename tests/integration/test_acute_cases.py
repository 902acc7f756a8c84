"""Acute danger is everybody's: the whole team sees that a case is in it, and nothing more of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import tokens

NAME = "Smiley"


@pytest.fixture
def case(case, desk) -> Case:  # type: ignore[no-untyped-def]
    """A case in which somebody has a name, set to acute danger on its own form."""
    fill(desk, case, "persoon", **{"blad-called": NAME})
    judge(desk, case, "acute")
    return case


def fill(browser, case: Case, sheet: str, **fields: str):  # type: ignore[no-untyped-def]
    version = case.sheets.filter(kind={"persoon": "person", "beoordeling": "judgement"}[sheet])
    typed = {"version": version.count(), "key": tokens.new_token(16).hex(), **fields}
    assert browser.post(f"/casus/{case.pk}/{sheet}/", typed).status_code == 302


def judge(browser, case: Case, risk: str) -> None:  # type: ignore[no-untyped-def]
    fill(browser, case, "beoordeling", **{"blad-risk": risk})


def now_page(browser) -> str:  # type: ignore[no-untyped-def]
    return browser.get("/werk/").content.decode()


def acute_block(page: str) -> str:
    """Return the block on acute danger; "" without one."""
    before, _, block = page.partition('<section class="p acute"')
    assert not block or "Alles wat wacht" not in before, "the block is above everything"
    return block.partition("</section>")[0]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEAD])
def test_who_has_no_part_in_it_sees_number_owner_and_since_when_and_no_way_in(
    case, team, role
) -> None:
    block = acute_block(now_page(people.at_the_desk(people.a_member(team, "Ander", role))))

    assert case.number in block
    assert "vraag Fatima" in block
    assert "sinds" in block
    assert NAME not in block
    assert 'href="/' not in block


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.LEAD}))
def test_who_does_not_read_the_worklist_sees_nothing(case, team, role) -> None:
    answer = people.at_the_desk(people.a_member(team, "Ander", role)).get("/werk/")

    assert answer.status_code == 403
    assert case.number not in answer.content.decode()


def test_a_stranger_sees_nothing(case, client, public) -> None:
    answers = [client.get("/werk/"), public.get("/werk/")]

    assert [answer.status_code for answer in answers] == [302, 404]


@pytest.mark.parametrize(
    ("level", "address"), [("card", "kaart/"), ("read", ""), ("work", ""), ("manage", "")]
)
def test_who_has_access_gets_the_way_in_that_is_theirs(case, joris, level, address) -> None:
    block = acute_block(now_page(people.let_in(case, joris, level)))

    assert f'href="/casus/{case.pk}/{address}"' in block
    assert (f'href="/casus/{case.pk}/"' in block) is (level != "card")
    assert NAME not in block


def test_the_owner_sees_it_above_all_and_once(case, desk) -> None:
    page = now_page(desk)

    assert f'href="/casus/{case.pk}/"' in acute_block(page)
    assert page.count(">Acuut gevaar<") == 1


def test_of_a_restricted_case_nobody_is_named_to_who_has_no_part_in_it(case, joris, team) -> None:
    Case.objects.update(is_restricted=True)
    block = acute_block(now_page(people.at_the_desk(joris)))
    lead = acute_block(now_page(people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))))

    assert case.number in block
    assert "bel de leiding" in block
    assert "Fatima" not in block
    assert "Fatima" in lead


def test_since_when_stays_when_the_same_is_judged_again_and_changes_with_the_risk(
    case, desk
) -> None:
    hours_ago = timezone.now() - timedelta(hours=6)
    Case.objects.update(risk_since=hours_ago)
    fill(desk, case, "beoordeling", **{"blad-risk": "acute", "blad-facts": "Meer bekend."})
    assert Case.objects.get().risk_since == hours_ago
    judge(desk, case, "high")
    assert Case.objects.get().risk_since > hours_ago


@pytest.mark.parametrize("change", [{"risk": "high"}, {"state": "closed"}])
def test_a_case_that_is_not_acute_or_not_open_is_not_there(case, joris, change) -> None:
    Case.objects.update(**change)

    assert acute_block(now_page(people.at_the_desk(joris))) == ""


def test_the_longest_in_danger_is_first(case, desk, joris) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    other = Case.objects.exclude(pk=case.pk).get()
    judge(desk, other, "acute")
    Case.objects.filter(pk=other.pk).update(risk_since=timezone.now() - timedelta(days=1))
    block = acute_block(now_page(people.at_the_desk(joris)))

    assert "Acuut gevaar: 2" in block
    assert block.index(other.number) < block.index(case.number)


def test_the_list_of_the_lead_shows_how_unsafe_each_case_is(case, team) -> None:
    lead = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    acute = lead.get("/casussen/team/").content.decode()
    Case.objects.update(risk="low")
    low = lead.get("/casussen/team/").content.decode()

    assert "acuut gevaar" in acute
    assert "acuut gevaar" not in low
    assert "nu veilig genoeg" in low
    assert NAME not in acute
