"""Passkeys: verifying what an authenticator signed, and decrypting the seed with it.

The only module that uses the webauthn library. It is imported at the first use, because it would
add a tenth to the start of the staff door. It checks signature, origin, challenge and user
verification; other modules only see a `Passkey` and a seed.
"""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from uitweg.platform.accounts.actions import challenges, login, throttle
from uitweg.platform.accounts.actions.login import LOG_IN
from uitweg.platform.accounts.models import Member, Passkey
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.choices import Refusal
from uitweg.platform.sealing import envelope, passkey_seeds, tokens

if TYPE_CHECKING:
    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.registration.verify_registration_response import VerifiedRegistration

ALGORITHMS = (-7, -8, -257)  # COSE numbers of ES256, EdDSA and RS256
# we ask for no attestation, but some authenticators send a packed self-attestation anyway
ATTESTATION_FORMATS = {"none", "packed"}
LONGEST_PUBLIC_KEY = 2048


class PasskeyRefusal(Refusal):
    """Why a passkey is refused; the code is the reason in the audit log."""

    PASSKEY_UNKNOWN = (
        "Deze passkey kennen we niet, of hij is hier weggehaald. Gebruik een andere, of log in met "
        "je wachtzin."
    )
    PASSKEY_WRONG = "De passkey paste niet. Er is niets veranderd. Probeer het opnieuw."
    PASSKEY_OLD = "Dat duurde te lang, of het antwoord was al gebruikt. Probeer het opnieuw."
    PASSKEY_COUNT = (
        "Deze passkey loopt achter: misschien bestaat er een kopie van. Log in met je wachtzin, "
        "haal hem bij Ik weg en zeg het de teamleider."
    )
    PASSKEY_KEY = (
        "Je passkey is echt, maar opent je sleutel niet meer. Log in met je wachtzin en voeg hem "
        "bij Ik opnieuw toe."
    )
    PASSKEY_NEEDS_PHRASE = "Deze passkey opent je sleutel niet. Typ ook je wachtzin."
    PASSPHRASE = "Je passkey klopt, je wachtzin niet. Probeer het opnieuw."  # noqa: S105


class PasskeyRefused(Exception):
    """A passkey is refused."""

    def __init__(self, refusal: PasskeyRefusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True)
class RelyingParty:
    """The address that all passkeys are bound to: if it changes, none of them works any more."""

    origin: str
    rp_id: str


@dataclass(frozen=True, kw_only=True)
class PostedAssertion:
    """What a browser posts when a passkey signed a challenge."""

    credential: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    user_handle: bytes


@dataclass(frozen=True, kw_only=True)
class PostedRegistration:
    """What a browser posts when it created a passkey."""

    credential: bytes
    client_data: bytes
    attestation_object: bytes


def relying_party() -> RelyingParty | None:
    """Return the relying party of UITWEG_STAFF_URL, or None when browsers allow no passkeys there.

    Browsers require a domain name (no IP address) and TLS, except on localhost.
    """
    url = urlsplit(settings.STAFF_URL)
    domain = (url.hostname or "").encode("idna").decode("ascii")
    is_local = domain == "localhost" or domain.endswith(".localhost")
    if _is_ip_address(domain) or (url.scheme != "https" and not is_local):
        return None
    default_port = {"https": 443, "http": 80}[url.scheme]
    port = f":{url.port}" if url.port not in (None, default_port) else ""
    return RelyingParty(origin=f"{url.scheme}://{domain}{port}", rp_id=domain)


def user_handle_of(member: Member) -> bytes:
    """Return the WebAuthn user handle of a member (32 bytes), which does not show who it is."""
    return tokens.digest("passkey-handle", bytes(member.public_key))


def door_seal(passkey: Passkey) -> bytes:
    """Return a MAC (32 bytes, with the staff door's secret) over the passkey and its member.

    A passkey that only replaces the phone code decrypts nothing, so without this MAC a row that
    somebody inserted into the database would go unnoticed.
    """
    key = tokens.derive(settings.SECRET_KEY.encode(), "passkey-rows")
    owner = f"{passkey.member_id} {bytes(passkey.credential_id).hex()}"
    return tokens.derive(key, f"{owner} {bytes(passkey.public_key).hex()}")


def verify_assertion(
    posted: PostedAssertion, *, challenge: bytes, now: datetime, by: Member | None = None
) -> Passkey:
    """Return the passkey that signed the challenge; it must be one of `by`, if that is given.

    Raises PasskeyRefused, and challenges.ChallengeExpired when the challenge was used before.
    """
    passkey = (
        Passkey.objects.select_related("member").filter(credential_id=posted.credential).first()
    )
    if passkey is None or (by is not None and passkey.member_id != by.pk):
        raise PasskeyRefused(PasskeyRefusal.PASSKEY_UNKNOWN)
    try:
        verified = _verified_assertion(posted, passkey, challenge)
        if not (by and not posted.user_handle):
            _require_same_member(posted, passkey.member)
    except PasskeyRefused as error:
        _record_refusal(passkey, error.refusal, now=now)
        raise
    challenges.consume_challenge(challenge, now=now)
    _update_sign_count(passkey, verified, now=now)
    return passkey


