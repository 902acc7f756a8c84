"""The list of cases made shorter; the file that leaves follows."""

from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.support import people
from uitweg.casework.cases.forms.case_filter import CaseFilter
from uitweg.casework.cases.models import Case, CaseGrant
from uitweg.casework.cases.rules.grants import GrantReason
from uitweg.platform.accounts.rules import Role

OWN = {"purpose": "Eigen overzicht", "recipient": "Fatima", "basis": "own-work"}


@pytest.fixture
def four(team, desk, fatima):  # type: ignore[no-untyped-def]
    """Mine and open, mine and closed, mine and unsafe, and one of a colleague that I may read."""
    ruud = people.a_member(team, "Ruud", Role.COORDINATOR)
    for _ in range(3):
        desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    people.at_the_desk(ruud).post(f"/werk/melding/{people.a_report().pk}/casus/")
    cases = list(Case.objects.order_by("id"))
    Case.objects.filter(pk=cases[1].pk).update(state="closed")
    Case.objects.filter(pk=cases[2].pk).update(risk="acute")
    CaseGrant.objects.create(
        case=cases[3], member=fatima, level="read", since=timezone.now(), reason=GrantReason.DEPUTY
    )
    return [case.number for case in cases]


CHOSEN = [
    ("", [0, 1, 2, 3]),
    ("van=mij", [0, 1, 2]),
    ("stand=open", [0, 2, 3]),
    ("stand=dicht", [1]),
    ("onveilig=ja", [2]),
    ("van=mij&stand=open&onveilig=ja", [2]),
    ("van=ruud&stand=%00&onveilig=9", [0, 1, 2, 3]),
    ("stand=dicht&onveilig=ja", []),
]


@pytest.mark.parametrize(("query", "shown"), CHOSEN)
def test_the_page_and_the_file_show_what_was_chosen(desk, four, query, shown) -> None:
    page = desk.get(f"/casussen/?{query}").content.decode()
    made = desk.post(f"/casussen/excel/?{query}", OWN)

    assert [number for number in four if number in page] == [four[place] for place in shown]
    if shown:
        sheet = CalamineWorkbook.from_filelike(BytesIO(made.content)).get_sheet_by_index(0)
        assert {row[0] for row in sheet.to_python()[1:]} == {four[place] for place in shown}
    else:
        assert "Geen casus die hierbij past" in page
        assert made.status_code == 409


def test_the_file_the_way_back_and_the_next_page_keep_the_choice(desk, four, monkeypatch) -> None:
    monkeypatch.setattr("uitweg.casework.cases.views.cases.CASES_PER_PAGE", 1)
    page = desk.get("/casussen/?van=mij&stand=open").content.decode()
    step = desk.get("/casussen/excel/?van=mij&stand=open").content.decode()
    pk = Case.objects.get(risk="acute").pk

    assert "/casussen/excel/?van=mij&amp;stand=open" in page
    assert f"?van=mij&amp;stand=open&amp;voor={pk}" in page
    assert 'href="/casussen/?van=mij&amp;stand=open"' in step
    older = desk.get(f"/casussen/?van=mij&stand=open&voor={pk}").content.decode()
    assert [number for number in four if number in older] == [four[0]]


def test_what_is_chosen_is_said_and_let_go_by_the_same_link(desk, four) -> None:
    page = desk.get("/casussen/?stand=open").content.decode()

    assert page.count('aria-current="true"') == 1
    assert CaseFilter.from_query({"stand": "open"}).choices[1] == ("Open", "", True)


def test_a_case_without_a_grant_is_in_no_choice(desk, four, fatima) -> None:
    CaseGrant.objects.filter(member=fatima).delete()

    for query, _ in CHOSEN:
        assert "U-00" not in desk.get(f"/casussen/?{query}").content.decode()


def test_it_is_one_question_and_nothing_is_sorted(desk, four, fatima) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a small table is walked whole there, and rightly")
    for mine in (True, False):
        for state in ("", "open", "dicht"):
            for unsafe in (True, False):
                plan = CaseFilter(mine, state, unsafe).cases_for(fatima)[:50].explain()
                assert "TEMP B-TREE" not in plan, plan
