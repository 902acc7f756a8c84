"""What a passkey proves and opens: WebAuthn at this door's own address, nothing else taken.

The only module that knows the library, which would take a tenth of this door's start and is
loaded at the first touch. It checks signature, address, question and that the authenticator
looked who touched it; the rest of the tree sees a `Passkey` and a seed.
"""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from uitweg.platform.accounts.actions import challenges, login, throttle
from uitweg.platform.accounts.models import Member, Passkey
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import envelope, passkey_seeds, tokens

if TYPE_CHECKING:
    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.registration.verify_registration_response import VerifiedRegistration

ALGORITHMS = (-7, -8, -257)  # in the numbers of COSE: ES256, EdDSA, RS256
ATTESTATION_FORMATS = {
    "none",
    "packed",
}  # we ask for none; a key that vouches for itself may send packed
LONGEST_PUBLIC_KEY = 2048


class PasskeyRefused(Exception):
    """A passkey is refused; `why` names the sentence and the reason in the audit log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class RelyingParty:
    """What the passkeys of this door are bound to, for ever: change it and all of them are dead."""

    origin: str
    rp_id: str


@dataclass(frozen=True, kw_only=True)
class PostedAssertion:
    """What a browser posts after a touch."""

    credential: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    user_handle: bytes


@dataclass(frozen=True, kw_only=True)
class PostedRegistration:
    """What a browser posts when it made a new passkey."""

    credential: bytes
    client_data: bytes
    attestation_object: bytes


def relying_party() -> RelyingParty | None:
    """Return where passkeys work, from UITWEG_STAFF_URL; None where no browser makes any.

    They need a name (no address of digits) and TLS; a browser excuses localhost from the last.
    """
    parts = urlsplit(settings.STAFF_URL)
    name = (parts.hostname or "").encode("idna").decode("ascii")
    local = name == "localhost" or name.endswith(".localhost")
    if _is_ip_address(name) or (parts.scheme != "https" and not local):
        return None
    usual = {"https": 443, "http": 80}[parts.scheme]
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    return RelyingParty(origin=f"{parts.scheme}://{name}{port}", rp_id=name)


def user_handle_of(member: Member) -> bytes:
    """Name a member to their authenticators (32 bytes), without name or number."""
    return tokens.digest("passkey-handle", bytes(member.public_key))


def door_seal(passkey: Passkey) -> bytes:
    """Bind a passkey to its member with this door's secret (32 bytes).

    Where a passkey stands in for the phone, nothing else would show that a row was slipped in.
    """
    door = tokens.derive(settings.SECRET_KEY.encode(), "passkey-rows")
    place = f"{passkey.member_id} {bytes(passkey.credential_id).hex()}"
    return tokens.derive(door, f"{place} {bytes(passkey.public_key).hex()}")


def verify_assertion(
    posted: PostedAssertion, *, question: bytes, now: datetime, by: Member | None = None
) -> Passkey:
    """Return the passkey that answered the question; of `by` when that is known already.

    Raises Refused, and questions.TooOld when someone was first with the same answer.
    """
    passkey = (
        Passkey.objects.select_related("member").filter(credential_id=posted.credential).first()
    )
    if passkey is None or (by is not None and passkey.member_id != by.pk):
        raise PasskeyRefused("passkey-unknown")
    try:
        told = _verified_assertion(posted, passkey, question)
        if not (by and not posted.user_handle):
            _require_same_member(posted, passkey.member)
    except PasskeyRefused as error:
        _record_refusal(passkey, error.why, now=now)
        raise
    challenges.consume_challenge(question, now=now)
    _update_sign_count(passkey, told, now=now)
    return passkey


def unlock_seed_with_passkey(
    passkey: Passkey, *, wrapping_key: str, phrase: str, now: datetime
) -> bytes:
    """Unwrap the member's seed (32 bytes) with what the passkey gave, or else the passphrase.

    Only who touched a passkey of this member gets this far, so only they can use up its tries.
    Raises Refused, throttle's WaitFirst.
    """
    member, count = passkey.member, throttle.passkey_counter(bytes(passkey.credential_id), "open")
    by_key = bool(wrapping_key) and passkey.opens_key
    if not by_key and not phrase:
        raise PasskeyRefused("passkey-needs-phrase")
    throttle.count_try(count, now=now)
    try:
        seed = (
            _seed_by_key(passkey, wrapping_key) if by_key else _seed_by_passphrase(passkey, phrase)
        )
    except (passkey_seeds.CannotOpen, passkey_seeds.Malformed):
        seed = b""
    # an old row put back opens an old seed, which is not this member any more
    if not seed or envelope.public_key(seed) != bytes(member.public_key):
        why = "passkey-key" if by_key else "passphrase"
        audit_log.record(None, "session:open", member, result="refused", reason=why)
        raise PasskeyRefused(why)
    throttle.reset_counter(count)
    return seed


def verify_registration(
    posted: PostedRegistration, *, question: bytes, now: datetime
) -> "VerifiedRegistration":
    """Return the checked passkey that a browser made for us. Raises Refused, questions.TooOld."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url, parse_attestation_object
    from webauthn.helpers.cose import COSEAlgorithmIdentifier
    from webauthn.helpers.structs import AuthenticatorAttestationResponse, RegistrationCredential

    place = relying_party()
    try:
        if (
            not place
            or parse_attestation_object(posted.attestation_object).fmt not in ATTESTATION_FORMATS
        ):
            raise PasskeyRefused("passkey-wrong")
        told = verify_registration_response(
            credential=RegistrationCredential(
                id=bytes_to_base64url(posted.credential),
                raw_id=posted.credential,
                response=AuthenticatorAttestationResponse(
                    client_data_json=posted.client_data,
                    attestation_object=posted.attestation_object,
                ),
            ),
            expected_challenge=question,
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(one) for one in ALGORITHMS],
        )
    except Exception:
        # whatever a parser trips over in what was posted, it is a refusal and no fault of ours
        raise PasskeyRefused("passkey-wrong") from None
    too_long = len(told.credential_public_key) > LONGEST_PUBLIC_KEY
    if told.credential_id != posted.credential or too_long:
        raise PasskeyRefused("passkey-wrong")
    challenges.consume_challenge(question, now=now)
    return told


