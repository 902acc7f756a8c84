"""The team key that reporters write to: publishing it, and a new one in its place."""

from datetime import datetime

from django.db import transaction

from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions import key_shares
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring, TeamKeys
from uitweg.platform.sealing import envelope, signing

STORE = "channel"


def publish_team_key(*, key_id: bytes, public_key: bytes, verify_key: bytes, now: datetime) -> None:
    """Store the public half where the public door reads it; older keys are retired.

    Changes nothing when it was published before: a newer key may be in its place by now.
    """
    with transaction.atomic(using=STORE):
        _, is_new = TeamKey.objects.get_or_create(
            key_id=key_id,
            defaults={"public_key": public_key, "verify_key": verify_key, "since": now},
        )
        if is_new:
            TeamKey.objects.filter(retired_at=None).exclude(key_id=key_id).update(retired_at=now)


def turn_team_key(*, by: Actor, present_id: bytes, new_sheet: bytes = b"") -> None:
    """Make a new team key, for all who hold the present one, and publish it.

    The shares are stored first: what is sealed to a published key, the team can always read. When
    this is cut off in between, `publish_newest_key` finishes it. Raises as `make_new_team_key`.
    """
    with transaction.atomic():
        keys = key_shares.make_new_team_key(by=by, present_id=present_id, new_sheet=new_sheet)
    _publish(keys, now=by.now)


def publish_newest_key(keyring: Keyring, *, now: datetime) -> None:
    """Publish the newest team key if that was cut off, and this member holds it."""
    newest = key_shares.newest_key_id()
    if newest in keyring.team and not TeamKey.objects.filter(key_id=newest).exists():
        _publish(keyring.team[newest], now=now)


def _publish(keys: TeamKeys, *, now: datetime) -> None:
    public = envelope.public_key(keys.seed)
    publish_team_key(
        key_id=envelope.key_id(public),
        public_key=public,
        verify_key=signing.verify_key(keys.signing_seed),
        now=now,
    )
