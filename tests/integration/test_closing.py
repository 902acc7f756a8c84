"""Closing a case: one form, a second person, and a day until which it is kept."""

from datetime import date

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.cases.workflow.actions import workflow
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.policy import retention
from uitweg.platform.sealing import tokens


@pytest.fixture
def case(case, desk) -> Case:  # type: ignore[no-untyped-def]
    """A case with a goal and an action that are open."""
    where, owner = f"/casus/{case.pk}", case.coordinator_id
    desk.post(f"{where}/doel/", {"text": "School", "domain": "school", "key": "02" * 16})
    act = {"text": "Moeder bellen", "owner": owner, "due_on": "", "key": "03" * 16}
    desk.post(f"{where}/actie/", act)
    return case


@pytest.fixture
def ruud(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))


def whole(**said: object) -> dict[str, object]:
    """Return the form with an answer for the goal and the action."""
    ends = {f"doel-{Goal.objects.get().pk}": "reached", f"actie-{Action.objects.get().pk}": "done"}
    return people.closing(**ends, **said)


def state(case: Case) -> str:
    case.refresh_from_db()
    return case.state


def test_one_form_says_how_each_goal_and_action_ended_and_asks_the_lead(case, desk) -> None:
    answer = desk.post(f"/casus/{case.pk}/sluiten/", whole())

    assert answer.status_code == 302
    assert (state(case), case.ending) == ("closing", "safe")
    assert (Goal.objects.get().state, Action.objects.get().state) == ("reached", "done")
    assert Action.objects.get().done_on == timezone.localdate()


def test_what_stays_arranged_is_sealed_and_stands_on_the_case(case, desk) -> None:
    desk.post(f"/casus/{case.pk}/sluiten/", whole(stays="Maatje Karim", call="Tante Zohra"))
    page = desk.get(f"/casus/{case.pk}/").content.decode()
    stored = bytes(Sheet.objects.get(kind="closing").sealed_text)

    assert "Maatje Karim" in page
    assert "Tante Zohra" in page
    assert b"Karim" not in stored


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"ending": ""}, "Kies waarom je de casus afsluit."),
        ({"told": ""}, "Zeg of de jongere het weet"),
        ({"told": "no", "why_not": "  "}, "Zeg of de jongere het weet"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(case, desk, wrong, says: str) -> None:
    page = desk.post(f"/casus/{case.pk}/sluiten/", whole(**wrong, stays="Maatje Karim"))

    assert page.status_code == 409
    assert says in page.content.decode()
    assert "Maatje Karim" in page.content.decode()
    assert state(case) == "intake"
    assert (Goal.objects.get().state, Action.objects.get().state) == ("open", "open")


def test_an_open_action_without_a_word_keeps_the_case_open(case, desk) -> None:
    page = desk.post(f"/casus/{case.pk}/sluiten/", people.closing())

    assert page.status_code == 409
    assert "Zeg bij elke open actie hoe het verder gaat." in page.content.decode()
    assert not Sheet.objects.exists()


def test_a_goal_may_stay_open(case, desk) -> None:
    desk.post(
        f"/casus/{case.pk}/sluiten/",
        people.closing(**{f"actie-{Action.objects.get().pk}": "passed"}),
    )

    assert state(case) == "closing"
    assert (Goal.objects.get().state, Action.objects.get().state) == ("open", "passed")


def test_the_same_form_twice_asks_once(case, desk) -> None:
    form = whole()
    answers = [desk.post(f"/casus/{case.pk}/sluiten/", form) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert Sheet.objects.filter(kind="closing").count() == 1
    assert Entry.objects.filter(kind="step").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "zz"},
        {"ending": "sold"},
        {"told": "maybe"},
        {"stays": "x" * 4001},
        {"call": "a\x00b"},
    ],
)
def test_a_forged_form_changes_nothing(case, desk, wrong) -> None:
    assert desk.post(f"/casus/{case.pk}/sluiten/", whole(**wrong)).status_code == 400
    assert state(case) == "intake"
    assert not Sheet.objects.exists()


