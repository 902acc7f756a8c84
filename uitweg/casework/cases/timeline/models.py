"""The entries on the timeline of a case."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from uitweg.casework.cases.case.models import Case, SealedRow, SealedTextField, known_values
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import READ_LEVELS
from uitweg.casework.cases.case.rules.visibility import (
    TEAM_ORGANISATION,
    Audience,
    HeldGrant,
    Visibility,
    is_in_audience,
)
from uitweg.platform.accounts.models import Member


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_with(self, visibility: Visibility) -> Self:
        """Return the entries that `rules.visibility.sees_entry` allows, as one query.

        The rule stands here a second time, for the database; a test compares the two.
        """
        visible = Q(pk__in=[])
        for grant in visibility.grants:
            if grant.level in READ_LEVELS:
                reaches = Q(audience__in=_audiences_reaching(grant)) | Q(written_by=grant.member)
                visible |= reaches & Q(group__in=grant.groups)
        return self.filter(visible)

    def hidden_from(self, visibility: Visibility) -> int:
        """Count the entries that `visible_with` leaves out."""
        return self.count() - self.visible_with(visibility).count()


def _audiences_reaching(grant: HeldGrant) -> frozenset[Audience]:
    """Return the audiences that include the holder of `grant`, of entries written by the team.

    Entries written by partner organisations do not exist yet.
    """
    return frozenset(
        audience for audience in Audience if is_in_audience(grant, audience, TEAM_ORGANISATION)
    )


class Entry(SealedRow):
    """One entry on the timeline, as one member wrote it; never edited.

    A correction is a new entry that `replaces` the old one, which stays. `form_key` comes from the
    form and is unique, so a form sent twice makes one entry. `paper_for` names the recipients whose
    documents an entry for the team may be in, because a member said so; a correction starts empty.
    `sealed_details` holds JSON with what is known besides the text (`rules/events.py`), or is
    empty.
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
    paper_for = models.JSONField(default=list)
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
            known_values("audience", Audience, name="entry_audience_known"),
            known_values("group", DataGroup, name="entry_group_known"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk} of case {self.case_id}"
