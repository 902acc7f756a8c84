"""Referrals of a case to partners, calls to find help, and nights without a place."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.casework.cases.models import Case
from uitweg.casework.cases.models.choices import known_values_constraint
from uitweg.casework.cases.models.sealed_text import SealedTextField
from uitweg.casework.partners.models.directory import Organisation, Service
from uitweg.casework.partners.models.packages import Package
from uitweg.casework.partners.rules.directory import ServiceKind
from uitweg.casework.partners.rules.referrals import (
    OPEN_REFERRALS,
    CallOutcome,
    InsteadOfPlace,
    ReferralState,
)
from uitweg.platform.accounts.models import Member


class ReferralQuerySet(models.QuerySet["Referral"]):
    def with_names(self) -> Self:
        """Return them with what a list shows: the organisation, the service, package and people."""
        return self.select_related("organisation", "service", "package", "made_by", "state_by")

    def of_package(self, package: Package) -> Self:
        """Return the referral that this package belongs to, also when another took its place."""
        return self.filter(Q(package=package) | Q(earlier_packages=package)).distinct()

    def open(self) -> Self:
        """Return those of which something is still to come: a case does not close with these."""
        return self.filter(state__in=OPEN_REFERRALS)


class Referral(models.Model):
    """A question to a partner to help with one case.

    `sealed_text` holds JSON of the draft (what is asked, what is ticked); once sent, the disclosure
    holds what left. `sealed_reply_seed` is the private half of the package's `reply_public`, as
    hexadecimal text. `package` is what the partner can open now; `earlier_packages` are those it
    came in the place of. `state_by` is who changed the state last, None for the partner or the
    worker. `news_at` is since when an answer of the partner waits for a reader. `version` counts
    what the team changed, so that two colleagues do not overwrite each other.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    package = models.OneToOneField(
        Package, null=True, on_delete=models.SET_NULL, related_name="referral"
    )
    earlier_packages = models.ManyToManyField(Package, related_name="+")
    state = models.CharField(
        max_length=10, choices=ReferralState.choices(), default=ReferralState.DRAFT.value
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    state_at = models.DateTimeField()
    state_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    news_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField(default=b"")
    sealed_reply_seed = SealedTextField(default=b"")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [
            models.Index("state", "answer_by", name="referral_waiting"),
            models.Index("news_at", name="referral_news", condition=Q(news_at__isnull=False)),
        ]
        constraints: ClassVar = [
            known_values_constraint("state", ReferralState, name="referral_state_known"),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk} of case {self.case_id}"


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
            known_values_constraint("outcome", CallOutcome, name="call_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} for case {self.case_id}"


class NoPlaceFound(models.Model):
    """A night on which no place was found for a youngster: a fact that is counted.

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
            known_values_constraint("kind", ServiceKind, name="no_place_kind_known"),
            known_values_constraint("instead", InsteadOfPlace, name="no_place_instead_known"),
            models.UniqueConstraint("case", "kind", "night_of", name="one_no_place_a_night"),
        ]

    def __str__(self) -> str:
        return f"no place for case {self.case_id} on {self.night_of}"
