"""The WebAuthn ceremony with a page: challenge, posted assertion."""

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
PROVE_FIRST = "Bevestig eerst dat jij het bent."
WRONG_PHRASE = "Deze wachtzin klopt niet."
WAIT = "Dit is net vaak geprobeerd. Wacht {} seconden en probeer het dan opnieuw."


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
        raise passkeys.PasskeyRefused(passkeys.PasskeyRefusal.PASSKEY_WRONG)
    try:
        challenge = challenges.read_challenge(request, purpose, now=now)
        posted = passkeys.PostedAssertion(**form.cleaned_data)
        return passkeys.verify_assertion(posted, challenge=challenge, now=now, by=by)
    except challenges.ChallengeExpired:
        raise passkeys.PasskeyRefused(passkeys.PasskeyRefusal.PASSKEY_OLD) from None
    except challenges.ForeignChallenge:
        raise passkeys.PasskeyRefused(passkeys.PasskeyRefusal.PASSKEY_WRONG) from None


def authenticate_with_passkey(
    request: HttpRequest, *, now: datetime, by: Member | None = None
) -> tuple[Passkey, Keyring]:
    """Return the posted passkey and the keyring of its member, who is `by` if that is given.

    Raises PasskeyRefused, throttle.TooManyTries.
    """
    form = UnlockKeyForm(request.POST)
    if not form.is_valid():
        raise passkeys.PasskeyRefused(passkeys.PasskeyRefusal.PASSKEY_WRONG)
    passkey = verify_posted_assertion(request, challenges.LOG_IN_PURPOSE, now=now, by=by)
    seed = passkeys.unlock_seed_with_passkey(passkey, **form.cleaned_data, now=now)
    return passkey, login.keyring_of(passkey.member, seed)


def to_base64url(raw: bytes) -> str:
    """Encode bytes as base64url without padding, as the script expects."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
