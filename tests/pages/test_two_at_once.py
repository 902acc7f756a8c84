"""Two browsers change one thing: the second is told, and nothing is written over."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import people
from uitweg.access.models import TrailEntry
from uitweg.cases.models import Action, Case, CaseGrant, Goal
from uitweg.keeping.models import CaseHold, Hold

KEY = "ab" * 16


def on_day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.fixture
def case(team, desk, fatima):  # type: ignore[no-untyped-def]
    report = people.a_report()
    desk.post(f"/werk/melding/{report.pk}/casus/")
    found = Case.objects.get()
    desk.post(f"/casus/{found.pk}/doel/", {"text": "Weg daar", "domain": "safety", "key": KEY})
    bel = {"text": "Bel", "owner": fatima.pk, "due_on": on_day(1), "key": KEY}
    desk.post(f"/casus/{found.pk}/actie/", bel)
    return found


@pytest.fixture
def other(team, case):  # type: ignore[no-untyped-def]
    """Joris, who works in the case too."""
    joris = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=joris, level="work", since=timezone.now(), reason="deputy"
    )
    return people.at_the_desk(joris)


def seen_on(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page)
    assert found
    return found[1]


def test_the_ground_and_the_day_to_look_show_both_choices(case, desk, other) -> None:
    where = f"/casus/{case.pk}/grondslag/"
    pages = [each.get(f"/casus/{case.pk}/").content.decode() for each in (desk, other)]
    first = {"ground": "wmo", "look_on": on_day(3), "seen": seen_on(pages[0], "seen")}
    second = {"ground": "wgs", "look_on": on_day(9), "seen": seen_on(pages[1], "seen")}
    assert desk.post(where, first).status_code == 302
    answer = other.post(where, second)
    page = " ".join(answer.content.decode().split())

    assert answer.status_code == 409
    assert Case.objects.get().ground == "wmo"
    assert "Een collega veranderde dit net: Wmo" in page
    assert re.search(r'value="wgs"\s+selected', page)
    assert f'value="{on_day(9)}"' in page
    assert other.post(where, second | {"seen": seen_on(page, "seen")}).status_code == 302
    assert Case.objects.get().ground == "wgs"


def test_a_frame_that_says_nothing_of_what_it_saw_is_not_written_over_another(case, desk) -> None:
    Case.objects.update(ground="wmo")

    assert desk.post(f"/casus/{case.pk}/grondslag/", {"ground": "wgs"}).status_code == 409
    assert Case.objects.get().ground == "wmo"


@pytest.mark.parametrize(
    ("one", "two"),
    [("reached", "dropped"), ("dropped", "reached")],
)
def test_a_goal_goes_one_way_and_the_second_is_told(case, desk, other, one, two) -> None:
    where = f"/casus/doel/{Goal.objects.get().pk}/"
    answers = [desk.post(where, {"state": one}), other.post(where, {"state": two})]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert Goal.objects.get().state == one
    assert "Een collega veranderde dit net" in answers[1].content.decode()


def test_the_same_tick_by_two_is_one_tick(case, desk, other) -> None:
    where = f"/casus/actie/{Action.objects.get().pk}/"
    answers = [each.post(where, {"state": "done"}) for each in (desk, other)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert TrailEntry.objects.filter(reason="action:done").count() == 1


def test_an_action_that_was_ticked_is_not_dropped_or_moved_unseen(case, desk, other) -> None:
    action = Action.objects.get()
    desk.post(f"/casus/actie/{action.pk}/", {"state": "done"})
    later = {"due_on": on_day(5), "was": on_day(1)}
    answers = [
        other.post(f"/casus/actie/{action.pk}/vallen/", {"why": "Niet meer nodig"}),
        other.post(f"/casus/actie/{action.pk}/", later),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    action.refresh_from_db()
    assert (action.state, action.due_on.isoformat()) == ("done", on_day(1))


def test_two_who_move_one_action_do_not_write_over_each_other(case, desk, other) -> None:
    where = f"/casus/actie/{Action.objects.get().pk}/"
    Action.objects.update(due_on=timezone.localdate())
    board = desk.get("/werk/").content.decode()
    was = seen_on(board, "was")
    answers = [
        desk.post(where, {"due_on": on_day(2), "was": was}),
        other.post(where, {"due_on": on_day(7), "was": was}),
        other.post(where, {"due_on": on_day(2), "was": was}),
    ]

    assert [answer.status_code for answer in answers] == [302, 409, 302]
    assert Action.objects.get().due_on.isoformat() == on_day(2)


def test_a_hold_on_a_case_is_not_replaced_by_who_did_not_see_it(case, team, desk) -> None:
    Case.objects.update(state="closed", closed_on=timezone.localdate(), ending="safe")
    lead = people.at_the_desk(people.a_member(team, "Lea", people.Role.LEAD))
    where = f"/beheer/bewaren/casus/{case.pk}/langer/"
    answers = [
        lead.post(where, {"until": on_day(30), "reason": "complaint"}),
        lead.post(where, {"until": on_day(90), "reason": "complaint"}),
        lead.post(where, {"until": on_day(60), "reason": "complaint", "was": on_day(30)}),
    ]

    assert [answer.status_code for answer in answers] == [302, 409, 302]
    assert CaseHold.objects.get().until.isoformat() == on_day(60)


def test_a_hold_on_a_conversation_neither(team, desk, fatima) -> None:
    report = people.a_report()
    desk.post(f"/werk/melding/{report.pk}/", {"text": "Dank je.", "key": KEY})
    type(report).objects.update(state="advice", outcome="advised")
    lead = people.at_the_desk(people.a_member(team, "Lea", people.Role.LEAD))
    where = f"/beheer/bewaren/melding/{report.pk}/langer/"
    answers = [
        lead.post(where, {"until": on_day(30), "reason": "law"}),
        lead.post(where, {"until": on_day(90), "reason": "law"}),
    ]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert Hold.objects.get().until.isoformat() == on_day(30)
