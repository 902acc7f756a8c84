"""A strict case opens to named members and the recovery sheet: tried with the keys themselves."""

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.once import once_in_case
from uitweg.casework.cases.case.models import Case, CaseGrant, CaseKeyCopy
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.casework.cases.keys.actions import restriction
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import envelope, tokens
from uitweg.platform.sealing.envelope import CannotOpen, context

CARD = {"blad-alarm": "Wordt opgewacht", "blad-address": "Verzonnenstraat 1"}


@pytest.fixture
def case(case, desk, fatima) -> Case:  # type: ignore[no-untyped-def]
    """A case with something of everything in it."""
    where = f"/casus/{case.pk}/"
    desk.post(where, {"text": "Hij belde.", "kind": "note", "key": "0a" * 16})
    desk.post(f"{where}veiligheid/", CARD | {"version": 0, "key": "0b" * 16})
    desk.post(f"{where}doel/", {"text": "Naar school", "domain": "school", "key": "0c" * 16})
    desk.post(f"{where}actie/", {"text": "Moeder bellen", "owner": fatima.pk, "key": "0d" * 16})
    return case


@pytest.fixture
def lead(team) -> Member:  # type: ignore[no-untyped-def]
    return people.a_member(team, "Lies", Role.LEAD)


def let_in(desk, case: Case, member: Member, **said: object):  # type: ignore[no-untyped-def]
    typed = {"to": member.pk, "level": "work", "reason": "works-along"} | said
    return desk.post(f"/casus/{case.pk}/toegang/", {"seen": people.shown(case)} | typed)


def tighten(desk, case: Case, said: str = "ja"):  # type: ignore[no-untyped-def]
    return desk.post(f"/casus/{case.pk}/strikt/", {"strikt": said})


@pytest.fixture
def closed(case, desk, joris) -> Case:  # type: ignore[no-untyped-def]
    """The case, strict, of Fatima and Joris."""
    let_in(desk, case, joris)
    assert tighten(desk, case).status_code == 302
    case.refresh_from_db()
    return case


def test_who_has_a_grant_reads_all_of_it_as_before(closed, desk, joris) -> None:
    for client in (desk, people.at_the_desk(joris)):
        page = client.get(f"/casus/{closed.pk}/").content.decode()
        for words in ("Hij belde.", "Wordt opgewacht", "Naar school", "Moeder bellen", "dure"):
            assert words in page
        assert "gaat niet open" not in page


@pytest.mark.postgres
def test_every_text_is_closed_anew(case, desk, joris) -> None:
    let_in(desk, case, joris)
    before = {bytes(e.sealed_text) for e in Entry.objects.all()}
    tighten(desk, case)

    assert not before & {bytes(e.sealed_text) for e in Entry.objects.all()}


def test_neither_the_teams_key_nor_the_leads_own_opens_anything_of_it(
    case, desk, joris, team, lead, fatima
) -> None:
    old = case_keys.open_case_key(case, people.keyring_of(fatima))
    let_in(desk, case, joris)
    tighten(desk, case)
    case.refresh_from_db()
    hers = people.keyring_of(lead)

    assert bytes(case.sealed_key) == b""
    for share in CaseKeyCopy.objects.all():
        place = context(
            "cases_casekeycopy", str(case.pk), bytes(share.holder_id).hex(), "sealed_key"
        )
        for seed in (team.keys.seed, hers.seed):
            with pytest.raises(CannotOpen):
                envelope.unseal(seed, place, bytes(share.sealed_key))
    for entry in Entry.objects.all():
        assert entry.unseal(old) is None
    with pytest.raises(entries.NotPossible, match="restricted-key"):
        case_keys.open_case_key(case, hers)
    assert people.at_the_desk(lead).get(f"/casus/{case.pk}/").status_code == 403


def test_a_leads_row_slipped_into_the_grants_still_opens_nothing(closed, lead) -> None:
    """Not the code alone keeps it shut: there is no copy of the key for this lead."""
    CaseGrant.objects.create(
        case=closed, member=lead, level="read", since=timezone.now(), reason="other"
    )
    answer = people.at_the_desk(lead).get(f"/casus/{closed.pk}/")

    assert answer.status_code == 409
    assert "Hij belde" not in answer.content.decode()


def test_it_needs_two_people_without_a_last_day(case, desk, joris) -> None:
    assert tighten(desk, case).status_code == 409
    let_in(desk, case, joris, until=str(timezone.localdate()))
    assert tighten(desk, case).status_code == 409

    assert not Case.objects.get().is_restricted
    assert not CaseKeyCopy.objects.exists()


