"""A passphrase of one's own is measured when somebody joins."""

import pyotp
import pytest
from django.test import Client

from tests.support import people
from uitweg.platform.accounts.actions import login
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
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
