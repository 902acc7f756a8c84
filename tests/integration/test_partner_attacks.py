"""Attacks on what goes to partners: each was tried, and what once succeeded stays refused."""

import pytest
from django.utils import timezone

from tests.support import conferences as table
from tests.support import people
from tests.support.packages import LinkVisitor, a_consent, opened_by
from tests.support.packages import a_package as a_package_by_link
from tests.support.partner_accounts import a_partner, answered
from tests.support.partners import a_service, an_organisation
from tests.support.referrals import a_draft, sending_form_of, sent, url_of
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.consents.rules.consents import ConsentState
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ORGANISATION_FIELDS, ServiceKind, level_of
from uitweg.casework.partners.dispatch.actions import ends as package_ends
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.links import LinkHolder
from uitweg.casework.partners.dispatch.models import Package, PackageLink, PackagePart, PackageReply
from uitweg.casework.partners.dispatch.rules.packages import MOST_REPLIES, PackageEnd, PartnerAnswer
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.rules import Role
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.sealing import tokens

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
    assert "niet delen zonder ons" in page
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


@pytest.mark.postgres
@pytest.mark.parametrize("field", ["mail", "code_phone", "account"])
def test_where_it_goes_is_changed_between_looking_and_sending(case, fatima, desk, field) -> None:
    """The sender saw one address; a colleague changes it just before the click: nothing leaves."""
    referral = a_draft(case, fatima)
    form = sending_form_of(desk.get(url_of(referral)).content.decode())
    if field == "account":
        a_partner(referral.organisation, "Esra")
    else:
        new = {"mail": "ander@kwaad.example", "code_phone": "+31655501266"}[field]
        Organisation.objects.filter(pk=referral.organisation_id).update(**{field: new})

    assert desk.post(url_of(referral), form).status_code == 409
    assert not Package.objects.exists()
    assert sent(desk, referral).status_code == 302


def test_the_sender_sees_which_accounts_will_read_it(case, fatima, desk) -> None:
    """So that an account that somebody made for herself at this organisation stands out."""
    referral = a_draft(case, fatima)
    a_partner(referral.organisation, "Esra")

    assert "Esra" in desk.get(url_of(referral)).content.decode()


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


def says(package: Package, answer: PartnerAnswer, text: str = "Nog iets") -> PackageReply:
    """Let a partner answer, as the page behind their link does."""
    return packages.answer_package(
        package=package,
        answer=answer,
        text=text,
        form_key=tokens.new_token(16),
        by=LinkHolder(package, timezone.now()),
    )


@pytest.mark.postgres
def test_a_flood_of_notes_keeps_nobody_from_the_answer_that_decides(case, fatima) -> None:
    package = a_package_by_link(case, fatima).package

    PackageReply.objects.bulk_create(
        PackageReply(
            package=package,
            answer=PartnerAnswer.NOTE,
            replied_at=timezone.now(),
            form_key=tokens.new_token(16),
        )
        for _ in range(MOST_REPLIES)
    )
    with pytest.raises(NotPossible, match="too-many-replies"):
        says(package, PartnerAnswer.NOTE)
    assert says(package, PartnerAnswer.ACCEPT).counts
    with pytest.raises(NotPossible, match="too-many-replies"):
        says(package, PartnerAnswer.DECLINE_FULL)


@pytest.mark.postgres
def test_packages_that_stay_open_hide_none_that_has_to_end(case, fatima, monkeypatch) -> None:
    """A later no about something else makes each look at anew, and must not use up the round."""
    monkeypatch.setattr(package_ends, "PER_ROUND", 1)
    first = a_package_by_link(case, fatima)
    other = an_organisation("Kompas (verzonnen)", mail="intake@kompas.example")
    second = a_package_by_link(case, fatima, organisation=other)
    elsewhere = an_organisation("Noord (verzonnen)", mail="intake@noord.example")
    a_consent(case, elsewhere, fatima, state=ConsentState.REFUSED)
    second.consent.state, second.consent.withdrawn_at = ConsentState.WITHDRAWN, timezone.now()
    second.consent.save()
    package_ends.end_dead_packages(now=timezone.now())

    assert Package.objects.get(pk=second.package.pk).end == PackageEnd.CONSENT_ENDED
    assert Package.objects.get(pk=first.package.pk).ended_at is None


@pytest.mark.postgres
def test_one_broken_row_keeps_no_other_package_from_ending(case, fatima, caplog) -> None:
    broken = a_package_by_link(case, fatima)
    other = an_organisation("Kompas (verzonnen)", mail="intake@kompas.example")
    whole = a_package_by_link(case, fatima, organisation=other)
    PackagePart.objects.filter(package=broken.package).update(groups=["no-such-group"])
    for each in (broken, whole):
        each.consent.state, each.consent.withdrawn_at = ConsentState.WITHDRAWN, timezone.now()
        each.consent.save()
    package_ends.end_dead_packages(now=timezone.now())

    assert Package.objects.get(pk=whole.package.pk).end == PackageEnd.CONSENT_ENDED
    assert f"package {broken.package.pk} could not be followed" in caplog.text


