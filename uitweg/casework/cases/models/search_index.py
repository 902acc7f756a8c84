"""The blind index: words of cases as keyed tokens, which say nothing without the team key."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import connections, models

from uitweg.casework.cases.models.case import Case

LOOKUP_SQL = "SELECT case_id, token FROM cases_searchtoken WHERE token IN ({}) LIMIT %s"
PRESENT_SQL = """
SELECT asked.column1 FROM (VALUES {}) AS asked
WHERE EXISTS (SELECT 1 FROM cases_searchtoken AS stored WHERE stored.token = asked.column1)
"""
"""Stops at the first row of each token: of a common word there are as many as there are cases."""


class SearchTokenQuerySet(models.QuerySet["SearchToken"]):
    def matching(self, tokens: Sequence[bytes], *, limit: int) -> list[tuple[int, bytes]]:
        """Return (case id, token) of each row with one of these tokens, at most `limit` rows.

        Plain SQL, because a long note has five thousand tokens and the ORM needed as much time to
        build that query as the database to answer it.
        """
        if not tokens:
            return []
        placeholders = ", ".join(["%s"] * len(tokens))
        with connections[self.db].cursor() as cursor:
            cursor.execute(LOOKUP_SQL.format(placeholders), [*tokens, limit])
            return [(case_id, bytes(token)) for case_id, token in cursor.fetchall()]

    def present(self, tokens: Sequence[bytes]) -> set[bytes]:
        """Return which of these tokens some case has."""
        if not tokens:
            return set()
        placeholders = ", ".join(["(%s)"] * len(tokens))
        with connections[self.db].cursor() as cursor:
            cursor.execute(PRESENT_SQL.format(placeholders), list(tokens))
            return {bytes(token) for (token,) in cursor.fetchall()}


class SearchToken(models.Model):
    """One word of a case as a keyed token (`sealing.blind`); shows neither word nor kind."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="search_tokens", db_index=False
    )
    token = models.BinaryField(max_length=8)

    objects = SearchTokenQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("token", "case", name="word_by_token")]
        constraints: ClassVar = [
            models.UniqueConstraint("case", "token", name="one_token_a_case"),
        ]

    def __str__(self) -> str:
        return f"search token {self.pk} of case {self.case_id}"
