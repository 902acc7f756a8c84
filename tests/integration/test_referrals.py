"""A referral: what is proposed, what leaves, and that nothing leaves without a basis."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.conferences import by_member
from tests.support.referrals import (
    ASKED,
    a_draft,
    a_shelter,
    actor_of,
    fill_in,
    form_of,
    say_yes,
    sending_form_of,
    sent,
    url_of,
)
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents, disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosureRefusal
from uitweg.casework.cases.consents.models import Consent, Disclosure
from uitweg.casework.cases.consents.rules.consent_age import USUAL_GROUPS
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.partners.directory.actions import organisations as directory
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions import shared_facts
from uitweg.casework.partners.dispatch.actions.leaving import CannotSend
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.packages import PackageContent
from uitweg.casework.partners.referrals.actions import sending as referral_sending
from uitweg.casework.partners.referrals.actions import states as referrals
from uitweg.casework.partners.referrals.actions.sending import open_draft
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import ReferralDraft, ReferralState
from uitweg.platform.accounts.rules import Role
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import MessageState


def left(case: Case, member) -> PackageContent:  # type: ignore[no-untyped-def]
    """Return what left of a case last, as the disclosure kept it."""
    newest = disclosures.read_disclosures(case=case, by=actor_of(member))[0]
    return PackageContent.from_json(newest.snapshot)


def test_facts_are_grouped_and_in_the_members_own_words(case, fatima) -> None:
    fill_in(case, fatima)

    facts = shared_facts.facts_by_group(case, by=actor_of(fatima))

    assert [s.text for s in facts[DataGroup.SAFETY]] == [
        "Wordt gezocht door twee mannen. Wat mag nooit gebeuren? Niet in Nieuw-West komen."
    ]
    assert DataGroup.HEALTH not in facts


def test_facts_are_those_that_this_member_may_see(case, fatima, team) -> None:
    fill_in(case, fatima)
    ruud = people.a_member(team, "Ruud")
    people.let_in(case, ruud, "read", "safety")

    assert set(shared_facts.facts_by_group(case, by=actor_of(ruud))) == {DataGroup.SAFETY}


@pytest.mark.postgres
def test_three_clicks_from_the_case_to_sent(case, fatima, desk) -> None:
    service = a_shelter()
    fill_in(case, fatima)
    say_yes(case, fatima, service.organisation)
    case_page = desk.get(f"/casus/{case.pk}/").content.decode()
    assert f'href="/casus/{case.pk}/verwijs/"' in case_page

    choose = desk.get(f"/casus/{case.pk}/verwijs/").content.decode()  # click 1
    assert f'value="{service.pk}"' in choose
    page = desk.post(f"/casus/{case.pk}/verwijs/", {"service": service.pk}, follow=True)  # click 2
    form = sending_form_of(page.content.decode())
    answer = desk.post(page.redirect_chain[-1][0], form, follow=True)  # click 3

    referral = Referral.objects.get()
    assert referral.state == ReferralState.SENT
    assert "klaargezet, gaat nu weg" in answer.content.decode()


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"state": MessageState.SENDING}, "klaargezet, gaat nu weg"),
        ({"tries": 2}, "klaargezet, nog niet weg"),
        ({"state": MessageState.HANDED_OVER}, "verstuurd"),
        ({"tries": 1, "is_uncertain": True}, "verstuurd"),
        ({"tries": 1, "state": MessageState.FAILED}, "verstuurd"),
    ],
)
def test_a_referral_is_put_ready_until_its_mail_left_or_failed(
    case, fatima, desk, message, words
) -> None:
    referral = a_draft(case, fatima)
    desk.post(url_of(referral), sending_form_of(desk.get(url_of(referral)).content.decode()))
    OutgoingMessage.objects.update(**message)

    for path in (url_of(referral), f"/casus/{case.pk}/"):
        page = " ".join(desk.get(path).content.decode().split())
        assert words in page
        assert ("klaargezet, " in page) is (words != "verstuurd")


def test_what_is_still_needed_is_said_before_it_is_sent(case, fatima, desk) -> None:
    path = url_of(a_draft(case, fatima))
    page = desk.get(path).content.decode()
    kept = desk.post(
        path, form_of(page, text=ASKED) | {"keep": "1"}, HTTP_ACCEPT="application/json"
    )

    assert "Zonder vraag gaat de verwijzing niet weg" in page
    assert "Schrijf op wat je vraagt" in page
    assert kept.status_code in (200, 302)
    assert "Nog nodig" not in desk.get(path).content.decode()


def test_what_is_sent_is_what_was_shown(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    page = desk.get(url_of(referral)).content.decode()

    desk.post(url_of(referral), sending_form_of(page))

    content = left(case, fatima)
    assert content.asked == ASKED
    for section in content.sections:
        assert section.label in page
        assert section.text in page
    assert [s.label for s in content.sections] == [
        "Wie het is",
        "Leeftijd en geslacht",
        "Waarom nu",
        "Veilig contact",
        "Waarvoor",
    ]


def test_without_consent_there_is_no_box_but_the_reason(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    say_yes(
        case,
        fatima,
        referral.organisation,
        groups=frozenset({DataGroup.LAW_POLICE}),
        state=ConsentState.REFUSED,
    )

    page = " ".join(desk.get(url_of(referral)).content.decode().split())

    assert 'value="school"' not in page
    assert "nog niet gevraagd" in page
    assert "het antwoord was nee" in page
    asks = f"/casus/{case.pk}/toestemming/?voor={referral.organisation_id}&amp;waarvoor=shelter&amp;groepen=school-work"
    assert f"{asks}&amp;terug=%2Fcasus%2F{case.pk}%2Fverwijs%2F{referral.pk}%2F" in page
    assert "groepen=law-police" not in page


def test_a_place_where_the_youngster_must_never_be_says_so(case, fatima, desk) -> None:
    service = a_shelter()
    type(service).objects.filter(pk=service.pk).update(district="Nieuw-West")
    fill_in(case, fatima, no="Nooit naar Nieuw-West")
    referral = referrals.start_draft(
        case=case, organisation=service.organisation, service=service, by=actor_of(fatima)
    )

    for page in (f"/casus/{case.pk}/verwijs/", url_of(referral)):
        assert "ooit naar Nieuw-West" in desk.get(page).content.decode().replace("\n", " "), page


def test_a_first_question_asks_no_more_than_a_shelter_needs(case, fatima, desk) -> None:
    service = a_shelter()
    fill_in(case, fatima)
    referral = referrals.start_draft(
        case=case, organisation=service.organisation, service=service, by=actor_of(fatima)
    )

    page = desk.get(url_of(referral)).content.decode()

    asked = re.search("waarvoor=shelter&amp;groepen=([a-z,-]+)", page)
    assert asked is not None
    assert set(asked[1].split(",")) <= USUAL_GROUPS[ConsentPurpose.SHELTER]


def test_without_any_consent_nothing_can_be_sent(case, fatima, desk) -> None:
    service = a_shelter()
    fill_in(case, fatima)
    referral = referrals.start_draft(
        case=case, organisation=service.organisation, service=service, by=actor_of(fatima)
    )

    answer = sent(desk, referral)

    assert answer.status_code == 409
    assert "Er is geen toestemming" in answer.content.decode()
    assert not Package.objects.exists()


def test_a_ticked_piece_without_basis_is_refused(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)

    answer = sent(desk, referral, pieces=["who", "school"])

    assert answer.status_code == 409
    assert "Niet verstuurd" in answer.content.decode()
    assert not Package.objects.exists()
    assert not Disclosure.objects.exists()


def test_an_unknown_piece_is_refused(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)

    assert sent(desk, referral, pieces=["who", "everything"]).status_code == 400
    assert not Package.objects.exists()


def test_a_consent_withdrawn_while_writing_makes_it_a_draft(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = sending_form_of(desk.get(url_of(referral)).content.decode())
    consents.withdraw_consent(consent=Consent.objects.get(), by=actor_of(fatima))

    answer = desk.post(url_of(referral), form)

    referral.refresh_from_db()
    assert answer.status_code == 409
    assert "bewaard als concept" in answer.content.decode()
    assert "Bewaar als concept" in answer.content.decode()
    assert (referral.state, Package.objects.count()) == (ReferralState.DRAFT, 0)
    assert ASKED in desk.get(url_of(referral)).content.decode()


def test_a_consent_that_is_over_at_the_moment_of_sending_counts_no_more(case, fatima) -> None:
    referral = a_draft(case, fatima)
    later = actor_of(fatima, minutes=40 * 24 * 60)
    draft = ReferralDraft(ASKED, frozenset({"who"}), later.now + timedelta(hours=4))

    with pytest.raises(CannotSend) as refusal:
        referral_sending.send_referral(referral=referral, draft=draft, version=1, seen="", by=later)

    assert refusal.value.obstacle == DisclosureRefusal.NO_BASIS
    assert not Package.objects.exists()


def test_what_changed_since_it_was_shown_is_not_sent(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = sending_form_of(desk.get(url_of(referral)).content.decode(), pieces=["who", "age"])

    answer = desk.post(url_of(referral), form)

    assert answer.status_code == 409
    assert "Nog niet verstuurd" in answer.content.decode()
    shown_again = sending_form_of(answer.content.decode())
    desk.post(url_of(referral), shown_again)
    assert [s.label for s in left(case, fatima).sections] == [
        "Wie het is",
        "Leeftijd en geslacht",
        "Waarvoor",
    ]


def test_what_would_arrive_elsewhere_than_was_shown_is_not_sent(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = sending_form_of(desk.get(url_of(referral)).content.decode())
    Organisation.objects.update(mail="ander@debrug.example")
    answer = desk.post(url_of(referral), form)

    assert answer.status_code == 409
    assert "Nog niet verstuurd" in answer.content.decode()
    assert not Package.objects.exists()


def test_nothing_is_sent_to_an_organisation_that_ended_meanwhile(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = sending_form_of(desk.get(url_of(referral)).content.decode())
    Organisation.objects.update(ended_on=timezone.localdate())
    answer = desk.post(url_of(referral), form)

    assert answer.status_code == 409
    assert "Deze organisatie is beëindigd" in answer.content.decode()
    assert not Package.objects.exists()


def test_the_script_keeps_a_draft_and_never_sends_it(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = sending_form_of(desk.get(url_of(referral)).content.decode())
    answer = desk.post(url_of(referral), form, headers={"accept": "application/json"})

    assert answer.json()["ok"]
    assert not Package.objects.exists()


@pytest.mark.postgres
def test_sending_twice_sends_once(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = sending_form_of(desk.get(url_of(referral)).content.decode())

    answers = [desk.post(url_of(referral), form).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Package.objects.count() == 1


@pytest.mark.postgres
def test_who_was_second_to_send_keeps_the_text(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = sending_form_of(desk.get(url_of(referral)).content.decode())
    desk.post(url_of(referral), form)

    answer = desk.post(url_of(referral), form | {"text": "Van de ander"})

    assert answer.status_code == 409
    assert "Van de ander" in answer.content.decode()
    assert Package.objects.count() == 1


def test_the_draft_is_sealed_and_kept_by_the_script(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = form_of(desk.get(url_of(referral)).content.decode())

    answer = desk.post(url_of(referral), form, headers={"accept": "application/json"})

    referral.refresh_from_db()
    said = json.loads(answer.content)
    assert said["ok"]
    assert said["version"] == referral.version == 2
    assert ASKED in said["parts"]["preview"]
    assert ASKED.encode() not in bytes(referral.sealed_text)
    assert referral.state == ReferralState.DRAFT


@pytest.mark.postgres
def test_two_colleagues_on_one_draft_see_that(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = form_of(desk.get(url_of(referral)).content.decode())
    mine = desk.post(url_of(referral), form | {"text": "Van mij", "keep": "1"})
    theirs = desk.post(url_of(referral), form | {"text": "Van de ander", "keep": "1"})
    script = desk.post(
        url_of(referral), form | {"text": "Weer"}, headers={"accept": "application/json"}
    )

    assert mine.status_code == 200
    assert theirs.status_code == 409
    page = theirs.content.decode()
    assert "Van mij" in page
    assert "Van de ander" in page
    assert json.loads(script.content)["why"] == "newer"
    assert "Van mij" in desk.get(url_of(referral)).content.decode()


def test_a_missing_address_is_said_with_whom_to_call(case, fatima, desk) -> None:
    service = a_shelter(mail="")
    referral = a_draft(case, fatima, service=service)

    page = desk.get(url_of(referral)).content.decode()

    assert "geen mailadres" in page
    assert 'href="tel:+31655501240"' in page
    assert sent(desk, referral).status_code == 409
    assert not Package.objects.exists()


def test_a_number_for_named_members_is_not_shown_to_others(case, fatima, desk, joris) -> None:
    service = a_shelter(secrecy={"mail": "named", "phone": "named", "code_phone": "named"})
    directory.name_readers(organisation=service.organisation, members=[joris], by=actor_of(fatima))
    referral = a_draft(case, fatima, service=service)

    draft = desk.get(url_of(referral)).content.decode()
    sent(desk, referral)
    after = desk.get(url_of(referral)).content.decode()

    assert "afgeschermd" in draft
    for page in (draft, after):
        assert "intake@debrug.example" not in page
        assert "55501240" not in page.replace(" ", "")


def test_who_may_not_read_the_group_does_not_know_of_it(case, fatima, team) -> None:
    referral = a_draft(case, fatima)
    ruud = people.a_member(team, "Ruud")
    client = people.let_in(case, ruud, "read", "safety", "contact")

    assert "De Brug" not in client.get(f"/casus/{case.pk}/").content.decode()
    assert client.get(url_of(referral)).status_code == 403


def test_who_only_reads_sees_it_and_changes_nothing(case, fatima, team) -> None:
    referral = a_draft(case, fatima)
    client = people.let_in(case, people.a_member(team, "Ruud"), "read")

    page = client.get(url_of(referral))

    assert page.status_code == 200
    assert "Verstuur met code" not in page.content.decode()
    assert client.post(url_of(referral), form_of(page.content.decode())).status_code == 403
    assert client.get(f"/casus/{case.pk}/verwijs/").status_code == 403


def test_a_stranger_gets_nothing(case, fatima, team) -> None:
    referral = a_draft(case, fatima)
    for role in (Role.COORDINATOR, Role.LEAD, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER):
        client = people.at_the_desk(people.a_member(team, f"iemand-{role}", role))

        assert client.get(url_of(referral)).status_code == 403


def test_sending_is_on_the_timeline(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    sent(desk, referral)

    page = desk.get(f"/casus/{case.pk}/").content.decode()
    assert "Gevraagd aan De Brug" in page
    assert Entry.objects.filter(kind="step", group="shelter").count() == 1


def test_a_closed_case_sends_nothing(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    form = sending_form_of(desk.get(url_of(referral)).content.decode())
    Case.objects.filter(pk=case.pk).update(state="closed")

    assert desk.post(url_of(referral), form).status_code == 409
    assert not Package.objects.exists()


def test_a_draft_opens_after_a_new_key(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    desk.post(
        url_of(referral), form_of(desk.get(url_of(referral)).content.decode()) | {"keep": "1"}
    )
    key = case_keys.open_case_key(case, people.keyring_of(fatima))
    assert key.round == 0
    desk.post(f"/casus/{case.pk}/strikt/", {"restricted": "on"})

    assert CaseGrant.objects.filter(case=case).exists()
    assert ASKED in desk.get(url_of(referral)).content.decode()


def test_a_form_without_a_button_keeps_the_draft_and_sends_nothing(case, fatima, desk) -> None:
    referral = a_draft(case, fatima)
    page = desk.get(url_of(referral)).content.decode()

    answer = desk.post(url_of(referral), form_of(page, text="Kan hij vannacht?") | {"x": "1"})

    referral.refresh_from_db()
    assert referral.state == "draft"
    assert not OutgoingMessage.objects.exists()
    assert "Kan hij vannacht?" in answer.content.decode()
    assert re.search(r'<button[^>]* name="send" value="1"', page)


def test_text_that_comes_back_after_a_login_leaves_the_ticks_as_they_were(
    case, fatima, desk
) -> None:
    referral = a_draft(case, fatima)
    page = desk.get(url_of(referral)).content.decode()
    desk.post(url_of(referral), form_of(page, pieces=["age"]) | {"keep": "1"})
    referral.refresh_from_db()

    typed = {"text": "Kan hij vannacht?", "version": referral.version}
    answer = desk.post(url_of(referral), typed).content.decode()

    assert "Kan hij vannacht?" in answer
    referral.refresh_from_db()
    assert open_draft(referral, by=by_member(fatima)).draft.pieces == {"age"}
