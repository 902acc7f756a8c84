"""Organisations and their services, in the terms of Open Referral HSDS 3.1."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.casework.cases.case.models import known_values
from uitweg.casework.partners.directory.rules import (
    CapacityCode,
    ServedSex,
    ServiceKind,
    opening_of,
)
from uitweg.platform.accounts.models import Member
from uitweg.platform.content.values.opening import Opening


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def with_unconfirmed_reach(self) -> Self:
        """Return those, not ended, to which no link can go until somebody has called them."""
        changed = self.filter(ended_on=None, reach_confirmed_at=None).exclude(reach_set_by={})
        return changed.exclude(mail="", code_phone="")


class Organisation(models.Model):
    """An organisation the team works with.

    `mail` is where a message that something waits is sent, `code_phone` the number that gets the
    code to open it, as a telephone dials it (+31612345678). `answer_within` is in hours: the usual
    term for an answer. `secrecy` names who sees a field, where that is not its default
    (`rules.directory`). `address` has the parts of an address that everyone or partners may see;
    any other is in `sealed_address`, as JSON, sealed to the team. `version` counts the changes,
    `changed_by` made the last one.

    `reach_changed_at` and `reach_changed_by` are of the last change of where a link to it goes:
    the columns of `REACH`. `reach_set_by` says for each column that was set since that was last
    confirmed by which member (a number). `reach_confirmed_at` and `reach_confirmed_by` are None
    until somebody else has called them about it. `known_accounts` says for the key of an account
    that was new (its id, as hexadecimal text) which member knows that its person works there.
    """

    name = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=300, blank=True, default="")
    region = models.CharField(max_length=60, blank=True, default="")
    website = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=16, blank=True, default="")
    night_phone = models.CharField(max_length=16, blank=True, default="")
    mail = models.EmailField(blank=True, default="")
    code_phone = models.CharField(max_length=16, blank=True, default="")
    address = models.JSONField(default=dict)
    sealed_address = models.BinaryField(default=b"")
    agreement_until = models.DateField(null=True)
    answer_within = models.PositiveSmallIntegerField(default=24)
    secrecy = models.JSONField(default=dict)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    reach_changed_at = models.DateTimeField(null=True)
    reach_changed_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reach_set_by = models.JSONField(default=dict)
    reach_confirmed_at = models.DateTimeField(null=True)
    reach_confirmed_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+"
    )
    known_accounts = models.JSONField(default=dict)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(address={}) | Q(sealed_address=b""), name="address_in_one_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation_id(self) -> int:
        """Its own number: a permission asks each thing for whose organisation it is."""
        return self.pk

    @property
    def is_reach_unconfirmed(self) -> bool:
        """Whether where a link goes was changed, and nobody else has called them about it yet."""
        return bool(self.reach_set_by) and self.reach_confirmed_at is None

    @property
    def reach_setters(self) -> list[int]:
        """The members who set what was not confirmed yet: a permission asks it."""
        return [] if self.reach_confirmed_at else sorted(set(self.reach_set_by.values()))


class ServiceQuerySet(models.QuerySet["Service"]):
    def running(self) -> "ServiceQuerySet":
        """Return the services that did not end, of organisations that did not end."""
        return self.filter(ended_on=None, organisation__ended_on=None)


class Service(models.Model):
    """What an organisation offers, to whom, where and when.

    `regions` and `languages` are names with commas between them; empty is everywhere, or not said.
    `district` is the part of a town where it is. Hours are as "09:00 tot 17:00". `stay` says how
    long somebody can stay ("72 uur").
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="services"
    )
    kind = models.CharField(max_length=12, choices=ServiceKind.choices())
    name = models.CharField(max_length=120)
    min_age = models.PositiveSmallIntegerField(null=True)
    max_age = models.PositiveSmallIntegerField(null=True)
    served_sex = models.CharField(
        max_length=5, choices=ServedSex.choices(), default=ServedSex.ALL.value
    )
    languages = models.CharField(max_length=200, blank=True, default="")
    regions = models.CharField(max_length=200, blank=True, default="")
    district = models.CharField(max_length=60, blank=True, default="")
    day_and_night = models.BooleanField(default=False)
    weekday_hours = models.CharField(max_length=15, blank=True, default="")
    weekend_hours = models.CharField(max_length=15, blank=True, default="")
    stay = models.CharField(max_length=60, blank=True, default="")
    secrecy = models.JSONField(default=dict)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["organisation", "name"]
        indexes: ClassVar = [
            models.Index("kind", name="service_running", condition=Q(ended_on=None)),
        ]
        constraints: ClassVar = [
            known_values("kind", ServiceKind, name="service_kind_known"),
            known_values("served_sex", ServedSex, name="service_sex_known"),
            models.CheckConstraint(
                condition=Q(min_age=None) | Q(max_age=None) | Q(min_age__lte=models.F("max_age")),
                name="service_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def opening(self) -> Opening:
        return opening_of(
            day_and_night=self.day_and_night,
            weekday_hours=self.weekday_hours,
            weekend_hours=self.weekend_hours,
        )


class CapacityReport(models.Model):
    """What a service said it has free, who said it, and when.

    Never changed, but for `is_newest`: true for the one that was said last. `said_by` is the
    person of the organisation, `written_by` the member who wrote it down.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="capacity_reports")
    code = models.CharField(max_length=14, choices=CapacityCode.choices())
    places = models.PositiveSmallIntegerField(null=True)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=60, blank=True, default="")
    written_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    is_newest = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["-said_at", "-id"]
        indexes: ClassVar = [models.Index("said_at", name="capacity_said_at")]
        constraints: ClassVar = [
            known_values("code", CapacityCode, name="capacity_code_known"),
            models.UniqueConstraint(
                "service", condition=Q(is_newest=True), name="one_newest_capacity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} at service {self.service_id}"
