"""Attacks on what goes to partners: each was tried, and what once succeeded stays refused."""


import pytest

from tests.support import people
from tests.support.partner_accounts import a_partner, answered
from tests.support.referrals import a_draft, sent
from uitweg.casework.cases.models import Entry
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience
from uitweg.casework.partners.models import Package
from uitweg.platform.accounts.rules import Role

pytestmark = pytest.mark.postgres
POLICE_WORDS = "Er loopt een onderzoek naar de Zwarte Golf."


def test_what_the_police_answer_to_a_referral_keeps_its_rule_and_is_on_no_paper(
    case, fatima, desk
) -> None:
    """As with an action: who says "niet delen" in answer to a referral is not printed either."""
    referral = a_draft(case, fatima)
    esra = a_partner(referral.organisation, "Esra", Role.PARTNER_POLICE)
    sent(desk, referral)
    package = Package.objects.get()
    said = answered(answer="question", text=POLICE_WORDS, rule="ask-first")
    people.at_the_desk(esra).post(f"/samen/{package.pk}/antwoord/", said)
    page = desk.get(f"/casus/{case.pk}/verwijs/{referral.pk}/").content.decode()

    assert POLICE_WORDS in page
    assert "Afspraak: niet delen zonder ons" in page
    assert "ask-first" not in page
    assert Entry.objects.get(kind=EntryKind.PARTNER).audience == Audience.ORGANISATION
    timeline = desk.get(f"/casus/{case.pk}/").content.decode()
    assert "Afspraak: niet delen zonder ons." in timeline
    for paper in ("papier=tijdlijn&voor=advocaat", "papier=tijdlijn&voor=advocaat&ook=ja"):
        shown = desk.get(f"/casus/{case.pk}/papieren/?{paper}")
        assert POLICE_WORDS not in shown.content.decode()
