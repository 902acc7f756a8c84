"""A yes to registration in the whole country says to whom: asked, kept, shown, and checked."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from tests.integration.test_consent_pages import page, send, words
from tests.support import people
from tests.support.partners import a_service, an_organisation
from tests.support.people import acting
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents
from uitweg.casework.cases.consents.actions.consents import ConsentAnswer
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState, Recipient
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.actions.basis import sending_standing
from uitweg.casework.subject_access.actions.items import CONSENTS_SECTION, package_items

SITUATION = frozenset({DataGroup.SITUATION})
TO_ANY_ADVICE = Recipient("advies", kind="advice")


@pytest.fixture
def body() -> Organisation:
    organisation = an_organisation("Stichting CoMensha (verzonnen)")
    a_service(organisation, kind=ServiceKind.ADVICE)
    return organisation


def asked(case: Case, member, *to: Recipient, state=ConsentState.GIVEN) -> Consent:  # type: ignore[no-untyped-def]
    until = timezone.localdate() + timedelta(days=7)
    answer = ConsentAnswer(state, SITUATION, to, ConsentPurpose.STATISTICS, until=until)
    by = acting(member, keyring=people.keyring_of(member))
    return consents.record_consents(case=case, answers=[answer], by=by)[0]


def row_page(client: Client, case: Case, query: str = "") -> str:
    return words(client.get(f"/casus/{case.pk}/cijfers/doorgeven/{query}").content.decode())


@pytest.mark.parametrize("purpose", ["statistics", "support"])
def test_the_form_begins_with_the_name_of_who_registers(case, desk, purpose: str) -> None:
    shown = page(desk, case, f"?waarvoor={purpose}")

    assert f'value="{purpose}" selected' in shown
    assert 'value="CoMensha"' in shown


def test_the_form_names_it_as_the_directory_does(case, desk, body) -> None:
    shown = page(desk, case, "?waarvoor=statistics")
    send(desk, case, to=[], to_name=body.name, purpose="statistics")

    assert f'<input name="to_name" value="{body.name}"' in shown
    assert {tuple(row.organisations) for row in Consent.objects.all()} == {(body.pk,)}


def test_for_another_purpose_or_with_a_name_of_its_own_it_names_nobody_else(case, desk) -> None:
    brug = an_organisation()

    for question in ("", f"?waarvoor=statistics&voor={brug.pk}"):
        assert '<input name="to_name" autocomplete' in page(desk, case, question)  # no value


def test_no_kind_of_service_is_proposed_where_one_has_to_be_named(case, desk) -> None:
    shown = page(desk, case, "?waarvoor=statistics&soort=advice")

    assert 'value="soort-advice" checked' not in shown
    assert 'value="CoMensha"' in shown


@pytest.mark.parametrize("purpose", ["statistics", "support"])
@pytest.mark.parametrize("name", ["", "CoMensha"])
def test_a_yes_to_whoever_gives_advice_is_refused(case, desk, purpose: str, name: str) -> None:
    reply = send(desk, case, to=["soort-advice"], to_name=name, purpose=purpose)

    assert reply.status_code == 400
    assert "Noem de organisatie zelf. Bij" in words(reply.content.decode())
    assert not Consent.objects.exists()


def test_a_no_may_be_as_wide_as_somebody_wants(case, desk) -> None:
    reply = send(desk, case, to=["soort-advice"], purpose="statistics", answer="nee")

    assert reply.status_code == 302
    assert Consent.objects.get().service_kinds == ["advice"]


def test_what_was_agreed_says_to_whom_on_the_case_and_in_subject_access(
    case, desk, fatima, body
) -> None:
    consent = asked(case, fatima, Recipient(body.name, body.pk))
    shown = words(desk.get(f"/casus/{case.pk}/").content.decode())
    key = case_keys.open_case_key(case, people.keyring_of(fatima))
    [kept] = [
        item.text
        for item in package_items(case, key, case.visibility_for(fatima.pk), now=timezone.now())
        if item.section == CONSENTS_SECTION
    ]

    assert "Voor landelijke registratie." in shown
    assert body.name in shown
    assert f"Aan: {body.name}" in kept
    assert consent.purpose == "statistics"


def test_to_ask_again_keeps_what_it_was_for(case, desk, fatima, body) -> None:
    asked(case, fatima, Recipient(body.name, body.pk))
    shown = unescape(desk.get("/werk/").content.decode())

    assert f"?voor={body.pk}&soort=&waarvoor=statistics&groepen=situation" in shown


def test_a_stored_yes_that_names_nobody_lets_no_row_go(case, desk, fatima, body) -> None:
    asked(case, fatima, TO_ANY_ADVICE)
    nobody = row_page(desk, case)
    asked(case, fatima, Recipient(body.name, body.pk), TO_ANY_ADVICE)
    other = an_organisation("Ander Landelijk Bureau (verzonnen)")
    a_service(other, kind=ServiceKind.ADVICE)

    assert "nog tegen geen organisatie uit het adresboek" in nobody
    assert "Meestal gaat het naar CoMensha." in nobody
    assert f"Geef door aan {body.name}" in row_page(desk, case)
    standing = sending_standing(
        other, [case], now=timezone.now(), purpose=ConsentPurpose.STATISTICS
    )
    assert not standing.has_any_basis


def test_a_wide_no_after_a_yes_by_name_ends_it(case, desk, fatima, body) -> None:
    asked(case, fatima, Recipient(body.name, body.pk))
    asked(case, fatima, TO_ANY_ADVICE, state=ConsentState.REFUSED)

    assert "nog tegen geen organisatie" in row_page(desk, case)


def test_the_steps_say_to_whom_the_yes_was_and_take_no_nameless_one(
    case, desk, fatima, body
) -> None:
    address = f"/casus/{case.pk}/route/?route=comensha"
    asked(case, fatima, TO_ANY_ADVICE)
    nameless = words(desk.get(address).content.decode())
    asked(case, fatima, Recipient(body.name, body.pk))
    named = words(desk.get(address).content.decode())

    assert (nameless.count("Nog niet gevraagd"), named.count("Nog niet gevraagd")) == (2, 1)
    assert f'Landelijke registratie</b> door <span dir="auto">{body.name}</span>' in named


def test_the_page_of_a_row_says_whose_columns_it_has(case, desk, fatima, body) -> None:
    asked(case, fatima, Recipient(body.name, body.pk))
    shown = row_page(desk, case)

    assert "van de standaard HTCDS 2.0 (IOM, CC BY 4.0). IOM heeft deze regel niet" in shown
    assert "Human Trafficking Case Data Standard (HTCDS) 2.0" in shown
