"""The counts of a year, and what members propose to release of them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.figures.rules.proposals import ProposalState
from uitweg.figures.rules.sources import SOURCES
from uitweg.platform.accounts.models import Member

SOURCE_CHOICES = [(each, each) for each in SOURCES]


class Extraction(models.Model):
    """What was counted of one source and year, once: every figure of that year comes from it.

    `counts` is JSON: [[category of each dimension of the source], count] for what there is. It has
    small numbers, and leaves this store only in tables that were protected.
    """

    source = models.CharField(max_length=16, choices=SOURCE_CHOICES)
    year = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField()
    extracted_on = models.DateField()
    counts = models.TextField()

    class Meta:
        ordering: ClassVar = ["-year", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "year"], name="one_extraction_a_year"),
            models.CheckConstraint(condition=Q(source__in=list(SOURCES)), name="source_known"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.year}"


class ReleaseProposalQuerySet(models.QuerySet["ReleaseProposal"]):
    def waiting(self) -> Self:
        """Return what another member has to decide about, without the counts of the year."""
        return self.filter(state=ProposalState.PROPOSED.value).defer("extraction__counts")

    def not_released(self) -> Self:
        """Return what was refused or taken back, the latest first."""
        ended = [ProposalState.REFUSED.value, ProposalState.TAKEN_BACK.value]
        return self.filter(state__in=ended).order_by("-decided_at").defer("extraction__counts")


class ReleaseProposal(models.Model):
    """Protected tables of one extraction that a member proposes to release, and another decides.

    `tables` is JSON, as the ledger has it; `release` the number that it got there; `withdrawn_at`
    when the ledger got the withdrawal of that number.
    """

    extraction = models.ForeignKey(Extraction, on_delete=models.CASCADE, related_name="proposals")
    tables = models.TextField()
    state = models.CharField(
        max_length=10, choices=ProposalState.model_choices(), default=ProposalState.PROPOSED.value
    )
    proposed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    release = models.PositiveIntegerField(null=True, unique=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ReleaseProposalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(ProposalState)), name="proposal_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.RELEASED.value)
                | Q(release__isnull=False, decided_by__isnull=False)
                & ~Q(decided_by=models.F("proposed_by")),
                name="release_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(release__isnull=False),
                name="withdrawn_was_released",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    @property
    def state_in_words(self) -> str:
        return ProposalState(self.state).words
