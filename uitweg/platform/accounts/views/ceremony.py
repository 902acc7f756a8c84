"""The WebAuthn ceremony with a page: challenge, posted assertion, a sentence per refusal."""

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
    "fingerprint-changed": "Een collega nodigde jou net opnieuw uit. Er is niets veranderd.",
    "logged-out-elsewhere": "Je bent net ergens anders uitgelogd. Er is niets veranderd.",
    "not-there": "Deze passkey is al weg.",
    "wait": "Dit is net vaak geprobeerd. Wacht {} seconden en probeer het dan opnieuw.",
}


@cache
def passkey_script() -> str:
    """Return the script for inside a page, where it gets the page's nonce."""
    return PASSKEY_SCRIPT.read_text(encoding="utf-8")


def passkey_words() -> dict[str, str]:
    """Return the template variables to offer passkeys; none when the address allows no passkeys."""
    party = passkeys.relying_party()
    return {"passkey_origin": party.origin, "passkey_script": passkey_script()} if party else {}


def challenge_response(purpose: str, **more: Any) -> JsonResponse:
    """Answer the page's script with a new challenge and its options; sets the challenge cookie."""
    party = passkeys.relying_party()
    if party is None:
        return JsonResponse({}, status=404)
    options: dict[str, Any] = {
        "rp": party.rp_id,
        "salt": to_base64url(passkey_seeds.prf_salt(party.rp_id)),
        "timeout": int(CHALLENGE_LASTS.total_seconds() * 1000),
        "known": [],
        **more,
    }
    challenge = challenges.new_challenge(purpose, now=timezone.now())
    response = JsonResponse({**options, "challenge": to_base64url(challenge)})
    challenges.set_challenge_cookie(response, challenge)
    return response


def verify_posted_assertion(
    request: HttpRequest, purpose: str, *, now: datetime, by: Member | None = None
) -> Passkey:
    """Return the passkey that signed this browser's challenge. Raises PasskeyRefused."""
    form = AssertionForm(request.POST)
    if not form.is_valid():
        raise passkeys.PasskeyRefused("passkey-wrong")
    try:
        challenge = challenges.read_challenge(request, purpose, now=now)
        posted = passkeys.PostedAssertion(**form.cleaned_data)
        return passkeys.verify_assertion(posted, challenge=challenge, now=now, by=by)
    except challenges.ChallengeExpired:
        raise passkeys.PasskeyRefused("passkey-old") from None
    except challenges.ForeignChallenge:
        raise passkeys.PasskeyRefused("passkey-wrong") from None


def authenticate_with_passkey(
    request: HttpRequest, *, now: datetime, by: Member | None = None
) -> tuple[Passkey, Keyring]:
    """Return the posted passkey and the keyring of its member, who is `by` if that is given.

    Raises PasskeyRefused, throttle.TooManyTries.
    """
    form = UnlockKeyForm(request.POST)
    if not form.is_valid():
        raise passkeys.PasskeyRefused("passkey-wrong")
    passkey = verify_posted_assertion(request, challenges.LOG_IN_PURPOSE, now=now, by=by)
    seed = passkeys.unlock_seed_with_passkey(passkey, **form.cleaned_data, now=now)
    return passkey, login.keyring_of(passkey.member, seed)


def to_base64url(raw: bytes) -> str:
    """Encode bytes as base64url without padding, as the script expects."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
