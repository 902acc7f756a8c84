"""The team's members with their keys, passkeys and sessions, and counters of login attempts."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from uitweg.platform.accounts.rules import (
    CONFIRMED_ROLES,
    LONGEST_SESSION,
    PARTNERS,
    SESSION_IDLE_LIMIT,
    Role,
    holds_keys,
    is_member_on,
    person_behind,
    review_on,
)

PARTNER_ROLES = sorted(role.value for role in PARTNERS)


class MemberQuerySet(models.QuerySet["Member"]):
    def with_login(self, login: str) -> Self:
        """Return the member with this login name, written in any case; at most one."""
        return self.filter(login__iexact=login)

    def with_keys(self) -> Self:
        """Return all members by name, with `key_count` (team keys held) and `passkey_count`."""
        current = Q(key_shares__holder_key=models.F("public_key"))
        return self.annotate(
            key_count=models.Count("key_shares", filter=current, distinct=True),
            passkey_count=models.Count("passkeys", distinct=True),
        ).order_by("name")

    def holding_key(self, *, today: date) -> Self:
        """Return the admitted members of today who have a share of a team key, by number."""
        shares = KeyShare.objects.filter(
            member=models.OuterRef("pk"), holder_key=models.OuterRef("public_key")
        )
        active = self.filter(Q(until=None) | Q(until__gte=today), since__lte=today)
        holding = active.exclude(admitted_at=None).exclude(public_key=b"")
        return holding.filter(models.Exists(shares)).order_by("pk")

    def names_by_id(self) -> dict[int, str]:
        return dict(self.values_list("pk", "name"))

    def of_partners(self) -> Self:
        return self.filter(role__in=PARTNER_ROLES)

    def of_organisation(self, organisation: int, *, today: date) -> Self:
        """Return the accounts of an organisation that may open what is sent to it, by number."""
        admitted = self.of_partners().exclude(admitted_at=None).exclude(public_key=b"")
        return admitted.filter(organisation=organisation, since__lte=today, until__gte=today)

    def brought_in_by(self) -> dict[int, int]:
        """Return who admitted each account that one person alone brought in, by number."""
        rows = self.exclude(brought_in_by=None).order_by("pk")
        pairs = rows.values_list("pk", "brought_in_by")
        return {pk: admitter for pk, admitter in pairs if admitter is not None}

    def leads_to_call(self, *, today: date) -> Self:
        """Return the leads that can be called, by name.

        Not one whom nobody admitted yet: their number was typed by whoever invited them.
        """
        admitted = self.exclude(phone="").exclude(admitted_at=None)
        leads = admitted.filter(role=Role.LEAD, since__lte=today)
        return leads.filter(Q(until=None) | Q(until__gte=today)).order_by("name", "pk")


class Member(models.Model):
    """A person of the team; without `public_key` they were invited and have not joined yet.

    `phone` is where colleagues reach them, as a telephone dials it (+31612345678).
    `invited_by`, `confirmed_by` and `admitted_by` are numbers of members; a member made on the
    command line has none, and is admitted from the start. `asked_by` is the administrator whose
    invitation waits until a key holder confirms it. `brought_in_by` is set when one person alone
    both invited and admitted this account: the account that admitted it, until somebody else
    admits it. `key_ended_at` is when the team key was last taken from them: a copy of it may be out
    of the team's hands. `organisation` is the number of the organisation that a partner's account
    belongs to, and None for the team. `until` is the last day; only an account that was made on the
    command line has none. `reviewed_on` is when somebody last said that the account stays.
    """

    login = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=Role.model_choices())
    mail = models.EmailField(blank=True, default="")
    wants_mail = models.BooleanField(default=False)
    phone = models.CharField(max_length=16, blank=True, default="")
    wants_sound = models.BooleanField(default=False)
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
    invited_by = models.BigIntegerField(null=True)
    asked_by = models.BigIntegerField(null=True)
    confirmed_by = models.BigIntegerField(null=True)
    joined_at = models.DateTimeField(null=True)
    admitted_by = models.BigIntegerField(null=True)
    admitted_at = models.DateTimeField(null=True)
    brought_in_by = models.BigIntegerField(null=True)
    key_ended_at = models.DateTimeField(null=True)
    organisation = models.BigIntegerField(null=True)
    reviewed_on = models.DateField(null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in Role]), name="role_known"
            ),
            models.UniqueConstraint(Lower("login"), name="one_login_in_any_case"),
            models.CheckConstraint(
                condition=Q(role__in=PARTNER_ROLES, organisation__isnull=False, until__isnull=False)
                | ~Q(role__in=PARTNER_ROLES) & Q(organisation=None),
                name="partner_has_organisation_and_end",
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

    @property
    def is_admitted(self) -> bool:
        return self.admitted_at is not None

    @property
    def opens_nothing(self) -> bool:
        """Return whether this account opens nothing of a youngster, and oversees nobody who does.

        A partner's account opens what was sent to their organisation.
        """
        is_watched_over = self.should_hold_keys or self.role in CONFIRMED_ROLES | PARTNERS
        return not (self.is_admitted and is_watched_over)

    def waits_for_confirmation_at(self, moment: datetime) -> bool:
        """Tell whether an administrator's invitation, still valid, waits for a key holder."""
        until = self.invited_until
        return self.asked_by is not None and until is not None and until >= moment

    @property
    def waits_for_admission(self) -> bool:
        """Tell whether a colleague has to admit them; needs `key_count` of `with_keys`."""
        has_what_it_needs = self.key_count > 0 or not self.should_hold_keys  # type: ignore[attr-defined]
        return self.has_joined and not (self.is_admitted and has_what_it_needs)

    def another_lead_has_key(self) -> bool:
        """Return whether a lead other than this member is there and holds the team key."""
        others = Member.objects.exclude(pk=self.pk).filter(role=Role.LEAD)
        return others.holding_key(today=timezone.localdate()).exists()

    def is_same_person_as(self, member_id: int | None) -> bool:
        """Return whether one person may stand behind this account and that one."""
        if member_id is None or member_id == self.pk:
            return member_id is not None
        brought_in_by = Member.objects.brought_in_by()
        return person_behind(self.pk, brought_in_by) == person_behind(member_id, brought_in_by)

    def accounts_of_same_person(self) -> list[int]:
        """Return the numbers of all accounts behind which this member may stand, with their own."""
        brought_in_by = Member.objects.brought_in_by()
        person = person_behind(self.pk, brought_in_by)
        brought_in = [pk for pk in brought_in_by if person_behind(pk, brought_in_by) == person]
        return sorted({self.pk, person, *brought_in})

    def is_active_on(self, day: date) -> bool:
        return is_member_on(day, since=self.since, until=self.until)

    @property
    def review_on(self) -> date:
        return review_on(since=self.since, until=self.until, reviewed_on=self.reviewed_on)

    def is_due_for_review(self, today: date) -> bool:
        """Return whether somebody has to say that this account stays, or end it."""
        return self.is_active_on(today) and self.review_on <= today

    def is_shut_out_of(self, thing: object) -> bool:
        """Return whether this row is closed to all but named members, and this is none of them."""
        if not isinstance(thing, models.Model):
            return False
        rows = NamedReader.objects.filter(thing=f"{thing._meta.model_name}:{thing.pk}")
        return rows.exists() and not rows.active_for(self).exists()

    def shut_out_ids(self, model_name: str) -> list[int]:
        """Return the ids of the rows of a model (`report`) that are closed to this member."""
        rows = NamedReader.objects.filter(thing__startswith=f"{model_name}:")
        closed = rows.exclude(thing__in=rows.active_for(self).values("thing"))
        names = closed.order_by("thing").values_list("thing", flat=True).distinct()
        return [int(name.partition(":")[2]) for name in names]


