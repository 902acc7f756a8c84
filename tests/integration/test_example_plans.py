"""A plan begun from an example; actions that serve a goal, and that are let go with a reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.forms import LineField
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.contents import Domain
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.content import load

DEBT = next(plan for plan in load().plans if plan.id == "street-debt")


def filled(case: Case, **said: object) -> dict[str, object]:
    """Return the form as it comes when nobody changes a line."""
    sent: dict[str, object] = {"key": "ab" * 16}
    for step in DEBT.steps:
        sent |= {f"doe-{step.id}": "on", f"wat-{step.id}": step.text}
        sent |= {f"wie-{step.id}": case.coordinator_id, f"wanneer-{step.id}": "2026-12-01"}
    return sent | said


def begin(browser: Any, case: Case, sent: dict[str, object], plan: str = "street-debt") -> Any:
    return browser.post(f"/casus/{case.pk}/voorbeeld/?plan={plan}", sent)


def nothing_made() -> bool:
    return not Goal.objects.exists() and not Action.objects.exists()


def test_every_example_speaks_of_domains_and_groups_that_a_case_knows() -> None:
    for plan in load().plans:
        assert set(plan.goals) <= set(Domain), plan.id
        assert {step.group for step in plan.steps} <= set(DataGroup), plan.id


def test_an_example_is_chosen_and_shows_its_lines_its_sources_and_what_is_only_ours(
    case, desk
) -> None:
    chosen = desk.get(f"/casus/{case.pk}/voorbeeld/").content.decode()
    page = desk.get(f"/casus/{case.pk}/voorbeeld/?plan=street-debt").content.decode()

    assert "Weg uit een straatschuld" in chosen
    assert 'placeholder="bijvoorbeeld: Van die schuld af."' in page
    assert str(timezone.localdate() + timedelta(days=3)) in page
    assert "vaak: advocaat" in page
    assert "· eigen" in page
    assert "Wegwijzer mensenhandel" in page


def test_one_submit_makes_the_goals_and_the_actions_that_were_kept(case, desk) -> None:
    sent = filled(
        case, **{"doel-money": "Niks meer moeten betalen", "wat-what-debt": "Bedrag opschrijven"}
    )
    del sent["doe-police-talk"]
    answer = begin(desk, case, sent)
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert answer.url == f"/casus/{case.pk}/"
    assert [goal.domain for goal in Goal.objects.all()] == ["money"]
    assert Action.objects.count() == len(DEBT.steps) - 1
    assert "“Niks meer moeten betalen”" in page
    assert "Bedrag opschrijven" in page
    assert "voor “Niks meer moeten betalen”" in page
    assert AuditEntry.objects.filter(act="case:write", reason="example").count() == 1


def test_a_goal_that_was_left_empty_is_no_goal(case, desk) -> None:
    begin(desk, case, filled(case))

    assert not Goal.objects.exists()
    assert set(Action.objects.values_list("goal", flat=True)) == {None}


def test_the_same_form_again_changes_nothing_also_with_other_boxes_ticked(case, desk) -> None:
    few = filled(case)
    for step in DEBT.steps[1:]:
        del few[f"doe-{step.id}"]
    for sent in (few, few, filled(case)):
        begin(desk, case, sent)

    assert Action.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"wie-what-debt": 10**6}, "Kies wie het doet."),
        ({"wie-what-debt": ""}, "Kies wie het doet."),
        ({"wanneer-what-debt": "morgen"}, "Dit is geen dag."),
        ({"wat-what-debt": " "}, "Schrijf op wat er moet gebeuren."),
        ({"wat-what-debt": "x" * 301}, "Dit is langer dan 300 tekens."),
        ({"doel-money": "x" * 301}, "Dit is langer dan 300 tekens."),
        ({f"doe-{step.id}": "" for step in DEBT.steps}, "Kies minstens één doel of één actie."),
    ],
)
def test_a_line_that_is_not_right_says_so_and_nothing_is_made(case, desk, wrong, sentence) -> None:
    answer = begin(desk, case, filled(case, **{"wat-in-their-name": "Eigen woorden"} | wrong))

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert "Eigen woorden</textarea>" in answer.content.decode()
    assert nothing_made()


def test_an_example_that_does_not_exist_is_not_found(case, desk) -> None:
    assert desk.get(f"/casus/{case.pk}/voorbeeld/?plan=nonsense").status_code == 404
    assert begin(desk, case, filled(case), plan="nonsense").status_code == 404


def test_a_failure_halfway_makes_nothing(case, desk, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("halfway")

    monkeypatch.setattr(
        "uitweg.casework.cases.plan.actions.example_plans.search_index.add_identifiers", full
    )
    with pytest.raises(OSError, match="halfway"):
        begin(desk, case, filled(case, **{"doel-money": "x"}))

    assert nothing_made()


def test_only_who_works_in_the_case_begins_a_plan(case, desk, team) -> None:
    joris = people.a_member(team, "Joris")
    browser = people.at_the_desk(joris)
    where = f"/casus/{case.pk}/voorbeeld/?plan=street-debt"
    assert [browser.get(where).status_code, begin(browser, case, filled(case)).status_code] == [
        403,
        403,
    ]
    CaseGrant.objects.create(
        case=case, member=joris, level="read", since=timezone.now(), reason="deputy"
    )
    assert [browser.get(where).status_code, begin(browser, case, filled(case)).status_code] == [
        403,
        403,
    ]
    for role in (Role.ADMINISTRATOR, Role.ANALYST, Role.PRIVACY_OFFICER, Role.EDITOR):
        other = people.at_the_desk(people.a_member(team, f"zz-{role}", role))
        assert other.get(where).status_code == 403

    assert nothing_made()


def test_a_closed_case_takes_no_plan(case, desk) -> None:
    Case.objects.update(state="closed")

    assert begin(desk, case, filled(case)).status_code == 409
    assert nothing_made()


# actions and their goal


def act(desk: Any, case: Case, **said: object) -> Any:
    sent = {"text": "Moeder bellen", "owner": case.coordinator_id, "due_on": "", "key": "cd" * 16}
    return desk.post(f"/casus/{case.pk}/actie/", sent | said)


def a_goal(desk: Any, case: Case) -> Goal:
    desk.post(f"/casus/{case.pk}/doel/", {"text": "School", "domain": "school", "key": "ef" * 16})
    return Goal.objects.get(case=case)


def test_an_action_serves_a_goal_of_its_own_case_only(case, desk) -> None:
    goal = a_goal(desk, case)
    act(desk, case, goal=goal.pk)
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    other = Case.objects.exclude(pk=case.pk).get()
    answer = act(desk, other, goal=goal.pk, key="12" * 16)

    assert Action.objects.get().goal == goal
    assert "voor “School”" in desk.get(f"/casus/{case.pk}/").content.decode()
    assert answer.status_code == 400


def test_an_action_is_let_go_with_a_reason_that_is_sealed_and_comes_back_without(
    case, desk
) -> None:
    act(desk, case)
    action = Action.objects.get()
    for _ in range(2):
        desk.post(f"/casus/actie/{action.pk}/vallen/", {"why": "Moeder is verhuisd"})
    page = desk.get(f"/casus/{case.pk}/").content.decode()
    action.refresh_from_db()
    assert action.state == "dropped"
    assert "Moeder is verhuisd" in page
    assert b"verhuisd" not in bytes(action.sealed_reason)
    assert AuditEntry.objects.filter(reason="action:dropped").count() == 1

    desk.post(f"/casus/actie/{action.pk}/", {"state": "open"})
    action.refresh_from_db()
    assert (action.state, bytes(action.sealed_reason)) == ("open", b"")


@pytest.mark.parametrize("why", ["", "  ", "x" * 301, "a\x00b"])
def test_without_a_reason_nothing_is_let_go(case, desk, why: str) -> None:
    act(desk, case)
    action = Action.objects.get()
    desk.post(f"/casus/actie/{action.pk}/vallen/", {"why": why})
    desk.post(f"/casus/actie/{action.pk}/", {"state": "dropped"})
    action.refresh_from_db()

    assert action.state == "open"


def test_a_colleague_without_a_grant_lets_nothing_go(case, desk, team) -> None:
    act(desk, case)
    joris = people.at_the_desk(people.a_member(team, "Joris"))
    answer = joris.post(f"/casus/actie/{Action.objects.get().pk}/vallen/", {"why": "x"})

    assert answer.status_code == 403
    assert Action.objects.get().state == "open"


def test_a_line_that_was_typed_over_two_is_one_again() -> None:
    assert LineField().clean("Bel moeder,\r\n na tien uur") == "Bel moeder, na tien uur"


def test_the_same_form_with_other_lines_is_not_acknowledged(case, desk) -> None:
    sent, step = filled(case), DEBT.steps[0].id
    changes: list[dict[str, object]] = [
        {},
        {},
        {f"wat-{step}": "Iets anders."},
        {f"wanneer-{step}": "2026-12-02"},
        {"doel-money": "Niks meer moeten betalen"},
    ]
    answers = [begin(desk, case, sent | change).status_code for change in changes]

    assert answers == [302, 302, 409, 409, 409]
