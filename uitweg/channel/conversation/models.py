"""The channel's tables. The public door only adds rows; the staff side changes and removes them.

Everything a person wrote is an envelope (see docs/crypto.md); policy/fields.yaml lists each field
that is not encrypted, with the reason. There are no foreign keys to staff tables: members are
stored as plain numbers.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import ClassVar, Self

from django.db import connections, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from uitweg.channel.conversation.rules.reports import (
    AdviceOutcome,
    DangerEnd,
    LateReason,
    ReportState,
)
from uitweg.channel.conversation.rules.sizes import LARGEST_ENVELOPE
from uitweg.platform.sealing import code, envelope, files, tokens

MOMENTS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
"""What the public door may add lies between these: "infinity" would break every list it is in."""

WISHES_PER_TURN = 1000
"""As many wishes to delete are read at a time."""
SIGNING_KEYS_PATH = "/cijfers/sleutels.pem"
"""Where the public keys stand with which the team signs."""


def _lengths_at_most(**bytes_of: int) -> Q:
    """Return the condition that each of these fields is at most so many bytes long."""
    limits = (Q(LessThanOrEqual(Length(field), most)) for field, most in bytes_of.items())
    return Q(*limits)


def random_row_id() -> int:
    """Return an id that tells nothing about when its row was made: 62 random bits."""
    return int.from_bytes(tokens.new_token(8)) >> 2


class TeamKey(models.Model):
    """The public half of a team key; written by the staff side, read by the public door."""

    key_id = models.BinaryField(max_length=8, unique=True)
    public_key = models.BinaryField(max_length=1216)
    verify_key = models.BinaryField(max_length=32)
    since = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"team key {bytes(self.key_id).hex()}"

    @classmethod
    def current(cls) -> "TeamKey | None":
        return cls.objects.filter(retired_at=None).order_by("-id").first()

    @classmethod
    def current_id(cls) -> bytes | None:
        """Return only the id, by plain SQL because every sealed message needs it."""
        with connections["channel"].cursor() as cursor:
            cursor.execute(
                "SELECT key_id FROM channel_teamkey WHERE retired_at IS NULL"
                " ORDER BY id DESC LIMIT 1"
            )
            row = cursor.fetchone()
        return bytes(row[0]) if row else None

    @classmethod
    def retired_ids(cls) -> frozenset[bytes]:
        """Return the ids of the keys that only read what is old."""
        retired = cls.objects.exclude(retired_at=None)
        return frozenset(bytes(key_id) for key_id in retired.values_list("key_id", flat=True))

    @property
    def last_signing_day(self) -> date | None:
        """The last day of which an answer may be signed with this key; None while it is in use.

        So whoever left with a retired key cannot answer in the team's name.
        """
        return timezone.localdate(self.retired_at) if self.retired_at else None

    def may_sign(self, on: str) -> bool:
        """Return whether an answer of this day (ISO) may be signed with this key."""
        return self.last_signing_day is None or on <= self.last_signing_day.isoformat()


class JunkBatch(models.Model):
    """Reports that a member marked as junk together, and whether they were destroyed since."""

    junked_at = models.DateTimeField()
    junked_by = models.BigIntegerField()
    destroyed_at = models.DateTimeField(null=True)
    destroyed_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"junk batch {self.pk}"


class Report(models.Model):
    """One anonymous conversation, identified only by the hash of its mailbox id."""

    mailbox_hash = models.BinaryField(max_length=32, unique=True)
    reporter_key = models.BinaryField(max_length=1216)
    received_at = models.DateTimeField()
    sealed_in_browser = models.BooleanField()
    state = models.CharField(
        max_length=10,
        choices=ReportState.model_choices(),
        default=ReportState.WAITING.value,
        db_default=ReportState.WAITING.value,
    )
    outcome = models.CharField(
        max_length=12,
        choices=AdviceOutcome.model_choices(),
        default="",
        db_default="",
        blank=True,
    )
    taken_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)
    kept_until = models.DateField(null=True)
    junk_batch = models.ForeignKey(
        JunkBatch, on_delete=models.PROTECT, related_name="reports", null=True
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "kept_until", "id", name="report_kept", condition=Q(state=ReportState.ADVICE.value)
            ),
            # finds the waiting reports of a period fast, however many there are
            models.Index("state", "received_at", "id", name="report_by_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ReportState]), name="report_state_known"
            ),
            models.CheckConstraint(
                condition=_lengths_at_most(mailbox_hash=32, reporter_key=envelope.PUBLIC_KEY_LENGTH)
                & Q(received_at__range=MOMENTS),
                name="report_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"M-{self.pk:04d}"

    @property
    def is_deletion_asked(self) -> bool:
        """Tell whether this conversation must be deleted; a wish that proves nothing counts not."""
        if Tombstone.objects.filter(mailbox_hash=self.mailbox_hash).exists():
            return True
        wishes = DeletionWish.objects.filter(mailbox_hash=self.mailbox_hash).order_by("id")
        return any(wish.is_proven for wish in wishes[:WISHES_PER_TURN])


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> Self:
        """Return the messages that nobody handled yet: danger first, then the oldest."""
        return self.filter(handled_at=None).order_by("-danger_now", "received_at", "id")

    def uncalled(self) -> Self:
        """Return what waits and nobody was called about yet: danger first, then the oldest."""
        return self.filter(handled_at=None, is_paged=False).order_by("-danger_now", "id")

    def in_danger(self) -> Self:
        """Return the handled messages whose danger nobody ended, the oldest first.

        Not of a conversation that is junk or deleted.
        """
        over = [ReportState.JUNK, ReportState.DELETED]
        answered = self.filter(danger_now=True, danger_end="", handled_at__isnull=False)
        return answered.exclude(report__state__in=over).order_by("received_at", "id")

    def first_of(self, report_ids: Iterable[int]) -> Self:
        """Return the first message of each of these reports."""
        earlier = Message.objects.filter(report=OuterRef("report"), pk__lt=OuterRef("pk"))
        return self.filter(~Exists(earlier), report__in=list(report_ids)).order_by("id")

    def after(self, *, danger_now: bool, received_at: datetime, pk: int) -> Self:
        """Return the rows after this one in `waiting` order (keyset pagination).

        Only rows without danger follow a row without danger; the filter says so explicitly, so
        that the index finds the place at once. Rows with danger are few enough to scan.
        """
        later = Q(received_at__gt=received_at) | Q(received_at=received_at, pk__gt=pk)
        if danger_now:
            return self.filter(Q(danger_now=False) | Q(danger_now=True) & later)
        return self.filter(later, danger_now=False, received_at__gte=received_at)


class Message(models.Model):
    """A message from the reporter, sealed to the team and, as a copy, to the reporter.

    `danger_end` is how its danger ended; until then the team sees it, also after an answer.
    `is_told` is that members who want mail got one, `is_paged` that who has duty was called.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages")
    key = models.BinaryField(max_length=16, unique=True)
    digest = models.BinaryField(max_length=32, unique=True)
    danger_now = models.BooleanField(default=False, db_default=False)
    received_at = models.DateTimeField()
    for_team = models.BinaryField()
    for_reporter = models.BinaryField()
    read_on = models.DateField(null=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.BigIntegerField(null=True)
    day_only = models.BooleanField(default=False, db_default=False)
    is_told = models.BooleanField(default=False, db_default=False)
    is_paged = models.BooleanField(default=False, db_default=False)
    danger_end = models.CharField(
        max_length=10, choices=DangerEnd.model_choices(), default="", db_default="", blank=True
    )
    danger_ended_on = models.DateField(null=True)
    danger_ended_by = models.BigIntegerField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                models.F("danger_now").desc(),
                "received_at",
                "id",
                name="message_waiting",
                condition=Q(handled_at=None),
            ),
            # handled messages only, so that inserting a new one does not touch this index
            models.Index(
                "report",
                name="message_exact",
                condition=Q(day_only=False, handled_at__isnull=False),
            ),
            models.Index(
                "received_at",
                "id",
                name="message_in_danger",
                condition=Q(danger_now=True, danger_end="", handled_at__isnull=False),
            ),
            # what members must still get mail about, found fast beside thousands that wait
            models.Index("id", name="message_untold", condition=Q(handled_at=None, is_told=False)),
            # about what nobody was called yet: asked each second
            models.Index(
                models.F("danger_now").desc(),
                "id",
                name="message_unpaged",
                condition=Q(handled_at=None, is_paged=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(danger_end__in=["", *(end.value for end in DangerEnd)]),
                name="message_danger_end_known",
            ),
            models.CheckConstraint(
                condition=_lengths_at_most(
                    key=16, digest=32, for_team=LARGEST_ENVELOPE, for_reporter=LARGEST_ENVELOPE
                )
                & Q(received_at__range=MOMENTS),
                name="message_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} of report {self.report_id}"


class Answer(models.Model):
    """An answer from the team, signed, sealed to the reporter and, as a copy, to the team."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="answers")
    key = models.BinaryField(max_length=16, unique=True)
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField()
    for_team = models.BinaryField()
    for_reporter = models.BinaryField()
    withdrawn_on = models.DateField(null=True)
    day_only = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index("report", name="answer_exact", condition=Q(day_only=False)),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk} to report {self.report_id}"


class AnswerTimeQuerySet(models.QuerySet["AnswerTime"]):
    def since(self, month: date) -> Self:
        """Return those of this month and later; `month` is its first day."""
        return self.filter(month__gte=month)


class AnswerTime(models.Model):
    """How long one report waited for its first answer, with no link to that report.

    `hour` is the hour of the day (in the Netherlands) in which the report came, `minutes` the wait
    rounded up to five, and more when it was long. The id is drawn at random, so that the order of
    the rows says nothing about the order of the answers. `kept` says that the answer came in time,
    `reason` why it did not.
    """

    id = models.BigIntegerField(primary_key=True, default=random_row_id)
    month = models.DateField()
    hour = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    danger = models.BooleanField()
    kept = models.BooleanField()
    reason = models.CharField(
        max_length=12, choices=LateReason.model_choices(), default="", blank=True
    )

    objects = AnswerTimeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("month", name="answer_time_month")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason__in=["", *(reason.value for reason in LateReason)]),
                name="answer_time_reason_known",
            ),
            models.CheckConstraint(condition=Q(hour__lt=24), name="answer_time_hour_of_day"),
        ]

    def __str__(self) -> str:
        return f"answer time {self.pk}"


class Chunk(models.Model):
    """One sealed chunk of a file, stored under the hash of the file's id, at position `place`."""

    file_hash = models.BinaryField(max_length=32)
    place = models.PositiveIntegerField()
    last = models.BooleanField()
    stored_on = models.DateField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file_hash", "place"], name="chunk_once"),
            models.CheckConstraint(
                condition=_lengths_at_most(file_hash=32, sealed=files.SEALED_CHUNK)
                & Q(stored_on__range=(date(2000, 1, 1), date(2100, 1, 1))),
                name="chunk_within_bounds",
            ),
        ]
        indexes: ClassVar = [
            # one entry per file: unnamed uploads are found without scanning all chunks
            models.Index("stored_on", "file_hash", name="chunk_begun", condition=Q(place=0)),
        ]

    def __str__(self) -> str:
        return f"chunk {self.place}"


class Attachment(models.Model):
    """A complete file of a message or an answer; `place` is its position among the files there."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="attachments", null=True
    )
    answer = models.ForeignKey(
        Answer, on_delete=models.CASCADE, related_name="attachments", null=True
    )
    file_hash = models.BinaryField(max_length=32, unique=True)
    place = models.PositiveSmallIntegerField()
    chunks = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(message=None, answer__isnull=False)
                | Q(message__isnull=False, answer=None),
                name="attachment_sent_by_one",
            ),
            models.CheckConstraint(
                condition=_lengths_at_most(file_hash=32), name="attachment_within_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"B-{self.pk:04d}"


class DeletionWish(models.Model):
    """A reporter's wish to delete, as the public door adds it; gone as soon as it was checked.

    `mailbox_id` proves the wish: it comes from the seven words, and elsewhere the store has only
    its hash. Who can only read and add rows knows no mailbox id, and cannot wish for others.
    """

    mailbox_hash = models.BinaryField(max_length=32, db_index=True)
    mailbox_id = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=_lengths_at_most(mailbox_hash=32, mailbox_id=32)
                & Q(asked_at__range=MOMENTS),
                name="wish_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"

    @property
    def is_proven(self) -> bool:
        """Tell whether the mailbox id that came with the wish is that of this mailbox."""
        return code.mailbox_hash(bytes(self.mailbox_id)) == bytes(self.mailbox_hash)


class Tombstone(models.Model):
    """A conversation that must be deleted: closed at once, its content removed by the worker.

    The reporter asked for it (`by_reporter`), a member destroyed it as junk, or (`by_term`) it
    goes with its retention term or its case. While `is_held` it waits for a lead's decision. Only
    the staff side writes these rows.
    """

    mailbox_hash = models.BinaryField(max_length=32, unique=True)
    asked_at = models.DateTimeField()
    executed_at = models.DateTimeField(null=True)
    by_term = models.BooleanField(default=False, db_default=False)
    by_reporter = models.BooleanField(default=False, db_default=False)
    is_held = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes: ClassVar = [
            # those of one day, and those that were not executed yet
            models.Index("executed_at", "id", name="tombstone_executed"),
        ]

    def __str__(self) -> str:
        return f"tombstone {self.pk}"
