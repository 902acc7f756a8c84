"""A form that is sent again with other content: refused, and the text that was typed stays."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.partner_accounts import a_consent, a_package, a_partner, answered
from tests.support.partners import an_organisation
from uitweg.casework.cases.case.models import Case
from uitweg.casework.partners.asked_actions.models import PartnerAction
from uitweg.casework.partners.conferences.models import Conference
from uitweg.casework.partners.dispatch.models import PackageReply
from uitweg.casework.partners.door.models import LawyerNote
from uitweg.knowledge.training.models import TrainingSession
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role

KEY = "3c" * 16
FIRST, SECOND = "Hoe laat komt hij?", "Hij liep weg, er is gevaar"
Form = tuple[Client, str, dict[str, Any], dict[str, Any], type]
"""Who sends it, where, the fields, what is different the second time, and of what rows it makes one."""


def tomorrow(days: int = 1) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def a_partners_answer(case: Case, fatima: Member) -> Form:
    office = an_organisation()
    package = a_package(case, office, fatima)
    esra = a_partner(office, "Esra", Role.PARTNER_CARE)
    fields = answered(answer="question", text=FIRST, key=KEY)
    where = f"/samen/{package.pk}/antwoord/"
    return people.at_the_desk(esra), where, fields, {"text": SECOND}, PackageReply


def another_answer(case: Case, fatima: Member) -> Form:
    desk, where, fields, _, rows = a_partners_answer(case, fatima)
    return desk, where, fields, {"answer": "accept", "text": SECOND}, rows


def a_lawyers_note(case: Case, fatima: Member) -> Form:
    office = an_organisation()
    bram = a_partner(office, "Bram", Role.PARTNER_LAWYER)
    package = a_package(case, office, fatima)
    fields = {"reference": "2026-14", "text": FIRST, "key": KEY}
    where = f"/samen/{package.pk}/notitie/"
    return people.at_the_desk(bram), where, fields, {"text": SECOND}, LawyerNote


def asking_a_partner(case: Case, fatima: Member) -> Form:
    haven, police = an_organisation("De Haven"), an_organisation("Politieteam")
    for each in (haven, police):
        a_consent(case, each, fatima)
    fields = {
        "organisation": haven.pk,
        "text": FIRST,
        "due_on": tomorrow(5),
        "owner": fatima.pk,
        "group": "safety",
        "key": KEY,
    }
    other = {"organisation": police.pk, "text": SECOND}
    return people.at_the_desk(fatima), f"/casus/{case.pk}/partner/", fields, other, PartnerAction


def a_conference(case: Case, fatima: Member) -> Form:
    fields = {
        "key": KEY,
        "cases": [case.pk],
        "title": FIRST,
        "day": tomorrow(),
        "begins": "13:00",
        "ends": "15:00",
        "place": "Stadhuis",
    }
    other = {"title": SECOND, "day": tomorrow(2)}
    return people.at_the_desk(fatima), "/overleg/nieuw/", fields, other, Conference


def a_training_session(_: Case, fatima: Member) -> Form:
    fields = {
        "key": KEY,
        "material": "lesson-at-school",
        "audience": "police",
        "day": tomorrow(),
        "begins": "15:30",
        "minutes": "60",
        "place": FIRST,
    }
    return people.at_the_desk(fatima), "/leren/nieuw/", fields, {"place": SECOND}, TrainingSession


FORMS = [
    a_partners_answer,
    another_answer,
    a_lawyers_note,
    asking_a_partner,
    a_conference,
    a_training_session,
]


@pytest.mark.postgres
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_other_content_is_refused_and_what_was_typed_stays(
    case: Case, fatima: Member, form: Callable[[Case, Member], Form]
) -> None:
    desk, where, fields, other, rows = form(case, fatima)
    for _ in range(2):
        assert desk.post(where, fields).status_code == 302
    refused = desk.post(where, fields | other)

    assert refused.status_code == 409
    assert SECOND in refused.content.decode()
    assert rows.objects.count() == 1
    again = desk.post(where, fields | other | {"key": "5d" * 16})
    assert again.status_code == 302
    assert rows.objects.count() == 2


def test_what_is_stored_of_the_form_tells_nothing_of_its_content(
    case: Case, fatima: Member
) -> None:
    desk, where, fields, _, _ = a_partners_answer(case, fatima)
    desk.post(where, fields)

    assert bytes(PackageReply.objects.get().form_key) != bytes.fromhex(KEY)
