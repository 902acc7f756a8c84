"""One young person's case: who may see it, and what happened, sealed under its own key."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone

from uitweg.access.models import Member
from uitweg.cases.rules import (
    AT_WORK,
    READS,
    UNSAFE,
    WORKS,
    ActionState,
    CaseState,
    Domain,
    Ending,
    EntryKind,
    GoalState,
    Ground,
    Level,
    Risk,
    SheetKind,
)


def _choices(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    return [(kind.value, kind.name) for kind in kinds]


def _known(field: str, kinds: type[StrEnum], *, name: str, empty: bool = False) -> CheckConstraint:
    """Refuse at the database what is none of the fixed words."""
    words = [*(kind.value for kind in kinds), *([""] if empty else [])]
    return CheckConstraint(condition=Q(**{f"{field}__in": words}), name=name)


class CaseQuerySet(models.QuerySet["Case"]):
    def seen_by(self, member: Member) -> Self:
        """Return the cases on which this member has a live grant to read."""
        now = timezone.now()
        return self.filter(
            Q(grants__until=None) | Q(grants__until__gt=now),
            grants__member=member,
            grants__since__lte=now,
            grants__level__in=READS,
        )

    def worked_on_by(self, member: Member) -> Self:
        """Return the open cases in which this member may work."""
        now = timezone.now()
        return self.filter(
            Q(grants__until=None) | Q(grants__until__gt=now),
            grants__member=member,
            grants__since__lte=now,
            grants__level__in=WORKS,
            state__in=AT_WORK,
        )

    def unsafe(self) -> Self:
        """Return where a person judged it unsafe and work goes on, acute danger first."""
        at_work = self.filter(risk__in=UNSAFE, state__in=AT_WORK)
        return at_work.select_related("coordinator").order_by("risk", "id")

    def to_look_at(self, *, until: date) -> Self:
        """Return what someone said to look at again by then, the oldest day first."""
        due = self.filter(look_on__lte=until, state__in=AT_WORK)
        return due.select_related("coordinator").order_by("look_on", "id")

    def asked_to_close(self, *, but_not_by: Member) -> Self:
        """Return what waits for a second person, the oldest case first."""
        asked = self.filter(state=CaseState.CLOSING).exclude(closing_by=but_not_by)
        return asked.select_related("coordinator", "closing_by").order_by("id")


class Case(models.Model):
    """A case has a number, never a name; `report_id` is the report it came from, if any."""

    report_id = models.BigIntegerField(unique=True, null=True)
    coordinator = models.ForeignKey(Member, on_delete=models.PROTECT)
    opened_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=_choices(CaseState), default=CaseState.INTAKE.value
    )
    risk = models.CharField(max_length=12, choices=_choices(Risk), default=Risk.UNKNOWN.value)
    ground = models.CharField(
        max_length=12, choices=_choices(Ground), default=Ground.NOT_CHOSEN.value
    )
    look_on = models.DateField(null=True)
    ending = models.CharField(max_length=16, choices=_choices(Ending), default="", blank=True)
    closing_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="closing"
    )
    closed_on = models.DateField(null=True)
    sealed_key = models.BinaryField()
    key_id = models.BinaryField(max_length=8)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "id", name="case_asked_to_close", condition=Q(state=CaseState.CLOSING.value)
            ),
        ]
        constraints: ClassVar = [
            _known("state", CaseState, name="case_state_known"),
            _known("risk", Risk, name="case_risk_known"),
            _known("ground", Ground, name="case_ground_known"),
            _known("ending", Ending, name="case_ending_known", empty=True),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"U-{self.pk:04d}"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    def lets_in(self, member_pk: int) -> bool:
        return self.grants.live(member_pk, READS).exists()

    def shows_card(self, member_pk: int) -> bool:
        return self.grants.live(member_pk, frozenset(Level)).exists()

    def lets_work(self, member_pk: int) -> bool:
        return self.grants.live(member_pk, WORKS).exists()

    def workers(self) -> models.QuerySet[Member]:
        """Return who may work in this case now, by name."""
        now = timezone.now()
        live = self.grants.filter(Q(until=None) | Q(until__gt=now), since__lte=now, level__in=WORKS)
        return Member.objects.filter(pk__in=live.values("member")).order_by("name")


class GrantQuerySet(models.QuerySet["CaseGrant"]):
    def live(self, member_pk: int, levels: frozenset[Level]) -> Self:
        now = timezone.now()
        return self.filter(
            Q(until=None) | Q(until__gt=now), member_id=member_pk, since__lte=now, level__in=levels
        )


class CaseGrant(models.Model):
    """The only source of access to a case; it ends by itself."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    level = models.CharField(max_length=8, choices=_choices(Level))
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("case", "member", name="one_grant_a_member"),
            _known("level", Level, name="grant_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.level} on {self.case_id} for {self.member_id}"


class Entry(models.Model):
    """Something that happened, as one person wrote it down; never edited, only added to.

    `form_key` comes from the form: the same form twice is one entry.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=_choices(EntryKind))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]

    def __str__(self) -> str:
        return f"entry {self.pk} of case {self.case_id}"


class Sheet(models.Model):
    """One version of what is known and agreed: of the person, for their safety, the judgement.

    Never edited: the newest version counts, the older ones say what was known when. Two people
    who write the same version at once cannot both be right: the second learns of it.
    `sealed_text` holds JSON, field to words.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sheets")
    kind = models.CharField(max_length=10, choices=_choices(SheetKind))
    version = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["case", "kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint("case", "kind", "version", name="one_sheet_a_version"),
            _known("kind", SheetKind, name="sheet_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} of case {self.case_id}"


class Goal(models.Model):
    """What the youngster wants, in their own words."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="goals")
    domain = models.CharField(max_length=10, choices=_choices(Domain))
    state = models.CharField(
        max_length=8, choices=_choices(GoalState), default=GoalState.OPEN.value
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            _known("domain", Domain, name="goal_domain_known"),
            _known("state", GoalState, name="goal_state_known"),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk} of case {self.case_id}"


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> Self:
        return self.filter(state=ActionState.OPEN)

    def planned(self) -> Self:
        """Return what someone does on a day, done or still to do."""
        return self.exclude(state=ActionState.DROPPED).exclude(due_on=None)

    def of(self, member: Member) -> Self:
        """Return what stands on this member's name, in cases that still let them work."""
        now = timezone.now()
        grants = CaseGrant.objects.filter(
            Q(until=None) | Q(until__gt=now), member=member, since__lte=now, level__in=WORKS
        )
        mine = self.filter(owner=member, case__in=grants.values("case"))
        return mine.select_related("case").order_by("due_on", "id")


class Action(models.Model):
    """One thing somebody does, and by when."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="actions")
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField(null=True)
    state = models.CharField(
        max_length=8, choices=_choices(ActionState), default=ActionState.OPEN.value
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

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
        constraints: ClassVar = [_known("state", ActionState, name="action_state_known")]

    def __str__(self) -> str:
        return f"action {self.pk} of case {self.case_id}"
