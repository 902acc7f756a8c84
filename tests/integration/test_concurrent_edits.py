"""Two browsers change one thing: the second is told, and nothing is written over."""

import json
import re
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.installation import Installation
from tests.support.machine import postgres
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.retention.models import CaseHold, Hold
from uitweg.platform.audit.models import AuditEntry

KEY = "ab" * 16


def on_day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.fixture
def case(case, desk, fatima):  # type: ignore[no-untyped-def]
    desk.post(f"/casus/{case.pk}/doel/", {"text": "Weg daar", "domain": "safety", "key": KEY})
    bel = {"text": "Bel", "owner": fatima.pk, "due_on": on_day(1), "key": KEY}
    desk.post(f"/casus/{case.pk}/actie/", bel)
    return case


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
    first = {"ground": "wmo", "review_on": on_day(3), "seen": seen_on(pages[0], "seen")}
    second = {"ground": "wgs", "review_on": on_day(9), "seen": seen_on(pages[1], "seen")}
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


@pytest.mark.postgres
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


@pytest.mark.postgres
def test_the_same_tick_by_two_is_one_tick(case, desk, other) -> None:
    where = f"/casus/actie/{Action.objects.get().pk}/"
    answers = [each.post(where, {"state": "done"}) for each in (desk, other)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert AuditEntry.objects.filter(reason="action:done").count() == 1


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


@pytest.mark.postgres
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


@pytest.mark.postgres
def test_two_who_change_what_one_colleague_may_see_both_choices(case, team, desk, other) -> None:
    CaseGrant.objects.filter(member__name="Joris").update(level="manage")
    noor = people.a_member(team, "Noortje")
    where = f"/casus/{case.pk}/toegang/"
    pages = [each.get(where).content.decode() for each in (desk, other)]
    typed = {"to": noor.pk, "level": "work", "reason": "works-along"}
    first = desk.post(where, typed | {"seen": seen_on(pages[0], "seen")})
    typed = {"to": noor.pk, "level": "card", "reason": "stands-in", "groups": ["safety"]}
    second = other.post(where, typed | {"seen": seen_on(pages[1], "seen")})
    page = " ".join(second.content.decode().split())

    assert (first.status_code, second.status_code) == (302, 409)
    assert [grant.level for grant in CaseGrant.objects.filter(member=noor)] == ["work"]
    assert "Een collega veranderde net wat Noortje mag." in page
    assert 'Noortje</b> <span class="soft">Meewerken' in page  # as it is
    assert re.search(r'value="card"\s+selected', page)  # as it was chosen
    assert re.search(r'value="safety"[^>]*\schecked', page)
    assert other.post(where, typed | {"seen": seen_on(page, "seen")}).status_code == 302
    assert CaseGrant.objects.active().get(member=noor).level == "card"


@pytest.mark.postgres
def test_the_same_grant_by_two_is_one_grant(case, team, desk, other) -> None:
    CaseGrant.objects.filter(member__name="Joris").update(level="manage")
    noor = people.a_member(team, "Noortje")
    typed = {"to": noor.pk, "level": "work", "reason": "works-along", "seen": people.shown(case)}
    answers = [each.post(f"/casus/{case.pk}/toegang/", typed) for each in (desk, other, desk)]

    assert [answer.status_code for answer in answers] == [302] * 3
    assert CaseGrant.objects.filter(member=noor).count() == 1
    assert AuditEntry.objects.filter(act="case:grant", reason=f"work:{noor.pk}").count() == 1


def test_letting_in_who_a_colleague_just_let_out_is_asked_again(case, desk, other) -> None:
    """The page showed that Joris works; somebody ended it; a smaller grant would be a new one."""
    grant = CaseGrant.objects.get(member__name="Joris")
    typed = {"to": grant.member_id, "level": "read", "reason": "consulted"}
    typed |= {"seen": people.shown(case)}
    desk.post(f"/casus/toegang/{grant.pk}/")

    assert desk.post(f"/casus/{case.pk}/toegang/", typed).status_code == 409
    assert not case.may_be_read_by(grant.member_id)


def test_what_ended_by_its_own_day_is_nobodys_change(case, desk, other) -> None:
    grant = CaseGrant.objects.get(member__name="Joris")
    seen = people.shown(case)
    CaseGrant.objects.filter(pk=grant.pk).update(until=timezone.now())
    typed = {"to": grant.member_id, "level": "read", "reason": "consulted", "seen": seen}

    assert desk.post(f"/casus/{case.pk}/toegang/", typed).status_code == 302


def test_ending_a_grant_that_was_replaced_says_that_the_member_is_still_in(case, desk, other):  # type: ignore[no-untyped-def]
    old = CaseGrant.objects.get(member__name="Joris")
    typed = {"to": old.member_id, "level": "manage", "reason": "other"}
    desk.post(f"/casus/{case.pk}/toegang/", typed | {"seen": people.shown(case)})
    answer = desk.post(f"/casus/toegang/{old.pk}/")

    assert answer.status_code == 409
    assert "Een collega veranderde net wat Joris mag." in answer.content.decode()
    assert case.may_be_managed_by(old.member_id)


@pytest.mark.parametrize("seen", ["", "x", "-1", "0 ²", "9" * 40, "1 " * 3000])
def test_a_form_that_says_nothing_true_of_what_it_saw_writes_over_no_grant(
    case, desk, other, seen
) -> None:
    grant = CaseGrant.objects.get(member__name="Joris")
    typed = {"to": grant.member_id, "level": "card", "reason": "other", "seen": seen}

    assert desk.post(f"/casus/{case.pk}/toegang/", typed).status_code in (400, 409)
    assert CaseGrant.objects.active().get(member=grant.member_id).level == "work"


@pytest.mark.postgres
def test_two_who_hand_over_one_case_the_second_is_told_whose_it_is(case, team, fatima) -> None:
    leads = [people.a_member(team, name, people.Role.LEAD) for name in ("Lea", "Ruud")]
    to = [people.a_member(team, name) for name in ("Noortje", "Sanne")]
    where = f"/casus/{case.pk}/overdragen/"
    browsers = [people.at_the_desk(lead) for lead in leads]
    was = [seen_on(each.get(where).content.decode(), "was") for each in browsers]
    typed = {"why": "Fatima is ziek.", "keeps": "nothing"}
    answers = [
        each.post(where, typed | {"to": to[n].pk, "was": was[n]}) for n, each in enumerate(browsers)
    ]
    page = " ".join(answers[1].content.decode().split())

    assert [answer.status_code for answer in answers] == [302, 409]
    assert Case.objects.get().coordinator == to[0]
    assert "die is nu van Noortje" in page
    assert "Fatima is ziek." in page
    again = typed | {"to": to[1].pk, "was": seen_on(page, "was")}
    assert browsers[1].post(where, again).status_code == 302
    assert Case.objects.get().coordinator == to[1]


GIVE_AT_ONCE = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from uitweg.platform.accounts.actions.authorization import Actor
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from django.utils import timezone
from uitweg.platform.accounts.actions import team, login
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.casework.cases.grants.actions import grants
from uitweg.casework.cases.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.grants import AccessLevel
from uitweg.casework.cases.case.rules.data_groups import DataGroup; from uitweg.casework.cases.case.rules.grants import GrantReason
case = Case.objects.select_related("coordinator").earliest("pk")
by = case.coordinator
ring = login.keyring_of(by, login.unlock_seed(by, PHRASE))
to = Member.objects.exclude(pk=by.pk).exclude(public_key=b"").filter(role="coordinator").first()
seen = grants.active_grant_ids(case)
def give(n):
    try:
        grants.grant_access(case=case, to=to, level=AccessLevel.READ, groups=[list(DataGroup)[n]], until=None,
                      reason=GrantReason.CONSULTED, shown_grants=seen, by=Actor(by, timezone.now(), ring))
        return "given"
    except grants.GrantChanged:
        return "moved"
    finally:
        connections.close_all()
with ThreadPoolExecutor(8) as pool:
    said = list(pool.map(give, range(8)))
live = CaseGrant.objects.active().filter(case=case, member=to)
first = list(DataGroup)[said.index("given")].value
print(json.dumps([sorted(said), [grant.groups for grant in live] == [[first]]]))
"""


@pytest.mark.long
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_of_eight_who_let_in_one_colleague_at_once_one_is_first(tmp_path, store) -> None:
    with postgres() if store == "postgres" else nullcontext("") as address:
        city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": address}).make()
        phrase = city.members()["fatima"]["phrase"]
        done = city.program(GIVE_AT_ONCE.replace("PHRASE", repr(phrase)))

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [["given"] + ["moved"] * 7, True]
