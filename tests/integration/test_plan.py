"""The plan of a case: goals, actions, the board they stand on, and moving on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry


def act(case: Case, **said: object) -> dict[str, object]:
    owner = case.coordinator_id
    return {"text": "Moeder bellen", "owner": owner, "due_on": "", "key": "ab" * 16} | said


def on_day(days: int) -> str:
    return str(timezone.localdate() + timedelta(days=days))


def reasons() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("reason", flat=True))


def test_a_goal_stands_in_the_youngsters_words_and_is_sealed(case, desk) -> None:
    desk.post(
        f"/casus/{case.pk}/doel/",
        {"text": "Van die schuld af", "domain": "money", "key": "ab" * 16},
    )
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert "“Van die schuld af”" in page
    assert b"schuld" not in bytes(Goal.objects.get().sealed_text)
    assert "goal" in reasons()


@pytest.mark.postgres
def test_the_same_form_twice_is_one_goal_and_one_action(case, desk) -> None:
    for _ in range(2):
        desk.post(f"/casus/{case.pk}/actie/", act(case))
        desk.post(f"/casus/{case.pk}/doel/", {"text": "x", "domain": "law", "key": "cd" * 16})

    assert (Action.objects.count(), Goal.objects.count()) == (1, 1)


@pytest.mark.postgres
def test_an_action_of_today_stands_on_the_board_and_goes_with_one_click(case, desk) -> None:
    desk.post(f"/casus/{case.pk}/actie/", act(case, due_on=on_day(0)))
    assert "Moeder bellen" in desk.get("/werk/").content.decode()
    done = {"state": "done", "verder": "/werk/"}
    answer = desk.post(f"/casus/actie/{Action.objects.get().pk}/", done)
    board = desk.get("/werk/").content.decode()

    assert answer.url.partition("?")[0] == "/werk/"
    assert f"De actie in {case.number} is klaar." in desk.get(answer.url).content.decode()
    assert "Vandaag gedaan" in board
    assert "Te doen" not in board


def test_a_tick_is_taken_back(case, desk) -> None:
    desk.post(f"/casus/{case.pk}/actie/", act(case, due_on=on_day(0)))
    where = f"/casus/actie/{Action.objects.get().pk}/"
    for state in ("done", "done", "open"):
        desk.post(where, {"state": state})

    assert (Action.objects.get().state, Action.objects.get().done_on) == ("open", None)
    assert reasons()[-2:] == ["action:done", "action:open"]


def test_later_moves_it_off_todays_board(case, desk) -> None:
    desk.post(f"/casus/{case.pk}/actie/", act(case, due_on=on_day(-2)))
    assert "te laat" in desk.get("/werk/").content.decode()
    desk.post(f"/casus/actie/{Action.objects.get().pk}/", {"due_on": on_day(1), "was": on_day(-2)})

    assert "Moeder bellen" not in desk.get("/werk/").content.decode()
    assert "Moeder bellen" in desk.get(f"/casus/{case.pk}/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 301},
        {"text": "a\x00b"},
        {"due_on": "gisteren"},
        {"owner": 10**6},
        {"owner": "x"},
        {"key": "zz"},
    ],
)
def test_an_action_that_is_not_right_says_so_and_keeps_its_words(case, desk, wrong) -> None:
    page = desk.post(f"/casus/{case.pk}/actie/", act(case, **wrong))

    assert page.status_code == 400
    assert not Action.objects.exists()
    assert "text" in wrong or 'value="Moeder bellen"' in page.content.decode()


def test_only_who_may_work_in_the_case_can_own_an_action(case, desk, team) -> None:
    joris = people.a_member(team, "Joris")
    assert desk.post(f"/casus/{case.pk}/actie/", act(case, owner=joris.pk)).status_code == 400
    CaseGrant.objects.create(
        case=case, member=joris, level="work", since=timezone.now(), reason="deputy"
    )
    desk.post(f"/casus/{case.pk}/actie/", act(case, owner=joris.pk, due_on=on_day(0)))

    assert "Moeder bellen" in people.at_the_desk(joris).get("/werk/").content.decode()


def test_a_board_forgets_the_action_when_the_grant_ends(case, desk) -> None:
    desk.post(f"/casus/{case.pk}/actie/", act(case, due_on=on_day(0)))
    before = desk.get("/werk/").content.decode()
    CaseGrant.objects.update(until=timezone.now())
    page = desk.get("/werk/").content.decode()

    assert "Moeder bellen" in before
    assert "Niets wacht." in page
    assert "Moeder bellen" not in page


def test_a_colleague_without_a_grant_can_change_nothing_in_the_plan(case, desk, team) -> None:
    desk.post(f"/casus/{case.pk}/actie/", act(case))
    desk.post(f"/casus/{case.pk}/doel/", {"text": "x", "domain": "law", "key": "cd" * 16})
    joris = people.at_the_desk(people.a_member(team, "Joris"))
    tried = [
        joris.post(f"/casus/{case.pk}/actie/", act(case, key="12" * 16)),
        joris.post(f"/casus/{case.pk}/doel/", {"text": "x", "domain": "law", "key": "34" * 16}),
        joris.post(f"/casus/actie/{Action.objects.get().pk}/", {"state": "done"}),
        joris.post(f"/casus/doel/{Goal.objects.get().pk}/", {"state": "reached"}),
        joris.post(f"/casus/{case.pk}/verder/", {"then": "triage"}),
        joris.post(f"/casus/{case.pk}/grondslag/", {"ground": "wmo", "review_on": ""}),
    ]
    case.refresh_from_db()

    assert {answer.status_code for answer in tried} == {403}
    assert (Action.objects.get().state, Goal.objects.get().state) == ("open", "open")
    assert (case.state, case.ground) == ("intake", "not-chosen")


def test_a_grant_to_read_is_no_grant_to_write(case, desk, team) -> None:
    joris = people.a_member(team, "Joris")
    CaseGrant.objects.create(
        case=case, member=joris, level="read", since=timezone.now(), reason="deputy"
    )
    browser = people.at_the_desk(joris)

    assert browser.get(f"/casus/{case.pk}/").status_code == 200
    assert browser.post(f"/casus/{case.pk}/actie/", act(case)).status_code == 403


def to_active(case: Case, desk) -> None:  # type: ignore[no-untyped-def]
    where = f"/casus/{case.pk}"
    desk.post(f"{where}/verder/", {"then": "triage"})
    desk.post(
        f"{where}/grondslag/", {"ground": "wmo", "review_on": on_day(3), "seen": "not-chosen:none"}
    )
    judged = {"blad-facts": "Rust.", "blad-risk": "low", "version": 0, "key": "01" * 16}
    desk.post(f"{where}/beoordeling/", judged)
    desk.post(f"{where}/verder/", {"then": "plan"})
    desk.post(f"{where}/doel/", {"text": "School", "domain": "school", "key": "02" * 16})
    desk.post(f"{where}/actie/", act(case, due_on=on_day(2), key="03" * 16))
    desk.post(f"{where}/verder/", {"then": "active"})


def test_a_case_walks_from_intake_to_work_and_each_step_stands_on_the_timeline(case, desk) -> None:
    to_active(case, desk)
    case.refresh_from_db()
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert case.state == "active"
    assert "Van “Plan maken” naar “In uitvoering”." in page
    assert Entry.objects.filter(kind="step").count() == 3
    assert reasons().count("intake>triage") == 1


def test_what_is_missing_is_said_and_nothing_moves(case, desk) -> None:
    desk.post(f"/casus/{case.pk}/verder/", {"then": "triage"})
    page = desk.post(f"/casus/{case.pk}/verder/", {"then": "plan"})
    case.refresh_from_db()

    assert page.status_code == 409
    assert "Beoordeel eerst de veiligheid." in page.content.decode()
    assert case.state == "triage"


@pytest.mark.parametrize("then", ["active", "closing", "closed", "destroyed", "nonsense", ""])
def test_a_forged_step_goes_nowhere(case, desk, then: str) -> None:
    assert desk.post(f"/casus/{case.pk}/verder/", {"then": then}).status_code == 409
    case.refresh_from_db()
    assert case.state == "intake"


@pytest.mark.postgres
def test_two_who_move_it_at_once_make_one_move(case, desk) -> None:
    answers = [desk.post(f"/casus/{case.pk}/verder/", {"then": "triage"}) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 409]
    assert Entry.objects.filter(kind="step").count() == 1


def test_closing_takes_a_reason_and_a_lead(case, desk, team) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    assert desk.post(f"/casus/{case.pk}/sluiten/", people.closing(ending="")).status_code == 409
    assert ruud.post(f"/casus/{case.pk}/akkoord/").status_code == 409
    desk.post(f"/casus/{case.pk}/sluiten/", people.closing())
    assert desk.post(f"/casus/{case.pk}/akkoord/").status_code == 403
    board = ruud.get("/werk/").content.decode()
    people.agree(ruud, case)
    case.refresh_from_db()

    assert "Veilig, doelen bereikt" in board
    assert people.STORY not in board
    assert (case.state, case.closed_on) == ("closed", timezone.localdate())


def test_a_lead_who_asked_does_not_agree_with_themselves(case, desk, team) -> None:
    ruud = people.a_member(team, "Ruud", Role.LEAD)
    CaseGrant.objects.create(
        case=case, member=ruud, level="work", since=timezone.now(), reason="deputy"
    )
    browser = people.at_the_desk(ruud)
    browser.post(f"/casus/{case.pk}/sluiten/", people.closing())
    answer = people.agree(browser, case)
    case.refresh_from_db()

    assert answer.status_code == 409
    assert case.state == "closing"


def test_a_closed_case_is_read_only_until_it_is_opened_again_with_a_reason(
    case, desk, team
) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    desk.post(f"/casus/{case.pk}/sluiten/", people.closing())
    people.agree(ruud, case)
    assert desk.post(f"/casus/{case.pk}/actie/", act(case)).status_code == 409
    assert desk.post(f"/casus/{case.pk}/verder/", {"then": "intake"}).status_code == 409
    desk.post(f"/casus/{case.pk}/verder/", {"then": "intake", "why": "Belde weer."})
    case.refresh_from_db()

    assert (case.state, case.closed_on, case.ending) == ("intake", None, "")
    assert "Belde weer." in desk.get(f"/casus/{case.pk}/").content.decode()


@pytest.mark.postgres
def test_the_board_asks_once_a_block(case, desk) -> None:
    desk.get("/werk/")
    for n in range(5):
        desk.post(f"/casus/{case.pk}/actie/", act(case, due_on=on_day(0), key=f"{n:032x}"))
    few = _queries(desk)
    for n in range(5, 25):
        desk.post(f"/casus/{case.pk}/actie/", act(case, due_on=on_day(0), key=f"{n:032x}"))

    assert _queries(desk) == few


def _queries(desk) -> int:  # type: ignore[no-untyped-def]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        desk.get("/werk/")
    return len(asked)


@pytest.mark.postgres
def test_no_block_of_the_board_sorts_or_walks_a_whole_table(case, fatima) -> None:
    from django.db import connection

    today = timezone.localdate()
    mine = Case.objects.visible_to(fatima)
    asked = [
        Action.objects.owned_by(fatima).open().filter(due_on__lte=today)[:50],
        Case.objects.awaiting_closure(not_requested_by=fatima)[:50],
        mine.unsafe()[:50],
        mine.due_for_review(until=today)[:50],
        Case.objects.without_owner(today=today)[:50],
        EmergencyAccess.objects.to_review(not_used_by=fatima)[:50],
    ]
    if connection.vendor != "sqlite":
        pytest.skip("a small table is walked whole there, and rightly")
    for rows in asked:
        plan = rows.explain()
        walked = [row for row in plan.splitlines() if "SCAN cases_" in row and "INDEX" not in row]
        assert walked == [], plan


def test_an_action_is_words_wherever_it_stands_and_never_markup(case, desk) -> None:
    hostile = "\"><script>x()</script>&'{{ 1|add:1 }}"
    desk.post(f"/casus/{case.pk}/doel/", {"text": hostile, "domain": "safety", "key": "ef" * 16})
    goal = Goal.objects.get()
    sent = act(case, text=hostile, goal=goal.pk, due_on=on_day(-1))
    assert desk.post(f"/casus/{case.pk}/actie/", sent).status_code == 302
    for path in (f"/casus/{case.pk}/", "/werk/"):
        page = desk.get(path).content.decode()
        assert "<script>x()" not in page
        assert '="><' not in page
        assert page.count("&lt;script&gt;x()&lt;/script&gt;&amp;&#x27;{{ 1|add:1 }}") > 1
