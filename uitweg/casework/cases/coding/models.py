"""What is counted of a case, in fixed words."""

from typing import ClassVar

from django.db import models

from uitweg.casework.cases.case.models import Case, known_values
from uitweg.casework.cases.coding.rules import CODE_VERSION, CODED_FACTS
from uitweg.channel.conversation.models import random_row_id


def _fact() -> "models.CharField[str, str]":
    return models.CharField(max_length=16, default="", blank=True)


class CodedCase(models.Model):
    """The coded facts of one case; "" is what nobody coded yet, "unknown" what nobody knows.

    When the case is destroyed only the tie to it is cut, so that the counts of its year stay. The
    id is random: it does not tell which case came before which. `year` is that in which the case
    was opened. `code_version` is that of the categories. `version` counts the changes.
    """

    id = models.BigIntegerField(primary_key=True, default=random_row_id)
    case = models.OneToOneField(Case, null=True, on_delete=models.SET_NULL, related_name="coded")
    year = models.PositiveSmallIntegerField()
    code_version = models.PositiveSmallIntegerField(default=CODE_VERSION)
    version = models.PositiveIntegerField(default=0)
    form = _fact()
    act = _fact()
    age_at_start = _fact()
    age_now = _fact()
    sex = _fact()
    nationality = _fact()
    referrer = _fact()
    recruitment = _fact()
    control = _fact()
    duration = _fact()
    place = _fact()
    help = _fact()
    shelter = _fact()
    police = _fact()

    class Meta:
        indexes: ClassVar = [models.Index("year", name="coded_case_by_year")]
        constraints: ClassVar = [
            known_values(name, fact.answers, name=f"coded_{name}_known", allow_empty=True)
            for name, fact in CODED_FACTS.items()
        ]

    def __str__(self) -> str:
        return f"coded case {self.pk}"

    @property
    def facts(self) -> dict[str, str]:
        """The answers by name of the fact, "" included."""
        return {name: getattr(self, name) for name in CODED_FACTS}