def test_the_second_person_is_not_put_out(closed, desk, joris) -> None:
    grant = CaseGrant.objects.active().get(member=joris)

    assert desk.post(f"/casus/toegang/{grant.pk}/").status_code == 409
    assert closed.may_be_worked_on_by(joris.pk)
    assert CaseKeyCopy.objects.filter(member=joris).exists()


def test_a_third_gets_a_copy_with_the_grant_and_loses_it_with_the_grant(closed, desk, team) -> None:
    third = people.a_member(team, "Noortje")
    let_in(desk, closed, third)
    hers = people.at_the_desk(third)
    assert "Hij belde." in hers.get(f"/casus/{closed.pk}/").content.decode()
    desk.post(f"/casus/toegang/{CaseGrant.objects.active().get(member=third).pk}/")

    assert hers.get(f"/casus/{closed.pk}/").status_code == 403
    assert not CaseKeyCopy.objects.filter(member=third).exists()


def test_writing_goes_on_under_the_new_key(closed, desk, joris) -> None:
    his = people.at_the_desk(joris)
    where = f"/casus/{closed.pk}/"
    his.post(where, {"text": "Nog iets.", "kind": "note", "key": "1a" * 16})
    his.post(f"{where}veiligheid/", CARD | {"blad-no": "Bel niet", "version": 1, "key": "1b" * 16})
    desk.post(f"{where}verder/", {"then": "triage"})
    page = desk.get(where).content.decode()

    assert "Nog iets." in page
    assert "Bel niet" in page
    assert "Triage" in page


@pytest.mark.postgres
def test_the_board_shows_its_actions_to_their_owner(closed, desk, fatima, joris) -> None:
    act = {"text": "Vandaag bellen", "owner": joris.pk, "due_on": str(timezone.localdate())}
    desk.post(f"/casus/{closed.pk}/actie/", act | {"key": "1c" * 16})

    assert "Vandaag bellen" in people.at_the_desk(joris).get("/werk/").content.decode()


def test_the_board_stands_when_a_case_does_not_open(closed, desk, fatima) -> None:
    act = {"text": "Vandaag bellen", "owner": fatima.pk, "due_on": str(timezone.localdate())}
    desk.post(f"/casus/{closed.pk}/actie/", act | {"key": "1c" * 16})
    CaseKeyCopy.objects.filter(member=fatima).delete()
    board = desk.get("/werk/")

    assert board.status_code == 200
    assert "Gaat niet open met jouw sleutel" in board.content.decode()


def test_an_emergency_of_that_moment_ends(case, desk, joris, team) -> None:
    noor = people.at_the_desk(people.a_member(team, "Noortje"))
    form = {"level": "card", "reason": "danger", "key": "2a" * 16}
    noor.post(f"/casus/{case.pk}/noodtoegang/", form)
    let_in(desk, case, joris)
    tighten(desk, case)

    assert noor.get(f"/casus/{case.pk}/kaart/").status_code == 403
    assert CaseKeyCopy.objects.count() == 3


