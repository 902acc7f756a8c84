"""Marking appraisals whose facts changed after they were closed; the worker's step."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from uitweg.casework.appraisal.models import Appraisal, AppraisalItem
from uitweg.casework.appraisal.rules.stages import STAGES_WITH_CLOSED_FACTS, ItemKind, Stage

MOST_AT_ONCE = 200


def mark_changed_facts(*, now: datetime) -> int:
    """Mark the appraisals for which a fact changed; return how many.

    Either an entry of the timeline that a fact cites was corrected after the facts were closed, or
    after the signatures a newer version got a fact, changed one or took one out.
    """
    unmarked = Appraisal.objects.filter(
        facts_changed_at=None, stage__in=sorted(STAGES_WITH_CLOSED_FACTS)
    )
    changed = unmarked.filter(
        Exists(_cites_corrected_entry()) | Q(Exists(_newer_fact()), stage=Stage.SIGNED)
    )
    ids = list(changed.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return Appraisal.objects.filter(pk__in=ids, facts_changed_at=None).update(facts_changed_at=now)


def _cites_corrected_entry() -> QuerySet[AppraisalItem]:
    """Return the facts of an outer appraisal that cite an entry corrected since the closing."""
    facts = AppraisalItem.objects.newest().filter(kind=ItemKind.FACT, appraisal=OuterRef("pk"))
    closed_at = F("appraisal__facts_closed_at")
    return facts.filter(entry__replaced_by__written_at__gt=closed_at)


def _newer_fact() -> QuerySet[AppraisalItem]:
    """Return the facts in newer versions that are not as in the outer appraisal.

    A new version begins with a copy of each fact: those have its key, and replace nothing.
    """
    facts = AppraisalItem.objects.filter(
        kind=ItemKind.FACT,
        appraisal__compartment=OuterRef("compartment"),
        appraisal__number__gt=OuterRef("number"),
    )
    in_signed = AppraisalItem.objects.filter(
        kind=ItemKind.FACT, appraisal=OuterRef(OuterRef("pk")), item_key=OuterRef("item_key")
    )
    return facts.filter(Q(replaces__isnull=False) | ~Exists(in_signed))