class NamedReaderQuerySet(models.QuerySet["NamedReader"]):
    def active_for(self, member: Member) -> Self:
        """Return the rows that let this member in now."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()), member=member)


class NamedReader(models.Model):
    """A member who may read a row that is closed to everyone else.

    `thing` names that row as the audit log does (`report:12`). It is closed as soon as it has any
    row here, also one that is over. `because` names the row that says who may read it (`case:7`).
    """

    thing = models.CharField(max_length=40)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="named_for")
    until = models.DateTimeField(null=True)
    because = models.CharField(max_length=40)

    objects = NamedReaderQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index("thing", "member", name="named_reader_of"),
            models.Index("because", name="named_because"),
        ]

    def __str__(self) -> str:
        return f"{self.thing} for {self.member_id}"


class KeyShareQuerySet(models.QuerySet["KeyShare"]):
    def of_sheet(self) -> Self:
        """Return the recovery sheet's shares; the first is that of the newest team key."""
        return self.filter(member=None).order_by("-id")

    def held_by(self, member: Member) -> Self:
        """Return the shares that this member's present key opens."""
        return self.filter(member=member, holder_key=member.public_key)


class KeyShare(models.Model):
    """The team's private keys sealed to one member, or to the recovery sheet (without member)."""

    member = models.ForeignKey(
        Member, null=True, on_delete=models.CASCADE, related_name="key_shares"
    )
    team_key_id = models.BinaryField(max_length=8)
    holder_key = models.BinaryField(max_length=1216)
    sealed_keys = models.BinaryField()
    given_by = models.BigIntegerField(null=True)
    given_at = models.DateTimeField()

    objects = KeyShareQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("member", "team_key_id", name="one_share_a_member"),
        ]

    def __str__(self) -> str:
        return f"share of {bytes(self.team_key_id).hex()} for {self.member_id or 'the sheet'}"


