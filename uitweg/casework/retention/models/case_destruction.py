"""Holds of closed cases, and the runs on which two members decide to destroy cases or calls."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.retention.rules.case_destruction import (
    UNFINISHED_LINE_STATES,
    CaseHoldReason,
    DestructionKind,
    DestructionState,
    ListedCaseState,
    StayReason,
)
from uitweg.platform.accounts.models import Member


class CaseHold(models.Model):
    """A member keeps a case up to and including the day `until`, also when its term is over."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="hold")
    until = models.DateField()
    reason = models.CharField(max_length=16, choices=CaseHoldReason.model_choices())
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    since = models.DateField()

    def __str__(self) -> str:
        return f"hold of case {self.case_id}"


class Run(models.Model):
    """A list of cases or call notes that one member proposes to destroy and another approves.

    A run of cases has one line per case. A run of call notes has no lines: it holds the day
    `before` which they were made, how many they were (`calls`) and how many were destroyed
    (`calls_gone`).
    """

    kind = models.CharField(max_length=8, choices=DestructionKind.model_choices())
    state = models.CharField(
        max_length=10,
        choices=DestructionState.model_choices(),
        default=DestructionState.PROPOSED.value,
    )
    proposed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="proposed_runs")
    proposed_on = models.DateField()
    decided_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="decided_runs"
    )
    decided_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    before = models.DateField(null=True)
    calls = models.PositiveIntegerField(default=0)
    calls_gone = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="run_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in DestructionState]), name="run_state_known"
            ),
            models.CheckConstraint(
                condition=Q(before=None) ^ Q(kind=DestructionKind.CALLS.value),
                name="run_of_calls_has_a_day",
            ),
            models.UniqueConstraint(
                "kind",
                condition=Q(
                    kind=DestructionKind.CALLS.value,
                    state__in=[DestructionState.PROPOSED.value, DestructionState.APPROVED.value],
                ),
                name="one_list_of_calls_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


class RunLineQuerySet(models.QuerySet["RunLine"]):
    def under_way(self) -> Self:
        """Return the lines whose case waits for its destruction, or is in the middle of it."""
        return self.filter(state__in=UNFINISHED_LINE_STATES)


class RunLine(models.Model):
    """One case on a run, with the row and term of the retention table that end it.

    A case is on one unfinished run at a time.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="lines")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="run_lines")
    row = models.CharField(max_length=40)
    term = models.CharField(max_length=20)
    state = models.CharField(
        max_length=8,
        choices=ListedCaseState.model_choices(),
        default=ListedCaseState.LISTED.value,
    )
    why = models.CharField(
        max_length=12, choices=StayReason.model_choices(), default="", blank=True
    )

    objects = RunLineQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "case",
                condition=Q(state__in=list(UNFINISHED_LINE_STATES)),
                name="on_one_list_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.case_id} on run {self.run_id}"


def closed_cases(*, after: date | None = None, number: int = 0) -> models.QuerySet[Case]:
    """Return closed cases with a last day, soonest first.

    With `after` and `number` only those that sort behind that day and case number.
    """
    rows = Case.objects.filter(state=CaseState.CLOSED).exclude(kept_until=None)
    if after:
        rows = rows.filter(kept_until__gte=after).exclude(kept_until=after, pk__lte=number)
    return rows.order_by("kept_until", "id")