def test_what_an_organisation_writes_to_an_invitation_and_to_minutes_is_read(
    case, fatima, joris, every_channel
) -> None:
    """They are told that the team reads it; only who reads all of their cases does."""
    conference, haven = table.a_conference(fatima, case), an_organisation()
    table.joins(conference, fatima, haven)
    table.may_know(case, haven, fatima)
    desk = people.at_the_desk(fatima)
    path = f"/overleg/{conference.pk}/"
    desk.post(f"{path}uitnodigen/")
    says(Package.objects.get(kind="conference"), PartnerAnswer.QUESTION, "Mag mijn collega mee?")
    assert "Mag mijn collega mee?" in desk.get(path).content.decode()
    desk.post(f"{path}beginnen/")
    item = conference.items.get()
    form = table.typed("De Brug belt | De Brug | morgen", version=item.version)
    desk.post(f"{path}punt/{item.pk}/", form)
    desk.post(f"{path}verslag/sturen/")
    says(Package.objects.get(kind="minutes"), PartnerAnswer.QUESTION, "Wie belt de moeder?")

    page = desk.get(f"{path}verslag/").content.decode()
    assert "Mag mijn collega mee?" in page
    assert "Wie belt de moeder?" in page
    assert "Wie belt" not in people.at_the_desk(joris).get(f"{path}verslag/").content.decode()


def test_a_draft_to_an_organisation_that_ended_since_does_not_leave(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = sending_form_of(desk.get(url_of(referral)).content.decode())
    Organisation.objects.update(ended_on=timezone.localdate())
    refused = desk.post(url_of(referral), form)

    assert refused.status_code == 409
    assert "is beëindigd. Kies een andere organisatie" in refused.content.decode()
    assert not Package.objects.exists()
    with pytest.raises(NotPossible, match="partner-ended"):
        a_package_by_link(case, fatima, organisation=Organisation.objects.get())


def test_the_file_for_one_organisation_names_no_other_and_no_action_of_theirs(
    case, fatima, every_channel
) -> None:
    conference, brug = table.a_conference(fatima, case), an_organisation()
    noord = an_organisation("Noorderlicht (verzonnen)", mail="intake@noord.example")
    seats = {
        each: table.joins(conference, fatima, each, contact=name)
        for each, name in ((brug, "Mirjam"), (noord, "Sietske"))
    }
    for each in seats:
        table.may_know(case, each, fatima)
    desk, path, item = people.at_the_desk(fatima), f"/overleg/{conference.pk}/", conference.items
    desk.post(f"{path}beginnen/")
    lines = "kamer regelen | Mirjam | morgen\nmeten van de urine | Sietske | morgen"
    desk.post(f"{path}punt/{item.get().pk}/", table.typed(lines, version=item.get().version))
    desk.post(f"{path}verslag/sturen/")

    for layout in ("json", "tekst"):
        form = {"participant": seats[brug].pk, "layout": layout}
        said = desk.post(f"{path}punt/{item.get().pk}/bestand/", form).content.decode()
        assert "kamer regelen" in said
        for word in ("urine", "Sietske", "Noorderlicht"):
            assert word not in said
    seats[brug].own_items.all().delete()
    assert desk.post(f"{path}punt/{item.get().pk}/bestand/", form).status_code == 404


def test_an_invitation_tells_nothing_of_a_case_that_was_closed_meanwhile(
    case, fatima, every_channel
) -> None:
    conference, brug = table.a_conference(fatima, case), an_organisation()
    table.joins(conference, fatima, brug)
    table.may_know(case, brug, fatima)
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED)
    desk = people.at_the_desk(fatima)

    assert desk.post(f"/overleg/{conference.pk}/uitnodigen/").status_code == 302
    assert not Package.objects.exists()


def test_words_of_the_police_by_a_link_are_for_nobody_else(case, fatima, every_channel) -> None:
    """The page behind a link asks for no rule, so the strictest holds."""
    for kind, rule in ((ServiceKind.POLICE, "ask-first"), (ServiceKind.SHELTER, "")):
        by_link = an_organisation(f"{kind.words} (verzonnen)")
        a_service(by_link, kind=kind)
        sent_by_link = a_package_by_link(case, fatima, organisation=by_link)
        opened_by(sent_by_link).answer("question", POLICE_WORDS)
        (reply,) = packages.decrypt_replies(sent_by_link.package, seed=sent_by_link.seed)

        assert (reply.text, reply.rule) == (POLICE_WORDS, rule)
