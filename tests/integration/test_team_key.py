"""A new team key: who left, with an old copy of the stores, opens nothing that was written after."""

from datetime import timedelta
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.installation import ROOT
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case, CaseKeyCopy, SearchToken
from uitweg.casework.cases.keys.actions import key_renewal
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.models import Entry
from uitweg.channel.conversation.actions import team_keys
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions import key_shares, login
from uitweg.platform.accounts.actions import team as team_actions
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import KeyShare, Member, Session
from uitweg.platform.accounts.rules import Role
from uitweg.platform.identifiers import IdentifierKind
from uitweg.platform.sealing import box, envelope, recovery, signing
from uitweg.platform.sealing.blind_index import BlindIndex
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.backup import restore_check

POLICY = yaml.safe_load((ROOT / "policy" / "fields.yaml").read_text())
PLACE = "/beheer/leden/sleutel/"


@pytest.fixture
def lead(team) -> Member:  # type: ignore[no-untyped-def]
    return people.a_member(team, "Lies", Role.LEAD)


@pytest.fixture
def lead_desk(lead) -> Client:  # type: ignore[no-untyped-def]
    return people.at_the_desk(lead)


def turn(client: Client, **typed: object) -> Any:
    present = (TeamKey.current_id() or b"").hex()
    return client.post(f"{PLACE}nieuw/", {"present": present} | typed)


def renew(client: Client) -> dict[str, int]:
    answer = client.post(f"{PLACE}verder/", headers={"accept": "application/json"})
    return answer.json()  # type: ignore[no-any-return]


def note(client: Client, case: Case, text: str, key: str = "0a") -> Any:
    return client.post(f"/casus/{case.pk}/", {"text": text, "kind": "note", "key": key * 16})


def name_person(client: Client, case: Case, name: str, key: str, version: int = 0) -> Any:
    typed = {"blad-name": name, "version": version, "key": key * 16}
    return client.post(f"/casus/{case.pk}/persoon/", typed)


def sealed_values() -> dict[tuple[str, str, int], bytes]:
    """Return what a copy of both stores has in its sealed fields."""
    return {
        (table, field, pk): bytes(value)
        for table, lines in POLICY.items()
        for field, line in lines.items()
        if line["how"] == "sealed"
        for pk, value in apps.get_model(table)._default_manager.values_list("pk", field)
    }


def keys_in_reach(member: Member) -> set[bytes]:
    """Return the id of every key that this member's passphrase opens in a copy of the stores."""
    ring = people.keyring_of(member)
    seeds = [ring.seed, *(keys.seed for keys in ring.team.values())]
    opened = [case_keys.open_case_key_or_none(case, ring) for case in Case.objects.all()]
    own = {envelope.key_id(envelope.public_key(seed)) for seed in seeds}
    return own | {box.key_id(key.key) for key in opened if key}


def opens_for(values: dict[tuple[str, str, int], bytes], keys: set[bytes]) -> set[Any]:
    """Return which of these values is an envelope for one of these keys."""
    found = set()
    for place, value in values.items():
        try:
            if value and envelope.inspect(value).key_id in keys:
                found.add(place)
        except envelope.Malformed:
            continue  # a piece of a file: its key is in the message or entry it came with
    return found


