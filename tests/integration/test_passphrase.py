"""A passphrase of one's own is measured, when somebody joins and when a member takes another."""

from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from tests.support import people
from uitweg.platform.accounts.actions import login, own_login, sessions
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import strength
from uitweg.platform.sealing.envelope import CannotOpen


@pytest.fixture
def invitation(team) -> str:
    """Invite Joris; return the words of his invitation."""
    lead = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    invited = {"name": "Joris", "login": "joris", "role": "coordinator"}
    return lead.post("/beheer/leden/uitnodigen/", invited).context["invitation"]


def join(invitation: str, phrase: str) -> tuple[int, str]:
    given = {
        "login": "joris",
        "invitation": invitation,
        "totp_secret": people.TOTP,
        "phrase": phrase,
        "again": phrase,
        "code": pyotp.TOTP(people.TOTP).now(),
    }
    answer = Client().post("/welkom/", given)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    "phrase", ["sock sock sock sock sock", "joris joris joris 2026", "dit is mijn wachtzin"]
)
def test_a_passphrase_that_is_easily_guessed_is_refused_with_how_to_make_a_better_one(
    invitation: str, phrase: str
) -> None:
    status, page = join(invitation, phrase)

    assert status == 400
    assert "makkelijk te raden. Neem zes woorden die niets met elkaar" in page
    assert phrase not in page
    assert not Member.objects.get(login="joris").has_joined


def test_a_stranger_has_no_passphrase_measured(invitation: str, monkeypatch) -> None:
    """It takes up to a second and a half of processor for 72 signs chosen to be slow."""
    measured: list[object] = []
    monkeypatch.setattr(strength, "is_hard_to_guess", lambda *asked, **_: measured.append(asked))
    status, page = join("appel peer banaan druif kers pruim", "4@8({<[360!1|$5+7%2" * 4)

    assert (status, measured) == (400, [])
    assert "uitnodiging klopt niet" in page


def test_the_words_of_the_invitation_are_no_passphrase(invitation: str) -> None:
    status, page = join(invitation, f"  {invitation.upper()} ")

    assert status == 400
    assert "woorden van je uitnodiging. Die kent je collega ook." in page


def test_the_passphrase_that_the_page_proposes_is_taken(invitation: str) -> None:
    page = Client().get("/welkom/")
    proposed = page.context["proposed"]

    assert join(invitation, proposed)[0] == 302
    assert len(proposed.split()) == 6
    assert page.content.decode().count('type="password"') == 2


def test_a_passphrase_of_a_hundred_characters_is_taken_whole(invitation: str) -> None:
    phrase = "De fiets van mijn oma is groen; " * 3 + "xK4!vq09"

    assert join(invitation, phrase)[0] == 302
    assert login.unlock_seed(Member.objects.get(login="joris"), phrase)
    with pytest.raises(CannotOpen):
        login.unlock_seed(Member.objects.get(login="joris"), phrase[:-1])


NEXT = "zwaluw kachel terras limoen orgel vlieger"


def new_phrase() -> dict[str, str]:
    """Return what a member posts to take another passphrase."""
    return {"new-present": people.PHRASE, "new-phrase": NEXT, "new-again": NEXT}


def log_in(phrase: str) -> int:
    given = {"login": "fatima", "phrase": phrase, "code": pyotp.TOTP(people.TOTP).now()}
    return Client().post("/inloggen/", given).status_code


def test_a_member_takes_another_passphrase_and_only_that_one_opens_their_key(team) -> None:
    member = people.a_member(team)
    here, elsewhere = people.at_the_desk(member), people.at_the_desk(member)
    before = bytes(member.public_key), login.unlock_seed(member, people.PHRASE)
    page = here.post("/ik/wachtzin/", new_phrase(), follow=True)

    member.refresh_from_db()
    assert "Je hebt een andere wachtzin." in page.content.decode()
    assert (bytes(member.public_key), login.unlock_seed(member, NEXT)) == before
    with pytest.raises(CannotOpen):
        login.unlock_seed(member, people.PHRASE)
    assert here.get("/werk/").status_code == 200
    assert elsewhere.get("/werk/").status_code == 302
    assert log_in(people.PHRASE) != 302
    assert log_in(NEXT) == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"new-present": "tulp brood kano molen zebra winter"}, "Deze wachtzin klopt niet."),
        ({"new-present": ""}, "Typ de wachtzin die je nu hebt."),
        ({"new-again": NEXT + "s"}, "De twee wachtzinnen zijn niet gelijk."),
        ({"new-phrase": "kort", "new-again": "kort"}, "minstens 20 tekens"),
        ({"new-phrase": "sok " * 6, "new-again": "sok " * 6}, "makkelijk te raden"),
        ({"new-phrase": people.PHRASE, "new-again": people.PHRASE}, "de wachtzin die je al hebt"),
        ({"new-phrase": "fatima " * 5, "new-again": "fatima " * 5}, "makkelijk te raden"),
        ({"new-present": "x" * 5000}, "Dit is te lang"),
    ],
    ids=["wrong", "empty", "unequal", "short", "easy", "the-same", "own-name", "oversized"],
)
def test_what_does_not_fit_changes_no_passphrase(
    team, wrong: dict[str, str], sentence: str
) -> None:
    member = people.a_member(team)
    answer = people.at_the_desk(member).post("/ik/wachtzin/", {**new_phrase(), **wrong})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert "je wachtzin is dezelfde gebleven" in page
    assert NEXT not in page
    member.refresh_from_db()
    assert login.unlock_seed(member, people.PHRASE)


