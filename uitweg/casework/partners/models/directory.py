"""Organisations and their services, in the terms of Open Referral HSDS 3.1."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.models.choices import known_values_constraint
from uitweg.casework.partners.rules.directory import CapacityCode, ServiceKind
from uitweg.platform.accounts.models import Member


class Organisation(models.Model):
    """An organisation the team works with.

    `mail` is where a message that something waits is sent, `code_phone` the number that gets the
    code to open it, as a telephone dials it (+31612345678). `answer_within` is in hours: the usual
    term for an answer. `secrecy` names the secrecy of fields that are not public.
    """

    name = models.CharField(max_length=120, unique=True)
    region = models.CharField(max_length=60, blank=True, default="")
    phone = models.CharField(max_length=16, blank=True, default="")
    night_phone = models.CharField(max_length=16, blank=True, default="")
    mail = models.EmailField(blank=True, default="")
    code_phone = models.CharField(max_length=16, blank=True, default="")
    agreement_until = models.DateField(null=True)
    answer_within = models.PositiveSmallIntegerField(default=24)
    secrecy = models.JSONField(default=dict)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation_id(self) -> int:
        """Its own number: a permission asks each thing for whose organisation it is."""
        return self.pk


class Service(models.Model):
    """What an organisation offers, to whom, where and when."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="services"
    )
    kind = models.CharField(max_length=12, choices=ServiceKind.choices())
    name = models.CharField(max_length=120)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["organisation", "name"]
        constraints: ClassVar = [
            known_values_constraint("kind", ServiceKind, name="service_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class CapacityReport(models.Model):
    """What a service said it has free, who heard or said it, and when. Never changed."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="capacity_reports")
    code = models.CharField(max_length=14, choices=CapacityCode.choices())
    places = models.PositiveSmallIntegerField(null=True)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=60, blank=True, default="")
    written_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-said_at", "-id"]
        constraints: ClassVar = [
            known_values_constraint("code", CapacityCode, name="capacity_code_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} at service {self.service_id}"