def test_who_left_opens_nothing_that_was_written_after(
    case, desk, fatima, joris, lead_desk
) -> None:
    """A copy of before, the leaver's passphrase and a copy of after; the blind index too."""
    name_person(desk, case, "Sanne Verzonnen", "01")
    before, keys, seeds = sealed_values(), keys_in_reach(joris), people.keyring_of(joris).team
    lead_desk.post(f"/beheer/leden/{joris.pk}/beeindigen/")
    assert turn(lead_desk).status_code == 302
    reported = people.a_report(text="Na de wissel")
    desk.post(f"/werk/melding/{reported.pk}/", {"text": "Ons antwoord", "key": "02" * 16})
    desk.post(f"/werk/melding/{people.a_report(text='Nog een').pk}/casus/")
    assert note(desk, case, "Na de wissel", "03").status_code == 302
    assert name_person(desk, case, "Esra Bedacht", "04", version=1).status_code == 302
    assert renew(lead_desk)["left"] == 0

    after = {place: value for place, value in sealed_values().items() if before.get(place) != value}
    assert len(after) > 8
    assert opens_for(before, keys)
    assert opens_for(after, keys) == set()
    tokens = {bytes(token) for token in SearchToken.objects.values_list("token", flat=True)}
    for words in ("esra", "bedacht", "sanne", "verzonnen"):
        for held in seeds.values():
            index = BlindIndex.from_seed(held.seed)
            for kind in IdentifierKind:
                assert tokens.isdisjoint(index.tokens(kind, words))
    assert "Na de wissel" in desk.get(f"/casus/{case.pk}/").content.decode()


@pytest.mark.postgres
def test_the_team_reads_and_finds_everything_as_before(case, desk, fatima, lead_desk) -> None:
    name_person(desk, case, "Sanne Verzonnen", "01")
    report = people.a_report(text="Van voor de wissel")
    desk.post(f"/werk/melding/{report.pk}/", {"text": "Antwoord van toen", "key": "02" * 16})
    turn(lead_desk)
    assert renew(lead_desk) == {"renewed": 1, "left": 0, "total": 0}

    page = desk.get(f"/werk/melding/{report.pk}/").content.decode()
    assert "Van voor de wissel" in page
    assert "Antwoord van toen" in page
    assert people.STORY in desk.get(f"/casus/{case.pk}/").content.decode()
    assert case.number in desk.post("/zoeken/", {"q": "Sanne Verzonnen"}).content.decode()


def test_a_running_session_gets_the_new_key_without_logging_in_again(case, desk, lead_desk) -> None:
    turn(lead_desk)
    renew(lead_desk)
    sealed = bytes(Session.objects.get(member=case.coordinator).sealed_keyring)

    assert people.STORY in desk.get(f"/casus/{case.pk}/").content.decode()
    assert bytes(Session.objects.get(member=case.coordinator).sealed_keyring) != sealed


@pytest.mark.postgres
def test_a_case_that_somebody_writes_in_comes_first_and_nothing_is_sent_twice(
    case, desk, lead_desk
) -> None:
    turn(lead_desk)
    assert key_renewal.outdated_cases().count() == 1
    assert note(desk, case, "Tijdens de wissel").status_code == 302

    assert key_renewal.outdated_cases().count() == 0
    assert Entry.objects.filter(kind="note").count() == 1
    assert "Tijdens de wissel" in desk.get(f"/casus/{case.pk}/").content.decode()


@pytest.mark.postgres
def test_a_file_that_came_while_the_key_was_made_anew_is_whole(case, desk, lead_desk) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    turn(lead_desk)
    file = SimpleUploadedFile("brief.txt", b"Een brief, verzonnen.")
    answer = desk.post(f"/casus/{case.pk}/bestanden/", {"files": file, "key": "0b" * 16})

    assert answer.status_code == 302
    kept = Entry.objects.get(kind="file")
    case.refresh_from_db()
    key = case_keys.open_case_key(case, people.keyring_of(case.coordinator))
    (described,) = entries.decrypt_entry(kept, key).details.files
    assert described.size == len(b"Een brief, verzonnen.")


def test_a_restricted_case_waits_for_who_has_access_and_opens_for_the_same_people(
    case, desk, fatima, joris, lead_desk
) -> None:
    desk.post(
        f"/casus/{case.pk}/toegang/",
        {"to": joris.pk, "level": "work", "reason": "works-along", "seen": people.shown(case)},
    )
    desk.post(f"/casus/{case.pk}/strikt/", {"strikt": "ja"})
    copies = set(CaseKeyCopy.objects.values_list("member", flat=True))
    turn(lead_desk)
    assert renew(lead_desk) == {"renewed": 0, "left": 1, "total": 1}
    page = lead_desk.get(PLACE).content.decode()
    assert "strikte casus wacht" in page
    assert "Fatima" in page

    desk.get("/werk/gevaar/")
    assert key_renewal.outdated_cases().count() == 0
    assert set(CaseKeyCopy.objects.values_list("member", flat=True)) == copies
    for client in (desk, people.at_the_desk(joris)):
        assert people.STORY in client.get(f"/casus/{case.pk}/").content.decode()
    assert Case.objects.get().is_restricted