def test_who_guesses_the_present_passphrase_has_to_wait(team) -> None:
    member = people.a_member(team)
    desk, guess = people.at_the_desk(member), {"new-present": "tulp brood kano molen zebra"}
    said = [desk.post("/ik/wachtzin/", {**new_phrase(), **guess}).status_code for _ in range(12)]

    assert said[0] == 400
    assert said[-1] == 429
    assert AuditEntry.objects.filter(act="me:prove", result="refused").exists()
    assert not AuditEntry.objects.filter(act="me:passphrase").exists()


def test_a_login_with_the_passphrase_of_before_that_was_under_way_opens_no_session(team) -> None:
    """Somebody who knew it logs in at the very moment that its owner takes another one."""
    member = people.a_member(team)
    here, thief, checked = people.at_the_desk(member), Client(), people.keyring_of(member)
    here.post("/ik/wachtzin/", new_phrase())
    cookie = sessions.open_session(member, checked, now=timezone.now())
    thief.cookies[sessions.SESSION_COOKIE] = cookie

    assert thief.get("/ik/").status_code == 302
    assert here.get("/ik/").status_code == 200


@pytest.mark.postgres
def test_of_two_who_take_another_passphrase_at_once_the_first_one_stays(
    team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second knew the passphrase of before, and is logged out by the first."""
    member = people.a_member(team)
    here, thief = people.at_the_desk(member), people.at_the_desk(member)
    set_passphrase, other = login.set_passphrase, "tulp brood kano molen zebra winter"

    def meanwhile(*told: Any, **named: Any) -> None:
        monkeypatch.undo()
        here.post("/ik/wachtzin/", new_phrase())
        set_passphrase(*told, **named)

    monkeypatch.setattr(login, "set_passphrase", meanwhile)
    answer = thief.post("/ik/wachtzin/", new_phrase() | {"new-phrase": other, "new-again": other})

    member.refresh_from_db()
    assert login.unlock_seed(member, NEXT)
    assert answer.status_code == 409
    assert "Je bent net ergens anders uitgelogd. Er is niets veranderd." in answer.content.decode()
    assert here.get("/ik/").status_code == 200


def test_an_account_that_was_emptied_meanwhile_gets_no_passphrase(team, monkeypatch) -> None:
    """A colleague invited them anew between the proof and the change."""
    member = people.a_member(team)
    desk = people.at_the_desk(member)

    def emptied(**_: object) -> None:
        Member.objects.filter(pk=member.pk).update(public_key=b"", verifier=b"", sealed_seed=b"")

    monkeypatch.setattr(own_login, "prove_identity", emptied)
    answer = desk.post("/ik/wachtzin/", new_phrase())

    assert answer.status_code == 409
    assert "Er is niets veranderd." in answer.content.decode()
    assert bytes(Member.objects.get(pk=member.pk).sealed_seed) == b""


def test_a_link_of_another_site_does_not_say_that_the_passphrase_changed(team) -> None:
    desk = people.at_the_desk(people.a_member(team))
    own = desk.get("/ik/?wachtzin=nieuw", headers={"Sec-Fetch-Site": "same-origin"})
    page = desk.get("/ik/?wachtzin=nieuw", headers={"Sec-Fetch-Site": "cross-site"})

    assert "Je hebt een andere wachtzin." in own.content.decode()
    assert "Neem een andere wachtzin" in page.content.decode()
    assert "Je hebt een andere wachtzin." not in page.content.decode()
