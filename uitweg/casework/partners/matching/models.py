"""Calls to find help for a youngster, and nights on which no place was found."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.case.models import Case, known_values
from uitweg.casework.partners.directory.models import Service
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.matching.rules import AgeGroup, CallOutcome, InsteadOfPlace
from uitweg.platform.accounts.models import Member


class CallAttempt(models.Model):
    """One call to a service for a case, and what came of it. Never changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="call_attempts")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=CallOutcome.choices())
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    form_key = models.BinaryField(max_length=16, unique=True)

    class Meta:
        ordering: ClassVar = ["-called_at", "-id"]
        constraints: ClassVar = [
            known_values("outcome", CallOutcome, name="call_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} for case {self.case_id}"


class NoPlaceFound(models.Model):
    """A night on which no place was found for a youngster.

    `nights` is how many nights they waited by then.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="nights_without_place")
    kind = models.CharField(max_length=12, choices=ServiceKind.choices())
    night_of = models.DateField()
    nights = models.PositiveSmallIntegerField(default=1)
    instead = models.CharField(max_length=16, choices=InsteadOfPlace.choices())
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    form_key = models.BinaryField(max_length=16, unique=True)

    class Meta:
        ordering: ClassVar = ["-night_of", "-id"]
        constraints: ClassVar = [
            known_values("kind", ServiceKind, name="no_place_kind_known"),
            known_values("instead", InsteadOfPlace, name="no_place_instead_known"),
            models.UniqueConstraint("case", "kind", "night_of", name="one_no_place_a_night"),
        ]

    def __str__(self) -> str:
        return f"no place for case {self.case_id} on {self.night_of}"


class NoPlaceCount(models.Model):
    """The same night as a fact that is counted: without the case, the day or who wrote it.

    It stays when the case is destroyed. `month` is the first of the month.
    """

    month = models.DateField()
    kind = models.CharField(max_length=12, choices=ServiceKind.choices())
    age_group = models.CharField(max_length=10, choices=AgeGroup.choices())
    instead = models.CharField(max_length=16, choices=InsteadOfPlace.choices())
    nights = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["month"]
        indexes: ClassVar = [models.Index("month", name="no_place_of_month")]
        constraints: ClassVar = [
            known_values("kind", ServiceKind, name="no_place_count_kind_known"),
            known_values("age_group", AgeGroup, name="no_place_age_known"),
            known_values("instead", InsteadOfPlace, name="no_place_count_instead_known"),
        ]

    def __str__(self) -> str:
        return f"no place for {self.kind} in {self.month:%Y-%m}"
