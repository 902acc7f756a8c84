"""The blind index: tokens that lead to a case for who holds the team's key, and say nothing."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import connections, models

from uitweg.casework.cases.models.case import Case

LOOKUP_SQL = "SELECT case_id, token FROM cases_searchtoken WHERE token IN ({}) LIMIT %s"


class SearchTokenQuerySet(models.QuerySet["SearchToken"]):
    def holding(self, tokens: Sequence[bytes], *, most: int) -> list[tuple[int, bytes]]:
        """Return case and token of what is in the index, of any case, at most so many rows.

        Written out: a long note asks for five thousand tokens, and the ORM took as long to ask
        as the store to answer.
        """
        if not tokens:
            return []
        with connections[self.db].cursor() as store:
            store.execute(LOOKUP_SQL.format(", ".join(["%s"] * len(tokens))), [*tokens, most])
            return [(pk, bytes(token)) for pk, token in store.fetchall()]


class SearchToken(models.Model):
    """One word of a case as a token (`sealing.blind`); neither the word nor its kind is there."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="words", db_index=False)
    token = models.BinaryField(max_length=8)

    objects = SearchTokenQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("token", "case", name="word_by_token")]
        constraints: ClassVar = [
            models.UniqueConstraint("case", "token", name="one_token_a_case"),
        ]

    def __str__(self) -> str:
        return f"word {self.pk} of case {self.case_id}"