def test_a_new_sheet_is_shown_before_it_counts_and_opens_everything_then(
    case, desk, joris, team, lead_desk
) -> None:
    desk.post(
        f"/casus/{case.pk}/toegang/",
        {"to": joris.pk, "level": "work", "reason": "works-along", "seen": people.shown(case)},
    )
    desk.post(f"/casus/{case.pk}/strikt/", {"strikt": "ja"})
    page = turn(lead_desk, new_sheet="on")
    words = " ".join(page.context["words"])
    assert TeamKey.objects.count() == 1
    assert turn(lead_desk, new_sheet="on", words=words).status_code == 400
    assert turn(lead_desk, new_sheet="on", words=words, on_paper="on").status_code == 302
    desk.get("/werk/gevaar/")

    old = envelope.public_key(recovery.from_words(" ".join(team.recovery_words)))
    new = envelope.public_key(recovery.from_words(words))
    assert {bytes(share.holder_key) for share in KeyShare.objects.of_sheet()} == {new}
    assert KeyShare.objects.of_sheet().count() == 2
    case.refresh_from_db()
    assert case_keys.open_with_recovery_sheet(case, words)
    assert old != new
    with pytest.raises(case_keys.NotPossible, match="not-our-sheet"):
        case_keys.open_with_recovery_sheet(case, " ".join(team.recovery_words))


def test_a_lead_who_leaves_does_not_put_a_sheet_of_their_own_in_its_place_unseen(
    desk, lead, lead_desk
) -> None:
    """Or the sheet in the vault would be worth nothing on the day that it is needed."""
    before = " ".join(desk.get("/beheer/leden/").content.decode().split())
    words = " ".join(turn(lead_desk, new_sheet="on").context["words"])
    turn(lead_desk, new_sheet="on", words=words, on_paper="on")
    turn(lead_desk)
    after = " ".join(desk.get("/beheer/leden/").content.decode().split())

    assert "Herstelblad van" in before
    assert "gemaakt door Lies" not in before
    assert "gemaakt door Lies" in after


def test_the_lead_hands_over_a_restricted_case_with_the_sheet_while_keys_are_made_anew(
    case, desk, joris, team, lead, lead_desk
) -> None:
    desk.post(
        f"/casus/{case.pk}/toegang/",
        {"to": joris.pk, "level": "work", "reason": "works-along", "seen": people.shown(case)},
    )
    desk.post(f"/casus/{case.pk}/strikt/", {"strikt": "ja"})
    noor = people.a_member(team, "Noortje")
    turn(lead_desk)
    sheet = " ".join(team.recovery_words)
    typed = {"to": noor.pk, "why": "Ziek.", "keeps": "nothing", "was": case.coordinator_id}
    answer = lead_desk.post(f"/casus/{case.pk}/overdragen/", typed | {"sheet": sheet})

    assert answer.status_code == 302
    assert people.STORY in people.at_the_desk(noor).get(f"/casus/{case.pk}/").content.decode()
    assert key_renewal.outdated_cases().count() == 0


def test_a_restore_asks_for_the_newest_sheet_and_opens_the_newest_report_with_it(
    team, lead_desk
) -> None:
    people.a_report()
    words = " ".join(turn(lead_desk, new_sheet="on").context["words"])
    turn(lead_desk, new_sheet="on", words=words, on_paper="on")
    people.a_report()
    found = restore_check.check_restored(words, knows_secret=False)

    assert any("opens the team's key, and with it the newest report" in line for line in found)
    with pytest.raises(Misconfigured, match="made a new sheet"):
        restore_check.check_restored(" ".join(team.recovery_words), knows_secret=False)


