"""Single sign-on: the city's provider says who somebody is. It opens no key and gives no role.

What a browser has to bring back is sealed in cookies of its own, so a stranger who begins a
thousand sign-ons stores nothing. Only what was answered is stored, so that it counts once.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from uitweg.platform.accounts.actions import challenges
from uitweg.platform.accounts.actions.login import LOG_IN
from uitweg.platform.accounts.actions.sessions import set_cookie
from uitweg.platform.accounts.models import Member, ProviderAccount
from uitweg.platform.accounts.rules import (
    LONGEST_SESSION,
    PROOF_LASTS,
    SIGN_ON_LASTS,
    SIGNED_ON_LASTS,
)
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.openid.authorization import SignOnRequest, new_request
from uitweg.platform.openid.provider import Provider, SignOnRefused
from uitweg.platform.openid.sign_on import address_to_sign_on, subject_who_returned
from uitweg.platform.sealing import box, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context

_PREFIX = "__Host-" if settings.BEHIND_TLS else ""
REQUEST_COOKIE, RETURNED_COOKIE = f"{_PREFIX}aanmelding", f"{_PREFIX}herkend"
LONGEST_AFTER = 300


@dataclass(frozen=True)
class Departure:
    """A browser that left for the provider: to log in, or for `member` to link an account."""

    request: SignOnRequest
    after: str
    member: int | None


@dataclass(frozen=True)
class SignedOn:
    """Somebody whom the provider named, in this browser, a moment ago; `once` counts once."""

    account_hash: bytes
    after: str
    member: int
    once: str
    is_to_link: bool


def depart(
    provider: Provider, *, now: datetime, after: str = "", member: Member | None = None
) -> tuple[str, str]:
    """Return where the browser goes, and the cookie it has to bring back.

    To link an account `member` proves to the provider again who they are: a colleague may be
    signed on there on the same computer. Raises SignOnRefused.
    """
    asked = new_request(
        now=now,
        max_age_seconds=int((PROOF_LASTS if member else LONGEST_SESSION).total_seconds()),
        asks_to_prove_again=member is not None,
    )
    departure = Departure(
        asked, after if len(after) <= LONGEST_AFTER else "", member.pk if member else None
    )
    return address_to_sign_on(provider, asked), _seal("departure", asdict(departure))


def left_to_link(request: HttpRequest) -> bool:
    """Return whether this browser left to link an account, and not to log in."""
    kept = _unseal("departure", request.COOKIES.get(REQUEST_COOKIE, ""))
    return kept is not None and kept["member"] is not None


def set_departure_cookie(response: HttpResponse, value: str) -> None:
    """Bind the request to this browser. Lax, as the provider's site sends the browser back."""
    set_cookie(response, value, name=REQUEST_COOKIE, lasts=SIGN_ON_LASTS, samesite="Lax")


def come_back(provider: Provider, request: HttpRequest, *, now: datetime) -> SignedOn:
    """Return whom the provider named in its answer to this browser; each request counts once.

    Raises SignOnRefused.
    """
    departure = _departure(request, now)
    try:
        challenges.consume_challenge(f"sign-on {departure.request.state}".encode(), now=now)
    except challenges.ChallengeExpired:
        raise SignOnRefused("too-late") from None
    answer = dict(request.GET.lists())
    subject = subject_who_returned(provider, departure.request, answer, now=now)
    hashed = account_hash(provider, subject)
    member = departure.member or account_of(hashed, now=now).member_id
    return SignedOn(
        account_hash=hashed,
        after=departure.after,
        member=member,
        once=tokens.token_text(),
        is_to_link=departure.member is not None,
    )


def account_hash(provider: Provider, subject: str) -> bytes:
    """Return what we keep of a provider's account (32 bytes): nobody can read it back."""
    return tokens.keyed_digest(
        _key("provider-accounts"), "provider-account", f"{provider.issuer}\n{subject}".encode()
    )


def door_seal(account: ProviderAccount) -> bytes:
    """Return a MAC (32 bytes, with the staff door's secret) over the account and its member.

    A row that somebody inserted into the database has none; nor has one of before the member
    joined anew.
    """
    owner = f"{account.member_id} {bytes(account.account_hash).hex()}"
    whole = f"{owner} {bytes(account.member.public_key).hex()}"
    return tokens.keyed_digest(_key("provider-accounts"), "provider-account-row", whole.encode())


