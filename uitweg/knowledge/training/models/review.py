"""What editors looked at, as it then was; and what the worker found due."""

from django.db import models

from uitweg.knowledge.training.rules.sessions import LONGEST_MATERIAL


class ReviewedMaterial(models.Model):
    """The last review of a material: the digest of each thing it rests on, the day, and by whom.

    `parts` is `TrainingMaterial.digests`; `reviewed_by` a member's number.
    """

    material = models.CharField(max_length=LONGEST_MATERIAL, unique=True)
    parts = models.JSONField()
    reviewed_on = models.DateField()
    reviewed_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"review of {self.material}"


class DueMaterial(models.Model):
    """A material that the worker found due, and since which day; gone when it no longer is."""

    material = models.CharField(max_length=LONGEST_MATERIAL, unique=True)
    since = models.DateField()

    def __str__(self) -> str:
        return f"{self.material} is due"
