"""Referrals of a case to partners."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.casework.cases.case.models import Case, SealedRow, SealedTextField, known_values
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.referrals.rules import OPEN_REFERRALS, ReferralState
from uitweg.platform.accounts.models import Member


class ReferralQuerySet(models.QuerySet["Referral"]):
    def with_names(self) -> Self:
        """Return them with what a list shows: the organisation, the service, package and people."""
        return self.select_related("organisation", "service", "package", "made_by", "state_by")

    def of_package(self, package: Package) -> Self:
        """Return the referral that this package belongs to, also when another took its place."""
        return self.filter(Q(package=package) | Q(earlier_packages=package)).distinct()

    def keeping_open(self, case: Case) -> Self:
        """Return those for which this case stays open: sent, and something is still to come.

        `cases` asks this by its name (cases/workflow/actions/workflow.py).
        """
        return self.filter(case=case, state__in=OPEN_REFERRALS - {ReferralState.DRAFT})

    def failed(self) -> Self:
        """Return those that were not answered in time, or that reached nobody."""
        unreached = Q(state=ReferralState.SENT, undelivered_at__isnull=False)
        return self.filter(unreached | Q(state=ReferralState.NO_ANSWER)).order_by("pk")


class Referral(SealedRow):
    """A question to a partner to help with one case.

    `sealed_text` holds JSON of the draft (what is asked, what is ticked); once sent, the disclosure
    holds what left. `sealed_reply_seed` is the private half of the package's `reply_public`, as
    hexadecimal text. `package` is what the partner can open now; `earlier_packages` are those it
    came in the place of. `state_by` is who changed the state last, None for the partner or the
    worker. `news_at` is since when an answer of the partner waits for a reader, `undelivered_at`
    since when it is known that no message reached them. `version` counts what the team changed, so
    that two colleagues do not overwrite each other.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    package = models.OneToOneField(
        Package, null=True, on_delete=models.SET_NULL, related_name="referral"
    )
    earlier_packages = models.ManyToManyField(Package, related_name="+")
    state = models.CharField(
        max_length=12, choices=ReferralState.choices(), default=ReferralState.DRAFT.value
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    undelivered_at = models.DateTimeField(null=True)
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
            known_values("state", ReferralState, name="referral_state_known"),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk} of case {self.case_id}"