def _verified_assertion(
    posted: PostedAssertion, passkey: Passkey, question: bytes
) -> "VerifiedAuthentication":
    from webauthn import verify_authentication_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.structs import AuthenticationCredential, AuthenticatorAssertionResponse

    place = relying_party()
    try:
        if place is None:
            raise PasskeyRefused("passkey-wrong")
        return verify_authentication_response(
            credential=AuthenticationCredential(
                id=bytes_to_base64url(posted.credential),
                raw_id=posted.credential,
                response=AuthenticatorAssertionResponse(
                    client_data_json=posted.client_data,
                    authenticator_data=posted.authenticator_data,
                    signature=posted.signature,
                ),
            ),
            expected_challenge=question,
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=0,  # looked at in _count_on, for a line of its own
            require_user_verification=True,
        )
    except Exception:
        # as in `made`
        raise PasskeyRefused("passkey-wrong") from None


def _require_same_member(posted: PostedAssertion, member: Member) -> None:
    if not tokens.is_equal_in_constant_time(posted.user_handle, user_handle_of(member)):
        raise PasskeyRefused("passkey-wrong")


def _update_sign_count(passkey: Passkey, told: "VerifiedAuthentication", *, now: datetime) -> None:
    """Keep the authenticator's count and the day. Raises Refused for a copy, or an ended member."""
    member, today = passkey.member, timezone.localdate(now)
    if (told.new_sign_count or passkey.sign_count) and told.new_sign_count <= passkey.sign_count:
        audit_log.record(None, "session:open", member, result="refused", reason="passkey-count")
        raise PasskeyRefused("passkey-count")
    Passkey.objects.filter(pk=passkey.pk).update(
        sign_count=told.new_sign_count, last_used_on=today, backed_up=told.credential_backed_up
    )
    if not (member.has_joined and member.is_active_on(today)):
        audit_log.record(None, "session:open", member, result="refused", reason="membership")
        raise PasskeyRefused("passkey-unknown")


def _record_refusal(passkey: Passkey, why: str, *, now: datetime) -> None:
    """Write a false touch in the audit log; who goes on and on fills it with a line a minute."""
    try:
        throttle.count_try(throttle.passkey_counter(bytes(passkey.credential_id), "note"), now=now)
    except throttle.TooManyTries:
        return
    audit_log.record(None, "session:open", passkey.member, result="refused", reason=why)


def _seed_by_key(passkey: Passkey, wrapping_key: str) -> bytes:
    return passkey_seeds.open_seed(
        passkey_seeds.wrapping_key(wrapping_key),
        bytes(passkey.wrapped_seed),
        member=passkey.member_id,
        credential_id=bytes(passkey.credential_id),
    )


def _seed_by_passphrase(passkey: Passkey, phrase: str) -> bytes:
    if not tokens.is_equal_in_constant_time(bytes(passkey.door_seal), door_seal(passkey)):
        member = passkey.member
        audit_log.record(None, "session:open", member, result="refused", reason="passkey-row")
        raise PasskeyRefused("passkey-wrong")
    return login.unlock_seed(passkey.member, phrase)


def _is_ip_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
