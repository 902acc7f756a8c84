"""Calls that came in by telephone, as a member wrote them down, sealed to the team."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from uitweg.casework.calls.rules import (
    CALL_TRANSITIONS,
    STATES_WITH_CASE,
    TEAM_SEES_AFTER,
    CallState,
)
from uitweg.platform.accounts.models import Member


class CallQuerySet(models.QuerySet["CallNote"]):
    def on_dashboard_of(self, member: Member, *, now: datetime) -> Self:
        """Return what still has to go somewhere: danger first, then the oldest.

        One's own drafts and what one passed on at once, a colleague's when their shift must be
        over.
        """
        unfinished = Q(state__in=[CallState.DRAFT, CallState.PASSED])
        old = unfinished & Q(started_at__lt=now - TEAM_SEES_AFTER)
        mine = unfinished & Q(written_by=member)
        waiting = self.filter(Q(state=CallState.SIGNAL) | old | mine)
        return waiting.select_related("written_by").order_by("-danger_now", "id")

    def passed_on(self, *, cases: models.QuerySet[Any, Any]) -> Self:
        """Return what colleagues passed on about these cases; `cases` gives their numbers."""
        rows = self.filter(state=CallState.PASSED, case_id__in=cases)
        return rows.select_related("written_by").order_by("-danger_now", "id")

    def running(self, member: Member) -> "CallNote | None":
        """Return the note this member began last and did not send anywhere yet."""
        drafts = self.filter(state=CallState.DRAFT, written_by=member)
        return drafts.order_by("-id").first()

    def for_the_next_shift(self) -> Self:
        """Return what a shift left to read, the oldest first."""
        return self.filter(state=CallState.SHIFT).select_related("written_by").order_by("id")


class CallNote(models.Model):
    """One call. `version` grows with each autosave; an older one never writes over a newer.

    The caller is nobody: no number, no name unless it was typed. When the note went to a case,
    its text lies there and `sealed_text` is empty. Passed on, it waits here for who leads the case.
    """

    form_key = models.BinaryField(max_length=16, unique=True)
    started_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    state = models.CharField(
        max_length=8,
        choices=CallState.model_choices(),
        default=CallState.DRAFT.value,
    )
    danger_now = models.BooleanField(default=False)
    version = models.PositiveIntegerField()
    case_id = models.BigIntegerField(null=True)
    sealed_text = models.BinaryField()

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                F("danger_now").desc(),
                "id",
                name="call_board",
                condition=Q(
                    state__in=[
                        CallState.DRAFT.value,
                        CallState.SIGNAL.value,
                        CallState.PASSED.value,
                    ]
                ),
            ),
            models.Index("case_id", name="call_passed", condition=Q(state=CallState.PASSED.value)),
            models.Index("id", name="call_shift", condition=Q(state=CallState.SHIFT.value)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CallState]), name="call_state_known"
            ),
            models.CheckConstraint(
                condition=Q(case_id__isnull=False)
                | ~Q(state__in=sorted(s.value for s in STATES_WITH_CASE)),
                name="call_in_a_case_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"B-{self.pk:04d}"

    def may_become(self, state: CallState) -> bool:
        return bool(self.sealed_text) and state in CALL_TRANSITIONS[CallState(self.state)]
