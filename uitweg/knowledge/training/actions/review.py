"""Reviewing training materials: what is due, an editor's tap, and what the worker notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from uitweg.knowledge.training.models import DueMaterial, ReviewedMaterial
from uitweg.knowledge.training.rules.materials import TrainingMaterial, why_due
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act

REVIEW_MATERIAL = Act("training:review", "Lesmateriaal nagekeken")

STORE = "channel"


class ReviewRefusal(Refusal):
    MATERIAL_CHANGED_MEANWHILE = (
        "Een collega veranderde dit net. Er is niets bewaard; kijk opnieuw."
    )


@dataclass(frozen=True)
class MaterialState:
    """A material, why it is due (empty when it is not), and its last review.

    `since` is the day on which the worker first found it due; None until it looked.
    """

    material: TrainingMaterial
    reasons: tuple[str, ...]
    reviewed_on: date | None
    reviewed_by: int | None
    since: date | None

    @property
    def is_due(self) -> bool:
        return bool(self.reasons)


def states_of(materials: Iterable[TrainingMaterial], *, today: date) -> list[MaterialState]:
    """Return the state of each material as it is at this moment, from content and reviews."""
    reviews = {row.material: row for row in ReviewedMaterial.objects.order_by("pk")}
    since = dict(DueMaterial.objects.values_list("material", "since").order_by("pk"))
    return [
        _state(material, reviews.get(material.id), since.get(material.id), today)
        for material in materials
    ]


def _state(
    material: TrainingMaterial, review: ReviewedMaterial | None, since: date | None, today: date
) -> MaterialState:
    reviewed_on = review.reviewed_on if review else None
    kept = review.parts if review else None
    reasons = why_due(material, reviewed_on=reviewed_on, kept=kept, today=today)
    reviewed_by = review.reviewed_by if review else None
    return MaterialState(material, tuple(reasons), reviewed_on, reviewed_by, since)


def mark_reviewed(*, material: TrainingMaterial, seen: str, by: Actor) -> None:
    """Keep that an editor looked at a material as it is now.

    `seen` is the `version` that the page showed. Raises NotPossible when it changed since.
    """
    require(by, Permission.TRAINING_REVIEW)
    if seen != material.version:
        raise NotPossible(ReviewRefusal.MATERIAL_CHANGED_MEANWHILE)
    with transaction.atomic(using=STORE):
        ReviewedMaterial.objects.update_or_create(
            material=material.id,
            defaults={
                "parts": material.digests,
                "reviewed_on": by.today,
                "reviewed_by": by.pk,
            },
        )
        DueMaterial.objects.filter(material=material.id).delete()
    audit_log.record(by.member, REVIEW_MATERIAL, f"material:{material.id}"[:40])


@transaction.atomic(using=STORE)
def notice_due(materials: Iterable[TrainingMaterial], *, today: date) -> int:
    """Note what is due since today, and forget what no longer is or no longer exists.

    Returns how many are due. Does nothing without materials.
    """
    states = states_of(materials, today=today)
    if not states:
        return 0
    due = {state.material.id for state in states if state.is_due}
    DueMaterial.objects.exclude(material__in=due).delete()
    known = {state.material.id for state in states}
    ReviewedMaterial.objects.exclude(material__in=known).delete()
    DueMaterial.objects.bulk_create(
        [DueMaterial(material=id, since=today) for id in sorted(due)], ignore_conflicts=True
    )
    return len(due)
