"""A lawyer's confidential notes: for the lawyer, and nobody of the team."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.partner_accounts import a_package, a_partner
from tests.support.partners import an_organisation
from uitweg.casework.partners.door import actions as lawyer_notes
from uitweg.casework.partners.door import actions as partner_accounts
from uitweg.casework.partners.door.models import LawyerNote
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import envelope, tokens
from uitweg.platform.sealing.envelope import CannotOpen

WORDS = "Cliënt vertelde mij over zijn oom."


@pytest.fixture
def office(db_both):  # type: ignore[no-untyped-def]
    return an_organisation("Bram de Wit advocaat (verzonnen)")


@pytest.fixture
def bram(office):  # type: ignore[no-untyped-def]
    return a_partner(office, "Bram", Role.PARTNER_LAWYER)


@pytest.fixture
def package(case, fatima, office, bram):  # type: ignore[no-untyped-def]
    return a_package(case, office, fatima)


def write(member: Member, package_id: int, **said: object) -> int:
    form = {"reference": "2026-14", "text": WORDS, "key": tokens.new_token(16).hex(), **said}
    return people.at_the_desk(member).post(f"/samen/{package_id}/notitie/", form).status_code


@pytest.mark.postgres
def test_a_lawyer_reads_their_notes_again(package, bram) -> None:
    key = tokens.new_token(16).hex()
    for _ in range(2):
        assert write(bram, package.pk, key=key) == 302

    assert LawyerNote.objects.count() == 1
    desk = people.at_the_desk(bram)
    for path in (f"/samen/{package.pk}/", "/notities/", "/notities/tekst/"):
        assert WORDS in desk.get(path).content.decode(), path


def test_no_key_of_the_team_or_of_another_lawyer_opens_a_note(
    team, package, fatima, bram, office
) -> None:
    write(bram, package.pk)
    note, colleague = LawyerNote.objects.get(), a_partner(office, "Eva", Role.PARTNER_LAWYER)
    where = lawyer_notes._context(bytes(note.form_key))
    rings = [people.keyring_of(member) for member in (fatima, colleague)]
    seeds = [ring.seed for ring in rings] + [keys.seed for r in rings for keys in r.team.values()]

    assert team.keys.seed in seeds
    for seed in seeds:
        with pytest.raises(CannotOpen):
            envelope.unseal(seed, where, bytes(note.sealed_text))
    own = envelope.unseal(people.keyring_of(bram).seed, where, bytes(note.sealed_text))
    assert WORDS.encode() in own


@pytest.mark.postgres
def test_the_length_of_a_note_does_not_show(package, bram) -> None:
    write(bram, package.pk, text="Kort.")
    write(bram, package.pk, text="Lang. " * 100)

    assert len({len(note.sealed_text) for note in LawyerNote.objects.order_by("pk")}) == 1


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_page_shows_a_note_to_somebody_else(team, package, bram, office, role: Role) -> None:
    """Not to a colleague of the same office either, nor to whoever made up the address."""
    write(bram, package.pk)
    note = LawyerNote.objects.get()
    someone = people.a_member(team, f"n-{role}", role, organisation=office.pk)
    desk = people.at_the_desk(someone)

    for path in (f"/samen/{package.pk}/", "/notities/", "/notities/tekst/"):
        assert WORDS not in desk.get(path).content.decode(), path
    assert desk.post(f"/notities/{note.pk}/weg/").status_code in (403, 404)
    assert LawyerNote.objects.exists()


def test_a_note_goes_with_no_question_of_another_office(case, fatima, bram) -> None:
    elsewhere = a_package(case, an_organisation("Ander (verzonnen)"), fatima)

    assert write(bram, elsewhere.pk) == 404
    assert not LawyerNote.objects.exists()


@pytest.mark.parametrize(
    "said", [{"text": ""}, {"reference": ""}, {"key": "zz"}, {"text": "x" * 20001}]
)
def test_a_bad_note_is_not_stored(package, bram, said) -> None:
    assert write(bram, package.pk, **said) == 400
    assert not LawyerNote.objects.exists()


def test_a_note_is_deleted_by_its_writer(package, bram) -> None:
    write(bram, package.pk)
    desk, note = people.at_the_desk(bram), LawyerNote.objects.get()

    assert desk.post(f"/notities/{note.pk}/weg/").status_code == 302
    assert desk.post(f"/notities/{note.pk}/weg/").status_code == 404
    assert not LawyerNote.objects.exists()


def test_the_page_warns_before_the_account_ends(package, bram) -> None:
    write(bram, package.pk)
    Member.objects.filter(pk=bram.pk).update(until=timezone.localdate() + timedelta(days=9))
    bram.refresh_from_db()

    page = people.at_the_desk(bram).get("/notities/").content.decode()
    assert "Neem ze eerst mee als tekst" in page


@pytest.mark.postgres
def test_notes_stay_a_month_after_the_end_and_then_go(package, bram) -> None:
    write(bram, package.pk)
    now = timezone.now()
    Member.objects.filter(pk=bram.pk).update(until=timezone.localdate())

    partner_accounts.forget_former_accounts(now=now + timedelta(days=30))
    assert LawyerNote.objects.exists()
    partner_accounts.forget_former_accounts(now=now + timedelta(days=31))
    assert not LawyerNote.objects.exists()


def test_notes_to_a_key_that_is_gone_go_at_once(package, bram) -> None:
    write(bram, package.pk)
    Member.objects.filter(pk=bram.pk).update(public_key=b"")

    assert partner_accounts.forget_former_accounts(now=timezone.now()) > 0
    assert not LawyerNote.objects.exists()