@pytest.mark.postgres
def test_of_two_leads_who_press_at_once_one_makes_the_key(team, lead_desk) -> None:
    other = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    present = (TeamKey.current_id() or b"").hex()
    answers = [client.post(f"{PLACE}nieuw/", {"present": present}) for client in (lead_desk, other)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "Een collega maakte net een nieuwe" in answers[1].content.decode()
    assert TeamKey.objects.count() == 2


def test_it_asks_who_you_are_when_that_was_a_while_ago(lead, lead_desk) -> None:
    long_ago = timezone.now() - timedelta(minutes=20)
    Session.objects.filter(member=lead).update(started_at=long_ago)
    assert turn(lead_desk).status_code == 409
    assert TeamKey.objects.count() == 1
    assert lead_desk.post(f"{PLACE}bewijs/", {"phrase": "iets anders"}).status_code == 400
    assert turn(lead_desk).status_code == 409
    assert lead_desk.post(f"{PLACE}bewijs/", {"phrase": people.PHRASE}).status_code == 302

    assert turn(lead_desk).status_code == 302


def test_a_cookie_from_before_the_proof_makes_no_key(lead, lead_desk) -> None:
    """Who stole the cookie waits until its owner proves who they are, to make a sheet of theirs."""
    long_ago = timezone.now() - timedelta(minutes=20)
    Session.objects.filter(member=lead).update(started_at=long_ago)
    thief = Client()
    thief.cookies.update(lead_desk.cookies)
    lead_desk.post(f"{PLACE}bewijs/", {"phrase": people.PHRASE})

    assert turn(thief).headers["Location"].startswith("/inloggen/")
    assert TeamKey.objects.count() == 1
    assert turn(lead_desk).status_code == 302


@pytest.mark.postgres
def test_a_key_that_is_published_late_does_not_take_the_place_of_a_newer_one(lead, desk) -> None:
    """Two requests found the key unpublished; of the second nothing was heard for a while."""
    by = people.acting(lead, keyring=people.keyring_of(lead))
    with transaction.atomic():
        late = key_shares.make_new_team_key(by=by, present_id=TeamKey.current_id() or b"")
    desk.get("/werk/gevaar/")
    second = TeamKey.current_id() or b""
    ring = login.keyring_of(lead, by.keyring.seed)
    team_keys.turn_team_key(by=people.acting(lead, keyring=ring), present_id=second)
    newest, public = TeamKey.current_id(), envelope.public_key(late.seed)
    verify = signing.verify_key(late.signing_seed)
    team_keys.publish_team_key(
        key_id=second, public_key=public, verify_key=verify, now=timezone.now()
    )

    assert newest is not None
    assert TeamKey.current_id() == newest


@pytest.mark.postgres
def test_who_leaves_in_the_moment_of_a_turn_had_the_new_key_too(lead, joris, lead_desk) -> None:
    """Ending waits for the turn, and has an older moment: the share was there in between."""
    ending = people.acting(lead, keyring=people.keyring_of(lead))
    turn(lead_desk)
    yesterday = timezone.localdate() - timedelta(days=1)
    team_actions.end_membership(by=ending, member=joris, last_day=yesterday)

    assert "Maak een nieuwe teamsleutel" in lead_desk.get("/beheer/leden/").content.decode()


def test_a_lead_without_the_key_makes_none(lead, lead_desk) -> None:
    KeyShare.objects.filter(member=lead).delete()
    without = people.at_the_desk(lead)

    assert turn(without).headers["Location"] == "/sleutel/"
    assert TeamKey.objects.count() == 1


@pytest.mark.parametrize("present", ["", "zz", "00" * 8, "00" * 500])
def test_what_is_no_key_of_ours_changes_nothing(lead_desk, present) -> None:
    assert lead_desk.post(f"{PLACE}nieuw/", {"present": present}).status_code in (400, 409)
    assert turn(lead_desk, new_sheet="on", words="appel peer", on_paper="on").status_code == 400
    assert TeamKey.objects.count() == 1


def test_who_is_admitted_or_recovers_gets_the_new_key_and_the_old(team, lead, lead_desk) -> None:
    noor = people.a_member(team, "Noor")
    KeyShare.objects.filter(member=noor).delete()
    old_ring = people.keyring_of(lead)
    turn(lead_desk)
    key_id = envelope.key_id(bytes(noor.public_key)).hex()
    by = people.acting(lead, keyring=old_ring)
    team_actions.admit(by=by, member=noor, fingerprint_hex=key_id)

    assert len(people.keyring_of(noor).team) == 2
    KeyShare.objects.filter(member=noor).delete()
    by = Actor(noor, timezone.now(), people.keyring_of(noor))
    words = " ".join(team.recovery_words)
    assert len(team_actions.recover(by=by, words=words).team) == 2


def test_who_left_gets_no_share_and_the_lead_is_asked_for_a_new_key(lead, joris, lead_desk) -> None:
    assert "hoort die niet meer te hebben" not in lead_desk.get("/beheer/leden/").content.decode()
    lead_desk.post(f"/beheer/leden/{joris.pk}/beeindigen/")
    for place in ("/beheer/leden/", "/werk/"):
        assert "Maak een nieuwe teamsleutel" in lead_desk.get(place).content.decode()
    turn(lead_desk)

    assert not KeyShare.objects.filter(member=joris).exists()
    assert "hoort die niet meer" not in lead_desk.get("/werk/").content.decode()


def test_after_a_year_the_lead_is_asked_for_a_new_key(lead_desk) -> None:
    KeyShare.objects.update(given_at=timezone.now() - timedelta(days=370))

    assert "ouder dan een jaar" in lead_desk.get("/werk/").content.decode()


@pytest.mark.postgres
def test_a_key_that_was_made_and_not_yet_published_is_published_by_the_next_page(
    fatima, desk, lead, monkeypatch
) -> None:
    """As after a kill between the two stores: the shares are there, the public half is not."""
    by = people.acting(lead, keyring=people.keyring_of(lead))
    present = TeamKey.current_id() or b""
    with transaction.atomic():
        keys = key_shares.make_new_team_key(by=by, present_id=present)
    assert TeamKey.current_id() == present
    desk.get("/werk/gevaar/")

    assert TeamKey.current_id() == envelope.key_id(envelope.public_key(keys.seed))
    assert TeamKey.objects.filter(retired_at=None).count() == 1


def test_a_share_that_nobody_sealed_for_them_locks_nobody_out(fatima, desk) -> None:
    share = KeyShare.objects.get(member=fatima)
    share.pk, share.team_key_id = None, b"planted!"
    share.save(force_insert=True)

    assert desk.get("/werk/").status_code == 200


def test_an_old_key_signs_nothing_after_its_day(case, desk, fatima, lead_desk) -> None:
    """Who left with the signing key cannot write to a child in the team's name."""
    from uitweg.channel.conversation.actions import decryption
    from uitweg.channel.conversation.models import Answer
    from uitweg.platform.sealing import conversation, tokens

    report, old = people.a_report(), people.keyring_of(fatima)
    old_key = TeamKey.current()
    assert old_key
    turn(lead_desk)
    TeamKey.objects.filter(pk=old_key.pk).update(retired_at=timezone.now() - timedelta(days=9))

    def forged(days_ago: int) -> Answer:
        key, day = tokens.new_token(16), timezone.localdate() - timedelta(days=days_ago)
        sealed = conversation.seal_answer(
            old.keys_for(bytes(old_key.key_id)).signing_seed,
            bytes(old_key.public_key),
            bytes(report.reporter_key),
            bytes(report.mailbox_hash),
            key,
            conversation.AnswerContent(text="Kom hierheen", by="Fatima", on=day.isoformat()),
        )
        return Answer(key=key, for_team=sealed.for_team, for_reporter=sealed.for_reporter)

    ring = login.keyring_of(fatima, old.seed)
    assert decryption.decrypt_answer(report, forged(0), ring) is None
    assert decryption.decrypt_answer(report, forged(10), ring) is not None
