"""Attacks on what goes to partners: each was tried, and what once succeeded stays refused."""

import pytest

from tests.support import people
from tests.support.packages import LinkVisitor
from tests.support.packages import a_package as a_package_by_link
from tests.support.partner_accounts import a_partner, answered
from tests.support.partners import an_organisation
from tests.support.referrals import a_draft, actor_of, form_of, sent, url_of
from uitweg.casework.cases.models import Entry
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience
from uitweg.casework.partners.actions import directory
from uitweg.casework.partners.models import Organisation, Package, PackageLink
from uitweg.casework.partners.rules.directory import ORGANISATION_FIELDS, level_of
from uitweg.platform.accounts.rules import Role
from uitweg.platform.jobs.models import OutgoingMessage

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


def test_an_administrator_does_not_send_packages_to_herself(team, case, fatima) -> None:
    """Who changes mail and number reads what is sent there: that takes the team key."""
    ans = people.at_the_desk(people.a_member(team, "Ans", Role.ADMINISTRATOR))
    shelter = an_organisation()
    path = f"/partners/{shelter.pk}/wijzig/"
    page = ans.get(path).content.decode()
    assert 'name="mail"' not in page
    assert 'name="code_phone"' not in page
    hers = {"mail": "ans@kwaad.example", "code_phone": "+31655501266"}
    was = {"was-mail": shelter.mail, "was-code_phone": shelter.code_phone}
    form = {"name": shelter.name, "was-name": shelter.name, "answer_within": "24"}
    levels = {
        f"{prefix}level_{name}": level_of(name, {}, ORGANISATION_FIELDS).value
        for name in ORGANISATION_FIELDS
        for prefix in ("", "was-")
    }
    assert ans.post(path, form | hers | was | levels).status_code == 302
    added = ans.post("/partners/nieuw/", form | levels | hers | {"name": "De Brug Noord"})

    assert added.status_code == 302
    shelter.refresh_from_db()
    assert (shelter.mail, shelter.code_phone) == ("intake@debrug.example", "+31655501240")
    new = Organisation.objects.get(name="De Brug Noord")
    assert (new.mail, new.code_phone) == ("", "")


def test_what_was_sent_keeps_the_number_that_its_sender_saw(case, fatima, every_channel) -> None:
    package = a_package_by_link(case, fatima)
    Organisation.objects.update(code_phone="+31655501266")
    visitor = LinkVisitor(package.link)

    assert visitor.state().json()["ends_on"] == "40"
    visitor.ask_code()
    code = OutgoingMessage.objects.get(key__contains=":code-")
    assert code.to == "+31655501240"


@pytest.mark.parametrize("field", ["mail", "code_phone", "account"])
def test_where_it_goes_is_changed_between_looking_and_sending(case, fatima, desk, field) -> None:
    """The sender saw one address; a colleague changes it just before the click: nothing leaves."""
    referral = a_draft(case, fatima)
    form = form_of(desk.get(url_of(referral)).content.decode())
    if field == "account":
        a_partner(referral.organisation, "Esra")
    else:
        new = {"mail": "ander@kwaad.example", "code_phone": "+31655501266"}[field]
        Organisation.objects.filter(pk=referral.organisation_id).update(**{field: new})

    assert desk.post(url_of(referral), form).status_code == 409
    assert not Package.objects.exists()
    assert sent(desk, referral).status_code == 302


def test_the_sender_sees_that_a_colleague_changed_where_it_goes(case, fatima, joris, desk) -> None:
    referral = a_draft(case, fatima)
    organisation = referral.organisation
    texts = directory.editable_texts(organisation, actor_of(joris))
    changed = texts | {"mail": "ander@kwaad.example"}
    directory.change_organisation(
        organisation=organisation, base=texts, texts=changed, by=actor_of(joris)
    )

    page = " ".join(desk.get(url_of(referral)).content.decode().split())
    assert "Joris veranderde het mailadres of het nummer" in page


def test_a_link_takes_a_hundred_wrong_codes_however_many_days_it_lives(
    case, fatima, every_channel
) -> None:
    sent_package = a_package_by_link(case, fatima)
    visitor = LinkVisitor(sent_package.link)
    for _ in range(20):
        PackageLink.objects.update(code_times=[])
        visitor.ask_code()
        wrong = f"{(int(sent_package.last_code()) + 1) % 1_000_000:06}"
        for _ in range(5):
            visitor.open(wrong)
    PackageLink.objects.update(code_times=[])
    refused = visitor.ask_code()

    assert (refused.status_code, refused.json()) == (409, {"error": "too-many-wrong"})
