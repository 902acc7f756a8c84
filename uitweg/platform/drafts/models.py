"""Autosaved drafts of forms."""

from typing import ClassVar

from django.db import models

from uitweg.platform.accounts.models import Member


class Draft(models.Model):
    """What a member typed in one form (`place`) and did not send yet; only the newest version.

    Encrypted with a key derived from the member's own seed. `version` only grows; `tab` and
    `turn` say which page saved it last and how often, so that a late save is recognised.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=120)
    form_key = models.BinaryField(max_length=16, db_index=True)
    version = models.BigIntegerField()
    tab = models.BinaryField(max_length=8)
    turn = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    sealed_text = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("member", "place", name="one_draft_a_place"),
        ]

    def __str__(self) -> str:
        return f"draft of {self.member_id}"
