"""Conferences: when, about which cases, who is there, and what was agreed."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from uitweg.casework.cases.case.models import Case, SealedRow, SealedTextField, known_values
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.partners.conferences.rules.states import (
    TALKING_STATES,
    ConferenceState,
    Involvement,
    ItemState,
    Undone,
)
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.models import Package
from uitweg.platform.accounts.models import Member
from uitweg.platform.store.frozen_columns import FrozenColumns

UNDONE_FIELDS = ("action", "undone", "undone_said_at", "undone_said_by", "sealed_text")
"""What of a line changes after the minutes left; its text only with the case's key."""
WITH_MINUTES = [ConferenceState.SENT.value, ConferenceState.CLOSED.value]


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def of_member(self, member: Member) -> Self:
        """Return the conferences that this member chairs or takes part in."""
        seats = Participant.objects.filter(member=member)
        return self.filter(Q(chair=member) | Q(pk__in=seats.values("conference")))

    def between(self, since: datetime, until: datetime) -> Self:
        rows = self.filter(starts_at__gte=since, starts_at__lt=until)
        return rows.select_related("chair").order_by("starts_at", "id")

    def minutes_due(self, now: datetime) -> Self:
        """Return those that are over and whose minutes did not leave, the oldest first."""
        over = self.filter(ends_at__lte=now, state__in=sorted(TALKING_STATES))
        return over.select_related("chair").order_by("ends_at", "id")


class Conference(models.Model):
    """People of several organisations talk about some cases at one moment, chaired by a member.

    `sequence` rises with each invitation that left, as a calendar needs. `sealed_text` is sealed to
    the team: JSON with the title and the place.
    """

    chair = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_online = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=ConferenceState.choices(), default=ConferenceState.PLANNED.value
    )
    sequence = models.PositiveSmallIntegerField(default=0)
    invited_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_at", "id"]
        indexes: ClassVar = [
            models.Index("starts_at", name="conference_by_start"),
            models.Index("state", "ends_at", name="conference_to_end"),
        ]
        constraints: ClassVar = [
            known_values("state", ConferenceState, name="conference_state_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="conference_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(state__in=WITH_MINUTES, sent_at__isnull=False)
                | ~Q(state__in=WITH_MINUTES) & Q(sent_at=None),
                name="conference_sent_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"conference {self.pk}"


class AgendaItem(SealedRow):
    """One case on the agenda.

    `involvement` is what the youngster knows of it, "" until that is said; `look_again_on` is when
    it is asked again of who was not told. `sealed_text` is JSON: the question, what the chair typed
    while people talked, and about the youngster.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agenda_items")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=ItemState.choices(), default=ItemState.PLANNED.value
    )
    involvement = models.CharField(
        max_length=8, choices=Involvement.choices(), default="", blank=True
    )
    look_again_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            known_values("state", ItemState, name="agenda_item_state_known"),
            known_values(
                "involvement", Involvement, name="agenda_item_involvement_known", allow_empty=True
            ),
            models.UniqueConstraint("conference", "case", name="one_item_a_case"),
        ]

    def __str__(self) -> str:
        return f"item {self.pk} of conference {self.conference_id}"


class Participant(models.Model):
    """A member, or an organisation with somebody who comes for it.

    They see their own items from `sees_from` until `sees_until`. `accepted_at` is when a member
    promised secrecy; an organisation says so in its reply to `package`. `came_at` is when they were
    there, `ended_at` when they were taken off the list. `sealed_text` is sealed to the team: JSON
    with the name of who comes. `sealed_reply_seed` is the private half of the packages'
    `reply_public`, sealed to the team.
    """

    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="participants"
    )
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sees_from = models.DateTimeField(null=True)
    sees_until = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    package = models.OneToOneField(
        Package, null=True, on_delete=models.SET_NULL, related_name="conference_participant"
    )
    minutes_package = models.OneToOneField(
        Package, null=True, on_delete=models.SET_NULL, related_name="minutes_participant"
    )
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField(default=b"")
    sealed_reply_seed = models.BinaryField(default=b"")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(member=None) ^ Q(organisation=None), name="participant_is_one_of_two"
            ),
            models.UniqueConstraint(
                "conference", "member", name="one_seat_a_member", condition=Q(member__isnull=False)
            ),
            models.UniqueConstraint(
                "conference",
                "organisation",
                name="one_seat_an_organisation",
                condition=Q(organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"participant {self.pk} of conference {self.conference_id}"


class ParticipantItem(models.Model):
    """That a participant takes part in one item, and so sees it."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="own_items")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="seats")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("participant", "item", name="one_seat_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} at item {self.item_id}"


class Minutes(SealedRow):
    """The minutes of one item as they left. Never changed: a correction is a next version.

    `sealed_text` is JSON: the question, the decisions, who was there, what the youngster knows. It
    is encrypted anew when the case gets another key; `sha256` of the JSON never changes.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="minutes")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="minutes")
    version = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    sha256 = models.BinaryField(max_length=32)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField()

    class Meta:
        ordering: ClassVar = ["item", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint("item", "version", name="one_minutes_a_version"),
            FrozenColumns(name="minutes_frozen", except_fields=("sealed_text",)),
        ]

    def __str__(self) -> str:
        return f"minutes {self.version} of item {self.item_id}"


class ConferenceLine(SealedRow):
    """One line of the minutes: an action with who and when, or a decision without an owner.

    `action` is the action of the case that it became. What was agreed never changes; `undone` is
    answered once, at a later conference, of an action that was not done by then. `sealed_text` is
    JSON: the line as typed, what is to be done, and who does it in words.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="lines")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conference_lines")
    position = models.PositiveSmallIntegerField()
    action = models.ForeignKey(
        Action, null=True, on_delete=models.SET_NULL, related_name="conference_lines"
    )
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True)
    due_at = models.TimeField(null=True)
    undone = models.CharField(max_length=10, choices=Undone.choices(), default="", blank=True)
    undone_said_at = models.DateTimeField(null=True)
    undone_said_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+"
    )
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField()

    class Meta:
        ordering: ClassVar = ["minutes", "position"]
        constraints: ClassVar = [
            known_values("undone", Undone, name="conference_line_undone_known", allow_empty=True),
            models.CheckConstraint(
                condition=Q(undone="", undone_said_at=None, undone_said_by=None)
                | ~Q(undone="") & Q(undone_said_at__isnull=False, undone_said_by__isnull=False),
                name="conference_line_undone_said_by_someone",
            ),
            FrozenColumns(
                name="conference_line_frozen",
                except_fields=UNDONE_FIELDS,
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.position} of minutes {self.minutes_id}"
