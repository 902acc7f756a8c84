"""The channel's rows. The public door adds; only the staff side changes or removes.

Everything a person wrote is an envelope (see docs/crypto.md); what stands open
here is listed with its reason in policy/fields.yaml. No key to a staff table:
members are plain numbers.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.db import connections, models
from django.db.models import Q

from uitweg.channel.rules.reports import AdviceOutcome, ReportState


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
        """Return only the id, written out: each sealed message asks it."""
        with connections["channel"].cursor() as store:
            store.execute(
                "SELECT key_id FROM channel_teamkey WHERE retired_at IS NULL"
                " ORDER BY id DESC LIMIT 1"
            )
            found = store.fetchone()
        return bytes(found[0]) if found else None


class JunkBatch(models.Model):
    """One act by which a member laid reports aside as junk, and how it ended."""

    folded_at = models.DateTimeField()
    folded_by = models.BigIntegerField()
    destroyed_at = models.DateTimeField(null=True)
    destroyed_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"fold {self.pk}"


class Report(models.Model):
    """One anonymous conversation: known by the hash of its mailbox, never by a name."""

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
    fold = models.ForeignKey(JunkBatch, on_delete=models.PROTECT, related_name="reports", null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "kept_until", "id", name="report_kept", condition=Q(state=ReportState.ADVICE.value)
            ),
            # what came in between two moments and nobody took yet, however much there is
            models.Index("state", "received_at", "id", name="report_by_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ReportState]), name="report_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"M-{self.pk:04d}"


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> Self:
        """Return what nobody has handled yet: danger first, then the oldest."""
        return self.filter(handled_at=None).order_by("-danger_now", "received_at", "id")

    def after(self, *, danger_now: bool, received_at: datetime, pk: int) -> Self:
        """Return the rows behind this one in `waiting` order (keyset pages stay flat).

        Behind a row without danger stand only such rows: said so, the index finds the
        place at once. Rows with danger are few enough to walk past.
        """
        later = Q(received_at__gt=received_at) | Q(received_at=received_at, pk__gt=pk)
        if danger_now:
            return self.filter(Q(danger_now=False) | Q(danger_now=True) & later)
        return self.filter(later, danger_now=False, received_at__gte=received_at)


class Message(models.Model):
    """Something the reporter wrote, sealed to the team and, as a copy, to themselves."""

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
            # a message that comes in costs this index nothing
            models.Index(
                "report",
                name="message_exact",
                condition=Q(day_only=False, handled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} of report {self.report_id}"


class Answer(models.Model):
    """Something the team wrote, signed, sealed to the reporter and, as a copy, to the team."""

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


class Chunk(models.Model):
    """A piece of a sealed file, under the hash of its id; `last` ends the file."""

    file_hash = models.BinaryField(max_length=32)
    place = models.PositiveIntegerField()
    last = models.BooleanField()
    stored_on = models.DateField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file_hash", "place"], name="chunk_once"),
        ]
        indexes: ClassVar = [
            # one line a file: what no message names is found without walking past each chunk
            models.Index("stored_on", "file_hash", name="chunk_begun", condition=Q(place=0)),
        ]

    def __str__(self) -> str:
        return f"chunk {self.place}"


class Attachment(models.Model):
    """A whole file that a message or an answer sends; `place` is its order there."""

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
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"B-{self.pk:04d}"


class Tombstone(models.Model):
    """A conversation that has to be gone: honoured at once, executed by the worker.

    The reporter asked so, or (`by_term`) its term is over.
    """

    mailbox_hash = models.BinaryField(max_length=32, unique=True)
    asked_at = models.DateTimeField()
    executed_at = models.DateTimeField(null=True)
    by_term = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"tombstone {self.pk}"
