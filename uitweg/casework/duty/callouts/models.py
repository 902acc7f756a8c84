"""Callouts: what somebody must act on now, who was called, what is next, and how long it waited."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.duty.callouts.rules.callouts import (
    CalloutAudience,
    CalloutKind,
    CalloutState,
    Urgency,
    read_thing,
)
from uitweg.casework.duty.callouts.rules.steps import CalloutProgress
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.platform.accounts.models import Member


class CalloutQuerySet(models.QuerySet["Callout"]):
    def unhandled(self) -> Self:
        return self.exclude(state=CalloutState.HANDLED)

    def open(self) -> Self:
        """Return the callouts that nobody took, or that came back."""
        return self.filter(state=CalloutState.OPEN)

    def due(self, now: datetime) -> Self:
        """Return the callouts whose next step is due, urgent first, then the oldest."""
        due = self.unhandled().filter(next_at__lte=now)
        return due.order_by("-urgency", "next_at", "id")  # "urgent" sorts after "normal"

    def calling_nobody(self, now: datetime) -> Self:
        """Return the open callouts whose last step called nobody: nobody can be reached at all."""
        calls = CalloutCall.objects.filter(
            callout=OuterRef("pk"), round=OuterRef("round"), step=OuterRef("step") - 1
        )
        begun = self.open().filter(step__gt=0, next_at__gt=now)
        return begun.filter(~Exists(calls)).order_by("id")


class Callout(models.Model):
    """One callout. `number` is what a message that leaves says, and means nothing.

    `round` counts how often it began again after somebody took it and it was not handled; it began
    at `began_at`, and `step` is its next step. A callout that is not handled has exactly one next
    step, at `next_at`; a handled one has none. `acknowledged_by` is who took it last, also after it
    came back. `handled_by` is None when it ended because its things were dealt with. With
    `day_only` its moments are days by now.
    """

    number = models.CharField(max_length=3)
    urgency = models.CharField(max_length=8, choices=Urgency.model_choices())
    audience = models.CharField(max_length=8, choices=CalloutAudience.model_choices())
    state = models.CharField(
        max_length=12, choices=CalloutState.model_choices(), default=CalloutState.OPEN
    )
    opened_at = models.DateTimeField()
    began_at = models.DateTimeField()
    round = models.PositiveIntegerField(default=0)
    step = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)
    extended = models.PositiveSmallIntegerField(default=0)
    handled_by = models.BigIntegerField(null=True)
    handled_at = models.DateTimeField(null=True)
    day_only = models.BooleanField(default=False)

    objects = CalloutQuerySet.as_manager()

    class Meta:
        db_table = "duty_page"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=CalloutState.HANDLED, next_at=None)
                | (~Q(state=CalloutState.HANDLED) & Q(next_at__isnull=False)),
                name="open_page_has_next_step",
            ),
            models.UniqueConstraint(
                "number", name="one_open_page_a_number", condition=~Q(state=CalloutState.HANDLED)
            ),
        ]
        indexes: ClassVar = [
            models.Index("next_at", name="page_due", condition=~Q(state=CalloutState.HANDLED)),
            models.Index(
                "handled_at", name="page_handled", condition=Q(state=CalloutState.HANDLED)
            ),
        ]

    def __str__(self) -> str:
        return f"callout {self.pk}"

    @property
    def progress(self) -> CalloutProgress:
        return CalloutProgress(
            urgency=Urgency(self.urgency),
            audience=CalloutAudience(self.audience),
            began_at=self.began_at,
            next_at=self.next_at,
            state=CalloutState(self.state),
            round=self.round,
            step=self.step,
            acknowledged_by=self.acknowledged_by_id,
            acknowledged_at=self.acknowledged_at,
            extended=self.extended,
        )

    def emergency_access_used_by(self) -> list[int]:
        """Return the numbers of the members whose emergency access this callout is about."""
        about = self.subjects.filter(kind=CalloutKind.EMERGENCY_ACCESS, is_settled=False)
        things = about.order_by("pk").values_list("thing", flat=True)
        used = EmergencyAccess.objects.filter(pk__in=[read_thing(thing)[1] for thing in things])
        return list(used.order_by("pk").values_list("grant__member", flat=True))

    def follow(self, progress: CalloutProgress) -> None:
        """Take over how far the callout is now; the caller saves it."""
        self.state, self.round, self.step = progress.state, progress.round, progress.step
        self.began_at, self.next_at = progress.began_at, progress.next_at
        self.acknowledged_by_id = progress.acknowledged_by
        self.acknowledged_at, self.extended = progress.acknowledged_at, progress.extended


class CalloutSubject(models.Model):
    """What a callout is about: `thing` names a row as the audit log does (`message:12`).

    `occurrence` tells two times of one row apart, such as a case that is in danger again. It is
    settled when the thing itself was dealt with.
    """

    callout = models.ForeignKey(
        Callout, models.CASCADE, db_column="page_id", related_name="subjects"
    )
    kind = models.CharField(max_length=20, choices=CalloutKind.model_choices())
    thing = models.CharField(max_length=60)
    occurrence = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()
    is_settled = models.BooleanField(default=False)

    class Meta:
        db_table = "duty_pagesubject"
        constraints: ClassVar = [
            models.UniqueConstraint("thing", "occurrence", name="paged_once"),
        ]

    def __str__(self) -> str:
        return self.thing


class CalloutCall(models.Model):
    """One try to reach one member over one channel; `key` names its message in the outbox."""

    callout = models.ForeignKey(Callout, models.CASCADE, db_column="page_id", related_name="calls")
    round = models.PositiveIntegerField()
    step = models.PositiveIntegerField()
    attempt = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=ChannelKind.model_choices())
    key = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()

    class Meta:
        db_table = "duty_pagecall"

    def __str__(self) -> str:
        return self.key

    @property
    def own_key(self) -> str:
        """The key of this try: one for each callout, round, step, member, channel and attempt."""
        who = f"{self.member_id}-{self.channel}-{self.attempt}"
        return f"page-{self.callout_id}-{self.round}-{self.step}-{who}"


class CalloutWait(models.Model):
    """The seconds from the opening of one callout to the first time that somebody took it.

    In whole minutes, coarser the longer it took: see `answer_times.coarse_minutes`.
    """

    callout = models.OneToOneField(
        Callout, models.CASCADE, db_column="page_id", related_name="wait"
    )
    seconds = models.PositiveIntegerField()

    class Meta:
        db_table = "duty_pagewait"

    def __str__(self) -> str:
        return f"wait of callout {self.callout_id}"