def test_a_lead_whose_key_does_not_open_it_cannot_read_along_and_does_not_agree(
    closed, desk, lead, fatima
) -> None:
    Case.objects.update(state="closing", closing_by=fatima, ending="safe")
    browser = people.at_the_desk(lead)
    answers = [browser.get(f"/casus/{closed.pk}/akkoord/"), people.agree(browser, closed)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "Vraag de eigenaar om toegang" in answers[0].content.decode()
    assert Case.objects.get().state == "closing"


def test_for_the_team_again_the_copies_go_and_the_team_key_opens_it(closed, desk, lead) -> None:
    tighten(desk, closed, "nee")
    closed.refresh_from_db()

    assert not CaseKeyCopy.objects.exists()
    assert case_keys.open_case_key(closed, people.keyring_of(lead))
    assert "Hij belde." in desk.get(f"/casus/{closed.pk}/").content.decode()


@pytest.mark.postgres
def test_twice_is_once(closed, desk) -> None:
    shares = set(CaseKeyCopy.objects.values_list("pk", flat=True))
    tighten(desk, closed)

    assert set(CaseKeyCopy.objects.values_list("pk", flat=True)) == shares
    assert Case.objects.get().key_round == 1


@pytest.mark.postgres
def test_what_fails_half_way_leaves_everything_as_it_was(case, desk, joris, monkeypatch) -> None:
    let_in(desk, case, joris)
    before = {bytes(e.sealed_text) for e in Entry.objects.all()}

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(restriction, "give_key_copy", fails)
    with pytest.raises(RuntimeError):
        tighten(desk, case)

    assert {bytes(e.sealed_text) for e in Entry.objects.all()} == before
    assert "Hij belde." in desk.get(f"/casus/{case.pk}/").content.decode()


@pytest.mark.parametrize("how", ["text", "form", "disclosure"])
def test_what_was_begun_under_the_old_key_is_refused_and_not_lost_unreadably(
    case, desk, joris, fatima, how
) -> None:
    """A form is on its way while a colleague makes the case strict."""
    ring, now = people.keyring_of(fatima), timezone.now()
    old = Case.objects.get()
    key = case_keys.open_case_key(old, ring)
    let_in(desk, case, joris)
    tighten(desk, case)
    count = Entry.objects.count()
    with pytest.raises(entries.NotPossible, match="case-rekeyed"):
        if how == "form":
            once_in_case(Entry, old, tokens.new_token(16), lambda _: True)
        elif how == "disclosure":
            why = disclosures.DisclosureStatement(
                "een ander", "eigen werk", DisclosureBasis.OWN_WORK
            )
            parts = [disclosures.DisclosurePart(old, 1, frozenset())]
            disclosures.disclose(
                parts=parts,
                content=b"x",
                via=DisclosureMethod.DOCUMENT,
                statement=why,
                by=acting(fatima, now=now, keyring=ring),
            )
        else:
            entries.write_entry(key, EntryKind.NOTE, "Te laat", by=acting(fatima, now=now))

    assert Entry.objects.count() == count


def hand(desk, case: Case, to: Member, **said: object):  # type: ignore[no-untyped-def]
    typed = {"to": to.pk, "why": "Ik ben ziek.", "keeps": "nothing"} | said
    return desk.post(f"/casus/{case.pk}/overdragen/", {"was": case.coordinator_id} | typed)


def test_the_lead_hands_it_over_with_the_sheet_and_not_without(
    closed, desk, joris, lead, team
) -> None:
    noor, hers = people.a_member(team, "Noortje"), people.at_the_desk(lead)
    assert "herstelvel" in hers.get(f"/casus/{closed.pk}/overdragen/").content.decode()
    assert hand(hers, closed, noor).status_code == 409
    assert hand(hers, closed, noor, sheet="appel peer").status_code == 400
    answer = hand(hers, closed, noor, sheet=" ".join(team.recovery_words))

    assert answer.status_code == 302
    assert "Hij belde." in people.at_the_desk(noor).get(f"/casus/{closed.pk}/").content.decode()
    assert hers.get(f"/casus/{closed.pk}/").status_code == 403


def test_another_sheet_opens_nothing(closed, lead, team) -> None:
    from uitweg.platform.sealing import recovery

    other = recovery.to_words(recovery.new_recovery_seed())
    answer = hand(people.at_the_desk(lead), closed, lead, sheet=" ".join(other))

    assert answer.status_code == 409
    assert Case.objects.get().coordinator != lead


def test_who_joined_anew_gets_a_copy_again_from_a_colleague(closed, desk, joris, team) -> None:
    from uitweg.platform.accounts.actions import login

    login.set_passphrase(joris, phrase=people.PHRASE, seed=envelope.new_seed())
    joris.save()
    ring = Keyring(login.unlock_seed(joris, people.PHRASE), {team.key_id: team.keys})
    with pytest.raises(entries.NotPossible, match="restricted-key"):
        case_keys.open_case_key(closed, ring)
    let_in(desk, closed, joris)

    assert case_keys.open_case_key(closed, ring)


def test_a_copy_outlives_no_grant(closed, desk, team) -> None:
    from uitweg.site.operations.declared import all_jobs

    third = people.a_member(team, "Noortje")
    let_in(desk, closed, third, until=str(timezone.localdate()))
    CaseGrant.objects.filter(member=third).update(until=timezone.now())
    all_jobs()["grants"].work(now=timezone.now())

    assert not CaseKeyCopy.objects.filter(member=third).exists()
    assert CaseKeyCopy.objects.count() == 3


def test_a_search_says_only_that_it_exists(closed, desk, team) -> None:
    person = {"blad-name": "Jesse Verzonnen", "blad-phones": "06-55512345", "version": 0}
    desk.post(f"/casus/{closed.pk}/persoon/", person | {"key": "5e" * 16})
    noor = people.at_the_desk(people.a_member(team, "Noortje"))
    page = noor.post("/zoeken/", {"q": "0655512345"}).content.decode()

    assert "Bestaat. Bel de leiding" in page
    assert closed.number not in page
    assert f"/casus/{closed.pk}/" not in page
    assert "Fatima" not in page
