"""What happened, on the timeline."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.casework.cases.models.case import Case
from uitweg.casework.cases.models.choices import choices, known
from uitweg.casework.cases.models.sealed_text import UnderCaseKey
from uitweg.casework.cases.rules.grants import READS
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import TEAM, Audience, DataGroup, Held, Sight, is_meant
from uitweg.platform.accounts.models import Member


class EntryQuerySet(models.QuerySet["Entry"]):
    def seen_with(self, sight: Sight) -> Self:
        """Narrow to what `sight.sees_entry` shows; tests hold the two together."""
        shown = Q(pk__in=[])
        for held in sight.held:
            if held.level in READS:
                meant = Q(audience__in=_meant_for(held)) | Q(written_by=held.member)
                shown |= meant & Q(group__in=held.groups)
        return self.filter(shown)

    def hidden_from(self, sight: Sight) -> int:
        """Count what `seen_with` leaves out."""
        return self.count() - self.seen_with(sight).count()


def _meant_for(held: Held) -> frozenset[Audience]:
    """Name the audiences of what the team wrote that reach this holder; partners come later."""
    return frozenset(a for a in Audience if is_meant(held, a, TEAM))


class Entry(models.Model):
    """Something that happened, as one person wrote it down; never edited, only added to.

    `form_key` comes from the form: the same form twice is one entry. One that `replaces` another
    puts it right; the other stays, and says so. `sealed_facts` is what is known besides the words
    (facts.py), or nothing.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=choices(EntryKind))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    audience = models.CharField(
        max_length=12, choices=choices(Audience), default=Audience.TEAM.value
    )
    group = models.CharField(
        max_length=12, choices=choices(DataGroup), default=DataGroup.SITUATION.value
    )
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="replaced_by"
    )
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = UnderCaseKey()
    sealed_facts = UnderCaseKey(default=b"")

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        constraints: ClassVar = [
            known("audience", Audience, name="entry_audience_known"),
            known("group", DataGroup, name="entry_group_known"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk} of case {self.case_id}"