def unlock_seed_with_passkey(
    passkey: Passkey, *, wrapping_key: str, phrase: str, now: datetime
) -> bytes:
    """Decrypt the member's seed (32 bytes) with the passkey's key, or else with the passphrase.

    Called after `verify_assertion`, so only who has the passkey can use up its tries.
    Raises PasskeyRefused, throttle.TooManyTries.
    """
    member, counter = passkey.member, throttle.passkey_counter(bytes(passkey.credential_id), "open")
    by_passkey = bool(wrapping_key) and passkey.opens_key
    if not by_passkey and not phrase:
        raise PasskeyRefused(PasskeyRefusal.PASSKEY_NEEDS_PHRASE)
    throttle.count_try(counter, now=now)
    try:
        if by_passkey:
            seed = _seed_by_passkey(passkey, wrapping_key)
        else:
            seed = _seed_by_passphrase(passkey, phrase)
    except (passkey_seeds.CannotOpen, passkey_seeds.Malformed):
        seed = b""
    # a row from before the member joined anew would open the old seed
    if not seed or envelope.public_key(seed) != bytes(member.public_key):
        why = PasskeyRefusal.PASSKEY_KEY if by_passkey else PasskeyRefusal.PASSPHRASE
        audit_log.record(None, LOG_IN, member, result="refused", reason=why.code)
        raise PasskeyRefused(why)
    throttle.reset_counter(counter)
    return seed


def verify_registration(
    posted: PostedRegistration, *, challenge: bytes, now: datetime
) -> "VerifiedRegistration":
    """Return the verified new passkey.

    Raises PasskeyRefused, and challenges.ChallengeExpired when the challenge was used before.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url, parse_attestation_object
    from webauthn.helpers.cose import COSEAlgorithmIdentifier
    from webauthn.helpers.structs import AuthenticatorAttestationResponse, RegistrationCredential

    party = relying_party()
    try:
        if (
            not party
            or parse_attestation_object(posted.attestation_object).fmt not in ATTESTATION_FORMATS
        ):
            raise PasskeyRefused(PasskeyRefusal.PASSKEY_WRONG)
        verified = verify_registration_response(
            credential=RegistrationCredential(
                id=bytes_to_base64url(posted.credential),
                raw_id=posted.credential,
                response=AuthenticatorAttestationResponse(
                    client_data_json=posted.client_data,
                    attestation_object=posted.attestation_object,
                ),
            ),
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=party.origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(number) for number in ALGORITHMS],
        )
    except Exception:
        # the library fails in many ways on crafted input, and each of them is a refusal
        raise PasskeyRefused(PasskeyRefusal.PASSKEY_WRONG) from None
    too_long = len(verified.credential_public_key) > LONGEST_PUBLIC_KEY
    if verified.credential_id != posted.credential or too_long:
        raise PasskeyRefused(PasskeyRefusal.PASSKEY_WRONG)
    challenges.consume_challenge(challenge, now=now)
    return verified


def _verified_assertion(
    posted: PostedAssertion, passkey: Passkey, challenge: bytes
) -> "VerifiedAuthentication":
    from webauthn import verify_authentication_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.structs import AuthenticationCredential, AuthenticatorAssertionResponse

    party = relying_party()
    try:
        if party is None:
            raise PasskeyRefused(PasskeyRefusal.PASSKEY_WRONG)
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
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=party.origin,
            credential_public_key=bytes(passkey.public_key),
            # _update_sign_count checks the count, to audit it with a reason of its own
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:
        # as in verify_registration: crafted input is a refusal
        raise PasskeyRefused(PasskeyRefusal.PASSKEY_WRONG) from None


def _require_same_member(posted: PostedAssertion, member: Member) -> None:
    if not tokens.is_equal_in_constant_time(posted.user_handle, user_handle_of(member)):
        raise PasskeyRefused(PasskeyRefusal.PASSKEY_WRONG)


def _update_sign_count(
    passkey: Passkey, verified: "VerifiedAuthentication", *, now: datetime
) -> None:
    """Store the authenticator's sign count and the day of use.

    Raises PasskeyRefused when the count did not rise (the passkey may have been copied), and for
    a member who left.
    """
    member, today = passkey.member, timezone.localdate(now)
    sign_count = verified.new_sign_count
    if (sign_count or passkey.sign_count) and sign_count <= passkey.sign_count:
        audit_log.record(None, LOG_IN, member, result="refused", reason="passkey-count")
        raise PasskeyRefused(PasskeyRefusal.PASSKEY_COUNT)
    Passkey.objects.filter(pk=passkey.pk).update(
        sign_count=sign_count, last_used_on=today, backed_up=verified.credential_backed_up
    )
    if not (member.has_joined and member.is_active_on(today)):
        audit_log.record(None, LOG_IN, member, result="refused", reason="membership")
        raise PasskeyRefused(PasskeyRefusal.PASSKEY_UNKNOWN)


def _record_refusal(passkey: Passkey, why: PasskeyRefusal, *, now: datetime) -> None:
    """Audit a failed assertion; repeated failures are throttled to about one entry a minute."""
    try:
        throttle.count_try(throttle.passkey_counter(bytes(passkey.credential_id), "note"), now=now)
    except throttle.TooManyTries:
        return
    audit_log.record(None, LOG_IN, passkey.member, result="refused", reason=why.code)


def _seed_by_passkey(passkey: Passkey, wrapping_key: str) -> bytes:
    return passkey_seeds.open_seed(
        passkey_seeds.wrapping_key(wrapping_key),
        bytes(passkey.wrapped_seed),
        member=passkey.member_id,
        credential_id=bytes(passkey.credential_id),
    )


def _seed_by_passphrase(passkey: Passkey, phrase: str) -> bytes:
    if not tokens.is_equal_in_constant_time(bytes(passkey.door_seal), door_seal(passkey)):
        member = passkey.member
        audit_log.record(None, LOG_IN, member, result="refused", reason="passkey-row")
        raise PasskeyRefused(PasskeyRefusal.PASSKEY_WRONG)
    return login.unlock_seed(passkey.member, phrase)


def _is_ip_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
