"""The compartment of a case: locked apart, with a key and grants of its own."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from uitweg.casework.appraisal.rules.grants import (
    READING_LEVELS,
    WRITING_LEVELS,
    CompartmentLevel,
)
from uitweg.casework.cases.case.models import Case, known_values_constraint
from uitweg.platform.accounts.models import Member


class Compartment(models.Model):
    """What is known of offences, kept out of the case's own file; at most one a case.

    Its key (AES-256) is in `CompartmentKeyCopy`: one for each member with a grant, and one for the
    recovery sheet. A grant for the case opens nothing here.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="compartment")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"compartment of case {self.case_id}"

    @property
    def number(self) -> str:
        """The number of its case."""
        return self.case.number

    def may_be_read_by(self, member_pk: int) -> bool:
        return self.grants.active_for(member_pk, READING_LEVELS).exists()

    def may_be_worked_on_by(self, member_pk: int) -> bool:
        return self.grants.active_for(member_pk, WRITING_LEVELS).exists()

    def may_be_judged_by(self, member_pk: int) -> bool:
        """Whether this member may give the second judgement."""
        levels = frozenset({CompartmentLevel.JUDGE})
        return self.grants.active_for(member_pk, levels).exists()


class CompartmentGrantQuerySet(models.QuerySet["CompartmentGrant"]):
    def active(self) -> Self:
        """Return the grants that have begun and have not ended."""
        now = timezone.now()
        return self.filter(until__gt=now, since__lte=now)

    def active_for(
        self, member_pk: int, levels: frozenset[CompartmentLevel] = READING_LEVELS
    ) -> Self:
        return self.active().filter(member_id=member_pk, level__in=levels)


class CompartmentGrant(models.Model):
    """Access of one member to one compartment; it always ends, at `until`.

    `is_other_team` says that the member works in another team than the writer. Grants that ended
    stay, to show later who could see what, and when.
    """

    compartment = models.ForeignKey(Compartment, on_delete=models.CASCADE, related_name="grants")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=CompartmentLevel.choices())
    is_other_team = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    given_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    ended_by = models.BigIntegerField(null=True)

    objects = CompartmentGrantQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["since", "id"]
        indexes: ClassVar = [models.Index("member", "compartment", name="compartment_grant_of")]
        constraints: ClassVar = [
            known_values_constraint("level", CompartmentLevel, name="compartment_level_known"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="compartment_grant_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} on compartment {self.compartment_id} for {self.member_id}"


class CompartmentKeyCopy(models.Model):
    """A compartment's key, sealed to one member, or to the recovery sheet (no `member`).

    `holder_id` is the id of the public key it was sealed to.
    """

    compartment = models.ForeignKey(
        Compartment, on_delete=models.CASCADE, related_name="key_copies"
    )
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    holder_id = models.BinaryField(max_length=8)
    sealed_key = models.BinaryField()
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("compartment", "member", name="one_copy_a_member"),
        ]

    def __str__(self) -> str:
        holder = self.member_id or "the recovery sheet"
        return f"key of compartment {self.compartment_id} for {holder}"
