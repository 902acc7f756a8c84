"""The small door: what was sent to one's own organisation, and answering it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.conferences import may_know
from tests.support.partner_accounts import GROUPS, SECRET_WORDS, a_package, a_partner, answered
from tests.support.partners import an_organisation
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consents import ConsentState
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.models import Package, PackageKeyCopy, PackageReply
from uitweg.casework.partners.dispatch.rules.packages import HandlingRule, PackageKind, rule_of
from uitweg.platform.accounts.rules import PARTNERS, Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.ui.moments import at


@pytest.fixture
def shelter(db_both):  # type: ignore[no-untyped-def]
    return an_organisation()


@pytest.fixture
def other(db_both):  # type: ignore[no-untyped-def]
    return an_organisation("Kompas (verzonnen)", mail="intake@kompas.example")


@pytest.mark.postgres
def test_a_shelter_worker_reads_what_was_sent_and_answers_in_one_click(
    case, fatima, shelter
) -> None:
    mirjam = a_partner(shelter)
    package = a_package(case, shelter, fatima)
    desk = people.at_the_desk(mirjam)
    listed = desk.get("/samen/").content.decode()
    assert "Verwijzing van Fatima" in listed
    assert "Ik breng hem zelf." in listed  # which question it is, and nothing about the youngster
    assert SECRET_WORDS not in listed
    assert AuditEntry.objects.filter(act="package:list", member=mirjam).exists()
    assert not AuditEntry.objects.filter(act="package:read").exists()

    assert SECRET_WORDS in desk.get(f"/samen/{package.pk}/").content.decode()
    package.refresh_from_db()
    assert package.state == "decrypted"
    assert AuditEntry.objects.filter(act="package:read", member=mirjam).exists()
    form = answered()
    for _ in range(2):
        assert desk.post(f"/samen/{package.pk}/antwoord/", form).status_code == 302
    reply = PackageReply.objects.get()
    assert (reply.answer, reply.member, reply.counts) == ("accept", mirjam, True)


@pytest.mark.postgres
def test_of_several_questions_each_says_what_it_is_and_its_term(case, fatima, shelter) -> None:
    desk = people.at_the_desk(a_partner(shelter))
    for words in ("Bel de school.", "Haal de tas op.\nHij staat klaar.", "x" * 200):
        a_package(case, shelter, fatima, kind=PackageKind.ACTION, asked=words)
    listed = " ".join(desk.get("/samen/").content.decode().split())

    assert listed.count("Actie van Fatima") == 3
    for words in ("Bel de school.", "Haal de tas op."):
        assert f">{words}</a>" in listed
    assert "Hij staat klaar" not in listed
    assert "x" * 81 not in listed
    assert listed.count("Graag antwoord voor") == 3
    assert set(Package.objects.values_list("state", flat=True)) == {"sent"}


def test_who_does_an_action_reads_it_until_it_is_done(case, fatima, shelter) -> None:
    desk = people.at_the_desk(a_partner(shelter))
    package = a_package(case, shelter, fatima, kind=PackageKind.ACTION, asked="Bel de school.")
    answer = f"/samen/{package.pk}/antwoord/"
    desk.post(answer, answered())
    doing = " ".join(desk.get("/samen/").content.decode().split())
    page = desk.get(f"/samen/{package.pk}/").content.decode()
    desk.post(answer, answered(answer="done"))
    done = " ".join(desk.get("/samen/").content.decode().split())

    assert ">Bel de school.</a>" in doing
    assert f"Uw antwoord: Ja, dat doe ik. <b>Voor {at(package.answer_by)}." in doing
    assert "Bel de school." in page
    assert "Bel de school." not in done
    assert f"Actie voor {at(package.answer_by)}" in done
    package.refresh_from_db()
    assert (package.end, bytes(package.sealed_content)) == ("answered", b"")
    assert "Ik ben begonnen" not in desk.get(f"/samen/{package.pk}/").content.decode()


@pytest.mark.parametrize("kind", [PackageKind.REFERRAL, PackageKind.ACTION])
def test_a_no_ends_what_can_be_read(case, fatima, shelter, kind) -> None:
    desk = people.at_the_desk(a_partner(shelter))
    package = a_package(case, shelter, fatima, kind=kind)
    before = desk.get(f"/samen/{package.pk}/").content.decode()
    desk.post(f"/samen/{package.pk}/antwoord/", answered(answer="decline-full"))

    page = desk.get(f"/samen/{package.pk}/").content.decode()
    assert SECRET_WORDS in before
    assert SECRET_WORDS not in page
    assert "Dit is niet meer te openen: beantwoord." in page


@pytest.mark.parametrize("said", ["withdrawn", "a later no"])
def test_the_list_shows_no_word_without_a_live_basis(case, fatima, shelter, said) -> None:
    desk = people.at_the_desk(a_partner(shelter))
    package = a_package(case, shelter, fatima)
    assert "Ik breng hem zelf." in desk.get("/samen/").content.decode()
    if said == "withdrawn":
        Consent.objects.update(state="withdrawn", withdrawn_at=timezone.now())
    else:
        may_know(case, shelter, fatima, GROUPS, ConsentState.REFUSED)

    listed = " ".join(desk.get("/samen/").content.decode().split())
    page = " ".join(desk.get(f"/samen/{package.pk}/").content.decode().split())
    over = "iet meer te openen: toestemming ingetrokken of voorbij."
    assert "Verwijzing van Fatima" in listed
    assert "Ik breng hem zelf." not in listed
    assert "Er wacht nu geen vraag op u." in listed
    assert f"N{over}" in listed
    assert f"Dit is n{over}" in page
    assert "/antwoord/" not in page


def test_the_list_names_why_each_question_is_over(case, fatima, shelter) -> None:
    desk = people.at_the_desk(a_partner(shelter))
    package = a_package(case, shelter, fatima)
    for changed, words in (
        ({"opens_until": timezone.now()}, "verlopen"),
        ({"opens_until": timezone.now() + timedelta(days=1), "part_count": 2}, "teruggenomen"),
    ):
        Package.objects.filter(pk=package.pk).update(**changed)
        listed = " ".join(desk.get("/samen/").content.decode().split())
        assert f"Niet meer te openen: {words}." in listed
        assert "Ik breng hem zelf." not in listed


@pytest.mark.parametrize("role", sorted(PARTNERS))
def test_of_another_organisation_nothing_is_there(case, fatima, shelter, other, role) -> None:
    package = a_package(case, shelter, fatima)
    desk = people.at_the_desk(a_partner(other, "Esra", role))

    assert "Verwijzing" not in desk.get("/samen/").content.decode()
    for answer in (
        desk.get(f"/samen/{package.pk}/"),
        desk.post(f"/samen/{package.pk}/antwoord/", answered()),
        desk.get("/samen/999999/"),
    ):
        assert answer.status_code == 404
    assert not PackageReply.objects.exists()
    package.refresh_from_db()
    assert package.state == "sent"


def test_an_account_made_after_a_question_does_not_open_it(case, fatima, shelter) -> None:
    a_partner(shelter)
    package = a_package(case, shelter, fatima)
    desk = people.at_the_desk(a_partner(shelter, "Later"))

    assert "Verstuurd voordat u een account had" in desk.get("/samen/").content.decode()
    page = desk.get(f"/samen/{package.pk}/").content.decode()
    assert SECRET_WORDS not in page
    assert "Dit gaat met uw account niet open" in page


def test_a_copy_of_a_colleague_does_not_open_for_another_account(case, fatima, shelter) -> None:
    """Somebody who changes rows in the store gives nobody the key."""
    mirjam = a_partner(shelter)
    package = a_package(case, shelter, fatima)
    later = a_partner(shelter, "Later")
    address = f"/samen/{package.pk}/"
    assert SECRET_WORDS in people.at_the_desk(mirjam).get(address).content.decode()
    PackageKeyCopy.objects.filter(member=mirjam).update(member=later)

    page = people.at_the_desk(later).get(address).content.decode()
    assert SECRET_WORDS not in page
    assert "Dit gaat met uw account niet open." in page


def test_after_a_withdrawal_the_next_look_shows_nothing(case, fatima, shelter) -> None:
    desk = people.at_the_desk(a_partner(shelter))
    package = a_package(case, shelter, fatima)
    assert SECRET_WORDS in desk.get(f"/samen/{package.pk}/").content.decode()
    Consent.objects.update(state="withdrawn", withdrawn_at=timezone.now())

    assert SECRET_WORDS not in desk.get(f"/samen/{package.pk}/").content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"answer": "maybe"},
        {"answer": ""},
        {"answer": "question"},
        {"text": "x" * 2001},
        {"key": "zz"},
        {"key": ""},
        {"text": "a\x00b"},
    ],
)
def test_a_bad_form_changes_nothing(case, fatima, shelter, said) -> None:
    desk = people.at_the_desk(a_partner(shelter))
    package = a_package(case, shelter, fatima)

    assert desk.post(f"/samen/{package.pk}/antwoord/", answered(**said)).status_code == 400
    assert not PackageReply.objects.exists()


def test_a_form_of_one_question_does_not_answer_another(case, fatima, shelter) -> None:
    desk = people.at_the_desk(a_partner(shelter))
    first, second = (a_package(case, shelter, fatima) for _ in range(2))
    form = answered()
    desk.post(f"/samen/{first.pk}/antwoord/", form)

    assert desk.post(f"/samen/{second.pk}/antwoord/", form).status_code == 409
    assert PackageReply.objects.count() == 1


# what may be done with a contribution


def test_the_police_say_what_may_be_done_with_their_words(case, fatima, other) -> None:
    seed, public = packages.new_reply_key()
    desk = people.at_the_desk(a_partner(other, "Esra", Role.PARTNER_POLICE))
    package = a_package(case, other, fatima, reply_public=public)
    said = {"answer": "question", "text": "Er loopt een zaak."}
    refused = desk.post(f"/samen/{package.pk}/antwoord/", answered(**said))
    assert refused.status_code == 400
    assert "Kies wat wij hiermee mogen doen" in refused.content.decode()
    assert "Er loopt een zaak." in refused.content.decode()  # what was typed is kept

    desk.post(f"/samen/{package.pk}/antwoord/", answered(rule="ask-first", **said))
    [reply] = packages.decrypt_replies(Package.objects.get(), seed=seed)
    assert (reply.text, rule_of(reply.rule)) == ("Er loopt een zaak.", HandlingRule.ASK_FIRST)


def test_who_is_not_the_police_is_not_asked(case, fatima, shelter) -> None:
    desk = people.at_the_desk(a_partner(shelter))
    package = a_package(case, shelter, fatima)

    assert (
        "Wat mogen wij met deze woorden doen"
        not in desk.get(f"/samen/{package.pk}/").content.decode()
    )
    form = answered(answer="question", text="Hoe laat?")
    assert desk.post(f"/samen/{package.pk}/antwoord/", form).status_code == 302
