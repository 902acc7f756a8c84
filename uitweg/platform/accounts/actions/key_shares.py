"""The shares of the team key: giving one, and making a new team key for all who hold the present.

A turn of the team key and every act that gives shares take the same lock, so nobody is left with
the old key only.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q

from uitweg.platform.accounts.actions import login
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring, TeamKeys
from uitweg.platform.accounts.models import KeyShare, Member, Passkey, ProviderAccount, Session
from uitweg.platform.accounts.rules import KEY_LASTS, KEYHOLDERS, Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import envelope, signing
from uitweg.platform.store.locking import lock_for_update

TURN_KEY = Act("key:turn", "Nieuwe teamsleutel gemaakt")


class KeyShareRefusal(Refusal):
    KEY_TURNED = "Een collega maakte net een nieuwe teamsleutel. Er is niets veranderd."


@dataclass(frozen=True)
class KeyAge:
    """When the present team key was made, and why there should be a new one.

    `lost_by`: the members it was taken from since; a copy may be out of the team's hands.
    """

    made_at: datetime
    lost_by: tuple[Member, ...]
    is_old: bool

    @property
    def should_turn(self) -> bool:
        return self.is_old or bool(self.lost_by)


def key_age(*, now: datetime) -> KeyAge | None:
    """Return how old the present team key is; None before there is one."""
    share = KeyShare.objects.of_sheet().first()
    if share is None:
        return None
    lost_by = Member.objects.filter(key_ended_at__gt=share.given_at).order_by("name")
    return KeyAge(share.given_at, tuple(lost_by), is_old=now - share.given_at > KEY_LASTS)


def oldest_share_of_present_sheet() -> KeyShare | None:
    """Return the share that says when the present recovery sheet was made, and by whom."""
    newest = KeyShare.objects.of_sheet().first()
    if newest is None:
        return None
    return KeyShare.objects.of_sheet().filter(holder_key=newest.holder_key).last()


def newest_key_id() -> bytes | None:
    """Return the id of the newest team key: the one that was last sealed to the recovery sheet."""
    share = KeyShare.objects.of_sheet().first()
    return bytes(share.team_key_id) if share else None


def lock_shares() -> None:
    """Let nobody else give out or make team keys until the transaction ends."""
    # a list, to run the query that locks
    list(lock_for_update(KeyShare.objects.of_sheet()))


def give_share(
    keys: TeamKeys, member: Member | None, holder: bytes, *, by: Member | None, now: datetime
) -> None:
    """Seal the team's keys to the public key `holder`, of a member or of the recovery sheet.

    Never to a member whose role holds no keys, such as a partner's.
    """
    if member is not None and not member.should_hold_keys:
        raise ValueError("this role never holds the team key")
    team_key_id = envelope.key_id(envelope.public_key(keys.seed))
    share = KeyShare(
        member=member,
        team_key_id=team_key_id,
        holder_key=holder,
        given_by=by.pk if by else None,
        given_at=now,
    )
    share.sealed_keys = envelope.seal(holder, login.share_context(share), keys.to_bytes())
    if member is not None:
        KeyShare.objects.filter(member=member, team_key_id=team_key_id).delete()
    share.save()


def make_new_team_key(*, by: Actor, present_id: bytes, new_sheet: bytes = b"") -> TeamKeys:
    """Make a new team key and seal it to all who hold the present one; inside a transaction.

    `present_id` is the key that the page showed; `new_sheet` the public key of a new recovery
    sheet, which then gets every key that `by` can open, in place of the old sheet. Raises
    NotAllowed, NoKey without the present key, and NotPossible when a colleague was first.
    """
    require(by, Permission.KEY_TURN)
    lock_shares()
    if newest_key_id() != present_id:
        raise NotPossible(KeyShareRefusal.KEY_TURNED)
    keyring = login.keyring_of(by.member, by.keyring.seed)
    keyring.keys_for(present_id)
    new = TeamKeys(seed=envelope.new_seed(), signing_seed=signing.new_signing_seed())
    for member in _holders_of(present_id, by=by):
        give_share(new, member, bytes(member.public_key), by=by.member, now=by.now)
    if new_sheet:
        _move_to_new_sheet(keyring, new_sheet, by=by)
    sheet = new_sheet or bytes(KeyShare.objects.of_sheet()[0].holder_key)
    # last: the newest of the sheet's shares is that of the newest key
    give_share(new, None, sheet, by=by.member, now=by.now)
    audit_log.record(by.member, TURN_KEY, "team", reason="new-sheet" if new_sheet else "")
    return new


def _holders_of(team_key_id: bytes, *, by: Actor) -> list[Member]:
    """Return the members who hold this team key under their present key, with their rows locked.

    A membership that is ended, or a new invitation, at the same time waits for this lock and then
    removes the new share too.
    """
    not_ended = Member.objects.filter(Q(until=None) | Q(until__gte=by.today), role__in=KEYHOLDERS)
    ids = not_ended.filter(key_shares__team_key_id=team_key_id).values("pk")
    members = lock_for_update(not_ended.filter(pk__in=ids), may_be_named=True)
    return [
        member
        for member in members
        if KeyShare.objects.held_by(member).filter(team_key_id=team_key_id).exists()
    ]


def _move_to_new_sheet(keyring: Keyring, new_sheet: bytes, *, by: Actor) -> None:
    """Seal every key of the old recovery sheet that this keyring has to the new sheet instead."""
    for share in reversed(KeyShare.objects.of_sheet()):
        keys = keyring.team.get(bytes(share.team_key_id))
        if keys is not None:
            give_share(keys, None, new_sheet, by=by.member, now=by.now)
            share.delete()


def take_everything(member: Member, *, now: datetime) -> None:
    """Remove a member's shares of the team key, passkeys, provider's account, sessions, drafts."""
    shares = KeyShare.objects.filter(member=member)
    if newest := shares.aggregate(newest=Max("given_at"))["newest"]:
        shares.delete()
        # a turn that this waited for has a later moment, and its key was theirs for an instant
        ended_at = max(now, newest + timedelta(microseconds=1))
        Member.objects.filter(pk=member.pk).update(key_ended_at=ended_at)
    for model in (Passkey, ProviderAccount, Session):
        model.objects.filter(member=member).delete()
    member.drafts.all().delete()