def account_of(hashed: bytes, *, now: datetime) -> ProviderAccount:
    """Return the linked account of a member of today. Raises SignOnRefused."""
    accounts = ProviderAccount.objects.select_related("member")
    account = accounts.filter(account_hash=hashed).first()
    if account is None:
        raise SignOnRefused("unlinked")
    member, seal = account.member, door_seal(account)
    if not tokens.is_equal_in_constant_time(bytes(account.door_seal), seal):
        audit_log.record(None, LOG_IN, member, result="refused", reason="provider-account")
        raise SignOnRefused("unlinked")
    if not (member.has_joined and member.is_active_on(timezone.localdate(now))):
        audit_log.record(None, LOG_IN, member, result="refused", reason="membership")
        raise SignOnRefused("membership")
    return account


def set_returned_cookie(response: HttpResponse, signed_on: SignedOn, *, now: datetime) -> None:
    """Let this browser go on to the passkey or passphrase; the request cannot be used again."""
    kept = {**asdict(signed_on), "account_hash": signed_on.account_hash.hex()}
    value = _seal("returned", {**kept, "at": now.timestamp()})
    set_cookie(response, value, name=RETURNED_COOKIE, lasts=SIGNED_ON_LASTS)
    forget(response, REQUEST_COOKIE)


def who_returned(request: HttpRequest, *, to_link: bool, now: datetime) -> SignedOn | None:
    """Return whom the provider named in this browser at most five minutes ago, for this purpose."""
    kept = _unseal("returned", request.COOKIES.get(RETURNED_COOKIE, ""))
    if kept is None or not _is_within(kept.pop("at"), SIGNED_ON_LASTS, now):
        return None
    signed_on = SignedOn(**{**kept, "account_hash": bytes.fromhex(kept["account_hash"])})
    return signed_on if signed_on.is_to_link == to_link else None


def member_who_returned(request: HttpRequest) -> Member | None:
    """Return the member whom the provider named in this browser, to unlock their key."""
    signed_on = who_returned(request, to_link=False, now=timezone.now())
    if settings.SIGN_ON is None or signed_on is None:
        return None
    return Member.objects.filter(pk=signed_on.member).first()


def asked_of(member: Member) -> Provider | None:
    """Return the provider by which alone this member logs in, if the city says so."""
    chosen: Provider | None = settings.SIGN_ON
    if chosen is None or not chosen.is_required:
        return None
    return chosen if ProviderAccount.objects.filter(member=member).exists() else None


def use_up(signed_on: SignedOn, *, now: datetime) -> None:
    """Let what the provider said count once. Raises SignOnRefused the second time."""
    try:
        challenges.consume_challenge(f"signed on {signed_on.once}".encode(), now=now)
    except challenges.ChallengeExpired:
        raise SignOnRefused("too-late") from None


def forget(response: HttpResponse, cookie: str) -> None:
    response.delete_cookie(cookie, path="/", samesite="Lax")


def _departure(request: HttpRequest, now: datetime) -> Departure:
    kept = _unseal("departure", request.COOKIES.get(REQUEST_COOKIE, ""))
    if kept is None:
        raise SignOnRefused("no-request")
    asked = SignOnRequest(**kept.pop("request"))
    if not _is_within(asked.asked_at, SIGN_ON_LASTS, now):
        raise SignOnRefused("too-late")
    return Departure(request=asked, **kept)


def _is_within(moment: float, lasts: timedelta, now: datetime) -> bool:
    return 0 <= now.timestamp() - int(moment) <= lasts.total_seconds()


def _seal(kind: str, values: dict[str, Any]) -> str:
    sealed = box.lock(_key("sign-on"), context("sign-on", kind), json.dumps(values).encode())
    return sealed.hex()


def _unseal(kind: str, cookie: str) -> dict[str, Any] | None:
    try:
        opened = box.unlock(_key("sign-on"), context("sign-on", kind), bytes.fromhex(cookie))
    except (ValueError, CannotOpen, Malformed):
        return None
    return dict(json.loads(opened))


def _key(purpose: str) -> bytes:
    return tokens.derive(settings.SECRET_KEY.encode(), purpose)
