"""How a member logs in, changed by themselves: passphrase, passkeys, and the proof before."""

from dataclasses import dataclass

from django.db import transaction

from uitweg.platform.accounts.actions import login, passkeys, throttle
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member, Passkey, Session
from uitweg.platform.accounts.rules import MOST_PASSKEYS, Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import envelope, passkey_seeds
from uitweg.platform.store.locking import lock_row

LOG_OUT_ELSEWHERE = Act("session:end-others", "Elders uitgelogd")
ADD_PASSKEY = Act("passkey:add", "Passkey toegevoegd")
REMOVE_PASSKEY = Act("passkey:remove", "Passkey weggehaald")
PROVE_SELF = Act("me:prove", "Wachtzin opnieuw gevraagd")
CHANGE_PASSPHRASE = Act("me:passphrase", "Andere wachtzin genomen")


class OwnLoginRefusal(Refusal):
    INVITED_ANEW = "Een collega nodigde jou net opnieuw uit. Er is niets veranderd."
    LOGGED_OUT_ELSEWHERE = "Je bent net ergens anders uitgelogd. Er is niets veranderd."
    TOO_MANY_PASSKEYS = "Je hebt al tien passkeys. Haal er eerst een weg."
    PASSKEY_THERE = "Deze passkey staat er al."
    LAST_WAY_IN = "Dit is je laatste manier om binnen te komen. Voeg eerst een andere toe."


@dataclass(frozen=True, kw_only=True)
class NewPasskey:
    """A verified passkey; `wrapping_key` is b"" when its authenticator has no PRF secret."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    backed_up: bool
    wrapping_key: bytes


def prove_identity(
    *,
    by: Actor,
    phrase: str,
) -> None:
    """Check the passphrase again within a session. Raises WrongLogin, throttle.TooManyTries."""
    counter = throttle.proof_counter(by.member)
    throttle.count_try(counter, now=by.now)
    try:
        login.unlock_seed(by.member, phrase)
    except envelope.CannotOpen:
        audit_log.record(by.member, PROVE_SELF, by.member, result="refused", reason="passphrase")
        raise login.WrongLogin from None
    throttle.reset_counter(counter)


def change_passphrase(*, by: Actor, present: str, phrase: str, session: Session) -> None:
    """Encrypt the member's own key with another passphrase, and end their other sessions.

    The key, its fingerprint and the passkeys stay as they are. Raises WrongLogin when `present` is
    not the passphrase, throttle.TooManyTries, and NotPossible as `lock_account` does.
    """
    require(by, Permission.ME_CHANGE)
    prove_identity(by=by, phrase=present)
    member = by.member
    login.set_passphrase(member, phrase=phrase, seed=by.keyring.seed)
    with transaction.atomic():
        lock_account(by, session)
        Member.objects.filter(pk=member.pk).update(
            salt=member.salt, verifier=member.verifier, sealed_seed=member.sealed_seed
        )
        Session.objects.filter(member=member).exclude(pk=session.pk).delete()
        audit_log.record(member, CHANGE_PASSPHRASE, member)


def lock_account(by: Actor, session: Session) -> Member:
    """Return the member as they are now, with the row locked until the transaction ends.

    Raises NotPossible when a colleague emptied the account meanwhile, or when this session was
    ended from another: whoever was just logged out changes no way in any more.
    """
    member = lock_row(by.member, may_be_named=True)
    if bytes(member.public_key) != bytes(by.member.public_key):
        raise NotPossible(OwnLoginRefusal.INVITED_ANEW)
    if not Session.objects.filter(pk=session.pk).exists():
        raise NotPossible(OwnLoginRefusal.LOGGED_OUT_ELSEWHERE)
    return member


def add_passkey(
    *,
    by: Actor,
    label: str,
    made: NewPasskey,
    session: Session,
) -> Passkey:
    """Add a passkey; with a wrapping key it gets its own encrypted copy of the member's seed.

    The view has checked that the member proved who they are just before. Raises NotPossible when
    there are too many passkeys, or this one is known already, and as `lock_account` does.
    """
    require(by, Permission.ME_CHANGE)
    with transaction.atomic():
        member = lock_account(by, session)
        if Passkey.objects.filter(member=member).count() >= MOST_PASSKEYS:
            raise NotPossible(OwnLoginRefusal.TOO_MANY_PASSKEYS)
        if Passkey.objects.filter(credential_id=made.credential_id).exists():
            raise NotPossible(OwnLoginRefusal.PASSKEY_THERE)
        passkey = Passkey(
            member=member,
            label=label,
            created_on=by.today,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            backed_up=made.backed_up,
        )
        passkey.door_seal = passkeys.door_seal(passkey)
        if made.wrapping_key:
            passkey.wrapped_seed = passkey_seeds.lock_seed(
                made.wrapping_key,
                by.keyring.seed,
                member=member.pk,
                credential_id=made.credential_id,
            )
        passkey.save(force_insert=True)
        audit_log.record(by.member, ADD_PASSKEY, by.member)
        return passkey


def remove_passkey(*, by: Actor, passkey: Passkey, session: Session) -> None:
    """Remove a passkey and end the member's other sessions, as it may be on a lost laptop.

    Raises NotPossible when the member could not log in without it, and as `lock_account` does.
    """
    require(by, Permission.ME_CHANGE)
    with transaction.atomic():
        member = lock_account(by, session)
        others = Passkey.objects.filter(member=member).exclude(pk=passkey.pk)
        has_passphrase = bool(member.verifier and member.sealed_totp)
        if not (has_passphrase or others.exclude(wrapped_seed=b"").exists()):
            raise NotPossible(OwnLoginRefusal.LAST_WAY_IN)
        Passkey.objects.filter(pk=passkey.pk, member=member).delete()
        Session.objects.filter(member=member).exclude(pk=session.pk).delete()
        audit_log.record(by.member, REMOVE_PASSKEY, by.member)


def end_other_sessions(*, by: Actor, session: Session) -> int:
    """Log the member out everywhere but in this session; return in how many places they were."""
    require(by, Permission.ME_CHANGE)
    with transaction.atomic():
        lock_row(by.member, may_be_named=True)  # what they change elsewhere comes before or after
        ended, _ = Session.objects.filter(member=by.member).exclude(pk=session.pk).delete()
        if ended:
            audit_log.record(by.member, LOG_OUT_ELSEWHERE, by.member)
    return ended
