"""What other pages show of a weighing: that there is one, and what waits for whom; nothing of it."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.appraisals import OFFENCE, a_closed_one, a_draft, a_judged_one, a_signed_one
from uitweg.casework.appraisal.compartment.models import Appraisal, CompartmentGrant
from uitweg.casework.appraisal.compartment.rules.grants import CompartmentLevel
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.models import Member
from uitweg.platform.drafts.actions import drafts


def now(desk: Client) -> str:
    page = " ".join(desk.get("/werk/").content.decode().split())
    return page.partition('id="wegingen"')[2].partition("</section>")[0]


def test_a_draft_asks_nobody_anything(
    case: Case, fatima: Member, joris: Member, desk: Client
) -> None:
    a_draft(case, fatima, joris)

    assert now(desk) == ""


@pytest.mark.postgres
def test_both_judges_are_asked_and_only_told_of_which_case(
    case: Case, fatima: Member, joris: Member, desk: Client
) -> None:
    a_closed_one(case, fatima, joris)
    hers, his = now(desk), now(people.at_the_desk(joris))

    assert "jouw eerste oordeel wordt gevraagd" in hers
    assert "jouw tweede oordeel wordt gevraagd" in his
    assert case.number in his
    for words in (OFFENCE, "voordeur", "Kreeg zelf geld"):
        assert words not in hers + his


def test_who_judged_is_asked_for_a_signature_until_they_signed(
    case: Case, fatima: Member, joris: Member, desk: Client
) -> None:
    weighed = a_judged_one(case, fatima, joris)
    his = people.at_the_desk(joris)
    assert "wacht op jouw handtekening" in now(desk)
    assert "wacht op jouw handtekening" in now(his)
    weighed.sign(fatima)

    assert now(desk) == ""
    assert "wacht op jouw handtekening" in now(his)


def test_a_second_judge_who_stops_leaves_a_question_to_the_author(
    case: Case, fatima: Member, joris: Member, desk: Client
) -> None:
    weighed = a_closed_one(case, fatima, joris)
    weighed.judge_first()
    CompartmentGrant.objects.filter(level=CompartmentLevel.JUDGE).update(until=timezone.now())

    assert "vraag iemand om het tweede oordeel" in now(desk)
    assert now(people.at_the_desk(joris)) == ""


@pytest.mark.postgres
def test_changed_facts_are_told_to_who_writes(
    case: Case, fatima: Member, joris: Member, desk: Client
) -> None:
    a_signed_one(case, fatima, joris)
    assert now(desk) == ""
    Appraisal.objects.update(facts_changed_at=timezone.now())

    assert "feiten veranderd" in now(desk)
    assert "feiten veranderd" not in now(people.at_the_desk(joris))


def test_a_grant_that_ended_takes_the_row_along(
    case: Case, fatima: Member, joris: Member, desk: Client
) -> None:
    a_closed_one(case, fatima, joris)
    CompartmentGrant.objects.update(until=timezone.now())

    assert now(desk) == ""
    assert now(people.at_the_desk(joris)) == ""


def test_the_case_says_only_that_there_is_a_weighing(
    case: Case, fatima: Member, joris: Member, desk: Client
) -> None:
    his = people.let_in(case, joris, "read")
    where, start = f"/casus/{case.pk}/", f'href="/casus/{case.pk}/weging/begin/"'
    assert start in desk.get(where).content.decode()
    assert start not in his.get(where).content.decode()
    a_draft(case, fatima, joris)

    for reader in (desk, his):
        page = reader.get(where).content.decode()
        assert f'href="/casus/{case.pk}/weging/"' in page
        assert start not in page
        assert "voordeur" not in page
        assert OFFENCE not in page


def test_a_draft_of_a_fact_comes_back_while_the_grant_lasts(
    case: Case, fatima: Member, joris: Member, desk: Client
) -> None:
    drafts._saves_left.clear()
    weighed = a_draft(case, fatima, joris)
    place = f"{weighed.address}feit/threat/"
    fields = [["text", "Wat er stond. Wat ik typ.", "Wat precies", "Wat er stond."]]
    said = {"page": place, "title": "Feit", "what": "Feit, weging", "fields": fields}
    saved = {"place": place, "key": "ab" * 16, "words": json.dumps(said)}
    saved |= {"base": "0", "tab": "cd" * 8, "turn": "1"}
    assert (
        desk.post("/onverstuurd/bewaar/", saved, HTTP_ACCEPT="application/json").status_code == 200
    )
    assert "Wat ik typ." in desk.get(place).content.decode()
    CompartmentGrant.objects.update(until=timezone.now())
    page = desk.get("/onverstuurd/").content.decode()

    assert "Wat ik typ." in page
    assert "Wat er stond." not in page


def test_a_form_that_was_sent_leaves_no_draft(
    case: Case, fatima: Member, joris: Member, desk: Client
) -> None:
    drafts._saves_left.clear()
    weighed = a_draft(case, fatima, joris)
    place, key = f"{weighed.address}twijfel/", "ab" * 16
    fields = [["title", "Kon hij weg?", "Wat is de twijfel?", ""]]
    said = {"page": place, "title": "Twijfel", "what": "Twijfel, weging", "fields": fields}
    saved = {"place": place, "key": key, "words": json.dumps(said)}
    saved |= {"base": "0", "tab": "cd" * 8, "turn": "1"}
    desk.post("/onverstuurd/bewaar/", saved, HTTP_ACCEPT="application/json")
    desk.post(place, {"key": key, "title": "Kon hij weg?", "state": "open"})

    assert fatima.drafts.count() == 0
