"""The team's members, their keys, their sessions, and the trail of what they did."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.access.rules import Role, holds_keys, is_member_on


class MemberQuerySet(models.QuerySet["Member"]):
    def with_keys(self) -> Self:
        """Return all members by name, with `key_count` (team keys given) and `passkey_count`."""
        mine = Q(shares__holder_key=models.F("public_key"))
        return self.annotate(
            key_count=models.Count("shares", filter=mine, distinct=True),
            passkey_count=models.Count("passkeys", distinct=True),
        ).order_by("name")


class Member(models.Model):
    """One person of the team. Without `public_key` they were invited and have not joined yet."""

    login = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=[(r.value, r.name) for r in Role])
    mail = models.EmailField(blank=True, default="")
    wants_mail = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)
    salt = models.BinaryField(max_length=22, default=b"")
    verifier = models.BinaryField(max_length=32, default=b"")
    public_key = models.BinaryField(max_length=1216, default=b"")
    sealed_seed = models.BinaryField(default=b"")
    sealed_totp = models.BinaryField(default=b"")
    totp_step = models.BigIntegerField(default=0)
    invitation = models.BinaryField(max_length=32, default=b"")
    invited_until = models.DateTimeField(null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in Role]), name="role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_joined(self) -> bool:
        return bool(self.public_key)

    @property
    def should_hold_keys(self) -> bool:
        return holds_keys(self.role)

    def is_active_on(self, day: date) -> bool:
        return is_member_on(day, since=self.since, until=self.until)


class KeyShare(models.Model):
    """The team's private half, sealed to one member, or (without member) to the recovery sheet."""

    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="shares")
    team_key_id = models.BinaryField(max_length=8)
    holder_key = models.BinaryField(max_length=1216)
    sealed_keys = models.BinaryField()
    given_by = models.BigIntegerField(null=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("member", "team_key_id", name="one_share_a_member"),
        ]

    def __str__(self) -> str:
        return f"share of {bytes(self.team_key_id).hex()} for {self.member_id or 'the sheet'}"


class Passkey(models.Model):
    """One passkey of a member. Without `wrapped_seed` it takes the phone's place, no more."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField(max_length=2048)
    sign_count = models.BigIntegerField(default=0)
    door_seal = models.BinaryField(max_length=32)
    wrapped_seed = models.BinaryField(default=b"")
    label = models.CharField(max_length=40)
    created_on = models.DateField()
    last_used_on = models.DateField(null=True)
    backed_up = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"passkey of {self.member_id}"

    @property
    def opens_key(self) -> bool:
        return bool(self.wrapped_seed)


class AnsweredQuestion(models.Model):
    """A passkey's question that was answered: it counts once."""

    question_hash = models.BinaryField(max_length=32, unique=True)
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answered at {self.answered_at}"


class Session(models.Model):
    """A member who is in. The keyring opens only with the cookie, which is not stored."""

    id_hash = models.BinaryField(max_length=32, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    sealed_keyring = models.BinaryField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"session of {self.member_id}"

    @property
    def last_proof(self) -> datetime:
        """When the member last showed who they are: at the login, or again since."""
        return self.proved_at or self.started_at


class Unsent(models.Model):
    """What a member typed on one place of this door and did not send yet; the newest only.

    Locked with a key that only their own seed gives. `version` grows and never comes back;
    `tab` and `turn` say which page wrote it last and how often, so its own late saves are known.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="unsent")
    place = models.CharField(max_length=120)
    form_key = models.BinaryField(max_length=16, db_index=True)
    version = models.BigIntegerField()
    tab = models.BinaryField(max_length=8)
    turn = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    sealed_text = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("member", "place", name="one_unsent_a_place"),
        ]

    def __str__(self) -> str:
        return f"unsent of {self.member_id}"


class LoginCount(models.Model):
    """How often a name was tried lately without coming in; which name shows only to who has it."""

    name_hash = models.BinaryField(max_length=32, unique=True)
    tries = models.SmallIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tries} tries"


class TrailEntry(models.Model):
    """One act, read or write: who, what, to what, with which result, from where, when.

    Append-only; each entry carries the hash of the one before.
    """

    at = models.DateTimeField()
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT)
    act = models.CharField(max_length=40)
    thing = models.CharField(max_length=40)
    result = models.CharField(max_length=20)
    origin = models.CharField(max_length=20)
    reason = models.CharField(max_length=40, default="", blank=True)
    previous_hash = models.BinaryField(max_length=32)
    entry_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes: ClassVar = [models.Index("thing", "id", name="trail_thing")]

    def __str__(self) -> str:
        return f"{self.act} {self.thing}"


class TrailHead(models.Model):
    """The last entry's hash; locking this row is what puts the entries in one order.

    `cut_hash` and `cut_length` are of the entries whose term was over: the chain begins there.
    """

    last_hash = models.BinaryField(max_length=32)
    length = models.BigIntegerField(default=0)
    cut_hash = models.BinaryField(max_length=32, default=b"")
    cut_length = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"trail of {self.length}"


class TrailReader(models.Model):
    """How far something that reads the trail along has come."""

    name = models.CharField(max_length=20, unique=True)
    last_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.last_id}"
