"""What happened, on the timeline."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.casework.cases.models.case import Case
from uitweg.casework.cases.models.choices import known_values_constraint
from uitweg.casework.cases.models.sealed_text import SealedTextField
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.grants import READ_LEVELS
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import (
    TEAM_ORGANISATION,
    Audience,
    HeldGrant,
    Visibility,
    is_in_audience,
)
from uitweg.platform.accounts.models import Member


class EntryQuerySet(models.QuerySet["Entry"]):
    def seen_with(self, visibility: Visibility) -> Self:
        """Narrow to what `visibility.sees_entry` shows; tests hold the two together."""
        shown = Q(pk__in=[])
        for held in visibility.grants:
            if held.level in READ_LEVELS:
                attributes = Q(audience__in=_audiences_reaching(held)) | Q(written_by=held.member)
                shown |= attributes & Q(group__in=held.groups)
        return self.filter(shown)

    def hidden_from(self, visibility: Visibility) -> int:
        """Count what `seen_with` leaves out."""
        return self.count() - self.seen_with(visibility).count()


def _audiences_reaching(held: HeldGrant) -> frozenset[Audience]:
    """Name the audiences of what the team wrote that reach this holder; partners come later."""
    return frozenset(a for a in Audience if is_in_audience(held, a, TEAM_ORGANISATION))


class Entry(models.Model):
    """Something that happened, as one person wrote it down; never edited, only added to.

    `form_key` comes from the form: the same form twice is one entry. One that `replaces` another
    puts it right; the other stays, and says so. `sealed_details` is what is known besides the words
    (facts.py), or nothing.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices())
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    audience = models.CharField(
        max_length=12, choices=Audience.choices(), default=Audience.TEAM.value
    )
    group = models.CharField(
        max_length=12, choices=DataGroup.choices(), default=DataGroup.SITUATION.value
    )
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="replaced_by"
    )
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField()
    sealed_details = SealedTextField(default=b"")

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        constraints: ClassVar = [
            known_values_constraint("audience", Audience, name="entry_audience_known"),
            known_values_constraint("group", DataGroup, name="entry_group_known"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk} of case {self.case_id}"
