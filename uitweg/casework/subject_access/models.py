"""A subject access package while a member prepares it and a colleague reviews it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from uitweg.casework.cases.case.models import Case, SealedRow, SealedTextField, known_values
from uitweg.casework.subject_access.rules import OPEN_STEPS, PackageStep
from uitweg.platform.accounts.models import Member


class SubjectAccessQuerySet(models.QuerySet["SubjectAccessRequest"]):
    def waiting_for(self, member: Member) -> Self:
        """Return the packages that this member can read before they leave: made by another."""
        readable = Case.objects.visible_to(member).values("pk")
        rows = self.select_related("case", "made_by")
        waiting = rows.filter(step=PackageStep.LOOKING, case__in=readable)
        return waiting.exclude(made_by__in=member.accounts_of_same_person()).order_by("id")


class SubjectAccessRequest(SealedRow):
    """One package: `sealed_choices` holds the choices, `sealed_package` the exact file to hand out.

    `version` goes up with each change, so that a member who saves over a colleague's changes is
    told. Once the package is handed out, both texts are emptied; who made it, who reviewed it and
    when remains.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="subject_access_requests")
    step = models.CharField(
        max_length=8, choices=PackageStep.model_choices(), default=PackageStep.MAKING.value
    )
    version = models.PositiveIntegerField(default=0)
    form_key = models.BinaryField(max_length=16, unique=True)
    started_on = models.DateField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    handed_out_on = models.DateField(null=True)
    sealed_choices = SealedTextField(default=b"")
    sealed_package = SealedTextField(default=b"")

    objects = SubjectAccessQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            known_values("step", PackageStep, name="subject_access_step_known"),
            models.UniqueConstraint(
                "case",
                condition=Q(step__in=[step.value for step in OPEN_STEPS]),
                name="one_subject_access_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("made_by")),
                name="subject_access_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"subject access package {self.pk} of case {self.case_id}"
