"""Callouts: what somebody must act on now, who was called, what is next, and how long it waited."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.duty.callouts.rules.paging import (
    PageAudience,
    PageKind,
    PageState,
    Urgency,
    read_thing,
)
from uitweg.casework.duty.callouts.rules.steps import PageProgress
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.platform.accounts.models import Member


class PageQuerySet(models.QuerySet["Page"]):
    def unhandled(self) -> Self:
        return self.exclude(state=PageState.HANDLED)

    def open(self) -> Self:
        """Return the pages that nobody took, or that came back."""
        return self.filter(state=PageState.OPEN)

    def due(self, now: datetime) -> Self:
        """Return the pages whose next step is due, urgent first, then the oldest."""
        due = self.unhandled().filter(next_at__lte=now)
        return due.order_by("-urgency", "next_at", "id")  # "urgent" sorts after "normal"

    def calling_nobody(self, now: datetime) -> Self:
        """Return the open pages whose last step called nobody: nobody can be reached at all."""
        calls = PageCall.objects.filter(
            page=OuterRef("pk"), round=OuterRef("round"), step=OuterRef("step") - 1
        )
        begun = self.open().filter(step__gt=0, next_at__gt=now)
        return begun.filter(~Exists(calls)).order_by("id")


class Page(models.Model):
    """One page. `number` is what a message that leaves says, and means nothing.

    `round` counts how often it began again after somebody took it and it was not handled; it began
    at `began_at`, and `step` is its next step. A page that is not handled has exactly one next
    step, at `next_at`; a handled one has none. `acknowledged_by` is who took it last, also after it
    came back. `handled_by` is None when it ended because its things were dealt with. With
    `day_only` its moments are days by now.
    """

    number = models.CharField(max_length=3)
    urgency = models.CharField(max_length=8, choices=Urgency.model_choices())
    audience = models.CharField(max_length=8, choices=PageAudience.model_choices())
    state = models.CharField(
        max_length=12, choices=PageState.model_choices(), default=PageState.OPEN
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

    objects = PageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=PageState.HANDLED, next_at=None)
                | (~Q(state=PageState.HANDLED) & Q(next_at__isnull=False)),
                name="open_page_has_next_step",
            ),
            models.UniqueConstraint(
                "number", name="one_open_page_a_number", condition=~Q(state=PageState.HANDLED)
            ),
        ]
        indexes: ClassVar = [
            models.Index("next_at", name="page_due", condition=~Q(state=PageState.HANDLED)),
            models.Index("handled_at", name="page_handled", condition=Q(state=PageState.HANDLED)),
        ]

    def __str__(self) -> str:
        return f"page {self.pk}"

    @property
    def progress(self) -> PageProgress:
        return PageProgress(
            urgency=Urgency(self.urgency),
            audience=PageAudience(self.audience),
            began_at=self.began_at,
            next_at=self.next_at,
            state=PageState(self.state),
            round=self.round,
            step=self.step,
            acknowledged_by=self.acknowledged_by_id,
            acknowledged_at=self.acknowledged_at,
            extended=self.extended,
        )

    def emergency_access_used_by(self) -> list[int]:
        """Return the numbers of the members whose emergency access this page is about."""
        about = self.subjects.filter(kind=PageKind.EMERGENCY_ACCESS, is_settled=False)
        things = about.order_by("pk").values_list("thing", flat=True)
        used = EmergencyAccess.objects.filter(pk__in=[read_thing(thing)[1] for thing in things])
        return list(used.order_by("pk").values_list("grant__member", flat=True))

    def follow(self, progress: PageProgress) -> None:
        """Take over how far the page is now; the caller saves it."""
        self.state, self.round, self.step = progress.state, progress.round, progress.step
        self.began_at, self.next_at = progress.began_at, progress.next_at
        self.acknowledged_by_id = progress.acknowledged_by
        self.acknowledged_at, self.extended = progress.acknowledged_at, progress.extended


class PageSubject(models.Model):
    """What a page is about: `thing` names a row as the audit log does (`message:12`).

    `occurrence` tells two times of one row apart, such as a case that is in danger again. It is
    settled when the thing itself was dealt with.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=20, choices=PageKind.model_choices())
    thing = models.CharField(max_length=60)
    occurrence = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()
    is_settled = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("thing", "occurrence", name="paged_once"),
        ]

    def __str__(self) -> str:
        return self.thing


class PageCall(models.Model):
    """One try to reach one member over one channel; `key` names its message in the outbox."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="calls")
    round = models.PositiveIntegerField()
    step = models.PositiveIntegerField()
    attempt = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=ChannelKind.model_choices())
    key = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key

    @property
    def own_key(self) -> str:
        """The key of this try: one for each page, round, step, member, channel and attempt."""
        who = f"{self.member_id}-{self.channel}-{self.attempt}"
        return f"page-{self.page_id}-{self.round}-{self.step}-{who}"


class PageWait(models.Model):
    """The seconds from the opening of one page to the first time that somebody took it.

    In whole minutes, coarser the longer it took: see `answer_times.coarse_minutes`.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="wait")
    seconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"wait of page {self.page_id}"
