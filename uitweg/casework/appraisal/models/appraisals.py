"""An appraisal in versions, and its items, which are never edited."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.casework.appraisal.models.compartment import Compartment, CompartmentGrant
from uitweg.casework.appraisal.rules.stages import OPEN_STAGES, ItemKind, Stage
from uitweg.casework.cases.case.models import Case, known_values_constraint
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.models import Member
from uitweg.platform.store.frozen_columns import FrozenColumns

FROZEN_STAGES = [Stage.SIGNING.value, Stage.SIGNED.value]


class AppraisalQuerySet(models.QuerySet["Appraisal"]):
    def open(self) -> Self:
        return self.filter(stage__in=OPEN_STAGES)

    def readable_by(self, member: Member) -> Self:
        """Return the appraisals in compartments that this member may open now."""
        grants = CompartmentGrant.objects.active_for(member.pk)
        rows = self.filter(compartment__in=grants.values("compartment"))
        return rows.select_related("compartment__case", "author").order_by("id")


class Appraisal(models.Model):
    """One version of the weighing of one youngster: a draft, then judged twice, then signed.

    `author` gives the first judgement. `sealed_content` is what was frozen with the first
    signature: canonical JSON of content, judgements and responses, under the compartment's key;
    `content_sha256` is its hash (32 bytes). `facts_changed_at` is set when a fact is newer than
    the signatures. Of a compartment at most one version is open at a time.
    """

    compartment = models.ForeignKey(
        Compartment, on_delete=models.CASCADE, related_name="appraisals"
    )
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12, choices=Stage.choices(), default=Stage.DRAFT.value)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    facts_closed_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    facts_changed_at = models.DateTimeField(null=True)
    form_key = models.BinaryField(max_length=16, unique=True)
    content_sha256 = models.BinaryField(max_length=32, default=b"")
    sealed_content = models.BinaryField(default=b"")

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            known_values_constraint("stage", Stage, name="appraisal_stage_known"),
            models.UniqueConstraint("compartment", "number", name="one_appraisal_a_number"),
            models.UniqueConstraint(
                "compartment",
                condition=Q(stage__in=sorted(OPEN_STAGES)),
                name="one_open_appraisal",
            ),
            models.CheckConstraint(
                condition=(Q(stage__in=FROZEN_STAGES) & ~Q(content_sha256=b""))
                | ~Q(stage__in=FROZEN_STAGES),
                name="appraisal_frozen_with_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"appraisal {self.number} of compartment {self.compartment_id}"

    @property
    def case(self) -> Case:
        return self.compartment.case

    def may_be_read_by(self, member_pk: int) -> bool:
        return self.compartment.may_be_read_by(member_pk)

    def may_be_worked_on_by(self, member_pk: int) -> bool:
        return self.compartment.may_be_worked_on_by(member_pk)

    def may_be_judged_by(self, member_pk: int) -> bool:
        """Whether this member may give a judgement: its author the first, a judge the second."""
        is_author = self.author_id == member_pk and self.may_be_worked_on_by(member_pk)
        return is_author or self.compartment.may_be_judged_by(member_pk)

    def was_judged_by(self, member_pk: int) -> bool:
        return self.judgements.filter(member_id=member_pk).exists()


class ItemQuerySet(models.QuerySet["AppraisalItem"]):
    def newest(self) -> Self:
        """Return the items as they are now: not replaced by a newer version, and not removed."""
        return self.filter(replaced_by=None, is_removed=False).order_by("id")


class AppraisalItem(models.Model):
    """One version of one item: a fact, a scenario, an answer, a doubt; never edited.

    `item_key` (16 hexadecimal digits, or the ids it is about) stays the same through its versions;
    a newer version `replaces` the older, once, so of two members who save at the same time the
    second is told. A removed item is a newer version with `is_removed`. `entry` is the entry on
    the case's timeline that a fact cites. `sealed_text` is JSON in the shape of
    `rules/content.py`, under the compartment's key.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=16, choices=ItemKind.choices())
    item_key = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="replaced_by"
    )
    is_removed = models.BooleanField(default=False)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="+")
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            known_values_constraint("kind", ItemKind, name="appraisal_item_kind_known"),
            models.UniqueConstraint(
                "appraisal",
                "kind",
                "item_key",
                condition=Q(replaces=None),
                name="one_first_version_an_item",
            ),
            FrozenColumns(name="appraisal_item_frozen", except_fields=("entry",)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_key} of appraisal {self.appraisal_id}"
