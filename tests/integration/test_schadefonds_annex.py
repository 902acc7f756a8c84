"""The annex for the compensation fund: the page, and the PDF that the youngster gets."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.integration.test_appraisal_timeline import write_facts
from tests.support import verapdf
from tests.support.appraisal_facts import a_fact, on
from tests.support.people import acting, keyring_of
from uitweg.casework.appraisal.compartment.actions import compartments
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.facts.rules.content import FactLane
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import tokens

PHOTO = a_fact("a", text="Foto van de voordeur gestuurd", at=on(2026, 2, 20))


@pytest.fixture
def by(fatima: Member) -> Actor:
    return acting(fatima, keyring=keyring_of(fatima))


@pytest.fixture
def appraisal(case: Case, by: Actor) -> Appraisal:
    return compartments.start_appraisal(case=case, form_key=tokens.new_token(16), by=by)


def hand_over(desk: Client, case: Case, **typed: str) -> Any:
    shown = desk.get(f"/casus/{case.pk}/weging/schadefonds/").context["shown"]
    return desk.post(f"/casus/{case.pk}/weging/schadefonds/mee/", {"shown": shown} | typed)


def test_the_page_shows_what_the_fund_asks_and_the_facts(
    appraisal: Appraisal, case: Case, desk: Client, by: Actor
) -> None:
    offence = replace(a_fact("o"), lane=FactLane.OFFENCE, text="Explosief gelegd")
    write_facts(appraisal, by, PHOTO, offence)
    page = desk.get(f"/casus/{case.pk}/weging/schadefonds/").content.decode()

    assert "Foto van de voordeur gestuurd" in page
    assert "Er is ernstig letsel" in page
    assert "Explosief" not in page


@pytest.mark.postgres
def test_handing_it_over_is_a_disclosure_without_its_text(
    appraisal: Appraisal, case: Case, desk: Client, by: Actor, tmp_path: Any
) -> None:
    write_facts(appraisal, by, PHOTO)
    answer = hand_over(desk, case)
    (tmp_path / "a.pdf").write_bytes(answer.content)
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages)
    read = disclosures.read_disclosures(case=case, by=by)[0]

    assert verapdf.faults(answer.content) == []
    assert "Foto van de voordeur gestuurd" in text
    assert case.number not in text + answer["Content-Disposition"]
    assert bytes(Disclosure.objects.get().sealed_snapshot) == b""
    assert "voordeur" not in str(read)


@pytest.mark.parametrize("shown", ["", "0" * 32, "x" * 9000])
def test_what_the_member_did_not_see_is_not_handed_over(
    appraisal: Appraisal, case: Case, desk: Client, by: Actor, shown: str
) -> None:
    write_facts(appraisal, by, PHOTO)

    assert hand_over(desk, case, shown=shown).status_code == 409
    assert not Disclosure.objects.exists()


def test_without_facts_nothing_leaves(appraisal: Appraisal, case: Case, desk: Client) -> None:
    assert hand_over(desk, case).status_code == 409
    assert not Disclosure.objects.exists()
