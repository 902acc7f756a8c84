"""How a page and a passkey speak: the question, the answer, a sentence for each refusal."""

from base64 import urlsafe_b64encode
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from uitweg.platform.accounts.actions import challenges, login, passkeys
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.forms import AssertionForm, UnlockKeyForm
from uitweg.platform.accounts.models import Member, Passkey
from uitweg.platform.accounts.rules import CHALLENGE_LASTS
from uitweg.platform.sealing import passkey_seeds

PASSKEY_SCRIPT = Path(__file__).parents[1] / "static" / "accounts" / "passkey.js"
REFUSAL_SENTENCES = {
    "passkey-unknown": "Deze passkey kennen we niet, of hij is hier weggehaald. "
    "Gebruik een andere, of log in met je wachtzin.",
    "passkey-wrong": "De passkey paste niet. Er is niets veranderd. Probeer het opnieuw.",
    "passkey-old": "Dat duurde te lang, of het antwoord was al gebruikt. Probeer het opnieuw.",
    "passkey-count": "Deze passkey loopt achter: misschien bestaat er een kopie van. "
    "Log in met je wachtzin, haal hem bij Ik weg en zeg het de teamleider.",
    "passkey-key": "Je passkey is echt, maar opent je sleutel niet meer. "
    "Log in met je wachtzin en voeg hem bij Ik opnieuw toe.",
    "passkey-needs-phrase": "Deze passkey opent je sleutel niet. Typ ook je wachtzin.",
    "passphrase": "Je passkey klopt, je wachtzin niet. Probeer het opnieuw.",
    "prove-first": "Bevestig eerst dat jij het bent.",
    "wrong-phrase": "Deze wachtzin klopt niet.",
    "too-many-passkeys": "Je hebt al tien passkeys. Haal er eerst een weg.",
    "passkey-there": "Deze passkey staat er al.",
    "last-way-in": "Dit is je laatste manier om binnen te komen. Voeg eerst een andere toe.",
    "not-there": "Deze passkey is al weg.",
    "wait": "Dit is net vaak geprobeerd. Wacht {} seconden en probeer het dan opnieuw.",
}


@cache
def passkey_script() -> str:
    """Return what the browser runs, to stand inside a page with the page's nonce."""
    return PASSKEY_SCRIPT.read_text(encoding="utf-8")


def passkey_words() -> dict[str, str]:
    """Return what a page needs to offer passkeys: nothing where this door can have none."""
    place = passkeys.relying_party()
    return {"passkey_origin": place.origin, "passkey_script": passkey_script()} if place else {}


def challenge_response(purpose: str, **more: Any) -> JsonResponse:
    """Answer a script that asks what to have signed; the question also goes in a cookie."""
    place = passkeys.relying_party()
    if place is None:
        return JsonResponse({}, status=404)
    told: dict[str, Any] = {
        "rp": place.rp_id,
        "salt": to_base64url(passkey_seeds.prf_salt(place.rp_id)),
        "timeout": int(CHALLENGE_LASTS.total_seconds() * 1000),
        "known": [],
        **more,
    }
    asked = challenges.new_challenge(purpose, now=timezone.now())
    answer = JsonResponse({**told, "challenge": to_base64url(asked)})
    challenges.set_challenge_cookie(answer, asked)
    return answer


def verify_posted_assertion(
    request: HttpRequest, purpose: str, *, now: datetime, by: Member | None = None
) -> Passkey:
    """Return the passkey that answered this browser's question. Raises Refused."""
    form = AssertionForm(request.POST)
    if not form.is_valid():
        raise passkeys.PasskeyRefused("passkey-wrong")
    try:
        asked = challenges.read_challenge(request, purpose, now=now)
        return passkeys.verify_assertion(
            passkeys.PostedAssertion(**form.cleaned_data), question=asked, now=now, by=by
        )
    except challenges.ChallengeExpired:
        raise passkeys.PasskeyRefused("passkey-old") from None
    except challenges.ForeignChallenge:
        raise passkeys.PasskeyRefused("passkey-wrong") from None


def authenticate_with_passkey(request: HttpRequest, *, now: datetime) -> tuple[Member, Keyring]:
    """Return who touched and what they can open. Raises Refused, throttle's WaitFirst."""
    form = UnlockKeyForm(request.POST)
    if not form.is_valid():
        raise passkeys.PasskeyRefused("passkey-wrong")
    passkey = verify_posted_assertion(request, challenges.LOG_IN_PURPOSE, now=now)
    seed = passkeys.unlock_seed_with_passkey(passkey, **form.cleaned_data, now=now)
    return passkey.member, login.keyring_of(passkey.member, seed)


def to_base64url(raw: bytes) -> str:
    """Write bytes as the script reads them: base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