def test_a_goal_of_another_case_is_left_alone(case, desk) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    other = Case.objects.exclude(pk=case.pk).get()
    desk.post(f"/casus/{other.pk}/sluiten/", whole())

    assert (Goal.objects.get().state, Action.objects.get().state) == ("open", "open")
    assert state(other) == "closing"


def test_only_who_may_work_in_the_case_reads_or_sends_the_form(case, desk, team) -> None:
    for name, level in (("joris", ""), ("lezer", "read"), ("kaart", "card")):
        member = people.a_member(team, name)
        if level:
            CaseGrant.objects.create(
                case=case, member=member, level=level, since=timezone.now(), reason="deputy"
            )
        browser = people.at_the_desk(member)
        assert browser.get(f"/casus/{case.pk}/sluiten/").status_code == 403
        assert browser.post(f"/casus/{case.pk}/sluiten/", whole()).status_code == 403
    assert state(case) == "intake"


@pytest.mark.parametrize(
    ("ground", "years"), [("wmo", 15), ("jeugdwet", 20), ("wgs", 5), ("not-chosen", 2)]
)
def test_a_closed_case_says_until_when_it_stays_and_why(case, desk, ruud, ground, years) -> None:
    Case.objects.update(ground=ground)
    desk.post(f"/casus/{case.pk}/sluiten/", whole())
    people.agree(ruud, case)
    page = desk.get(f"/casus/{case.pk}/").content.decode()
    term, today = retention.read_retention_table().rows[f"cases-{ground}"], timezone.localdate()

    assert state(case) == "closed"
    assert case.kept_until == term.last_day(today)
    assert case.kept_until.year == today.year + years
    assert f"{years} jaar na het sluiten" in page
    assert term.doubt.words in page


def test_a_term_that_the_city_changed_counts(case, desk, ruud, obeyed) -> None:
    from dataclasses import replace

    row = replace(obeyed.retention.rows["cases-wmo"], number=3, keep="3 years")
    obeyed.retention = replace(obeyed.retention, rows={**obeyed.retention.rows, "cases-wmo": row})
    Case.objects.update(ground="wmo")
    desk.post(f"/casus/{case.pk}/sluiten/", whole())
    people.agree(ruud, case)

    assert state(case) == "closed"
    assert case.kept_until.year == timezone.localdate().year + 3


def test_opening_again_takes_the_day_away_and_closing_again_counts_anew(case, desk, ruud) -> None:
    desk.post(f"/casus/{case.pk}/sluiten/", whole())
    people.agree(ruud, case)
    Case.objects.update(kept_until=date(2020, 1, 1))
    desk.post(f"/casus/{case.pk}/verder/", {"then": "intake", "why": "Belde weer."})
    assert (state(case), case.kept_until) == ("intake", None)
    seen = workflow.ground_and_review_of(case)
    desk.post(f"/casus/{case.pk}/grondslag/", {"ground": "wgs", "review_on": "", "seen": seen})
    desk.post(f"/casus/{case.pk}/sluiten/", people.closing())
    people.agree(ruud, case)

    assert state(case) == "closed"
    assert case.kept_until == retention.read_retention_table().rows["cases-wgs"].last_day(
        timezone.localdate()
    )


# the second person reads before the case is closed


CARD = {"blad-alarm": "Zijn broer zoekt hem.", "blad-address": "Lindelaan 4", "version": 0}


def write_card(browser, case: Case, **fields: object) -> None:  # type: ignore[no-untyped-def]
    typed = CARD | {"key": tokens.new_token(16).hex()} | fields
    assert browser.post(f"/casus/{case.pk}/veiligheid/", typed).status_code == 302


def ask(desk, case: Case, **said: object) -> None:  # type: ignore[no-untyped-def]
    assert desk.post(f"/casus/{case.pk}/sluiten/", whole(**said)).status_code == 302


