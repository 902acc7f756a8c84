"""The sealed compartment of a weighing: who opens it, its versions, items and judgements."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from uitweg.casework.appraisal.compartment.rules.grants import (
    READING_LEVELS,
    WRITING_LEVELS,
    CompartmentLevel,
)
from uitweg.casework.appraisal.compartment.rules.stages import OPEN_STAGES, ItemKind, Place, Stage
from uitweg.casework.cases.case.models import Case, SealedRow, known_values
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.models import Member
from uitweg.platform.store.frozen_columns import FrozenColumns


class Compartment(models.Model):
    """What is known of offences, kept out of the case's own file; at most one a case.

    Its key (AES-256) is in `CompartmentKeyCopy`: one for each member with a grant, and one for the
    recovery sheet. A grant for the case opens nothing here.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="compartment")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"compartment of case {self.case_id}"

    @property
    def number(self) -> str:
        """The number of its case."""
        return self.case.number

    def may_be_read_by(self, member_pk: int) -> bool:
        return self.grants.active_for(member_pk, READING_LEVELS).exists()

    def may_be_worked_on_by(self, member_pk: int) -> bool:
        return self.grants.active_for(member_pk, WRITING_LEVELS).exists()

    def may_be_judged_by(self, member_pk: int) -> bool:
        """Whether this member may give the second judgement."""
        levels = frozenset({CompartmentLevel.JUDGE})
        return self.grants.active_for(member_pk, levels).exists()


class CompartmentGrantQuerySet(models.QuerySet["CompartmentGrant"]):
    def active(self) -> Self:
        """Return the grants that have begun and have not ended."""
        now = timezone.now()
        return self.filter(until__gt=now, since__lte=now)

    def active_for(
        self, member_pk: int, levels: frozenset[CompartmentLevel] = READING_LEVELS
    ) -> Self:
        return self.active().filter(member_id=member_pk, level__in=levels)


class CompartmentGrant(models.Model):
    """Access of one member to one compartment; it always ends, at `until`.

    `is_other_team` says that the member works in another team than the writer. Grants that ended
    stay, to show later who could see what, and when.
    """

    compartment = models.ForeignKey(Compartment, on_delete=models.CASCADE, related_name="grants")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=CompartmentLevel.choices())
    is_other_team = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    given_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    ended_by = models.BigIntegerField(null=True)

    objects = CompartmentGrantQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["since", "id"]
        indexes: ClassVar = [models.Index("member", "compartment", name="compartment_grant_of")]
        constraints: ClassVar = [
            known_values("level", CompartmentLevel, name="compartment_level_known"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="compartment_grant_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} on compartment {self.compartment_id} for {self.member_id}"


class CompartmentKeyCopy(models.Model):
    """A compartment's key, sealed to one member, or to the recovery sheet (no `member`).

    `holder_id` is the id of the public key it was sealed to.
    """

    compartment = models.ForeignKey(
        Compartment, on_delete=models.CASCADE, related_name="key_copies"
    )
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    holder_id = models.BinaryField(max_length=8)
    sealed_key = models.BinaryField()
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("compartment", "member", name="one_copy_a_member"),
        ]

    def __str__(self) -> str:
        holder = self.member_id or "the recovery sheet"
        return f"key of compartment {self.compartment_id} for {holder}"


FROZEN_STAGES = [Stage.SIGNING.value, Stage.SIGNED.value]


class AppraisalQuerySet(models.QuerySet["Appraisal"]):
    def open(self) -> Self:
        return self.filter(stage__in=OPEN_STAGES)

    def readable_by(self, member: Member) -> Self:
        """Return the appraisals in compartments that this member may open now."""
        grants = CompartmentGrant.objects.active_for(member.pk)
        rows = self.filter(compartment__in=grants.values("compartment"))
        return rows.select_related("compartment__case", "author").order_by("id")


class Appraisal(SealedRow):
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
            known_values("stage", Stage, name="appraisal_stage_known"),
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


class AppraisalItem(SealedRow):
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
            known_values("kind", ItemKind, name="appraisal_item_kind_known"),
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


class AppraisalJudgement(SealedRow):
    """What one of the two judges concludes; it never changes, also before the other sees it.

    `sealed_text` is JSON of a `WrittenJudgement`, under the compartment's key. Until both are
    there, nobody but its writer gets to see it.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="judgements")
    place = models.CharField(max_length=6, choices=Place.choices())
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_other_team = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["appraisal", "place"]
        constraints: ClassVar = [
            known_values("place", Place, name="judgement_place_known"),
            models.UniqueConstraint("appraisal", "place", name="one_judgement_a_place"),
            models.UniqueConstraint("appraisal", "member", name="one_judgement_a_member"),
            FrozenColumns(name="judgement_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.place} judgement of appraisal {self.appraisal_id}"


class JudgementResponse(SealedRow):
    """What a judge adds after seeing the other judgement; neither judgement changes by it."""

    judgement = models.OneToOneField(
        AppraisalJudgement, on_delete=models.CASCADE, related_name="response"
    )
    given_at = models.DateTimeField()
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField()

    class Meta:
        constraints: ClassVar = [FrozenColumns(name="judgement_response_frozen")]

    def __str__(self) -> str:
        return f"response to {self.judgement_id}"


class Signature(models.Model):
    """A judge signed the frozen content of an appraisal.

    `certificate` is the X.509 certificate (DER) with which the PDF was signed.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="signatures")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    content_sha256 = models.BinaryField(max_length=32)
    certificate = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["signed_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint("appraisal", "member", name="one_signature_a_member"),
            FrozenColumns(name="signature_frozen"),
        ]

    def __str__(self) -> str:
        return f"signature of {self.member_id} under appraisal {self.appraisal_id}"
