"""Counting a year for the figures, once."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases import counts as case_counts
from uitweg.casework.cases.coding.rules import CODED_FACTS
from uitweg.casework.partners import counts as partner_counts
from uitweg.channel.answers import counts as report_counts
from uitweg.figures.actions.released import all_releases
from uitweg.figures.models import Extraction
from uitweg.figures.rules.releasing import released_of
from uitweg.figures.rules.sources import SOURCES
from uitweg.figures.rules.verdicts import Children
from uitweg.knowledge.published_figures.rules.released_tables import UNKNOWN
from uitweg.knowledge.training import counts as training_counts
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention

EXTRACT_YEAR = Act("figures:extract", "Jaar geteld voor de cijfers")

type YearCounts = Counter[tuple[str, ...]]


class ExtractionRefusal(Refusal):
    YEAR_NOT_OVER = "Dit jaar is nog niet voorbij. Tellen kan vanaf januari."
    YEAR_CLOSED = "De telling van dit jaar is gewist. Er komen geen tabellen meer bij."


def _coded_cases(year: int) -> YearCounts:
    counted: YearCounts = Counter()
    for facts, count in case_counts.coded_facts(year, *CODED_FACTS).items():
        counted[tuple(fact or UNKNOWN for fact in facts)] += count
    return counted


def _participants(year: int) -> YearCounts:
    return Counter(
        {(audience,): people for audience, people in training_counts.participants(year).items()}
    )


COUNT: Mapping[str, Callable[[int], Mapping[tuple[str, ...], int]]] = {
    "coded-cases": _coded_cases,
    "answers": report_counts.first_answers,
    "no-place": partner_counts.nights_without_bed,
    "participants": _participants,
}
"""How a year of each source is counted, by its dimensions in order."""


def extraction_of(source: str, year: int, *, by: Actor) -> Extraction:
    """Return the counts of this year, counted now if nobody did before.

    Raises NotPossible for a year that is not over, or that was released before its counts went.
    """
    require(by, Permission.FIGURES_PROPOSE)
    if year >= by.today.year:
        raise NotPossible(ExtractionRefusal.YEAR_NOT_OVER)
    stored = Extraction.objects.filter(source=source, year=year).first()
    if stored is None and _was_released(source, year):
        raise NotPossible(ExtractionRefusal.YEAR_CLOSED)
    return stored or _extract(source, year, by=by)


def _was_released(source: str, year: int) -> bool:
    return bool(released_of(all_releases(), source, year))


@transaction.atomic
def _extract(source: str, year: int, *, by: Actor) -> Extraction:
    """Count the year. Of two at once the second gets what the first counted."""
    counted = sorted(COUNT[source](year).items())
    extraction, is_new = Extraction.objects.get_or_create(
        source=source,
        year=year,
        defaults={
            "edition": SOURCES[source].edition,
            "extracted_on": by.today,
            "counts": json.dumps([[list(key), count] for key, count in counted if count]),
        },
    )
    if is_new:
        audit_log.record(by.member, EXTRACT_YEAR, extraction)
    return extraction


def children_of(extraction: Extraction) -> Children:
    """Return what was counted, by all dimensions of its source."""
    counts = {tuple(key): count for key, count in json.loads(extraction.counts)}
    return Children(tuple(SOURCES[extraction.source].dimensions), counts)


@job("old-figure-extractions", every=timedelta(hours=1))
def delete_old_extractions(*, now: datetime) -> int:
    """Delete the counts of before their term of years, with what was proposed of them."""
    years = retention.retention_table().number("figure-extractions")
    before = date(timezone.localdate(now).year - years, 1, 1)
    return Extraction.objects.filter(extracted_on__lt=before).delete()[0]
