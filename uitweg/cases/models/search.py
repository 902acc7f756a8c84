"""The blind index: tokens that lead to a case for who holds the team's key, and say nothing."""

from typing import ClassVar

from django.db import models

from uitweg.cases.models.case import Case


class Word(models.Model):
    """One word of a case as a token (`sealing.blind`); neither the word nor its kind is there."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="words", db_index=False)
    token = models.BinaryField(max_length=8)

    class Meta:
        indexes: ClassVar = [models.Index("token", "case", name="word_by_token")]
        constraints: ClassVar = [
            models.UniqueConstraint("case", "token", name="one_token_a_case"),
        ]

    def __str__(self) -> str:
        return f"word {self.pk} of case {self.case_id}"