def test_the_second_person_reads_the_form_and_the_card_without_the_address(
    case, desk, ruud
) -> None:
    write_card(desk, case)
    ask(desk, case, stays="Maatje Karim")
    page = ruud.get(f"/casus/{case.pk}/akkoord/").content.decode()
    read = AuditEntry.objects.filter(act="case:read-card", thing=f"case:{case.pk}").get()

    assert "Zijn broer zoekt hem." in page
    assert "Maatje Karim" in page
    assert "Veilig, doelen bereikt" in page
    assert "Lindelaan 4" not in page
    assert people.STORY not in page
    assert read.member.name == "Ruud"


def test_who_did_not_read_it_does_not_close(case, desk, ruud) -> None:
    ask(desk, case)
    answer = ruud.post(f"/casus/{case.pk}/akkoord/")

    assert answer.status_code == 409
    assert "Lees eerst" in answer.content.decode()
    assert state(case) == "closing"


def test_what_another_lead_read_does_not_count(case, desk, ruud, team) -> None:
    ask(desk, case)
    people.at_the_desk(people.a_member(team, "Lies", Role.LEAD)).get(f"/casus/{case.pk}/akkoord/")

    assert ruud.post(f"/casus/{case.pk}/akkoord/").status_code == 409
    assert state(case) == "closing"


def test_a_card_that_changed_since_is_read_again(case, desk, ruud) -> None:
    ask(desk, case)
    ruud.get(f"/casus/{case.pk}/akkoord/")
    write_card(desk, case)
    assert ruud.post(f"/casus/{case.pk}/akkoord/").status_code == 409
    assert state(case) == "closing"

    assert people.agree(ruud, case).status_code == 302
    assert state(case) == "closed"


def test_what_was_read_for_an_earlier_closing_does_not_count(case, desk, ruud) -> None:
    ask(desk, case)
    ruud.get(f"/casus/{case.pk}/akkoord/")
    desk.post(f"/casus/{case.pk}/verder/", {"then": "intake"})
    desk.post(f"/casus/{case.pk}/sluiten/", people.closing(stays="Niets"))

    assert ruud.post(f"/casus/{case.pk}/akkoord/").status_code == 409
    assert state(case) == "closing"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEAD}))
