"""The plan of a case: goals and actions."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from uitweg.casework.cases.case.models import (
    Case,
    CaseGrant,
    SealedRow,
    SealedTextField,
    known_values,
)
from uitweg.casework.cases.case.rules.contents import ActionState, Domain, GoalState
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import READ_LEVELS, WORK_LEVELS
from uitweg.platform.accounts.models import Member


class Goal(SealedRow):
    """What the youngster wants, in their own words."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="goals")
    domain = models.CharField(max_length=10, choices=Domain.choices())
    state = models.CharField(
        max_length=8, choices=GoalState.choices(), default=GoalState.OPEN.value
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            known_values("domain", Domain, name="goal_domain_known"),
            known_values("state", GoalState, name="goal_state_known"),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk} of case {self.case_id}"


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> Self:
        return self.filter(state=ActionState.OPEN)

    def kept(self) -> Self:
        """Return the actions that were not dropped: done or still open."""
        return self.exclude(state=ActionState.DROPPED)

    def late_for(self, member: Member, *, today: date) -> Self:
        """Return the open actions before `today` that this member may see.

        The rule is `rules.visibility.sees_action`, a second time for the database.
        """
        grants = CaseGrant.objects.active_for(member.pk, READ_LEVELS).filter(case=OuterRef("case"))
        is_visible = Exists(grants.about(OuterRef("group")))
        is_own = Q(owner=member) & Exists(grants)
        return self.open().filter(is_own | is_visible, due_on__lt=today)

    def owned_by(self, member: Member) -> Self:
        """Return the actions this member is to do, in the cases they may still work in."""
        grants = CaseGrant.objects.active_for(member.pk, WORK_LEVELS)
        owned = self.filter(owner=member, case__in=grants.values("case"))
        return owned.select_related("case").order_by("due_on", "id")


class Action(SealedRow):
    """Who does what, by when; `sealed_reason` says why it was dropped, and is empty otherwise.

    With `organisation`, the number of a partner of the directory, that partner does it, and `owner`
    is the member of the team who asks after it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="actions")
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="actions")
    goal = models.ForeignKey(Goal, null=True, on_delete=models.SET_NULL, related_name="actions")
    organisation = models.BigIntegerField(null=True)
    due_on = models.DateField(null=True)
    group = models.CharField(
        max_length=12, choices=DataGroup.choices(), default=DataGroup.SITUATION.value
    )
    state = models.CharField(
        max_length=8, choices=ActionState.choices(), default=ActionState.OPEN.value
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField()
    sealed_reason = SealedTextField(default=b"")

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(
                "owner",
                "due_on",
                "id",
                name="action_board",
                condition=Q(state=ActionState.OPEN.value),
            ),
        ]
        constraints: ClassVar = [
            known_values("state", ActionState, name="action_state_known"),
            known_values("group", DataGroup, name="action_group_known"),
        ]

    def __str__(self) -> str:
        return f"action {self.pk} of case {self.case_id}"
