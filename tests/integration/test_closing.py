"""Closing a case: one form, a second person, and a day until which it is kept."""

from datetime import date

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.actions import workflow
from uitweg.casework.cases.models import Action, Case, CaseGrant, Entry, Goal, Sheet
from uitweg.platform.accounts.rules import Role
from uitweg.platform.policy import retention


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
    ruud.post(f"/casus/{case.pk}/akkoord/")
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
    ruud.post(f"/casus/{case.pk}/akkoord/")

    assert state(case) == "closed"
    assert case.kept_until.year == timezone.localdate().year + 3


def test_opening_again_takes_the_day_away_and_closing_again_counts_anew(case, desk, ruud) -> None:
    desk.post(f"/casus/{case.pk}/sluiten/", whole())
    ruud.post(f"/casus/{case.pk}/akkoord/")
    Case.objects.update(kept_until=date(2020, 1, 1))
    desk.post(f"/casus/{case.pk}/verder/", {"then": "active", "why": "Belde weer."})
    assert (state(case), case.kept_until) == ("active", None)
    seen = workflow.ground_and_review_of(case)
    desk.post(f"/casus/{case.pk}/grondslag/", {"ground": "wgs", "review_on": "", "seen": seen})
    desk.post(f"/casus/{case.pk}/sluiten/", people.closing())
    ruud.post(f"/casus/{case.pk}/akkoord/")

    assert state(case) == "closed"
    assert case.kept_until == retention.read_retention_table().rows["cases-wgs"].last_day(
        timezone.localdate()
    )