def test_who_is_no_lead_reads_nothing_of_it(case, desk, team, role) -> None:
    ask(desk, case, stays="Maatje Karim")
    browser = people.at_the_desk(people.a_member(team, "Ander", role))
    answers = [browser.get(f"/casus/{case.pk}/akkoord/"), people.agree(browser, case)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Maatje Karim" not in answers[0].content.decode()
    assert state(case) == "closing"


def test_a_stranger_reads_nothing_of_it(case, desk, client, public) -> None:
    ask(desk, case)
    answers = [browser.get(f"/casus/{case.pk}/akkoord/") for browser in (client, public)]

    assert [answer.status_code for answer in answers] == [302, 404]


def test_the_lead_reads_nothing_before_somebody_asks_and_nothing_after(case, desk, ruud) -> None:
    write_card(desk, case)
    before = ruud.get(f"/casus/{case.pk}/akkoord/")
    ask(desk, case)
    people.agree(ruud, case)
    after = ruud.get(f"/casus/{case.pk}/akkoord/")

    for answer in (before, after):
        assert answer.status_code == 409
        assert "Zijn broer" not in answer.content.decode()


def test_a_lead_who_asked_reads_along_with_nobody(case, desk, team) -> None:
    lead = people.let_in(case, people.a_member(team, "Ruud", Role.LEAD), "work")
    lead.post(f"/casus/{case.pk}/sluiten/", whole())
    answers = [lead.get(f"/casus/{case.pk}/akkoord/"), lead.post(f"/casus/{case.pk}/akkoord/")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert state(case) == "closing"


# not while it is unsafe, without a reason


@pytest.mark.parametrize("risk", ["high", "acute"])
def test_an_unsafe_case_is_closed_only_with_a_reason_that_the_second_person_reads(
    case, desk, ruud, risk
) -> None:
    Case.objects.update(risk=risk)
    asked = desk.get(f"/casus/{case.pk}/sluiten/").content.decode()
    page = desk.post(f"/casus/{case.pk}/sluiten/", whole(still_unsafe="  "))
    assert page.status_code == 409
    assert "Het is onveilig" in page.content.decode()
    assert state(case) == "intake"
    ask(desk, case, still_unsafe="Voogd in Breda let op.")
    read = ruud.get(f"/casus/{case.pk}/akkoord/").content.decode()

    assert "Sluiten kan alleen met een reden" in asked
    assert "Voogd in Breda let op." in read
    assert people.agree(ruud, case).status_code == 302


def test_danger_that_came_after_the_request_stops_the_closing(case, desk, ruud) -> None:
    ask(desk, case)
    ruud.get(f"/casus/{case.pk}/akkoord/")
    Case.objects.update(risk="acute")
    answer = ruud.post(f"/casus/{case.pk}/akkoord/")

    assert answer.status_code == 409
    assert "Er is niets gesloten" in " ".join(answer.content.decode().split())
    assert "Akkoord, sluit" not in ruud.get(f"/casus/{case.pk}/akkoord/").content.decode()
    assert state(case) == "closing"


@pytest.mark.parametrize("risk", ["high", "acute"])
def test_an_unsafe_case_goes_to_monitoring_only_with_a_reason(case, desk, risk) -> None:
    Case.objects.update(state="active", risk=risk, review_on=timezone.localdate())
    page = desk.get(f"/casus/{case.pk}/").content.decode()
    without = desk.post(f"/casus/{case.pk}/verder/", {"then": "monitoring", "why": " "})
    assert without.status_code == 409
    assert "waarom monitoring nu genoeg is" in without.content.decode()
    assert state(case) == "active"
    desk.post(f"/casus/{case.pk}/verder/", {"then": "monitoring", "why": "Zit in Zwolle."})

    assert "waarom monitoring nu genoeg is" in page
    assert state(case) == "monitoring"
    assert "Zit in Zwolle." in desk.get(f"/casus/{case.pk}/").content.decode()


def test_a_safe_case_needs_no_reason_for_monitoring(case, desk) -> None:
    Case.objects.update(state="active", risk="low", review_on=timezone.localdate())
    desk.post(f"/casus/{case.pk}/verder/", {"then": "monitoring"})

    assert state(case) == "monitoring"


def test_who_may_not_see_how_unsafe_it_is_does_not_ask_to_close(case, joris) -> None:
    """Whatever the risk is: a refusal that depends on it would tell it."""
    half = people.let_in(case, joris, "work", "school-work", "situation")
    for risk in ("low", "acute"):
        Case.objects.update(risk=risk)
        assert half.get(f"/casus/{case.pk}/sluiten/").status_code == 403
        assert half.post(f"/casus/{case.pk}/sluiten/", whole()).status_code == 403

    assert state(case) == "intake"


def test_a_case_in_intake_does_not_become_active_by_way_of_closing(case, desk) -> None:
    Case.objects.update(risk="acute")
    case.actions.all().delete()
    case.goals.all().delete()
    form = people.closing(still_unsafe="De wijkagent let op.")
    assert desk.post(f"/casus/{case.pk}/sluiten/", form).status_code == 302
    assert state(case) == "closing"
    shown = " ".join(desk.get(f"/casus/{case.pk}/").content.decode().split())
    assert "Terug naar “Intake”" in shown

    assert desk.post(f"/casus/{case.pk}/verder/", {"then": "active"}).status_code == 409
    assert state(case) == "closing"
    desk.post(f"/casus/{case.pk}/verder/", {"then": "intake"})
    assert state(case) == "intake"