class Passkey(models.Model):
    """A passkey of a member; without `wrapped_seed` it replaces only the phone code."""

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


class ProviderAccount(models.Model):
    """A member's account with the city's provider of single sign-on, linked by the member.

    `account_hash` is a keyed hash of the provider's issuer and subject, which are stored nowhere.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="provider_account")
    account_hash = models.BinaryField(max_length=32, unique=True)
    door_seal = models.BinaryField(max_length=32)
    linked_on = models.DateField()

    def __str__(self) -> str:
        return f"provider account of {self.member_id}"


class UsedChallenge(models.Model):
    """A challenge that was answered, by a passkey or a provider, kept so that it works once."""

    challenge_hash = models.BinaryField(max_length=32, unique=True)
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answered at {self.answered_at}"


class SessionQuerySet(models.QuerySet["Session"]):
    def running_at(self, now: datetime) -> Self:
        """Return the sessions that neither stood untouched nor lasted too long, newest first."""
        touched = self.filter(seen_at__gte=now - SESSION_IDLE_LIMIT)
        return touched.filter(started_at__gte=now - LONGEST_SESSION).order_by("-started_at", "-pk")

    def with_share_count(self) -> Self:
        """Add `share_count`: how many team keys the member holds under their present key."""
        held = KeyShare.objects.filter(
            member=models.OuterRef("member"), holder_key=models.OuterRef("member__public_key")
        )
        counted = held.order_by().values("member").annotate(number=models.Count("pk"))
        return self.annotate(share_count=Coalesce(models.Subquery(counted.values("number")), 0))


class Session(models.Model):
    """A logged-in member. The keyring is encrypted with the cookie's token, which is not stored.

    `signed_on`: the city's provider said who this is, at the login or when they linked an account.
    """

    id_hash = models.BinaryField(max_length=32, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    sealed_keyring = models.BinaryField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    signed_on = models.BooleanField(default=False)

    objects = SessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"session of {self.member_id}"

    @property
    def last_proof(self) -> datetime:
        """When the member last proved who they are: at the login, or again since."""
        return self.proved_at or self.started_at


class LoginAttempts(models.Model):
    """Recent failed logins of one name, which is stored only as a keyed hash."""

    name_hash = models.BinaryField(max_length=32, unique=True)
    tries = models.SmallIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tries} tries"
