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
from uitweg.platform.accounts.forms import OpenForm, TouchForm
from uitweg.platform.accounts.models import Member, Passkey
from uitweg.platform.accounts.rules import QUESTION_LASTS
from uitweg.platform.sealing import passkey_seeds

SCRIPT = Path(__file__).parents[1] / "static" / "accounts" / "passkey.js"
SAYS = {
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
def script() -> str:
    """Return what the browser runs, to stand inside a page with the page's nonce."""
    return SCRIPT.read_text(encoding="utf-8")


def offered() -> dict[str, str]:
    """Return what a page needs to offer passkeys: nothing where this door can have none."""
    place = passkeys.here()
    return {"passkey_origin": place.origin, "passkey_script": script()} if place else {}


def question(purpose: str, **more: Any) -> JsonResponse:
    """Answer a script that asks what to have signed; the question also goes in a cookie."""
    place = passkeys.here()
    if place is None:
        return JsonResponse({}, status=404)
    told: dict[str, Any] = {
        "rp": place.rp_id,
        "salt": as_text(passkey_seeds.prf_salt(place.rp_id)),
        "timeout": int(QUESTION_LASTS.total_seconds() * 1000),
        "known": [],
        **more,
    }
    asked = challenges.new(purpose, now=timezone.now())
    answer = JsonResponse({**told, "challenge": as_text(asked)})
    challenges.leave(answer, asked)
    return answer


def touch(
    request: HttpRequest, purpose: str, *, now: datetime, by: Member | None = None
) -> Passkey:
    """Return the passkey that answered this browser's question. Raises Refused."""
    form = TouchForm(request.POST)
    if not form.is_valid():
        raise passkeys.Refused("passkey-wrong")
    try:
        asked = challenges.asked_of(request, purpose, now=now)
        return passkeys.touched(
            passkeys.Signed(**form.cleaned_data), question=asked, now=now, by=by
        )
    except challenges.TooOld:
        raise passkeys.Refused("passkey-old") from None
    except challenges.NotOurs:
        raise passkeys.Refused("passkey-wrong") from None


def come_in(request: HttpRequest, *, now: datetime) -> tuple[Member, Keyring]:
    """Return who touched and what they can open. Raises Refused, throttle's WaitFirst."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        raise passkeys.Refused("passkey-wrong")
    passkey = touch(request, challenges.LOG_IN, now=now)
    seed = passkeys.open_seed(passkey, **form.cleaned_data, now=now)
    return passkey.member, login.keyring_of(passkey.member, seed)


def as_text(raw: bytes) -> str:
    """Write bytes as the script reads them: base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
