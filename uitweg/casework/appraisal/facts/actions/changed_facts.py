"""Marking appraisals whose facts changed after they were closed; the worker's step."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from uitweg.casework.appraisal.compartment.models import Appraisal, AppraisalItem
from uitweg.casework.appraisal.compartment.rules.stages import (
    STAGES_WITH_CLOSED_FACTS,
    ItemKind,
    Stage,
)
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.jobs.rules.job import job

MOST_AT_ONCE = 200


@job("appraisal-facts", every=timedelta(seconds=15))
def mark_changed_facts(*, now: datetime) -> int:
    """Mark the appraisals for which a fact changed; return how many.

    Either an entry of the timeline that a fact cites was corrected since that fact was written, or
    after the signatures a newer version got a fact, changed one or took one out.
    """
    unmarked = Appraisal.objects.filter(
        facts_changed_at=None, stage__in=sorted(STAGES_WITH_CLOSED_FACTS)
    )
    ids = {appraisal for appraisal, _ in corrected_facts(unmarked)}
    newer = unmarked.filter(Exists(_newer_fact()), stage=Stage.SIGNED)
    ids |= set(newer.values_list("pk", flat=True))
    some = sorted(ids)[:MOST_AT_ONCE]
    return Appraisal.objects.filter(pk__in=some, facts_changed_at=None).update(facts_changed_at=now)


def corrected_facts(appraisals: QuerySet[Appraisal]) -> set[tuple[int, str]]:
    """Return (appraisal, item key) of each fact that cites an entry corrected since it was written.

    A fact that is copied into a newer version keeps the moment at which it was written, so what
    was corrected before that version began counts too.
    """
    facts = AppraisalItem.objects.newest().filter(
        kind=ItemKind.FACT, appraisal__in=appraisals, entry__replaced_by__isnull=False
    )
    names = ("appraisal_id", "item_key", "entry_id", "written_at", "entry__case_id")
    cited = list(facts.values_list(*names))
    corrections = _corrections({case for *_, case in cited})
    return {
        (appraisal, key)
        for appraisal, key, entry, written_at, _ in cited
        if any(moment > written_at for moment in _moments(entry, corrections))
    }


def _corrections(cases: Collection[int]) -> dict[int, tuple[int, datetime]]:
    """Return for each entry that was corrected the entry in its place, and when it was written."""
    rows = Entry.objects.filter(case__in=cases, replaces__isnull=False)
    found = rows.values_list("replaces_id", "pk", "written_at")
    return {old: (new, moment) for old, new, moment in found if old is not None}


def _moments(entry: int, corrections: Mapping[int, tuple[int, datetime]]) -> Iterable[datetime]:
    """Yield when an entry was corrected: each time, as a correction can be corrected again."""
    while entry in corrections:
        entry, moment = corrections[entry]
        yield moment


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
