"""Notes that members wrote during telephone calls, sealed to the team."""

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
        """Return the notes that still must be filed: danger first, then the oldest.

        These are signals, this member's own drafts and notes they passed on, and those of
        colleagues whose shift must be over by now.
        """
        unfinished = Q(state__in=[CallState.DRAFT, CallState.PASSED])
        left_behind = unfinished & Q(started_at__lt=now - TEAM_SEES_AFTER)
        own = unfinished & Q(written_by=member)
        to_file = self.filter(Q(state=CallState.SIGNAL) | left_behind | own)
        to_file = to_file.exclude(pk__in=member.shut_out_ids("callnote"))
        return to_file.select_related("written_by").order_by("-danger_now", "id")

    def passed_on(self, *, cases: models.QuerySet[Any, Any]) -> Self:
        """Return the notes passed on to the owners of these cases; `cases` is a query of ids."""
        rows = self.filter(state=CallState.PASSED, case_id__in=cases)
        return rows.select_related("written_by").order_by("-danger_now", "id")

    def running(self, member: Member) -> "CallNote | None":
        """Return this member's latest draft, if any."""
        drafts = self.filter(state=CallState.DRAFT, written_by=member)
        return drafts.order_by("-id").first()

    def for_the_next_shift(self) -> Self:
        """Return the notes left for the next shift, oldest first."""
        return self.filter(state=CallState.SHIFT).select_related("written_by").order_by("id")


class CallNote(models.Model):
    """The note of one call.

    `version` grows with each autosave, so that a late save never overwrites a newer one, and `tab`
    names the page that saved it last, so that another page never overwrites what it did not show.
    Nothing about the caller is stored but what was typed. When the note went to a case, the text is
    there and `sealed_text` is empty. `case_id` is set too when it was passed on to the owner of a
    case.
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
    tab = models.BinaryField(max_length=8, default=b"")
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
                condition=Q(state__in=[state.value for state in CallState]), name="call_state_known"
            ),
            models.CheckConstraint(
                condition=Q(case_id__isnull=False)
                | ~Q(state__in=sorted(state.value for state in STATES_WITH_CASE)),
                name="call_in_a_case_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"B-{self.pk:04d}"

    def may_become(self, state: CallState) -> bool:
        """Return whether this state may follow; nothing follows once the text went to a case."""
        return bool(self.sealed_text) and state in CALL_TRANSITIONS[CallState(self.state)]
